import {
  DAILY_METRICS,
  type Metric,
  type Outcome,
  type Scenario,
} from '../../simulations/index.js';
import { type OpenBlock, Run } from '../../simulations/run.js';
import { ALL_GROUPS, type Ask } from './scenario.js';

interface DailyAsk extends Ask {
  /** Metrics of the curves; `metrics` are the forecast's. */
  readonly days?: readonly Metric[];
  readonly openBlock?: OpenBlock;
}

/** A forecast with its curves. */
export function runDaily(
  scenario: Scenario,
  {
    draws = 256,
    seed = 'test',
    metrics = DAILY_METRICS,
    days = DAILY_METRICS,
    openBlock,
  }: DailyAsk = {},
): Outcome {
  const daily = { metrics: days, groups: ALL_GROUPS };
  const select = { metrics, groups: ALL_GROUPS, daily };
  const run = new Run(scenario, { seed, draws, select }, undefined, openBlock);
  for (let i = 0; i < run.blockCount; i++) run.drawBlock(i);
  for (let i = 0; i < run.columnCount; i++) run.sortColumn(i);
  return run.outcome();
}

/** What has come by the end of each point, [point][draw]. */
export function curveOf({ daily }: Outcome, metric: Metric, key = 'total'): Float64Array[] {
  const curve = daily?.groups.find((group) => group.key === key)?.curves[metric];
  if (daily === undefined || curve === undefined)
    throw new Error(`${metric} of ${key} has no days`);
  return Array.from({ length: daily.points }, (_, point) =>
    curve.subarray(point * daily.draws, (point + 1) * daily.draws),
  );
}
