import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../../simulations/math/normal.js';
import { betaTable, gammaTable, lnQuantile } from '../../../simulations/math/quantile-table.js';
import {
  gammaWords,
  lnBetaWords,
  NORMAL_WORDS,
  wordQuantile,
  type WordTable,
} from '../../../simulations/math/word-quantile.js';

/** Both ends, the middle, and 64 words of every octave towards either end, in order. */
const WORDS = [
  ...new Set(
    Array.from({ length: 31 * 64 }, (_, i) => Math.floor(2 ** (i / 64))).flatMap((m) => [
      m - 1,
      2 ** 31 - m,
      2 ** 31 - 1 + m,
      2 ** 32 - m,
    ]),
  ),
].sort((a, b) => a - b);

/** The normal quantile at the middle of a word, precise in both tails. */
function normalAt(word: number): number {
  return word < 2 ** 31
    ? normalQuantile((word + 0.5) / 2 ** 32)
    : -normalQuantile((2 ** 32 - word - 0.5) / 2 ** 32);
}

function worst(table: WordTable, error: (value: number, word: number) => number): number {
  return Math.max(...WORDS.map((word) => Math.abs(error(wordQuantile(table, word), word))));
}

describe('the normal quantile of a word', () => {
  it('is within 2e-9 of AS241, at both ends and in the middle too', () => {
    expect(WORDS).toEqual(
      expect.arrayContaining([0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 2, 2 ** 32 - 1]),
    );
    expect(worst(NORMAL_WORDS, (z, word) => z - normalAt(word))).toBeLessThan(2e-9);
  });

  it('is odd around the middle', () => {
    for (const word of WORDS) {
      const mirrored = wordQuantile(NORMAL_WORDS, 2 ** 32 - 1 - word);
      expect(wordQuantile(NORMAL_WORDS, word)).toBe(-mirrored);
    }
  });
});

describe('the Beta quantile of a word', () => {
  it.each([
    [3.6, 2.4],
    [10.8, 4.2],
    [8, 2],
    [45, 5],
    [1, 9],
  ])('of shapes %d and %d is within 1e-8 relative of the table in normal coordinates', (a, b) => {
    const exact = betaTable(a, b);
    // The difference of logarithms is the relative difference.
    expect(
      worst(lnBetaWords(a, b), (ln, word) => ln - lnQuantile(exact, normalAt(word))),
    ).toBeLessThan(1e-8);
  });

  it('is the closed form x = p^(1/a) for b = 1 within 1e-7 relative', () => {
    const error = (ln: number, word: number) => ln - Math.log((word + 0.5) / 2 ** 32) / 3;
    expect(worst(lnBetaWords(3, 1), error)).toBeLessThan(1e-7);
  });
});

describe('the Gamma quantile of a word', () => {
  it.each([1, 2, 7])(
    'of shape %d is within 1e-8 relative of the table in normal coordinates',
    (shape) => {
      const exact = gammaTable(shape);
      const error = (x: number, word: number) =>
        x / Math.exp(lnQuantile(exact, normalAt(word))) - 1;
      expect(worst(gammaWords(shape), error)).toBeLessThan(1e-8);
    },
  );

  it('is −ln(1 − p) for shape 1 within 1e-7 relative', () => {
    const error = (x: number, word: number) => x / -Math.log1p(-(word + 0.5) / 2 ** 32) - 1;
    // Beyond, 1 − p itself has lost digits.
    const table = gammaWords(1);
    for (const word of WORDS.filter((word) => word < 2 ** 32 - 2 ** 8)) {
      expect(Math.abs(error(wordQuantile(table, word), word))).toBeLessThan(1e-7);
    }
  });
});

describe('a quantile of words', () => {
  it.each([
    ['normal', NORMAL_WORDS],
    ['ln Beta', lnBetaWords(3.6, 2.4)],
    ['ln Beta of a small shape', lnBetaWords(0.1, 5)],
    ['Gamma', gammaWords(2)],
  ])('never falls: %s', (_name, table) => {
    let last = -Infinity;
    for (const word of WORDS) {
      const value = wordQuantile(table, word);
      expect(value).toBeGreaterThanOrEqual(last);
      last = value;
    }
  });
});
