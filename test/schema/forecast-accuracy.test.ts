import seedrandom from 'seedrandom';
import { beforeEach, describe, expect, it } from 'vitest';
import { nodeId } from '../../schema/node-id.js';
import { scoreColumns } from '../../schema/score-columns.js';
import { describeDatabases } from '../support/database.js';
import { dollars } from './api.js';
import {
  addCounts,
  addForecast,
  addPastCampaign,
  addPost,
  daysAfterStart,
  LONG_AFTER,
} from './past-campaigns.js';
import { hundred, pastWorkspaces } from './past-workspaces.js';

const RECORD = `summary scope platforms verdict forecasts campaigns observations
  coverage { band share low high } pit { from to count } pitMean crps baselineCrps skill skillLow skillHigh
  pinball { p loss baselineLoss }
  odds { count campaigns brier baseRateBrier gainLow gainHigh reliability { from to count stated met low high } }
  notScored { standing count }`;

describeDatabases('the accuracy of forecasts', (open) => {
  let now: Date;
  /** Numbers that were held against draws. */
  let scored: number;
  const suite = pastWorkspaces(open, {
    now: () => now,
    score: (columns) => {
      scored += columns.flatMap(({ against }) => against).length;
      return Promise.resolve(scoreColumns(columns));
    },
  });
  beforeEach(() => {
    now = LONG_AFTER;
    scored = 0;
  });

  const accuracy = async (args = '', selection = RECORD) =>
    (await suite.api.read(`forecastAccuracy${args} { ${selection} }`)).forecastAccuracy;
  const standings = async () => {
    const { savedForecasts } = await suite.api.read(
      'savedForecasts { edges { node { standing } } }',
    );
    return savedForecasts.edges.map(({ node }: any) => node.standing);
  };

  it('is no record yet where nothing was held against results', async () => {
    expect(await accuracy()).toMatchObject({
      ...{ scope: 'ALL', verdict: 'TOO_EARLY', forecasts: 0, campaigns: 0, observations: 0 },
      ...{ coverage: [], pit: [], pitMean: null, crps: null, skill: null, odds: null },
      notScored: [],
    });
    const { forecast } = await suite.api.read(
      'forecast(scenario: { mix: [{ tier: "micro-post", count: 1 }] }, precision: { draws: 8 }) { accuracy { summary } }',
    );
    expect(forecast).toEqual({ accuracy: null });
  });

  it('comes from a campaign that is forecast, saved, posted and recorded through the API', async () => {
    const placementId = await suite.planAndPost({
      ...{ platform: 'INSTAGRAM', format: 'POST', followers: 20_000, draws: 256 },
      targets: ['ENGAGEMENTS', 'CLICKS'],
    });
    expect(await standings()).toEqual(['NOT_SETTLED']);
    await suite.record(placementId, 40, {
      ...{ impressions: 1500, reach: 1200, engagements: 100 },
      ...{ valencedReactions: 50, negativeReactions: 5, shares: 1, clicks: 3, conversions: 0 },
      revenue: dollars('0'),
    });

    const { savedForecasts } = await suite.api.read(
      `savedForecasts { edges { node { standing
        forecast { total { engagements { p10 p50 p90 } spend { p50 } } accuracy { observations } }
        scores { metric platform tier unit actual p10 p50 p90 inside pit baseline } } } }`,
    );
    const [{ node }] = savedForecasts.edges;
    expect(node.standing).toBe('SCORED');
    const scoreOf = (metric: string) =>
      node.scores.find((score: any) => score.metric === metric && !score.platform && !score.tier);
    const { p10, p50, p90 } = node.forecast.total.engagements;
    expect(scoreOf('ENGAGEMENTS')).toMatchObject({
      ...{ actual: 100, unit: 'COUNT', p10, p50, p90, inside: p10 <= 100 && 100 <= p90 },
    });
    expect(scoreOf('IMPRESSIONS')).toMatchObject({ actual: 1500, unit: 'COUNT' });
    expect(scoreOf('GROSS_REACH')).toMatchObject({ actual: 1200, unit: 'PEOPLE' });
    expect(scoreOf('NEGATIVE_ENGAGEMENTS').actual).toBe(10);
    expect(scoreOf('NEGATIVE_ENGAGEMENT_RATIO').actual).toBe(0.1);
    expect(scoreOf('SPEND')).toMatchObject({ actual: 500, unit: 'MONEY', baseline: 500 });
    expect(scoreOf('REDEMPTIONS')).toBeUndefined();
    const parts = new Set(node.scores.map(({ platform, tier }: any) => platform ?? tier));
    expect(parts).toEqual(new Set([null, 'INSTAGRAM', 'micro-post']));

    // Whom shares reached besides nobody counted.
    expect(scoreOf('REACH')).toBeUndefined();
    expect(scoreOf('FREQUENCY')).toBeUndefined();

    const record = await accuracy();
    expect(record).toMatchObject({ forecasts: 1, campaigns: 1, observations: 10 });
    expect(record.pit.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(
      10,
    );
    expect(record.odds).toMatchObject({ count: 2, reliability: [{ count: 2, met: 1 }] });
    expect(node.forecast.accuracy).toEqual({ observations: 10 });
  });

  it('is told for every reason not to count', async () => {
    const { db } = suite.server;
    const forecast = (of: any, createdAt?: Date) =>
      addForecast(db, of, [hundred('IMPRESSIONS')], createdAt && { createdAt });
    const campaign = await suite.past();
    await forecast({ workspaceId: suite.workspaceId, campaignId: null });
    expect(await standings()).toEqual(['NO_CAMPAIGN']);
    await forecast(campaign);
    expect(await standings()).toEqual(['NOTHING_POSTED', 'NO_CAMPAIGN']);
    const placement = await addPost(db, campaign, { status: 'BOOKED', postedAt: null });
    const at = async (moment: Date) => {
      now = moment;
      return (await standings())[0];
    };
    expect(await at(daysAfterStart(29))).toBe('NOT_OVER');
    expect(await at(daysAfterStart(31))).toBe('OPEN_PLACEMENTS');
    expect(await at(daysAfterStart(45))).toBe('NOTHING_POSTED');
    await db.placement.update({
      where: { id: placement.id },
      data: { status: 'POSTED', postedAt: daysAfterStart(5) },
    });
    expect(await at(LONG_AFTER)).toBe('NOT_SETTLED');
    const where = {
      placementId_source: { placementId: placement.id, source: 'PLATFORM' },
    } as const;
    // Of an Instagram post 95% is there after about three and a half days.
    await addCounts(db, placement, { impressions: 50n }, daysAfterStart(8));
    expect(await at(LONG_AFTER)).toBe('NOT_SETTLED');
    await db.latestCounts.update({ where, data: { capturedAt: daysAfterStart(10) } });
    expect(await at(LONG_AFTER)).toBe('SCORED');
    await forecast(campaign, daysAfterStart(30));
    expect(await at(LONG_AFTER)).toBe('SAVED_TOO_LATE');
    expect((await accuracy()).notScored).toEqual([{ standing: 'SAVED_TOO_LATE', count: 1 }]);
  });

  it('counts a metric only where every posted placement has it, of those it was about', async () => {
    const { db } = suite.server;
    const campaign = await suite.past();
    const [one, two] = [await addPost(db, campaign), await addPost(db, campaign)];
    await addForecast(db, campaign, [hundred('IMPRESSIONS'), hundred('CLICKS'), hundred('SPEND')]);
    await addCounts(db, one, { impressions: 30n, clicks: 7n });
    await addCounts(db, two, { impressions: 10n });
    const observed = async () => {
      const { savedForecasts } = await suite.api.read(
        'savedForecasts { edges { node { scores { metric platform tier actual } } } }',
      );
      return Object.fromEntries(
        savedForecasts.edges[0].node.scores
          .filter(({ platform, tier }: any) => !platform && !tier)
          .map((score: any) => [score.metric, score.actual]),
      );
    };
    // Fees and 10% of them, $1 per placement and $10 for the one influencer.
    expect(await observed()).toEqual({ IMPRESSIONS: 40, SPEND: 1112 });
    await db.latestCounts.updateMany({ where: { placementId: two.id }, data: { clicks: 5n } });
    expect(await observed()).toEqual({ IMPRESSIONS: 40, CLICKS: 12, SPEND: 1112 });
    // The highest count of any source, as everywhere.
    await db.latestCounts.create({
      data: {
        ...{
          workspaceId: suite.workspaceId,
          placementId: two.id,
          source: 'VENDOR',
          impressions: 15n,
        },
        capturedAt: daysAfterStart(20),
      },
    });
    expect((await observed())['IMPRESSIONS']).toBe(45);
    const added = await addPost(db, campaign, { createdAt: daysAfterStart(1) });
    await addCounts(db, added, { impressions: 1000n, clicks: 1000n });
    expect((await observed())['IMPRESSIONS']).toBe(45);
    await db.placement.update({ where: { id: two.id }, data: { archivedAt: now } });
    expect((await observed())['IMPRESSIONS']).toBe(30);
  });

  it('counts forecasts of the demonstration, which somebody has saved, and says that it is made up', async () => {
    const { db } = suite.server;
    const campaign = await suite.past();
    await addForecast(db, campaign, [hundred('IMPRESSIONS')]);
    await addCounts(db, await addPost(db, campaign), { impressions: 50n });
    const summary = async () => (await accuracy('', 'summary')).summary;
    expect(await summary()).not.toContain('made up');
    await db.profile.update({ where: { id: campaign.profileId }, data: { isDemo: true } });
    expect(await summary()).toMatch(
      /: too few .*\. Results of the demonstration are among them, which are made up\./,
    );
  });

  it('tells unique reach of a single placement alone', async () => {
    const { db } = suite.server;
    const campaign = await suite.past();
    const targets = [{ metric: 'REACH', atLeast: 70, atMost: null, probability: 0.5 }] as const;
    const told = [hundred('REACH'), hundred('GROSS_REACH')];
    await addForecast(db, campaign, told, { targets: [...targets] });
    await addCounts(db, await addPost(db, campaign), { reach: 75n });
    const found = async () =>
      accuracy('', 'observations odds { count } by(dimension: METRIC) { key }');
    const keys = (...metrics: string[]) => metrics.map((key) => ({ key }));
    expect(await found()).toEqual({
      ...{ observations: 2, odds: { count: 1 }, by: keys('GROSS_REACH', 'REACH') },
    });
    // Another that was planned with it may share its people, though it is never posted.
    await addPost(db, campaign, { status: 'CANCELLED', postedAt: null });
    expect(await found()).toEqual({ observations: 1, odds: null, by: keys('GROSS_REACH') });
  });

  it('says what can be asked for', async () => {
    const ask = async (filter: string) =>
      (await suite.server.query(`{ forecastAccuracy(filter: { ${filter} }) { forecasts } }`))
        .errors?.[0];
    expect(await ask('metric: BRAND_SAFETY_EVENTS')).toMatchObject({
      message: expect.stringContaining(
        'filter.metric must be a metric that results tell: IMPRESSIONS, GROSS_REACH, REACH, ',
      ),
      extensions: { code: 'BAD_INPUT', path: ['filter', 'metric'] },
    });
    expect((await ask('tier: "mico-post"'))?.message).toMatch(
      /^filter.tier must be the key of a tier of the default scheme \(.*micro-post.*\) of this workspace, but got "mico-post"$/,
    );
    expect((await ask('platform: TIKTOK, tier: "micro-post"'))?.message).toBe(
      'filter.tier must not be given with platform, but got "micro-post"',
    );
  });

  it('can be asked for parts', async () => {
    const { db } = suite.server;
    const campaign = await suite.past();
    // Late, so that the outlook has something to foresee.
    const post = await addPost(db, campaign, { postedAt: daysAfterStart(24) });
    await addCounts(db, post, { impressions: 95n, clicks: 30n });
    const told = [hundred('IMPRESSIONS'), hundred('CLICKS')];
    await addForecast(db, campaign, told, { createdAt: daysAfterStart(-3) });
    await addForecast(db, campaign, told, { createdAt: daysAfterStart(3) });
    await addForecast(db, campaign, told, {
      createdAt: daysAfterStart(25),
      asOf: daysAfterStart(25),
    });
    const count = async (filter: string) =>
      (await accuracy(`(filter: { ${filter} })`, 'observations')).observations;
    expect(await accuracy('', 'campaigns forecasts observations')).toEqual({
      ...{ campaigns: 1, forecasts: 3, observations: 6 },
    });
    expect(await count('metric: CLICKS')).toBe(3);
    expect(await count('metric: REACH')).toBe(0);
    expect(await count('outlook: true')).toBe(2);
    expect(await count('outlook: false')).toBe(4);
    expect(await count('platform: INSTAGRAM')).toBe(6);
    expect(await count('platform: TIKTOK')).toBe(0);
    expect(await count('tier: "micro-post", horizon: FIRST_THIRD')).toBe(2);
    expect(await count('saved: { from: "2026-05-01T00:00:00Z", to: "2026-05-10T00:00:00Z" }')).toBe(
      2,
    );
    const groups = async (dimension: string) =>
      (
        await accuracy('', `by(dimension: ${dimension}) { key name accuracy { observations } }`)
      ).by.map(({ key, name, accuracy: { observations } }: any) => [key, name, observations]);
    expect(await groups('METRIC')).toEqual([
      ['IMPRESSIONS', 'Impressions', 3],
      ['CLICKS', 'Clicks', 3],
    ]);
    expect(await groups('PLATFORM')).toEqual([['INSTAGRAM', 'Instagram', 6]]);
    expect(await groups('TIER')).toEqual([['micro-post', 'Micro post', 6]]);
    expect(await groups('HORIZON')).toEqual([
      ['BEFORE', 'Before the flight', 2],
      ['FIRST_THIRD', 'First third of the flight', 2],
      ['LAST_THIRD', 'Last third of the flight', 2],
    ]);
    const within = async (filter: string, dimension: string) =>
      (await accuracy(`(filter: { ${filter} })`, `by(dimension: ${dimension}) { key }`)).by.map(
        ({ key }: any) => key,
      );
    expect(await within('horizon: LAST_THIRD', 'HORIZON')).toEqual(['LAST_THIRD']);
    expect(await within('platform: TIKTOK', 'PLATFORM')).toEqual([]);
    expect(await within('tier: "micro-post"', 'METRIC')).toEqual(['IMPRESSIONS', 'CLICKS']);
    const { errors } = await suite.server.query(
      '{ forecastAccuracy(filter: { tier: "micro-post" }) { by(dimension: PLATFORM) { key } } }',
    );
    expect(errors?.[0].message).toBe(
      'dimension must not split a tier: forecasts are kept for each platform and for each tier, not for both at once, but got "PLATFORM"',
    );
  });

  it('is worked out once, and anew where more came or scores are defined anew', async () => {
    const { db } = suite.server;
    const campaign = await suite.past();
    const post = await addPost(db, campaign);
    await addCounts(db, post, { impressions: 95n, clicks: 30n });
    await addForecast(db, campaign, [hundred('IMPRESSIONS'), hundred('CLICKS')]);
    const scores = async () =>
      (
        await suite.api.read(
          'savedForecasts { edges { node { scores { metric actual p50 pit } } } }',
        )
      ).savedForecasts.edges[0].node.scores;
    const record = await accuracy();
    expect(scored).toBe(2);
    expect(await accuracy()).toEqual(record);
    expect(scored).toBe(2);
    // Of the platform and the tier, too.
    const first = await scores();
    expect(first).toHaveLength(6);
    expect(scored).toBe(6);
    expect(await scores()).toEqual(first);
    expect(scored).toBe(6);

    await db.latestCounts.updateMany({ where: { placementId: post.id }, data: { clicks: 40n } });
    const [impressions, clicks] = await scores();
    expect(impressions).toEqual(first[0]);
    expect(clicks).toMatchObject({ metric: 'CLICKS', actual: 40, p50: 50 });
    expect(Math.floor(100 * clicks.pit)).toBe(39);
    expect(scored).toBe(9);
    const other = await accuracy();
    expect(other).not.toEqual(record);
    expect(scored).toBe(9);

    // What an earlier release made of it.
    const { count } = await db.savedScore.updateMany({
      where: { workspaceId: suite.workspaceId },
      data: { version: 0, score: {} },
    });
    expect(count).toBe(6);
    expect(await accuracy()).toEqual(other);
    expect(scored).toBe(11);
  });

  it('keeps what is archived, and knows nothing of other workspaces', async () => {
    const { db } = suite.server;
    const campaign = await suite.past();
    await addCounts(db, await addPost(db, campaign), { impressions: 95n });
    const { id } = await addForecast(db, campaign, [hundred('IMPRESSIONS')]);
    const before = await accuracy();
    expect(before.forecasts).toBe(1);
    await suite.api.mutate('archiveSavedForecast', { id: nodeId('SavedForecast', id) });
    expect(await accuracy()).toEqual(before);
    suite.viewer.workspaceId = suite.server.workspaceId;
    const theirs = await suite.server.query(
      `query ($id: ID!) { forecastAccuracy { forecasts notScored { count } } savedForecast(id: $id) { name } }`,
      { id: nodeId('SavedForecast', id) },
    );
    expect(theirs.data).toEqual({
      forecastAccuracy: { forecasts: 0, notScored: [] },
      savedForecast: null,
    });
  });

  describe('over 40 simulated campaigns', () => {
    const CAMPAIGNS = 40;
    const METRICS = ['IMPRESSIONS', 'ENGAGEMENTS', 'CLICKS'] as const;

    /** Outcomes of ln-sd .5 around a median of 10,000; forecasts that state another spread. */
    async function simulateCampaigns(toldSd: number) {
      const { db } = suite.server;
      const uniform = seedrandom.alea(`campaigns ${toldSd}`);
      const normal = () =>
        Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
      for (let i = 0; i < CAMPAIGNS; i++) {
        const campaign = await addPastCampaign(db, suite, `c${i}`);
        const came = METRICS.map(() => Math.round(10_000 * Math.exp(0.5 * normal())));
        const [impressions, engagements, clicks] = came.map(BigInt);
        await addCounts(db, await addPost(db, campaign), { impressions, engagements, clicks });
        const probability = 0.5;
        await addForecast(
          db,
          campaign,
          METRICS.map((metric) => ({
            metric,
            point: 12_000,
            draws: Array.from({ length: 256 }, () =>
              Math.round(10_000 * Math.exp(toldSd * normal())),
            ),
          })),
          { targets: [{ metric: 'CLICKS', atLeast: 10_000, atMost: null, probability }] },
        );
      }
    }

    it('finds calibrated forecasts calibrated', async () => {
      await simulateCampaigns(0.5);
      const record = await accuracy();
      expect(record).toMatchObject({
        ...{ verdict: 'AS_PROMISED', forecasts: 40, campaigns: 40, observations: 120 },
      });
      for (const { band, share, low, high } of record.coverage) {
        // 4.892 standard errors of 120 independent observations: one false alarm in a million.
        expect(Math.abs(share - band)).toBeLessThan(4.892 * Math.sqrt((band * (1 - band)) / 120));
        expect(low).toBeLessThan(band);
        expect(high).toBeGreaterThan(band);
      }
      expect(record.skillLow).toBeGreaterThan(0);
      expect(record.skillLow).toBeLessThan(record.skill);
      expect(record.skillHigh).toBeGreaterThan(record.skill);
      expect(record.odds).toMatchObject({ count: 40, campaigns: 40, brier: 0.25 });
      // The base rate of hindsight is a little better than a coin.
      expect(record.odds.gainLow).toBeLessThan(record.odds.baseRateBrier - 0.25);
      expect(record.odds.gainHigh).toBeGreaterThan(record.odds.baseRateBrier - 0.25);
      expect(record.summary).toContain('Of 120 numbers forecast for 40 campaigns');
      // Every question is answered the same again, ties included.
      expect(await accuracy()).toEqual(record);
      const { forecast } = await suite.api.read(
        `forecast(scenario: { mix: [{ tier: "micro-post", count: 1 }] }, precision: { draws: 8 }) { accuracy { ${RECORD} } }`,
      );
      expect(forecast.accuracy).toEqual(await accuracy('(filter: { platform: INSTAGRAM })'));
      expect(forecast.accuracy.odds).toEqual(record.odds);
    });

    it('catches overconfident ones', async () => {
      await simulateCampaigns(0.2);
      const record = await accuracy();
      expect(record.verdict).toBe('TOO_NARROW');
      for (const { band, high } of record.coverage) expect(high).toBeLessThan(band);
      expect(record.summary).toContain('the ranges are too narrow');
    });
  });
});
