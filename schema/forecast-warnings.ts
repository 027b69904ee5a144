import {
  FOLLOWERS_IN_DATA,
  isOutdated,
  type Diagnostic,
  type EvidenceClass,
  type Line,
  type Outcome,
  type Preset,
  type Row,
} from '../simulations/index.js';
import { metricWords } from './metric.js';
import { monteCarloError, type MonteCarloError } from './monte-carlo-error.js';
import { restsOnPreset, type UsedParameter } from './parameter.js';
import { readableCount, readableList, readableOdds, readableShare } from './readable.js';
import type { ResolvedScenario } from './scenario.js';

export const WARNING_CODES = {
  LEARNED_FROM_ITSELF:
    'The assumptions were learned from results of this very campaign, among others.',
  RESULTS_IGNORED:
    'The campaign has results already, and the forecast is of its plan as if nothing had been seen.',
  EVIDENCE: 'What the answer rests on most is weakly supported, assumed or folklore.',
  OUTSIDE_DATA: 'Follower counts lie outside the data that the model was fitted on.',
  OLD_PRESET: 'The assumptions describe a year more than three years ago.',
  INHERITED: 'The year’s assumptions take numbers over from an older year.',
  MONTE_CARLO_ERROR: 'A headline number would move by more than 2% under another seed.',
  NOTHING_BOUGHT: 'A line may have too little money for a single placement.',
  UNSPENT: 'A good part of a line’s money is too little for one more placement.',
  ROSTER_EXHAUSTED: 'A line may run out of named people before it runs out of money.',
  SHARER_REACH: 'Most of the reach comes from sharers.',
  DEMO_DATA: 'Profiles of the demonstration roster are part of the plan.',
} as const;

export type WarningCode = keyof typeof WARNING_CODES;

export interface Warning {
  readonly code: WarningCode;
  readonly message: string;
}

const MONTE_CARLO_LIMIT = 0.02;
const NOTHING_BOUGHT_LIMIT = 0.05;
const UNSPENT_LIMIT = 0.2;
const SHARER_REACH_LIMIT = 0.5;

/**
 * Everything a careful reader must know before quoting the forecast, the gravest first.
 *
 * @param parameters - those the scenario uses, with their evidence
 * @param year - the current one, for the age of the preset
 */
export function forecastWarnings(
  resolved: ResolvedScenario,
  outcome: Outcome,
  parameters: readonly UsedParameter[],
  year: number,
): Warning[] {
  return [
    ...planWarnings(resolved, outcome, parameters),
    ...monteCarloWarning(monteCarloError(outcome), outcome.draws),
    ...assumptionWarnings(resolved.scenario.assumptions.preset, parameters, year),
  ];
}

/** What is particular to one plan and its draws. */
export function planWarnings(
  resolved: ResolvedScenario,
  outcome: Outcome,
  parameters: readonly UsedParameter[],
): Warning[] {
  return [
    ...learnedFromItself(resolved),
    ...resultsIgnored(resolved),
    ...outcome.diagnostics.flatMap((diagnostic) =>
      ofDiagnostic(diagnostic, resolved, outcome, parameters),
    ),
    ...outsideData(resolved),
    ...demoData(resolved),
  ];
}

/** What any plan has to live with that rests on these parameters. */
export function assumptionWarnings(
  preset: Preset,
  parameters: readonly UsedParameter[],
  year: number,
): Warning[] {
  return [...evidence(parameters), ...oldPreset(preset, year), ...inherited(preset, parameters)];
}

export function learnedFromItself({
  learnedFromItself: isSo,
  scenario,
}: ResolvedScenario): Warning[] {
  if (!isSo) return [];
  const consequence =
    scenario.today === undefined
      ? 'so this plan knows a part of what came'
      : 'so its results count twice here, in what is believed and in what was seen, and the ranges are narrower than they should be';
  return [
    {
      code: 'LEARNED_FROM_ITSELF',
      message: `The campaign’s own results are among those that its assumptions were learned from, ${consequence}. Learn without it: \`calibrateAssumptions\` takes \`campaignIds\`.`,
    },
  ];
}

