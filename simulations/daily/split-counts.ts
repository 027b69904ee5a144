import { binomial } from '../math/counts.js';

/** Draws a uniform per draw of a block, for one point of a curve. */
export type FillUniforms = (uniforms: Float64Array, point: number) => void;

/** One value per draw and point, at draw · points + point, of the first `draws` draws of a block. */
export interface Curves {
  readonly points: number;
  readonly draws: number;
}

/**
 * Turns rates into the share of their sum that is still to come at the beginning of each point: 1 at
 * the first. Where there are no rates, all of it comes at the last point.
 */
export function toComingShares(rates: Float64Array, { points, draws }: Curves): void {
  for (let d = 0; d < draws; d++) {
    const from = d * points;
    let coming = 0;
    for (let at = from + points - 1; at >= from; at--) {
      coming += rates[at];
      rates[at] = coming;
    }
    if (coming > 0) for (let at = from; at < from + points; at++) rates[at] /= coming;
    else rates.fill(1, from, from + points);
  }
}

/** As `toComingShares`, for the share that has come at the end of each point: 1 at the last. */
export function toCumulativeShares(rates: Float64Array, curves: Curves): void {
  toComingShares(rates, curves);
  const { points, draws } = curves;
  for (let d = 0; d < draws; d++) {
    const last = d * points + points - 1;
    for (let at = d * points; at < last; at++) rates[at] = 1 - rates[at + 1];
    rates[last] = 1;
  }
}

/**
 * Splits counts over the points of a curve, given how many there are: Poisson counts of the rates of
 * the points, given their sum, are multinomial.
 *
 * @param shares - by `toComingShares`; overwritten by how many there have been at the end of each point
 * @param counts - per draw
 */
export function splitCounts(
  shares: Float64Array,
  counts: Float64Array,
  uniforms: Float64Array,
  { points, draws }: Curves,
  fill: FillUniforms,
): void {
  for (let point = 0; point < points - 1; point++) {
    fill(uniforms, point);
    for (let d = 0; d < draws; d++) {
      const at = d * points + point;
      const before = point === 0 ? 0 : shares[at - 1];
      const chance = 1 - shares[at + 1] / shares[at];
      shares[at] = before + binomial(counts[d] - before, chance, uniforms[d]);
    }
  }
  for (let d = 0; d < draws; d++) shares[d * points + points - 1] = counts[d];
}

/**
 * Splits the clicks of those who convert, and their conversions, which come later: each is either still
 * to click, about to convert or done, and changes by the chances that both curves imply.
 *
 * @param clicking - of the clicks, by `toComingShares`; overwritten as by `splitCounts`
 * @param converting - of the conversions
 */
export function splitConversions(
  clicking: Float64Array,
  converting: Float64Array,
  conversions: Float64Array,
  uniforms: Float64Array,
  { points, draws }: Curves,
  fillClicking: FillUniforms,
  fillConverting: FillUniforms,
): void {
  const clickingShares = clicking.slice();
  splitCounts(clicking, conversions, uniforms, { points, draws }, fillClicking);
  for (let point = 0; point < points - 1; point++) {
    fillConverting(uniforms, point);
    for (let d = 0; d < draws; d++) {
      const at = d * points + point;
      const before = point === 0 ? 0 : converting[at - 1];
      // `converting` holds counts before this point and shares from here on.
      const now = converting[at] - converting[at + 1];
      const waiting = converting[at] - clickingShares[at + 1];
      const chance = waiting > 0 ? Math.min(1, Math.max(0, now / waiting)) : 0;
      converting[at] = before + binomial(clicking[at] - before, chance, uniforms[d]);
    }
  }
  for (let d = 0; d < draws; d++) converting[d * points + points - 1] = conversions[d];
}
