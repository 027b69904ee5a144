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
};
