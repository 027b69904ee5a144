import type { Arrival, BlockMath } from '../world/block-math.js';
import type { Kernel } from './module.js';

/** The arithmetic of a block in the kernel, two draws at a time; arrays lie in its memory. */
export class KernelMath implements BlockMath {
  constructor(private readonly kernel: Kernel) {}

  poissons(counts: Float64Array, means: Float64Array, uniforms: Float64Array, size: number): void {
    this.kernel.poissons(counts.byteOffset, means.byteOffset, uniforms.byteOffset, size);
  }

  mixtureShares(
    shares: Float64Array,
    weights: Float64Array,
    thetas: Float64Array,
    size: number,
  ): void {
    this.kernel.mixtureShares(shares.byteOffset, weights.byteOffset, thetas.byteOffset, size);
  }

  addMixtureWeights(
    joined: Float64Array,
    shares: Float64Array,
    thetas: Float64Array,
    size: number,
  ): void {
    this.kernel.addMixtureWeights(joined.byteOffset, shares.byteOffset, thetas.byteOffset, size);
  }

  reachedThrice(
    thrice: Float64Array,
    impressions: Float64Array,
    unique: Float64Array,
    universe: number,
    size: number,
  ): void {
    const { byteOffset } = thrice;
    this.kernel.reachedThrice(
      byteOffset,
      impressions.byteOffset,
      unique.byteOffset,
      universe,
      size,
    );
  }

  spread(
    to: Float64Array,
    points: number,
    { ages, shares, rest }: Arrival,
    amounts: Float64Array,
    draws: Float64Array,
    count: number,
    first: Float64Array,
    cell: Float64Array,
  ): void {
    this.kernel.spread(
      to.byteOffset,
      points,
      shares.byteOffset,
      rest.byteOffset,
      ages,
      amounts.byteOffset,
      draws.byteOffset,
      count,
      first.byteOffset,
      cell.byteOffset,
    );
  }
}
