import { nodeId } from '../../schema/node-id.js';
import type { TestServer } from '../support/server.js';
import { addBareCampaign, addBareProfile } from './bare-rows.js';

export const POSTED_AT = new Date('2026-04-02T10:00:00.000Z');

/** When the tests' server thinks it is. */
export const NOW = new Date('2026-04-20T12:00:00.000Z');

/** Hours after the placement was posted. */
export const hours = (n: number): string =>
  new Date(POSTED_AT.getTime() + n * 3_600_000).toISOString();

/**
 * A campaign whose placements are posted.
 * @returns the rows' own ids, and those of the API
 */
export async function addPosted({ db, workspaceId }: TestServer, count: number) {
  const { campaignId, layerId } = await addBareCampaign(db, { workspaceId });
  const { profileId } = await addBareProfile(db, {
    ...{ workspaceId, name: 'Ann', platform: 'TIKTOK', handle: campaignId, followers: 5000n },
  });
  const placements = await db.placement.createManyAndReturn({
    data: Array.from({ length: count }, () => ({
      ...{ workspaceId, campaignId, layerId, profileId, format: 'VIDEO' as const },
      ...{ status: 'POSTED' as const, plannedAt: POSTED_AT, postedAt: POSTED_AT, currency: 'USD' },
    })),
  });
  const rows = placements.map(({ id }) => id);
  return {
    campaignId,
    campaign: nodeId('Campaign', campaignId),
    rows,
    ids: rows.map((id) => nodeId('Placement', id)),
  };
}
