import { lnBetaTail } from '../math/special-functions.js';
import type { ShareInterval } from './binomial-interval.js';

/** With fewer there is nothing to tell one's luck from another's. */
const LEAST_TRIALS = 2;

/**
 * Where a number that was worked out from several campaigns lies with 95% confidence: the jackknife
 * (Tukey 1958), by how much it moves when each campaign is left out in turn.
 *
 * @param leftOut - the number without each of the campaigns
 * @param trials - campaigns, or fewer where some outweigh others: one more than degrees of freedom
 * @returns null below two trials, or where one campaign is all that gives the number a value
 */
export function jackknifeInterval(
  whole: number,
  leftOut: readonly number[],
  trials: number,
): ShareInterval | null {
  const n = leftOut.length;
  if (!(trials >= LEAST_TRIALS)) return null;
  const mean = leftOut.reduce((sum, value) => sum + value, 0) / n;
  const squares = leftOut.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const half = studentQuantile(trials - 1) * Math.sqrt(((n - 1) / n) * squares);
  return Number.isFinite(half) ? { low: whole - half, high: whole + half } : null;
}

const LN_OUTSIDE = Math.log(0.05);
const HALVINGS = 60;

/**
 * .975 quantile of Student's t: where df ÷ (df + t²), of a Beta(df/2, 1/2) law, has .05 below it.
 *
 * @param degrees - at least 1, need not be whole
 */
export function studentQuantile(degrees: number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < HALVINGS; i++) {
    const x = (low + high) / 2;
    if (lnBetaTail(degrees / 2, 1 / 2, x, 1 - x, false) < LN_OUTSIDE) low = x;
    else high = x;
  }
  return Math.sqrt((degrees * (1 - low)) / low);
}
