import type { BetaShape } from '../parameters.js';

/**
 * Below this shape a Beta law is all but 0 or 1 and its quantiles leave the range of numbers: an
 * audience of one person in ten thousand is spread more evenly over profiles instead.
 */
const SMALLEST_SHAPE = 0.1;

/** Law of a profile's wanted share, given the mean over profiles in (0, 1). */
export function audienceShape(mean: number, concentration: number): BetaShape {
  const least = Math.max(concentration, SMALLEST_SHAPE / mean, SMALLEST_SHAPE / (1 - mean));
  return { alpha: least * mean, beta: least * (1 - mean) };
}
