import type { Platform, PrismaClient } from '../../prisma/generated/client.js';

/** A campaign with one layer of creators, of April 2026 unless said otherwise. */
export async function addBareCampaign(
  db: PrismaClient,
  {
    workspaceId,
    name = 'Spring',
    flightStart = new Date('2026-04-01'),
    flightEnd = new Date('2026-05-01'),
  }: {
    readonly workspaceId: string;
    readonly name?: string;
    readonly flightStart?: Date;
    readonly flightEnd?: Date;
  },
) {
  const { id: campaignId } = await db.campaign.create({
    data: {
      ...{ workspaceId, name, objective: 'REACH', budgetMinor: 100_000n, currency: 'USD' },
      ...{ flightStart, flightEnd },
    },
  });
  const { id: layerId } = await db.layer.create({
    data: { workspaceId, campaignId, role: 'CREATOR' },
  });
  return { campaignId, layerId };
}

/** An influencer of one profile. */
export async function addBareProfile(
  db: PrismaClient,
  {
    workspaceId,
    name,
    ...profile
  }: {
    readonly workspaceId: string;
    readonly name: string;
    readonly platform: Platform;
    readonly handle: string;
    readonly followers: bigint;
  },
) {
  const { id: influencerId } = await db.influencer.create({ data: { workspaceId, name } });
  const { id: profileId } = await db.profile.create({
    data: { workspaceId, influencerId, ...profile },
  });
  return { profileId };
}
