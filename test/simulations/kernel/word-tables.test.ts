import { expect, it } from 'vitest';
import { laneTable } from '../../../simulations/kernel/word-tables.js';
import {
  lnBetaWords,
  NORMAL_WORDS,
  wordQuantile,
  type WordTable,
} from '../../../simulations/math/word-quantile.js';

const HALF = 4104;
const FLOAT = new Float32Array(1);
const BITS = new Int32Array(FLOAT.buffer);

/** As ./assembly/quantiles.ts, step by step in f32. */
function laneQuantile(table: Float32Array, word: number): number {
  const upper = word >> 31;
  FLOAT[0] = Math.fround(Math.fround(word ^ upper) + 0.5);
  const cell = (BITS[0] >>> 16) - (126 << 7) + (upper & HALF);
  const within = BITS[0] & 0xffff;
  return Math.fround(Math.fround(table[cell * 2 + 1] * within) + table[cell * 2]);
}

/** Words next to every cell's ends, in its middle and anywhere: of both halves. */
function* words(): Generator<number> {
  let random = 1;
  for (let octave = 0; octave < 32; octave++) {
    for (let cell = 0; cell < 128; cell++) {
      const from = 2 ** (octave - 1) * (1 + cell / 128);
      random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
      const inside = from * (1 + random / 2 ** 32 / 128);
      for (const at of [from - 1, from, from + 1, from * (1 + 1 / 256), inside]) {
        const word = Math.min(Math.max(Math.floor(at), 0), 2 ** 31 - 1);
        yield word;
        yield ~word >>> 0;
      }
    }
  }
}

function worst(table: WordTable): number {
  const lanes = laneTable(table);
  let most = 0;
  for (const word of words()) {
    most = Math.max(most, Math.abs(laneQuantile(lanes, word) - wordQuantile(table, word)));
  }
  return most;
}

// A chord over a cell of 1/128 octave is off by its width squared times the curvature, an eighth of it.
it.each<readonly [string, WordTable, number]>([
  ['normal', NORMAL_WORDS, 4e-6],
  ['ln of Beta(3.6, 2.4)', lnBetaWords(3.6, 2.4), 5e-6],
  ['ln of Beta(10.8, 4.2)', lnBetaWords(10.8, 4.2), 2e-6],
  ['ln of Beta(8, 2)', lnBetaWords(8, 2), 2e-6],
  ['ln of Beta(1, 9)', lnBetaWords(1, 9), 1e-5],
  ['ln of Beta(0.1, 5)', lnBetaWords(0.1, 5), 1e-4],
])('quantiles of lanes are those of the table: %s', (_law, table, tolerance) => {
  expect(worst(table)).toBeLessThan(tolerance);
});

it('normals above the median mirror those below, which the kernel counts on', () => {
  const lanes = laneTable(NORMAL_WORDS);
  for (let i = 0; i < 2 * (HALF - 7); i++) expect(lanes[2 * HALF + i] + lanes[i]).toBe(0);
});

it('quantiles of lanes never fall as words rise', () => {
  const lanes = laneTable(NORMAL_WORDS);
  const sorted = [...words()].sort((a, b) => a - b);
  const values = sorted.map((word) => laneQuantile(lanes, word));
  values.forEach((value, i) => {
    if (i > 0) expect(value).toBeGreaterThanOrEqual(values[i - 1] - 2e-7 * Math.abs(value));
  });
});