function resultsIgnored({ resultsIgnored: placements = 0 }: ResolvedScenario): Warning[] {
  if (placements === 0) return [];
  const some = placements === 1 ? '1 placement has' : `${placements} placements have`;
  return [
    {
      code: 'RESULTS_IGNORED',
      message: `The campaign is under way: ${some} results already, and this is what to expect as if nothing had been seen. \`campaign { outlook }\` has learned from them.`,
    },
  ];
}

function ofDiagnostic(
  diagnostic: Diagnostic,
  { lineNames }: ResolvedScenario,
  { draws }: Outcome,
  parameters: readonly UsedParameter[],
): Warning[] {
  switch (diagnostic.kind) {
    case 'NOTHING_BOUGHT':
      if (diagnostic.probability <= NOTHING_BOUGHT_LIMIT) return [];
      return [
        {
          code: 'NOTHING_BOUGHT',
          message: `${lineNames[diagnostic.line]}: the odds that the money does not buy a single placement are ${readableOdds(diagnostic.probability, draws)}.`,
        },
      ];
    case 'UNSPENT':
      if (diagnostic.share <= UNSPENT_LIMIT) return [];
      return [
        {
          code: 'UNSPENT',
          message: `${lineNames[diagnostic.line]}: on average ${readableShare(diagnostic.share)} of the money is left over, too little for one more placement.`,
        },
      ];
    case 'ROSTER_EXHAUSTED':
      return [
        {
          code: 'ROSTER_EXHAUSTED',
          message: `${lineNames[diagnostic.line]}: the odds that everybody is booked before the money is gone are ${readableOdds(diagnostic.probability, draws)}.`,
        },
      ];
    case 'SHARER_REACH': {
      if (diagnostic.share <= SHARER_REACH_LIMIT) return [];
      const rate = parameters.find(({ name }) => name === 'reach.rate.SHARER_ACTION');
      const basis = rate ? `; how many friends see a post ${basisOf(rate)}` : '';
      return [
        {
          code: 'SHARER_REACH',
          message: `Friends’ feeds carry ${readableShare(diagnostic.share)} of the reach${basis}.`,
        },
      ];
    }
  }
}

function basisOf(parameter: UsedParameter): string {
  if (restsOnPreset(parameter)) {
    return `${CLASS_WORDS[parameter.evidence]}: ${parameter.source.replace(/^Assumption: /, '')}`;
  }
  const { learned } = parameter;
  return learned === null
    ? 'was set by hand'
    : `was learned from ${readableCount(learned.placements)} of your own placements`;
}

const CLASS_WORDS: Readonly<Record<EvidenceClass, string>> = {
  E: 'rests on evidence',
  W: 'rests on weak evidence',
  A: 'is an assumption',
  F: 'is folklore',
};

/** @param of - whose mean it is, in a comparison: ` of Star video` */
export function monteCarloWarning(
  error: MonteCarloError | null,
  draws: number,
  of = '',
): Warning[] {
  if (error === null || error.share <= MONTE_CARLO_LIMIT) return [];
  return [
    {
      code: 'MONTE_CARLO_ERROR',
      message: `${draws.toLocaleString('en-US')} draws are few: with another seed the average ${metricWords(error.metric)}${of} would move by about ${readableShare(error.share)}. Ask for more with \`precision\` before you quote it.`,
    },
  ];
}

function outsideData({ scenario, lineNames }: ResolvedScenario): Warning[] {
  return scenario.lines.flatMap((line) => {
    const range = FOLLOWERS_IN_DATA[line.row];
    const outside = range && followersOf(line).filter((f) => f < range.min || f > range.max);
    if (!range || !outside || outside.length === 0) return [];
    const [followers] = outside;
    const others = outside.length > 1 ? ` (and ${outside.length - 1} more)` : '';
    return [
      {
        code: 'OUTSIDE_DATA' as const,
        message: `${lineNames[line.key]}: ${readableCount(followers)} followers${others} lie outside the data on ${ROW_WORDS[line.row]}, which reach from ${readableCount(range.min)} to ${readableCount(range.max)}.`,
      },
    ];
  });
}

