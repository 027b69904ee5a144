import { JOE_KUO } from './sobol-directions.js';

/** Numbered from 0; the first is van der Corput's. */
export const SOBOL_DIMENSIONS = JOE_KUO.length + 1;

/**
 * Direction numbers with their bits in reverse order, [dimension · 32 + bit of the index]: there
 * Owen's scrambling is a hash whose bits depend on lower bits alone, as sums and products are.
 */
const DIRECTIONS = directions();

/** What a point differs by from the one before, by the lowest bit of its index. */
const STEPS = DIRECTIONS.slice();
for (let at = 0; at < STEPS.length; at++) if (at % 32 !== 0) STEPS[at] ^= STEPS[at - 1];

/**
 * Points of a Sobol sequence in one dimension, each scrambled anew for every replicate.
 *
 * Owen's nested uniform scrambling: every replicate is uniform, keeps the sequence's even spread,
 * and is independent of the others. By hashing: Laine and Karras 2011, Burley 2020, with the
 * constants of Vegdahl.
 *
 * @param out - words, [point · replicates + replicate], filled in place
 * @param first - index of the first point; points may be asked for in any order
 * @param scramblings - a random word per replicate
 */
export function fillScrambledSobol(
  out: Uint32Array,
  dimension: number,
  first: number,
  scramblings: Uint32Array,
): void {
  const replicates = scramblings.length;
  const size = out.length;
  const start = reversedPoint(dimension, first);
  for (let r = 0; r < replicates; r++) {
    const key = scramblings[r] | 0;
    let point = start;
    for (let at = r, index = first; at < size; at += replicates) {
      out[at] = reverseBits(hash(point, key));
      index++;
      point ^= STEPS[dimension * 32 + (31 - Math.clz32(index & -index))];
    }
  }
}

/** The unscrambled point, its 32 bits in reverse order. */
export function reversedPoint(dimension: number, index: number): number {
  let point = 0;
  for (let bits = index, at = dimension * 32; bits !== 0; bits >>>= 1, at++) {
    if ((bits & 1) === 1) point ^= DIRECTIONS[at];
  }
  return point;
}

/** No bit of it depends on a higher bit of the word. */
function hash(word: number, key: number): number {
  let x = word;
  x ^= Math.imul(x, 0x3d20adea);
  x = (x + key) | 0;
  x = Math.imul(x, (key >>> 16) | 1);
  x ^= Math.imul(x, 0x05526c56);
  x ^= Math.imul(x, 0x53a22864);
  return x;
}

export function reverseBits(word: number): number {
  let x = word;
  x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
  return (x >>> 16) | (x << 16);
}

/** Bratley and Fox, Algorithm 659 (1988). */
function directions(): Int32Array {
  const all = new Int32Array(SOBOL_DIMENSIONS * 32);
  for (let bit = 0; bit < 32; bit++) all[bit] = 1 << (31 - bit);
  JOE_KUO.forEach(([polynomial, ...start], i) => {
    const v = all.subarray((i + 1) * 32, (i + 2) * 32);
    const degree = start.length;
    start.forEach((m, bit) => (v[bit] = m << (31 - bit)));
    for (let bit = degree; bit < 32; bit++) {
      v[bit] = v[bit - degree] ^ (v[bit - degree] >>> degree);
      for (let k = 1; k < degree; k++) {
        if (((polynomial >>> (degree - k)) & 1) === 1) v[bit] ^= v[bit - k];
      }
    }
  });
  return all.map(reverseBits);
}
