import { describe, expect, it } from 'vitest';
import {
  digamma,
  lnBetaTail,
  lnGamma,
  lnGammaTail,
  lnNormalTail,
  trigamma,
} from '../../../simulations/math/special-functions.js';
import { REFERENCE, relativeError } from './reference.js';

const { x, ...special } = REFERENCE.special;

/** What the special functions state. */
const ACCURACY = 1e-13;

describe('special functions', () => {
  it('give ln Γ within 1e-13', () => {
    x.forEach((at, i) => {
      expect(relativeError(lnGamma(at), special.lnGamma[i])).toBeLessThan(ACCURACY);
    });
  });

  it('give its derivatives within the first term that their series leave out', () => {
    x.forEach((at, i) => {
      // Shifted to 10 and beyond: the terms of 1/y¹² and of 1/y¹¹.
      const shifted = Math.max(10, at);
      const left = [(691 / 32760) * shifted ** -12, (5 / 66) * shifted ** -11];
      const got = [digamma(at), trigamma(at)];
      [special.digamma[i], special.trigamma[i]].forEach((expected, k) => {
        const tolerance = 1.1 * left[k] + ACCURACY * Math.abs(expected);
        expect(Math.abs(got[k] - expected)).toBeLessThan(tolerance);
      });
    });
  });

  it.each(special.gammaTail)('give the tails of Gamma($shape) at $x within 1e-13', (point) => {
    for (const upper of [false, true]) {
      const tail = Math.exp(lnGammaTail(point.shape, point.x, upper));
      expect(relativeError(tail, upper ? point.upper : point.lower)).toBeLessThan(ACCURACY);
    }
  });

  it.each(special.betaTail)('give the tails of Beta($a, $b) at $x within 1e-13', (point) => {
    const { a, b } = point;
    for (const upper of [false, true]) {
      const tail = Math.exp(lnBetaTail(a, b, point.x, 1 - point.x, upper));
      expect(relativeError(tail, upper ? point.upper : point.lower)).toBeLessThan(ACCURACY);
    }
  });

  it('give ln of the normal tail within 1e-13', () => {
    for (const { z, ln } of special.lnNormalTail) {
      expect(relativeError(lnNormalTail(z), ln)).toBeLessThan(ACCURACY);
    }
  });
});
