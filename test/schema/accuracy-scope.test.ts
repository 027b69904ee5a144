import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeDatabases } from '../support/database.js';
import { openTestServer, type TestServer } from '../support/server.js';
import { type Api, apiOf } from './api.js';
import { addCounts, addForecast, addPastCampaign, addPost, LONG_AFTER } from './past-campaigns.js';

const CAMPAIGNS = 12;
const RECORD = `scope platforms summary verdict campaigns observations
  coverage { share } odds { count campaigns }`;
const TARGETS = [{ metric: 'IMPRESSIONS' as const, atLeast: 10, atMost: null, probability: 0.5 }];
const hundred = {
  metric: 'IMPRESSIONS',
  draws: Array.from({ length: 100 }, (_, i) => i + 1),
  point: 50,
} as const;

describeDatabases('the record beside a forecast', (open) => {
  let server: TestServer;
  let api: Api;

  /** The record next to a plan of one post on each of the platforms. */
  const beside = async (platforms: readonly string[], selection = RECORD) => {
    const mix = platforms.map(
      (platform) => `{ platform: ${platform}, population: { medianFollowers: 5000 }, count: 1 }`,
    );
    const { forecast } = await api.read(
      `forecast(scenario: { mix: [${mix.join()}] }, precision: { draws: 8 }) { accuracy { ${selection} } }`,
    );
    return forecast.accuracy;
  };

  /** A campaign on Instagram and TikTok, whose range for Instagram missed and all others held. */
  async function addMixedCampaign(handle: string) {
    const { db, workspaceId } = server;
    const campaign = await addPastCampaign(db, { workspaceId }, handle);
    const influencer = await db.influencer.create({ data: { workspaceId, name: handle } });
    const { id: profileId } = await db.profile.create({
      data: {
        ...{ workspaceId, influencerId: influencer.id, platform: 'TIKTOK', handle },
        followers: 20_000n,
      },
    });
    await addCounts(db, await addPost(db, campaign), { impressions: 10n });
    const video = await addPost(db, { ...campaign, profileId }, { format: 'VIDEO' });
    await addCounts(db, video, { impressions: 40n });
    const instagram = {
      ...({ metric: 'IMPRESSIONS', platform: 'INSTAGRAM', point: 25 } as const),
      draws: Array.from({ length: 100 }, (_, i) => 20 + i / 10),
    };
    await addForecast(db, campaign, [hundred, instagram], {
      ...{ platforms: ['INSTAGRAM', 'TIKTOK'], targets: TARGETS },
    });
  }

  beforeAll(async () => {
    server = await openTestServer({ now: () => LONG_AFTER }, open);
    api = apiOf(server);
    for (let i = 0; i < CAMPAIGNS; i++) await addMixedCampaign(`mixed${i}`);
  });
  afterAll(() => server.close());

  it('of one platform is that platform’s own, out of all campaigns', async () => {
    const accuracy = await beside(['INSTAGRAM']);
    expect(accuracy).toMatchObject({
      ...{ scope: 'PLATFORMS', platforms: ['INSTAGRAM'], verdict: 'TOO_NARROW', odds: null },
      ...{ campaigns: 12, observations: 12, coverage: [{}, { share: 0 }, {}] },
    });
    expect(accuracy.summary).toMatch(/^Of 12 numbers forecast for Instagram in 12 campaigns, 0% /);
    const { forecastAccuracy } = await api.read(
      `forecastAccuracy { by(dimension: PLATFORM) { key accuracy { ${RECORD} } } }`,
    );
    expect(forecastAccuracy.by[0]).toEqual({ key: 'INSTAGRAM', accuracy });
    expect((await beside(['TIKTOK'])).verdict).toBe('AS_PROMISED');
  });

  it('of several is that of whole campaigns on just these', async () => {
    const accuracy = await beside(['TIKTOK', 'INSTAGRAM']);
    expect(accuracy).toMatchObject({
      ...{ scope: 'SAME_PLATFORMS', platforms: ['INSTAGRAM', 'TIKTOK'], verdict: 'AS_PROMISED' },
      ...{ campaigns: 12, observations: 12, odds: { count: 12, campaigns: 12 } },
    });
    expect(accuracy.summary).toMatch(
      /^Of 12 numbers forecast for 12 campaigns on just Instagram and TikTok, 100% /,
    );
    expect(accuracy.summary).toContain('The odds of 12 targets of 12 campaigns,');
  });

  it('of several on which there were too few is that of each, and names those with numbers', async () => {
    const three = await beside(['INSTAGRAM', 'TIKTOK', 'YOUTUBE']);
    expect(three).toMatchObject({
      ...{ scope: 'PLATFORMS', platforms: ['INSTAGRAM', 'TIKTOK'] },
      ...{ campaigns: 12, observations: 24, coverage: [{}, { share: 0.5 }, {}] },
    });
    expect(three.summary).toMatch(
      /^Of 24 numbers forecast for Instagram and TikTok in 12 campaigns, 50% /,
    );
    const two = await beside(['INSTAGRAM', 'YOUTUBE']);
    expect(two).toMatchObject({ scope: 'PLATFORMS', platforms: ['INSTAGRAM'], observations: 12 });
  });

  it('of a platform without one is that of all', async () => {
    const accuracy = await beside(['YOUTUBE']);
    expect(accuracy).toMatchObject({ scope: 'ALL', platforms: [], campaigns: 12 });
    expect(accuracy.summary).toMatch(/^Of 12 numbers forecast for 12 campaigns on any platforms, /);
  });

  it('is split within itself', async () => {
    const split = async (platforms: readonly string[], dimension: string) =>
      (
        await beside(
          platforms,
          `by(dimension: ${dimension}) { key accuracy { scope platforms observations } }`,
        )
      ).by;
    const of = (key: string) => ({
      key,
      accuracy: { scope: 'PLATFORMS', platforms: [key], observations: 12 },
    });
    expect(await split(['INSTAGRAM'], 'PLATFORM')).toEqual([of('INSTAGRAM')]);
    expect(await split(['INSTAGRAM', 'TIKTOK', 'YOUTUBE'], 'PLATFORM')).toEqual([
      of('INSTAGRAM'),
      of('TIKTOK'),
    ]);
    expect(await split(['INSTAGRAM'], 'TIER')).toEqual([]);
    expect(await split(['YOUTUBE'], 'TIER')).toEqual([
      { key: 'micro-post', accuracy: { scope: 'TIER', platforms: [], observations: 12 } },
    ]);
  });

  it('has the odds of plans on just its platforms', async () => {
    const { db, workspaceId } = server;
    const campaign = await addPastCampaign(db, { workspaceId }, 'pure');
    await addCounts(db, await addPost(db, campaign), { impressions: 10n });
    await addForecast(db, campaign, [hundred], { targets: TARGETS });
    expect(await beside(['INSTAGRAM'])).toMatchObject({
      ...{ scope: 'PLATFORMS', campaigns: 13, odds: { count: 1, campaigns: 1 } },
    });
    expect(await beside(['INSTAGRAM', 'TIKTOK'])).toMatchObject({
      campaigns: 12,
      odds: { count: 12 },
    });
    expect(await beside(['YOUTUBE'])).toMatchObject({ campaigns: 13, odds: { count: 13 } });
  });
});
