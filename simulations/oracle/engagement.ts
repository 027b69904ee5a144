import { LN_ANCHOR } from '../parameters.js';
import type { LinePlan } from '../plan/line.js';
import { BLOCK, isBelow, PURPOSE } from '../random.js';
import { engagementSdAt } from './account-spread.js';
import type { OracleBlock } from './block.js';
import { lnEngagementRate } from './engagement-curve.js';
import { exp, expm1 } from '../math/elementary.js';

/**
 * Expected engagements of the placement at hand, split into positive and negative.
 *
 * @param ownPosts - `block.w` holds the account's effect already, but for stand-ins
 * @see simulations/README.md, sections 5 and 6
 */
export function drawEngagement(
  block: OracleBlock,
  line: LinePlan,
  k: number,
  ownPosts: boolean,
): void {
  const { active, activeCount, lnFollowers, base, u, v, w, c, engagementRate } = block;
  const p = block.plan.parameters;
  const { row, sponsored, role } = line;
  const shocks = block.rowShocks(line);
  const y = c;
  drawEffects(block, line, ownPosts, y);
  if (role === 'CREATOR') rememberParentEffect(block, line, k, y);

  const lift = block.plan.scenario.brandContent && role === 'CREATOR' ? p.brandContentLift : 0;
  const fixed = lift + line.lnAdLoad + (sponsored ? row.lnSponsoredEngagement : 0);
  const noise = sponsored ? 1 : 0;
  const ofParent = role === 'SHARER' ? p.parentExponent : 0;
  for (let s = 0; s < activeCount; s++) {
    const d = active[s];
    const lnRate =
      lnEngagementRate(row, p.lnKnee, lnFollowers[d], shocks.engagementSlope[d]) +
      w[d] +
      y[d] -
      row.engagementOverPost * v[d] -
      row.engagementOverAccount * u[d] +
      shocks.engagement[d] +
      fixed +
      noise * shocks.sponsored[d] +
      (ofParent === 0 ? 0 : ofParent * parentEffect(block, k, d));
    engagementRate[d] = Math.min(exp(lnRate), p.engagementCap);
  }
  splitByValence(block, line, k);
  const { positiveRate, negativeRate } = block.sums[line.index];
  const negativeShare = block.a;
  for (let s = 0; s < activeCount; s++) {
    const d = active[s];
    const rate = base[d] * engagementRate[d];
    positiveRate[d] += rate * (1 - negativeShare[d]);
    negativeRate[d] += rate * negativeShare[d];
  }
}

/**
 * Effects of the account and of the post, into `block.w` and y. Of an influencer who takes part only
 * once only their sum counts: one normal of its variance, and 0 in w.
 */
function drawEffects(
  block: OracleBlock,
  { roster, row }: LinePlan,
  ownPosts: boolean,
  y: Float64Array,
): void {
  const { active, activeCount, standIns, standInCount, lnFollowers, w, a } = block;
  const { engagementPostSd: ofPost } = row;
  const p = block.plan.parameters;
  const ofInfluencer = (d: number) => engagementSdAt(p, row, lnFollowers[d]);
  block.normals(y, PURPOSE.POST_ENGAGEMENT, block.post);
  for (let s = 0; s < activeCount; s++) {
    const d = active[s];
    y[d] *= roster === null ? sumSd(ofInfluencer(d), ofPost) : ofPost;
  }
  if (roster === null) {
    for (let s = 0; s < activeCount; s++) w[active[s]] = 0;
  } else if (ownPosts) {
    block.standInNormals(a, PURPOSE.INFLUENCER_ENGAGEMENT);
    for (let s = 0; s < standInCount; s++)
      w[standIns[s]] = ofInfluencer(standIns[s]) * a[standIns[s]];
  } else {
    block.normals(w, PURPOSE.INFLUENCER_ENGAGEMENT, block.influencer);
    for (let s = 0; s < activeCount; s++) w[active[s]] *= ofInfluencer(active[s]);
  }
}

function sumSd(a: number, b: number): number {
  return Math.sqrt(a * a + b * b);
}

/**
 * Keeps y of creator k's post in each world for the sharers; 0 where it is not posted. What was
 * drawn as a sum is split: y given the sum is normal.
 */
