import type { Metric } from '../metrics.js';
import type { DailyOutcome, Selection } from '../outcome.js';
import { placementsOf } from '../plan/expected-placements.js';
import type { GroupPlan } from '../plan/groups.js';
import { layOut, type Plan } from '../plan/plan.js';
import { type Scenario, ScenarioError } from '../scenario.js';
import { isUndefined, sameMetric } from '../world/group-metrics.js';
import { type Calendar, planCalendar } from './calendar.js';
import { DAILY_METRICS } from './metrics.js';

/** What the blocks of a run leave behind of their days, in memory that threads can share. */
export interface DailyMemory {
  /** Number of worlds, the first of the run's. */
  readonly draws: number;
  /** f64 [column][point][draw], cumulative, in the order of `dailyColumns`. */
  readonly columns: SharedArrayBuffer;
}

/** Curves are drawn in as many worlds as this, or as many as keep draws × placements within a price. */
const MOST_DRAWS = 2048;
const LEAST_DRAWS = 256;
const MOST_PRICE = 4_000_000;

/** What a placement of curves costs, in those of a forecast; one that was seen twice as much. */
export const PRICE_OF_DAYS = 8;

/** What curves take of their server, beside the forecast that they belong to. */
export interface DailySize {
  /** Worlds in which they are drawn, where the forecast has as many. */
  readonly draws: number;
  /** Of one draw, in placements of a forecast. */
  readonly price: number;
  /** Numbers kept of each draw, metric and group. */
  readonly points: number;
}

/** A scenario as far as its curves go. */
export interface DailyPlan {
  readonly plan: Plan;
  readonly calendar: Calendar;
  /** Worlds in which curves are drawn, where there are as many. */
  readonly mostDraws: number;
}

/**
 * Null where no curves are selected.
 *
 * @param evidence - what was learned from the placements that were seen
 * @throws ScenarioError also for a metric that is not told day by day
 */
export function planDaily(
  scenario: Scenario,
  { daily }: Selection,
  evidence: Plan['evidence'],
): DailyPlan | null {
  if (daily === undefined) return null;
  const told: readonly Metric[] = DAILY_METRICS;
  const wrong = daily.metrics.findIndex((metric) => !told.includes(metric));
  if (wrong >= 0) {
    const path = `select.daily.metrics[${wrong}]`;
    throw new ScenarioError(path, `must be one of ${told.join(', ')}`, daily.metrics[wrong]);
  }
  const plan = { ...layOut({ ...scenario, targets: [] }, daily), evidence };
  let mostDraws = MOST_DRAWS;
  const placements = placementsOf(scenario);
  while (mostDraws > LEAST_DRAWS && mostDraws * placements > MOST_PRICE) mostDraws /= 2;
  return { plan, calendar: planCalendar(plan), mostDraws };
}

/**
 * What the curves of a scenario take, whichever are selected.
 *
 * @throws ScenarioError as `simulate` would
 */
export function dailySizeOf(scenario: Scenario): DailySize {
  const { plan, mostDraws, calendar } = planDaily(scenario, NOTHING, null)!;
  const seen = plan.lines.reduce((sum, { seen: of }) => sum + (of?.positions.length ?? 0), 0);
  const price = PRICE_OF_DAYS * (placementsOf(scenario) + seen);
  return { draws: mostDraws, price, points: calendar.points };
}

const NOTHING: Selection = { metrics: [], groups: [], daily: { metrics: [], groups: [] } };

/** The metrics of each group of which there are curves, those undefined by construction left out. */
export function dailyColumns(
  plan: Plan,
): readonly { readonly group: GroupPlan; readonly metrics: readonly Metric[] }[] {
  const metrics = [...new Set(plan.metrics.map((metric) => sameMetric(plan, metric)))];
  return plan.groups.map((group) => ({
    group,
    metrics: metrics.filter((metric) => !isUndefined(metric, group)),
  }));
}

/** @param runDraws - worlds of the run that the curves belong to */
export function layDaily(
  { plan, calendar: { points }, mostDraws }: DailyPlan,
  runDraws: number,
): DailyMemory {
  const draws = Math.min(runDraws, mostDraws);
  const columns = dailyColumns(plan).reduce((sum, { metrics }) => sum + metrics.length, 0);
  const bytes = columns * points * draws * Float64Array.BYTES_PER_ELEMENT;
  return { draws, columns: new SharedArrayBuffer(bytes) };
}

/** Copies the draws that both have room for. */
export function copyDaily(from: DailyMemory, to: DailyMemory): void {
  const source = new Float64Array(from.columns);
  const target = new Float64Array(to.columns);
  const draws = Math.min(from.draws, to.draws);
  for (let row = 0; row * from.draws < source.length; row++) {
    const at = row * from.draws;
    target.set(source.subarray(at, at + draws), row * to.draws);
  }
}

/** Views of the memory, once all its blocks are drawn. */
export function readDaily({ plan, calendar }: DailyPlan, memory: DailyMemory): DailyOutcome {
  const { draws } = memory;
  const all = new Float64Array(memory.columns);
  const size = calendar.points * draws;
  let at = 0;
  const groups = dailyColumns(plan).map(({ group: { kind, key }, metrics }) => {
    const curves = new Map(metrics.map((metric) => [metric, all.subarray(at, (at += size))]));
    return {
      kind,
      key,
      curves: Object.fromEntries(
        plan.metrics.map((metric) => [metric, curves.get(sameMetric(plan, metric))]),
      ),
    };
  });
  return { draws, ...calendar, groups };
}
