/**
 * The shocks of a block as one line meets them: with the numbers that all its placements share, so
 * that these are added up once and not for every placement.
 */
import { line, model, row } from './candidate';
import { mulAdd, ROW, splat } from './lanes';
import {
  CLICKS,
  ENGAGEMENT,
  ENGAGEMENT_SLOPE,
  NEGATIVITY_SLOPE,
  REACH,
  SPONSORED,
  SPONSORED_SLOPE,
} from './layout';

export const PER_DECADE: f64 = 0.4342944819032518;

/** ln of what everybody reaches at the anchor, in people. */
export const reachShock: usize = memory.data(1024, 16);
/** ln of the engagement rate at the anchor, and its slope on the anchor's side of the knee. */
export const engagementShock: usize = memory.data(1024, 16);
export const engagementSlope: usize = memory.data(1024, 16);
/** Logits of negativity per e-fold of followers. */
export const negativitySlope: usize = memory.data(1024, 16);
/** Clicks per base at the anchor's trust. */
export const clickShock: usize = memory.data(1024, 16);

/** Expects the line to be set. */
export function addUpShocks(): void {
  const shocks = <usize>row.shocks;
  const noise = splat(line.sponsored);
  // ln(base) is wanted of views where these are the base, otherwise of people.
  const inPeople = row.basedOnViews != 0 ? Math.log(row.viewsPerPerson) : 0;
  const lnReach = splat(row.lnReachRate + line.lnReachFactors - inPeople);
  const lnEngagement = splat(row.lnEngagementRate + line.lnEngagementFactors);
  const isAbove = model.lnKnee < model.lnAnchor;
  const slope = splat(isAbove ? row.engagementSlopeAbove : row.engagementSlopeBelow);
  const perDecade = splat(PER_DECADE);
  const trust = 1 / (1 + Math.exp(model.trustSponsored - model.trustIntercept));
  const clickRate = splat(row.clickRate / trust);
  let at: usize = 0;
  do {
    const here = shocks + at;
    v128.store(at, f32x4.add(lnReach, v128.load(here, REACH)), reachShock);
    const engagement = mulAdd(noise, v128.load(here, SPONSORED), v128.load(here, ENGAGEMENT));
    v128.store(at, f32x4.add(lnEngagement, engagement), engagementShock);
    v128.store(at, f32x4.add(slope, v128.load(here, ENGAGEMENT_SLOPE)), engagementSlope);
    const perTenfold = mulAdd(
      noise,
      v128.load(here, SPONSORED_SLOPE),
      v128.load(here, NEGATIVITY_SLOPE),
    );
    v128.store(at, f32x4.mul(perDecade, perTenfold), negativitySlope);
    v128.store(at, f32x4.mul(clickRate, v128.load(here, CLICKS)), clickShock);
    at += 16;
  } while (at < ROW);
}
