import type { Prisma } from '../prisma/generated/client.js';
import type { Metric } from '../simulations/index.js';
import { actualsOf } from './actuals-loader.js';
import type { TargetReachedDetails } from './event.js';
import { lockEvents, type NewEvent } from './event-log.js';
import type { Transaction } from './mutation.js';
import type { CountColumn } from './result-counts.js';

/**
 * The metrics whose recorded counts add up over placements and only rise. REACH is not one of
 * them: how many people two placements reached together, their counts do not say.
 */
const ADDED_UP: Readonly<Partial<Record<Metric, CountColumn>>> = {
  IMPRESSIONS: 'impressions',
  GROSS_REACH: 'reach',
  ENGAGEMENTS: 'engagements',
  SHARES: 'shares',
  CLICKS: 'clicks',
  CONVERSIONS: 'conversions',
  REDEMPTIONS: 'redemptions',
  REVENUE: 'revenueMinor',
};

/**
 * The targets of campaigns that what was recorded has reached and nobody was told of yet; those who
 * record for the same workspace wait, or two of them together could pass a threshold unseen.
 */
export async function reachedTargets(
  tx: Transaction,
  workspaceId: string,
  campaignIds: readonly string[],
): Promise<NewEvent[]> {
  const targets = await tx.target.findMany({
    where: {
      workspaceId,
      campaignId: { in: [...campaignIds] },
      metric: { in: Object.keys(ADDED_UP) },
      atLeast: { not: null },
    },
  });
  if (targets.length === 0) return [];
  const told = await tx.event.findMany({
    where: { workspaceId, campaignId: { in: [...campaignIds] }, kind: 'TARGET_REACHED' },
    select: { campaignId: true, cause: true },
  });
  const isTold = new Set(told.map(({ campaignId, cause }) => `${campaignId} ${cause}`));
  const open = targets.flatMap(({ campaignId, metric, atLeast }) => {
    const cause = `${metric} ${atLeast}`;
    return atLeast === null || isTold.has(`${campaignId} ${cause}`)
      ? []
      : [{ campaignId, metric: metric as Metric, atLeast, cause }];
  });
  if (open.length === 0) return [];

  await lockEvents(tx, workspaceId);
  const campaigns = [...new Set(open.map(({ campaignId }) => campaignId))];
  const actuals = await actualsOf(tx, workspaceId, 'campaignId', campaigns);
  return open.flatMap(({ campaignId, metric, atLeast, cause }): NewEvent[] => {
    const value = Number(actuals.get(campaignId)?.[ADDED_UP[metric]!] ?? 0n);
    if (value < atLeast) return [];
    const details: TargetReachedDetails = { metric, atLeast, value };
    return [
      {
        ...{ kind: 'TARGET_REACHED', campaignId, cause },
        details: details as unknown as Prisma.InputJsonObject,
      },
    ];
  });
}
