import type { Outcome, Selection } from '../simulations/index.js';
import type { Actuals } from './actuals-loader.js';
import { builder } from './builder.js';
import { Campaign } from './campaign.js';
import type { Context } from './context.js';
import { countWarnings } from './count-warnings.js';
import type { Path } from './errors.js';
import { answerOf } from './estimates.js';
import { encodeEventCursor } from './event-cursor.js';
import { Forecast, type ForecastAnswer, priceOf, TargetOddsType } from './forecast.js';
import { forecastSelection, unite } from './forecast-selection.js';
import { type Pace, paceOf, PaceType } from './outlook-pace.js';
import type { PlacementOutlook } from './outlook-placement.js';
import { byPlan, addPlacementOutlooks } from './outlook-placements.js';
import { campaignUnderWay, type CampaignUnderWay, hasPlacements } from './outlook-scenario.js';
import {
  OUTLOOK_METRICS,
  OUTLOOK_WARNINGS,
  outlookSummary,
  type OutlookWarning,
  outlookWarnings,
} from './outlook-text.js';
import {
  choosePrecision,
  type ChosenPrecision,
  PrecisionInput,
  SEED_DESCRIPTION,
  seedOf,
} from './precision.js';
import { targetsMet } from './target-met.js';
import { ONLY_RISE } from './target-reached.js';
import { selectedFields, type SelectedFields } from './selected-fields.js';

/** A campaign's forecast given everything seen so far. */
export interface OutlookAnswer extends ForecastAnswer, Omit<CampaignUnderWay, 'placements'> {
  readonly placements: readonly PlacementOutlook[];
  readonly actuals: Actuals | null;
  /** Of the campaign's last event that is in it; null before the first. */
  readonly cursor: string | null;
  /** Empty where it was not asked for. */
  readonly pace: Promise<readonly Pace[]>;
}

/** What a placement that was seen costs, in those of a forecast. */
const PRICE_OF_SEEN = 20;
/** Draws of an outlook unless it is asked for others: it is made anew with every batch of results. */
const USUAL_DRAWS = 2048;
const LEAST_DRAWS = 256;
/** Of 500 placements, half of them seen, 1,024 draws are made within a second of their results. */
const USUAL_PRICE = 8_000_000;

interface OutlookQuestion {
  readonly precision?: typeof PrecisionInput.$inferInput | null;
  readonly seed?: string | null;
  /** What is asked of the forecast. */
  readonly select: Selection;
  readonly withPace?: boolean;
  /** Of the draws chosen for a plan of so many lines, those that there may be. */
  readonly limited?: (chosen: ChosenPrecision, lines: number) => ChosenPrecision;
}

/**
 * @param campaignId - the row's own
 * @param path - where the input stands in the operation's arguments
 * @throws InputError, NotFoundError, PriceError
 */
export async function outlookOf(
  campaignId: string,
  { precision, seed, select, withPace = false, limited = (chosen) => chosen }: OutlookQuestion,
  ctx: Context,
  path: Path = [],
): Promise<OutlookAnswer> {
  const luck = seedOf([...path, 'seed'], seed);
  const { workspaceId } = ctx.viewer;
  // Before the counts: what comes in between is told by the next outlook, too.
  const last = await ctx.db.event.findFirst({
    where: { workspaceId, campaignId },
    orderBy: { position: 'desc' },
    select: { position: true },
  });
  const [underWay, actuals] = await Promise.all([
    campaignUnderWay(campaignId, ctx, path, select.daily !== undefined),
    ctx.loaders.actualsOfCampaign.load(campaignId),
  ]);
  const { resolved, asOf } = underWay;
  // Beside the forecast: one thread of two would wait for the other now and then.
  const pace = withPace ? paceOf(underWay, luck, ctx) : Promise.resolve([]);
  // If it fails, its field does.
  pace.catch(() => undefined);
  const seen = [...underWay.placements.values()].filter(({ sources }) => sources.length > 0).length;
  const question = {
    plans: [resolved],
    seed: luck,
    precision: limited(
      precisionOf(priceOf(resolved), seen, precision, [...path, 'precision']),
      resolved.scenario.lines.length,
    ),
    select: unite([select, { metrics: OUTLOOK_METRICS, groups: ['TOTAL'] }]),
    extraResults: 0,
  };
  const {
    outcomes: [outcome],
    precision: answered,
  } = await answerOf(question, ctx);
  return {
    ...underWay,
    outcome,
    pace,
    precision: answered,
    year: asOf.getUTCFullYear(),
    placements: placementsOf(underWay, outcome),
    actuals,
    cursor: last && encodeEventCursor(last.position),
  };
}

