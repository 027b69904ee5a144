import { createClient } from 'graphql-sse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulate, type Candidate, type Scenario } from '../../simulations/index.js';
import { openTestServer, type TestServer } from '../support/server.js';
import { apiOf } from './api.js';
import { addPosted, hours, NOW } from './posted.js';

const POINT = `day date
  engagements { perDay { mean } cumulative { p10 p50 p90 mean } }
  clicks { perDay { mean } cumulative { p10 p90 mean } }
  shares { cumulative { p10 p90 } }
  impressions { cumulative { mean } }
  reach { cumulative { mean } }
  placements { cumulative { mean } }`;
const DAYS = `total {
  engagements { mean } clicks { mean } reach { mean } impressions { mean }
  daily { draws stepDays days { ${POINT} } } }`;

let server: TestServer;
let url: string;
let posted: Awaited<ReturnType<typeof addPosted>>;
/** What was simulated. */
const simulated: Scenario[] = [];

beforeAll(async () => {
  server = await openTestServer({
    now: () => NOW,
    simulate: (scenario, options, signal) => {
      simulated.push(scenario);
      return Promise.resolve().then(() => simulate(scenario, { ...options, signal }));
    },
  });
  url = `${await server.listen()}/graphql`;
  posted = await addPosted(server, 2);
});
afterAll(() => server.close());

let key = 0;
const record = async (
  placement: number,
  hour: number,
  counts: Readonly<Record<string, number>>,
  source = 'PLATFORM',
) => {
  const { __typename } = await apiOf(server).mutate('recordResults', {
    key: `daily ${key++}`,
    results: [{ placementId: posted.ids[placement], capturedAt: hours(hour), source, ...counts }],
  });
  expect(__typename).toBe('RecordResultsPayload');
};

const outlook = async (selection = DAYS) => {
  const { campaign } = await apiOf(server).read(
    `campaign(id: $id) { outlook(precision: { draws: 256 }) { forecast { ${selection} } } }`,
    { id: posted.campaign },
  );
  return campaign.outlook.forecast;
};

/** The end of a day of the flight, from 0, in hours after the placements were posted at 10 on day 1. */
const endOf = (day: number): number => 24 * day - 10;

