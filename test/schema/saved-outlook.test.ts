import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeId } from '../../schema/node-id.js';
import { openTestServer, type TestServer } from '../support/server.js';
import { type Api, apiOf } from './api.js';
import { addPosted, hours, NOW } from './posted.js';

const FORECAST = `id summary draws warnings { code message } targets { probability }
  total { engagements { p10 p50 p90 } reach { mean } }`;

describe('a campaign of which something was seen', () => {
  let server: TestServer;
  let api: Api;
  let posted: Awaited<ReturnType<typeof addPosted>>;

  beforeAll(async () => {
    server = await openTestServer({ now: () => NOW });
    api = apiOf(server);
    posted = await addPosted(server, 3);
  });
  afterAll(() => server.close());

  const see = (hour: number, engagements: number) =>
    api.mutate('recordResults', {
      key: String(hour),
      results: posted.ids.slice(0, 2).map((placementId) => ({
        ...{ placementId, capturedAt: hours(hour), source: 'PLATFORM' },
        ...{ impressions: engagements * 10, engagements },
      })),
    });
  const forecast = async (selection = FORECAST) => {
    const { data, errors } = await server.query(
      `query ($scenario: ScenarioInput!) {
        forecast(scenario: $scenario, precision: { draws: 64 }) { ${selection} } }`,
      { scenario: { campaignId: posted.campaign } },
    );
    expect(errors).toBeUndefined();
    return data.forecast;
  };
  const outlook = async () =>
    (
      await api.read(
        `campaign(id: $id) { outlook(precision: { draws: 64 }) { forecast { ${FORECAST} } } }`,
        { id: posted.campaign },
      )
    ).campaign.outlook.forecast;
  const save = (name: string) =>
    api.mutate(
      'saveOutlook',
      { name, campaignId: posted.campaign, precision: { draws: 64 } },
      `savedForecastEdge { node { id asOf campaign { id } forecast { ${FORECAST} } } }`,
    );
  const codes = ({ warnings }: any): string[] => warnings.map(({ code }: any) => code);

  it('has forecasts that say that they know nothing of it, and an outlook that does not', async () => {
    const before = await forecast();
    expect(codes(before)).not.toContain('RESULTS_IGNORED');
    await see(30, 900);
    const after = await forecast();
    expect(after.total).toEqual(before.total);
    expect(after.warnings[0]).toEqual({
      code: 'RESULTS_IGNORED',
      message:
        'The campaign is under way: 2 placements have results already, and this is what to expect as if nothing had been seen. `campaign { outlook }` has learned from them.',
    });
    expect(codes(await outlook())).not.toContain('RESULTS_IGNORED');
    const { data } = await server.query(
      `query ($plan: ScenarioInput!) { compare(scenarios: [{ name: "A", scenario: $plan }, { name: "B", scenario: { mix: [{ tier: "micro-post", count: 2 }] } }], precision: { draws: 64 }) {
         warnings { code message } } }`,
      { plan: { campaignId: posted.campaign } },
    );
    expect(data.compare.warnings[0].message).toMatch(/^A: The campaign is under way/);
  });

  it('has saved forecasts that say so, whatever the plan that is saved for it', async () => {
    for (const input of [
      { name: 'Own', scenario: { campaignId: posted.campaign } },
      {
        name: 'Mix',
        scenario: { mix: [{ tier: 'micro-post', count: 2 }] },
        campaignId: posted.campaign,
      },
    ]) {
      const { savedForecastEdge } = await api.mutate(
        'saveForecast',
        { ...input, precision: { draws: 64 } },
        'savedForecastEdge { node { asOf forecast { warnings { code } } } }',
      );
      expect(savedForecastEdge.node.asOf).toBeNull();
      expect(codes(savedForecastEdge.node.forecast)).toContain('RESULTS_IGNORED');
    }
  });

  it('has an outlook that can be saved, and stays what it was', async () => {
    const now = await outlook();
    const { savedForecastEdge } = await save('Half-way');
    const { node } = savedForecastEdge;
    expect(node).toMatchObject({ asOf: NOW.toISOString(), campaign: { id: posted.campaign } });
    const kept = { ...now, id: node.forecast.id };
    expect(node.forecast).toEqual(kept);
    await see(40, 2000);
    const { savedForecast } = await api.read(
      `savedForecast(id: $id) { forecast { ${FORECAST} } }`,
      { id: node.id },
    );
    expect(savedForecast.forecast).toEqual(kept);
    const next = await save('Later');
    expect(next.savedForecastEdge.node.id).not.toBe(node.id);
    const { id, ...numbers } = await outlook();
    expect(next.savedForecastEdge.node.forecast).toMatchObject(numbers);
    expect(next.savedForecastEdge.node.forecast.id).not.toBe(id);
  });

  it('tells saved outlooks from saved forecasts of the plan', async () => {
    const names = async (args: string) =>
      (
        await api.read(`savedForecasts${args} { edges { node { name } } }`)
      ).savedForecasts.edges.map(({ node }: any) => node.name);
    expect(await names('(filter: { outlook: true })')).toEqual(['Later', 'Half-way']);
    expect(await names('(filter: { outlook: false })')).toEqual(['Mix', 'Own']);
    expect(await names('')).toHaveLength(4);
  });

  it('refuses what there is no campaign for', async () => {
    const refusal = (id: string) => api.mutate('saveOutlook', { name: 'x', campaignId: id });
    expect(await refusal(posted.ids[0])).toMatchObject({
      __typename: 'InputError',
      path: ['input', 'campaignId'],
    });
    expect(await refusal(nodeId('Campaign', posted.rows[0]))).toMatchObject({
      __typename: 'NotFoundError',
      path: ['input', 'campaignId'],
    });
  });
});
