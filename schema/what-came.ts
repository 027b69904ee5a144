import { Prisma, type PrismaClient } from '../prisma/generated/client.js';
import type { Format, PlacementStatus, Platform, Role } from '../prisma/generated/enums.js';
import {
  OBSERVED_METRICS,
  type ObservedMetric,
  type Metric,
  settledAge,
} from '../simulations/index.js';
import { DAY_MS, rowOf } from './scenario-lines.js';
import { tierOf } from './scenario-roster.js';
import type { TierRow } from './scenario-rows.js';
import type { ScoredGroup, ScoredPart } from './saved-forecast-scored.js';
import { PLATFORM_OF } from './used-parameters.js';

/** Counts of a placement in the metrics that they are counts of. */
const COUNTS = {
  IMPRESSIONS: 'impressions',
  GROSS_REACH: 'reach',
  ENGAGEMENTS: 'engagements',
  SHARES: 'shares',
  CLICKS: 'clicks',
  CONVERSIONS: 'conversions',
  REDEMPTIONS: 'redemptions',
  REVENUE: 'revenueMinor',
} as const satisfies Partial<Record<ObservedMetric, string>>;

const COLUMNS = [...Object.values(COUNTS), 'valencedReactions', 'negativeReactions'] as const;
type CountColumn = (typeof COLUMNS)[number];

/** A placement and what was seen of it: per count the highest that any source saw. */
type PlacementSeen = Readonly<Record<CountColumn, number | null>> & {
  /** Age at which each count was seen last, in days; null before it was posted. */
  readonly [Age in `${CountColumn}Age`]: number | null;
} & {
  readonly campaignId: string;
  readonly profileId: string;
  readonly status: PlacementStatus;
  readonly format: Format;
  readonly feeMinor: number | null;
  readonly createdAt: Date;
  readonly platform: Platform;
  readonly followers: bigint;
  readonly role: Role;
};

/** Of placements that are not archived, by campaign. */
export async function placementsSeen(
  db: PrismaClient,
  workspaceId: string,
  campaignIds: readonly string[],
): Promise<ReadonlyMap<string, readonly PlacementSeen[]>> {
  const columns = Prisma.raw(
    COLUMNS.map(
      (column) =>
        `max(s."${column}")::float8 AS "${column}",
         extract(epoch FROM max(s."capturedAt") FILTER (WHERE s."${column}" IS NOT NULL)
           - p."postedAt")::float8 / 86400 AS "${column}Age"`,
    ).join(', '),
  );
  const rows = await db.$queryRaw<PlacementSeen[]>`
    SELECT p."campaignId", p."profileId", p.status::text, p.format::text,
           p."feeMinor"::float8 AS "feeMinor", p."createdAt",
           f.platform::text, f.followers, l.role::text, ${columns}
    FROM "Placement" p
    JOIN "Profile" f ON f.id = p."profileId"
    JOIN "Layer" l ON l.id = p."layerId"
    LEFT JOIN "LatestCounts" s ON s."placementId" = p.id
    WHERE p."workspaceId" = ${workspaceId}::uuid AND p."campaignId" = ANY(${[...campaignIds]}::uuid[])
      AND p."archivedAt" IS NULL
    GROUP BY p.id, f.id, l.id`;
  const byCampaign = new Map(campaignIds.map((id): [string, PlacementSeen[]] => [id, []]));
  for (const row of rows) byCampaign.get(row.campaignId)?.push(row);
  return byCampaign;
}

/** How far a forecast has come on its way to a score. */
export const STANDINGS = {
  SCORED: 'It was held against what came.',
  NO_CAMPAIGN: 'It is for no campaign.',
  SAVED_TOO_LATE: 'It was saved when the flight was over: that is no forecast.',
  NOT_OVER: 'The flight is not over.',
  OPEN_PLACEMENTS:
    'Placements are neither posted nor cancelled, and the flight has been over for less than two weeks.',
  NOTHING_POSTED: 'Nothing of what it was about was posted.',
  NOT_SETTLED: 'Results are missing, or were seen when they still grew.',
} as const;

export type Standing = keyof typeof STANDINGS;

/** Placements that are neither posted nor cancelled so long after the flight will not be. */
const GRACE_DAYS = 14;

export interface CampaignTimes {
  readonly flightStart: Date;
  readonly flightEnd: Date;
}

/** Why nothing can be said yet; null if it can. */
export function standingBefore(
  { isOwnPlan }: Pick<ScoredPart, 'isOwnPlan'>,
  createdAt: Date,
  { flightEnd }: CampaignTimes,
  placements: readonly PlacementSeen[],
  now: Date,
): Exclude<Standing, 'SCORED' | 'NOT_SETTLED' | 'NO_CAMPAIGN'> | null {
  if (createdAt >= flightEnd) return 'SAVED_TOO_LATE';
  if (now < flightEnd) return 'NOT_OVER';
  const about = ofForecast(isOwnPlan, createdAt, placements);
  const isOpen = about.some(({ status }) => status === 'PLANNED' || status === 'BOOKED');
  if (isOpen && now.getTime() < flightEnd.getTime() + GRACE_DAYS * DAY_MS) return 'OPEN_PLACEMENTS';
  return about.some(({ status }) => status === 'POSTED') ? null : 'NOTHING_POSTED';
}

