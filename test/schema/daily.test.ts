import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeId } from '../../schema/node-id.js';
import { simulate, type Selection } from '../../simulations/index.js';
import { openTestServer, type TestServer } from '../support/server.js';
import { FLIGHT_START, makeRoster } from './roster.js';

let server: TestServer;
/** What was simulated, by what was selected. */
const selected: Selection[] = [];

beforeAll(async () => {
  server = await openTestServer({
    simulate: (scenario, options, signal) => {
      selected.push(options.select);
      return Promise.resolve().then(() => simulate(scenario, { ...options, signal }));
    },
  });
});
afterAll(() => server.close());

const TWO = `mix: [{ tier: "micro-video", count: 2 }, { tier: "micro-post", count: 3 }]`;

async function forecast(selection: string, { plan = TWO, draws = 256 } = {}) {
  const { data, errors } = await server.query(
    `{ forecast(scenario: { ${plan} } precision: { draws: ${draws} }) { ${selection} } }`,
  );
  expect(errors).toBeUndefined();
  return data.forecast;
}

const DAYS = `daily { draws stepDays days {
  day date inFlight
  reach { perDay { mean unit } cumulative { p10 p50 p90 mean } }
  engagements { perDay { mean } cumulative { mean } }
  spend { cumulative { mean currency } }
} }`;

describe('the days of a forecast', () => {
  it('rise to the forecast’s own numbers, and each adds what it brings', async () => {
    const { total } = await forecast(
      `total { reach { mean p50 } engagements { mean } spend { mean } ${DAYS} }`,
    );
    const { days, ...daily } = total.daily;
    expect(daily).toEqual({ draws: 256, stepDays: 1 });
    expect(days.map(({ day }: any) => day)).toEqual(days.map((_: unknown, i: number) => i));
    expect(days.filter(({ inFlight }: any) => inFlight)).toHaveLength(30);
    expect(days[0].date).toBeNull();
    const last = days.at(-1);
    expect(last.reach.cumulative).toMatchObject(total.reach);
    expect(last.engagements.cumulative.mean).toBe(total.engagements.mean);
    expect(last.spend.cumulative).toEqual({ mean: total.spend.mean, currency: 'USD' });
    let sum = 0;
    for (const { reach } of days) {
      sum += Number(reach.perDay.mean);
      expect(reach.cumulative.mean).toBeCloseTo(sum, 6);
      expect(reach.perDay.unit).toBe('PEOPLE');
    }
  });

  it('are told of each part of the plan, and of its parts add up', async () => {
    const part = 'key daily { days { engagements { cumulative { mean } } } }';
    const { total, tiers } = await forecast(`total { ${part} } tiers { ${part} }`);
    total.daily.days.forEach(({ engagements }: any, i: number) => {
      const sum = tiers.reduce(
        (all: number, { daily }: any) => all + Number(daily.days[i].engagements.cumulative.mean),
        0,
      );
      expect(sum).toBeCloseTo(engagements.cumulative.mean, 6);
    });
  });

  it('have the dates of the flight', async () => {
    const flight = 'flight: { start: "2026-04-01T03:05:31.560Z", days: 20 }';
    const { total } = await forecast('total { daily { days { day date } } }', {
      plan: `${TWO} ${flight}`,
      draws: 8,
    });
    expect(total.daily.days.slice(0, 2)).toEqual([
      { day: 0, date: '2026-04-01T03:05:31.560Z' },
      { day: 1, date: '2026-04-02T03:05:31.560Z' },
    ]);
  });

  it('of a campaign begin with its flight', async () => {
    const { campaign } = await makeRoster(server);
    const { total } = await forecast('total { daily { days { date } } }', {
      plan: `campaignId: "${nodeId('Campaign', campaign)}"`,
      draws: 8,
    });
    expect(total.daily.days[0].date).toBe(FLIGHT_START.toISOString());
  });
});

describe('days that nobody selects', () => {
  it('are not simulated, and change nothing', async () => {
    selected.length = 0;
    const without = await forecast('id total { reach { mean p90 } clicks { mean } }');
    expect(selected).toEqual([expect.not.objectContaining({ daily: expect.anything() })]);
    const beside = await forecast(
      'id total { reach { mean p90 } clicks { mean } daily { days { reach { perDay { mean } } } } }',
    );
    expect(selected[1].daily).toEqual({ metrics: ['REACH'], groups: ['TOTAL'] });
    delete beside.total.daily;
    expect(beside).toEqual(without);
  });

  it('have a price that is told without simulating anything', async () => {
    selected.length = 0;
    const { dailyPrice, precision } = await forecast('dailyPrice precision { price }');
    expect(precision.price).toBe(256 * 5);
    expect(dailyPrice).toBeGreaterThan(precision.price);
    expect(selected).toEqual([]);
  });
});

it('days are part of what a request may cost', async () => {
  const plan = 'mix: [{ tier: "sharer", count: 100000 }]';
  const ask = (selection: string) =>
    server.query(
      `{ forecast(scenario: { ${plan} } precision: { draws: 1024 }) { total { ${selection} } } }`,
    );
  selected.length = 0;
  const { errors } = await ask('daily { days { reach { perDay { mean } } } }');
  expect(errors?.[0].extensions).toMatchObject({ code: 'TOO_EXPENSIVE' });
  expect(selected).toEqual([]);
});

it('days can be watched while they settle', async () => {
  const stream = await server.fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({
      query: `subscription { forecast(scenario: { ${TWO} } precision: { draws: 1024 }) {
        fractionDone forecast { total { daily { draws days { reach { cumulative { mean } } } } } }
      } }`,
    }),
  });
  const told = [...(await stream.text()).matchAll(/^data: (\{.*\})$/gm)].map(
    ([, json]) => JSON.parse(json).data.forecast.forecast.total.daily,
  );
  expect(told.map(({ draws }) => draws)).toEqual([512, 1024]);
  const alone = await forecast('total { daily { days { reach { cumulative { mean } } } } }', {
    draws: 1024,
  });
  expect(told[1].days).toEqual(alone.total.daily.days);
});

it('days of several plans are compared', async () => {
  const { data, errors } = await server.query(`{ compare(
    scenarios: [{ name: "Posts", scenario: { mix: [{ tier: "micro-post", count: 3 }] } },
                { name: "Videos", scenario: { mix: [{ tier: "micro-video", count: 3 }] } }]
    precision: { draws: 64 }
  ) { scenarios { name forecast { total { daily { days { reach { cumulative { mean } } } } } } } } }`);
  expect(errors).toBeUndefined();
  const half = ({ forecast }: any) => {
    const means = forecast.total.daily.days.map(({ reach }: any) => reach.cumulative.mean);
    return means.findIndex((mean: number) => mean > means.at(-1) / 2);
  };
  const [posts, videos] = data.compare.scenarios;
  expect(half(videos)).toBeGreaterThan(half(posts));
});
