/**
 * The account's effects given its own recent posts and the world's levels, in f64, for prices may
 * depend on them.
 *
 * @see simulations/README.md, section 4
 */
import { engagementSd, postWidth, reachSd } from './account-spread';
import {
  a,
  b,
  c,
  influencerHash,
  isNamed,
  known,
  line,
  model,
  size as draws,
} from './candidate';
import { Row } from './layout';
import { INFLUENCER_ENGAGEMENT, INFLUENCER_REACH, OWN_POSTS_DRIFT, OWN_POSTS_SPLIT } from './purposes';
import { quantileOf } from './quantiles';
import { fillWords } from './random';

/** f64 per draw: effects on reach and on engagement. */
export const exactU: usize = memory.data(2048, 16);
export const exactW: usize = memory.data(2048, 16);

export function knowsOwnPosts(): bool {
  if (!isNamed) return false;
  return !isNaN(known(line.lnRecentBase)) || !isNaN(known(line.lnRecentEngagements));
}

@inline
function words(out: usize, purpose: i32): void {
  fillWords(out, influencerHash, purpose);
}

@inline
function normalAt(words: usize, d: i32): f64 {
  return quantileOf(<usize>model.normalWords, load<u32>(words + (<usize>d << 2)));
}

@inline
function at(values: f64, d: i32): f64 {
  return load<f64>(<usize>values + (<usize>d << 3));
}

/** Share of a variance in its sum with another; 0 when there is none. */
@inline
function share(variance: f64, other: f64): f64 {
  return variance > 0 ? variance / (variance + other) : 0;
}

@inline
export function ratio(x: f64, y: f64): f64 {
  return y == 0 ? 0 : x / y;
}

/** ln of the median engagement rate at a size, as in simulations/oracle/engagement-curve.ts. */
function lnEngagementRate(by: Row, lnFollowers: f64, shock: f64): f64 {
  const size = lnFollowers - model.lnAnchor;
  const below = by.engagementSlopeBelow + shock;
  const above = by.engagementSlopeAbove + shock;
  const knee = model.lnKnee - model.lnAnchor;
  const beyond =
    knee >= 0
      ? below * size + (above - below) * Math.max(0, size - knee)
      : above * size + (below - above) * Math.min(0, size - knee);
  return by.lnEngagementRate + beyond + by.engagementCurvature * size * size;
}

/** Into exactU and exactW. */
export function drawOwnPosts(): void {
  const own = changetype<Row>(<usize>line.recentPostsRow);
  const to = changetype<Row>(<usize>line.row);
  const posts = known(line.recentPosts);
  const lnBase = known(line.lnRecentBase);
  const lnEngagements = known(line.lnRecentEngagements);
  const lnFollowers = known(line.lnFollowers);
  const overAccount = own.engagementOverAccount;
  const driftSd = model.driftSd;
  const size = lnFollowers - model.lnAnchor;
  const sdU = reachSd(own);
  const sdW = engagementSd(own);
  const varU = sdU * sdU;
  const varW = sdW * sdW;
  const width = postWidth(own);
  const postMean = width * own.postMean;
  const postSd = width * own.postSd;
  const varPost = postSd * postSd;
  const varEngagementPost = own.engagementPostSd * own.engagementPostSd;
  const scaleU = ratio(reachSd(to), sdU);
  const scaleW = ratio(engagementSd(to), sdW);

  words(a, INFLUENCER_REACH);
  words(b, OWN_POSTS_DRIFT);
  if (!isNaN(lnBase)) {
    words(c, INFLUENCER_ENGAGEMENT);
    const trust = share(varU, varPost / posts);
    const left = Math.sqrt(varU * (1 - trust));
    // As if all of r̄ were u; what is v then counts by the difference.
    const apart = own.engagementOverPost - overAccount;
    const trustW = isNaN(lnEngagements)
      ? 0
      : share(varW, (varEngagementPost + apart * apart * varPost) / posts);
    const leftW = Math.sqrt(varW * (1 - trustW));
    for (let d = 0; d < draws; d++) {
      const expected = lnFollowers + own.lnReachRate + at(own.exactReachSlope, d) * size + postMean;
      const mean = trust * (lnBase - expected - at(own.exactReachLevel, d));
      const effect = scaleU * (mean + left * normalAt(a, d) + driftSd * normalAt(b, d));
      store<f64>(exactU + (<usize>d << 3), effect);
      if (line.needsEngagement == 0) continue;
      let meanW: f64 = 0;
      if (trustW > 0) {
        const usual = lnFollowers + own.lnReachRate + at(own.exactReachSlope, d) * size;
        const beyond = lnBase - usual - at(own.exactReachLevel, d);
        const rate =
          lnEngagementRate(own, lnFollowers, at(own.exactEngagementSlope, d)) -
          overAccount * beyond;
        meanW = trustW * (lnEngagements - lnBase - rate - at(own.exactEngagementLevel, d));
      }
      store<f64>(exactW + (<usize>d << 3), scaleW * (meanW + leftW * normalAt(c, d)));
    }
    return;
  }

  // Engagements alone say something about t = (1 − o)u + w; t is then split.
  words(c, OWN_POSTS_SPLIT);
  const passedOn = 1 - overAccount;
  const varPassedOn = passedOn * passedOn * varU;
  const varT = varPassedOn + varW;
  const kept = 1 - own.engagementOverPost;
  const trust = share(varT, (kept * kept * varPost + varEngagementPost) / posts);
  const left = Math.sqrt(varT * (1 - trust));
  const shareU = share(varPassedOn, varW);
  const splitSd = varT > 0 ? Math.sqrt((varPassedOn * varW) / varT) : 0;
  for (let d = 0; d < draws; d++) {
    const expected =
      lnFollowers +
      own.lnReachRate +
      at(own.exactReachSlope, d) * size +
      lnEngagementRate(own, lnFollowers, at(own.exactEngagementSlope, d)) +
      kept * postMean;
    const level = at(own.exactReachLevel, d) + at(own.exactEngagementLevel, d);
    const t =
      trust * (lnEngagements - expected - level) + left * normalAt(a, d) + driftSd * normalAt(b, d);
    const ofReach = shareU * t + splitSd * normalAt(c, d);
    store<f64>(exactU + (<usize>d << 3), (scaleU * ofReach) / passedOn);
    store<f64>(exactW + (<usize>d << 3), scaleW * (t - ofReach));
  }
}
