import { describe, expect, it } from 'vitest';
import { shareReachedThrice } from '../../../simulations/math/frequency.js';
import { mixtureShare, mixtureWeight } from '../../../simulations/math/gamma-mixture.js';
import { REFERENCE, relativeError } from './reference.js';

describe('the gamma mixture', () => {
  it.each(REFERENCE.mixture)('weighs a share of $p at θ = $theta as $weight', (point) => {
    const { p, theta, weight } = point;
    // An ulp of the exponent −ln(1 − p)/θ is as many of the weight as the exponent is large.
    const exponent = -Math.log1p(-p) / theta;
    const tolerance = 4 * Number.EPSILON * (1 + exponent);
    expect(relativeError(mixtureWeight(p, theta), weight)).toBeLessThan(tolerance);
  });

  it.each(REFERENCE.mixtureShare)(
    'reaches $share by a weight of $weight at θ = $theta',
    (point) => {
      const { weight, theta, share } = point;
      // The reference's incomplete beta function keeps some 13 digits.
      expect(relativeError(mixtureShare(weight, theta), share)).toBeLessThan(1e-13);
    },
  );

  it.each(REFERENCE.uniqueReach)('reaches $share by $shares at θ = $theta', (point) => {
    const { shares, theta, share } = point;
    const weight = shares.reduce((sum, p) => sum + mixtureWeight(p, theta), 0);
    // The reference is integrated to 1e-12 of the people, of whom at least 3% are reached.
    expect(relativeError(mixtureShare(weight, theta), share)).toBeLessThan(1e-12 / 0.029);
  });
});

describe('reach at three and more', () => {
  it.each(REFERENCE.thrice)('is $share of mean $m with $reached reached', (point) => {
    const { m, reached, share } = point;
    // A share is what is left of 1 after the people reached less often: rounding is relative to 1.
    const tolerance = 16 * Number.EPSILON + 1e-12 * share;
    expect(Math.abs(shareReachedThrice(m, reached) - share)).toBeLessThan(tolerance);
  });
});
