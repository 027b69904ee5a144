import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { binomialInterval } from '../../../simulations/accuracy/binomial-interval.js';

const { wilson } = JSON.parse(readFileSync(new URL('reference.json', import.meta.url), 'utf8')) as {
  wilson: { k: number; n: number; low: number; high: number }[];
};

describe('an interval of a share', () => {
  it.each(wilson)('of $k of $n is SciPy’s', ({ k, n, low, high }) => {
    const interval = binomialInterval(k, n);
    expect(interval.low).toBeCloseTo(low, 12);
    expect(interval.high).toBeCloseTo(high, 12);
  });

  it('is everything without trials', () => {
    expect(binomialInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });

  it('narrows with trials, which need not come out whole', () => {
    const { low, high } = binomialInterval(8.4, 10);
    expect(low).toBeGreaterThan(binomialInterval(8, 10).low);
    expect(high - low).toBeGreaterThan(2 * (binomialInterval(84, 100).high - 0.84));
  });
});
