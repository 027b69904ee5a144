import { exp } from '../math/elementary.js';
import { lnNormalTail } from '../math/special-functions.js';

/** Residuals count as if they were at most this many sds away: abandoned accounts, typing errors. */
const HUBER = 2;
/** Mean of min(Z², HUBER²) for a standard normal Z: keeps the spread of clean data unbiased. */
const HUBER_MEAN = huberMean(HUBER);

export function huberWeight(residual: number, variance: number): number {
  const away = Math.abs(residual) / Math.sqrt(variance);
  return away <= HUBER ? 1 : HUBER / away;
}

/** The square of a residual whose variance is known, as far as it counts. */
export function huberSquare(residual: number, variance: number): number {
  return Math.min(residual * residual, HUBER * HUBER * variance) / HUBER_MEAN;
}

function huberMean(k: number): number {
  const inside = 1 - 2 * exp(lnNormalTail(k));
  const density = exp(-0.5 * k * k) / Math.sqrt(2 * Math.PI);
  return inside - 2 * k * density + k * k * (1 - inside);
}
