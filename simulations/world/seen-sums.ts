import { BLOCK } from '../random.js';

/** What was counted of a line's placements, beside the rates of what is still to come in its sums. */
export class SeenSums {
  positive = 0;
  negative = 0;
  /** Engagements of whose valence nobody told, and how many of them are expected to be negative. */
  unvalenced = 0;
  readonly negativeRate = new Float64Array(BLOCK);
  /** Most people that one of the placements reaches in the end. */
  readonly mostReach = new Float64Array(BLOCK);
  shares = 0;
  /** Engagements some of which are shares, nobody told how many. */
  unsplit = 0;
  clicks = 0;
  conversions = 0;
  /** Clicks that may still convert, and how many are expected to. */
  unconverted = 0;
  readonly lateRate = new Float64Array(BLOCK);
  /** Conversions of whose revenue nobody told, and revenue that was told. */
  unvalued = 0;
  revenueMinor = 0;
  /** Redemptions that were told, and the conversions that they belong to. */
  redemptions = 0;
  redeemed = 0;

  clear(): void {
    this.positive = 0;
    this.negative = 0;
    this.unvalenced = 0;
    this.shares = 0;
    this.unsplit = 0;
    this.clicks = 0;
    this.conversions = 0;
    this.unconverted = 0;
    this.unvalued = 0;
    this.revenueMinor = 0;
    this.redemptions = 0;
    this.redeemed = 0;
    this.negativeRate.fill(0);
    this.mostReach.fill(0);
    this.lateRate.fill(0);
  }
}
