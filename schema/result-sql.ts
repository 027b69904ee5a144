import { Prisma, type Result } from '../prisma/generated/client.js';
import type { PlacementStatus, ResultSource } from '../prisma/generated/enums.js';
import type { Transaction } from './mutation.js';
import {
  COUNT_COLUMNS,
  type CountColumn,
  type CountValues,
  partOf,
  wholeOf,
} from './result-counts.js';
import type { Bounds, Snapshot } from './result-rules.js';

/** The statements of recording results: one per step, whatever the number of snapshots. */

const columns = (sql: (column: CountColumn) => string): Prisma.Sql =>
  Prisma.raw(COUNT_COLUMNS.map(sql).join(', '));

const NAMES = columns((column) => `"${column}"`);

/** The record of a snapshot inside `jsonb_to_recordset`. */
const RECORD = Prisma.sql`(index int, id uuid, "placementId" uuid, "capturedAt" timestamptz(3),
  source "ResultSource", ${columns((column) => `"${column}" bigint`)})`;

function records(snapshots: readonly Snapshot[], ids?: readonly string[]): string {
  return JSON.stringify(
    snapshots.map(({ index, placementId, capturedAt, source, counts }, i) => {
      const record: Record<string, unknown> = { index, placementId, capturedAt, source };
      if (ids) record['id'] = ids[i];
      // As text: JSON's numbers are doubles on the way.
      for (const column of COUNT_COLUMNS) {
        const value = counts[column];
        if (value !== null) record[column] = String(value);
      }
      return record;
    }),
  );
}

export interface PlacementRecord {
  readonly id: string;
  readonly campaignId: string;
  readonly status: PlacementStatus;
  readonly postedAt: Date | null;
  readonly archivedAt: Date | null;
}

/** Placements of the workspace; others who would record for them wait, always in the same order. */
export const lockPlacements = (
  tx: Transaction,
  workspaceId: string,
  ids: readonly string[],
): Promise<PlacementRecord[]> => tx.$queryRaw<PlacementRecord[]>`
  SELECT id, "campaignId", status, "postedAt", "archivedAt" FROM "Placement"
  WHERE "workspaceId" = ${workspaceId}::uuid AND id = ANY(${[...ids]}::uuid[])
  ORDER BY id FOR NO KEY UPDATE`;

export interface LatestRecord extends CountValues {
  readonly placementId: string;
  readonly source: ResultSource;
  readonly capturedAt: Date;
}

export const findLatest = (tx: Transaction, ids: readonly string[]): Promise<LatestRecord[]> =>
  tx.$queryRaw<LatestRecord[]>`
    SELECT "placementId", source, "capturedAt", ${NAMES} FROM "LatestCounts"
    WHERE "placementId" = ANY(${[...ids]}::uuid[])`;

/** What is recorded for the same placements, moments and sources. */
export async function findTwins(
  tx: Transaction,
  snapshots: readonly Snapshot[],
): Promise<Result[]> {
  if (snapshots.length === 0) return [];
  return tx.$queryRaw<Result[]>`
    SELECT s.* FROM jsonb_to_recordset(${records(snapshots)}::jsonb) AS r${RECORD}
    JOIN "Result" s USING ("placementId", "capturedAt", source)`;
}

/** What an earlier or a later count of a column is a bound of. */
function bounded(column: CountColumn, comparison: '<' | '>'): CountColumn[] {
  const other = comparison === '<' ? wholeOf(column) : partOf(column);
  return other === null ? [column] : [column, other];
}

/** The nearest recorded counts before and after each snapshot, of the same placement and source. */
export async function findBounds(
  tx: Transaction,
  snapshots: readonly Snapshot[],
): Promise<Map<number, Bounds>> {
  if (snapshots.length === 0) return new Map();
  // One look into the index per count that bounds something: most snapshots have the counts that
  // their neighbours have.
  const nearest = (column: CountColumn, comparison: '<' | '>') =>
    `CASE WHEN ${bounded(column, comparison)
      .map((name) => `r."${name}" IS NOT NULL`)
      .join(' OR ')} THEN (
       SELECT s."${column}" FROM "Result" s
       WHERE s."placementId" = r."placementId" AND s.source = r.source
         AND s."capturedAt" ${comparison} r."capturedAt" AND s."${column}" IS NOT NULL
       ORDER BY s."capturedAt" ${comparison === '<' ? 'DESC' : 'ASC'} LIMIT 1) END`;
  const rows = await tx.$queryRaw<({ index: number } & Record<string, bigint | null>)[]>`
    SELECT r.index, ${columns((column) => `${nearest(column, '<')} AS "least ${column}", ${nearest(column, '>')} AS "most ${column}"`)}
    FROM jsonb_to_recordset(${records(snapshots)}::jsonb) AS r${RECORD}`;
  return new Map(
    rows.map((row) => {
      const part = (name: 'least' | 'most') =>
        Object.fromEntries(
          COUNT_COLUMNS.map((column) => [column, row[`${name} ${column}`]]),
        ) as CountValues;
      return [row.index, { least: part('least'), most: part('most') }];
    }),
  );
}

/** What a request was, and what it was answered. */
export interface RecordingRecord {
  readonly key: string;
  readonly bodyHash: string;
  readonly answer: object;
}

/**
 * Stores snapshots under ids, what they add to the latest counts, and the request that brought
 * them; whoever has its key already is waited for.
 * @throws what `isKeyTaken` knows
 */
export async function insertResults(
  tx: Transaction,
  workspaceId: string,
  snapshots: readonly Snapshot[],
  ids: readonly string[],
  { key, bodyHash, answer }: RecordingRecord,
): Promise<void> {
  await tx.$executeRaw`
    WITH r AS (
      SELECT * FROM jsonb_to_recordset(${records(snapshots, ids)}::jsonb) AS r${RECORD}
    ), recording AS (
      INSERT INTO "Recording" ("workspaceId", key, "bodyHash", answer)
      VALUES (${workspaceId}::uuid, ${key}, ${bodyHash}, ${JSON.stringify(answer)}::jsonb)
    ), written AS (
      INSERT INTO "Result" (id, "workspaceId", "placementId", "capturedAt", source, ${NAMES})
      SELECT id, ${workspaceId}::uuid, "placementId", "capturedAt", source, ${NAMES} FROM r
    )
    INSERT INTO "LatestCounts" AS l ("workspaceId", "placementId", source, "capturedAt", ${NAMES})
    SELECT ${workspaceId}::uuid, "placementId", source, max("capturedAt"),
           ${columns((column) => `max("${column}")`)}
    FROM r GROUP BY "placementId", source
    ON CONFLICT ("placementId", source) DO UPDATE SET
      "capturedAt" = GREATEST(l."capturedAt", EXCLUDED."capturedAt"),
      ${columns((column) => `"${column}" = GREATEST(l."${column}", EXCLUDED."${column}")`)}`;
}

export const isKeyTaken = (error: unknown): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.message.includes('Recording_pkey');
