import { mixtureWeight } from '../math/gamma-mixture.js';
import { exp } from '../math/elementary.js';
import { NORMAL_WORDS, wordQuantile } from '../math/word-quantile.js';
import type { LinePlan } from '../plan/line.js';
import type { Roster } from '../plan/roster.js';
import { BLOCK, isBelowByRest, PURPOSE } from '../random.js';
import { audienceShape } from '../world/audience-shape.js';
import type { Block } from '../world/block.js';
import type { SeenPlacement } from './clusters.js';

/** Share of a placement's audience that is wanted, as a forecast draws it. */
export function drawSeenAudience(
  { plan, streams, tables, index }: Block,
  { line, seen: { roster }, k }: SeenPlacement,
  alpha: Float64Array,
): void {
  const known = roster.wantedShare[k];
  const mean = line.platformWantedShare;
  if (!Number.isNaN(known) || mean <= 0 || mean >= 1) {
    alpha.fill(Number.isNaN(known) ? mean : known);
    return;
  }
  const table = tables.beta(audienceShape(mean, plan.parameters.audienceConcentration));
  const words = new Uint32Array(BLOCK);
  streams.fillWords(words, PURPOSE.AUDIENCE, roster.influencer[k], 0, index);
  for (let d = 0; d < BLOCK; d++) alpha[d] = exp(wordQuantile(table, words[d]));
}

/** Factor on what the shares of a placement amplify: 1 but for viral ones. */
export function drawSeenViral(
  { plan, streams, index }: Block,
  { post }: SeenPlacement,
  factors: Float64Array,
): void {
  const { viralProbability, viral } = plan.parameters;
  const words = new Uint32Array(BLOCK);
  streams.fillWords(words, PURPOSE.DELAY, post, 0, index);
  factors.fill(1);
  if (!words.some((word) => isBelowByRest(word, viralProbability))) return;
  const sizes = new Uint32Array(BLOCK);
  streams.fillWords(sizes, PURPOSE.VIRAL_SIZE, post, 0, index);
  for (let d = 0; d < BLOCK; d++) {
    if (!isBelowByRest(words[d], viralProbability)) continue;
    factors[d] = viral.median * exp(viral.lnSd * wordQuantile(NORMAL_WORDS, sizes[d]));
  }
}

/** Adds what a placement reaches to the pools of people. */
export function addSeenToPools(
  block: Block,
  line: LinePlan,
  roster: Roster,
  k: number,
  reach: Float64Array,
  alpha: Float64Array,
): void {
  const { needs, parameters, targetPeople } = block.plan;
  const { poolW, targetW } = block.sums[line.index];
  const { overlap } = block.shocks.world();
  const { cellCap } = parameters;
  for (let i = roster.poolStart[k]; i < roster.poolStart[k + 1]; i++) {
    const pool = roster.poolOf[i];
    const { niche, cell } = line.pools[pool];
    const theta = overlap[niche.overlap];
    const weight = roster.poolWeight[i];
    // A count may say more than the model allows, but nobody reaches more people than there are.
    const cap = cell < 0 ? parameters.universeCap : cellCap;
    for (let d = 0; d < block.size; d++) {
      poolW[pool * BLOCK + d] += mixtureWeight(Math.min(cap, reach[d] * weight), theta[d]);
    }
  }
  if (!needs.target) return;
  const pool = roster.targetPoolOf[k];
  const theta = overlap[line.targetPools[pool].overlap];
  for (let d = 0; d < block.size; d++) {
    const share = Math.min(cellCap, (reach[d] * alpha[d]) / targetPeople);
    targetW[pool * BLOCK + d] += mixtureWeight(share, theta[d]);
  }
}
