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
  line,
  lnFollowers,
  model,
  postNormals,
  postWords,
  row,
  wanted,
} from './candidate';
import { add, exp, logistic, one, ROW, splat } from './lanes';
import { CONVERSION } from './layout';
import { clickShock, PER_DECADE } from './line-shocks';
import { POST_CLICKS, POST_SHARES, VIRAL_SIZE } from './purposes';
import { normalOfFour, origin } from './quantiles';
import * as sums from './sums';

/** Expected shares, weighted by their viral factors, and what they amplify per pool. */
export function drawShares(): void {
  postWords(a, POST_SHARES);
  const normals = origin(<usize>model.normals);
  const sd = splat(model.sharePlacementSd);
  drawViralFactors();
  const fixed = splat(row.lnShareRate);
  const slope = splat(row.shareSlope);
  const anchor = splat(model.lnAnchor);
  const areEngagements = row.sharesAreEngagements != 0;
  let at: usize = 0;
  do {
    const bySize = f32x4.mul(slope, f32x4.sub(v128.load(at, lnFollowers), anchor));
    const noise = f32x4.mul(sd, normalOfFour(normals, v128.load(at, a)));
    let perBase = exp(f32x4.add(f32x4.add(fixed, bySize), noise));
    // On TikTok a share is one of the engagements, so it is capped by them.
    if (areEngagements) perBase = f32x4.pmin(perBase, v128.load(at, engagementRate));
    const rate = f32x4.mul(v128.load(at, base), perBase);
    const viral = f32x4.mul(rate, v128.load(at, c));
    v128.store(at, viral, b);
    add(sums.shareRate + at, rate);
    add(sums.viralShareRate + at, viral);
    at += 16;
  } while (at < ROW);
  if (model.needsUnique != 0) amplifyPools();
}

/** Factor on the amplified reach of viral placements into c, 1 for the others. */
function drawViralFactors(): void {
  // Whole numbers n with n + ½ < p·2¹⁹.
  const limit = i32x4.splat(<i32>Math.ceil(model.viralProbability * 524288 - 0.5));
  const rest = i32x4.splat(0x7ffff);
  let any = i32x4.splat(0);
  let at: usize = 0;
  do {
    const isViral = i32x4.lt_s(v128.and(v128.load(at, delayWords), rest), limit);
    v128.store(at, isViral, b);
    any = v128.or(any, isViral);
    v128.store(at, one(), c);
    at += 16;
  } while (at < ROW);
  if (!v128.any_true(any)) return;
  postNormals(c, model.viralLnSd, VIRAL_SIZE);
  const lnMedian = splat(Math.log(model.viralMedian));
  at = 0;
  do {
    const factor = exp(f32x4.add(lnMedian, v128.load(at, c)));
    v128.store(at, v128.bitselect(factor, one(), v128.load(at, b)), c);
    at += 16;
  } while (at < ROW);
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
  postWords(a, POST_CLICKS);
  const normals = origin(<usize>model.normals);
  const sd = splat(model.clickPlacementSd);
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
    const here = shocks + at;
    const bySize = f32x4.sub(v128.load(at, lnFollowers), anchor);
    const trust = logistic(f32x4.add(intercept, f32x4.mul(slope, bySize)));
    const noise = exp(f32x4.mul(sd, normalOfFour(normals, v128.load(at, a))));
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
