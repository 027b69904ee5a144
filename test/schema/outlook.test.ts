import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeId } from '../../schema/node-id.js';
import { fencedBlocks } from '../support/fenced-blocks.js';
import { openTestServer, type TestServer } from '../support/server.js';
import { addPosted, NOW as AFTER_POSTS } from './posted.js';
import { FLIGHT_START, makeRoster, type Roster } from './roster.js';

const DAY = 86_400_000;
const NOW = new Date(FLIGHT_START.getTime() + 10 * DAY);

const OUTLOOK = `
  asOf cursor summary
  warnings { code message placements { totalCount edges { node { id } } } }
  forecast { summary total { impressions { p10 p50 p90 } engagements { p10 p50 p90 } reach { p50 } } draws }
  targets { target { metric probability } actual met }
  pace { metric actual ratio percentile expected { p50 } }
  placements { totalCount edges { seen overdue runs hotProbability coldProbability
    negativeProbability brandSafetyEventProbability node { id } engagements { p10 p50 p90 }
    impressions { p50 } negativeEngagementRatio { p50 } clicks { p50 } reach { p50 } } }
  remaining: placements(filter: { seen: false }) {
    edges { node { id } engagements { p10 p50 p90 } } }
  evidence { placements seen counts capturedAt effectiveSampleSize }`;

const nodes = (connection: any): any[] => connection.edges.map(({ node }: any) => node);

