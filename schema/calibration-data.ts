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

/** Which results to learn from; null: all. */
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
}

/**
 * What was seen last of posted placements that are not archived: of each count the highest that any
 * source saw, and how old the placement then was. In the order of their ids, packed page by page.
 */
export async function recordedPlacements(
  db: Transaction,
  workspaceId: string,
  from: LearnFrom,
): Promise<Uint8Array[]> {
  const ids = await newestPlacements(db, workspaceId, from);
  const pages: Uint8Array[] = [];
  await inPages(ids, async (some) => {
    pages.push(packPlacements(await placementsSeenLast(db, workspaceId, some)));
  });
  return pages;
}

/** In the order of their ids. */
async function newestPlacements(
  db: Transaction,
  workspaceId: string,
  { campaignIds, platforms }: LearnFrom,
): Promise<readonly string[]> {
  const these =
    campaignIds === null ? Prisma.empty : Prisma.sql`AND c.id = ANY(${[...campaignIds]}::uuid[])`;
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
        AND p."postedAt" IS NOT NULL AND p."archivedAt" IS NULL ${there}
        AND EXISTS (SELECT 1 FROM "LatestCounts" s WHERE s."placementId" = p.id)
      ORDER BY p."postedAt" DESC, p.id DESC LIMIT ${MOST_PLACEMENTS}
    ) newest`;
  return ids ?? [];
}

async function placementsSeenLast(
  db: Transaction,
  workspaceId: string,
  ids: string[],
): Promise<RecordedPlacement[]> {
  const rows = await jsonRows<SeenRow>(
    db,
    Prisma.sql`
      SELECT p."campaignId", p."profileId", p.format, p.sponsored, f.platform,
             f.followers, f.authenticity, c.vetted, l.role, ${seenBySource(COUNTS)}
      FROM "Placement" p
      JOIN "Profile" f ON f.id = p."profileId"
      JOIN "Campaign" c ON c.id = p."campaignId"
      JOIN "Layer" l ON l.id = p."layerId"
      WHERE p."workspaceId" = ${workspaceId}::uuid AND p.id = ANY(${ids}::uuid[])
      ORDER BY p.id`,
  );
  return rows.map((row) => {
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
  });
}
