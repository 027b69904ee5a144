/** Followers and dearness of the candidate at hand, and of stand-ins. */
import {
  a,
  dearness,
  influencerWords,
  isNamed,
  known,
  line,
  lnFollowers,
  model,
  row,
  scatterToStandIns,
  standInCount,
  standInHashes,
} from './candidate';
import { fill, ROW, splat } from './lanes';
import { PRICE_SLOPE } from './layout';
import { FOLLOWERS } from './purposes';
import { normalOfFour, origin } from './quantiles';
import { standInWords } from './random';

/** Followers, redrawn in every world for hypothetical influencers. */
export function drawFollowers(): void {
  if (isNamed || line.lnSd == 0) {
    const fixed = Math.min(Math.max(line.lnMedian, line.lnMin), line.lnMax);
    fill(lnFollowers, isNamed ? known(line.lnFollowers) : fixed);
    return;
  }
  influencerWords(a, FOLLOWERS);
  const normals = origin(<usize>model.normals);
  const sd = splat(line.lnSd);
  const median = splat(line.lnMedian);
  const min = splat(line.lnMin);
  const max = splat(line.lnMax);
  let at: usize = 0;
  do {
    const ln = followersAt(v128.load(at, a), normals, sd, median, min, max);
    v128.store(at, ln, lnFollowers);
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

function drawStandInFollowers(): void {
  const normals = origin(<usize>model.normals);
  const sd = splat(line.lnSd);
  const median = splat(line.lnMedian);
  const min = splat(line.lnMin);
  const max = splat(line.lnMax);
  for (let s = 0; s < standInCount; s += 4) {
    const words = standInWords(standInHashes, s, FOLLOWERS);
    scatterToStandIns(lnFollowers, s, followersAt(words, normals, sd, median, min, max));
  }
}

/** ln followers at four words. */
@inline
function followersAt(words: v128, normals: usize, sd: v128, median: v128, min: v128, max: v128): v128 {
  const ln = f32x4.add(median, f32x4.mul(sd, normalOfFour(normals, words)));
  return f32x4.pmax(f32x4.pmin(ln, max), min);
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