describe('an outlook', () => {
  let server: TestServer;
  let roster: Roster;

  beforeAll(async () => {
    server = await openTestServer({ now: () => NOW });
    roster = await makeRoster(server);
  });
  afterAll(() => server.close());

  const ask = async (id = roster.campaign, selection = OUTLOOK) => {
    const { data, errors } = await server.query(
      `query ($id: ID!) { campaign(id: $id) { outlook(precision: { draws: 512 }) { ${selection} } } }`,
      { id: nodeId('Campaign', id) },
    );
    return { outlook: data?.campaign?.outlook, errors };
  };

  /** Marks the first placement as posted, and says what was counted of it. */
  const see = async (counts: object) => {
    const [first] = await server.db.placement.findMany({
      orderBy: [{ plannedAt: 'asc' }, { id: 'asc' }],
    });
    await server.db.placement.update({
      where: { id: first.id },
      data: { status: 'POSTED', postedAt: new Date(FLIGHT_START.getTime() + 2 * DAY) },
    });
    const key = { placementId: first.id, source: 'PLATFORM' as const };
    const data = { workspaceId: server.workspaceId, capturedAt: NOW, ...key, ...counts };
    await server.db.latestCounts.upsert({
      where: { placementId_source: key },
      create: data,
      update: data,
    });
    return nodeId('Placement', first.id);
  };

  it('of a campaign of which nothing was seen says so, and is its forecast', async () => {
    const { outlook, errors } = await ask();
    expect(errors).toBeUndefined();
    expect(outlook.warnings.map(({ code }: { code: string }) => code)).toContain('NOTHING_SEEN');
    expect(outlook.evidence).toMatchObject({ seen: 0, counts: 0, capturedAt: null });
    expect(outlook.pace).toEqual([]);
    expect(outlook.cursor).toBeNull();
    expect(outlook.remaining.edges).toHaveLength(outlook.placements.totalCount);
    expect(outlook.summary).toMatch(/^Nothing was seen of the \d placements yet\. In the end/);
    expect(outlook.forecast.summary).toMatch(/^This campaign should reach /);
  });

  it('keeps what was counted, learns from it, and says what stands out', async () => {
    const before = (await ask()).outlook;
    const id = await see({
      impressions: 400_000n,
      reach: 300_000n,
      engagements: 30_000n,
      valencedReactions: 1000n,
      negativeReactions: 400n,
      clicks: 900n,
    });
    const { outlook, errors } = await ask();
    expect(errors).toBeUndefined();
    expect(outlook.evidence).toMatchObject({ seen: 1, counts: 4, effectiveSampleSize: 512 });
    expect(outlook.evidence.capturedAt).toBe(NOW.toISOString());
    expect(outlook.forecast.total.engagements.p10).toBeGreaterThanOrEqual(30_000);
    const first = outlook.placements.edges.find(({ node }: any) => node.id === id);
    expect(first).toMatchObject({ seen: true, overdue: false });
    expect(first.runs).toEqual(['NEGATIVE', 'HOT']);
    expect(first.hotProbability).toBeGreaterThan(0.9);
    // What the formulas call impossible or certain is told as finely as they can tell.
    expect(first.coldProbability).toBe(0.0001);
    expect(first.negativeProbability).toBe(0.9999);
    for (const { negativeProbability } of outlook.placements.edges) {
      expect(
        Math.abs(negativeProbability * 1e4 - Math.round(negativeProbability * 1e4)),
      ).toBeLessThan(1e-9);
    }
    expect(first.engagements.p50).toBeGreaterThanOrEqual(30_000);
    expect(outlook.warnings.map(({ code }: any) => code).slice(0, 2)).toEqual([
      'UNLIKELY_COUNT',
      'NEGATIVE',
    ]);
    expect(outlook.warnings[1]).toMatchObject({
      placements: { totalCount: 1, edges: [{ node: { id } }] },
    });
    expect(outlook.warnings[1].message).toContain('(odds over 99.9%)');
    const paces = Object.fromEntries(outlook.pace.map((pace: any) => [pace.metric, pace]));
    expect(Object.keys(paces)).toEqual(['IMPRESSIONS', 'ENGAGEMENTS', 'CLICKS']);
    expect(paces.ENGAGEMENTS.actual).toBe(30_000);
    expect(paces.ENGAGEMENTS.ratio).toBeCloseTo(30_000 / paces.ENGAGEMENTS.expected.p50, 9);
    expect(paces.ENGAGEMENTS.percentile).toBeGreaterThan(0.9);
    expect(outlook.summary).toMatch(/^So far 1 of \d placements was seen, and 30K engagements\./);
    // What ran well lifts what is still to come.
    const [lifted] = outlook.remaining.edges;
    const usual = before.remaining.edges.find(({ node }: any) => node.id === lifted.node.id);
    expect(lifted.engagements.p50).toBeGreaterThan(usual.engagements.p50);
  });

  it('lists its placements by how they run, whether they were seen and are overdue, page by page', async () => {
    const ids = (connection: any) => nodes(connection).map(({ id }) => id as string);
    const idsOf = async (args: string) =>
      ids(
        (await ask(roster.campaign, `placements${args} { edges { node { id } } }`)).outlook
          .placements,
      );
    const all = await idsOf('');
    expect(all).toHaveLength(3);
    const [seen, overdue, onAir] = all;
    expect(await idsOf('(filter: { runs: [NEGATIVE, COLD] })')).toEqual([seen]);
    expect(await idsOf('(filter: { runs: [COLD] })')).toEqual([]);
    expect(await idsOf('(filter: { seen: true })')).toEqual([seen]);
    expect(await idsOf('(filter: { overdue: true })')).toEqual([overdue]);
    expect(await idsOf('(filter: { seen: false, overdue: false })')).toEqual([onAir]);

    const page = async (args: string) =>
      (
        await ask(
          roster.campaign,
          `placements(${args}) { totalCount edges { cursor node { id } }
             pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`,
        )
      ).outlook.placements;
    const first = await page('first: 2');
    expect(first).toMatchObject({
      totalCount: 3,
      pageInfo: { hasNextPage: true, hasPreviousPage: false },
    });
    expect(ids(first)).toEqual([seen, overdue]);
    const rest = await page(`first: 2, after: "${first.pageInfo.endCursor}"`);
    expect(rest.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect(ids(rest)).toEqual([onAir]);
    const back = await page(`last: 1, before: "${rest.pageInfo.startCursor}"`);
    expect(back.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
    expect(ids(back)).toEqual([overdue]);
    for (const args of ['first: 101', 'last: 0', 'after: "nothing"']) {
      const { errors } = await ask(roster.campaign, `placements(${args}) { totalCount }`);
      expect(errors?.[0].extensions).toMatchObject({ code: 'BAD_INPUT' });
    }
  });

  it('tells of each promise what it is by the counts so far', async () => {
    const { db, workspaceId } = server;
    await db.placement.updateMany({
      where: { campaignId: roster.campaign, postedAt: new Date(FLIGHT_START.getTime() + 9 * DAY) },
      data: { feeMinor: 30_000n },
    });
    await db.assumptions.updateMany({
      where: { id: roster.assumptions },
      data: { overrides: { 'fees.seeding': 10, 'fees.screening': 25 } },
    });
    const metrics = [
      ...['CPM', 'CPE', 'CPC', 'CPA', 'ROAS', 'SPEND', 'PLACEMENTS', 'IMPRESSIONS', 'REACH'],
      ...['NEGATIVE_ENGAGEMENT_RATIO', 'NET_SENTIMENT', 'NEGATIVE_ENGAGEMENTS', 'FREQUENCY'],
    ];
    await db.target.deleteMany({ where: { campaignId: roster.campaign } });
    await db.target.createMany({
      data: metrics.map((metric, position) => ({
        ...{ workspaceId, campaignId: roster.campaign, position, metric },
        ...(metric === 'CPM' ? { atMost: 100 } : { atLeast: metric === 'PLACEMENTS' ? 2 : 0.01 }),
      })),
    });
    const { outlook } = await ask(roster.campaign, 'targets { target { metric } actual met }');
    const told = Object.fromEntries(
      outlook.targets.map(({ target, actual, met }: any) => [target.metric, { actual, met }]),
    );
    // $200 and 10% for the agency, seeding, screening; the other one of hers was not counted.
    const first = 200 * 1.1 + 10 + 25;
    expect(told.CPM.actual).toBeCloseTo((1000 * first) / 400_000, 9);
    expect(told.CPE.actual).toBeCloseTo(first / 30_000, 9);
    expect(told.CPC.actual).toBeCloseTo(first / 900, 9);
    expect(told.SPEND.actual).toBeCloseTo(first + 300 * 1.1 + 10, 9);
    expect(told.PLACEMENTS.actual).toBe(2);
    expect(told.NEGATIVE_ENGAGEMENT_RATIO.actual).toBe(0.4);
    expect(told.NET_SENTIMENT.actual).toBeCloseTo(0.2, 12);
    expect(told.NEGATIVE_ENGAGEMENTS.actual).toBe(12_000);
    for (const metric of ['CPA', 'ROAS', 'REACH', 'FREQUENCY'])
      expect(told[metric].actual).toBeNull();
    // Ratios and costs may still turn; what was posted and counted stays.
    expect(Object.entries(told).filter(([, { met }]: any) => met)).toEqual([
      ['PLACEMENTS', { actual: 2, met: true }],
      ['IMPRESSIONS', { actual: 400_000, met: true }],
    ]);
    await db.target.updateMany({ where: { metric: 'PLACEMENTS' }, data: { atLeast: 3 } });
    const { outlook: more } = await ask(roster.campaign, 'targets { met }');
    expect(more.targets.filter(({ met }: any) => met)).toHaveLength(1);
    await db.placement.updateMany({
      where: { campaignId: roster.campaign },
      data: { feeMinor: null },
    });
    await db.offer.deleteMany({ where: { workspaceId } });
    const { outlook: unpriced } = await ask(roster.campaign, 'targets { actual }');
    expect(unpriced.targets.slice(0, 6).map(({ actual }: any) => actual)).toEqual(
      Array(6).fill(null),
    );
  });

  it('answers the query of its guide', async () => {
    const guide = readFileSync(new URL('../../docs/outlook.md', import.meta.url), 'utf8');
    const [query] = fencedBlocks(guide);
    const { data, errors } = await server.query(query.text, {
      campaign: nodeId('Campaign', roster.campaign),
    });
    expect(errors).toBeUndefined();
    const { edges } = data.campaign.outlook.placements;
    expect(edges).toMatchObject([{ runs: ['NEGATIVE', 'HOT'] }]);
  });

  it('is the same for the same question, whatever is selected', async () => {
    const short = `forecast { total { engagements { p50 } } }`;
    const [one, other] = [await ask(roster.campaign, short), await ask()];
    expect(one.outlook.forecast.total.engagements.p50).toBe(
      other.outlook.forecast.total.engagements.p50,
    );
  });

  it('of a campaign without placements is none, and spares the others', async () => {
    const { data, errors } = await server.query(
      '{ campaigns { edges { node { name outlook(precision: { draws: 64 }) { asOf } } } } }',
    );
    expect(errors).toBeUndefined();
    expect(nodes(data.campaigns)).toEqual([
      { name: 'Autumn', outlook: null },
      { name: 'Spring', outlook: { asOf: NOW.toISOString() } },
    ]);
  });

  it('of somebody else’s campaign is not there', async () => {
    const theirs = await makeRoster(server, 'elsewhere');
    const { outlook } = await ask(theirs.campaign);
    expect(outlook ?? null).toBeNull();
  });

  it('says what makes it dear when more draws are asked for than it can have', async () => {
    const { rows, campaign } = await addPosted(server, 30);
    await server.db.latestCounts.createMany({
      data: rows.slice(0, 9).map((placementId) => ({
        ...{ workspaceId: server.workspaceId, placementId, source: 'PLATFORM' as const },
        ...{ capturedAt: AFTER_POSTS, impressions: 1000n },
      })),
    });
    const { errors } = await server.query(
      `{ campaign(id: "${campaign}") { outlook(precision: { draws: 1048576 }) { asOf } } }`,
    );
    expect(errors?.[0].message).toBe(
      'precision.draws must be at most 952376 for 30 placements, 9 of them seen, which cost 21 times as much, but got 1048576: the price, draws × placements, is 220200960, and the limit is 200000000',
    );
  });
});
