import { LN_ANCHOR } from '../parameters.js';
import type { LinePlan } from '../plan/line.js';
import { isBelow, PURPOSE } from '../random.js';
import { postWidthAt, reachSdBesideAuthenticityAt } from './account-spread.js';
import type { OracleBlock } from './block.js';
import { givenFee } from './influencer.js';
import { exp } from '../math/elementary.js';

/**
 * Reach and views of the placement at hand: `reach`, `views`, `base` and the post noise `v`.
 *
 * @param ownPosts - `block.u` holds the account's effect already, but for stand-ins
 * @see simulations/README.md, section 3
 */
export function drawReach(block: OracleBlock, line: LinePlan, k: number, ownPosts: boolean): void {
  if (!ownPosts || block.standInCount > 0) drawAccountEffect(block, line, k, ownPosts);
  drawPostNoise(block, line);
  const { active, activeCount, lnFollowers, u, v, day, reach, views, base } = block;
  const { universeCap, viewsCap } = block.plan.parameters;
  const { row, sponsored } = line;
  const { viewsPerPerson, basedOnViews } = row;
  const shocks = block.rowShocks(line);
  const days = block.dayShocks(row.platform);
  const sums = block.sums[line.index];
  const fixed = row.lnReachRate + row.lnDeliverable + (sponsored ? row.lnSponsoredReach : 0);
  const maxReach = universeCap * block.plan.scenario.universe;
  let today = NaN;
  let dayShocks = days.on(0, block.index);
  for (let s = 0; s < activeCount; s++) {
    const d = active[s];
    const ln = lnFollowers[d];
    // Most of a candidate's draws fall on the same day.
    if (Math.floor(day[d]) !== today) {
      today = Math.floor(day[d]);
      dayShocks = days.on(today, block.index);
    }
    const lnBase =
      ln +
      fixed +
      shocks.reachSlope[d] * (ln - LN_ANCHOR) +
      u[d] +
      v[d] +
      shocks.reach[d] +
      dayShocks[d];
    const wanted = exp(lnBase) * (basedOnViews ? 1 : viewsPerPerson);
    const people = Math.min(Math.min(wanted, viewsCap * exp(ln)) / viewsPerPerson, maxReach);
    reach[d] = people;
    views[d] = people * viewsPerPerson;
    base[d] = basedOnViews ? views[d] : people;
    sums.reach[d] += people;
    sums.views[d] += views[d];
    sums.base[d] += base[d];
  }
}

/** Authenticity, price and the rest of u; a profile with own posts keeps its own. */
function drawAccountEffect(block: OracleBlock, line: LinePlan, k: number, ownPosts: boolean): void {
  const { active, activeCount, isStandIn, lnFollowers, u, z, a, b } = block;
  const p = block.plan.parameters;
  const { row, roster } = line;
  const measured = roster === null ? NaN : roster.lnAuthenticity[k];
  const table = block.tables.beta(line.vetted ? p.vetted : p.unvetted);
  const drawn = Number.isNaN(measured) || block.standInCount > 0;
  if (drawn) block.quantiles(a, table, PURPOSE.AUTHENTICITY, block.influencer);
  block.normals(b, PURPOSE.INFLUENCER_REACH, block.influencer);
  // A given fee says something about the account; a drawn price follows from it.
  const rho = Number.isNaN(givenFee(line, k)) ? 0 : p.priceReachCorrelation;
  const apart = Math.sqrt(1 - rho * rho);
  for (let s = 0; s < activeCount; s++) {
    const d = active[s];
    const itself = isStandIn[d] === 0;
    if (ownPosts && itself) continue;
    const lnAuthentic = itself && !Number.isNaN(measured) ? measured : a[d];
    const sd = reachSdBesideAuthenticityAt(p, row, lnFollowers[d]);
    const ofPrice = rho === 0 ? 0 : sd * rho * z[d];
    u[d] = lnAuthentic - p.meanLnAuthenticity + ofPrice + sd * apart * b[d];
  }
}

function drawPostNoise(block: OracleBlock, { row }: LinePlan): void {
  const { active, activeCount, lnFollowers, v, words } = block;
  const p = block.plan.parameters;
  const { mixture, postSd } = row;
  block.normals(v, PURPOSE.POST_REACH, block.post);
  if (mixture === null) {
    for (let s = 0; s < activeCount; s++) {
      const d = active[s];
      v[d] *= postSd * postWidthAt(p, row, lnFollowers[d]);
    }
    return;
  }
  block.fillWords(words, PURPOSE.POST_MIXTURE, block.post);
  const { weight, usualMean, usualSd, viralMean, viralSd } = mixture;
  for (let s = 0; s < activeCount; s++) {
    const d = active[s];
    v[d] = isBelow(words[d], weight) ? usualMean + usualSd * v[d] : viralMean + viralSd * v[d];
    v[d] *= postWidthAt(p, row, lnFollowers[d]);
  }
}
