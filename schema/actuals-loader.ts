import DataLoader from 'dataloader';
import { Prisma, type PrismaClient } from '../prisma/generated/client.js';
import type { Transaction } from './mutation.js';
import { COUNT_COLUMNS, type CountColumn, type CountValues } from './result-counts.js';

/** What was seen so far of one placement or of all of a campaign. */
export interface Actuals extends CountValues {
  /** Of which something was seen. */
  readonly placements: number;
  /** Weighted by engagements, 0–1. */
  readonly negativeEngagementRatio: number | null;
  /** When the latest of it was seen. */
  readonly capturedAt: Date;
}

export type ActualsLoader = DataLoader<string, Actuals | null>;

type Parent = 'placementId' | 'campaignId';

/** By the ids of placements or of campaigns; null where nothing was seen. */
export const actualsLoader = (
  db: PrismaClient,
  workspaceId: string,
  parent: Parent,
): ActualsLoader =>
  new DataLoader(async (ids) => {
    const found = await actualsOf(db, workspaceId, parent, ids);
    return ids.map((id) => found.get(id) ?? null);
  });

const columns = (sql: (column: CountColumn) => string): Prisma.Sql =>
  Prisma.raw(COUNT_COLUMNS.map(sql).join(', '));

/**
 * Adds up what was seen: of each placement the highest count that any source saw, because counts
 * only rise and the sources see them at different times; of a campaign the sum over its placements
 * that are not archived.
 */
export async function actualsOf(
  db: PrismaClient | Transaction,
  workspaceId: string,
  parent: Parent,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Actuals>> {
  const key = parent === 'placementId' ? Prisma.sql`p.id` : Prisma.sql`p."campaignId"`;
  const counts = parent === 'placementId' ? Prisma.sql`TRUE` : Prisma.sql`p."archivedAt" IS NULL`;
  const rows = await db.$queryRaw<(Actuals & { id: string })[]>`
    WITH seen AS (
      SELECT ${key} AS id, max(l."capturedAt") AS "capturedAt",
             ${columns((column) => `max(l."${column}") AS "${column}"`)}
      FROM "Placement" p JOIN "LatestCounts" l ON l."placementId" = p.id
      WHERE p."workspaceId" = ${workspaceId}::uuid AND ${key} = ANY(${[...ids]}::uuid[]) AND ${counts}
      GROUP BY ${key}, p.id
    )
    SELECT id, count(*)::int AS placements, max("capturedAt") AS "capturedAt",
           ${columns((column) => `sum("${column}")::bigint AS "${column}"`)},
           sum(engagements * ("negativeReactions"::float8 / NULLIF("valencedReactions", 0)))
             / NULLIF(sum(engagements) FILTER (WHERE "valencedReactions" > 0), 0)
             AS "negativeEngagementRatio"
    FROM seen GROUP BY id`;
  return new Map(rows.map((row) => [row.id, row]));
}
