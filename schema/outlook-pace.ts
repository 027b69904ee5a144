import {
  column,
  type DailyMetric,
  type Metric,
  METRICS,
  probabilityAtMost,
  quantile,
} from '../simulations/index.js';
import type { Actuals } from './actuals-loader.js';
import { builder } from './builder.js';
import type { Context } from './context.js';
import { Distribution, type Estimate } from './distribution.js';
import { MetricEnum } from './metric.js';
import type { CampaignUnderWay } from './outlook-scenario.js';
import { priceOf } from './forecast.js';
import { takeFromBudget } from './request-budget.js';
import type { CountColumn } from './result-counts.js';
import { DAY_MS } from './scenario-lines.js';
import { unitOf } from './unit.js';

/** What was counted against what the plan expected by then. */
export interface Pace {
  readonly metric: DailyMetric;
  readonly currency: string;
  /** In the engine's units. */
  readonly actual: number;
  readonly expected: Float64Array;
}

/** Counts that add up over placements. */
const PACED = {
  IMPRESSIONS: 'impressions',
  ENGAGEMENTS: 'engagements',
  SHARES: 'shares',
  CLICKS: 'clicks',
  CONVERSIONS: 'conversions',
  REVENUE: 'revenueMinor',
} as const satisfies Partial<Record<DailyMetric, CountColumn>>;

/** A pace is read to two digits. */
const DRAWS = 256;
/** What a placement of daily curves costs beside a forecast's. */
const PRICE_OF_DAYS = 21;

/**
 * Of each metric that was counted, what the plan expected by the moment of the latest count, by a
 * simulation of the plan day by day.
 */
export async function paceOf(
  { plan, seenAt, flightStart }: CampaignUnderWay,
  actuals: Actuals | null,
  seed: string,
  ctx: Context,
): Promise<Pace[]> {
  const metrics = (Object.keys(PACED) as (keyof typeof PACED)[]).filter(
    (metric) => actuals !== null && actuals[PACED[metric]] !== null,
  );
  if (actuals === null || seenAt === null || metrics.length === 0) return [];
  const { scenario } = plan;
  takeFromBudget(ctx, { work: DRAWS * PRICE_OF_DAYS * priceOf(plan), results: DRAWS * 100 });
  const { daily } = await ctx.simulate(
    {
      ...scenario,
      targets: [],
      // Counts are of the posts themselves: what their shares reach is nobody's report.
      assumptions: {
        ...scenario.assumptions,
        values: { ...scenario.assumptions.values, 'shares.peoplePerShare.median': 1e-9 },
      },
    },
    {
      seed,
      draws: DRAWS,
      select: { metrics: [], groups: [], daily: { metrics, groups: ['TOTAL'] } },
    },
  );
  if (daily == null) return [];
  const day = (seenAt.getTime() - flightStart.getTime()) / DAY_MS;
  const curves = daily.groups[0]?.curves ?? {};
  return metrics.map((metric) => ({
    metric,
    currency: scenario.currency,
    actual: Number(actuals[PACED[metric]]),
    expected: at(curves[metric]!, (day - daily.firstDay) / daily.stepDays, daily),
  }));
}

/** Cumulative values at a moment, in points from the first one's beginning; straight in between. */
function at(
  curve: Float64Array,
  moment: number,
  { draws, points }: { draws: number; points: number },
): Float64Array {
  const clipped = Math.max(0, Math.min(points, moment));
  const whole = Math.min(points - 1, Math.floor(clipped));
  const share = clipped - whole;
  return Float64Array.from({ length: draws }, (_, d) => {
    const before = whole === 0 ? 0 : curve[(whole - 1) * draws + d];
    return before + share * (curve[whole * draws + d] - before);
  });
}

/** Actual ÷ median of what was expected; null where nothing was. */
export function paceRatio({ actual, expected }: Pace): number | null {
  const median = quantile(column(expected), 0.5);
  return median === null || median === 0 ? null : actual / median;
}

export const PaceType = builder.objectRef<Pace>('Pace').implement({
  description: 'How what was counted so far compares with what the plan expected by then.',
  fields: (t) => ({
    metric: t.field({
      type: MetricEnum,
      description: 'What was counted, of the posts themselves.',
      resolve: ({ metric }): Metric => metric,
    }),
    actual: t.float({
      description: 'What was counted so far; money in major units.',
      resolve: ({ metric, actual, currency }) => actual / unitOf(metric, currency).scale,
    }),
    expected: t.field({
      type: Distribution,
      description:
        'What the plan expected by the moment of the latest count, before anything was seen. Posts that were counted earlier have grown since: count all at once for a fair comparison.',
      resolve: ({ metric, expected, currency }): Estimate => ({
        column: column(expected),
        unit: unitOf(metric, currency),
        better: METRICS[metric].better,
      }),
    }),
    ratio: t.float({
      nullable: true,
      description:
        'Actual ÷ the middle of what was expected: 1.2 is a fifth ahead of plan. Null where the plan expected nothing yet.',
      resolve: paceRatio,
    }),
    percentile: t.field({
      type: 'Probability',
      nullable: true,
      description:
        'Share of the plan’s worlds with no more than this by then: 0.5 is as expected, 0.95 better than 19 of 20.',
      resolve: ({ actual, expected }) => probabilityAtMost(column(expected), actual),
    }),
  }),
});
