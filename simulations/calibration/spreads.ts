import { exp, log } from '../math/elementary.js';
import { spreadFactor } from '../oracle/account-spread.js';
import { LN_ANCHOR, type Parameters } from '../parameters.js';
import type { LearningParameters } from './columns.js';
import type { SpreadName, Variance } from './observations.js';
import type { LearnedSpread } from './posterior.js';

const NEWTON_STEPS = 4;
/** Steps at most: of ln sd, and of its slope. */
const MOST_STEP = { lnSd: 1, slope: 0.1 };

/** What a spread and its slope over size are learned from: one account's effect, in one round. */
interface Effect {
  /** ln(followers ÷ 100,000). */
  readonly size: number;
  /** Its expected square, and how much of it was seen. */
  readonly square: number;
  readonly seen: number;
}

/** A spread on its way from what the assumptions say to what the results do. */
export interface Spread {
  readonly name: SpreadName;
  /** Variances of accounts of 100,000 followers. */
  readonly prior: number;
  variance: number;
  /** How ln of the sd changes with the accounts' size; null where it is the same at all sizes. */
  readonly slope: { readonly prior: number; value: number } | null;
  /** Of a round: Σ E[effect²]/weight, their number, and how much of them was seen. */
  sum: number;
  count: number;
  seen: number;
  /** The same one by one, where sizes matter. */
  effects: Effect[];
}

/** What a spread adds to a variance: its own, times a weight, at the size of an account. */
export interface Part {
  readonly spread: Spread;
  readonly weight: number;
  readonly size: number;
}

/** The spreads of a fit, by the name of their parameter. */
export class Spreads {
  private readonly byName = new Map<SpreadName, Spread>();

  constructor(
    private readonly p: Parameters,
    private readonly learning: LearningParameters,
  ) {}

  partsOf({ parts }: Variance, size: number): Part[] {
    return parts.map(({ of, weight }) => ({ spread: this.of(of), weight, size }));
  }

  of(name: SpreadName): Spread {
    const known = this.byName.get(name);
    if (known !== undefined) return known;
    const prior = Math.max(priorSd(name, this.p) ** 2, 1e-8);
    const before = priorSlope(name, this.p);
    const slope = before === null ? null : { prior: before, value: before };
    const spread = { name, prior, variance: prior, slope };
    const full: Spread = { ...spread, sum: 0, count: 0, seen: 0, effects: [] };
    this.byName.set(name, full);
    return full;
  }

  varianceOf(parts: readonly Part[], fixed: number): number {
    let sum = fixed;
    for (const part of parts) sum += this.ofPart(part);
    return sum;
  }

  ofPart({ spread, weight, size }: Part): number {
    return weight * spread.variance * this.factor(spread, size);
  }

  /** Of noise at a size, against that of the assumptions at 100,000 followers. */
  widthOf(part: Part): number {
    return Math.sqrt(this.ofPart(part) / (part.weight * part.spread.prior));
  }

  /** Of the variance at a size, against that at 100,000 followers. */
  private factor({ slope }: Spread, size: number): number {
    if (slope === null || slope.value === 0) return 1;
    return spreadFactor(slope.value, LN_ANCHOR + size, this.p.lnMostSpread) ** 2;
  }

  forget(): void {
    for (const spread of this.byName.values()) {
      [spread.sum, spread.count, spread.seen] = [0, 0, 0];
      spread.effects = [];
    }
  }

  /** Splits the expected square of a sum of independent effects among them. */
  allot(
    parts: readonly Part[],
    variance: number,
    square: number,
    seen: number,
    fixed: number,
  ): void {
    if (fixed === variance) return;
    for (const part of parts) {
      const { spread, weight, size } = part;
      const own = this.ofPart(part);
      const share = own / variance;
      const ofPart = (share * share * square + own * (1 - share)) / weight;
      this.add({ spread, size, square: ofPart, seen: share * share * seen });
    }
  }

  /** One effect's expected square, as if of weight 1. */
  add({ spread, ...effect }: Effect & { readonly spread: Spread }): void {
    spread.sum += effect.square;
    spread.count += 1;
    spread.seen += effect.seen;
    if (spread.slope !== null) spread.effects.push(effect);
  }

  /** @returns the largest change of a ln variance, where the accounts are, or of a slope's effect */
  update(): number {
    let moved = 0;
    for (const spread of this.byName.values()) {
      const change = spread.slope === null ? this.updateAlike(spread) : this.updateSized(spread);
      moved = Math.max(moved, change);
    }
    return moved;
  }

  private updateAlike(spread: Spread): number {
    const { spreadWeight } = this.learning;
    const variance =
      (spreadWeight * spread.prior + spread.sum) / Math.max(spreadWeight + spread.count, 1e-300);
    const change = Math.abs(log(variance / spread.variance));
    spread.variance = variance;
    return change;
  }

