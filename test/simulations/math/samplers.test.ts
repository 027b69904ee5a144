import { describe, expect, it } from 'vitest';
import { binomial, poisson } from '../../../simulations/math/counts.js';
import { shareReachedThrice } from '../../../simulations/math/frequency.js';
import { mixtureShare, mixtureWeight } from '../../../simulations/math/gamma-mixture.js';
import { normalQuantile } from '../../../simulations/math/normal.js';
import { betaTable, gammaTable, lnQuantile } from '../../../simulations/math/quantile-table.js';
import { digamma, lnGamma, trigamma } from '../../../simulations/math/special-functions.js';

// Reference values are SciPy 1.17's: norm.ppf, beta.ppf, gamma.ppf, poisson.ppf, binom.ppf, nbinom.sf.

describe('the normal quantile', () => {
  it.each([
    [1e-9, -5.9978070150076865],
    [0.001, -3.090232306167813],
    [0.02425, -1.972961051311885],
    [0.3, -0.5244005127080409],
    [0.5, 0],
    [0.9, 1.2815515655446004],
    [0.999999, 4.753424308817087],
  ])('of %d is %d', (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 11);
  });
});

describe('special functions', () => {
  it('match reference values', () => {
    expect(lnGamma(0.3)).toBeCloseTo(1.0957979948180756, 12);
    expect(lnGamma(50.5)).toBeCloseTo(146.51925549072064, 10);
    expect(digamma(0.3)).toBeCloseTo(-3.502524222200133, 12);
    expect(digamma(6)).toBeCloseTo(1.7061176684318005, 12);
    expect(trigamma(0.3)).toBeCloseTo(12.24536455, 8);
  });
});

describe('a table of Beta quantiles', () => {
  it.each([
    [3.6, 2.4, -3, 0.09493276935182914],
    [10.8, 4.2, 1.5, 0.8759079806140698],
    [27, 23, 0, 0.5405375571851483],
    [45, 5, 2, 0.9668640001799423],
    [0.8, 7.2, -2, 0.001142779367179273],
  ])('of shapes %d and %d holds at z = %d within 1e-7 relative', (a, b, z, x) => {
    expect(Math.exp(lnQuantile(betaTable(a, b), z)) / x - 1).toBeCloseTo(0, 7);
  });

  it('is the closed form x = p^(1/a) for b = 1 between the nodes too', () => {
    const table = betaTable(3, 1);
    for (let p = 0.0005; p < 1; p += 0.00137) {
      expect(Math.abs(lnQuantile(table, normalQuantile(p)) - Math.log(p) / 3)).toBeLessThan(1e-7);
    }
  });

  it('rises all the way, and stays finite beyond its ends', () => {
    const table = betaTable(0.1, 0.1);
    let last = -Infinity;
    for (let z = -8; z <= 8; z += 0.05) {
      const value = lnQuantile(table, z);
      expect(Number.isFinite(value)).toBe(true);
      // The last digits of values next to 0 are rounding.
      expect(value).toBeGreaterThanOrEqual(last - 1e-12);
      last = value;
    }
  });
});

describe('a table of Gamma quantiles', () => {
  it.each([
    [2, -3, 0.0528815233236829],
    [2, 0.5, 2.3995568450211016],
    [2, 4, 12.999094107437372],
  ])('of shape %d holds at z = %d within 1e-7 relative', (shape, z, x) => {
    expect(Math.exp(lnQuantile(gammaTable(shape), z)) / x - 1).toBeCloseTo(0, 7);
  });

  it('is −ln(1 − p) for shape 1 between the nodes too', () => {
    const table = gammaTable(1);
    for (let p = 0.0005; p < 1; p += 0.00137) {
      const exact = Math.log(-Math.log1p(-p));
      expect(Math.abs(lnQuantile(table, normalQuantile(p)) - exact)).toBeLessThan(1e-7);
    }
  });
});

/** P(N ≤ n) for all n up to where it is 1, by summing the terms in ln. */
function poissonCdf(mean: number): Float64Array {
  const size = Math.ceil(mean + 12 * Math.sqrt(mean) + 40);
  const cdf = new Float64Array(size);
  let lnTerm = -mean;
  let sum = 0;
  for (let n = 0; n < size; n++) {
    if (n > 0) lnTerm += Math.log(mean / n);
    sum += Math.exp(lnTerm);
    cdf[n] = sum;
  }
  return cdf;
}

function binomialCdf(trials: number, p: number): Float64Array {
  const cdf = new Float64Array(trials + 1);
  let lnTerm = trials * Math.log1p(-p);
  let sum = 0;
  for (let n = 0; n <= trials; n++) {
    if (n > 0) lnTerm += Math.log((p / (1 - p)) * ((trials - n + 1) / n));
    sum += Math.exp(lnTerm);
    cdf[n] = sum;
  }
  return cdf;
}

/** Share of 100,000 evenly spaced uniforms whose count is not the exact inverse, and the worst miss. */
function misses(cdf: Float64Array, count: (u: number) => number): { share: number; worst: number } {
  const points = 100_000;
  let exact = 0;
  let wrong = 0;
  let worst = 0;
  for (let i = 0; i < points; i++) {
    const u = (i + 0.5) / points;
    while (exact < cdf.length - 1 && u > cdf[exact]) exact++;
    const miss = Math.abs(count(u) - exact);
    if (miss > 0) wrong++;
    worst = Math.max(worst, miss);
  }
  return { share: wrong / points, worst };
}

