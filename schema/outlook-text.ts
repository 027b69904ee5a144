import { type Metric, quantile, UNLIKELY } from '../simulations/index.js';
import { columnOf } from './forecast-text.js';
import { learnedFromItself, WARNING_CODES } from './forecast-warnings.js';
import type { OutlookAnswer } from './outlook.js';
import { LEAST_ODDS, type PlacementOutlook, runsOf, toldOdds } from './outlook-placement.js';
import { readableCount, readableOdds, readableShare } from './readable.js';
import { readableQuantile } from './result-table.js';
import { TIMES_APART } from './sources-apart.js';

export const OUTLOOK_WARNINGS = {
  UNLIKELY_COUNT: `A count of impressions, reach, engagements, shares or clicks is so high that the model, before anything was seen, gave a final count like it a chance below ${readableShare(UNLIKELY)}, far-going posts included: mistyped, perhaps, or in the wrong row. Where the model holds, that is told of one right count in ${(1 / UNLIKELY).toLocaleString('en-US')} at most, however often it is looked at. The numbers of the outlook rest on it all the same.`,
  SOURCES_DISAGREE: `Sources counted the same of the same placement, brought to the same age, more than ${TIMES_APART} times apart, so that hardly both are right. The outlook takes the highest.`,
  LEARNED_FROM_ITSELF: WARNING_CODES.LEARNED_FROM_ITSELF,
  NOTHING_SEEN: 'No result was recorded yet: the outlook is the forecast of the plan.',
  NEGATIVE: 'A placement draws more negative reactions than a brand should stand.',
  FLIGHT_OVER: 'The flight is over, and a placement is not on the air.',
  OVERDUE: 'A placement was planned to be on the air by now, and is not; the flight goes on.',
  UNSEEN: 'A placement is on the air for a day or more, and nothing of it was counted.',
} as const;

export type OutlookWarningCode = keyof typeof OUTLOOK_WARNINGS;

export interface OutlookWarning {
  readonly code: OutlookWarningCode;
  readonly message: string;
  /** That it is about; none if it is about the campaign. */
  readonly placements: readonly PlacementOutlook[];
}

/** What a summary is written from. */
export const OUTLOOK_METRICS: readonly Metric[] = [
  'REACH',
  'ENGAGEMENTS',
  'NEGATIVE_ENGAGEMENT_RATIO',
];

const DAY_MS = 86_400_000;

export const some = (count: number) => (count === 1 ? '1 placement' : `${count} placements`);

/** What was seen so far, what comes of it, and what is counted in that should have come by now. */
export function outlookSummary(answer: OutlookAnswer): string {
  const { outcome, resolved, placements, actuals } = answer;
  const { currency } = resolved.scenario;
  const total = (metric: Metric) => columnOf(outcome, 'TOTAL', 'total', metric) ?? null;
  const range = (metric: Metric, what: string) => {
    const at = (p: number) => readableQuantile(metric, total(metric), p, currency);
    return `${at(0.5)} ${what} (${at(0.1)} to ${at(0.9)})`;
  };
  const seen = placements.filter(({ report }) => report.isSeen).length;
  const brought =
    actuals?.engagements == null
      ? ''
      : `, and ${readableCount(Number(actuals.engagements))} engagements`;
  const first =
    seen === 0
      ? `Nothing was seen of the ${some(placements.length)} yet`
      : `So far ${seen} of ${some(placements.length)} ${seen === 1 ? 'was' : 'were'} seen${brought}`;
  const { joint, probabilities } = outcome.targets;
  const ratio = total('NEGATIVE_ENGAGEMENT_RATIO');
  const median = ratio && quantile(ratio, 0.5);
  const odds =
    joint === null || probabilities.length === 0
      ? `${median === null ? 'none' : readableShare(median)} of them negative`
      : `and the odds of meeting ${probabilities.length === 1 ? 'the target' : 'all targets'} are ${readableOdds(joint, outcome.draws)}`;
  const missed = isOver(answer) ? placements.filter(({ isOverdue }) => isOverdue).length : 0;
  const last =
    missed === 0
      ? ''
      : ` That counts in ${some(missed)} not posted by the end of the flight, as if ${missed === 1 ? 'it' : 'they'} still came.`;
  return `${first}. In the end the campaign should reach ${range('REACH', 'people')} and earn ${range('ENGAGEMENTS', 'engagements')}, each range with 8 chances in 10, ${odds}.${last}`;
}

/** Whether the flight has ended. */
function isOver({ resolved, flightStart, asOf }: OutlookAnswer): boolean {
  return asOf.getTime() >= flightStart.getTime() + resolved.scenario.flightDays * DAY_MS;
}

/** The gravest first, those of counts apart. */
export function outlookWarnings(answer: OutlookAnswer): OutlookWarning[] {
  const { placements, asOf, resolved } = answer;
  const negative = placements.filter((one) => runsOf(one).includes('NEGATIVE'));
  const overdue = placements.filter(({ isOverdue }) => isOverdue);
  const unseen = placements.filter(
    ({ report, placement: { status, postedAt } }) =>
      !report.isSeen &&
      status === 'POSTED' &&
      postedAt !== null &&
      asOf.getTime() - postedAt.getTime() >= DAY_MS,
  );
  const worst = negative.reduce((max, { report }) => Math.max(max, report.negative), 0);
  const warnings: OutlookWarning[] = [
    {
      code: 'NEGATIVE',
      placements: negative,
      message: `More than 1 in 10 reactions to ${some(negative.length)} are likely negative (odds ${negative.length === 1 ? '' : 'up to '}${readableOdds(toldOdds(worst), 1 / LEAST_ODDS)}): read the comments before more is posted.`,
    },
    isOver(answer)
      ? {
          code: 'FLIGHT_OVER',
          placements: overdue,
          message: `The flight is over, and ${some(overdue.length)} ${overdue.length === 1 ? 'is' : 'are'} not posted: the outlook takes for granted that ${overdue.length === 1 ? 'it still comes' : 'they still come'}. Cancel what will not.`,
        }
      : {
          code: 'OVERDUE',
          placements: overdue,
          message: `${some(overdue.length)} planned to be on the air by now and not posted: the outlook takes for granted that ${overdue.length === 1 ? 'it still comes' : 'they still come'}, but for the usual cancellations.`,
        },
    {
      code: 'UNSEEN',
      placements: unseen,
      message: `${some(unseen.length)} on the air for a day or more without a single count: the outlook supposes what is usual.`,
    },
  ];
  const about = [
    ...learnedFromItself(resolved).map(({ message }): OutlookWarning => ({
      code: 'LEARNED_FROM_ITSELF',
      placements: [],
      message,
    })),
    ...warnings.filter(({ placements: named }) => named.length > 0),
  ];
  if (placements.some(({ report }) => report.isSeen)) return about;
  return [
    { code: 'NOTHING_SEEN', placements: [], message: OUTLOOK_WARNINGS.NOTHING_SEEN },
    ...about,
  ];
}