/** What a query asks that selects these fields of an outlook. */
export function outlookSelection({
  fields,
}: SelectedFields): Pick<OutlookQuestion, 'select' | 'withPace'> {
  const forecast = fields.get('forecast');
  const select = (forecast && forecastSelection(forecast)) ?? { metrics: [], groups: [] };
  return { select, withPace: fields.has('pace') };
}

function precisionOf(
  placements: number,
  seen: number,
  asked: OutlookQuestion['precision'],
  path: Path,
): ChosenPrecision {
  const price = placements + PRICE_OF_SEEN * seen;
  if (asked != null) {
    const what = `${placements} placements, ${seen} of them seen, which cost ${PRICE_OF_SEEN + 1} times as much`;
    return choosePrecision(price, asked, path, path, what);
  }
  let draws = USUAL_DRAWS;
  while (draws > LEAST_DRAWS && draws * price > USUAL_PRICE) draws /= 2;
  const chosen = choosePrecision(price, { draws }, []);
  const reason = `The server took ${draws.toLocaleString('en-US')} draws, as many as keep an outlook quick; ask for more with \`precision\`.`;
  return 'goal' in chosen ? chosen : { ...chosen, reason };
}

/** In the order in which they are planned to go live. */
function placementsOf(
  { resolved, placements, asOf }: CampaignUnderWay,
  { evidence }: Outcome,
): PlacementOutlook[] {
  const outlooks = (evidence?.placements ?? []).flatMap((report): PlacementOutlook[] => {
    const placement = placements.get(resolved.placements![report.line][report.candidate]);
    if (placement === undefined) return [];
    const { status, plannedAt } = placement;
    const isOverdue = status !== 'POSTED' && !report.isSeen && plannedAt < asOf;
    return [{ report, placement, isOverdue }];
  });
  return outlooks.sort(byPlan);
}

const OutlookWarningCodeEnum = builder.enumType('OutlookWarningCode', {
  description: 'Why a campaign should be looked at.',
  values: Object.fromEntries(
    Object.entries(OUTLOOK_WARNINGS).map(([code, description]) => [code, { description }]),
  ) as Record<keyof typeof OUTLOOK_WARNINGS, { description: string }>,
});

const OutlookWarningType = builder.objectRef<OutlookWarning>('OutlookWarning').implement({
  description: 'Something about a campaign under way that a planner should know.',
  fields: (t) => ({
    code: t.expose('code', { type: OutlookWarningCodeEnum, description: 'Stable, for programs.' }),
    message: t.exposeString('message', { description: 'For people.' }),
  }),
});

addPlacementOutlooks(
  OutlookWarningType,
  'The placements that it is about, in the order in which they are planned; none if it is about the whole campaign.',
);

const OutlookEvidence = builder.objectRef<OutlookAnswer>('OutlookEvidence').implement({
  description: 'What an outlook has learned from.',
  fields: (t) => ({
    placements: t.int({
      description: 'Placements of the campaign that are not cancelled.',
      resolve: ({ placements }) => placements.length,
    }),
    seen: t.int({
      description: 'Placements of which something was counted.',
      resolve: ({ placements }) => placements.filter(({ report }) => report.isSeen).length,
    }),
    counts: t.int({
      description:
        'Counts that say something: views, reactions, their tone, shares, clicks, orders.',
      resolve: ({ outcome }) => outcome.evidence?.observations ?? 0,
    }),
    capturedAt: t.expose('seenAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the latest of these counts were seen; null if there are none.',
    }),
    effectiveSampleSize: t.float({
      description:
        'Simulated worlds that the outlook is worth. Worlds are drawn given the counts and none is weighted, so it is all of them.',
      resolve: ({ outcome }) => outcome.draws,
    }),
  }),
});

