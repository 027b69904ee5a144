import { LN_ANCHOR } from '../parameters.js';
import type { LinePlan } from '../plan/line.js';
import { needsEngagementOf } from '../plan/needs.js';
import { PURPOSE } from '../random.js';
import type { OracleBlock } from './block.js';
import { engagementSdAt, postWidthAt, reachSdAt } from './account-spread.js';
import { lnEngagementRate } from './engagement-curve.js';
import { exp, log } from '../math/elementary.js';

/** Followers of the candidate at hand, redrawn in every world for hypothetical influencers. */
export function drawFollowers(
  block: OracleBlock,
  { roster, population }: LinePlan,
  k: number,
): void {
  const { active, activeCount, lnFollowers } = block;
  const { lnMedian, lnSd, lnMin, lnMax } = population;
  if (roster !== null || lnSd === 0) {
    const ln = roster === null ? clip(lnMedian, lnMin, lnMax) : roster.lnFollowers[k];
    for (let s = 0; s < activeCount; s++) lnFollowers[active[s]] = ln;
    return;
  }
  block.normals(lnFollowers, PURPOSE.FOLLOWERS, block.influencer);
  for (let s = 0; s < activeCount; s++) {
    const d = active[s];
    lnFollowers[d] = clip(lnMedian + lnSd * lnFollowers[d], lnMin, lnMax);
  }
}

export function knowsOwnPosts({ roster }: LinePlan, k: number): boolean {
  if (roster === null) return false;
  return !Number.isNaN(roster.lnRecentBase[k]) || !Number.isNaN(roster.lnRecentEngagements[k]);
}

/**
 * The account's effects given its own recent posts and the world's levels: u in `block.u` and, when
 * engagement is asked for, w in `block.w`.
 *
 * @see simulations/README.md, section 4
 */
export function drawOwnPostsEffects(block: OracleBlock, line: LinePlan, k: number): void {
  const roster = line.roster!;
  const { active, activeCount, u, w, a, b, c } = block;
  const p = block.plan.parameters;
  const { driftSd, lnKnee } = p;
  const needsEngagement = needsEngagementOf(block.plan, line);
  const row = line.recentPostsRow;
  const { engagementOverAccount, engagementOverPost } = row;
  const shocks = block.shocks.row(row);
  const posts = roster.recentPosts[k];
  const lnBase = roster.lnRecentBase[k];
  const lnEngagements = roster.lnRecentEngagements[k];
  const lnFollowers = roster.lnFollowers[k];
  const size = lnFollowers - LN_ANCHOR;
  const sdU = reachSdAt(p, row, lnFollowers);
  const sdW = engagementSdAt(p, row, lnFollowers);
  const varU = sdU * sdU;
  const varW = sdW * sdW;
  const width = postWidthAt(p, row, lnFollowers);
  const postMean = width * row.postMean;
  const postSd = width * row.postSd;
  const varPost = postSd * postSd;
  const varEngagementPost = row.engagementPostSd * row.engagementPostSd;
  const scaleU = ratio(reachSdAt(p, line.row, lnFollowers), sdU);
  const scaleW = ratio(engagementSdAt(p, line.row, lnFollowers), sdW);

  block.normals(a, PURPOSE.INFLUENCER_REACH, block.influencer);
  block.normals(b, PURPOSE.OWN_POSTS_DRIFT, block.influencer);
  if (!Number.isNaN(lnBase)) {
    const trust = share(varU, varPost / posts);
    const left = Math.sqrt(varU * (1 - trust));
    for (let s = 0; s < activeCount; s++) {
      const d = active[s];
      const expected = lnFollowers + row.lnReachRate + shocks.reachSlope[d] * size + postMean;
      const mean = trust * (lnBase - expected - shocks.reachLevel[d]);
      u[d] = scaleU * (mean + left * a[d] + driftSd * b[d]);
    }
    if (!needsEngagement) return;
    // As if all of r̄ were u; what is v then counts by the difference.
    const apart = engagementOverPost - engagementOverAccount;
    const trustW = Number.isNaN(lnEngagements)
      ? 0
      : share(varW, (varEngagementPost + apart * apart * varPost) / posts);
    const leftW = Math.sqrt(varW * (1 - trustW));
    block.normals(c, PURPOSE.INFLUENCER_ENGAGEMENT, block.influencer);
    for (let s = 0; s < activeCount; s++) {
      const d = active[s];
      let mean = 0;
      if (trustW > 0) {
        const usual = lnFollowers + row.lnReachRate + shocks.reachSlope[d] * size;
        const beyond = lnBase - usual - shocks.reachLevel[d];
        const expected =
          lnEngagementRate(row, lnKnee, lnFollowers, shocks.engagementSlope[d]) -
          engagementOverAccount * beyond;
        mean = trustW * (lnEngagements - lnBase - expected - shocks.engagementLevel[d]);
      }
      w[d] = scaleW * (mean + leftW * c[d]);
    }
    return;
  }

  // Engagements alone say something about t = (1 − o)u + w; t is then split.
  const passedOn = 1 - engagementOverAccount;
  const varPassedOn = passedOn * passedOn * varU;
  const varT = varPassedOn + varW;
  const kept = 1 - engagementOverPost;
  const trust = share(varT, (kept * kept * varPost + varEngagementPost) / posts);
  const left = Math.sqrt(varT * (1 - trust));
  const shareU = share(varPassedOn, varW);
  const splitSd = varT > 0 ? Math.sqrt((varPassedOn * varW) / varT) : 0;
  block.normals(c, PURPOSE.OWN_POSTS_SPLIT, block.influencer);
  for (let s = 0; s < activeCount; s++) {
    const d = active[s];
    const expected =
      lnFollowers +
      row.lnReachRate +
      shocks.reachSlope[d] * size +
      lnEngagementRate(row, lnKnee, lnFollowers, shocks.engagementSlope[d]) +
      kept * postMean;
    const level = shocks.reachLevel[d] + shocks.engagementLevel[d];
    const t = trust * (lnEngagements - expected - level) + left * a[d] + driftSd * b[d];
    const ofReach = shareU * t + splitSd * c[d];
    u[d] = (scaleU * ofReach) / passedOn;
    w[d] = scaleW * (t - ofReach);
  }
}

