import {
  mean,
  quantile,
  standardErrorOfMean,
  standardErrorOfQuantile,
  type Column,
  type Metric,
  type Outcome,
} from '../simulations/index.js';
import { columnOf } from './forecast-text.js';

/** The numbers that a planner quotes first. */
export const HEADLINE_METRICS: readonly Metric[] = [
  'REACH',
  'ENGAGEMENTS',
  'NEGATIVE_ENGAGEMENT_RATIO',
];

const QUANTILES = { P10: 0.1, P50: 0.5, P90: 0.9 };

/** The number of a distribution whose Monte Carlo error is meant. */
export type Statistic = 'MEAN' | keyof typeof QUANTILES;

/** A Monte Carlo standard error as a share of what it is the error of. */
export interface MonteCarloError {
  readonly metric: Metric;
  readonly share: number;
}

/** The largest among the metrics of the whole plan; null if none has one, as of 0 or of ∞. */
export function monteCarloError(
  outcome: Outcome,
  metrics: readonly Metric[] = HEADLINE_METRICS,
  statistic: Statistic = 'MEAN',
): MonteCarloError | null {
  let worst: MonteCarloError | null = null;
  for (const metric of metrics) {
    const column = columnOf(outcome, 'TOTAL', 'total', metric);
    if (!column) continue;
    const { value, error } = estimate(column, statistic);
    if (value === null || error === null || value === 0) continue;
    const share = error / Math.abs(value);
    if (worst === null || share > worst.share) worst = { metric, share };
  }
  return worst;
}

/**
 * The first metric whose error comes out as 0 although its draws differ, as where a quantile sits on
 * a whole count in every batch: it says nothing of how near the number is.
 */
export function untoldError(
  outcome: Outcome,
  metrics: readonly Metric[],
  statistic: Statistic,
): Metric | null {
  const untold = metrics.find((metric) => {
    const column = columnOf(outcome, 'TOTAL', 'total', metric);
    if (!column) return false;
    const { value, error } = estimate(column, statistic);
    return value !== 0 && error === 0 && column.sorted[0] !== column.sorted.at(-1);
  });
  return untold ?? null;
}

function estimate(column: Column, statistic: Statistic) {
  if (statistic === 'MEAN') return { value: mean(column), error: standardErrorOfMean(column) };
  const p = QUANTILES[statistic];
  return { value: quantile(column, p), error: standardErrorOfQuantile(column, p) };
}