describe('a Poisson count', () => {
  it.each([
    [0.3, 0.5, 0],
    [0.3, 0.999, 3],
    [5, 0.01, 1],
    [39.9, 0.7, 43],
    [40, 0.3, 37],
    [100, 0.001, 71],
    [1e4, 0.9999, 10374],
    [1e6, 0.2, 999158],
  ])('of mean %d at %d is %d', (mean, u, count) => {
    expect(poisson(mean, u)).toBe(count);
  });

  it.each([0.01, 1, 7.5, 39.99])('is the exact inverse below a mean of 40: %d', (mean) => {
    expect(misses(poissonCdf(mean), (u) => poisson(mean, u))).toEqual({ share: 0, worst: 0 });
  });

  it.each([40.01, 77.7, 500, 20_000])('misses it by one in under 1 of 2,000 above: %d', (mean) => {
    const { share, worst } = misses(poissonCdf(mean), (u) => poisson(mean, u));
    expect(share).toBeLessThan(5e-4);
    expect(worst).toBeLessThanOrEqual(1);
  });

  it('is 0 for a mean of 0 and rises with the mean', () => {
    expect(poisson(0, 0.999)).toBe(0);
    let last = 0;
    for (let mean = 0.1; mean < 300; mean *= 1.02) {
      const count = poisson(mean, 0.42);
      expect(count).toBeGreaterThanOrEqual(last);
      last = count;
    }
  });
});

describe('a binomial count', () => {
  it.each([
    [10, 0.3, 0.5, 3],
    [1000, 0.01, 0.99, 18],
    [1000, 0.2, 0.01, 171],
    [1e6, 0.5, 0.3, 499738],
    [500, 0.97, 0.2, 482],
  ])('of %d trials at %d and %d is %d', (trials, p, u, count) => {
    expect(binomial(trials, p, u)).toBe(count);
  });

  it.each([
    [12, 0.4],
    [3000, 0.01],
    [60, 0.5],
  ])('is the exact inverse for few: %d at %d', (trials, p) => {
    expect(misses(binomialCdf(trials, p), (u) => binomial(trials, p, u)).share).toBe(0);
  });

  it.each([
    [2000, 0.05],
    [5000, 0.3],
    [400, 0.5],
  ])('misses it by one in under 1 of 1,000 for many: %d at %d', (trials, p) => {
    const { share, worst } = misses(binomialCdf(trials, p), (u) => binomial(trials, p, u));
    expect(share).toBeLessThan(1e-3);
    expect(worst).toBeLessThanOrEqual(1);
  });

  it('keeps its ends', () => {
    expect(binomial(7, 0, 0.9)).toBe(0);
    expect(binomial(7, 1, 0.1)).toBe(7);
    expect(binomial(0, 0.5, 0.5)).toBe(0);
  });
});

describe('the gamma mixture', () => {
  it('gives one placement its own reach', () => {
    for (const theta of [0.2, 1, 50]) {
      for (const p of [1e-9, 0.01, 0.6]) {
        expect(mixtureShare(mixtureWeight(p, theta), theta) / p).toBeCloseTo(1, 12);
      }
    }
  });

  it('gives two placements with p₁ and p₂ the overlap κ·p₁·p₂ when both are small', () => {
    const kappa = 3.5;
    const theta = 1 / (kappa - 1);
    const [p, q] = [1e-4, 2e-4];
    const both = mixtureShare(mixtureWeight(p, theta) + mixtureWeight(q, theta), theta);
    expect((p + q - both) / (p * q) / kappa).toBeCloseTo(1, 2);
  });

  it('becomes the independence product as κ → 1', () => {
    const shares = [0.1, 0.25, 0.6];
    const product = 1 - shares.reduce((left, p) => left * (1 - p), 1);
    for (const theta of [1001, 1e6, Infinity]) {
      const weight = shares.reduce((sum, p) => sum + mixtureWeight(p, theta), 0);
      expect(mixtureShare(weight, theta)).toBeCloseTo(product, 12);
    }
    // Just before the limit the difference is of the order of κ − 1.
    const weight = shares.reduce((sum, p) => sum + mixtureWeight(p, 999), 0);
    expect(Math.abs(mixtureShare(weight, 999) - product)).toBeLessThan(1e-3);
  });
});

describe('reach at three and more', () => {
  it.each([
    [0.5, 0.3, 0.04781909772631485],
    [2, 0.5, 0.25012867482994616],
  ])('is the negative binomial tail of mean %d with %d reached', (m, reached, share) => {
    expect(shareReachedThrice(m, reached)).toBeCloseTo(share, 10);
  });

  it('is 1 + Poisson on the reached when impressions are too even', () => {
    expect(shareReachedThrice(0.32, 0.3)).toBeCloseTo(0.0006377647898823235, 12);
  });

  it('is continuous where the laws meet, and 0 without reach', () => {
    const reached = 0.3;
    const even = -Math.log(1 - reached);
    const poissonTail = 1 - Math.exp(-even) * (1 + even + (even * even) / 2);
    expect(shareReachedThrice(even * 1.0000001, reached)).toBeCloseTo(poissonTail, 6);
    expect(shareReachedThrice(even * 1.001, reached)).toBeCloseTo(poissonTail, 3);
    expect(shareReachedThrice(0, 0)).toBe(0);
  });

  it('never exceeds the reach and grows with impressions', () => {
    let last = 0;
    for (let m = 0.2; m < 1e4; m *= 1.1) {
      const share = shareReachedThrice(m, 0.2);
      expect(share).toBeLessThanOrEqual(0.2);
      expect(share).toBeGreaterThanOrEqual(last - 1e-12);
      last = share;
    }
  });
});
