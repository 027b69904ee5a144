import { Prisma } from '../prisma/generated/client.js';
import { type Metric, ROUNDING } from '../simulations/index.js';
import type { TargetReachedDetails } from './event.js';
import { appendEvents, type NewEvent } from './event-log.js';
import type { Transaction } from './mutation.js';
import { ADDED_UP, ADDED_UP_METRICS } from './result-counts.js';

/** The metrics that only rise: what they have reached, they have reached for good. */
export const ONLY_RISE: readonly Metric[] = ['PLACEMENTS', ...ADDED_UP_METRICS];

/** The columns of counts that targets are about. */
export const RISING = Object.values(ADDED_UP);

/** By how much the counts of a campaign's placements have risen at most, added up. */
export type Risen = Readonly<Record<(typeof RISING)[number], bigint>>;

const columns = (sql: (column: string) => string): Prisma.Sql =>
  Prisma.raw(RISING.map(sql).join(', '));

/** The count of a metric, of the target `t` in the sums `s`. */
const COUNTED = Prisma.raw(
  `(CASE t.metric ${Object.entries(ADDED_UP)
    .map(([metric, column]) => `WHEN '${metric}' THEN s."${column}"`)
    .join(' ')} END)::float8`,
);

/** Whether a count is as good as the target `t`, of which nobody was told yet. */
const reachedBy = (count: Prisma.Sql): Prisma.Sql => Prisma.sql`
  t."atLeast" IS NOT NULL
  AND ${count} >= t."atLeast" - ${ROUNDING} * greatest(1, t."atLeast")
  AND NOT EXISTS (
    SELECT FROM "Event" e
    WHERE e."campaignId" = t."campaignId" AND e.kind = 'TARGET_REACHED'
      AND e.cause = t.metric || ' ' || t."atLeast")`;

interface ReachedTarget extends TargetReachedDetails {
  readonly campaignId: string;
  /** A changed threshold is another one. */
  readonly cause: string;
}

/**
 * Tells the targets of campaigns that what was recorded has reached and nobody was told of yet. Adds
 * up only what may have reached one: every batch of results pays for it, while others wait.
 *
 * @param tx - has appended events, as in `tellReachedTargets`
 * @param risen - by campaign
 */
export async function tellTargetsReachedBy(
  tx: Transaction,
  workspaceId: string,
  risen: ReadonlyMap<string, Risen>,
): Promise<void> {
  const rows = JSON.stringify(
    [...risen].map(([campaignId, counts]) => ({
      campaignId,
      ...Object.fromEntries(RISING.map((column) => [column, String(counts[column])])),
    })),
  );
  const near = await tx.$queryRaw<{ campaignId: string }[]>`
    WITH r AS (
      SELECT * FROM jsonb_to_recordset(${rows}::jsonb)
        AS r("campaignId" uuid, ${columns((column) => `"${column}" bigint`)})
    ), s AS (
      UPDATE "CountsAtMost" c SET ${columns((column) => `"${column}" = c."${column}" + r."${column}"`)}
      FROM r WHERE c."workspaceId" = ${workspaceId}::uuid AND c."campaignId" = r."campaignId"
      RETURNING c.*
    )
    SELECT r."campaignId" FROM r LEFT JOIN s USING ("campaignId")
    WHERE s."campaignId" IS NULL
       OR EXISTS (SELECT FROM "Target" t WHERE t."campaignId" = s."campaignId" AND ${reachedBy(COUNTED)})`;
  if (near.length === 0) return;
  await tellReachedTargets(
    tx,
    workspaceId,
    near.map(({ campaignId }) => campaignId),
  );
}

/**
 * Tells the targets of campaigns that are reached and nobody was told of yet, whatever has changed.
 *
 * @param tx - has appended events or locked them: while others cannot append, no two of them pass a threshold together
 *   and neither sees it
 */
export async function tellReachedTargets(
  tx: Transaction,
  workspaceId: string,
  campaignIds: readonly string[],
): Promise<void> {
  await appendEvents(tx, workspaceId, await reachedTargets(tx, workspaceId, campaignIds));
}

/** Adds up the counts of campaigns, and keeps the sums as what was counted at most. */
async function reachedTargets(
  tx: Transaction,
  workspaceId: string,
  campaignIds: readonly string[],
): Promise<NewEvent[]> {
  const reached = await tx.$queryRaw<ReachedTarget[]>`
    WITH highest AS (
      SELECT p."campaignId", p.status = 'POSTED' AS posted,
             ${columns((column) => `max(l."${column}") AS "${column}"`)}
      FROM "Placement" p LEFT JOIN "LatestCounts" l ON l."placementId" = p.id
      WHERE p."workspaceId" = ${workspaceId}::uuid
        AND p."campaignId" = ANY(${[...campaignIds]}::uuid[]) AND p."archivedAt" IS NULL
      GROUP BY p.id
    ), s AS (
      SELECT "campaignId", count(*) FILTER (WHERE posted) AS placements,
             ${columns((column) => `sum("${column}") AS "${column}"`)}
      FROM highest GROUP BY "campaignId"
    ), kept AS (
      INSERT INTO "CountsAtMost" ("workspaceId", "campaignId", ${columns((column) => `"${column}"`)})
      SELECT ${workspaceId}::uuid, "campaignId", ${columns((column) => `coalesce("${column}", 0)`)} FROM s
      ON CONFLICT ("workspaceId", "campaignId") DO UPDATE SET
        ${columns((column) => `"${column}" = EXCLUDED."${column}"`)}
    )
    SELECT t."campaignId", t.metric, t."atLeast", t.metric || ' ' || t."atLeast" AS cause, c.value
    FROM s JOIN "Target" t USING ("campaignId")
    CROSS JOIN LATERAL (
      SELECT CASE t.metric WHEN 'PLACEMENTS' THEN s.placements::float8 ELSE ${COUNTED} END AS value
    ) c
    WHERE ${reachedBy(Prisma.sql`c.value`)}`;
  return reached.map(({ campaignId, cause, metric, atLeast, value }): NewEvent => {
    const details: TargetReachedDetails = { metric, atLeast, value };
    return {
      ...{ kind: 'TARGET_REACHED', campaignId, cause },
      details: details as unknown as Prisma.InputJsonObject,
    };
  });
}
