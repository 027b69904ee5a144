/**
 * Expected engagements of the placement at hand, split into positive and negative.
 *
 * @see simulations/README.md, sections 5 and 6
 */
import { differsByDraw, engagementSd, spreadOfFour } from './account-spread';
import {
  a,
  active,
  b,
  base,
  below,
  c,
  demote,
  engagementRate,
  influencerNormals,
  influencerWords,
  isNamed,
  k,
  known,
  latestDay,
  leastWord,
  line,
  lnFollowers,
  model,
  mostBelow,
  postNormals,
  row,
  size,
  standIn,
  standInCount,
  standInNormals,
  ticks,
  u,
  v,
  w,
  y,
} from './candidate';
import { add, exp, fill, mulAdd, one, ROW, splat } from './lanes';
import { NEGATIVITY } from './layout';
import { engagementShock, engagementSlope, negativitySlope, PER_DECADE } from './line-shocks';
import { exactW } from './own-posts';
import { addParentEffects, rememberParentEffects } from './parents';
import {
  BRAND_SAFETY,
  FIT,
  INFLUENCER_ENGAGEMENT,
  INFLUENCER_NEGATIVITY,
  POST_ENGAGEMENT,
  POST_NEGATIVITY,
} from './purposes';
import * as sums from './sums';

/** A brand-safety event of somebody with several placements: the host counts it once per group. */
@external('env', 'sharedEvent')
declare function sharedEvent(draw: i32, profile: i32, line: i32): void;

/** @param ownPosts - the account's effect is known from its own posts, but for stand-ins */
export function drawEngagement(ownPosts: bool): void {
  drawEffects(ownPosts);
  if (line.isCreator != 0) rememberParentEffects();
  const ofParent = line.isSharer != 0 ? model.parentExponent : 0;
  if (ofParent != 0) addParentEffects(ofParent);
  if (isNamed) addAccountEffects();
  if (row.engagementOverAccount != 0) subtractOverAccount();

  const anchor = splat(model.lnAnchor);
  const curvature = splat(row.engagementCurvature);
  const isCurved = row.engagementCurvature != 0;
  const overReach = splat(row.engagementOverPost);
  const cap = splat(model.engagementCap);
  // The change of slope beyond the knee, as seen from the anchor.
  const knee = model.lnKnee - model.lnAnchor;
  const change = splat(
    (row.engagementSlopeAbove - row.engagementSlopeBelow) * (knee >= 0 ? 1 : -1),
  );
  const turn = splat(knee);
  const isAbove = knee >= 0;
  const zero = f32x4.splat(0);
  let at: usize = 0;
  do {
    const bySize = f32x4.sub(v128.load(at, lnFollowers), anchor);
    const past = f32x4.sub(bySize, turn);
    const beyond = isAbove ? f32x4.pmax(zero, past) : f32x4.pmin(zero, past);
    const slopes = v128.load(at, engagementSlope);
    let curve = f32x4.add(f32x4.mul(slopes, bySize), f32x4.mul(change, beyond));
    if (isCurved) curve = f32x4.add(curve, f32x4.mul(f32x4.mul(curvature, bySize), bySize));
    const ofReach = f32x4.mul(overReach, v128.load(at, v));
    const effects = f32x4.add(v128.load(at, y), v128.load(at, engagementShock));
    const rest = f32x4.add(curve, effects);
    v128.store(at, f32x4.sub(rest, ofReach), engagementRate);
    at += 16;
  } while (at < ROW);
  at = 0;
  do {
    v128.store(at, f32x4.pmin(exp(v128.load(at, engagementRate)), cap), engagementRate);
    at += 16;
  } while (at < ROW);
  splitByValence();
}

function addAccountEffects(): void {
  let at: usize = 0;
  do {
    v128.store(at, f32x4.add(v128.load(at, y), v128.load(at, w)), y);
    at += 16;
  } while (at < ROW);
}

/** What an account's unusual reach takes from the rate. */
function subtractOverAccount(): void {
  const overAccount = splat(row.engagementOverAccount);
  let at: usize = 0;
  do {
    const ofReach = f32x4.mul(overAccount, v128.load(at, u));
    v128.store(at, f32x4.sub(v128.load(at, y), ofReach), y);
    at += 16;
  } while (at < ROW);
}

/**
 * Effects of the account and of the post, into w and y. Of an influencer who takes part only once only
 * their sum counts: one normal of its variance.
 */
function drawEffects(ownPosts: bool): void {
  const ofPost = row.engagementPostSd;
  if (differsByDraw(row.engagementInfluencerSdSlope)) {
    postNormals(y, 1, POST_ENGAGEMENT);
    widenBySize(ofPost);
    return;
  }
  const ofInfluencer = engagementSd(row);
  if (!isNamed) {
    postNormals(y, Math.sqrt(ofInfluencer * ofInfluencer + ofPost * ofPost), POST_ENGAGEMENT);
    return;
  }
  postNormals(y, ofPost, POST_ENGAGEMENT);
  if (ownPosts) {
    demote(w, exactW);
    if (standInCount > 0) standInNormals(w, ofInfluencer, INFLUENCER_ENGAGEMENT);
  } else {
    influencerNormals(w, ofInfluencer, INFLUENCER_ENGAGEMENT);
  }
}

