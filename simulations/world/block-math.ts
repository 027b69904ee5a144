import { poisson } from '../math/counts.js';
import { shareReachedThrice } from '../math/frequency.js';
import { mixtureShare, mixtureWeight } from '../math/gamma-mixture.js';

/**
 * Arithmetic over a block's draws whose bits are the same in oracle and kernel: the first `size`
 * values of arrays that the block has allocated, the first array written.
 */
export interface BlockMath {
  /** Counts by `poisson`. */
  poissons(counts: Float64Array, means: Float64Array, uniforms: Float64Array, size: number): void;
  /** Shares of people by `mixtureShare`; `shares` may be `weights`. */
  mixtureShares(
    shares: Float64Array,
    weights: Float64Array,
    thetas: Float64Array,
    size: number,
  ): void;
  /** Adds to W by `mixtureWeight`. */
  addMixtureWeights(
    joined: Float64Array,
    shares: Float64Array,
    thetas: Float64Array,
    size: number,
  ): void;
  /** People by `shareReachedThrice`. */
  reachedThrice(
    thrice: Float64Array,
    impressions: Float64Array,
    unique: Float64Array,
    universe: number,
    size: number,
  ): void;
  /**
   * Adds to curves, [draw · points + point], what arrives from the first point of each draw on.
   *
   * @param amounts - one value per draw, as of `first` and `cell`
   * @param draws - those in which something arrives: `count` of them
   */
  spread(
    to: Float64Array,
    points: number,
    arrival: Arrival,
    amounts: Float64Array,
    draws: Float64Array,
    count: number,
    first: Float64Array,
    cell: Float64Array,
  ): void;
}

/**
 * What arrives at an age, as a share of all of it: its values per cell, one per age, begin at
 * cell · ages.
 */
export interface Arrival {
  /** Points until all of it is there. */
  readonly ages: number;
  readonly shares: Float64Array;
  /** What arrives at an age or later. */
  readonly rest: Float64Array;
}

/** One draw after the other. */
export const REFERENCE_MATH: BlockMath = {
  poissons(counts, means, uniforms, size) {
    for (let d = 0; d < size; d++) counts[d] = poisson(means[d], uniforms[d]);
  },
  mixtureShares(shares, weights, thetas, size) {
    for (let d = 0; d < size; d++) shares[d] = mixtureShare(weights[d], thetas[d]);
  },
  addMixtureWeights(joined, shares, thetas, size) {
    for (let d = 0; d < size; d++) joined[d] += mixtureWeight(shares[d], thetas[d]);
  },
  reachedThrice(thrice, impressions, unique, universe, size) {
    for (let d = 0; d < size; d++) {
      thrice[d] = universe * shareReachedThrice(impressions[d] / universe, unique[d] / universe);
    }
  },
  spread(to, points, { ages, shares, rest }, amounts, draws, count, first, cell) {
    for (let s = 0; s < count; s++) {
      const d = draws[s];
      const from = cell[d] * ages;
      const at = d * points + first[d];
      const last = points - 1 - first[d];
      const end = Math.min(ages, last);
      for (let age = 0; age < end; age++) to[at + age] += amounts[d] * shares[from + age];
      if (ages > last) to[at + last] += amounts[d] * rest[from + last];
    }
  },
};