function followersOf({ candidates }: Line): number[] {
  return 'medianFollowers' in candidates
    ? [candidates.medianFollowers]
    : candidates.map(({ followers }) => followers);
}

function oldPreset(preset: Preset, year: number): Warning[] {
  if (!isOutdated(preset, year)) return [];
  return [
    {
      code: 'OLD_PRESET',
      message: `The assumptions describe ${preset}, ${year - Number(preset)} years ago.`,
    },
  ];
}

function inherited(preset: Preset, parameters: readonly UsedParameter[]): Warning[] {
  const older = parameters.filter(
    ({ inheritedFrom, overridden }) => inheritedFrom !== null && !overridden,
  );
  if (older.length === 0) return [];
  const years = [...new Set(older.map(({ inheritedFrom }) => String(inheritedFrom)))].sort();
  const count = parameters.length;
  const used = `${count} numbers that the model uses here for ${preset}`;
  const subject = older.length === count ? `All ${used}` : `${older.length} of the ${used}`;
  const prices = older.some(({ name }) => name.startsWith('price.')) ? ', prices among them' : '';
  return [
    {
      code: 'INHERITED',
      message: `${subject} were taken over from ${readableList(years)}${prices}.`,
    },
  ];
}

/** The parameters that set the level of a row's results, and what a sentence calls that. */
const OF_ROWS: readonly (readonly [prefix: string, words: string])[] = [
  ['reach.rate', 'reach'],
  ['engagement.rate', 'engagement'],
  ['price.at100k', 'price'],
];
/** The others that a forecast turns on. */
const OF_ALL: readonly (readonly [name: string, words: string])[] = [
  ['negativity.slope', 'how negative engagement moves with size'],
  ['campaign.engagement.sd', 'how much campaigns differ from each other'],
];

const EVIDENCE_WORDS = {
  F: 'Folklore',
  A: 'Assumed, for want of data',
  W: 'From weak or conflicting data',
} as const;

function evidence(parameters: readonly UsedParameter[]): Warning[] {
  const classOf = new Map(
    parameters.filter(restsOnPreset).map((parameter) => [parameter.name, parameter.evidence]),
  );
  /** `the reach and price of Instagram posts`, for each row in turn, then the rest. */
  const named = (wanted: EvidenceClass) => [
    ...Object.entries(ROW_WORDS).flatMap(([row, words]) => {
      const what = OF_ROWS.filter(([prefix]) => classOf.get(`${prefix}.${row}`) === wanted);
      return what.length > 0
        ? [`the ${readableList(what.map(([, word]) => word))} of ${words}`]
        : [];
    }),
    ...OF_ALL.filter(([name]) => classOf.get(name) === wanted).map(([, words]) => words),
  ];
  const sentences = (['F', 'A', 'W'] as const).flatMap((wanted) => {
    const what = named(wanted);
    return what.length > 0 ? [`${EVIDENCE_WORDS[wanted]}: ${what.join('; ')}.`] : [];
  });
  return sentences.length > 0 ? [{ code: 'EVIDENCE', message: sentences.join(' ') }] : [];
}

export const ROW_WORDS: Readonly<Record<Row, string>> = {
  INSTAGRAM_POST: 'Instagram posts',
  INSTAGRAM_STORY: 'Instagram stories',
  TIKTOK_VIDEO: 'TikTok videos',
  YOUTUBE_VIDEO: 'YouTube videos',
  YOUTUBE_INTEGRATION: 'YouTube integrations',
  SHARER_ACTION: 'sharers’ posts',
  DISPLAY_AD: 'display ads',
};

function demoData({ usesDemoData }: ResolvedScenario): Warning[] {
  if (!usesDemoData) return [];
  return [
    {
      code: 'DEMO_DATA',
      message: 'Some of the profiles are made up: they belong to the demonstration roster.',
    },
  ];
}
