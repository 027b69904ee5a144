import { afterAll, beforeAll, expect, it } from 'vitest';
import { metricField } from '../../schema/metric.js';
import { nodeId, rowId } from '../../schema/node-id.js';
import { METRICS, type Metric } from '../../simulations/index.js';
import { describeDatabases } from '../support/database.js';
import { openTestServer, type TestServer } from '../support/server.js';
import { type Api, apiOf } from './api.js';
import { makeRoster, type Roster } from './roster.js';

const each = (numbers: string) =>
  Object.keys(METRICS)
    .map((metric) => `${metricField(metric as Metric)} { ${numbers} }`)
    .join(' ');
/** As much as one operation may ask. */
const EVERYTHING = `id summary table seed draws engineVersion monteCarloError
  warnings { code message }
  total { key name basis engagementsAre ${each('mean sd p10 quantile(p: 0.37) undefinedShare')} }
  tiers { key name ${each('sd')} } layers { key ${each('sd')} }
  platforms { key ${each('sd')} } lines { key name ${each('sd')} }
  targets { metric atLeast atMost probability standardError }
  jointProbability jointStandardError withinBudget withinBudgetStandardError
  precision { draws placements reason }
  assumptions { preset negativity parameters { name value overridden } }`;
const PLAN = {
  budget: { amount: '20000', currency: 'USD' },
  mix: [
    { tier: 'micro-video', share: 0.5 },
    { tier: 'sharer', share: 0.3 },
    { platform: 'DISPLAY', share: 0.2 },
  ],
  targets: [
    { metric: 'REACH', atLeast: 100_000 },
    { metric: 'CPE', atMost: 1.5 },
  ],
};