const TargetOutlook = builder
  .objectRef<ReturnType<typeof targetsMet>[number]>('TargetOutlook')
  .implement({
    description:
      'A promise of the campaign, its odds given everything seen, and how far it is met.',
    fields: (t) => ({
      target: t.field({
        type: TargetOddsType,
        description: 'The promise, and its odds.',
        resolve: ({ odds }) => odds,
      }),
      actual: t.float({
        nullable: true,
        description:
          'What it is by the counts so far, money in major units. Impressions, gross reach and CPM are those of the posts themselves, because nobody reports what their shares reach; the odds of `target` count that, too, so a promise may be likely that these alone do not keep. Spend is of what is on the air, and costs and returns are of the placements whose count is known. Null where counts do not say it: of people reached by several placements, of what nobody counted, of money as long as a fee is not known.',
        resolve: ({ actual }) => actual,
      }),
      met: t.exposeBoolean('met', {
        description: `Whether \`actual\` has come to the promise already, so that it is met whatever comes. Only promises of at least so much of what never falls can be: of ${ONLY_RISE.join(', ')}. As in \`actual\`, what shares reach is not counted: a promise of impressions that is kept only with their help is likely by its odds, and never \`met\`.`,
      }),
    }),
  });

export const Outlook = builder.objectRef<OutlookAnswer>('Outlook').implement({
  description:
    'What a campaign under way will bring in the end, given everything seen so far: what was counted is kept, what is still to come is forecast from it. Cancelled placements are left out.',
  fields: (t) => ({
    asOf: t.expose('asOf', { type: 'DateTime', description: 'The moment that it was made.' }),
    cursor: t.exposeString('cursor', {
      nullable: true,
      description:
        'The campaign’s last event that it knows of, for `campaignEvents(after:)`; null before the first.',
    }),
    summary: t.string({
      description:
        'Plain sentences: what was seen, what comes of it, and what that takes for granted after the flight.',
      resolve: outlookSummary,
    }),
    warnings: t.field({
      type: [OutlookWarningType],
      description: 'What a planner should look at, the gravest first.',
      resolve: async (answer, _args, ctx) => [
        ...(await countWarnings(answer, ctx)),
        ...outlookWarnings(answer),
      ],
    }),
    forecast: t.field({
      type: Forecast,
      description: 'The campaign’s final results, as any forecast.',
      resolve: (answer) => answer,
    }),
    targets: t.field({
      type: [TargetOutlook],
      description: 'The campaign’s promises, in their order.',
      resolve: targetsMet,
    }),
    pace: t.field({
      type: [PaceType],
      complexity: { field: 1, multiplier: 6 },
      description:
        'What was counted so far against what the plan expected by then; empty before the first count. It takes a simulation of its own.',
      resolve: async ({ pace }) => [...(await pace)],
    }),
    evidence: t.field({
      type: OutlookEvidence,
      description: 'What it has learned from.',
      resolve: (answer) => answer,
    }),
  }),
});

addPlacementOutlooks(
  Outlook,
  'Every placement that is not cancelled, in the order in which they are planned; each edge tells how its placement runs, and what to expect of it. `filter: { seen: false }` leaves what is still to come.',
);

/** What the field and the subscription are asked with. */
export const outlookArguments = builder.args((t) => ({
  precision: t.field({
    type: PrecisionInput,
    description: `How many worlds to draw. Left out: 2,048, or as many as answer within about a second. A placement that was seen costs what ${PRICE_OF_SEEN + 1} of a plan do.`,
  }),
  seed: t.string({ description: SEED_DESCRIPTION }),
}));

builder.objectField(Campaign, 'outlook', (t) =>
  t.field({
    type: Outlook,
    // One campaign without placements must not take a list of others with it.
    nullable: true,
    complexity: 10,
    description:
      'What it will bring in the end, given everything seen so far, and how it stands against the plan. Null for a campaign that has no placements but cancelled ones; null with an error beside it where it cannot be told.',
    args: outlookArguments,
    resolve: async ({ id }, args, ctx, info) =>
      (await hasPlacements(id, ctx))
        ? outlookOf(id, { ...args, ...outlookSelection(selectedFields(info)) }, ctx)
        : null,
  }),
);
