import { describe, expect, it } from 'vitest';
import {
  column,
  insideBand,
  isMet,
  probabilityAtLeast,
  probabilityAtMost,
  randomisedPit,
  targetOdds,
} from '../../../simulations/index.js';

/** A fee of 1,950 with an agency's tenth, in minor units. */
const SPEND = 195_000 * 1.1;
/** Lies below 3. */
const SUM = 0.7 + 0.1 + 2.2 - Number.EPSILON * 4;

const of = (...draws: number[]) => column(Float64Array.from(draws));

describe('a number that is a threshold but for rounding', () => {
  it('keeps a promise of at most that, and of at least that', () => {
    expect(SPEND).toBeGreaterThan(214_500);
    expect(SUM).toBeLessThan(3);
    expect(isMet({ atLeast: null, atMost: 214_500 }, SPEND)).toBe(true);
    expect(isMet({ atLeast: 3, atMost: null }, SUM)).toBe(true);
    // What no money at all is left of is 0.
    expect(isMet({ atLeast: null, atMost: 0 }, SPEND - 214_500)).toBe(true);
  });

  it('is told from what misses it by a millionth', () => {
    expect(isMet({ atLeast: null, atMost: 214_500 }, 214_500.2)).toBe(false);
    expect(isMet({ atLeast: 214_500, atMost: null }, 214_499.8)).toBe(false);
    expect(isMet({ atLeast: 0, atMost: null }, -1e-6)).toBe(false);
    for (const bounds of [
      { atLeast: 1, atMost: null },
      { atLeast: null, atMost: 1 },
    ]) {
      expect(isMet(bounds, NaN)).toBe(false);
    }
    expect(isMet({ atLeast: null, atMost: 1 }, Infinity)).toBe(false);
  });

  it('counts in the odds of targets, alone and together', () => {
    const targets = [
      { metric: 'SPEND', atLeast: null, atMost: 214_500 },
      { metric: 'REACH', atLeast: 3, atMost: null },
    ] as const;
    const draws = { SPEND: Array(64).fill(SPEND), REACH: Array(64).fill(SUM) } as const;
    const odds = targetOdds(
      targets,
      (metric) => Float64Array.from(draws[metric as keyof typeof draws]),
      64,
    );
    expect(odds).toMatchObject({ probabilities: [1, 1], joint: 1 });
  });

  it('counts in the odds of a column', () => {
    expect(probabilityAtMost(of(SPEND, 1e6), 214_500)).toBe(0.5);
    expect(probabilityAtLeast(of(SUM, 1), 3)).toBe(0.5);
  });

  it('lies inside the band whose end it is, and is a tie to the PIT', () => {
    const forecast = of(SPEND, SPEND, SPEND);
    expect(insideBand(forecast, 214_500, 0.8)).toBe(true);
    expect(insideBand(of(SUM, SUM), 3, 0.8)).toBe(true);
    expect(insideBand(forecast, 214_499, 0.8)).toBe(false);
    expect(randomisedPit(forecast, 214_500, 0.25)).toBe(0.25);
    expect(randomisedPit(of(SUM, SUM, 4, 4), 3, 0.5)).toBe(0.25);
  });
});