describeDatabases('a saved forecast', (open) => {
  let server: TestServer;
  let api: Api;
  let roster: Roster;

  const save = (input: object, selection = 'savedForecastEdge { cursor node { id name } }') =>
    api.mutate('saveForecast', input, selection);
  const ask = async (document: string, variables: object = {}) => {
    const { data, errors } = await server.query(document, { ...variables });
    expect(errors).toBeUndefined();
    return data;
  };

  beforeAll(async () => {
    server = await openTestServer({}, open);
    api = apiOf(server);
    roster = await makeRoster(server);
  });
  afterAll(() => server.close());

  it('reads back as the forecast that it was, to the last bit', async () => {
    const precision = { draws: 64 };
    const { forecast } = await ask(
      `query ($scenario: ScenarioInput!, $precision: PrecisionInput) {
        forecast(scenario: $scenario, precision: $precision, seed: "luck") { ${EVERYTHING} }
      }`,
      { scenario: PLAN, precision },
    );
    const { savedForecastEdge: edge } = await save({
      name: 'First',
      scenario: PLAN,
      precision,
      seed: 'luck',
    });
    const saved = await ask(
      `query ($id: ID!) { node(id: $id) { ... on SavedForecast { name seed draws engineVersion campaign { id } forecast { ${EVERYTHING} } } } }`,
      { id: edge.node.id },
    );
    expect(saved.node.forecast).toEqual({
      ...forecast,
      id: expect.not.stringMatching(forecast.id),
    });
    expect(saved.node).toMatchObject({ name: 'First', seed: 'luck', draws: 64, campaign: null });
  });

  const read = async (id: string) => {
    const { node } = await ask(
      `query ($id: ID!) { node(id: $id) { ... on SavedForecast { forecast { ${EVERYTHING} } } } }`,
      { id },
    );
    return node.forecast;
  };
  const ofCampaign = () => ({ campaignId: nodeId('Campaign', roster.campaign) });

  it('of a campaign stays what it was when everything that it was made from changes', async () => {
    const { savedForecastEdge: edge } = await save(
      { name: 'Spring', scenario: ofCampaign(), precision: { draws: 64 } },
      'savedForecastEdge { node { id campaign { id } } }',
    );
    expect(edge.node.campaign).toEqual({ id: nodeId('Campaign', roster.campaign) });
    const before = await read(edge.node.id);
    const { db, workspaceId } = server;
    await db.profile.updateMany({ data: { followers: 7_000_000n, recentPosts: null } });
    await db.offer.updateMany({ data: { priceMinor: 1n } });
    await db.campaign.updateMany({ data: { budgetMinor: 5n, universe: 9n } });
    await db.target.updateMany({ data: { atMost: 1 } });
    await db.audienceCell.updateMany({ data: { people: 5n } });
    await db.tier.updateMany({ data: { name: 'Renamed' }, where: { workspaceId } });
    await db.assumptions.updateMany({ data: { overrides: {} } });
    await db.placement.updateMany({ data: { archivedAt: new Date() } });
    expect(await read(edge.node.id)).toEqual(before);
    await db.placement.updateMany({ data: { archivedAt: null } });
  });

  it('tells the odds of targets that are thought of later', async () => {
    const { savedForecasts } = await ask(
      `query ($targets: [TargetInput!]!) { savedForecasts(filter: { search: "First" }) { edges { node {
        forecast { targets { metric atLeast atMost probability standardError } jointProbability jointStandardError }
        odds(targets: $targets) { targets { metric atLeast atMost probability standardError } jointProbability jointStandardError }
      } } } }`,
      { targets: PLAN.targets },
    );
    const [{ node }] = savedForecasts.edges;
    expect(node.odds).toEqual(node.forecast);
    expect(node.odds.targets).toHaveLength(2);
    const { errors } = await server.query(
      '{ savedForecasts { edges { node { odds(targets: []) { jointProbability } } } } }',
    );
    expect(errors?.[0].message).toBe('targets must not be empty, but got []');
  });

  it('is answered by a later engine with the numbers and the name that it had', async () => {
    const { savedForecastEdge: edge } = await save({
      name: 'Old',
      scenario: { mix: [{ tier: 'micro-post', count: 3 }] },
      precision: { draws: 64 },
    });
    const before = await read(edge.node.id);
    const { id } = await server.db.savedForecast.update({
      where: { id: rowId([], 'SavedForecast', edge.node.id) },
      data: { engineVersion: 1 },
    });
    expect(await read(edge.node.id)).toEqual({ ...before, engineVersion: 1 });
    await server.db.savedForecast.update({
      where: { id },
      data: { engineVersion: before.engineVersion },
    });
    expect(await read(edge.node.id)).toEqual(before);
  });

  it('is in the lists, by campaign and name, until it is archived', async () => {
    const { campaign } = await ask(
      'query ($id: ID!) { campaign(id: $id) { savedForecasts { totalCount edges { node { name } } } } }',
      { id: nodeId('Campaign', roster.campaign) },
    );
    expect(campaign.savedForecasts).toEqual({
      totalCount: 1,
      edges: [{ node: { name: 'Spring' } }],
    });
    const names = async (args: string) => {
      const { savedForecasts } = await ask(
        `{ savedForecasts${args} { edges { cursor node { id name } } } }`,
      );
      return savedForecasts.edges.map(({ node }: any) => node.name);
    };
    expect(await names('')).toEqual(['Old', 'Spring', 'First']);
    expect(await names('(orderBy: { field: NAME })')).toEqual(['First', 'Old', 'Spring']);
    expect(await names('(filter: { search: "fir" })')).toEqual(['First']);
    expect(
      await names(`(filter: { campaignId: "${nodeId('Campaign', roster.campaign)}" })`),
    ).toEqual(['Spring']);
    const { savedForecasts } = await ask(
      '{ savedForecasts(first: 1) { edges { cursor node { id } } } }',
    );
    const [{ cursor, node }] = savedForecasts.edges;
    expect(await names(`(first: 1, after: "${cursor}")`)).toEqual(['Spring']);

    await api.mutate('archiveSavedForecast', { id: node.id }, 'savedForecast { archivedAt }');
    expect(await names('')).toEqual(['Spring', 'First']);
    expect(await names('(filter: { archived: true })')).toEqual(['Old']);
    await api.mutate('unarchiveSavedForecast', { id: node.id });
    expect(await names('')).toEqual(['Old', 'Spring', 'First']);
  });

  it('is saved once for each campaign, under one name', async () => {
    const scenario = { mix: [{ tier: 'micro-video', count: 2 }] };
    const input = { name: 'Twice', scenario, precision: { draws: 64 } };
    const [first, second] = await Promise.all([save(input), save(input)]);
    expect(first.savedForecastEdge.node.id).toBe(second.savedForecastEdge.node.id);
    expect(await save(input)).toEqual(first);
    const forCampaign = await save({ ...input, ...ofCampaign() });
    expect(forCampaign.savedForecastEdge.node.id).not.toBe(first.savedForecastEdge.node.id);
    expect(await save({ ...input, name: 'Otherwise' })).toEqual({
      __typename: 'ConflictError',
      code: 'CONFLICT',
      path: ['input', 'name'],
      message:
        'input.name must be "Twice", under which this forecast is saved already, but got "Otherwise"',
    });
    const events = await server.db.event.findMany({ where: { kind: 'FORECAST_SAVED' } });
    const saved = await server.db.savedForecast.findMany();
    expect(events.map(({ subjectId }) => subjectId).sort()).toEqual(
      saved.map(({ id }) => id).sort(),
    );
    expect(events.filter(({ campaignId }) => campaignId === roster.campaign)).toHaveLength(2);
    const { campaignEvents } = await ask(
      'query ($id: ID!) { campaignEvents(campaignId: $id) { edges { node { ... on ForecastSaved { savedForecast { name } } } } } }',
      { id: nodeId('Campaign', roster.campaign) },
    );
    expect(campaignEvents.edges.map(({ node }: any) => node.savedForecast.name)).toEqual([
      'Spring',
      'Twice',
    ]);
  });

  it('is refused where the plan, the campaign or the draws do not fit, and nothing is kept', async () => {
    const before = await server.db.savedForecast.count();
    const scenario = { mix: [{ tier: 'micro-post', count: 1 }] };
    const refusals = [
      [{ name: ' ', scenario }, 'InputError', 'input.name must not be empty, but got " "'],
      [
        { name: 'x', scenario: { mix: [{ tier: 'none', count: 1 }] } },
        'NotFoundError',
        'input.scenario.mix[0].tier must be',
      ],
      [
        { name: 'x', scenario, campaignId: nodeId('Campaign', roster.profile) },
        'NotFoundError',
        'input.campaignId must be the id of an unarchived campaign of this workspace',
      ],
      [
        { name: 'x', scenario: ofCampaign(), campaignId: nodeId('Campaign', roster.emptyCampaign) },
        'InputError',
        'input.campaignId must be the campaign of the plan',
      ],
      [
        { name: 'x', scenario, precision: { draws: 60_000 } },
        'InputError',
        'input.precision.draws must be at most 52976 to be kept, for a plan of 1 line, but got 60000',
      ],
      [
        { name: 'x', scenario, precision: {} },
        'InputError',
        'input.precision must have exactly one of draws and relativeError',
      ],
    ] as const;
    for (const [input, typename, message] of refusals) {
      const refusal = await save(input);
      expect(refusal.__typename).toBe(typename);
      expect(refusal.message).toContain(message);
    }
    expect(await server.db.savedForecast.count()).toBe(before);
  });

  it('has an id of its own, under which a cache keeps that it knows no days', async () => {
    const scenario = { mix: [{ tier: 'micro-post', count: 1 }] };
    const input = { scenario, precision: { draws: 8 } };
    const selection = 'id total { engagements { p50 } daily { draws } }';
    const { forecast } = await ask(
      `query ($scenario: ScenarioInput!, $precision: PrecisionInput) {
        forecast(scenario: $scenario, precision: $precision) { ${selection} } }`,
      input,
    );
    const inList = `savedForecastEdge { node { forecast { ${selection} } } }`;
    const forNone = (await save({ name: 'None', ...input }, inList)).savedForecastEdge.node
      .forecast;
    const forOne = (await save({ name: 'One', ...input, ...ofCampaign() }, inList))
      .savedForecastEdge.node.forecast;
    expect(forecast.total.daily).toEqual({ draws: 8 });
    expect(forNone.total).toEqual({ ...forecast.total, daily: null });
    // Of a campaign that has results, one warns of them and the other does not.
    expect(new Set([forecast.id, forNone.id, forOne.id]).size).toBe(3);
  });
});
