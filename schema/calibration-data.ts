import { Prisma } from '../prisma/generated/client.js';
import type { Format, Platform, Role } from '../prisma/generated/enums.js';
import type { RecordedPlacement } from '../simulations/index.js';
import { packPlacements } from './calibration-fit.js';
import { highestCounts, inPages, seenBySource, type SeenBySource } from './highest-counts.js';
import { jsonRows } from './json-rows.js';
import type { Transaction } from './mutation.js';
import { rowOf } from './scenario-lines.js';

/** The newest campaigns and placements that are learned from at once. */
export const MOST_CAMPAIGNS = 100;
export const MOST_PLACEMENTS = 20_000;

/** Which results to learn from; null: all, but those of the demonstration roster. */
export interface LearnFrom {
  readonly campaignIds: readonly string[] | null;
  readonly platforms: readonly Platform[] | null;
}

const COUNTS = [
  'reach',
  'impressions',
  'engagements',
  'valencedReactions',
  'negativeReactions',
] as const;

interface SeenRow extends SeenBySource {
  readonly campaignId: string;
  readonly profileId: string;
  readonly format: Format;
  readonly sponsored: boolean;
  readonly platform: Platform;
  readonly followers: number;
  readonly authenticity: number | null;
  readonly vetted: boolean;
  readonly role: Role;
  readonly isDemo: boolean;
}

/** What there is to learn from. */
export interface Recorded {
  /** In the order of their ids, packed page by page. */
  readonly placements: readonly Uint8Array[];
  /** Campaigns in which profiles of the demonstration roster posted. */
  readonly demoCampaigns: ReadonlySet<string>;
}

/**
 * What was seen last of posted placements that are not archived: of each count the highest that any
 * source saw, and how old the placement then was. What profiles of the demonstration roster brought is
 * made up, and takes part only in campaigns that are named.
 */
export async function recordedPlacements(
  db: Transaction,
  workspaceId: string,
  from: LearnFrom,
): Promise<Recorded> {
  const ids = await newestPlacements(db, workspaceId, from);
  const placements: Uint8Array[] = [];
  const demoCampaigns = new Set<string>();
  await inPages(ids, async (some) => {
    const rows = await placementsSeenLast(db, workspaceId, some);
    for (const { isDemo, campaignId } of rows) if (isDemo) demoCampaigns.add(campaignId);
    placements.push(packPlacements(rows.map(recordedPlacement)));
  });
  return { placements, demoCampaigns };
}

/** In the order of their ids. */
async function newestPlacements(
  db: Transaction,
  workspaceId: string,
  { campaignIds, platforms }: LearnFrom,
): Promise<readonly string[]> {
  const these =
    campaignIds === null ? Prisma.empty : Prisma.sql`AND c.id = ANY(${[...campaignIds]}::uuid[])`;
  const real = campaignIds === null ? Prisma.sql`AND NOT f."isDemo"` : Prisma.empty;
  const there =
    platforms === null
      ? Prisma.empty
      : Prisma.sql`AND f.platform = ANY(${[...platforms]}::"Platform"[])`;
  const [{ ids }] = await db.$queryRaw<[{ ids: string[] | null }]>`
    SELECT json_agg(newest.id ORDER BY newest.id) AS ids FROM (
      SELECT p.id FROM "Placement" p
      JOIN "Profile" f ON f.id = p."profileId"
      JOIN (
        SELECT c.id FROM "Campaign" c
        WHERE c."workspaceId" = ${workspaceId}::uuid ${these}
        ORDER BY c."flightStart" DESC, c.id DESC LIMIT ${MOST_CAMPAIGNS}
      ) c ON c.id = p."campaignId"
      WHERE p."workspaceId" = ${workspaceId}::uuid AND p.status = 'POSTED'
        AND p."postedAt" IS NOT NULL AND p."archivedAt" IS NULL ${there} ${real}
        AND EXISTS (SELECT 1 FROM "LatestCounts" s WHERE s."placementId" = p.id)
      ORDER BY p."postedAt" DESC, p.id DESC LIMIT ${MOST_PLACEMENTS}
    ) newest`;
  return ids ?? [];
}

const placementsSeenLast = (
  db: Transaction,
  workspaceId: string,
  ids: string[],
): Promise<SeenRow[]> =>
  jsonRows<SeenRow>(
    db,
    Prisma.sql`
      SELECT p."campaignId", p."profileId", p.format, p.sponsored, f.platform, f."isDemo",
             f.followers, f.authenticity, c.vetted, l.role, ${seenBySource(COUNTS)}
      FROM "Placement" p
      JOIN "Profile" f ON f.id = p."profileId"
      JOIN "Campaign" c ON c.id = p."campaignId"
      JOIN "Layer" l ON l.id = p."layerId"
      WHERE p."workspaceId" = ${workspaceId}::uuid AND p.id = ANY(${ids}::uuid[])
      ORDER BY p.id`,
  );

function recordedPlacement(row: SeenRow): RecordedPlacement {
  const counts = highestCounts(COUNTS, row);
  const { reach, impressions, engagements, valencedReactions, negativeReactions } = counts;
  return {
    creator: row.profileId,
    campaign: row.campaignId,
    row: rowOf([], row.role, row.platform, row.format) as RecordedPlacement['row'],
    followers: row.followers,
    authenticity: row.authenticity,
    vetted: row.vetted,
    sponsored: row.sponsored,
    baseAgeDays: Math.max(reach.ageDays ?? 0, impressions.ageDays ?? 0),
    engagementsAgeDays: Math.max(engagements.ageDays ?? 0, valencedReactions.ageDays ?? 0),
    reach: reach.count,
    impressions: impressions.count,
    engagements: engagements.count,
    valenced: valencedReactions.count,
    negative:
      negativeReactions.count === null
        ? null
        : Math.min(negativeReactions.count, valencedReactions.count ?? 0),
  };
}
