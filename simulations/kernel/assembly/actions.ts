/**
 * Expected shares and clicks of the placement at hand.
 *
 * @see simulations/README.md, sections 7 and 8
 */
import {
  a,
  b,
  base,
  c,
  delayWords,
  engagementRate,
  isNamed,
  k,
  leastWord,
  line,
  lnFollowers,
  model,
  postNormals,
  postWords,
  row,
  wanted,
} from './candidate';
import { add, exp, fill, logistic, one, ROW, splat } from './lanes';
import { CONVERSION } from './layout';
import { clickShock, PER_DECADE } from './line-shocks';
import { POST_CLICKS, POST_SHARES, VIRAL_SIZE } from './purposes';
import { normalOfFour, origin } from './quantiles';
import * as sums from './sums';

/** Bits of the words of the delay that say whether a post goes viral. */
const VIRAL_BITS: i32 = 0x7ffff;

/** Expected shares, weighted by their viral factors, and what they amplify per pool. */
export function drawShares(): void {
  postWords(a, POST_SHARES);
  const normals = origin(<usize>model.normals);
  const sd = splat(model.sharePlacementSd);
  const isAnyViral = drawViralFactors();
  const fixed = splat(row.lnShareRate);
  const slope = splat(row.shareSlope);
  const anchor = splat(model.lnAnchor);
  const areEngagements = row.sharesAreEngagements != 0;
  let at: usize = 0;
  do {
    const bySize = f32x4.mul(slope, f32x4.sub(v128.load(at, lnFollowers), anchor));
    const noise = f32x4.mul(sd, normalOfFour(normals, v128.load(at, a)));
    v128.store(at, f32x4.add(f32x4.add(fixed, bySize), noise), a);
    at += 16;
  } while (at < ROW);
  at = 0;
  do {
    let perBase = exp(v128.load(at, a));
    // On TikTok a share is one of the engagements, so it is capped by them.
    if (areEngagements) perBase = f32x4.pmin(perBase, v128.load(at, engagementRate));
    const rate = f32x4.mul(v128.load(at, base), perBase);
    const viral = isAnyViral ? f32x4.mul(rate, v128.load(at, c)) : rate;
    v128.store(at, viral, b);
    add(sums.shareRate + at, rate);
    add(sums.viralShareRate + at, viral);
    at += 16;
  } while (at < ROW);
  if (model.needsUnique != 0) amplifyPools();
}

/**
 * Factors on the amplified reach into c: of viral placements, and 1 of the others.
 *
 * @returns whether there are any viral ones
 */
function drawViralFactors(): bool {
  // Whole numbers n with n + ½ < p·2¹⁹.
  const limit = <i32>Math.ceil(model.viralProbability * 524288 - 0.5);
  if (<i32>leastWord(delayWords, VIRAL_BITS) >= limit) return false;
  fill(c, 1);
  postWords(b, VIRAL_SIZE);
  const normals = origin(<usize>model.normals);
  const sd = splat(model.viralLnSd);
  const lnMedian = splat(Math.log(model.viralMedian));
  const limits = i32x4.splat(limit);
  const bits = i32x4.splat(VIRAL_BITS);
  let at: usize = 0;
  do {
    const isViral = i32x4.lt_s(v128.and(v128.load(at, delayWords), bits), limits);
    if (v128.any_true(isViral)) {
      const normal = normalOfFour(normals, v128.load(at, b));
      const factor = exp(f32x4.add(lnMedian, f32x4.mul(sd, normal)));
      v128.store(at, v128.bitselect(factor, one(), isViral), c);
    }
    at += 16;
  } while (at < ROW);
  return true;
}

/** Expects the expected shares with viral factors in b. */
function amplifyPools(): void {
  if (isNamed) {
    const from = load<i32>(<usize>line.poolStart + (<usize>k << 2));
    const to = load<i32>(<usize>line.poolStart + (<usize>k << 2), 4);
    for (let i = from; i < to; i++) {
      const pool = <usize>load<i32>(<usize>line.poolOf + (<usize>i << 2));
      const weight = splat(load<f64>(<usize>line.poolWeight + (<usize>i << 3)));
      const sum = <usize>line.poolAmplifiedLanes + pool * ROW;
      let at: usize = 0;
      do {
        add(sum + at, f32x4.mul(v128.load(at, b), weight));
        at += 16;
      } while (at < ROW);
    }
  }
  if (model.needsTarget == 0) return;
  const pool = isNamed ? <usize>load<i32>(<usize>line.targetPoolOf + (<usize>k << 2)) : 0;
  const sum = <usize>line.targetAmplifiedLanes + pool * ROW;
  const weight = splat(1 / model.targetPeople);
  let at: usize = 0;
  do {
    const people = f32x4.mul(v128.load(at, b), v128.load(at, wanted));
    add(sum + at, f32x4.mul(people, weight));
    at += 16;
  } while (at < ROW);
}

/** Expected clicks, those that convert and those that do not. */
export function drawClicks(): void {
  postNormals(a, model.clickPlacementSd, POST_CLICKS);
  const sponsored = line.sponsored;
  const anchor = splat(model.lnAnchor);
  const intercept = splat(model.trustIntercept - sponsored * model.trustSponsored);
  const slope = splat(
    PER_DECADE *
      (-model.trustSlope - sponsored * model.trustSponsored * model.trustSponsoredSlope),
  );
  const conversionSlope = splat(model.conversionSlope);
  const isSloped = model.conversionSlope != 0;
  const conversionCap = splat(model.conversionCap);
  const shocks = <usize>row.shocks;
  let at: usize = 0;
  do {
    const bySize = f32x4.sub(v128.load(at, lnFollowers), anchor);
    v128.store(at, logistic(f32x4.add(intercept, f32x4.mul(slope, bySize))), b);
    at += 16;
  } while (at < ROW);
  at = 0;
  do {
    const bySize = f32x4.sub(v128.load(at, lnFollowers), anchor);
    const trust = v128.load(at, b);
    const here = shocks + at;
    const noise = exp(v128.load(at, a));
    const perBase = f32x4.mul(v128.load(at, clickShock), f32x4.mul(noise, trust));
    const expected = f32x4.mul(v128.load(at, base), f32x4.pmin(one(), perBase));
    let converting = v128.load(here, CONVERSION);
    if (isSloped) converting = f32x4.mul(converting, exp(f32x4.mul(conversionSlope, bySize)));
    converting = f32x4.pmin(conversionCap, converting);
    add(sums.clickRate + at, f32x4.mul(expected, f32x4.sub(one(), converting)));
    add(sums.conversionRate + at, f32x4.mul(expected, converting));
    at += 16;
  } while (at < ROW);
}
