import {
  type Candidate,
  column,
  type DailyMetric,
  type Line,
  type Metric,
  METRICS,
  probabilityAtMost,
  quantile,
  type Scenario,
} from '../simulations/index.js';
import { builder } from './builder.js';
import type { Context } from './context.js';
import { Distribution, type Estimate } from './distribution.js';
import { MetricEnum } from './metric.js';
import type { CampaignUnderWay } from './outlook-scenario.js';
import { priceOf } from './forecast.js';
import { takeFromBudget } from './request-budget.js';
import type { CountColumn } from './result-counts.js';
import type { ResolvedScenario } from './scenario.js';
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

type Paced = keyof typeof PACED;
type PacedColumn = (typeof PACED)[Paced];

/** A pace is read to two digits. */
const DRAWS = 256;
/** What a placement of daily curves costs beside a forecast's. */
const PRICE_OF_DAYS = 21;

/**
 * Of each metric that was counted, what the plan expected of the same placements, each by the moment at
 * which it was counted, by a simulation of the plan day by day.
 */
export async function paceOf(
  { plan, resolved, seenAt, flightStart }: CampaignUnderWay,
  seed: string,
  ctx: Context,
): Promise<Pace[]> {
  if (seenAt === null) return [];
  const day = (seenAt.getTime() - flightStart.getTime()) / DAY_MS;
  const { currency } = plan.scenario;
  const paces = await Promise.all(
    sameCounts(resolved.scenario).map(async ({ metrics, isTold }) => {
      const asCounted = planAsCounted(plan, resolved.scenario, isTold, day);
      const expected = await expectedBy(day, asCounted, metrics, seed, ctx);
      return metrics.map((metric): Pace => ({
        metric,
        currency,
        actual: total(resolved.scenario, PACED[metric]),
        expected: expected[metric]!,
      }));
    }),
  );
  const order = Object.keys(PACED);
  return paces.flat().sort((a, b) => order.indexOf(a.metric) - order.indexOf(b.metric));
}

interface Told {
  readonly metrics: readonly Paced[];
  /** Whether these were counted of a placement. */
  readonly isTold: (candidate: Candidate) => boolean;
}

/** The metrics that were counted at all, those of the same placements together. */
function sameCounts({ lines }: Scenario): Told[] {
  const all = lines.flatMap(candidatesOf);
  const alike = new Map<string, Paced[]>();
  for (const metric of Object.keys(PACED) as Paced[]) {
    const told = all.map((candidate) => (isCounted(candidate, PACED[metric]) ? '1' : '0')).join('');
    if (told.includes('1')) alike.set(told, [...(alike.get(told) ?? []), metric]);
  }
  return [...alike.values()].map((metrics) => ({
    metrics,
    isTold: (candidate) => isCounted(candidate, PACED[metrics[0]]),
  }));
}

const candidatesOf = ({ candidates }: Line) => candidates as readonly Candidate[];

const isCounted = ({ seen }: Candidate, column: PacedColumn): boolean => seen?.[column] != null;

const total = ({ lines }: Scenario, column: PacedColumn): number =>
  lines.flatMap(candidatesOf).reduce((sum, { seen }) => sum + (seen?.[column] ?? 0), 0);

/**
 * The plan with every placement as much later as it was counted earlier than the day on which the plan
 * is read, and so as old by then. What is on the air and was not counted says nothing, and is left out.
 */
function planAsCounted(
  plan: ResolvedScenario,
  seen: Scenario,
  isTold: Told['isTold'],
  day: number,
): ResolvedScenario {
  const lines = plan.scenario.lines.map((line, l) => ({
    ...line,
    candidates: candidatesOf(line).flatMap((candidate, i) => {
      const now = candidatesOf(seen.lines[l])[i];
      if (!now.posted) return [candidate];
      if (!isTold(now) || candidate.plannedDay === null) return [];
      const countedOn = now.plannedDay! + now.seen!.ageDays;
      return [{ ...candidate, plannedDay: candidate.plannedDay + day - countedOn }];
    }),
  }));
  const scenario = {
    ...plan.scenario,
    targets: [],
    lines: lines.filter(({ candidates }) => candidates.length > 0),
    // Counts are of the posts themselves: what their shares reach is nobody's report.
    assumptions: {
      ...plan.scenario.assumptions,
      values: { ...plan.scenario.assumptions.values, 'shares.peoplePerShare.median': 1e-9 },
    },
  };
  return { ...plan, scenario };
}

/** Per draw, what a plan expects by a day of the flight. */
async function expectedBy(
  day: number,
  plan: ResolvedScenario,
  metrics: readonly Paced[],
  seed: string,
  ctx: Context,
): Promise<Partial<Record<Metric, Float64Array>>> {
  takeFromBudget(ctx, { work: DRAWS * PRICE_OF_DAYS * priceOf(plan), results: DRAWS * 100 });
  const select = { metrics: [], groups: [], daily: { metrics, groups: ['TOTAL'] } } as const;
  const { daily } = await ctx.simulate(plan.scenario, { seed, draws: DRAWS, select });
  if (daily == null) throw new Error('a plan of which nothing was seen has no daily curves');
  const moment = (day - daily.firstDay) / daily.stepDays;
  const { curves } = daily.groups[0];
  return Object.fromEntries(metrics.map((metric) => [metric, at(curves[metric]!, moment, daily)]));
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

/** Less than half a thing is none: it is what a curve has between one count and the next. */
const NOTHING = 0.5;

/** Actual ÷ median of what was expected; null where nothing was. */
export function paceRatio({ actual, expected }: Pace): number | null {
  const median = quantile(column(expected), 0.5);
  return median === null || median < NOTHING ? null : actual / median;
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
        'What the plan expected of the same placements before anything was seen: of each by the moment at which it was counted, of those that are not on the air by that of the latest count. Those on the air of which this was not counted are left out.',
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
