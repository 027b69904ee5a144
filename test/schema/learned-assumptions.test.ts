import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../support/server.js';
import { addResults, CREATORS } from './add-results.js';
import { type Api, apiOf } from './api.js';

const NOW = new Date('2026-06-01T00:00:00Z');
const RATE = 'reach.rate.INSTAGRAM_POST';
const PARAMETERS =
  'parameters { name value overridden learned { after weight placements creators } }';

describe('assumptions that were learned', () => {
  let server: TestServer;
  let api: Api;
  let own: string;
  let other: string;
  let learned: string;

  beforeAll(async () => {
    server = await openTestServer({ now: () => NOW });
    api = apiOf(server);
    ({ campaign: own } = await addResults(server));
    const { assumptionsEdge } = await api.mutate(
      'calibrateAssumptions',
      {},
      'assumptionsEdge { node { id } }',
    );
    learned = assumptionsEdge.node.id;
    ({ campaign: other } = await addResults(server, { creators: 3 }));
    for (const id of [own, other]) {
      await api.mutate('updateCampaign', { id, assumptionsId: learned }, 'campaign { id }');
    }
  });
  afterAll(() => server.close());

  const rateOf = ({ parameters }: any) => parameters.find(({ name }: any) => name === RATE);
  const codesOf = ({ warnings }: any): string[] => warnings.map(({ code }: any) => code);
  const ask = async (scenario: string, fields: string) =>
    (await api.read(`forecast(scenario: { ${scenario} }, precision: { draws: 256 }) { ${fields} }`))
      .forecast;
  const posts =
    'mix: [{ platform: INSTAGRAM, role: CREATOR, population: { medianFollowers: 20000 }, count: 20 }]';

  it('tell of every number how far results speak, wherever it is shown', async () => {
    const { node } = await api.read(
      `node(id: "${learned}") { ... on Assumptions { ${PARAMETERS} } }`,
    );
    const rate = rateOf(node);
    expect(rate).toMatchObject({
      overridden: true,
      learned: { after: rate.value, placements: CREATORS, creators: CREATORS },
    });
    expect(rate.learned.weight).toBeGreaterThan(0.5);
    const untouched = node.parameters.filter(({ overridden }: any) => !overridden);
    expect(untouched.length).toBeGreaterThan(100);
    expect(untouched.every(({ learned }: any) => learned === null)).toBe(true);

    const { assumptions } = await ask(
      `assumptions: { id: "${learned}" }, ${posts}`,
      `assumptions { ${PARAMETERS} }`,
    );
    expect(rateOf(assumptions)).toEqual(rate);
  });

  it('are not learned where they are set by hand on top', async () => {
    const { assumptions } = await ask(
      `assumptions: { id: "${learned}", overrides: [{ name: "${RATE}", value: 0.2 }] }, ${posts}`,
      `assumptions { ${PARAMETERS} }`,
    );
    expect(rateOf(assumptions)).toEqual({
      name: RATE,
      value: 0.2,
      overridden: true,
      learned: null,
    });
  });

  it('are not among those that were taken over from an older year', async () => {
    const taken = async (assumptions: string) => {
      const { warnings } = await ask(`${assumptions} ${posts}`, 'warnings { code message }');
      const { message } = warnings.find(({ code }: any) => code === 'INHERITED');
      return Number(/^\d+/.exec(message)![0]);
    };
    const { assumptions } = await ask(
      `assumptions: { id: "${learned}" }, ${posts}`,
      'assumptions { parameters { inheritedFrom overridden } }',
    );
    const replaced = assumptions.parameters.filter(
      ({ inheritedFrom, overridden }: any) => inheritedFrom !== null && overridden,
    ).length;
    expect(replaced).toBeGreaterThan(0);
    expect(await taken(`assumptions: { id: "${learned}" },`)).toBe((await taken('')) - replaced);
  });

  it('do not rest on weak data any more where results speak', async () => {
    const told = async (assumptions: string) => {
      const { warnings } = await ask(`${assumptions} ${posts}`, 'warnings { code message }');
      return warnings.find(({ code }: any) => code === 'EVIDENCE').message;
    };
    const weak = /the reach and price of Instagram posts/;
    expect(await told('')).toMatch(weak);
    expect(await told(`assumptions: { id: "${learned}" },`)).not.toMatch(weak);
  });

  it('warn where a campaign’s own results are among those learned from', async () => {
    const plan = async (campaign: string) =>
      codesOf(await ask(`campaignId: "${campaign}"`, 'warnings { code }'));
    expect(await plan(own)).toContain('LEARNED_FROM_ITSELF');
    expect(await plan(other)).not.toContain('LEARNED_FROM_ITSELF');
    const outlook = async (campaign: string) => {
      const { node } = await api.read(
        `node(id: "${campaign}") { ... on Campaign { outlook { warnings { code } forecast { warnings { code message } } } } }`,
      );
      expect(codesOf(node.outlook).includes('LEARNED_FROM_ITSELF')).toBe(campaign === own);
      return node.outlook.forecast.warnings;
    };
    expect((await outlook(own))[0]).toMatchObject({
      code: 'LEARNED_FROM_ITSELF',
      message: expect.stringContaining('count twice here'),
    });
    expect((await outlook(other))[0].code).not.toBe('LEARNED_FROM_ITSELF');
    // Another preset in their place has learned nothing.
    expect(
      codesOf(
        await ask(`campaignId: "${own}", assumptions: { preset: YEAR_2017 }`, 'warnings { code }'),
      ),
    ).not.toContain('LEARNED_FROM_ITSELF');
  });

  it('are kept with a saved forecast', async () => {
    const { savedForecastEdge } = await api.mutate(
      'saveForecast',
      { name: 'Plan', scenario: { campaignId: own }, precision: { draws: 256 } },
      `savedForecastEdge { node { forecast { assumptions { ${PARAMETERS} } warnings { code } } } }`,
    );
    const { forecast } = savedForecastEdge.node;
    expect(codesOf(forecast)).toContain('LEARNED_FROM_ITSELF');
    expect(rateOf(forecast.assumptions).learned).toMatchObject({ placements: CREATORS });
  });
});
