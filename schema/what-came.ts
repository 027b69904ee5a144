import { Prisma, type PrismaClient } from '../prisma/generated/client.js';
import type { Format, PlacementStatus, Platform, Role } from '../prisma/generated/enums.js';
import { type Metric, type ObservedMetric, settledAge, usualShare } from '../simulations/index.js';
import {
  type Highest,
  type HighestCounts,
  highestCounts,
  inPages,
  seenBySource,
  type SeenBySource,
} from './highest-counts.js';
import { jsonRows } from './json-rows.js';
import { ADDED_UP, ADDED_UP_METRICS, COUNT_COLUMNS, type CountColumn } from './result-counts.js';
import { DAY_MS, rowOf } from './scenario-lines.js';
import { tierOf } from './scenario-roster.js';
import type { TierRow } from './scenario-rows.js';
import type { ScoredGroup, ScoredPart } from './saved-forecast-scored.js';
import { PLATFORM_OF } from './used-parameters.js';

/** A placement and what was seen of it. */
interface PlacementSeen extends SeenBySource {
  readonly campaignId: string;
  readonly profileId: string;
  readonly status: PlacementStatus;
  readonly format: Format;
  readonly feeMinor: number | null;
  readonly createdAt: string;
  readonly postedAt: string | null;
  readonly platform: Platform;
  readonly followers: number;
  readonly isDemo: boolean;
  readonly role: Role;
}

/** What is added up over placements; the other metrics follow from the sums. */
type Added = Exclude<ObservedMetric, 'REACH' | 'FREQUENCY' | 'NEGATIVE_ENGAGEMENT_RATIO'>;
const ADDED = [
  ...ADDED_UP_METRICS,
  'NEGATIVE_ENGAGEMENTS',
  'SPEND',
] as const satisfies readonly Added[];

/** What came of a placement. */
export interface PlacementCame {
  readonly profileId: string;
  /** Of the demonstration roster: what came of it is made up. */
  readonly isDemo: boolean;
  readonly status: PlacementStatus;
  readonly createdAt: Date;
  /** When its counts are settled; null before it is posted. */
  readonly settledAt: Readonly<Record<Added, Date>> | null;
  /** Keys of the parts of a plan that it belongs to. */
  readonly keys: { readonly PLATFORM: string; readonly TIER: string | null };
  /**
   * The highest count that any source saw ÷ the share of it that is usually there when it was seen
   * last; money in minor units. Null until it is settled.
   */
  readonly values: Readonly<Record<Added, number | null>>;
}

/** Of placements that are not archived, by campaign. */
export async function placementsCame(
  db: PrismaClient,
  workspaceId: string,
  campaignIds: readonly string[],
  tiers: readonly TierRow[],
): Promise<ReadonlyMap<string, readonly PlacementCame[]>> {
  const byCampaign = new Map(campaignIds.map((id): [string, PlacementCame[]] => [id, []]));
  const [{ ids }] = await db.$queryRaw<[{ ids: string[] | null }]>`
    SELECT json_agg(p.id) AS ids FROM "Placement" p
    WHERE p."workspaceId" = ${workspaceId}::uuid AND p."archivedAt" IS NULL
      AND p."campaignId" = ANY(${[...campaignIds]}::uuid[])`;
  await inPages(ids ?? [], async (some) => {
    const rows = await jsonRows<PlacementSeen>(
      db,
      Prisma.sql`
        SELECT p."campaignId", p."profileId", p.status, p.format, p."feeMinor", p."createdAt",
               p."postedAt", f.platform, f.followers, f."isDemo", l.role, ${seenBySource(COUNT_COLUMNS)}
        FROM "Placement" p
        JOIN "Profile" f ON f.id = p."profileId"
        JOIN "Layer" l ON l.id = p."layerId"
        WHERE p."workspaceId" = ${workspaceId}::uuid AND p.id = ANY(${some}::uuid[])`,
    );
    for (const row of rows) byCampaign.get(row.campaignId)?.push(cameOf(row, tiers));
  });
  return byCampaign;
}

