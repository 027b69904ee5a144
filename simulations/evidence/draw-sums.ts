import { exp } from '../math/elementary.js';
import { NORMAL_WORDS, wordQuantile } from '../math/word-quantile.js';
import { BLOCK, type Identity, type Purpose, type Streams } from '../random.js';
import type { EffectsPosterior, SumsPosterior } from './effects-posterior.js';
import type { LearnedCluster } from './learn.js';

/** The standard normals that a forecast takes at one step of the model, of a post or an account. */
export function standardNormals(
  out: Float64Array,
  purpose: Purpose,
  identity: Identity,
  streams: Streams,
  block: number,
): void {
  streams.fillWords(WORDS, purpose, identity, 0, block);
  for (let d = 0; d < BLOCK; d++) out[d] = wordQuantile(NORMAL_WORDS, WORDS[d]);
}

/** Overwritten by every call; nothing is kept in it between calls. */
const WORDS = new Uint32Array(BLOCK);

/** Sums of own effects given the reports in each draw: gain·residual + spread·z. */
export function drawSums(
  out: readonly Float64Array[],
  { gain, spread }: SumsPosterior,
  residual: readonly Float64Array[],
  z: readonly Float64Array[],
): void {
  const m = residual.length;
  const q = z.length;
  for (let e = 0; e < q; e++) {
    const to = out[e];
    to.fill(0);
    for (let j = 0; j < m; j++) addScaled(to, residual[j], gain[e * m + j]);
    for (let f = 0; f <= e; f++) addScaled(to, z[f], spread[e * q + f]);
  }
}

function addScaled(to: Float64Array, from: Float64Array, weight: number): void {
  // Rounding leaves traces where nothing is known.
  if (Math.abs(weight) < 1e-12) return;
  for (let d = 0; d < BLOCK; d++) to[d] += weight * from[d];
}

/**
 * Which hypothesis holds in each draw, by its posterior probability given the draw's common shocks.
 *
 * @param residuals - per hypothesis and report
 * @param words - overwritten: what is left of each word's luck, for what the hypothesis leaves open
 */
export function chooseHypotheses(
  out: Uint8Array,
  { hypotheses }: LearnedCluster,
  residuals: readonly (readonly Float64Array[])[],
  uniforms: Float64Array,
): void {
  const lnWeights = new Float64Array(hypotheses.length);
  for (let d = 0; d < BLOCK; d++) {
    let most = -Infinity;
    for (let h = 0; h < hypotheses.length; h++) {
      const { hypothesis, effects } = hypotheses[h];
      lnWeights[h] = hypothesis.lnPrior + lnDensity(effects, residuals[h], d);
      most = Math.max(most, lnWeights[h]);
    }
    let total = 0;
    for (let h = 0; h < lnWeights.length; h++) {
      lnWeights[h] = exp(lnWeights[h] - most);
      total += lnWeights[h];
    }
    let left = uniforms[d] * total;
    let chosen = 0;
    while (chosen < lnWeights.length - 1 && left >= lnWeights[chosen]) {
      left -= lnWeights[chosen];
      chosen++;
    }
    out[d] = chosen;
    uniforms[d] = Math.min(1, left / lnWeights[chosen]);
  }
}

function lnDensity(
  { precision, lnDeterminant }: EffectsPosterior,
  residual: readonly Float64Array[],
  d: number,
): number {
  const m = residual.length;
  let square = 0;
  for (let i = 0; i < m; i++) {
    let sum = 0;
    for (let j = 0; j < m; j++) sum += precision[i * m + j] * residual[j][d];
    square += residual[i][d] * sum;
  }
  return -0.5 * (square + lnDeterminant);
}
