import { NORMAL_WORDS, wordQuantile } from '../math/word-quantile.js';
import { BLOCK, identityOf, PURPOSE, type Streams } from '../random.js';
import { dayOf } from './common-terms.js';
import type { CommonName } from './linear-form.js';
import type { CommonPosterior } from './learn.js';

/**
 * Common shocks of a block given what was seen, by position: mean + factor·z of the same standard
 * normals z that a forecast takes, so worlds stay paired.
 *
 * @param standard - of a shock's name, as a forecast draws it
 */
export function drawCommon(
  { names, mean, factor }: CommonPosterior,
  streams: Streams,
  block: number,
  standard: (name: CommonName) => Float64Array,
): readonly Float64Array[] {
  const n = names.length;
  const z = names.map((name) => standardDay(name, streams, block) ?? standard(name));
  return names.map((_, i) => {
    const draws = new Float64Array(BLOCK).fill(mean[i]);
    for (let j = 0; j <= i; j++) {
      const weight = factor[i * n + j];
      if (weight === 0) continue;
      const from = z[j];
      for (let d = 0; d < BLOCK; d++) draws[d] += weight * from[d];
    }
    return draws;
  });
}

/** As `DayShocks` draws a platform's day; null for other names. */
function standardDay(name: CommonName, streams: Streams, block: number): Float64Array | null {
  const of = dayOf(name);
  if (of === null) return null;
  const words = new Uint32Array(BLOCK);
  const identity = identityOf(JSON.stringify(['day', of.platform]));
  streams.fillWords(words, PURPOSE.SHOCK, identity, of.day, block);
  return Float64Array.from(words, (word) => wordQuantile(NORMAL_WORDS, word));
}
