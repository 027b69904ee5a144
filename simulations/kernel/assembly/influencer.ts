/** Followers and dearness of the candidate at hand, and of stand-ins. */
import {
  dearness,
  influencerNormals,
  isNamed,
  known,
  line,
  lnFollowers,
  model,
  row,
  standIn,
  standInCount,
  standInNormals,
} from './candidate';
import { fill, ROW, splat } from './lanes';
import { PRICE_SLOPE } from './layout';
import { FOLLOWERS } from './purposes';

/** Followers, redrawn in every world for hypothetical influencers. */
export function drawFollowers(): void {
  if (isNamed || line.lnSd == 0) {
    const fixed = Math.min(Math.max(line.lnMedian, line.lnMin), line.lnMax);
    fill(lnFollowers, isNamed ? known(line.lnFollowers) : fixed);
    return;
  }
  influencerNormals(lnFollowers, line.lnSd, FOLLOWERS);
  const median = splat(line.lnMedian);
  const min = splat(line.lnMin);
  const max = splat(line.lnMax);
  let at: usize = 0;
  do {
    const ln = f32x4.add(median, v128.load(at, lnFollowers));
    v128.store(at, f32x4.pmax(f32x4.pmin(ln, max), min), lnFollowers);
    at += 16;
  } while (at < ROW);
}

/**
 * Stand-ins bring their own followers. Where a fee is given, how dear everybody is for the account's
 * size, in sds.
 */
export function drawStandIns(): void {
  if (standInCount > 0 && !isNamed && line.lnSd > 0) drawStandInFollowers();
  const fee = givenFee();
  if (!isNaN(fee)) dearnessOfFee(fee);
}

/** Minor units; NaN where the price is drawn. */
@inline
export function givenFee(): f64 {
  return isNamed ? known(line.fees) : line.feeMinor;
}

const fresh: usize = memory.data(1024, 16);

function drawStandInFollowers(): void {
  standInNormals(fresh, line.lnSd, FOLLOWERS);
  const median = splat(line.lnMedian);
  const min = splat(line.lnMin);
  const max = splat(line.lnMax);
  let at: usize = 0;
  do {
    const ln = f32x4.add(median, v128.load(at, fresh));
    const clipped = f32x4.pmax(f32x4.pmin(ln, max), min);
    const old = v128.load(at, lnFollowers);
    v128.store(at, v128.bitselect(clipped, old, v128.load(at, standIn)), lnFollowers);
    at += 16;
  } while (at < ROW);
}

const MOST_PER_SPREAD: f64 = 1e30;

function dearnessOfFee(fee: f64): void {
  if (row.priceSpread == 0) {
    fill(dearness, 0);
    return;
  }
  const lnFee = splat(Math.log(fee) - row.lnPrice);
  // At most what f32 holds: nothing is 0 times infinity.
  const perSpread = splat(Math.min(1 / row.priceSpread, MOST_PER_SPREAD));
  const anchor = splat(model.lnAnchor);
  const most = splat(model.givenFeeClip);
  const least = f32x4.neg(most);
  const shocks = <usize>row.shocks;
  let at: usize = 0;
  do {
    const size = f32x4.sub(v128.load(at, lnFollowers), anchor);
    const above = f32x4.sub(lnFee, f32x4.mul(v128.load(shocks + at, PRICE_SLOPE), size));
    const z = f32x4.mul(above, perSpread);
    v128.store(at, f32x4.pmax(f32x4.pmin(z, most), least), dearness);
    at += 16;
  } while (at < ROW);
}
