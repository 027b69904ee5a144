import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../../simulations/math/normal.js';
import { betaTable, gammaTable, lnQuantile } from '../../../simulations/math/quantile-table.js';
import {
  gammaWords,
  lnBetaWords,
  NORMAL_WORDS,
  wordQuantile,
} from '../../../simulations/math/word-quantile.js';
import { REFERENCE, relativeError } from './reference.js';

const { tails, normal, words, normalOfWords, beta, gamma } = REFERENCE;

/** What the tables state for shapes of at least 1. */
const TABLE_ERROR = 1e-7;
/** What tabulating over words states to add. */
const WORD_ERROR = 1e-8;
/** Two roundings of either side. */
const ROUNDING = 4 * Number.EPSILON;

const density = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

describe('the normal quantile', () => {
  it('is exact but for rounding in the lower tail, from 1e-10 on', () => {
    tails.forEach((tail, i) => {
      expect(relativeError(normalQuantile(tail), normal.lower[i])).toBeLessThan(ROUNDING);
    });
  });

  it('loses in the upper tail what 1 − p loses, and no more', () => {
    tails.forEach((tail, i) => {
      const z = normal.upper[i];
      // 1 − p is rounded by up to half an ulp of 1, which moves z by that over the density.
      const lost = Number.EPSILON / 4 / density(z);
      expect(Math.abs(normalQuantile(1 - tail) - z)).toBeLessThanOrEqual(lost + ROUNDING * z);
    });
  });

  it('is within 1e-8 of a word’s, at every octave of both halves', () => {
    words.forEach((word, i) => {
      const error = Math.abs(wordQuantile(NORMAL_WORDS, word) - normalOfWords[i]);
      expect(error).toBeLessThan(WORD_ERROR);
    });
  });
});

describe.each(beta)('the quantile of Beta($a, $b)', ({ a, b, lower, upper, ofWords }) => {
  it('is within 1e-7 of the reference from 1e-10 to 1 − 1e-10', () => {
    const table = betaTable(a, b);
    tails.forEach((_, i) => {
      const errors = [
        lnQuantile(table, normal.lower[i]) - Math.log(lower[i]),
        lnQuantile(table, normal.upper[i]) - Math.log(upper[i]),
      ];
      for (const error of errors) expect(Math.abs(error)).toBeLessThan(TABLE_ERROR);
    });
  });

  it('is within 1.1e-7 of a word’s', () => {
    const table = lnBetaWords(a, b);
    words.forEach((word, i) => {
      const error = Math.abs(wordQuantile(table, word) - Math.log(ofWords[i]));
      expect(error).toBeLessThan(TABLE_ERROR + WORD_ERROR);
    });
  });
});

describe.each(gamma)('the quantile of Gamma($shape)', ({ shape, lower, upper, ofWords }) => {
  it('is within 1e-7 of the reference from 1e-10 to 1 − 1e-10', () => {
    const table = gammaTable(shape);
    tails.forEach((_, i) => {
      const errors = [
        lnQuantile(table, normal.lower[i]) - Math.log(lower[i]),
        lnQuantile(table, normal.upper[i]) - Math.log(upper[i]),
      ];
      for (const error of errors) expect(Math.abs(error)).toBeLessThan(TABLE_ERROR);
    });
  });

  it('is within 1.1e-7 of a word’s', () => {
    const table = gammaWords(shape);
    words.forEach((word, i) => {
      const error = relativeError(wordQuantile(table, word), ofWords[i]);
      expect(error).toBeLessThan(TABLE_ERROR + WORD_ERROR);
    });
  });
});