  /**
   * Newton's steps to the largest expected log density of ln sd and its slope, which is concave. The
   * prior's effects are of the size that the accounts have on average: it says nothing about the
   * slope.
   */
  private updateSized(spread: Spread): number {
    const { lnMostSpread } = this.p;
    const { spreadWeight, spreadSlopeSd } = this.learning;
    const { effects, prior } = spread;
    const slope = spread.slope!;
    const middle = sizeOf(spread);
    const before = { lnSd: log(spread.variance) / 2, slope: slope.value };
    let [lnSd, value] = [before.lnSd, before.slope];
    const stated = prior * spreadFactor(slope.prior, LN_ANCHOR + middle, lnMostSpread) ** 2;
    for (let step = 0; step < NEWTON_STEPS; step++) {
      let [ofSd, ofSlope, sdSd, sdSlope, slopeSlope] = [0, 0, 0, 0, 0];
      const add = (size: number, square: number, count: number): void => {
        const ln = value * size;
        const isBound = Math.abs(ln) > lnMostSpread;
        const at = isBound ? Math.sign(ln) * lnMostSpread : ln;
        // Beyond the bound the slope moves nothing.
        const lever = isBound ? 0 : size;
        const ratio = square * exp(-2 * (lnSd + at));
        ofSd += count * (ratio - 1);
        ofSlope += count * lever * (ratio - 1);
        sdSd += 2 * count * ratio;
        sdSlope += 2 * count * lever * ratio;
        slopeSlope += 2 * count * lever * lever * ratio;
      };
      for (const { size, square } of effects) add(size, square, 1);
      add(middle, stated, spreadWeight);
      if (spreadSlopeSd > 0) {
        const precision = 1 / (spreadSlopeSd * spreadSlopeSd);
        ofSlope -= precision * (value - slope.prior);
        slopeSlope += precision;
        const determinant = sdSd * slopeSlope - sdSlope * sdSlope;
        if (!(determinant > 0)) break;
        const bySd = (slopeSlope * ofSd - sdSlope * ofSlope) / determinant;
        lnSd += within(bySd, MOST_STEP.lnSd);
        value += within((sdSd * ofSlope - sdSlope * ofSd) / determinant, MOST_STEP.slope);
      } else if (sdSd > 0) {
        lnSd += within(ofSd / sdSd, MOST_STEP.lnSd);
      }
    }
    spread.variance = exp(2 * lnSd);
    slope.value = value;
    const turned = value - before.slope;
    return 2 * Math.max(Math.abs(lnSd - before.lnSd + turned * middle), Math.abs(turned));
  }

  learned(): LearnedSpread[] {
    return [...this.byName.values()].map((spread) => {
      const { name, variance, prior, seen, slope, effects } = spread;
      if (slope === null) return { name, variance, prior, seen, size: 0, slope: null };
      const size = sizeOf(spread);
      let information = 0;
      for (const effect of effects) information += 2 * effect.seen * (effect.size - size) ** 2;
      return { name, variance, prior, seen, size, slope: { ...slope, information } };
    });
  }
}

/** Mean size of the accounts, as far as their effects were seen. */
function sizeOf({ effects, seen }: Spread): number {
  let sum = 0;
  for (const effect of effects) sum += effect.seen * effect.size;
  return seen > 0 ? sum / seen : 0;
}

function within(step: number, most: number): number {
  return Math.max(-most, Math.min(most, step));
}

/** What the assumptions say of a spread; of a mixture's noise, its sd as a whole. */
function priorSd(name: SpreadName, p: Parameters): number {
  if (name === 'negativity.influencerSd') return p.negativityInfluencerSd;
  if (name === 'negativity.postSd') return p.negativityPostSd;
  const [step, which, row] = name.split('.') as ['reach' | 'engagement', string, 'TIKTOK_VIDEO'];
  const of = p.rows[row];
  if (step === 'reach') return which === 'postSd' ? of.postSd : of.influencerSd;
  return which === 'postSd' ? of.engagementPostSd : of.engagementInfluencerSd;
}

/**
 * Accounts differ in reach and engagement rate by their size, and so do their posts in reach; in the
 * rate posts do not, in negativity neither.
 */
function priorSlope(name: SpreadName, p: Parameters): number | null {
  if (name === 'negativity.influencerSd' || name === 'negativity.postSd') return null;
  const [step, which, row] = name.split('.') as ['reach' | 'engagement', string, 'TIKTOK_VIDEO'];
  const of = p.rows[row];
  if (which === 'postSd') return step === 'reach' ? of.postSdSlope : null;
  return step === 'reach' ? of.influencerSdSlope : of.engagementInfluencerSdSlope;
}