/** Standard normals of y to those of the spread that an account of the draw's size has. */
function widenBySize(ofPost: f64): void {
  const sdAtAnchor = splat(row.engagementInfluencerSd);
  const slope = splat(row.engagementInfluencerSdSlope);
  const most = splat(model.lnMostSpread);
  const anchor = splat(model.lnAnchor);
  const varPost = splat(ofPost * ofPost);
  let at: usize = 0;
  do {
    const sd = spreadOfFour(sdAtAnchor, slope, most, anchor, v128.load(at, lnFollowers));
    const both = f32x4.sqrt(mulAdd(sd, sd, varPost));
    v128.store(at, f32x4.mul(both, v128.load(at, y)), y);
    at += 16;
  } while (at < ROW);
}

/** Negative share π of the reactions, and the line's sums of both kinds. */
function splitByValence(): void {
  drawNegativity();
  addEventOdds();
  const shocks = <usize>row.shocks;
  const anchor = splat(model.lnAnchor);
  const overReach = splat(model.negativityOverReach * PER_DECADE);
  let at: usize = 0;
  do {
    const here = shocks + at;
    const size = f32x4.sub(v128.load(at, lnFollowers), anchor);
    const bySize = f32x4.mul(v128.load(at, negativitySlope), size);
    const ofReach = f32x4.mul(overReach, v128.load(at, v));
    const common = f32x4.add(v128.load(here, NEGATIVITY), bySize);
    const logit = f32x4.add(f32x4.add(common, ofReach), v128.load(at, a));
    v128.store(at, f32x4.neg(logit), a);
    at += 16;
  } while (at < ROW);
  at = 0;
  do {
    v128.store(at, exp(v128.load(at, a)), a);
    at += 16;
  } while (at < ROW);
  at = 0;
  do {
    // From the odds, so that neither share is lost in the other.
    const odds = v128.load(at, a);
    const share = f32x4.div(one(), f32x4.add(one(), odds));
    // Reach is 0 where it is not posted, so the base is.
    const engagements = f32x4.mul(v128.load(at, base), v128.load(at, engagementRate));
    add(sums.positiveRate + at, f32x4.mul(f32x4.mul(engagements, share), odds));
    add(sums.negativeRate + at, f32x4.mul(engagements, share));
    at += 16;
  } while (at < ROW);
}

/** The fit with the brand and the effects of account and post, logits, into a. */
function drawNegativity(): void {
  const fitWeight = model.negativityFit;
  const ofInfluencer = model.negativityInfluencerSd;
  const ofPost = model.negativityPostSd;
  if (!isNamed) {
    // Three normals that only ever appear as their sum.
    const variance = fitWeight * fitWeight + ofInfluencer * ofInfluencer + ofPost * ofPost;
    postNormals(a, Math.sqrt(variance), POST_NEGATIVITY);
    return;
  }
  const measured = known(line.fit);
  if (isNaN(measured) || standInCount > 0) influencerNormals(a, 1, FIT);
  else fill(a, measured);
  if (!isNaN(measured) && standInCount > 0) {
    const value = splat(measured);
    let at: usize = 0;
    do {
      v128.store(at, v128.bitselect(v128.load(at, a), value, v128.load(at, standIn)), a);
      at += 16;
    } while (at < ROW);
  }
  influencerNormals(b, ofInfluencer, INFLUENCER_NEGATIVITY);
  postNormals(c, ofPost, POST_NEGATIVITY);
  const fit = splat(fitWeight);
  let at: usize = 0;
  do {
    const effects = f32x4.add(v128.load(at, b), v128.load(at, c));
    v128.store(at, f32x4.sub(effects, f32x4.mul(fit, v128.load(at, a))), a);
    at += 16;
  } while (at < ROW);
}

/** Raises the odds in a where the influencer's brand-safety event has come by the day of the post. */
function addEventOdds(): void {
  const rate = line.dailyEventRate;
  // 1 − e^(−x) ≤ x: nobody's event has come whose uniform is above the odds by the last post.
  const most = Math.min(1, rate * <f64>latestDay);
  if (!below(0, most)) return;
  influencerWords(b, BRAND_SAFETY);
  // Hardly ever anybody.
  if (!below(leastWord(b, -1), most)) return;
  const mostEarly = mostBelow(most);
  let at: usize = 0;
  do {
    const early = v128.and(i32x4.le_u(v128.load(at, b), mostEarly), v128.load(at, active));
    let lanes = i32x4.bitmask(early);
    while (lanes != 0) {
      const here = at + (<usize>ctz(lanes) << 2);
      lanes &= lanes - 1;
      const day = <f64>load<i32>(here, ticks) / 1024;
      if (!eventBy(load<u32>(here, b), rate, day)) continue;
      store<f32>(here, load<f32>(here, a) + <f32>model.lnEventOdds, a);
    }
    at += 16;
  } while (at < ROW);
}

/** Whether an influencer's brand-safety event, at an exponential time from the start, has come. */
@inline
function eventBy(word: u32, dailyRate: f64, byDay: f64): bool {
  return below(word, -Math.expm1(-dailyRate * byDay));
}

/** Counts the posted influencers whose event falls inside the flight. */
export function countEvents(): void {
  const odds = -Math.expm1(-line.dailyEventRate * model.flightDays);
  const profile = isNamed ? load<i32>(<usize>line.sharedProfile + (<usize>k << 2)) : -1;
  influencerWords(b, BRAND_SAFETY);
  for (let d = 0; d < size; d++) {
    const at = <usize>d << 2;
    if (load<i32>(active + at) == 0 || !below(load<u32>(b + at), odds)) continue;
    const isStandIn = standInCount > 0 && load<i32>(standIn + at) != 0;
    if (profile >= 0 && !isStandIn) {
      sharedEvent(d, profile, <i32>line.index);
    } else {
      const sum = <usize>line.events + (<usize>d << 3);
      store<f64>(sum, load<f64>(sum) + 1);
    }
  }
}