/**
 * What the influencer at hand is paid, in minor units, and how dear that is for the account's size.
 *
 * @see simulations/README.md, section 9
 */
export function drawPrice(block: OracleBlock, line: LinePlan, k: number, ownPosts: boolean): void {
  const { active, activeCount, lnFollowers, price, z, u, a } = block;
  const p = block.plan.parameters;
  const { priceClip, priceReachCorrelation: rho, negotiated } = p;
  const { row, roster } = line;
  const fee = givenFee(line, k);
  if (!Number.isNaN(fee)) {
    for (let s = 0; s < activeCount; s++) price[active[s]] = fee;
    dearnessOfFee(block, line, fee, active, activeCount);
    return;
  }
  // How dear somebody is follows from what is known of the account: the rest of u, or all of it.
  const apart = Math.sqrt(1 - rho * rho);
  block.normals(z, PURPOSE.PRICE, block.influencer);
  const sdU = ownPosts ? reachSdAt(p, row, roster!.lnFollowers[k]) : NaN;
  if (!ownPosts) block.normals(a, PURPOSE.INFLUENCER_REACH, block.influencer);
  for (let s = 0; s < activeCount; s++) {
    const d = active[s];
    z[d] = rho * (ownPosts ? ratio(u[d], sdU) : a[d]) + apart * z[d];
  }
  const lnNegotiated = a;
  const table = block.tables.beta(negotiated);
  block.quantiles(lnNegotiated, table, PURPOSE.NEGOTIATION, block.influencer);
  const bundle = roster === null ? 1 : roster.bundle[k];
  const { priceSlope } = block.rowShocks(line);
  for (let s = 0; s < activeCount; s++) {
    const d = active[s];
    z[d] = clip(z[d], -priceClip, priceClip);
    const lnCard = row.lnPrice + priceSlope[d] * (lnFollowers[d] - LN_ANCHOR);
    price[d] = bundle * exp(lnCard + row.priceSpread * z[d] + lnNegotiated[d]);
  }
}

/** Followers of the stand-ins, and how dear they are for the fee that they take over. */
export function drawStandIns(block: OracleBlock, line: LinePlan, k: number): void {
  const { standIns, standInCount, lnFollowers, a } = block;
  if (standInCount === 0) return;
  const { lnMedian, lnSd, lnMin, lnMax } = line.population;
  if (line.roster === null && lnSd > 0) {
    block.standInNormals(a, PURPOSE.FOLLOWERS);
    for (let s = 0; s < standInCount; s++) {
      const d = standIns[s];
      lnFollowers[d] = clip(lnMedian + lnSd * a[d], lnMin, lnMax);
    }
  }
  const fee = givenFee(line, k);
  if (!Number.isNaN(fee)) dearnessOfFee(block, line, fee, standIns, standInCount);
}

export function givenFee({ roster, feeMinor }: LinePlan, k: number): number {
  return roster === null ? feeMinor : roster.feeMinor[k];
}

/** z of the first `count` of `draws`, as a given fee tells it. */
function dearnessOfFee(
  block: OracleBlock,
  line: LinePlan,
  fee: number,
  draws: Int32Array,
  count: number,
): void {
  const { lnFollowers, z } = block;
  const { givenFeeClip } = block.plan.parameters;
  const { lnPrice, priceSpread } = line.row;
  const { priceSlope } = block.rowShocks(line);
  const lnFee = log(fee);
  for (let s = 0; s < count; s++) {
    const d = draws[s];
    const lnCard = lnPrice + priceSlope[d] * (lnFollowers[d] - LN_ANCHOR);
    z[d] =
      priceSpread === 0 ? 0 : clip((lnFee - lnCard) / priceSpread, -givenFeeClip, givenFeeClip);
  }
}

function clip(x: number, min: number, max: number): number {
  return x < min ? min : x > max ? max : x;
}

/** Share of a variance in its sum with another; 0 when there is none. */
function share(variance: number, other: number): number {
  return variance > 0 ? variance / (variance + other) : 0;
}

function ratio(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}
