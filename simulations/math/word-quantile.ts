import { exp } from './elementary.js';
import { normalQuantile } from './normal.js';
import { betaTable, gammaTable, lnQuantile } from './quantile-table.js';

/**
 * A quantile as a function of a random word, at u = (word + ½)·2⁻³²: piecewise cubic in f64 by
 * additions and multiplications alone, so that the oracle and the kernel get the same bits.
 *
 * A word is folded to the nearer end of (0, 1). There n = 2m + 1 is 2³³ times the probability of
 * the tail, and every octave of n has 32 segments: fine towards the ends, where quantiles turn.
 * Coefficients c0…c3 of (upper half, octave, segment) are at ((upper·32 + octave)·32 + segment)·4;
 * the cubic goes through the quantiles at t = 0, ⅓, ⅔ and 1 of its segment.
 *
 * Adds less than 1e-8 to the error of what it tabulates, for Beta and Gamma of shapes at least 1.
 */
export type WordTable = Float64Array;

const SEGMENTS_PER_OCTAVE = 32;
const SEGMENTS = 32 * SEGMENTS_PER_OCTAVE;

/** Points of one half of the words: three of each segment, and the last one's end. */
const POINTS = 3 * SEGMENTS + 1;

const PER_UNIT_OF_SEGMENT = 2 ** -26;

/** @returns the quantile at (word + ½)·2⁻³² */
export function wordQuantile(table: WordTable, word: number): number {
  const upper = word >> 31;
  const n = ((word ^ upper) << 1) | 1;
  const zeros = Math.clz32(n);
  // With its leading one in front, n says the segment in 5 bits, and t in the 26 below.
  const digits = n << zeros;
  const at = ((upper & SEGMENTS) | ((31 - zeros) << 5) | ((digits >>> 26) & 31)) << 2;
  const t = (digits & 0x3ffffff) * PER_UNIT_OF_SEGMENT;
  return ((table[at + 3] * t + table[at + 2]) * t + table[at + 1]) * t + table[at];
}

/** @param quantile - of a tail's probability in (0, ½], the lower or the upper tail */
export function wordTable(quantile: (tail: number, upper: boolean) => number): WordTable {
  return tabulate((point, upper) => quantile(tailAt(point), upper));
}

/** Standard normal. */
export const NORMAL_WORDS: WordTable = wordTable((tail, upper) =>
  upper ? -normalQuantile(tail) : normalQuantile(tail),
);

/** ln of Beta(a, b). */
export function lnBetaWords(a: number, b: number): WordTable {
  const table = betaTable(a, b);
  return tabulate((point, upper) => lnQuantile(table, normalAt(point, upper)));
}

/** Gamma(shape, 1). */
export function gammaWords(shape: number): WordTable {
  const table = gammaTable(shape);
  return tabulate((point, upper) => exp(lnQuantile(table, normalAt(point, upper))));
}

function tabulate(quantile: (point: number, upper: boolean) => number): WordTable {
  const table = new Float64Array(2 * SEGMENTS * 4);
  for (let half = 0; half < 2; half++) {
    let y0 = quantile(0, half === 1);
    for (let segment = 0; segment < SEGMENTS; segment++) {
      const y1 = quantile(3 * segment + 1, half === 1);
      const y2 = quantile(3 * segment + 2, half === 1);
      const y3 = quantile(3 * segment + 3, half === 1);
      const at = (half * SEGMENTS + segment) * 4;
      table[at] = y0;
      table[at + 1] = -5.5 * y0 + 9 * y1 - 4.5 * y2 + y3;
      table[at + 2] = 9 * y0 - 22.5 * y1 + 18 * y2 - 4.5 * y3;
      table[at + 3] = -4.5 * y0 + 13.5 * y1 - 13.5 * y2 + 4.5 * y3;
      y0 = y3;
    }
  }
  return table;
}

/** Probability of the tail at a point: point/3 segments from n = 1. */
function tailAt(point: number): number {
  const octave = Math.floor(point / (3 * SEGMENTS_PER_OCTAVE));
  const rest = point - octave * 3 * SEGMENTS_PER_OCTAVE;
  return 2 ** (octave - 33) * (1 + rest / (3 * SEGMENTS_PER_OCTAVE));
}

/** Standard normal quantiles of the lower half's points; the upper half mirrors them. */
const NORMALS = Float64Array.from({ length: POINTS }, (_, point) => normalQuantile(tailAt(point)));

function normalAt(point: number, upper: boolean): number {
  return upper ? -NORMALS[point] : NORMALS[point];
}
