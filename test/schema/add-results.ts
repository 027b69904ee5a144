import { nodeId } from '../../schema/node-id.js';
import type { TestServer } from '../support/server.js';
import { addBareCampaign, addBareProfile } from './bare-rows.js';

const POSTED_AT = new Date('2026-04-02T10:00:00Z');
/** Accounts of a campaign, unless a test asks for others. */
export const CREATORS = 30;

/** Instagram posts of 20,000 followers which reach 20% of them; the newest preset says 7%. */
export async function addResults(
  { db, workspaceId }: TestServer,
  { reach = 4000n, ageDays = 20, creators = CREATORS } = {},
) {
  const { campaignId, layerId } = await addBareCampaign(db, { workspaceId });
  for (let i = 0; i < creators; i++) {
    const { profileId } = await addBareProfile(db, {
      ...{ workspaceId, name: `Creator ${i}`, platform: 'INSTAGRAM', followers: 20_000n },
      handle: `${campaignId}-${i}`,
    });
    const { id: placementId } = await db.placement.create({
      data: {
        ...{ workspaceId, campaignId, layerId, profileId, format: 'POST', status: 'POSTED' },
        ...{ plannedAt: POSTED_AT, postedAt: POSTED_AT, currency: 'USD', sponsored: false },
      },
    });
    // A third above and below: an ordinary spread.
    const luck = BigInt([75, 100, 133][i % 3]);
    await db.latestCounts.create({
      data: {
        ...{ workspaceId, placementId, source: 'PLATFORM' },
        capturedAt: new Date(POSTED_AT.getTime() + ageDays * 86_400_000),
        reach: (reach * luck) / 100n,
        engagements: (reach * luck) / 1000n,
        valencedReactions: 50n,
        negativeReactions: BigInt(i % 5),
      },
    });
  }
  return { campaign: nodeId('Campaign', campaignId), campaignId };
}
