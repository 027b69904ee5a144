import { BLOCK } from '../random.js';

/** Where arrays of a block come from: the heap, or a kernel's memory. */
export type Allocate = (length: number) => Float64Array;

/** How many there are whatever the pools. */
const ONCE = 27;

/** Sums over a line's placements, one value per draw of the block. */
export class LineSums {
  readonly booked: Float64Array;
  readonly posted: Float64Array;
  readonly outreach: Float64Array;
  readonly spend: Float64Array;
  readonly unspent: Float64Array;
  readonly refunds: Float64Array;
  readonly views: Float64Array;
  readonly reach: Float64Array;
  /** What shares and clicks are taken from: reach, or views on TikTok and YouTube. */
  readonly base: Float64Array;
  /** Expected positive and negative engagements. */
  readonly positiveRate: Float64Array;
  readonly negativeRate: Float64Array;
  readonly shareRate: Float64Array;
  /** As shareRate, each placement weighted by its viral factor. */
  readonly viralShareRate: Float64Array;
  /** Expected clicks that do not convert, and that do. */
  readonly clickRate: Float64Array;
  readonly conversionRate: Float64Array;
  /** Brand-safety events of influencers with a single placement in the scenario. */
  readonly events: Float64Array;
  /** Per local pool: Σ w, and what shares amplify ÷ the pool's people (until the counts: its rate). */
  readonly poolW: Float64Array;
  readonly poolAmplified: Float64Array;
  readonly targetW: Float64Array;
  readonly targetAmplified: Float64Array;
  /** What follows from the sums once the counts are drawn. */
  readonly amplified: Float64Array;
  readonly positive: Float64Array;
  readonly negative: Float64Array;
  readonly shares: Float64Array;
  readonly clicks: Float64Array;
  readonly conversions: Float64Array;
  readonly redemptions: Float64Array;
  readonly revenue: Float64Array;
  readonly emv: Float64Array;
  /** Display only: unique reach, and unique reach of the wanted audience, in people. */
  readonly displayReach: Float64Array;
  readonly displayTarget: Float64Array;

  /** Those that are added to placement by placement, one after the other. */
  private readonly added: Float64Array;

  constructor(pools: number, targetPools: number, allocate: Allocate) {
    const memory = allocate((ONCE + 2 * (pools + targetPools)) * BLOCK);
    let at = 0;
    const take = (blocks: number) => memory.subarray(at, (at += blocks * BLOCK));
    const one = () => take(1);
    this.booked = one();
    this.posted = one();
    this.outreach = one();
    this.spend = one();
    this.unspent = one();
    this.refunds = one();
    this.views = one();
    this.reach = one();
    this.base = one();
    this.positiveRate = one();
    this.negativeRate = one();
    this.shareRate = one();
    this.viralShareRate = one();
    this.clickRate = one();
    this.conversionRate = one();
    this.events = one();
    this.poolW = take(pools);
    this.poolAmplified = take(pools);
    this.targetW = take(targetPools);
    this.targetAmplified = take(targetPools);
    this.added = memory.subarray(0, at);
    this.amplified = one();
    this.positive = one();
    this.negative = one();
    this.shares = one();
    this.clicks = one();
    this.conversions = one();
    this.redemptions = one();
    this.revenue = one();
    this.emv = one();
    this.displayReach = one();
    this.displayTarget = one();
  }

  /** Before the placements of a block; what follows from them is written anew, or never. */
  clear(): void {
    this.added.fill(0);
  }
}
