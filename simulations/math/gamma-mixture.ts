import { expm1, log1p } from './elementary.js';

/**
 * Unique reach when people's activity varies as Gamma(θ, θ), θ = 1 ÷ (κ − 1): what a placement that
 * reaches a share p of the people adds to W, and the share that is reached at least once.
 *
 * @see simulations/README.md, section 10
 */

/** Above this θ (κ − 1 below 1e-3) activity counts as even: the independence product. */
export const EVEN = 1000;

/**
 * κ − 1 of a world is cut here, at the largest median that the assumptions allow: beyond, w of a
 * large share leaves the range of numbers, and everybody would seem reached.
 */
const MOST_EXCESS = 100;

/**
 * @param excess - κ − 1, at least 0
 * @returns θ; infinite for even activity
 */
export function activityShape(excess: number): number {
  return 1 / Math.min(excess, MOST_EXCESS);
}

/** w = θ[(1 − p)^(−1/θ) − 1]; −ln(1 − p) for even activity. */
export function mixtureWeight(p: number, theta: number): number {
  const even = -log1p(-p);
  return theta > EVEN ? even : theta * expm1(even / theta);
}

/** 1 − (1 + W/θ)^(−θ); 1 − e^(−W) for even activity. */
export function mixtureShare(weight: number, theta: number): number {
  return -expm1(theta > EVEN ? -weight : -theta * log1p(weight / theta));
}
