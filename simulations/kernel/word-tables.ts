import type { WordTable } from '../math/word-quantile.js';

/** Cells of one half of the words: 128 an octave, and the end. */
const CELLS = 32 * 128;
/** Cells between the halves; the kernel counts on it. */
const HALF = 4104;
const SEGMENTS = 1024;

const converted = new WeakMap<WordTable, Float32Array>();

/**
 * A table of quantiles for four lanes: per cell of 1/128 octave its value and its slope per 2⁻¹⁶ of
 * the cell, in f32. Of normals and of ln Beta within 1e-5 of the table that it is made of, for Beta of
 * shapes down to 0.1 within 1e-4.
 */
export function laneTable(words: WordTable): Float32Array {
  let table = converted.get(words);
  if (table === undefined) {
    table = convert(words);
    converted.set(words, table);
  }
  return table;
}

function convert(words: WordTable): Float32Array {
  const table = new Float32Array(2 * HALF * 2);
  for (const half of [0, 1]) {
    let value = valueAt(words, half, 0);
    for (let cell = 0; cell <= CELLS; cell++) {
      const next = cell < CELLS ? valueAt(words, half, cell + 1) : value;
      table[(half * HALF + cell) * 2] = value;
      table[(half * HALF + cell) * 2 + 1] = (next - value) / 65536;
      value = next;
    }
  }
  return table;
}

/** The cubic's value at the beginning of a cell; each of its segments holds four. */
function valueAt(words: WordTable, half: number, cell: number): number {
  const segment = Math.min(cell >> 2, SEGMENTS - 1);
  const t = (cell - segment * 4) / 4;
  const at = (half * SEGMENTS + segment) * 4;
  return ((words[at + 3] * t + words[at + 2]) * t + words[at + 1]) * t + words[at];
}
