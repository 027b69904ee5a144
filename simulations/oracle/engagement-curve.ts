import { LN_ANCHOR, type RowParameters } from '../parameters.js';

/**
 * ln of the median engagement rate at a size: two slopes that meet at the knee, anchored at 100,000
 * followers, and an optional bend.
 *
 * @param shock - the world's deviation of the slope, on both sides of the knee
 */
export function lnEngagementRate(
  row: RowParameters,
  lnKnee: number,
  lnFollowers: number,
  shock: number,
): number {
  const size = lnFollowers - LN_ANCHOR;
  const below = row.engagementSlopeBelow + shock;
  const above = row.engagementSlopeAbove + shock;
  const knee = lnKnee - LN_ANCHOR;
  // What the anchor's own side of the knee says, and the change of slope beyond the knee.
  const beyond =
    knee >= 0
      ? below * size + (above - below) * Math.max(0, size - knee)
      : above * size + (below - above) * Math.min(0, size - knee);
  return row.lnEngagementRate + beyond + row.engagementCurvature * size * size;
}
