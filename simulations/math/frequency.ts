import { expm1, log, log1p } from './elementary.js';

/**
 * Share of the people who see something at least three times, when impressions per person are
 * negative binomial with the mean m and the share of reached people given.
 *
 * If impressions are too even for that law, everybody reached sees 1 + Poisson of them, so that the
 * share seen at least once is the reached one in either case.
 *
 * @param m - impressions per person of the universe
 * @param reached - share of the universe reached, in [0, 1]
 * @see simulations/README.md, section 10
 */
export function shareReachedThrice(m: number, reached: number): number {
  if (!(reached > 0)) return 0;
  if (reached >= 1) return 1;
  const s = -log1p(-reached);
  if (m <= s) {
    const more = Math.max(0, m / reached - 1);
    return reached * -expm1(log1p(more) - more);
  }
  // r·ln(1 + m/r) = s; with t = m/r the root of the concave ln(1 + t) − y·t, y = s/m.
  const y = s / m;
  // Nearly Poisson: the root is lost in rounding.
  if (1 - y * y < 1e-6) return Math.max(0, reached - (1 - reached) * m * (1 + m / 2));
  // (1 + t)·y is −W₋₁(−e^(−1−u)); the start is within ½% of it (Barry et al. 2000, without their
  // smallest term), and each of Halley's steps trebles the digits.
  const u = y - 1 - log(y);
  let t = (1 + u + Math.sqrt(2 * u) / (1 + 0.3361 * Math.sqrt(u / 2))) / y - 1;
  for (let step = 0; step < 2; step++) {
    const off = log1p(t) - y * t;
    const slope = 1 - y * (1 + t);
    t -= (2 * off * slope * (1 + t)) / (2 * slope * slope + off);
  }
  const r = m / t;
  const q = t / (1 + t);
  const never = 1 - reached;
  return Math.max(0, reached - never * r * q * (1 + ((r + 1) / 2) * q));
}
