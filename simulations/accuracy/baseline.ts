import { resolveAssumptions } from '../assumptions/resolve.js';
import { bindParameters } from '../bind-parameters.js';
import { isRoster } from '../check.js';
import { exp, log } from '../math/elementary.js';
import { lnEngagementRate } from '../oracle/engagement-curve.js';
import { LN_ANCHOR, type Parameters, PLATFORM_OF, type RowParameters } from '../parameters.js';
import { feeFactor } from '../plan/expected-placements.js';
import type { Candidate, Line, Population, Scenario } from '../scenario.js';
import type { ObservedMetric } from './observed-metrics.js';

/** One number per metric; money in minor units. NaN for reach and frequency of several placements. */
export type Points = Readonly<Record<ObservedMetric, number>>;

/** The points of some lines added up. */
export interface BaselineGroup {
  readonly kind: 'TOTAL' | 'PLATFORM' | 'TIER';
  readonly key: string;
  readonly points: Points;
}

/** What can be added up; the rest follows from the sums. */
type Sums = Record<
  Exclude<ObservedMetric, 'NEGATIVE_ENGAGEMENT_RATIO' | 'REACH' | 'FREQUENCY'> | 'PLACEMENTS',
  number
>;

/**
 * The preset's medians multiplied out, as a spreadsheet would: placements × followers × rates, no
 * distribution, no cancellation, nobody's own posts or values, nothing that was learned. A forecast has to beat it to be worth its draws.
 *
 * @returns of the whole (unless display advertising is in it), each platform and each tier
 */
export function baselineOf(scenario: Scenario): BaselineGroup[] {
  const { preset } = scenario.assumptions;
  const published = resolveAssumptions({ preset, negativity: null, overrides: {} });
  const parameters = bindParameters(published, scenario.currency);
  const groups = new Map<string, { kind: BaselineGroup['kind']; key: string; sums: Sums }>();
  for (const line of scenario.lines) {
    if (line.row === 'DISPLAY_AD') continue;
    const sums = lineSums(scenario, parameters, line);
    const into: [BaselineGroup['kind'], string | null][] = [
      ['TOTAL', 'total'],
      ['PLATFORM', PLATFORM_OF[line.row]],
      ['TIER', line.tier],
    ];
    for (const [kind, key] of into) {
      if (key === null) continue;
      const name = `${kind} ${key}`;
      const group = groups.get(name);
      if (group) addTo(group.sums, sums, 1);
      else groups.set(name, { kind, key, sums: { ...sums } });
    }
  }
  // Nobody records what display advertising brought, so the whole cannot be held against it.
  if (scenario.lines.some(({ row }) => row === 'DISPLAY_AD')) groups.delete('TOTAL total');
  return [...groups.values()].map(({ kind, key, sums }) => ({ kind, key, points: pointsOf(sums) }));
}

function pointsOf({ PLACEMENTS: placements, ...sums }: Sums): Points {
  const reach = placements === 1 ? sums.GROSS_REACH : NaN;
  return {
    ...sums,
    REACH: reach,
    FREQUENCY: sums.IMPRESSIONS / reach,
    NEGATIVE_ENGAGEMENT_RATIO: sums.NEGATIVE_ENGAGEMENTS / sums.ENGAGEMENTS,
  };
}

function lineSums(scenario: Scenario, parameters: Parameters, line: Line): Sums {
  const { buy, candidates } = line;
  const total: Sums = { ...NONE };
  if (!isRoster(candidates)) {
    const one = placementSums(scenario, parameters, line, typical(candidates), null);
    const n =
      'count' in buy ? buy.count : 'share' in buy ? moneyOf(scenario, buy.share) / one.SPEND : 1;
    addTo(total, one, n);
    return total;
  }
  const most = 'count' in buy ? buy.count : candidates.length;
  const money = 'share' in buy ? moneyOf(scenario, buy.share) : Infinity;
  for (const { followers, feeMinor } of candidates.slice(0, most)) {
    const one = placementSums(scenario, parameters, line, followers, feeMinor);
    if (total.SPEND + one.SPEND > money) break;
    addTo(total, one, 1);
  }
  return total;
}

