import { describe, expect, it } from 'vitest';
import {
  column,
  expectedShortfall,
  guaranteeLevel,
  histogram,
  mean,
  probabilityAtLeast,
  probabilityAtMost,
  quantile,
  sd,
  standardErrorOfMean,
  standardErrorOfQuantile,
  tailMean,
  undefinedShare,
} from '../../simulations/index.js';

const of = (...draws: number[]) => column(Float64Array.from(draws));
const oneToHundred = of(...Array.from({ length: 100 }, (_, i) => ((i * 37) % 100) + 1));

describe('a column', () => {
  it('keeps its draws in order and sorts the defined ones, infinite ones last', () => {
    const { draws, sorted } = of(3, Infinity, NaN, -1, 2);
    expect([...draws]).toEqual([3, Infinity, NaN, -1, 2]);
    expect([...sorted]).toEqual([-1, 2, 3, Infinity]);
  });

  it('says which share of its draws is undefined', () => {
    expect(undefinedShare(of(NaN, 1, 2, NaN))).toBe(0.5);
    expect(undefinedShare(of(1, Infinity))).toBe(0);
  });
});

describe('the mean and the standard deviation', () => {
  it('leave undefined draws out', () => {
    expect(mean(of(1, NaN, 2, 3))).toBe(2);
    expect(sd(of(1, NaN, 2, 3))).toBe(1);
  });

  it('are null when any draw is infinite, or none is defined', () => {
    for (const none of [of(1, Infinity), of(NaN, NaN), of()]) {
      expect(mean(none)).toBeNull();
      expect(sd(none)).toBeNull();
    }
  });

  it('of one draw are the draw and null', () => {
    expect(mean(of(7))).toBe(7);
    expect(sd(of(7))).toBeNull();
  });

  it('lose nothing when small draws follow large ones', () => {
    expect(mean(of(1e16, 1, -1e16, 1))).toBe(0.5);
  });
});

describe('quantile p', () => {
  it('is the ⌈p·n⌉-th smallest draw for every percent', () => {
    for (let percent = 1; percent <= 100; percent++) {
      expect(quantile(oneToHundred, percent / 100)).toBe(percent);
    }
  });

  it('is the smallest draw for p = 0', () => {
    expect(quantile(oneToHundred, 0)).toBe(1);
  });

  it('is null where it lands on an infinite draw, and a draw below that', () => {
    const cost = of(1, 2, 3, Infinity);
    expect(quantile(cost, 0.75)).toBe(3);
    expect(quantile(cost, 0.76)).toBeNull();
  });

  it('is null without defined draws', () => {
    expect(quantile(of(NaN), 0.5)).toBeNull();
  });
});

describe('probabilities', () => {
  it('count the value itself on both sides', () => {
    expect(probabilityAtLeast(of(1, 2, 2, 3), 2)).toBe(0.75);
    expect(probabilityAtMost(of(1, 2, 2, 3), 2)).toBe(0.75);
  });

  it('count an infinite cost as more than any value and leave undefined draws out', () => {
    const cost = of(1, 2, Infinity, NaN, NaN);
    expect(probabilityAtMost(cost, 1e300)).toBe(2 / 3);
    expect(probabilityAtLeast(cost, 1e300)).toBe(1 / 3);
  });

  it('are null without defined draws', () => {
    expect(probabilityAtLeast(of(NaN), 1)).toBeNull();
    expect(probabilityAtMost(of(), 1)).toBeNull();
  });
});

describe('the tail mean', () => {
  it('takes the lowest draws of what should be high and the highest of what should be low', () => {
    expect(tailMean(oneToHundred, 0.1, 'HIGHER')).toBe(5.5);
    expect(tailMean(oneToHundred, 0.1, 'LOWER')).toBe(95.5);
  });

  it('rounds the number of draws', () => {
    expect(tailMean(of(1, 2, 3), 0.5, 'HIGHER')).toBe(1.5);
    expect(tailMean(of(1, 2, 3), 0.49, 'HIGHER')).toBe(1);
  });

  it('of everything is the mean', () => {
    expect(tailMean(oneToHundred, 1, 'LOWER')).toBe(mean(oneToHundred));
  });

  it('is null when it holds no draw or an infinite one', () => {
    expect(tailMean(of(1, 2, 3), 0.1, 'HIGHER')).toBeNull();
    expect(tailMean(of(1, 2, Infinity), 0.4, 'LOWER')).toBeNull();
    expect(tailMean(of(1, 2, Infinity), 0.4, 'HIGHER')).toBe(1);
  });
});

