import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeId } from '../../schema/node-id.js';
import { openTestServer, type TestServer } from '../support/server.js';
import { apiOf } from './api.js';
import { FLIGHT_START, makeRoster, type Roster } from './roster.js';

const DAY_MS = 86_400_000;
const at = (day: number): Date => new Date(FLIGHT_START.getTime() + day * DAY_MS);

describe('an outlook', () => {
  let server: TestServer;
  let roster: Roster;
  /** Day of the flight, which lasts 20. */
  let today = 19;

  beforeAll(async () => {
    server = await openTestServer({ now: () => at(today) });
    roster = await makeRoster(server);
  });
  afterAll(() => server.close());

  const outlook = async (fields: string, campaign = roster.campaign) => {
    const { campaign: found } = await apiOf(server).read(
      `campaign(id: $id) { outlook(precision: { draws: 64 }) { ${fields} } }`,
      { id: nodeId('Campaign', campaign) },
    );
    return found.outlook;
  };
  const WARNINGS = 'summary warnings { code message placements { totalCount } }';

  it('names what is late while the flight goes on, and what did not come when it is over', async () => {
    today = 19;
    const late = await outlook(WARNINGS);
    expect(late.warnings.map(({ code }: any) => code)).toContain('OVERDUE');
    expect(late.summary).not.toContain('end of the flight');
    today = 20;
    const over = await outlook(WARNINGS);
    const codes = over.warnings.map(({ code }: any) => code);
    expect(codes).not.toContain('OVERDUE');
    expect(over.warnings[codes.indexOf('FLIGHT_OVER')]).toEqual({
      code: 'FLIGHT_OVER',
      message:
        'The flight is over, and 2 placements are not posted: the outlook takes for granted that they still come. Cancel what will not.',
      placements: { totalCount: 2 },
    });
    expect(over.summary).toMatch(
      / That counts in 2 placements not posted by the end of the flight, as if they still came\.$/,
    );
  });

  it('of an archived campaign is told like any other', async () => {
    const id = roster.campaign;
    await server.db.campaign.update({ where: { id }, data: { archivedAt: at(1) } });
    try {
      expect(await outlook('asOf')).toEqual({ asOf: at(today).toISOString() });
    } finally {
      await server.db.campaign.update({ where: { id }, data: { archivedAt: null } });
    }
  });

  it('knows the people of a single placement, and of no two', async () => {
    const { db, workspaceId } = server;
    await db.target.createMany({
      data: (['REACH', 'FREQUENCY'] as const).map((metric, i) => ({
        ...{ workspaceId, campaignId: roster.campaign, position: i + 1, metric, atLeast: 1 },
      })),
    });
    const placements = await db.placement.findMany({
      where: { campaignId: roster.campaign },
      orderBy: { plannedAt: 'asc' },
    });
    const posted = placements.find(({ status }) => status === 'POSTED')!;
    await db.latestCounts.create({
      data: {
        ...{ workspaceId, placementId: posted.id, source: 'PLATFORM', capturedAt: at(12) },
        ...{ impressions: 6000n, reach: 5000n },
      },
    });
    const actuals = async () =>
      (await outlook('targets { actual }')).targets.slice(1).map(({ actual }: any) => actual);
    expect(await actuals()).toEqual([null, null]);
    await db.placement.updateMany({
      where: { campaignId: roster.campaign, id: { not: posted.id } },
      data: { archivedAt: at(1) },
    });
    expect(await actuals()).toEqual([5000, 1.2]);
  });
});
