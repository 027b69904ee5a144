import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());

const BUDGET = 'budget: { amount: "10000", currency: USD }';
const plan = (name: string, mix: string) =>
  `{ name: "${name}", scenario: { ${BUDGET} mix: [${mix}] } }`;
const POSTS = plan('Posts', '{ tier: "micro-post", share: 1 }');
const VIDEOS = plan('Videos', '{ tier: "micro-video", share: 1 }');
const DISPLAY = plan('Display', '{ platform: DISPLAY, share: 1 }');

async function ask(field: string, args: string, selection: string) {
  const { data, errors } = await server.query(
    `{ ${field}(${args} precision: { draws: 256 }) { ${selection} } }`,
  );
  expect(errors).toBeUndefined();
  return data[field];
}

const PAIRS = `pairs { a b metrics { metric better probabilityABeatsB ties undefinedShare
  difference { unit mean standardError p10 p50 p90 undefinedShare } } }`;

describe('a comparison', () => {
  it('gives every plan the numbers of its own forecast under the same seed and draws', async () => {
    const { scenarios } = await ask(
      'compare',
      `scenarios: [${POSTS} ${VIDEOS}]`,
      'scenarios { name forecast { id precision { draws placements reason } total { reach { mean p10 } } } }',
    );
    const { data } = await server.query(
      `{ forecast(scenario: { ${BUDGET} mix: [{ tier: "micro-video", share: 1 }] } precision: { draws: 256 }) { id precision { draws placements reason } total { reach { mean p10 } } } }`,
    );
    expect(scenarios[1]).toEqual({ name: 'Videos', forecast: data.forecast });
  });

  it('pairs every plan with every later one, on every metric with a better direction', async () => {
    const { pairs } = await ask('compare', `scenarios: [${POSTS} ${VIDEOS} ${DISPLAY}]`, PAIRS);
    expect(pairs.map(({ a, b }: any) => [a, b])).toEqual([
      ['Posts', 'Videos'],
      ['Posts', 'Display'],
      ['Videos', 'Display'],
    ]);
    const metrics = (pair: any) => pair.metrics.map(({ metric }: any) => metric) as string[];
    expect(metrics(pairs[0])).toContain('NEGATIVE_ENGAGEMENT_RATIO');
    for (const metric of ['PLACEMENTS', 'SPEND', 'FREQUENCY']) {
      expect(metrics(pairs[0])).not.toContain(metric);
    }
    // Display advertising has no engagements to be negative.
    expect(metrics(pairs[1])).not.toContain('NEGATIVE_ENGAGEMENT_RATIO');
    for (const { difference, probabilityABeatsB } of pairs[0].metrics) {
      if (difference.mean === null) continue;
      expect(difference.p10).toBeLessThanOrEqual(difference.p50);
      expect(difference.p50).toBeLessThanOrEqual(difference.p90);
      expect(probabilityABeatsB).toBeGreaterThanOrEqual(0);
      expect(probabilityABeatsB).toBeLessThanOrEqual(1);
    }
  });

  it('of a plan with itself is all ties', async () => {
    const { pairs } = await ask(
      'compare',
      `scenarios: [${POSTS} ${POSTS.replace('"Posts"', '"Again"')}] metrics: [REACH, CPE]`,
      PAIRS,
    );
    expect(pairs[0].metrics).toMatchObject([
      { metric: 'REACH', better: 'HIGHER', probabilityABeatsB: 0.5, ties: 1, undefinedShare: 0 },
      { metric: 'CPE', better: 'LOWER', probabilityABeatsB: 0.5, ties: 1, undefinedShare: 0 },
    ]);
    expect(pairs[0].metrics[0].difference).toMatchObject({ mean: 0, standardError: 0 });
  });

  it('turned around has the odds turned around', async () => {
    const of = (scenarios: string) =>
      ask('compare', `scenarios: [${scenarios}] metrics: [REACH, CPE]`, PAIRS);
    const there = (await of(`${POSTS} ${VIDEOS}`)).pairs[0].metrics;
    const back = (await of(`${VIDEOS} ${POSTS}`)).pairs[0].metrics;
    there.forEach(({ probabilityABeatsB, difference }: any, i: number) => {
      expect(back[i].probabilityABeatsB).toBeCloseTo(1 - probabilityABeatsB, 12);
      expect(back[i].difference.mean).toBeCloseTo(-difference.mean, 6);
    });
    expect(there[0].probabilityABeatsB).not.toBe(0.5);
  });

  it('shares its luck, so that like plans differ less than strangers', async () => {
    const bigger = POSTS.replace('"Posts"', '"Bigger"').replace('"10000"', '"11000"');
    const { pairs, scenarios } = await ask(
      'compare',
      `scenarios: [${POSTS} ${bigger}] metrics: [REACH]`,
      'pairs { metrics { difference { sd } } } scenarios { forecast { total { reach { sd } } } }',
    );
    const [a, b] = scenarios.map(({ forecast }: any) => forecast.total.reach.sd as number);
    const independent = Math.hypot(a, b);
    expect(pairs[0].metrics[0].difference.sd).toBeLessThan(independent / 3);
  });

  it('takes one number of draws for all, by the placements of all', async () => {
    const { data } = await server.query(
      `{ compare(scenarios: [${POSTS} ${VIDEOS}]) { scenarios { forecast { draws } } } }`,
    );
    expect(data.compare.scenarios).toEqual([
      { forecast: { draws: 8192 } },
      { forecast: { draws: 8192 } },
    ]);
  });

  it('names its warnings after the plans they are about, and says the common ones once', async () => {
    const { warnings } = await ask(
      'compare',
      `scenarios: [${POSTS} ${plan('Star', '{ tier: "star-video", share: 1 }')}]`,
      'warnings { code message }',
    );
    const nothing = warnings.filter(({ code }: any) => code === 'NOTHING_BOUGHT');
    expect(nothing).toHaveLength(1);
    expect(nothing[0].message).toMatch(
      /^Star: Star video: the odds that the money does not buy a single placement are /,
    );
    expect(warnings.filter(({ code }: any) => code === 'EVIDENCE')).toHaveLength(1);
  });
});

describe('comparing tiers', () => {
  it('spends all of the budget on each tier of the default scheme, and on display ads', async () => {
    const { scenarios, summary, table } = await ask(
      'compareTiers',
      BUDGET,
      'scenarios { name forecast { lines { key name } total { spend { p95 } } } } summary table',
    );
    expect(scenarios.map(({ name }: any) => name)).toEqual([
      'Celebrity',
      'Star video',
      'Micro video',
      'Micro post',
      'Sharer',
      'Display ads',
    ]);
    for (const { forecast } of scenarios) {
      expect(forecast.lines).toHaveLength(1);
      expect(forecast.total.spend.p95).toBeLessThanOrEqual(10_000);
    }
    for (const { name } of scenarios) {
      expect(table.filter((line: string) => line.startsWith(`${name} `))).toHaveLength(4);
    }
    expect(summary).toContain(
      'Against the best of the others Display ads would win on reach with odds of ',
    );
  });

  it('takes another scheme by key, without display ads when they are not wanted', async () => {
    const { scenarios } = await ask(
      'compareTiers',
      `${BUDGET} scheme: "bands" displayBaseline: false`,
      'scenarios { name }',
    );
    expect(scenarios.map(({ name }: any) => name.split(' ', 1)[0])).toEqual([
      'Nano',
      'Micro',
      'Mid',
      'Macro',
      'Mega',
    ]);
  });
});
