/**
 * Rounding that is no miss: 2,145.0000000000005 keeps a promise of at most 2,145. Sums and products of
 * some 50,000 doubles are off by 1e-11 of their size at most, and no promise is as fine as 1e-9 of it,
 * so whatever is held against a threshold is at it within this share, or within this much of 1.
 */
export const ROUNDING = 1e-9;

/** How far a number may lie from a threshold and still be at it. */
const slack = (threshold: number): number => ROUNDING * Math.max(1, Math.abs(threshold));

/** Whether a number is a threshold or more, whatever the rounding; false for NaN. */
export const isAtLeast = (value: number, threshold: number): boolean =>
  value >= lowestAt(threshold);

/** Whether a number is a threshold or less, whatever the rounding; false for NaN. */
export const isAtMost = (value: number, threshold: number): boolean =>
  value <= highestAt(threshold);

/** The lowest number that is at a threshold. */
export function lowestAt(threshold: number): number {
  return threshold - slack(threshold);
}

/** The highest number that is at a threshold. */
export function highestAt(threshold: number): number {
  return threshold + slack(threshold);
}
