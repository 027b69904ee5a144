import { quantile } from '../distribution.js';
import type { Column } from '../outcome.js';
import { isAtLeast, isAtMost } from './threshold.js';

/** What one forecast scored against what happened. */
export interface Score {
  /** Randomised probability integral transform, 0–1: uniform if the forecast is calibrated. */
  readonly pit: number;
  /** Continuous ranked probability score, in the unit of the forecast; lower is better. */
  readonly crps: number;
  readonly pinball: Readonly<Record<'p10' | 'p50' | 'p90', number>>;
  /** Whether the observation lies inside the 80% band. */
  readonly inside: boolean;
  /** ln(p90 ÷ p10): how narrow the forecast dares to be. */
  readonly sharpness: number;
}

/** @param uniform - one draw in [0, 1): breaks ties between counts at random */
export function score(forecast: Column, observed: number, uniform: number): Score {
  const [p10, p50, p90] = [0.1, 0.5, 0.9].map((p) => quantile(forecast, p) ?? NaN);
  return {
    pit: randomisedPit(forecast, observed, uniform),
    crps: crps(forecast, observed),
    pinball: {
      p10: pinball(p10, observed, 0.1),
      p50: pinball(p50, observed, 0.5),
      p90: pinball(p90, observed, 0.9),
    },
    inside: insideBand(forecast, observed, 0.8),
    sharpness: Math.log(p90 / p10),
  };
}

/**
 * Whether the observation lies in the central band that should hold `share` of them, ends included
 * whatever the rounding;
 * false where an end of the band is +∞ or there are no draws.
 *
 * @param share - 0–1, e.g. .8 for the band from the 10% to the 90% quantile
 */
export function insideBand(forecast: Column, observed: number, share: number): boolean {
  const [low, high] = [(1 - share) / 2, (1 + share) / 2].map((p) => quantile(forecast, p) ?? NaN);
  return isAtLeast(observed, low) && isAtMost(observed, high);
}

/**
 * P(X < observed) + uniform · P(X = observed): uniform for counts too (Czado et al. 2009); draws that
 * are apart from it by rounding alone are equal to it. NaN without draws.
 */
export function randomisedPit({ sorted }: Column, observed: number, uniform: number): number {
  let below = 0;
  let equal = 0;
  for (const draw of sorted) {
    if (!isAtLeast(draw, observed)) below += 1;
    else if (isAtMost(draw, observed)) equal += 1;
  }
  return (below + uniform * equal) / sorted.length;
}

/**
 * E|X − y| − ½ E|X − X′| of the empirical distribution (Gneiting & Raftery 2007); of a single draw,
 * its absolute error. NaN without draws or with infinite ones.
 */
export function crps({ sorted }: Column, observed: number): number {
  const n = sorted.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    sum += (sorted[i] - observed) * ((observed < sorted[i] ? n : 0) - i - 0.5);
  }
  return (2 * sum) / (n * n);
}

/** Quantile loss: what a wrong quantile costs, its expectation smallest at the true one. */
export function pinball(forecast: number, observed: number, p: number): number {
  const missed = observed - forecast;
  return missed >= 0 ? p * missed : (p - 1) * missed;
}

/** Squared error of a probability. */
export function brier(probability: number, happened: boolean): number {
  return (probability - (happened ? 1 : 0)) ** 2;
}