function cameOf(placement: PlacementSeen, tiers: readonly TierRow[]): PlacementCame {
  const {
    profileId,
    isDemo,
    status,
    createdAt,
    postedAt,
    platform,
    format,
    followers,
    role,
    feeMinor,
  } = placement;
  const counts = highestCounts(COUNT_COLUMNS, placement);
  const row = rowOf([], role, platform, format) as Exclude<ReturnType<typeof rowOf>, 'DISPLAY_AD'>;
  return {
    profileId,
    isDemo,
    status,
    createdAt: new Date(createdAt),
    settledAt: postedAt === null ? null : settledAt(new Date(postedAt), row),
    keys: {
      PLATFORM: PLATFORM_OF[row],
      TIER: tierOf({ platform, followers: BigInt(followers) }, role, feeMinor, tiers)?.key ?? null,
    },
    values: Object.fromEntries(
      ADDED.map((metric) => [
        metric,
        metric === 'SPEND' ? feeMinor : finalCount(counts, metric, row),
      ]),
    ) as PlacementCame['values'],
  };
}

type CountedRow = Parameters<typeof settledAge>[0];
const known = new Map<CountedRow, Readonly<Record<Added, number>>>();

/** When counts of a row are settled, in days: the same for each of its placements. */
function agesOf(row: CountedRow): Readonly<Record<Added, number>> {
  const before = known.get(row);
  if (before) return before;
  const ages = Object.fromEntries(
    ADDED.map((metric) => [metric, settledAge(row, metric)]),
  ) as Record<Added, number>;
  known.set(row, ages);
  return ages;
}

function settledAt(postedAt: Date, row: CountedRow): Readonly<Record<Added, Date>> {
  const ages = agesOf(row);
  return Object.fromEntries(
    ADDED.map((metric) => [metric, new Date(postedAt.getTime() + ages[metric] * DAY_MS)]),
  ) as Record<Added, Date>;
}

function finalCount(
  counts: HighestCounts<CountColumn>,
  metric: Exclude<Added, 'SPEND'>,
  row: CountedRow,
): number | null {
  const age = agesOf(row)[metric];
  const final = ({ count, ageDays }: Highest): number | null =>
    count !== null && ageDays !== null && ageDays >= age
      ? count / usualShare(row, metric, ageDays)
      : null;
  if (metric !== 'NEGATIVE_ENGAGEMENTS') return final(counts[ADDED_UP[metric]]);
  const engagements = final(counts.engagements);
  const valenced = final(counts.valencedReactions);
  const negative = final(counts.negativeReactions);
  if (engagements === null || valenced === null || negative === null) return null;
  return valenced > 0 ? (engagements * negative) / valenced : 0;
}

/** Those that a forecast is about: one of a campaign's own placements knows nothing of later ones. */
export const knownTo = (
  { isOwnPlan }: Pick<ScoredPart, 'isOwnPlan'>,
  createdAt: Date,
  placements: readonly PlacementCame[],
): readonly PlacementCame[] =>
  isOwnPlan ? placements.filter((placement) => placement.createdAt <= createdAt) : placements;