const moneyOf = ({ budgetMinor }: Scenario, share: number): number => (budgetMinor ?? 0) * share;

const typical = ({ medianFollowers, minFollowers, maxFollowers }: Population): number =>
  Math.max(minFollowers, Math.min(medianFollowers, maxFollowers ?? Infinity));

function placementSums(
  scenario: Scenario,
  parameters: Parameters,
  line: Line,
  followers: number,
  feeMinor: Candidate['feeMinor'],
): Sums {
  // Display advertising has been left out.
  const row = parameters.rows[line.row as Exclude<Line['row'], 'DISPLAY_AD'>];
  const ln = log(followers);
  const size = ln - LN_ANCHOR;
  const base = exp(
    ln +
      row.lnReachRate +
      row.reachSlope * size +
      row.lnDeliverable +
      (line.sponsored ? row.lnSponsoredReach : 0),
  );
  const engagements =
    base *
    exp(
      lnEngagementRate(row, parameters.lnKnee, ln, 0) +
        (line.sponsored ? row.lnSponsoredEngagement : 0),
    );
  const clicks = base * row.clickRate;
  const conversions = clicks * parameters.conversionRate * exp(parameters.conversionSlope * size);
  const { alpha, beta } = parameters.couponRedeemed;
  return {
    PLACEMENTS: 1,
    IMPRESSIONS: row.basedOnViews ? base : base * row.viewsPerPerson,
    GROSS_REACH: row.basedOnViews ? base / row.viewsPerPerson : base,
    ENGAGEMENTS: engagements,
    NEGATIVE_ENGAGEMENTS: engagements * negativeShare(parameters, line, size),
    SHARES: base * row.shareRate * exp(row.shareSlope * size),
    CLICKS: clicks,
    CONVERSIONS: conversions,
    REDEMPTIONS: line.promoCode ? (conversions * alpha) / (alpha + beta) : 0,
    REVENUE: conversions * parameters.orderValue.median,
    SPEND: costOf(scenario, parameters, line, row, size, feeMinor ?? line.feeMinor),
  };
}

function negativeShare(parameters: Parameters, { sponsored }: Line, size: number): number {
  const slope = parameters.negativitySlope + (sponsored ? parameters.sponsoredSlope : 0);
  return 1 / (1 + exp(-(parameters.negativityIntercept + (slope * size) / Math.LN10)));
}

/** A fee that is known, or the price card's, negotiated as is usual; with all that comes on top. */
function costOf(
  scenario: Scenario,
  { negotiated: { alpha, beta } }: Parameters,
  { vetted }: Line,
  { lnPrice, priceSlope }: RowParameters,
  size: number,
  feeMinor: number | null,
): number {
  const { fees } = scenario;
  const fee = feeMinor ?? (exp(lnPrice + priceSlope * size) * alpha) / (alpha + beta);
  const extras = fees.seedingMinor + fees.moderationMinor + (vetted ? fees.screeningMinor : 0);
  return fee * feeFactor(scenario) + extras;
}

const NONE: Readonly<Sums> = {
  PLACEMENTS: 0,
  IMPRESSIONS: 0,
  GROSS_REACH: 0,
  ENGAGEMENTS: 0,
  NEGATIVE_ENGAGEMENTS: 0,
  SHARES: 0,
  CLICKS: 0,
  CONVERSIONS: 0,
  REDEMPTIONS: 0,
  REVENUE: 0,
  SPEND: 0,
};

function addTo(sums: Sums, one: Sums, times: number): void {
  for (const metric of Object.keys(sums) as (keyof Sums)[]) sums[metric] += times * one[metric];
}
