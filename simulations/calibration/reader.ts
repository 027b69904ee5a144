import { exp } from '../math/elementary.js';
import { cholesky, inverse } from '../math/linear.js';
import { type CreatorRow, LN_ANCHOR } from '../parameters.js';
import type { Platform } from '../scenario.js';
import type { LearningParameters, Step } from './columns.js';
import type { LearnedLevel, LearnedParameter } from './learned.js';
import type { Account, Source } from './observations.js';
import type { Posterior } from './posterior.js';

/** How much was recorded, and the accounts' mean size, ln(followers ÷ 100,000). */
export interface Tally {
  placements: number;
  creators: number;
  size: number;
}

/** A linear combination of columns. */
export type Direction = readonly (readonly [column: number, value: number])[];

/** Answers about directions in a posterior, beside the prior and each source's own results. */
export class Reader {
  private readonly priorPrecision: Float64Array;
  private readonly alone = new Map<string, { mean: Float64Array; covariance: Float64Array }>();

  constructor(
    private readonly posterior: Posterior,
    /** As it was stated. */
    private readonly stated: Float64Array,
    private readonly accounts: readonly Account[],
  ) {
    const { size, prior } = posterior;
    this.priorPrecision = inverse(cholesky(prior, size), size);
  }

  mean(direction: Direction): number {
    return direction.reduce((sum, [i, a]) => sum + a * this.posterior.mean[i], 0);
  }

  sd(direction: Direction): number {
    return Math.sqrt(this.variance(this.posterior.covariance, direction));
  }

  priorSd(direction: Direction): number {
    return Math.sqrt(this.variance(this.stated, direction));
  }

  weight(direction: Direction): number {
    const { covariance, prior } = this.posterior;
    const left = this.variance(covariance, direction) / this.variance(prior, direction);
    return Math.max(0, 1 - left);
  }

  /**
   * What one source's results say without the prior on this direction, everything else being as the
   * prior has it.
   */
  data(
    source: string | null,
    direction: Direction,
    value: (deviation: number) => number,
  ): LearnedParameter['data'] {
    if (source === null) return null;
    const { mean, covariance } = this.fitAlone(source);
    const before = this.variance(this.posterior.prior, direction);
    const after = this.variance(covariance, direction);
    const precision = 1 / after - 1 / before;
    if (!(precision * before > 1e-6)) return null;
    const deviation = direction.reduce((sum, [i, a]) => sum + a * mean[i], 0) / after / precision;
    return { estimate: value(deviation), standardError: 1 / Math.sqrt(precision) };
  }

  /** How far from where it turns now, and with which variance, a level is independent of its slope. */
  turn(level: number, slope: number): { shift: number; variance: number } {
    const shift = this.turnOf([[level, 1]], slope);
    const direction: Direction = [
      [level, 1],
      [slope, shift],
    ];
    return { shift, variance: this.variance(this.posterior.covariance, direction) };
  }

  turnOf(level: Direction, slope: number): number {
    const { covariance, size } = this.posterior;
    const together = level.reduce((sum, [i, a]) => sum + a * covariance[i * size + slope], 0);
    return -together / covariance[slope * size + slope];
  }

  level(
    step: Step,
    of: CreatorRow | Platform,
    direction: Direction,
    tally: Tally,
    value: (deviation: number) => number,
    { unseenSd }: LearningParameters,
  ): LearnedLevel {
    const sdBefore = this.priorSd(direction);
    return {
      step,
      of,
      followers: Math.round(exp(LN_ANCHOR + tally.size)),
      before: value(0),
      after: value(this.mean(direction)),
      sdBefore,
      sdAfter: Math.min(sdBefore, Math.hypot(this.sd(direction), unseenSd)),
      weight: this.weight(direction),
      placements: tally.placements,
      creators: tally.creators,
    };
  }

  /** How much was recorded of these kinds, and the accounts' mean size. */
  tally(of: CreatorRow | Platform, kinds: readonly Source['kind'][]): Tally {
    const tally = { placements: 0, creators: 0, size: 0 };
    for (const { source, observations, size } of this.accounts) {
      const key = source.kind === 'NEGATIVITY' ? source.platform : source.row;
      if (key !== of || !kinds.includes(source.kind)) continue;
      tally.placements += observations.length;
      tally.creators += 1;
      tally.size += size;
    }
    tally.size /= Math.max(tally.creators, 1);
    return tally;
  }

  tallyOfSpread(name: string, row: CreatorRow | null): Tally {
    const tally = { placements: 0, creators: 0, size: 0 };
    for (const { source, observations } of this.accounts) {
      const { kind } = source;
      const speaks =
        row === null
          ? kind === 'NEGATIVITY'
          : source.row === row &&
            (kind === 'BOTH' || kind === (name.startsWith('reach') ? 'REACH' : 'ENGAGEMENT'));
      if (!speaks) continue;
      tally.placements += observations.length;
      tally.creators += 1;
    }
    return tally;
  }

  private fitAlone(source: string) {
    const { size, information } = this.posterior;
    let fit = this.alone.get(source);
    if (fit === undefined) {
      const { precision, weighted } = information.get(source)!;
      const sum = this.priorPrecision.map((value, i) => value + precision[i]);
      const covariance = inverse(cholesky(sum, size), size);
      const mean = new Float64Array(size);
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) mean[i] += covariance[i * size + j] * weighted[j];
      }
      fit = { mean, covariance };
      this.alone.set(source, fit);
    }
    return fit;
  }

  private variance(covariance: Float64Array, direction: Direction): number {
    const { size } = this.posterior;
    let sum = 0;
    for (const [i, a] of direction) {
      for (const [j, b] of direction) sum += a * b * covariance[i * size + j];
    }
    return sum;
  }
}
