import { describe, expect, it } from 'vitest';
import { binomialSite, poissonSite } from '../../../simulations/calibration/sites.js';

/** Mean and variance of likelihood times N(mean, variance), by a fine sum. */
function moments(lnLikelihood: (x: number) => number, mean: number, variance: number) {
  let [mass, first, second] = [0, 0, 0];
  for (let x = mean - 12; x <= mean + 12; x += 1e-3) {
    const p = Math.exp(lnLikelihood(x) - (x - mean) ** 2 / (2 * variance));
    mass += p;
    first += p * x;
    second += p * x * x;
  }
  return { mean: first / mass, variance: second / mass - (first / mass) ** 2 };
}

const combined = (site: { at: number; precision: number }, mean: number, variance: number) => {
  const precision = site.precision + 1 / variance;
  return {
    mean: (site.at * site.precision + mean / variance) / precision,
    variance: 1 / precision,
  };
};

describe('the Gaussian of a count has the first two moments of what it stands for', () => {
  it.each([
    [0, 3, 0, 0.5],
    [1, 3, -0.5, 1],
    [7, 20, -1, 0.4],
    [400, 20, 2, 0.6],
  ])('%d of a Poisson law', (count, exposure, mean, variance) => {
    const ln = (x: number) => count * x - exposure * Math.exp(x);
    const top = ln(Math.log((count + 0.5) / exposure));
    const exact = moments((x) => ln(x) - top, mean, variance);
    const found = combined(poissonSite(count, exposure, mean, variance), mean, variance);
    expect(found.mean).toBeCloseTo(exact.mean, 4);
    expect(found.variance).toBeCloseTo(exact.variance, 4);
  });

  it.each([
    [0, 10, -3.35, 1],
    [2, 40, -3, 0.8],
    [40, 40, 0, 1],
    [300, 9000, -3.35, 0.7],
  ])('%d of %d in a binomial law', (count, trials, mean, variance) => {
    const ln = (x: number) => count * x - trials * Math.log1p(Math.exp(x));
    const top = ln(Math.log((count + 0.5) / (trials - count + 0.5)));
    const exact = moments((x) => ln(x) - top, mean, variance);
    const found = combined(binomialSite(count, trials, mean, variance), mean, variance);
    expect(found.mean).toBeCloseTo(exact.mean, 3);
    expect(found.variance).toBeCloseTo(exact.variance, 3);
  });
});
