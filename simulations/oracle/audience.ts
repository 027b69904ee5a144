import type { LinePlan } from '../plan/line.js';
import { BLOCK, PURPOSE } from '../random.js';
import type { OracleBlock } from './block.js';
import { mixtureWeight } from '../math/gamma-mixture.js';
import { exp } from '../math/elementary.js';
import { audienceShape } from '../world/audience-shape.js';

/** Share of the audience at hand that is wanted, into `block.alpha`. */
export function drawWantedShare(block: OracleBlock, line: LinePlan, k: number): void {
  const { active, activeCount, isStandIn, alpha, a } = block;
  const known = line.roster === null ? NaN : line.roster.wantedShare[k];
  const mean = line.platformWantedShare;
  const fixed = mean <= 0 || mean >= 1;
  if (!Number.isNaN(known) && (block.standInCount === 0 || fixed)) {
    for (let s = 0; s < activeCount; s++) alpha[active[s]] = known;
    return;
  }
  if (fixed) {
    for (let s = 0; s < activeCount; s++) alpha[active[s]] = mean;
    return;
  }
  const { audienceConcentration } = block.plan.parameters;
  const table = block.tables.beta(audienceShape(mean, audienceConcentration));
  block.quantiles(a, table, PURPOSE.AUDIENCE, block.influencer);
  for (let s = 0; s < activeCount; s++) {
    const d = active[s];
    alpha[d] = isStandIn[d] === 0 && !Number.isNaN(known) ? known : exp(a[d]);
  }
}

/** Adds the placement at hand to the pools of people that it reaches. */
export function addToPools(block: OracleBlock, line: LinePlan, k: number): void {
  const { active, activeCount, reach, alpha } = block;
  const { needs, parameters, targetPeople, scenario } = block.plan;
  const { poolW, targetW } = block.sums[line.index];
  const { overlap } = block.shocks.world();
  const { roster } = line;
  const { cellCap } = parameters;
  if (roster === null) {
    const theta = overlap.unknownNiche;
    for (let s = 0; s < activeCount; s++) {
      const d = active[s];
      poolW[d] += mixtureWeight(reach[d] / scenario.universe, theta[d]);
    }
  } else {
    for (let i = roster.poolStart[k]; i < roster.poolStart[k + 1]; i++) {
      const pool = roster.poolOf[i];
      const { niche, cell } = line.pools[pool];
      const theta = overlap[niche.overlap];
      const weight = roster.poolWeight[i];
      const cap = cell < 0 ? 1 : cellCap;
      for (let s = 0; s < activeCount; s++) {
        const d = active[s];
        poolW[pool * BLOCK + d] += mixtureWeight(Math.min(cap, reach[d] * weight), theta[d]);
      }
    }
  }
  if (!needs.target) return;
  const pool = roster === null ? 0 : roster.targetPoolOf[k];
  const theta = overlap[line.targetPools[pool].overlap];
  for (let s = 0; s < activeCount; s++) {
    const d = active[s];
    const share = Math.min(cellCap, (reach[d] * alpha[d]) / targetPeople);
    targetW[pool * BLOCK + d] += mixtureWeight(share, theta[d]);
  }
}
