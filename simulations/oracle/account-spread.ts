import { exp } from '../math/elementary.js';
import { LN_ANCHOR, type Parameters, type RowParameters } from '../parameters.js';

/**
 * How many times as much as accounts of 100,000 followers those of a size differ from one another, or
 * their posts do.
 *
 * @param slope - change of ln(spread) per unit of ln(followers)
 * @see simulations/README.md, section 3
 */
export function spreadFactor(slope: number, lnFollowers: number, lnMostSpread: number): number {
  const ln = slope * (lnFollowers - LN_ANCHOR);
  return exp(ln < -lnMostSpread ? -lnMostSpread : ln > lnMostSpread ? lnMostSpread : ln);
}

/** σu at a size. */
export function reachSdAt(p: Parameters, row: RowParameters, lnFollowers: number): number {
  return row.influencerSd * spreadFactor(row.influencerSdSlope, lnFollowers, p.lnMostSpread);
}

/** What is left of σu at a size beside the spread of authenticity. */
export function reachSdBesideAuthenticityAt(
  p: Parameters,
  row: RowParameters,
  lnFollowers: number,
): number {
  const sd = reachSdAt(p, row, lnFollowers);
  return Math.sqrt(Math.max(sd * sd - p.authenticityVariance, p.authenticityVarianceFloor));
}

/** How many times as wide as at 100,000 followers v is at a size: its sds and its means. */
export function postWidthAt(p: Parameters, row: RowParameters, lnFollowers: number): number {
  return spreadFactor(row.postSdSlope, lnFollowers, p.lnMostSpread);
}

/** sd w at a size. */
export function engagementSdAt(p: Parameters, row: RowParameters, lnFollowers: number): number {
  const slope = row.engagementInfluencerSdSlope;
  return row.engagementInfluencerSd * spreadFactor(slope, lnFollowers, p.lnMostSpread);
}
