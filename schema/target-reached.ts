import type { Prisma } from '../prisma/generated/client.js';
import type { Metric } from '../simulations/index.js';
import { actualsOf } from './actuals-loader.js';
import type { TargetReachedDetails } from './event.js';
import type { NewEvent } from './event-log.js';
import type { Transaction } from './mutation.js';
import type { CountColumn } from './result-counts.js';

/**
 * The metrics whose recorded counts add up over placements and only rise. REACH is not one of
 * them: how many people two placements reached together, their counts do not say.
 */
export const ADDED_UP: Readonly<Partial<Record<Metric, CountColumn>>> = {
  IMPRESSIONS: 'impressions',
  GROSS_REACH: 'reach',
  ENGAGEMENTS: 'engagements',
  SHARES: 'shares',
  CLICKS: 'clicks',
  CONVERSIONS: 'conversions',
  REDEMPTIONS: 'redemptions',
  REVENUE: 'revenueMinor',
};

interface OpenTarget {
  readonly campaignId: string;
  readonly metric: Metric;
  readonly atLeast: number;
}

/** What a target is told as; a changed threshold is another one. */
const causeOf = ({ metric, atLeast }: OpenTarget): string => `${metric} ${atLeast}`;

/**
 * The targets of campaigns that what was recorded has reached and nobody was told of yet.
 *
 * @param tx - has appended events: while others cannot, no two of them pass a threshold together
 *   and neither sees it
 */
export async function reachedTargets(
  tx: Transaction,
  workspaceId: string,
  campaignIds: readonly string[],
): Promise<NewEvent[]> {
  const targets = await tx.$queryRaw<(OpenTarget & { readonly causes: string[] })[]>`
    SELECT t."campaignId", t.metric, t."atLeast", ARRAY(
             SELECT e.cause FROM "Event" e
             WHERE e."campaignId" = t."campaignId" AND e.kind = 'TARGET_REACHED') AS causes
    FROM "Target" t
    WHERE t."workspaceId" = ${workspaceId}::uuid AND t."campaignId" = ANY(${[...campaignIds]}::uuid[])
      AND t.metric = ANY(${Object.keys(ADDED_UP)}) AND t."atLeast" IS NOT NULL`;
  const open = targets.filter((target) => !target.causes.includes(causeOf(target)));
  if (open.length === 0) return [];
  const campaigns = [...new Set(open.map(({ campaignId }) => campaignId))];
  const actuals = await actualsOf(tx, workspaceId, 'campaignId', campaigns);
  return open.flatMap(({ campaignId, ...target }): NewEvent[] => {
    const { metric, atLeast } = target;
    const value = Number(actuals.get(campaignId)?.[ADDED_UP[metric]!] ?? 0n);
    if (value < atLeast) return [];
    const details: TargetReachedDetails = { metric, atLeast, value };
    return [
      {
        ...{ kind: 'TARGET_REACHED', campaignId, cause: causeOf({ campaignId, ...target }) },
        details: details as unknown as Prisma.InputJsonObject,
      },
    ];
  });
}