describe('a guarantee', () => {
  it('of what should be high is met in at least the asked share of the draws', () => {
    expect(guaranteeLevel(oneToHundred, 0.9, 'HIGHER')).toBe(10);
    expect(probabilityAtLeast(oneToHundred, 10)).toBeGreaterThanOrEqual(0.9);
  });

  it('of what should be low is met in at least the asked share of the draws', () => {
    expect(guaranteeLevel(oneToHundred, 0.9, 'LOWER')).toBe(90);
    expect(probabilityAtMost(oneToHundred, 90)).toBeGreaterThanOrEqual(0.9);
  });

  it('costs what is missing on average', () => {
    expect(expectedShortfall(of(8, 9, 10, 12), 10, 'HIGHER')).toBe(0.75);
    expect(expectedShortfall(of(8, 9, 10, 12), 10, 'LOWER')).toBe(0.5);
    expect(expectedShortfall(of(1, Infinity), 10, 'LOWER')).toBeNull();
    expect(expectedShortfall(of(NaN), 10, 'LOWER')).toBeNull();
  });
});

describe('a histogram', () => {
  it('counts every finite draw once in bins of equal width', () => {
    expect(histogram(of(0, 1, 2, 3, 4, NaN, Infinity), 2)).toEqual([
      { from: 0, to: 2, count: 2 },
      { from: 2, to: 4, count: 3 },
    ]);
  });

  it('of equal draws is one bin, and of none is empty', () => {
    expect(histogram(of(5, 5, 5), 10)).toEqual([{ from: 5, to: 5, count: 3 }]);
    expect(histogram(of(Infinity, NaN), 10)).toEqual([]);
  });

  it('of draws that differ in their last bit is one bin', () => {
    expect(histogram(of(1, 1 + Number.EPSILON), 10)).toHaveLength(1);
  });
});

describe('Monte Carlo standard errors', () => {
  // Draw d belongs to batch d mod 8, so these batches have the means 0 to 7.
  const batches = of(...Array.from({ length: 800 }, (_, d) => d % 8));

  it('are the sd of the 8 batches’ estimates over √8', () => {
    expect(standardErrorOfMean(batches)).toBeCloseTo(Math.sqrt(6) / Math.sqrt(8), 12);
    expect(standardErrorOfQuantile(batches, 0.5)).toBeCloseTo(Math.sqrt(6) / Math.sqrt(8), 12);
  });

  it('are null when a batch has no estimate', () => {
    expect(standardErrorOfMean(of(NaN, 1, 2, 3, 4, 5, 6, 7))).toBeNull();
    expect(standardErrorOfQuantile(of(Infinity, 1, 2, 3, 4, 5, 6, 7), 0.5)).toBeNull();
  });
});

describe('bad arguments', () => {
  it.each([-0.1, 1.1, NaN])('refuse a share of %d', (share) => {
    expect(() => quantile(oneToHundred, share)).toThrow(
      `p must be between 0 and 1, but got ${share}`,
    );
    expect(() => tailMean(oneToHundred, share, 'HIGHER')).toThrow(
      `worstShare must be between 0 and 1, but got ${share}`,
    );
    expect(() => guaranteeLevel(oneToHundred, share, 'HIGHER')).toThrow(
      `confidence must be between 0 and 1, but got ${share}`,
    );
  });

  it('refuse thresholds that are no number', () => {
    expect(() => probabilityAtLeast(oneToHundred, NaN)).toThrow(
      'value must be a number, but got NaN',
    );
    expect(() => expectedShortfall(oneToHundred, NaN, 'LOWER')).toThrow(
      'level must be a number, but got NaN',
    );
  });

  it.each([0, -1, 2.5, NaN, Infinity])('refuse %d bins', (bins) => {
    expect(() => histogram(oneToHundred, bins)).toThrow(
      `bins must be a whole number of at least 1, but got ${bins}`,
    );
  });
});