describe('the days of an outlook', () => {
  it('of which nothing was seen are those of the plan', async () => {
    const { total } = await outlook();
    const { forecast } = await apiOf(server).read(
      `forecast(scenario: { campaignId: "${posted.campaign}" }, precision: { draws: 256 }) { ${DAYS} }`,
    );
    expect(total).toEqual(forecast.total);
  });

  it('are what was counted by then, and then what is still to come', async () => {
    await record(0, endOf(2), { impressions: 4000, engagements: 300, clicks: 10, shares: 1 });
    await record(0, endOf(5), { impressions: 9000, engagements: 700, clicks: 30, shares: 4 });
    await record(0, endOf(9), { impressions: 12_000, engagements: 1000, clicks: 45, shares: 7 });
    await record(1, endOf(2), { impressions: 500, engagements: 50, clicks: 2, shares: 0 });
    await record(1, endOf(9), { impressions: 800, engagements: 90, clicks: 3, shares: 1 });
    // Two sheets of the same day, and one of a source that counted less.
    await record(0, endOf(7) - 2, { clicks: 40 }, 'MANUAL');
    await record(0, endOf(7) - 1, { impressions: 11_000, engagements: 900, shares: 5 }, 'MANUAL');
    await record(0, endOf(5) - 3, { engagements: 650 }, 'CREATOR');
    await record(1, endOf(5) - 1, { engagements: 70, clicks: 2, shares: 1 });
    await record(1, endOf(7) - 1, { engagements: 80, clicks: 3, shares: 1 });

    const { total } = await outlook();
    const { days, draws } = total.daily;
    expect(draws).toBe(256);
    const at = (day: number) => days.find((point: any) => point.day === day);
    const only = (value: number) => ({ p10: value, p90: value, mean: value });
    expect(at(0).engagements.cumulative).toMatchObject(only(0));
    expect(at(2).engagements.cumulative).toMatchObject(only(350));
    expect(at(2).clicks.cumulative).toMatchObject(only(12));
    expect(at(2).shares.cumulative).toMatchObject({ p10: 1, p90: 1 });
    expect(at(1).placements.cumulative.mean).toBe(2);
    expect(at(9).engagements.cumulative).toMatchObject(only(1090));
    expect(at(9).clicks.cumulative).toMatchObject(only(48));
    expect(at(9).shares.cumulative).toMatchObject({ p10: 8, p90: 8 });
    // In between they grow from one count to the next.
    for (const [day, from, to] of [
      [3, 350, 770],
      [4, 350, 770],
      [5, 770, 780],
      [7, 980, 1090],
    ]) {
      const { p10, p90 } = at(day).engagements.cumulative;
      expect(p10).toBe(p90);
      expect(p10).toBeGreaterThanOrEqual(from);
      expect(p10).toBeLessThanOrEqual(to);
    }
    const { p10: clicks } = at(7).clicks.cumulative;
    expect(clicks).toBeGreaterThanOrEqual(43);
    // What is to come is not known.
    const later = at(15).engagements.cumulative;
    expect(later.p90).toBeGreaterThan(later.p10);
    expect(later.p10).toBeGreaterThanOrEqual(1090);
    let sum = 0;
    for (const point of days) {
      sum += Number(point.engagements.perDay.mean);
      expect(point.engagements.cumulative.mean).toBeCloseTo(sum, 6);
    }
    for (const metric of ['engagements', 'clicks', 'reach', 'impressions']) {
      expect(days.at(-1)[metric].cumulative.mean).toBeCloseTo(total[metric].mean, 6);
    }
    expect(at(9).date).toBe('2026-04-10T00:00:00.000Z');
  });

  it('are read of a number of results that does not depend on how many there are', async () => {
    for (let minute = 1; minute <= 20; minute++) {
      await record(1, endOf(8) - minute / 60, { engagements: 85, clicks: 3, shares: 1 });
    }
    simulated.length = 0;
    await outlook('total { daily { days { engagements { cumulative { p50 } } } } }');
    const [{ lines }] = simulated;
    const [first] = (lines[0].candidates as Candidate[]).filter(
      ({ seen }) => seen?.engagements === 90,
    );
    expect(first.earlier?.map(({ engagements }) => engagements)).toEqual([50, 70, 80, 85]);
  });

  it('are read by nobody who does not ask for them, and change nothing else', async () => {
    simulated.length = 0;
    const without = await outlook('id dailyPrice total { engagements { mean p90 } reach { p50 } }');
    const beside = await outlook(
      'id dailyPrice total { engagements { mean p90 } reach { p50 } daily { draws } }',
    );
    const earlier = simulated.map(({ lines }) =>
      (lines[0].candidates as Candidate[]).some((candidate) => candidate.earlier !== undefined),
    );
    expect(earlier).toEqual([false, true]);
    expect(without.dailyPrice).toBeGreaterThan(0);
    delete beside.total.daily;
    expect(beside).toEqual(without);
  });

  it('are followed like the rest of it', async () => {
    const answers = createClient({ url, retryAttempts: 0 }).iterate({
      query: `subscription ($id: ID!) {
        campaignOutlook(campaignId: $id, precision: { draws: 256 }) { forecast { ${DAYS} } } }`,
      variables: { id: posted.campaign },
    });
    const next = async () => (await answers.next()).value.data.campaignOutlook.forecast;
    const engagementsOn = ({ total }: any, day: number) =>
      total.daily.days[day].engagements.cumulative;
    const before = engagementsOn(await next(), 13);
    expect(before.p90).toBeGreaterThan(before.p10);
    await record(0, endOf(13), { impressions: 13_000, engagements: 1050, clicks: 46, shares: 8 });
    await record(1, endOf(13), { impressions: 900, engagements: 95, clicks: 3, shares: 1 });
    let after = await next();
    // A slow machine may tell of the two one by one.
    if (engagementsOn(after, 13).p10 !== 1145) after = await next();
    expect(engagementsOn(after, 13)).toMatchObject({ p10: 1145, p90: 1145 });
    expect(engagementsOn(after, 9)).toMatchObject({ p10: 1090, p90: 1090 });
    await answers.return?.();
  });
});
