import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { column, probabilityBetter } from '../../simulations/index.js';

const of = (...draws: number[]) => column(Float64Array.from(draws));

describe('the odds that one plan beats another', () => {
  it('compare world by world, in the direction of the metric', () => {
    const a = of(3, 1, 5, 7);
    const b = of(1, 3, 4, 6);
    expect(probabilityBetter(a, b, 'HIGHER')).toMatchObject({
      probability: 0.75,
      ties: 0,
      undefined: 0,
    });
    expect(probabilityBetter(a, b, 'LOWER')).toMatchObject({
      probability: 0.25,
      ties: 0,
      undefined: 0,
    });
  });

  it('count ties half', () => {
    expect(probabilityBetter(of(1, 2), of(1, 1), 'HIGHER')).toMatchObject({
      probability: 0.75,
      ties: 1,
      undefined: 0,
    });
  });

  it('leave undefined pairs out and count them', () => {
    expect(probabilityBetter(of(NaN, 2, 3), of(1, NaN, 1), 'HIGHER')).toMatchObject({
      probability: 1,
      ties: 0,
      undefined: 2,
    });
  });

  it('prefer any cost to an infinite one, and tie two of those', () => {
    const a = of(5, Infinity);
    const b = of(Infinity, Infinity);
    expect(probabilityBetter(a, b, 'LOWER')).toMatchObject({
      probability: 0.75,
      ties: 1,
      undefined: 0,
    });
  });

  it('are null without any defined pair', () => {
    expect(probabilityBetter(of(NaN), of(1), 'HIGHER').probability).toBeNull();
  });

  it('have a standard error from the spread of the eight batches', () => {
    // Batches 0 to 3 win both of their worlds, the others lose both.
    const wins = Float64Array.from({ length: 16 }, (_, d) => (d % 8 < 4 ? 2 : 0));
    const even = column(new Float64Array(16).fill(1));
    const { standardError } = probabilityBetter(column(wins), even, 'HIGHER');
    expect(standardError).toBeCloseTo(Math.sqrt((8 * 0.25) / 7 / 8), 12);
    expect(probabilityBetter(of(1), of(0), 'HIGHER').standardError).toBeNull();
  });

  it('refuse plans that are not paired', () => {
    expect(() => probabilityBetter(of(1, 2), of(1), 'HIGHER')).toThrow(
      'b must have as many draws as a (2), but got 1',
    );
  });

  it('of a over b and of b over a add up to 1', () => {
    const draws = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.tuple(draws, draws), ([x, y]) => {
        const length = Math.min(x.length, y.length);
        const a = of(...x.slice(0, length));
        const b = of(...y.slice(0, length));
        const forward = probabilityBetter(a, b, 'HIGHER');
        const back = probabilityBetter(b, a, 'HIGHER');
        expect(forward.ties).toBe(back.ties);
        expect((forward.probability ?? 0) + (back.probability ?? 0)).toBeCloseTo(1, 12);
      }),
      { seed: 1 },
    );
  });
});
