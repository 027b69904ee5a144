import { createWorkspace } from '../../schema/workspace.js';
import type { TestServer } from '../support/server.js';

export interface Roster {
  readonly profile: string;
  /** Ada posts on Instagram, Bob films on YouTube, Cy shares. */
  readonly profiles: { readonly ada: string; readonly bob: string; readonly cy: string };
  readonly campaign: string;
  readonly emptyCampaign: string;
  readonly assumptions: string;
}

const DAY = 86_400_000;
export const FLIGHT_START = new Date('2026-05-01T00:00:00Z');

/** Three people, two cells, one campaign with placements and one without. */
export async function makeRoster(
  { db, workspaceId }: Pick<TestServer, 'db' | 'workspaceId'>,
  otherWorkspace?: string,
): Promise<Roster> {
  const ws = otherWorkspace
    ? (
        await createWorkspace(db, {
          slug: otherWorkspace,
          name: otherWorkspace,
          currency: 'USD',
          isDemo: false,
        })
      ).id
    : workspaceId;
  const cells = await Promise.all(
    [
      { key: 'gen-z', name: 'Generation Z', people: 20_000_000n },
      { key: 'gen-x', name: 'Generation X', people: 10_000_000n },
    ].map((cell) => db.audienceCell.create({ data: { workspaceId: ws, ...cell } })),
  );
  const person = async (
    handle: string,
    platform: 'INSTAGRAM' | 'YOUTUBE',
    role: 'CREATOR' | 'SHARER',
    followers: bigint,
    more: Readonly<Record<string, unknown>> = {},
  ) => {
    const { id: influencerId } = await db.influencer.create({
      data: { workspaceId: ws, name: handle, role, topics: ['beauty', 'travel'] },
    });
    const { id } = await db.profile.create({
      data: { workspaceId: ws, influencerId, platform, handle, followers, ...more },
    });
    return id;
  };
  const ada = await person('ada', 'INSTAGRAM', 'CREATOR', 20_000n, {
    authenticity: 0.8,
    recentPosts: 12,
    recentPostsAsOf: FLIGHT_START,
    recentReach: 6000,
    recentEngagements: 400,
  });
  const bob = await person('bob', 'YOUTUBE', 'CREATOR', 1_000_000n);
  const cy = await person('cy', 'INSTAGRAM', 'SHARER', 900n);
  await db.audienceShare.create({
    data: { workspaceId: ws, profileId: ada, cellId: cells[0].id, share: 0.6 },
  });
  await db.offer.create({
    data: { workspaceId: ws, profileId: ada, format: 'POST', priceMinor: 25_000n, currency: 'USD' },
  });
  const { id: assumptions } = await db.assumptions.create({
    data: {
      workspaceId: ws,
      name: 'Ours',
      version: 1,
      preset: '2020',
      negativity: 'claim',
      overrides: { 'level.reach.sd': 0.5 },
    },
  });
  const campaign = async (name: string) => {
    const { id } = await db.campaign.create({
      data: {
        workspaceId: ws,
        name,
        objective: 'REACH',
        budgetMinor: 1_000_000n,
        currency: 'USD',
        flightStart: FLIGHT_START,
        flightEnd: new Date(FLIGHT_START.getTime() + 20 * DAY),
        universe: 50_000_000n,
        vetted: true,
        agencyFeeShare: 0.1,
        assumptionsId: assumptions,
      },
    });
    return id;
  };
  const full = await campaign('Spring');
  await db.target.create({
    data: { workspaceId: ws, campaignId: full, position: 0, metric: 'SPEND', atMost: 900_000 },
  });
  await db.campaignCell.create({
    data: { workspaceId: ws, campaignId: full, cellId: cells[0].id },
  });
  const { id: layerId } = await db.layer.create({
    data: { workspaceId: ws, campaignId: full, role: 'CREATOR' },
  });
  const placement = (
    profileId: string,
    format: 'POST' | 'VIDEO',
    day: number,
    more: Readonly<Record<string, unknown>> = {},
  ) =>
    db.placement.create({
      data: {
        workspaceId: ws,
        campaignId: full,
        layerId,
        profileId,
        format,
        plannedAt: new Date(FLIGHT_START.getTime() + day * DAY),
        currency: 'USD',
        ...more,
      },
    });
  await placement(ada, 'POST', 2, { feeMinor: 20_000n, status: 'BOOKED' });
  await placement(bob, 'VIDEO', 5);
  await placement(ada, 'POST', 9, {
    status: 'POSTED',
    postedAt: new Date(FLIGHT_START.getTime() + 9 * DAY),
  });
  await placement(bob, 'VIDEO', 6, { status: 'CANCELLED' });
  return {
    profile: ada,
    profiles: { ada, bob, cy },
    campaign: full,
    emptyCampaign: await campaign('Autumn'),
    assumptions,
  };
}
