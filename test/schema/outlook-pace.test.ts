import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeId } from '../../schema/node-id.js';
import { paceRatio } from '../../schema/outlook-pace.js';
import { openTestServer, type TestServer } from '../support/server.js';
import { FLIGHT_START, makeRoster } from './roster.js';

const at = (day: number): Date => new Date(FLIGHT_START.getTime() + day * 86_400_000);

describe('the pace of a campaign', () => {
  let server: TestServer;
  let campaign: string;
  let placements: readonly string[];

  beforeAll(async () => {
    server = await openTestServer({ now: () => at(16) });
    ({ campaign } = await makeRoster(server));
    const posted = await server.db.placement.findMany({
      where: { campaignId: campaign, status: { not: 'CANCELLED' } },
      orderBy: { plannedAt: 'asc' },
    });
    placements = posted.map(({ id }) => id);
    for (const { id, plannedAt } of posted) {
      const data = { status: 'POSTED' as const, postedAt: plannedAt };
      await server.db.placement.update({ where: { id }, data });
    }
  });
  afterAll(() => server.close());

  /** What the plan expected of each metric, given what was counted of placements and when. */
  const paceOf = async (
    counts: readonly { placement: number; day: number; [count: string]: unknown }[],
  ): Promise<Record<string, { readonly actual: number; readonly mean: number }>> => {
    const { db, workspaceId } = server;
    await db.latestCounts.deleteMany({ where: { workspaceId } });
    await db.latestCounts.createMany({
      data: counts.map(({ placement, day, ...each }) => ({
        ...{ workspaceId, placementId: placements[placement], source: 'PLATFORM' as const },
        ...{ capturedAt: at(day), ...each },
      })),
    });
    const { data, errors } = await server.query(
      `query ($id: ID!) { campaign(id: $id) { outlook(precision: { draws: 64 }) {
         pace { metric actual expected { mean } } } } }`,
      { id: nodeId('Campaign', campaign) },
    );
    expect(errors).toBeUndefined();
    return Object.fromEntries(
      data.campaign.outlook.pace.map(({ metric, actual, expected }: any) => [
        metric,
        { actual, mean: expected.mean },
      ]),
    );
  };

  it('holds every placement to what the plan expected when it was counted', async () => {
    const early = { placement: 0, day: 2.2, impressions: 900n };
    const late = { placement: 1, day: 15.2, impressions: 9000n };
    const [first, second, both, grown] = [
      (await paceOf([early])).IMPRESSIONS,
      (await paceOf([late])).IMPRESSIONS,
      (await paceOf([early, late])).IMPRESSIONS,
      (await paceOf([{ ...early, day: 15.2 }])).IMPRESSIONS,
    ];
    expect(both.actual).toBe(9900);
    // The same worlds but for the luck of days; a post of five hours has a fraction of its views.
    expect(Math.abs(both.mean / (first.mean + second.mean) - 1)).toBeLessThan(0.05);
    expect(first.mean).toBeLessThan(grown.mean / 2);
  });

  it('leaves out of a count what it is not known of', async () => {
    const one = { placement: 0, day: 9, impressions: 5000n };
    const other = { placement: 1, day: 9, impressions: 9000n };
    const alone = await paceOf([{ ...one, clicks: 30n }]);
    const told = await paceOf([{ ...one, clicks: 30n }, other]);
    expect(Object.keys(told)).toEqual(['IMPRESSIONS', 'CLICKS']);
    expect(told.CLICKS).toEqual(alone.CLICKS);
    expect(told.IMPRESSIONS.mean).toBeGreaterThan(alone.IMPRESSIONS.mean);
  });

  it('is behind by what is planned to be on the air, and is not', async () => {
    const one = { placement: 0, day: 9, impressions: 5000n };
    const before = (await paceOf([one])).IMPRESSIONS;
    await server.db.placement.update({
      where: { id: placements[1] },
      data: { status: 'BOOKED', postedAt: null },
    });
    const overdue = (await paceOf([one])).IMPRESSIONS;
    expect(overdue.actual).toBe(before.actual);
    expect(overdue.mean).toBeGreaterThan(before.mean * 1.5);
  });

  it('has no ratio where less than half a thing was expected', () => {
    const pace = (expected: number) =>
      ({
        metric: 'CONVERSIONS',
        currency: 'USD',
        actual: 2,
        expected: Float64Array.of(expected),
      }) as const;
    expect(paceRatio(pace(0.49))).toBeNull();
    expect(paceRatio(pace(0.5))).toBe(4);
  });
});