function rememberParentEffect(
  block: OracleBlock,
  { roster, row }: LinePlan,
  k: number,
  y: Float64Array,
): void {
  const { active, activeCount, creators, lnFollowers, parentEffects, b } = block;
  if (parentEffects.length === 0) return;
  const { engagementPostSd: ofPost } = row;
  const isSum = roster === null && sumSd(row.engagementInfluencerSd, ofPost) > 0;
  if (isSum) block.normals(b, PURPOSE.PARENT_SPLIT, block.post);
  for (let s = 0; s < activeCount; s++) {
    const d = active[s];
    const at = (creators[d] + k) * BLOCK + d;
    if (at >= parentEffects.length) continue;
    if (!isSum) {
      parentEffects[at] = y[d];
      continue;
    }
    const ofInfluencer = engagementSdAt(block.plan.parameters, row, lnFollowers[d]);
    const sd = sumSd(ofInfluencer, ofPost);
    parentEffects[at] =
      (ofPost / sd) * (ofPost / sd) * y[d] + ((ofInfluencer * ofPost) / sd) * b[d];
  }
}

/** y of the post that sharer k passes on: of creator k mod n, 0 for brand content. */
function parentEffect({ creators, parentEffects }: OracleBlock, k: number, d: number): number {
  return creators[d] === 0 ? 0 : parentEffects[(k % creators[d]) * BLOCK + d];
}

/** Negative share π of the reactions to the placement at hand, into `block.a`. */
function splitByValence(block: OracleBlock, line: LinePlan, k: number): void {
  const { active, activeCount, lnFollowers, v, day, a, chanceA } = block;
  const p = block.plan.parameters;
  const shocks = block.rowShocks(line);
  drawNegativityEffects(block, line, k);
  block.fillWords(chanceA, PURPOSE.BRAND_SAFETY, block.influencer);
  const eventRate = p.roles[line.role].dailyEventRate;
  const perDecade = 1 / Math.LN10;
  const sponsored = line.sponsored ? 1 : 0;
  for (let s = 0; s < activeCount; s++) {
    const d = active[s];
    const x = (lnFollowers[d] - LN_ANCHOR) * perDecade;
    let logit =
      shocks.negativity[d] +
      (shocks.negativitySlope[d] + sponsored * shocks.sponsoredSlope[d]) * x +
      p.negativityOverReach * v[d] * perDecade +
      a[d];
    if (eventBy(chanceA[d], eventRate, day[d])) logit += p.lnEventOdds;
    a[d] = 1 / (1 + exp(-logit));
  }
}

/**
 * −τ·fit + r + q into `block.a`. Of an influencer who takes part only once, and whose fit nobody
 * knows, only their sum ever counts: one normal of its variance.
 */
function drawNegativityEffects(block: OracleBlock, line: LinePlan, k: number): void {
  const { active, activeCount, isStandIn, a, b, c } = block;
  const {
    negativityFit: ofFit,
    negativityInfluencerSd: ofInfluencer,
    negativityPostSd: ofPost,
  } = block.plan.parameters;
  if (line.roster === null) {
    const sd = Math.sqrt(ofFit * ofFit + ofInfluencer * ofInfluencer + ofPost * ofPost);
    block.normals(a, PURPOSE.POST_NEGATIVITY, block.post);
    for (let s = 0; s < activeCount; s++) a[active[s]] *= sd;
    return;
  }
  const known = line.roster.fit[k];
  if (Number.isNaN(known) || block.standInCount > 0) {
    block.normals(a, PURPOSE.FIT, block.influencer);
  }
  block.normals(b, PURPOSE.INFLUENCER_NEGATIVITY, block.influencer);
  block.normals(c, PURPOSE.POST_NEGATIVITY, block.post);
  for (let s = 0; s < activeCount; s++) {
    const d = active[s];
    const fit = isStandIn[d] === 0 && !Number.isNaN(known) ? known : a[d];
    a[d] = ofInfluencer * b[d] - ofFit * fit + ofPost * c[d];
  }
}

/** Whether an influencer's brand-safety event, at an exponential time from the start, has come. */
function eventBy(word: number, dailyRate: number, day: number): boolean {
  // 1 − e^(−x) ≤ x spares nearly everybody the exponential.
  const x = dailyRate * day;
  return isBelow(word, x) && isBelow(word, -expm1(-x));
}

/** Counts the posted influencers whose event falls inside the flight. */
export function countEvents(block: OracleBlock, line: LinePlan, k: number): void {
  const { active, activeCount, isStandIn, chanceA, sharedEvents } = block;
  const { events } = block.sums[line.index];
  const eventRate = block.plan.parameters.roles[line.role].dailyEventRate;
  const flight = block.plan.scenario.flightDays;
  const profile = line.roster === null ? -1 : line.roster.sharedProfile[k];
  block.fillWords(chanceA, PURPOSE.BRAND_SAFETY, block.influencer);
  for (let s = 0; s < activeCount; s++) {
    const d = active[s];
    if (!eventBy(chanceA[d], eventRate, flight)) continue;
    if (profile >= 0 && isStandIn[d] === 0) {
      sharedEvents.push({ draw: d, profile, line: line.index });
    } else {
      events[d]++;
    }
  }
}
