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

/**
 * Time from the planned moment to going live, of all who do: most by their own delay, and some, whose
 * influencer cancelled, once somebody has stepped in and is as late.
 *
 * @param delay - by `tickCell`, as is what a replacement adds
 * @param replaced - share of those who go live in somebody's place
 * @returns equally likely ticks, ascending
 */
export function liveTicks(delay: Int32Array, lag: Int32Array, replaced: number): Int32Array {
  const inPlace = Math.round(replaced * CELLS);
  // Both are independent: each delay with lags that are spread over all of theirs.
  const sums = Int32Array.from(
    { length: CELLS },
    (_, cell) => delay[cell] + lag[reversedCell(cell)],
  ).sort();
  const evenly = (of: Int32Array, size: number) =>
    Array.from({ length: size }, (_, i) => of[Math.floor(((i + 0.5) / size) * CELLS)]);
  return Int32Array.from([...evenly(delay, CELLS - inPlace), ...evenly(sums, inPlace)]).sort();
}

/** Of a law's ticks those beyond what has passed, by `tickCell`; the longest where all have passed. */
export function ticksBeyond(ticks: Int32Array, passed: number, word: number): number {
  const first = Math.min(firstBeyond(ticks, passed), CELLS - 1);
  return ticks[first + Math.floor((tickCell(word) * (CELLS - first)) / CELLS)];
}

/** A cell's bits in reverse: van der Corput's order. */
function reversedCell(cell: number): number {
  let reversed = 0;
  for (let bit = 1; bit < CELLS; bit *= 2) reversed = 2 * reversed + (cell & bit ? 1 : 0);
  return reversed;
}

function firstBeyond(ticks: Int32Array, passed: number): number {
  let [low, high] = [0, CELLS];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ticks[middle] > passed) high = middle;
    else low = middle + 1;
  }
  return low;
}

function tabulate(daysAt: (share: number) => number): Int32Array {
  return Int32Array.from({ length: CELLS }, (_, cell) =>
    Math.min(MOST_TICKS, Math.floor(TICKS_PER_DAY * daysAt((cell + 0.5) / CELLS))),
  );
}

function wordAt(share: number): number {
  return Math.min(Math.floor(share * 2 ** 32), MOST_WORD);
}
