import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeId } from '../../schema/node-id.js';
import { openTestServer, type TestServer } from '../support/server.js';
import { FLIGHT_START, makeRoster, type Roster } from './roster.js';

const DAY = 86_400_000;
const NOW = new Date(FLIGHT_START.getTime() + 10 * DAY);

const OUTLOOK = `
  asOf cursor summary
  warnings { code message }
  forecast { total { impressions { p10 p50 p90 } engagements { p10 p50 p90 } reach { p50 } } draws }
  targets { target { metric probability } actual met }
  pace { metric actual ratio percentile expected { p50 } }
  placements { seen overdue runs hotProbability coldProbability negativeProbability
    brandSafetyEventProbability placement { id } engagements { p10 p50 p90 }
    impressions { p50 } negativeEngagementRatio { p50 } clicks { p50 } reach { p50 } }
  remaining { placement { id } engagements { p10 p50 p90 } }
  evidence { placements seen counts capturedAt effectiveSampleSize }`;

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
    expect(outlook.remaining).toHaveLength(outlook.placements.length);
    expect(outlook.summary).toMatch(/^Nothing was seen of the \d placements yet\. In the end/);
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
    const first = outlook.placements.find((one: any) => one.placement.id === id);
    expect(first).toMatchObject({ seen: true, overdue: false });
    expect(first.runs).toEqual(['NEGATIVE', 'HOT']);
    expect(first.hotProbability).toBeGreaterThan(0.9);
    expect(first.coldProbability).toBeLessThan(0.01);
    expect(first.negativeProbability).toBeGreaterThan(0.99);
    expect(first.engagements.p50).toBeGreaterThanOrEqual(30_000);
    expect(outlook.warnings[0].code).toBe('NEGATIVE');
    const paces = Object.fromEntries(outlook.pace.map((pace: any) => [pace.metric, pace]));
    expect(Object.keys(paces)).toEqual(['IMPRESSIONS', 'ENGAGEMENTS', 'CLICKS']);
    expect(paces.ENGAGEMENTS.actual).toBe(30_000);
    expect(paces.ENGAGEMENTS.ratio).toBeCloseTo(30_000 / paces.ENGAGEMENTS.expected.p50, 9);
    expect(paces.ENGAGEMENTS.percentile).toBeGreaterThan(0.9);
    expect(outlook.summary).toMatch(/^So far 1 of \d placements were seen, and 30K engagements\./);
    // What ran well lifts what is still to come.
    const lifted = outlook.remaining[0];
    const usual = before.remaining.find((one: any) => one.placement.id === lifted.placement.id);
    expect(lifted.engagements.p50).toBeGreaterThan(usual.engagements.p50);
  });

  it('is the same for the same question, whatever is selected', async () => {
    const short = `forecast { total { engagements { p50 } } }`;
    const [one, other] = [await ask(roster.campaign, short), await ask()];
    expect(one.outlook.forecast.total.engagements.p50).toBe(
      other.outlook.forecast.total.engagements.p50,
    );
  });

  it('of a campaign without placements fails as a forecast of it does', async () => {
    const { errors } = await ask(roster.emptyCampaign);
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_INPUT' } });
  });

  it('of somebody else’s campaign is not there', async () => {
    const theirs = await makeRoster(server, 'elsewhere');
    const { outlook } = await ask(theirs.campaign);
    expect(outlook ?? null).toBeNull();
  });
});
