import { exp } from '../math/elementary.js';
import { gammaWords, NORMAL_WORDS, wordQuantile } from '../math/word-quantile.js';
import type { LogNormal } from '../parameters.js';

/**
 * Time within a flight is counted in whole ticks of 84 seconds: sums of them are exact in whatever
 * numbers they are kept.
 */
export const TICKS_PER_DAY = 1024;

/** Words are told apart by their first 13 bits: each cell has the value of its middle. */
const CELLS = 8192;
const MOST_WORD = 2 ** 32 - 1;
/** Far beyond every flight, and far from the end of 32 bits. */
const MOST_TICKS = 2 ** 28;

/** Where a word's delay or lag is in its table. */
export function tickCell(word: number): number {
  return word >>> 19;
}

export interface DelayLaw {
  /** Share of the posts that are on time. */
  readonly onTime: number;
  /** Gamma of the others' delay, scale in days. */
  readonly delayShape: number;
  readonly delayScale: number;
}

/** @returns the delay in ticks by `tickCell`, 0 on time */
export function delayTicks({ onTime, delayShape, delayScale }: DelayLaw): Int32Array {
  const late = gammaWords(delayShape);
  return tabulate((share) => {
    const ofLate = (share - onTime) / (1 - onTime);
    return ofLate > 0 ? delayScale * wordQuantile(late, wordAt(ofLate)) : 0;
  });
}

/** @returns what a replacement adds, in ticks by `tickCell`; median in days */
export function lagTicks({ median, lnSd }: LogNormal): Int32Array {
  return tabulate((share) => median * exp(lnSd * wordQuantile(NORMAL_WORDS, wordAt(share))));
}

function tabulate(daysAt: (share: number) => number): Int32Array {
  return Int32Array.from({ length: CELLS }, (_, cell) =>
    Math.min(MOST_TICKS, Math.floor(TICKS_PER_DAY * daysAt((cell + 0.5) / CELLS))),
  );
}

function wordAt(share: number): number {
  return Math.min(Math.floor(share * 2 ** 32), MOST_WORD);
}
