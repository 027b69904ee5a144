import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeId } from '../../schema/node-id.js';
import { openTestServer, type TestServer } from '../support/server.js';
import { addResults, CREATORS } from './add-results.js';
import { type Api, apiOf } from './api.js';

const NOW = new Date('2026-06-01T00:00:00Z');

const LEARNED = `isNew
  assumptionsEdge { node { id name version overrides { name value } calibration { placements } } }
  calibration {
    summary table asOf placements creators campaigns preset negativity engineVersion
    levels { step key followers before after sdBefore sdAfter weight placements creators }
    parameters { name before after priorSd weight placements creators data { estimate standardError } }
  }`;

describe('calibrateAssumptions', () => {
  let server: TestServer;
  let api: Api;
  let campaign: string;

  beforeAll(async () => {
    server = await openTestServer({ now: () => NOW });
    api = apiOf(server);
    ({ campaign } = await addResults(server));
  });
  afterAll(() => server.close());

  it('says what it would change without changing anything', async () => {
    const answer = await api.mutate('calibrateAssumptions', { dryRun: true }, LEARNED);
    expect(answer).toMatchObject({
      isNew: true,
      assumptionsEdge: null,
      calibration: {
        asOf: NOW.toISOString(),
        ...{ placements: CREATORS, creators: CREATORS, campaigns: 1, preset: 'YEAR_2025' },
        negativity: null,
      },
    });
    expect(answer.calibration.summary).toContain(
      'Learned from 30 placements of 30 accounts in 1 campaign.',
    );
    expect(await server.db.assumptions.count()).toBe(0);
  });

  it('makes a version whose forecasts lie nearer to the results and are narrower', async () => {
    const answer = await api.mutate('calibrateAssumptions', { name: 'Ours' }, LEARNED);
    const { node } = answer.assumptionsEdge;
    expect(node).toMatchObject({ name: 'Ours', version: 1, calibration: { placements: CREATORS } });
    const level = answer.calibration.levels.find(
      ({ step, key }: any) => step === 'REACH' && key === 'INSTAGRAM_POST',
    );
    expect(level.followers).toBe(20_000);
    // .06 · (20,000 ÷ 100,000)^−.1
    expect(level.before).toBeCloseTo(0.0705, 3);
    expect(level.after).toBeGreaterThan(0.14);
    expect(level.after).toBeLessThan(0.2);
    expect(level.sdAfter).toBeLessThan(level.sdBefore);
    expect(level.weight).toBeGreaterThan(0.5);
    const rate = answer.calibration.parameters.find(
      ({ name }: any) => name === 'reach.rate.INSTAGRAM_POST',
    );
    expect(rate).toMatchObject({ before: 0.06, placements: CREATORS, creators: CREATORS });
    expect(rate.data.estimate).toBeGreaterThan(rate.after);
    const overrides = Object.fromEntries(
      node.overrides.map(({ name, value }: any) => [name, value]),
    );
    expect(overrides['reach.rate.INSTAGRAM_POST']).toBe(rate.after);

    const forecast = `forecast(scenario: {
        assumptions: { id: "${node.id}" }, mix: [{ platform: INSTAGRAM, role: CREATOR, population: { medianFollowers: 20000 }, count: 20 }]
      }, precision: { draws: 2048 }) { total { grossReach { p10 p50 p90 } } }`;
    const learned = (await api.read(forecast)).forecast.total.grossReach;
    const before = (await api.read(forecast.replace(/assumptions: \{.*?\},/, ''))).forecast.total
      .grossReach;
    expect(learned.p50).toBeGreaterThan(1.7 * before.p50);
    expect(learned.p90 / learned.p10).toBeLessThan(before.p90 / before.p10);
  });

  it('gives the same version for the same results, and a new one for more', async () => {
    const again = await api.mutate('calibrateAssumptions', { name: 'Ours' }, LEARNED);
    expect(again).toMatchObject({ isNew: false, assumptionsEdge: { node: { version: 1 } } });
    const more = await addResults(server, { reach: 1000n, creators: 5 });
    const later = await api.mutate('calibrateAssumptions', { name: 'Ours' }, LEARNED);
    expect(later).toMatchObject({ isNew: true, assumptionsEdge: { node: { version: 2 } } });
    expect(later.calibration.placements).toBe(CREATORS + 5);
    // It starts from what was believed before the first time: nothing counts twice.
    const rate = (answer: any) =>
      answer.calibration.parameters.find(({ name }: any) => name === 'reach.rate.INSTAGRAM_POST');
    expect(rate(later).before).toBe(0.06);
    expect(rate(later).after).toBeLessThan(rate(again).after);
    await server.db.campaign.update({
      where: { id: more.campaignId },
      data: { placements: { updateMany: { where: {}, data: { archivedAt: NOW } } } },
    });
  });

  it('learns from the campaigns and platforms that are asked for', async () => {
    const own = await api.mutate(
      'calibrateAssumptions',
      { campaignIds: [campaign], dryRun: true },
      LEARNED,
    );
    expect(own.calibration.placements).toBe(CREATORS);
    const none = await api.mutate('calibrateAssumptions', { platforms: ['TIKTOK'] }, LEARNED);
    expect(none).toMatchObject({ __typename: 'ConflictError', code: 'CONFLICT' });
  });

  it('starts from assumptions that are given and keeps what it does not learn', async () => {
    const { assumptionsEdge } = await api.mutate(
      'createAssumptions',
      { name: 'Mine', preset: 'YEAR_2017', overrides: [{ name: 'fees.agencyShare', value: 0.2 }] },
      'assumptionsEdge { node { id } }',
    );
    const { id } = assumptionsEdge.node;
    const answer = await api.mutate('calibrateAssumptions', { assumptionsId: id }, LEARNED);
    expect(answer.assumptionsEdge.node).toMatchObject({ name: 'Mine', version: 2 });
    expect(answer.assumptionsEdge.node.overrides).toContainEqual({
      name: 'fees.agencyShare',
      value: 0.2,
    });
    expect(answer.calibration.preset).toBe('YEAR_2017');
  });

  it('says how much there is when there is too little', async () => {
    const answer = await api.mutate('calibrateAssumptions', { minPlacements: 100 }, LEARNED);
    expect(answer).toEqual({
      __typename: 'ConflictError',
      code: 'CONFLICT',
      path: ['input', 'minPlacements'],
      message:
        'input.minPlacements must be met by posted placements with results that are mature enough to learn from, the demonstration’s only if its campaign is named in campaignIds: at least 100 are needed, but got 30',
    });
  });

  it('learns from the demonstration’s made-up results only where they are named, and says so', async () => {
    const demo = await addResults(server, { reach: 40_000n, creators: 5 });
    const demoOnes = { placements: { some: { campaignId: demo.campaignId } } };
    await server.db.profile.updateMany({ where: demoOnes, data: { isDemo: true } });
    const learn = async (input: object) =>
      (await api.mutate('calibrateAssumptions', { dryRun: true, name: 'New', ...input }, LEARNED))
        .calibration;
    const own = await learn({});
    expect(own).toMatchObject({ placements: CREATORS, campaigns: 1 });
    expect(own.summary).not.toContain('made up');
    const both = await learn({ campaignIds: [campaign, demo.campaign] });
    expect(both).toMatchObject({ placements: CREATORS + 5, campaigns: 2 });
    expect(both.summary).toContain(
      'in 2 campaigns. Results of the demonstration are among them, which are made up.',
    );
    await server.db.profile.updateMany({ where: demoOnes, data: { isDemo: false } });
    expect(await learn({})).toMatchObject({ placements: CREATORS + 5, campaigns: 2 });
    await server.db.placement.updateMany({
      where: { campaignId: demo.campaignId },
      data: { archivedAt: NOW },
    });
  });

  it('does not learn from posts that have only begun to grow', async () => {
    const { campaign: young } = await addResults(server, { ageDays: 0.1, creators: 3 });
    const answer = await api.mutate(
      'calibrateAssumptions',
      { campaignIds: [young], minPlacements: 1 },
      LEARNED,
    );
    expect(answer.message).toContain('at least 1 are needed, but got 0');
  });

  it('refuses what does not exist', async () => {
    const missing = { campaignIds: [nodeId('Campaign', '019a0000-0000-7000-8000-000000000000')] };
    expect(await api.mutate('calibrateAssumptions', missing, LEARNED)).toMatchObject({
      __typename: 'NotFoundError',
      path: ['input', 'campaignIds', '0'],
    });
    expect(await api.mutate('calibrateAssumptions', { minPlacements: 0 }, LEARNED)).toMatchObject({
      __typename: 'InputError',
      path: ['input', 'minPlacements'],
    });
    expect(await api.mutate('calibrateAssumptions', { platforms: [] }, LEARNED)).toMatchObject({
      __typename: 'InputError',
    });
  });
});
