import type { LinePlan } from '../plan/line.js';
import type { BookingTally } from '../world/block.js';
import type { OracleBlock } from './block.js';
import {
  drawFollowers,
  drawOwnPostsEffects,
  drawPrice,
  givenFee,
  knowsOwnPosts,
} from './influencer.js';

/** Prices are compared with the money that is left to this many minor units. */
const ROUNDING_MINOR = 1e-6;

/**
 * Books a line: as many as asked for, or in order until the first candidate who costs more than is
 * left. Fills `booked` and `unspent` of the line's sums.
 *
 * @see simulations/README.md, section 9
 */
export function book(block: OracleBlock, line: LinePlan, tally: BookingTally): void {
  const { booked, unspent } = block.sums[line.index];
  const { size, active } = block;
  if (Number.isNaN(line.moneyMinor)) {
    booked.fill(line.count, 0, size);
    return;
  }
  unspent.fill(line.moneyMinor, 0, size);
  for (let d = 0; d < size; d++) active[d] = d;
  block.activeCount = size;
  for (let k = 0; k < line.mostCandidates && block.activeCount > 0; k++) {
    block.take(line, k);
    askPrice(block, line, k);
    let kept = 0;
    for (let s = 0; s < block.activeCount; s++) {
      const d = active[s];
      const cost = costOf(block, line, k, block.price[d]);
      if (cost > unspent[d] + ROUNDING_MINOR) continue;
      unspent[d] = Math.max(0, unspent[d] - cost);
      booked[d]++;
      active[kept++] = d;
    }
    block.activeCount = kept;
  }
  tally.rosterExhausted += block.activeCount;
}

/** Price of the candidate at hand, and of its other traits only what the price depends on. */
function askPrice(block: OracleBlock, line: LinePlan, k: number): void {
  const { active, activeCount, price } = block;
  const fee = givenFee(line, k);
  if (!Number.isNaN(fee)) {
    for (let s = 0; s < activeCount; s++) price[active[s]] = fee;
    return;
  }
  const { priceSlope, priceSlopeSd } = line.row;
  const isFlat = priceSlope === 0 && priceSlopeSd === 0;
  const ownPosts = knowsOwnPosts(line, k);
  if (!isFlat) drawFollowers(block, line, k);
  if (ownPosts) drawOwnPostsEffects(block, line, k);
  drawPrice(block, line, k, ownPosts);
}

/** What one booking takes from the budget: the fee with agency and rights, and the extras. */
export function costOf(block: OracleBlock, line: LinePlan, k: number, priceMinor: number): number {
  const { seedingMinor, moderationMinor } = block.plan.scenario.fees;
  return priceMinor * block.plan.feeFactor + screeningOf(line, k) + seedingMinor + moderationMinor;
}

export function screeningOf({ roster, screeningMinor }: LinePlan, k: number): number {
  return roster === null ? screeningMinor : roster.screeningMinor[k];
}
