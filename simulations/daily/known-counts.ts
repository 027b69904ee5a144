import type { SeenPlacement } from '../evidence/clusters.js';
import type { LearnedCluster } from '../evidence/learn.js';
import type { Reported } from '../evidence/observations.js';
import type { LinePlan } from '../plan/line.js';
import type { Snapshot } from '../scenario.js';
import { type Growth, growthAt, HOURS_PER_DAY, PACES, type RowArrivals } from './arrival.js';
import type { Calendar } from './calendar.js';
import { type Counted, countsAt } from './seen-counts.js';

/** What had been counted of a placement by the end of each point; null where nobody counted it. */
export interface PlacementCounts {
  readonly viewsPerPerson: number;
  readonly views: Float64Array | null;
  readonly reach: Float64Array | null;
  readonly engagements: Float64Array | null;
  readonly shares: Float64Array | null;
  readonly clicks: Float64Array | null;
}

/** Sums over a line's placements that are the same in all worlds, by the end of each point. */
export interface KnownCounts {
  readonly views: Float64Array;
  readonly reach: Float64Array;
  readonly positive: Float64Array;
  readonly negative: Float64Array;
  /** Engagements of whose valence nobody told. */
  readonly unvalenced: Float64Array;
  readonly shares: Float64Array;
  readonly clicks: Float64Array;
  readonly conversions: Float64Array;
  /** As many as may have converted by then: of clicks that nobody counted, those who did. */
  readonly convertible: Float64Array;
  /** Revenue and redemptions that were told, and the conversions that they belong to. */
  readonly revenue: Float64Array;
  readonly valued: Float64Array;
  readonly redemptions: Float64Array;
  readonly redeemed: Float64Array;
}

/** What is known of a line's days gone. */
export interface LineCounts {
  readonly known: KnownCounts;
  /** By position among the line's placements that were seen. */
  readonly placements: ReadonlyMap<number, PlacementCounts>;
}

/**
 * Reads what was counted of a line's placements, point by point.
 *
 * @param growth - how posts of the line's row grow
 */
export function lineCounts(
  { index, promoCode }: LinePlan,
  clusters: readonly LearnedCluster[],
  { firstDay, stepDays, points }: Calendar,
  growth: RowArrivals['growth'],
): LineCounts {
  const zeros = () => new Float64Array(points);
  const known: KnownCounts = {
    views: zeros(),
    reach: zeros(),
    positive: zeros(),
    negative: zeros(),
    unvalenced: zeros(),
    shares: zeros(),
    clicks: zeros(),
    conversions: zeros(),
    convertible: zeros(),
    revenue: zeros(),
    valued: zeros(),
    redemptions: zeros(),
    redeemed: zeros(),
  };
  const placements = new Map<number, PlacementCounts>();
  for (const { cluster, reported } of clusters) {
    cluster.placements.forEach((placement, at) => {
      const { line, seen, k } = placement;
      if (line.index !== index) return;
      const day = seen.roster.plannedDay[k];
      const ends = Array.from({ length: points }, (_, i) => firstDay + (i + 1) * stepDays - day);
      placements.set(k, addPlacement(known, placement, reported[at], ends));
    });
  }
  // What is not negative: both together are the whole number that was counted.
  add(known.positive, known.negative, -1);
  return { known, placements };

  function addPlacement(
    to: KnownCounts,
    { snapshot, seen, k }: SeenPlacement,
    { base, viewsPerPerson }: Reported,
    ends: readonly number[],
  ): PlacementCounts {
    const snapshots: readonly Snapshot[] = [...seen.earlier[k], snapshot];
    const counts = (name: Counted, of: keyof RowArrivals['growth'] = 'views') =>
      countsAt(snapshots, name, ends, usual(growth[of]));
    const impressions = counts('impressions');
    const people = counts('reach');
    const engagements = counts('engagements');
    const shares = counts('shares');
    const clicks = counts('clicks', 'clicks');
    const conversions = counts('conversions', 'conversions');
    const revenue = counts('revenueMinor', 'conversions');
    // Without a code, what was redeemed is no part of the line's total.
    const redemptions = promoCode ? counts('redemptions', 'conversions') : null;
    const [views, reach] =
      base === null
        ? [null, null]
        : [
            impressions ?? people!.map((count) => count * viewsPerPerson),
            people ?? impressions!.map((count) => count / viewsPerPerson),
          ];
    add(to.views, views);
    add(to.reach, reach);
    const { valencedReactions, negativeReactions } = snapshot;
    if (valencedReactions !== null && negativeReactions !== null && valencedReactions > 0) {
      const told = negativeReactions / valencedReactions;
      add(to.negative, engagements, told);
      add(to.positive, engagements);
    } else {
      add(to.unvalenced, engagements);
    }
    add(to.shares, shares);
    add(to.clicks, clicks);
    add(to.conversions, conversions);
    for (let i = 0; i < points; i++) {
      to.convertible[i] += Math.max(clicks?.[i] ?? 0, conversions?.[i] ?? 0);
    }
    add(to.revenue, revenue);
    if (revenue !== null) add(to.valued, conversions);
    add(to.redemptions, redemptions);
    if (redemptions !== null) add(to.redeemed, conversions);
    return { viewsPerPerson, views, reach, engagements, shares, clicks };
  }
}

/** What a post of usual pace has at an age: between the two paces in the middle. */
function usual(growths: readonly Growth[]): (ageDays: number) => number {
  const [slow, fast] = [growths[PACES / 2], growths[PACES / 2 - 1]];
  return (ageDays) => {
    const hour = ageDays * HOURS_PER_DAY - 0.5;
    return (growthAt(slow, hour) + growthAt(fast, hour)) / 2;
  };
}

function add(sum: Float64Array, counts: Float64Array | null, factor = 1): void {
  if (counts === null) return;
  for (let i = 0; i < sum.length; i++) sum[i] += factor * counts[i];
}
