import { exp, log } from '../math/elementary.js';
import type { Mixture } from '../mixture.js';

/** One component of a mixture, given what is left of the observation. */
export interface Component {
  mean: number;
  /** Variance of the noise itself, and with what is fixed beside it. */
  own: number;
  variance: number;
  odds: number;
}

export function newComponent(): Component {
  return { mean: 0, own: 0, variance: 1, odds: 0 };
}

/**
 * Fills the components' laws, and their odds given what is left of the observation.
 *
 * @param scale - how much wider or narrower than the mixture the noise is, in sds
 */
export function fillComponents(
  components: readonly Component[],
  { weight, usualMean, usualSd, viralMean, viralSd }: Mixture,
  scale: number,
  fixed: number,
  rest: number,
): void {
  const [usual, viral] = components;
  const lnUsual = fillComponent(usual, scale * usualMean, scale * usualSd, fixed, rest);
  const lnViral = fillComponent(viral, scale * viralMean, scale * viralSd, fixed, rest);
  const against = ((1 - weight) / weight) * exp(Math.min(lnViral - lnUsual, 700));
  usual.odds = 1 / (1 + against);
  viral.odds = 1 - usual.odds;
}

/** @returns ln of the density, beside what all components share */
function fillComponent(
  of: Component,
  mean: number,
  sd: number,
  fixed: number,
  rest: number,
): number {
  of.mean = mean;
  of.own = sd * sd;
  of.variance = of.own + fixed;
  const away = rest - mean;
  return -0.5 * ((away * away) / of.variance + log(of.variance));
}