/** How far a forecast has come on its way to a score. */
export const STANDINGS = {
  SCORED: 'It was held against what came.',
  NO_CAMPAIGN: 'It is for no campaign.',
  SAVED_TOO_LATE:
    'It was saved when the flight was over, or as an outlook when all that can be held against it had practically come: that is no forecast.',
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

/**
 * Why nothing can be said yet; null if it can.
 *
 * @param about - the placements that the forecast is about
 */
export function standingBefore(
  createdAt: Date,
  { flightEnd }: CampaignTimes,
  about: readonly PlacementCame[],
  now: Date,
): Exclude<Standing, 'SCORED' | 'NOT_SETTLED' | 'NO_CAMPAIGN'> | null {
  if (createdAt >= flightEnd) return 'SAVED_TOO_LATE';
  if (now < flightEnd) return 'NOT_OVER';
  const isOpen = about.some(({ status }) => status === 'PLANNED' || status === 'BOOKED');
  if (isOpen && now.getTime() < flightEnd.getTime() + GRACE_DAYS * DAY_MS) return 'OPEN_PLACEMENTS';
  return about.some(({ status }) => status === 'POSTED') ? null : 'NOTHING_POSTED';
}

export type Came = Readonly<Partial<Record<ObservedMetric, number>>>;

/**
 * What came of a part of a forecast, of the posts themselves; money in minor units. A metric is there
 * only if each posted placement has it, settled; reach and frequency, if there is one placement and
 * no other.
 *
 * @param group - what shares reach, which no post counts, is taken off impressions and gross reach;
 *   of people who are reached once it cannot be
 * @param about - the placements that the forecast is about
 * @param asOf - of an outlook: a metric of which everything had practically come is not foreseen
 */
export function whatCame(
  { feeFactor, perPlacementMinor, perInfluencerMinor }: ScoredPart['costs'],
  { kind, key, amplified }: Pick<ScoredGroup, 'kind' | 'key' | 'amplified'>,
  about: readonly PlacementCame[],
  asOf: Date | null,
): Came {
  const ofPart = kind === 'TOTAL' ? about : about.filter(({ keys }) => keys[kind] === key);
  const posted = ofPart.filter(({ status }) => status === 'POSTED');
  if (posted.length === 0) return {};
  const came: Partial<Record<ObservedMetric, number>> = {};
  for (const metric of ADDED) {
    const sum = hadCome(posted, metric, asOf) ? null : sumOf(posted, metric);
    if (sum !== null) came[metric] = sum;
  }
  const { ENGAGEMENTS: engagements, NEGATIVE_ENGAGEMENTS: negative } = came;
  if (engagements !== undefined && negative !== undefined && engagements > 0) {
    came.NEGATIVE_ENGAGEMENT_RATIO = negative / engagements;
  }
  if (came.SPEND !== undefined) {
    const people = new Set(posted.map(({ profileId }) => profileId)).size;
    came.SPEND =
      came.SPEND * feeFactor + posted.length * perPlacementMinor + people * perInfluencerMinor;
  }
  // Counts are whole, and money is in minor units.
  for (const metric of [...ADDED_UP_METRICS, 'SPEND'] as const) {
    if (came[metric] !== undefined) came[metric] = Math.round(came[metric]);
  }
  const { IMPRESSIONS: impressions, GROSS_REACH: reach } = came;
  if (ofPart.length === 1 && reach !== undefined && amplified === null) {
    came.REACH = reach;
    if (impressions !== undefined && reach > 0) came.FREQUENCY = impressions / reach;
  }
  // Of a forecast that was kept without what shares reach nobody can tell the posts' own part.
  if (amplified === undefined) {
    delete came.IMPRESSIONS;
    delete came.GROSS_REACH;
  }
  // What is paid is known before anything comes of it.
  return Object.keys(came).some((metric) => metric !== 'SPEND') ? came : {};
}

/** Whether nothing of it was left to be foreseen. What is paid stays a part of costs per outcome. */
const hadCome = (posted: readonly PlacementCame[], metric: Added, asOf: Date | null): boolean =>
  asOf !== null &&
  metric !== 'SPEND' &&
  posted.every(({ settledAt }) => settledAt !== null && settledAt[metric] <= asOf);

/** Null unless every placement has the metric. */
function sumOf(posted: readonly PlacementCame[], metric: Added): number | null {
  let sum = 0;
  for (const { values } of posted) {
    const value = values[metric];
    if (value === null) return null;
    sum += value;
  }
  return sum;
}

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
