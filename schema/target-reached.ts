import { Prisma } from '../prisma/generated/client.js';
import { type Metric, ROUNDING } from '../simulations/index.js';
import type { TargetReachedDetails } from './event.js';
import { appendEvents, type NewEvent } from './event-log.js';
import type { Transaction } from './mutation.js';
import { ADDED_UP, ADDED_UP_METRICS } from './result-counts.js';

/** The metrics that only rise: what they have reached, they have reached for good. */
export const ONLY_RISE: readonly Metric[] = ['PLACEMENTS', ...ADDED_UP_METRICS];

/** The count of a metric, of the target `t` in the counts `l`. */
const COUNTED = Prisma.raw(
  `CASE t.metric ${Object.entries(ADDED_UP)
    .map(([metric, column]) => `WHEN '${metric}' THEN l."${column}"`)
    .join(' ')} END`,
);

interface ReachedTarget extends TargetReachedDetails {
  readonly campaignId: string;
  /** A changed threshold is another one. */
  readonly cause: string;
}

/**
 * Tells the targets of campaigns that what was recorded or posted has reached and nobody was told of yet.
 *
 * @param tx - has appended events: while others cannot, no two of them pass a threshold together
 *   and neither sees it
 */
export async function tellReachedTargets(
  tx: Transaction,
  workspaceId: string,
  campaignIds: readonly string[],
): Promise<void> {
  await appendEvents(tx, workspaceId, await reachedTargets(tx, workspaceId, campaignIds));
}

async function reachedTargets(
  tx: Transaction,
  workspaceId: string,
  campaignIds: readonly string[],
): Promise<NewEvent[]> {
  // Only the counts of open targets are added up: every batch of results pays for it.
  const reached = await tx.$queryRaw<ReachedTarget[]>`
    WITH open AS MATERIALIZED (
      SELECT t."campaignId", t.metric, t."atLeast", t.metric || ' ' || t."atLeast" AS cause
      FROM "Target" t
      WHERE t."workspaceId" = ${workspaceId}::uuid
        AND t."campaignId" = ANY(${[...campaignIds]}::uuid[])
        AND t.metric = ANY(${ONLY_RISE}) AND t."atLeast" IS NOT NULL
        AND NOT EXISTS (
          SELECT FROM "Event" e
          WHERE e."campaignId" = t."campaignId" AND e.kind = 'TARGET_REACHED'
            AND e.cause = t.metric || ' ' || t."atLeast")
    )
    SELECT t.*, seen.value FROM open t
    CROSS JOIN LATERAL (
      SELECT sum(each) AS value FROM (
        SELECT CASE t.metric WHEN 'PLACEMENTS' THEN (p.status = 'POSTED')::int
               ELSE max(${COUNTED}) END::float8 AS each
        FROM "Placement" p LEFT JOIN "LatestCounts" l ON l."placementId" = p.id
        WHERE p."campaignId" = t."campaignId" AND p."archivedAt" IS NULL
        GROUP BY p.id) placements
    ) seen
    WHERE seen.value >= t."atLeast" - ${ROUNDING} * greatest(1, t."atLeast")`;
  return reached.map(({ campaignId, cause, metric, atLeast, value }): NewEvent => {
    const details: TargetReachedDetails = { metric, atLeast, value };
    return {
      ...{ kind: 'TARGET_REACHED', campaignId, cause },
      details: details as unknown as Prisma.InputJsonObject,
    };
  });
}
