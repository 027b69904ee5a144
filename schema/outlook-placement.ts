import { type Expected, NEGATIVE_SHARE, type PlacementReport } from '../simulations/index.js';
import { builder } from './builder.js';
import type { Edge } from './list.js';
import type { PlacementUnderWay } from './outlook-scenario.js';
import { Placement } from './placement.js';
import { readableShare } from './readable.js';

/** What to expect of one placement, given all that was seen. */
export interface PlacementOutlook {
  readonly report: PlacementReport;
  readonly placement: PlacementUnderWay;
  /** Planned to be on the air by now, and not. */
  readonly isOverdue: boolean;
}

/** From this probability on a placement is said to run hot, cold or negative. */
const LIKELY = 0.5;

const RUNS = {
  HOT: 'Its engagements are likely among the highest tenth of what was to be expected of it.',
  COLD: 'Its engagements are likely among the lowest tenth of what was to be expected of it.',
  NEGATIVE: `More than ${readableShare(NEGATIVE_SHARE)} of the reactions are likely negative.`,
} as const;

export type Runs = keyof typeof RUNS;

export const RunsEnum = builder.enumType('PlacementRuns', {
  description: 'How a placement runs that was seen, where its probability is at least one half.',
  values: Object.fromEntries(
    Object.entries(RUNS).map(([name, description]) => [name, { description }]),
  ) as Record<Runs, { description: string }>,
});

/** How a placement that was seen runs; empty where nothing stands out. */
export function runsOf({ report: { isSeen, hot, cold, negative } }: PlacementOutlook): Runs[] {
  const chances: Readonly<Record<Runs, number | null>> = {
    NEGATIVE: negative,
    HOT: hot,
    COLD: cold,
  };
  return isSeen
    ? (Object.keys(chances) as Runs[]).filter((run) => (chances[run] ?? 0) >= LIKELY)
    : [];
}

/** Hypotheses that are less likely than this are not pursued, so nothing finer can be told. */
export const LEAST_ODDS = 1e-4;

/** Odds that a formula tells: no finer than what stands behind them, and never certain. */
export function toldOdds(probability: number): number {
  const rounded = Math.round(probability / LEAST_ODDS) * LEAST_ODDS;
  return Number(Math.max(LEAST_ODDS, Math.min(1 - LEAST_ODDS, rounded)).toFixed(4));
}

const told = (probability: number | null): number | null =>
  probability === null ? null : toldOdds(probability);

const IN_STEPS = `In steps of ${LEAST_ODDS} and never 0 or 1: the formulas behind it tell no finer.`;

const ExpectedType = builder.objectRef<Expected>('ExpectedNumber').implement({
  description: 'What to expect of one placement. 8 times in 10 it lies between `p10` and `p90`.',
  fields: (t) => ({
    p10: t.exposeFloat('p10', { description: 'One tenth of the time it is at most this.' }),
    p50: t.exposeFloat('p50', { description: 'The middle, or median.' }),
    p90: t.exposeFloat('p90', { description: 'Nine tenths of the time it is at most this.' }),
  }),
});

export const PlacementOutlookEdge = builder
  .objectRef<Edge<PlacementOutlook>>('PlacementOutlookEdge')
  .implement({
    description:
      'A placement of a campaign under way, and what it should bring in the end, given everything seen of the campaign; of one that is still to come, if it is posted.',
    fields: (t) => ({
      node: t.field({
        type: Placement,
        description: 'The placement itself.',
        resolve: async ({ node: { placement } }, _args, { loaders }) => {
          const row = await loaders.placement.load(placement.id);
          if (row === null) throw new Error(`Placement ${placement.id} is missing`);
          return row;
        },
      }),
      cursor: t.exposeString('cursor', {
        description: 'Where this placement stands in the list; pass it to `after` or `before`.',
      }),
      seen: t.boolean({
        description: 'Whether anything was counted of it.',
        resolve: ({ node: { report } }) => report.isSeen,
      }),
      overdue: t.boolean({
        description: 'Whether it was planned to be on the air by now, and is not.',
        resolve: ({ node: { isOverdue } }) => isOverdue,
      }),
      impressions: t.field({
        type: ExpectedType,
        description: 'Times it is shown in the end, without what its shares reach.',
        resolve: ({ node: { report } }) => report.impressions,
      }),
      reach: t.field({
        type: ExpectedType,
        description: 'People that it reaches in the end.',
        resolve: ({ node: { report } }) => report.reach,
      }),
      engagements: t.field({
        type: ExpectedType,
        description: 'Reactions in the end.',
        resolve: ({ node: { report } }) => report.engagements,
      }),
      clicks: t.field({
        type: ExpectedType,
        description: 'Clicks in the end.',
        resolve: ({ node: { report } }) => report.clicks,
      }),
      negativeEngagementRatio: t.field({
        type: ExpectedType,
        description: 'Negative share of the reactions.',
        resolve: ({ node: { report } }) => report.negativity,
      }),
      runs: t.field({
        type: [RunsEnum],
        description:
          'What stands out, the gravest first; empty where nothing does, or nothing was seen.',
        resolve: ({ node }) => runsOf(node),
      }),
      hotProbability: t.field({
        type: 'Probability',
        nullable: true,
        description: `How likely its engagements are among the highest tenth of what was to be expected of it, by its own doing and not the campaign’s. Null before it was seen. ${IN_STEPS}`,
        resolve: ({ node: { report } }) => told(report.hot),
      }),
      coldProbability: t.field({
        type: 'Probability',
        nullable: true,
        description: `How likely its engagements are among the lowest tenth of what was to be expected of it, by its own doing and not the campaign’s. Null before it was seen. ${IN_STEPS}`,
        resolve: ({ node: { report } }) => told(report.cold),
      }),
      negativeProbability: t.field({
        type: 'Probability',
        description: `How likely more than ${readableShare(NEGATIVE_SHARE)} of its reactions are negative: the alert for brand safety. ${IN_STEPS}`,
        resolve: ({ node: { report } }) => toldOdds(report.negative),
      }),
      brandSafetyEventProbability: t.field({
        type: 'Probability',
        nullable: true,
        description: `How likely a scandal around the influencer is behind its reactions, rather than a bad post. Null before it was seen. ${IN_STEPS}`,
        resolve: ({ node: { report } }) => told(report.event),
      }),
    }),
  });
