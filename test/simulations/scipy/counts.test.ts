import { describe, expect, it } from 'vitest';
import { binomial, poisson } from '../../../simulations/math/counts.js';
import { REFERENCE } from './reference.js';

/** From this mean of the rarer outcome on an expansion stands for the search. */
const SEARCH_BELOW = 40;

/**
 * A mean of 1,080 × 1/2,000 or of 600 × 1/1,000 misses leads to more than seven in fewer than one
 * of a million samples of uniforms.
 */
const MOST_MISSES = 7;

/** Distances between counts and their reference, where there is one. */
function distances(
  at: readonly number[],
  reference: readonly (number | null)[],
  count: (uniform: number) => number,
): number[] {
  return at.flatMap((uniform, i) => {
    const expected = reference[i];
    return expected === null ? [] : [Math.abs(count(uniform) - expected)];
  });
}

const { uniforms, extremes } = REFERENCE;
const poissons = REFERENCE.poisson.map((law) => ({
  ...law,
  searched: law.mean < SEARCH_BELOW,
  count: (u: number) => poisson(law.mean, u),
}));
const binomials = REFERENCE.binomial.map((law) => ({
  ...law,
  searched: law.trials * Math.min(law.p, 1 - law.p) < SEARCH_BELOW,
  count: (u: number) => binomial(law.trials, law.p, u),
}));

describe.each([
  { name: 'Poisson', laws: poissons, expanded: 9 },
  { name: 'binomial', laws: binomials, expanded: 5 },
])('$name counts', ({ laws, expanded }) => {
  it('are the exact inverse where they are searched for, out to 1e-10 of either tail', () => {
    for (const law of laws.filter(({ searched }) => searched)) {
      expect(distances(uniforms, law.counts, law.count)).toEqual(law.counts.map(() => 0));
      for (const miss of distances(extremes, law.extremes, law.count)) expect(miss).toBe(0);
    }
  });

  it('miss the exact inverse as rarely as they state where they are expanded', () => {
    const expansions = laws.filter(({ searched }) => !searched);
    expect(expansions).toHaveLength(expanded);
    const misses = expansions.flatMap((law) => distances(uniforms, law.counts, law.count));
    expect(misses.length).toBeGreaterThan(0.99 * expanded * uniforms.length);
    expect(Math.max(...misses)).toBeLessThanOrEqual(1);
    expect(misses.filter((miss) => miss > 0).length).toBeLessThanOrEqual(MOST_MISSES);
  });

  it('are off by at most one out to 1e-10 of either tail', () => {
    for (const law of laws) {
      for (const miss of distances(extremes, law.extremes, law.count)) {
        expect(miss).toBeLessThanOrEqual(1);
      }
    }
  });
});
