import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  column,
  guaranteeLevel,
  histogram,
  mean,
  probabilityAtLeast,
  probabilityAtMost,
  quantile,
  tailMean,
  type Better,
} from '../../simulations/index.js';

const draw = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -1e12, max: 1e12, noNaN: true }) },
  { weight: 4, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 1, arbitrary: fc.constant(NaN) },
  { weight: 1, arbitrary: fc.constant(Infinity) },
);
const anyColumn = fc
  .array(draw, { maxLength: 60 })
  .map((draws) => column(Float64Array.from(draws)));
const finiteColumn = fc
  .array(fc.double({ min: -1e12, max: 1e12, noNaN: true }), { minLength: 1, maxLength: 60 })
  .map((draws) => column(Float64Array.from(draws)));
const share = fc.double({ min: 0, max: 1, noNaN: true });
const better = fc.constantFrom<Better>('HIGHER', 'LOWER');

const holds = <T extends unknown[]>(
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  predicate: (...values: T) => void,
) => {
  const values = fc.tuple<T>(...arbitraries);
  fc.assert(
    fc.property(values, (drawn) => {
      predicate(...drawn);
    }),
    { seed: 1, numRuns: 500 },
  );
};

describe('for any column', () => {
  it('quantiles never fall as p rises, a null one counting as infinite', () => {
    holds([anyColumn, share, share], (of, p, q) => {
      fc.pre(of.sorted.length > 0);
      const [low, high] = p < q ? [p, q] : [q, p];
      expect(quantile(of, low) ?? Infinity).toBeLessThanOrEqual(quantile(of, high) ?? Infinity);
    });
  });

  it('at least a share p of the draws lies at or below quantile p, and fewer below it', () => {
    holds([anyColumn, share], (of, p) => {
      const level = quantile(of, p);
      fc.pre(level !== null);
      expect(probabilityAtMost(of, level)).toBeGreaterThanOrEqual(p);
      const below = of.sorted.filter((value) => value < level).length / of.sorted.length;
      expect(p === 0 ? 0 : below).toBeLessThan(p === 0 ? 1 : p);
    });
  });

  it('at least and at most overlap in the draws equal to the value but for rounding', () => {
    holds([anyColumn, fc.integer({ min: -3, max: 3 })], (of, value) => {
      fc.pre(of.sorted.length > 0);
      const isAt = (other: number) =>
        Math.abs(other - value) <= 1e-9 * Math.max(1, Math.abs(value));
      const equal = of.sorted.filter(isAt).length / of.sorted.length;
      const sum = (probabilityAtLeast(of, value) ?? 0) + (probabilityAtMost(of, value) ?? 0);
      expect(sum).toBeCloseTo(1 + equal, 12);
    });
  });

  it('a guaranteed level is met with at least the confidence', () => {
    holds([anyColumn, share, better], (of, confidence, direction) => {
      const level = guaranteeLevel(of, confidence, direction);
      fc.pre(level !== null);
      const met =
        direction === 'HIGHER' ? probabilityAtLeast(of, level) : probabilityAtMost(of, level);
      expect(met).toBeGreaterThanOrEqual(confidence - 1e-12);
    });
  });

  it('the tail is never better than the whole, and gets worse as it gets smaller', () => {
    const percent = fc.integer({ min: 0, max: 100 });
    holds([finiteColumn, percent, percent, better], (of, p, q, direction) => {
      const [small, large] = p < q ? [p, q] : [q, p];
      const worst = direction === 'HIGHER' ? -Infinity : Infinity;
      const means = [small, large, 100].map((at) => tailMean(of, at / 100, direction) ?? worst);
      const [inner, outer, all] = direction === 'HIGHER' ? means : means.map((value) => -value);
      const rounding = 1e-3;
      expect(inner).toBeLessThanOrEqual(outer + rounding);
      expect(outer).toBeLessThanOrEqual(all + rounding);
    });
  });

  it('a histogram holds every finite draw, in touching bins from the smallest to the largest', () => {
    holds([anyColumn, fc.integer({ min: 1, max: 50 })], (of, bins) => {
      const finite = of.sorted.filter(Number.isFinite);
      const all = histogram(of, bins);
      expect(all.reduce((sum, { count }) => sum + count, 0)).toBe(finite.length);
      fc.pre(finite.length > 0);
      expect(all[0].from).toBe(finite[0]);
      expect(all[all.length - 1].to).toBe(finite[finite.length - 1]);
      all.slice(1).forEach(({ from }, i) => {
        expect(from).toBe(all[i].to);
      });
      for (const { from, to, count } of all.slice(0, -1)) {
        expect(finite.filter((value) => value >= from && value < to).length).toBe(count);
      }
    });
  });

  it('the order of the draws changes no summary', () => {
    holds([anyColumn, share], (of, p) => {
      const reversed = column(of.draws.slice().reverse());
      expect(mean(reversed)).toBe(mean(of));
      expect(quantile(reversed, p)).toBe(quantile(of, p));
    });
  });
});
