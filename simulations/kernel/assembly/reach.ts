/**
 * Reach of the placement at hand, the base of its engagements, and its post noise.
 *
 * @see simulations/README.md, section 3
 */
import { differsByDraw, reachSdBesideAuthenticity, spreadOfFour } from './account-spread';
import {
  a,
  active,
  b,
  base,
  canBeBelow,
  dayOffset,
  dearness,
  demote,
  influencerWords,
  isNamed,
  known,
  line,
  lnFollowers,
  model,
  postNormals,
  postWords,
  reach,
  row,
  standIn,
  standInCount,
  u,
  v,
  mostBelow,
} from './candidate';
import { givenFee } from './influencer';
import { add, exp, fill, mulAdd, ROW, splat } from './lanes';
import { REACH_SLOPE } from './layout';
import { reachShock } from './line-shocks';
import { exactU } from './own-posts';
import { AUTHENTICITY, INFLUENCER_REACH, POST_MIXTURE, POST_REACH } from './purposes';
import { normalOfFour, origin, quantileOfFour } from './quantiles';
import * as sums from './sums';

/** @param ownPosts - the account's effect is known from its own posts, but for stand-ins */
export function drawReach(ownPosts: bool): void {
  if (!ownPosts || standInCount > 0) drawAccountEffect();
  if (ownPosts) keepOwnPosts();
  drawPostNoise();
  if (row.postSdSlope != 0) widenPostNoise();

  const cap = splat(model.lnViewsCap - Math.log(row.viewsPerPerson));
  const maxReach = splat(model.maxReach);
  const anchor = splat(model.lnAnchor);
  const perReach = splat(row.basedOnViews != 0 ? row.viewsPerPerson : 1);
  const shocks = <usize>row.shocks;
  const days = <usize>row.days;
  let at: usize = 0;
  do {
    const here = shocks + at;
    const ln = v128.load(at, lnFollowers);
    const size = f32x4.sub(ln, anchor);
    const effects = f32x4.add(v128.load(at, u), v128.load(at, v));
    const common = f32x4.add(v128.load(at, reachShock), onTheDay(days, at));
    const bySize = f32x4.mul(v128.load(here, REACH_SLOPE), size);
    const rest = f32x4.add(bySize, f32x4.add(effects, common));
    v128.store(at, f32x4.pmin(f32x4.add(ln, rest), f32x4.add(ln, cap)), reach);
    at += 16;
  } while (at < ROW);
  at = 0;
  do {
    const people = f32x4.pmin(exp(v128.load(at, reach)), maxReach);
    const reached = v128.and(people, v128.load(at, active));
    v128.store(at, reached, reach);
    v128.store(at, f32x4.mul(reached, perReach), base);
    add(sums.reach + at, reached);
    at += 16;
  } while (at < ROW);
}

/** ln shocks of the days on which the placement goes live in four draws. */
@inline
function onTheDay(days: usize, at: usize): v128 {
  const position = v128.load(at, dayOffset);
  const here = days + at;
  const low = i64x2.extract_lane(position, 0);
  const high = i64x2.extract_lane(position, 1);
  let shock = v128.load32_zero(here + <usize><u32>low);
  shock = v128.load32_lane(here + <usize>(low >>> 32) + 4, shock, 1);
  shock = v128.load32_lane(here + <usize><u32>high + 8, shock, 2);
  return v128.load32_lane(here + <usize>(high >>> 32) + 12, shock, 3);
}

/** Authenticity, price and the rest of u. */
function drawAccountEffect(): void {
  drawAuthenticity();
  // A given fee says something about the account; a drawn price follows from it.
  const rho = isNaN(givenFee()) ? 0 : model.priceReachCorrelation;
  influencerWords(b, INFLUENCER_REACH);
  if (differsByDraw(row.influencerSdSlope)) {
    addRestBySize(rho);
    return;
  }
  const sd = reachSdBesideAuthenticity(row);
  const normals = origin(<usize>model.normals);
  const ofRest = splat(sd * Math.sqrt(1 - rho * rho));
  let at: usize = 0;
  do {
    const rest = f32x4.mul(ofRest, normalOfFour(normals, v128.load(at, b)));
    v128.store(at, f32x4.add(v128.load(at, u), rest), u);
    at += 16;
  } while (at < ROW);
  if (rho == 0) return;
  const ofPrice = splat(sd * rho);
  at = 0;
  do {
    v128.store(at, mulAdd(ofPrice, v128.load(at, dearness), v128.load(at, u)), u);
    at += 16;
  } while (at < ROW);
}

