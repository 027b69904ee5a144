/** How much accounts of a size, and the posts of one, differ from one another, as in simulations/oracle/account-spread.ts. */
import { isNamed, known, line, model } from './candidate';
import { exp64 } from './elementary';
import { exp } from './lanes';
import { Row } from './layout';

/** Whether the spread differs from draw to draw: hypothetical influencers have a size in each. */
@inline
export function differsByDraw(slope: f64): bool {
  return slope != 0 && !isNamed;
}

/** σu of the named profile at hand; of hypothetical influencers, where all sizes have the same. */
export function reachSd(row: Row): f64 {
  return row.influencerSd * factor(row.influencerSdSlope);
}

/** What is left of it beside the spread of authenticity. */
export function reachSdBesideAuthenticity(row: Row): f64 {
  const sd = reachSd(row);
  return Math.sqrt(Math.max(sd * sd - model.authenticityVariance, model.authenticityVarianceFloor));
}

/** sd w, as σu. */
export function engagementSd(row: Row): f64 {
  return row.engagementInfluencerSd * factor(row.engagementInfluencerSdSlope);
}

/** How many times as wide as at the anchor v is, as σu. */
export function postWidth(row: Row): f64 {
  return factor(row.postSdSlope);
}

/** With the bits of the oracle: prices depend on it. */
function factor(slope: f64): f64 {
  if (slope == 0 || !isNamed) return 1;
  const most = model.lnMostSpread;
  const ln = slope * (known(line.lnFollowers) - model.lnAnchor);
  return exp64(ln < -most ? -most : ln > most ? most : ln);
}

/** Spreads in four draws: that at the anchor, times how much wider it is at a size. */
@inline
export function spreadOfFour(sd: v128, slope: v128, most: v128, anchor: v128, lnFollowers: v128): v128 {
  const ln = f32x4.mul(slope, f32x4.sub(lnFollowers, anchor));
  return f32x4.mul(sd, exp(f32x4.pmax(f32x4.pmin(ln, most), f32x4.neg(most))));
}
