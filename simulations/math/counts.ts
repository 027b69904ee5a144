import { normalQuantile } from './normal.js';
import { exp, log1p } from './elementary.js';

/** Below this mean a count is searched for one by one, above it an expansion is rounded down. */
const SEARCH_BELOW = 40;

/**
 * A Poisson count from one uniform, by inversion: monotone in both arguments' luck, so paired
 * scenarios stay paired.
 *
 * Exact below a mean of 40; above, Giles' expansion of the quantile (ACM Algorithm 955), which
 * misses the exact inverse by one in fewer than 1 of 10,000 draws and is never further off.
 *
 * @param mean - at least 0; 0 gives 0
 * @param uniform - in (0, 1)
 */
export function poisson(mean: number, uniform: number): number {
  if (!(mean > 0)) return 0;
  if (mean < SEARCH_BELOW) {
    let term = exp(-mean);
    let below = term;
    let count = 0;
    // The cap stops a search whose terms have vanished below the rounding of `below`.
    while (uniform > below && count < 200) {
      count++;
      term *= mean / count;
      below += term;
    }
    return count;
  }
  const w = normalQuantile(uniform);
  const root = Math.sqrt(mean);
  const w2 = w * w;
  const x =
    mean +
    root * w +
    (1 / 3 + w2 / 6) +
    (-w / 36 - (w2 * w) / 72) / root +
    (-8 / 405 + (7 / 810) * w2 + (w2 * w2) / 270) / mean;
  return Math.max(0, Math.floor(x));
}

/**
 * A binomial count from one uniform, by inversion.
 *
 * Exact while the rarer outcome has a mean below 40; above, a Cornish–Fisher expansion, which
 * misses the exact inverse by one in fewer than 1 of 1,000 draws.
 *
 * @param trials - whole, at least 0
 * @param probability - in [0, 1]
 * @param uniform - in (0, 1)
 */
export function binomial(trials: number, probability: number, uniform: number): number {
  if (!(trials > 0) || !(probability > 0)) return 0;
  if (probability >= 1) return trials;
  if (probability > 0.5) return trials - binomial(trials, 1 - probability, 1 - uniform);
  const mean = trials * probability;
  const q = 1 - probability;
  if (mean < SEARCH_BELOW) {
    const odds = probability / q;
    let term = exp(trials * log1p(-probability));
    let below = term;
    let count = 0;
    while (uniform > below && count < trials && count < 200) {
      count++;
      term *= (odds * (trials - count + 1)) / count;
      below += term;
    }
    return count;
  }
  const lattice = mean * q;
  // The smooth law whose distribution function at n + ½ is the count's at n has 1/12 less variance
  // and 1/120 more of the fourth cumulant (Euler–Maclaurin).
  const variance = lattice - 1 / 12;
  const sd = Math.sqrt(variance);
  const skew = (lattice * (q - probability)) / (variance * sd);
  const kurtosis = (lattice * (1 - 6 * probability * q) + 1 / 120) / (variance * variance);
  const fifth =
    (lattice * (q - probability) * (1 - 12 * probability * q)) / (variance * variance * sd);
  const w = normalQuantile(uniform);
  const w2 = w * w;
  const x =
    w +
    (skew * (w2 - 1)) / 6 +
    (kurtosis * w * (w2 - 3)) / 24 -
    (skew * skew * w * (2 * w2 - 5)) / 36 -
    (skew * kurtosis * (w2 * w2 - 5 * w2 + 2)) / 24 +
    (fifth * (w2 * w2 - 6 * w2 + 3)) / 120 +
    (skew * skew * skew * (12 * w2 * w2 - 53 * w2 + 17)) / 324;
  return Math.min(trials, Math.max(0, Math.floor(mean + sd * x + 0.5)));
}