/** A forecast of a campaign's own placements knows nothing of those that were added later. */
function ofForecast(
  isOwnPlan: boolean,
  createdAt: Date,
  placements: readonly PlacementSeen[],
): readonly PlacementSeen[] {
  return isOwnPlan
    ? placements.filter((placement) => placement.createdAt <= createdAt)
    : placements;
}

export type Came = Readonly<Partial<Record<ObservedMetric, number>>>;

/**
 * What came of the placements that a group of a forecast is about; money in minor units. A metric is
 * there only if each of them has it, seen when it was settled.
 */
export function whatCame(
  { isOwnPlan, costs }: ScoredPart,
  { kind, key }: Pick<ScoredGroup, 'kind' | 'key'>,
  createdAt: Date,
  placements: readonly PlacementSeen[],
  tiers: readonly TierRow[],
): Came {
  const posted = ofForecast(isOwnPlan, createdAt, placements).filter(
    (placement) =>
      placement.status === 'POSTED' &&
      (kind === 'TOTAL' ||
        key === (kind === 'TIER' ? tierKey(placement, tiers) : PLATFORM_OF[modelRow(placement)])),
  );
  if (posted.length === 0) return {};
  const came: Partial<Record<ObservedMetric, number>> = {};
  for (const metric of OBSERVED_METRICS) {
    const values = posted.map((placement) => settledValue(placement, metric));
    if (!values.every((value) => value !== null)) continue;
    came[metric] = values.reduce((sum, value) => sum + value, 0);
  }
  if (came.SPEND !== undefined) {
    const people = new Set(posted.map(({ profileId }) => profileId)).size;
    came.SPEND = Math.round(
      came.SPEND * costs.feeFactor +
        posted.length * costs.perPlacementMinor +
        people * costs.perInfluencerMinor,
    );
  }
  const { ENGAGEMENTS: engagements, NEGATIVE_ENGAGEMENTS: negative } = came;
  delete came.NEGATIVE_ENGAGEMENT_RATIO;
  if (engagements !== undefined && negative !== undefined && engagements > 0) {
    came.NEGATIVE_ENGAGEMENT_RATIO = negative / engagements;
  }
  // What is paid is known before anything comes of it.
  return Object.keys(came).some((metric) => metric !== 'SPEND') ? came : {};
}

function settledValue(placement: PlacementSeen, metric: ObservedMetric): number | null {
  if (metric === 'SPEND') return placement.feeMinor;
  if (metric === 'NEGATIVE_ENGAGEMENT_RATIO') return 0;
  const age = settledAge(modelRow(placement), metric);
  const seen = (column: CountColumn): number | null => {
    const at = placement[`${column}Age`];
    return at !== null && at >= age ? placement[column] : null;
  };
  if (metric !== 'NEGATIVE_ENGAGEMENTS') return seen(COUNTS[metric]);
  const engagements = seen('engagements');
  const valenced = seen('valencedReactions');
  const negative = seen('negativeReactions');
  if (engagements === null || valenced === null || negative === null) return null;
  return valenced > 0 ? (engagements * negative) / valenced : 0;
}

const modelRow = ({ role, platform, format }: PlacementSeen) =>
  rowOf([], role, platform, format) as Exclude<ReturnType<typeof rowOf>, 'DISPLAY_AD'>;

const tierKey = (
  { platform, followers, role, feeMinor }: PlacementSeen,
  tiers: readonly TierRow[],
): string | null => tierOf({ platform, followers }, role, feeMinor, tiers)?.key ?? null;

/** A target's metric as it came; null where it cannot be told. */
export function targetCame(came: Came, metric: Metric): number | null {
  const of = (name: ObservedMetric): number => came[name] ?? NaN;
  const value = (() => {
    switch (metric) {
      case 'POSITIVE_ENGAGEMENTS':
        return of('ENGAGEMENTS') - of('NEGATIVE_ENGAGEMENTS');
      case 'NET_SENTIMENT':
        return 1 - 2 * of('NEGATIVE_ENGAGEMENT_RATIO');
      case 'CPM':
        return (1000 * of('SPEND')) / of('IMPRESSIONS');
      case 'CPE':
        return of('SPEND') / of('ENGAGEMENTS');
      case 'CPC':
        return of('SPEND') / of('CLICKS');
      case 'CPA':
        return of('SPEND') / of('CONVERSIONS');
      case 'ROAS':
        return of('REVENUE') / of('SPEND');
      default:
        return came[metric as ObservedMetric] ?? NaN;
    }
  })();
  return Number.isNaN(value) ? null : value;
}
