import { gammaWords, wordQuantile } from '../math/word-quantile.js';

/**
 * Time within a flight is counted in whole ticks of 84 seconds: sums of them are exact in whatever
 * numbers they are kept.
 */
export const TICKS_PER_DAY = 1024;

/** Words of a delay that share one value: 2¹⁹ of them. */
const CELLS = 8192;
const MOST_WORD = 2 ** 32 - 1;

export interface DelayLaw {
  /** Share of the posts that are on time. */
  readonly onTime: number;
  /** Gamma of the others' delay, scale in days. */
  readonly delayShape: number;
  readonly delayScale: number;
}

/** @returns the delay in ticks per word >>> 19: 0 on time, otherwise that of the cell's middle */
export function delayTicks({ onTime, delayShape, delayScale }: DelayLaw): Int32Array {
  const late = gammaWords(delayShape);
  return Int32Array.from({ length: CELLS }, (_, cell) => {
    const share = ((cell + 0.5) / CELLS - onTime) / (1 - onTime);
    if (!(share > 0)) return 0;
    const word = Math.min(Math.floor(share * 2 ** 32), MOST_WORD);
    return Math.floor(TICKS_PER_DAY * delayScale * wordQuantile(late, word));
  });
}

/** The delay's cell of a word. */
export function delayCell(word: number): number {
  return word >>> 19;
}