/** Price and the rest of u, whose spread depends on the size that an account has in each draw. */
function addRestBySize(rho: f64): void {
  const normals = origin(<usize>model.normals);
  const sdAtAnchor = splat(row.influencerSd);
  const slope = splat(row.influencerSdSlope);
  const most = splat(model.lnMostSpread);
  const anchor = splat(model.lnAnchor);
  const ofAuthenticity = splat(model.authenticityVariance);
  const floor = splat(model.authenticityVarianceFloor);
  const apart = splat(Math.sqrt(1 - rho * rho));
  const ofPrice = splat(rho);
  let at: usize = 0;
  do {
    const sd = spreadOfFour(sdAtAnchor, slope, most, anchor, v128.load(at, lnFollowers));
    const left = f32x4.sub(f32x4.mul(sd, sd), ofAuthenticity);
    const rest = f32x4.sqrt(f32x4.pmax(left, floor));
    let effect = f32x4.mul(apart, normalOfFour(normals, v128.load(at, b)));
    if (rho != 0) effect = mulAdd(ofPrice, v128.load(at, dearness), effect);
    v128.store(at, mulAdd(rest, effect, v128.load(at, u)), u);
    at += 16;
  } while (at < ROW);
}

/** The factor of authenticity, ln, into u. */
function drawAuthenticity(): void {
  const measured = isNamed ? known(line.lnAuthenticity) : NaN;
  const isMeasured = !isNaN(measured);
  if (isMeasured && standInCount == 0) {
    fill(u, <f32>measured - <f32>model.meanLnAuthenticity);
    return;
  }
  influencerWords(a, AUTHENTICITY);
  const table = origin(<usize>line.authenticity);
  const mean = splat(model.meanLnAuthenticity);
  const value = splat(measured);
  let at: usize = 0;
  do {
    const drawn = quantileOfFour(table, v128.load(at, a));
    const ln = isMeasured ? v128.bitselect(drawn, value, v128.load(at, standIn)) : drawn;
    v128.store(at, f32x4.sub(ln, mean), u);
    at += 16;
  } while (at < ROW);
}

/** A profile with own posts keeps its own effect; its stand-ins have drawn theirs. */
function keepOwnPosts(): void {
  if (standInCount == 0) {
    demote(u, exactU);
    return;
  }
  demote(a, exactU);
  let at: usize = 0;
  do {
    const drawn = v128.load(at, u);
    v128.store(at, v128.bitselect(drawn, v128.load(at, a), v128.load(at, standIn)), u);
    at += 16;
  } while (at < ROW);
}

function drawPostNoise(): void {
  if (isNaN(row.mixtureWeight)) {
    postNormals(v, row.postSd, POST_REACH);
    return;
  }
  postWords(a, POST_REACH);
  postWords(b, POST_MIXTURE);
  const normals = origin(<usize>model.normals);
  const mostUsual = mostBelow(row.mixtureWeight);
  const canBeUsual = canBeBelow(row.mixtureWeight);
  const usualMean = splat(row.usualMean);
  const usualSd = splat(row.usualSd);
  const viralMean = splat(row.viralMean);
  const viralSd = splat(row.viralSd);
  let at: usize = 0;
  do {
    const isUsual = v128.and(i32x4.le_u(v128.load(at, b), mostUsual), canBeUsual);
    const mean = v128.bitselect(usualMean, viralMean, isUsual);
    const sd = v128.bitselect(usualSd, viralSd, isUsual);
    const normal = normalOfFour(normals, v128.load(at, a));
    v128.store(at, f32x4.add(mean, f32x4.mul(sd, normal)), v);
    at += 16;
  } while (at < ROW);
}

/** v of an account of 100,000 followers to that of the size that the account has in each draw. */
function widenPostNoise(): void {
  const slope = splat(row.postSdSlope);
  const most = splat(model.lnMostSpread);
  const anchor = splat(model.lnAnchor);
  let at: usize = 0;
  do {
    const noise = v128.load(at, v);
    v128.store(at, spreadOfFour(noise, slope, most, anchor, v128.load(at, lnFollowers)), v);
    at += 16;
  } while (at < ROW);
}
