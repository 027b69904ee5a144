import { LN_ANCHOR } from '../parameters.js';
import type { LinePlan } from '../plan/line.js';
import { BLOCK, isBelowByRest, PURPOSE } from '../random.js';
import type { OracleBlock } from './block.js';
import { exp, log } from '../math/elementary.js';

/**
 * Expected shares of the placement at hand, and the reach that each share amplifies per pool.
 *
 * @see simulations/README.md, section 7
 */
export function drawShares(block: OracleBlock, line: LinePlan, k: number): void {
  const { active, activeCount, lnFollowers, base, engagementRate, alpha, a, c } = block;
  const { needs, parameters, targetPeople, scenario } = block.plan;
  const { row, roster } = line;
  const { shareRate, viralShareRate, poolAmplified, targetAmplified } = block.sums[line.index];
  const lnRate = log(row.shareRate);
  block.normals(a, PURPOSE.POST_SHARES, block.post);
  drawViralFactors(block);
  const poolFrom = roster === null ? 0 : roster.poolStart[k];
  const poolTo = roster === null ? 1 : roster.poolStart[k + 1];
  const targetAt = roster === null ? 0 : roster.targetPoolOf[k] * BLOCK;
  for (let s = 0; s < activeCount; s++) {
    const d = active[s];
    const perBase = exp(
      lnRate + row.shareSlope * (lnFollowers[d] - LN_ANCHOR) + parameters.sharePlacementSd * a[d],
    );
    // On TikTok a share is one of the engagements, so it is capped by them.
    const rate =
      base[d] * (row.sharesAreEngagements ? Math.min(engagementRate[d], perBase) : perBase);
    const viral = rate * c[d];
    shareRate[d] += rate;
    viralShareRate[d] += viral;
    if (!needs.unique) continue;
    if (roster === null) {
      poolAmplified[d] += viral / scenario.universe;
    } else {
      for (let i = poolFrom; i < poolTo; i++) {
        poolAmplified[roster.poolOf[i] * BLOCK + d] += viral * roster.poolWeight[i];
      }
    }
    if (needs.target) targetAmplified[targetAt + d] += (viral * alpha[d]) / targetPeople;
  }
}

/** Factor on the amplified reach of viral placements into `block.c`, 1 for the others. */
function drawViralFactors(block: OracleBlock): void {
  const { active, activeCount, chanceA, c } = block;
  const { viralProbability, viral } = block.plan.parameters;
  block.streams.fillWords(chanceA, PURPOSE.DELAY, block.post, block.member, block.index);
  let any = false;
  for (let s = 0; s < activeCount; s++) {
    const d = active[s];
    any ||= isBelowByRest(chanceA[d], viralProbability);
    c[d] = 1;
  }
  if (!any) return;
  const { v: size } = block;
  block.normals(size, PURPOSE.VIRAL_SIZE, block.post);
  for (let s = 0; s < activeCount; s++) {
    const d = active[s];
    if (isBelowByRest(chanceA[d], viralProbability))
      c[d] = viral.median * exp(viral.lnSd * size[d]);
  }
}

/**
 * Expected clicks of the placement at hand, those that convert and those that do not.
 *
 * @see simulations/README.md, section 8
 */
export function drawClicks(block: OracleBlock, line: LinePlan): void {
  const { active, activeCount, lnFollowers, base, a } = block;
  const p = block.plan.parameters;
  const { row, sponsored } = line;
  const { clicks, conversion } = block.rowShocks(line);
  const { clickRate, conversionRate } = block.sums[line.index];
  const reference = trust(p.trustIntercept - p.trustSponsored);
  const perDecade = 1 / Math.LN10;
  block.normals(a, PURPOSE.POST_CLICKS, block.post);
  for (let s = 0; s < activeCount; s++) {
    const d = active[s];
    const size = lnFollowers[d] - LN_ANCHOR;
    const x = size * perDecade;
    const logit =
      p.trustIntercept -
      p.trustSlope * x -
      (sponsored ? p.trustSponsored * (1 + p.trustSponsoredSlope * x) : 0);
    const rate = row.clickRate * clicks[d] * exp(p.clickPlacementSd * a[d]);
    const expected = base[d] * Math.min(1, (rate * trust(logit)) / reference);
    const slope = p.conversionSlope === 0 ? 1 : exp(p.conversionSlope * size);
    const converting = Math.min(p.conversionCap, conversion[d] * slope);
    clickRate[d] += expected * (1 - converting);
    conversionRate[d] += expected * converting;
  }
}

function trust(logit: number): number {
  return 1 / (1 + exp(-logit));
}
