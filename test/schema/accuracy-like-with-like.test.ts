import { expect, it } from 'vitest';
import { unpackDraws } from '../../schema/packed-draws.js';
import type { ScoredPart } from '../../schema/saved-forecast-scored.js';
import { column, quantile, settledAge, usualShare } from '../../simulations/index.js';
import { describeDatabases } from '../support/database.js';
import { addCounts, addForecast, addPost, daysAfterStart } from './past-campaigns.js';
import { hundred, pastWorkspaces } from './past-workspaces.js';

describeDatabases('forecasts and what came, like with like', (open) => {
  const suite = pastWorkspaces(open);

  const saved = async () => {
    const { savedForecasts } = await suite.api.read(
      `savedForecasts { edges { node { standing
        scores { metric platform tier actual p10 p50 p90 inside pit } } } }`,
    );
    return savedForecasts.edges.map(({ node: { standing, scores } }: any) => ({
      standing,
      scores: Object.fromEntries(
        scores
          .filter(({ platform, tier }: any) => !platform && !tier)
          .map(({ metric, ...score }: any) => [metric, score]),
      ),
    }));
  };
  const oddsCount = async () =>
    (await suite.api.read('forecastAccuracy { odds { count } }')).forecastAccuracy.odds?.count ?? 0;

  it('holds the counts of posts against what was forecast of the posts themselves', async () => {
    const { db } = suite.server;
    const { workspaceId } = suite;
    const placementId = await suite.planAndPost({
      ...{ platform: 'TIKTOK', format: 'VIDEO', followers: 200_000, draws: 512 },
      targets: ['IMPRESSIONS', 'REACH', 'ENGAGEMENTS'],
    });

    const { scored } = await db.savedAnswer.findFirstOrThrow({ where: { workspaceId } });
    const whole = (scored as unknown as ScoredPart).groups.find(({ kind }) => kind === 'TOTAL')!;
    const drawsAt = async (position: number) => {
      const where = { workspaceId, position };
      return unpackDraws((await db.savedColumn.findFirstOrThrow({ where })).draws);
    };
    const amplified = await drawsAt(whole.amplified!);
    const own = async (metric: 'IMPRESSIONS' | 'GROSS_REACH') => {
      const draws = await drawsAt(whole.metrics[metric]!.position);
      return column(draws.map((draw, d) => draw - amplified[d]));
    };
    const [impressions, reach] = [await own('IMPRESSIONS'), await own('GROSS_REACH')];
    const [views, people] = [impressions, reach].map((of) => Math.round(quantile(of, 0.5)!));

    const counts = { impressions: views, reach: people, engagements: 100 };
    await suite.record(placementId, 100, counts);
    const [{ standing, scores }] = await saved();
    expect(standing).toBe('SCORED');
    for (const [metric, of, actual] of [
      ['IMPRESSIONS', impressions, views],
      ['GROSS_REACH', reach, people],
    ] as const) {
      const [p10, p50, p90] = [0.1, 0.5, 0.9].map((p) => quantile(of, p));
      expect(scores[metric]).toMatchObject({ actual, p10, p50, p90, inside: true });
      // The posts' own median; half of one draw of 512 and the rounding of the count.
      expect(Math.abs(scores[metric].pit - 0.5)).toBeLessThan(0.01);
    }
    // Of unique reach the posts' own part is not kept, and the odds were of all that is reached.
    expect(Object.keys(scores)).not.toContain('REACH');
    expect(Object.keys(scores)).not.toContain('FREQUENCY');
    expect(await oddsCount()).toBe(1);
  });

  it('does so draw by draw, and tells odds only where shares reach nobody', async () => {
    const { db } = suite.server;
    const campaign = await suite.past();
    await addCounts(db, await addPost(db, campaign), { impressions: 50n, reach: 75n, clicks: 5n });
    const targets = (['IMPRESSIONS', 'REACH', 'CPM', 'CLICKS'] as const).map((metric) => ({
      ...{ metric, atLeast: 1, atMost: null, probability: 0.5 },
    }));
    const reversed = Array.from({ length: 100 }, (_, i) => 100 - i);
    const told = ['IMPRESSIONS', 'REACH', 'CLICKS', 'SPEND'] as const;
    const shared = { metric: 'AMPLIFIED_REACH', draws: reversed, point: 1 } as const;
    await addForecast(db, campaign, [...told.map(hundred), hundred('GROSS_REACH'), shared], {
      targets,
    });
    const [{ scores }] = await saved();
    // From −99 to 99 in steps of two: of the draws themselves no range is so wide.
    expect(scores.IMPRESSIONS).toMatchObject({ p10: -81, p50: -1, p90: 79 });
    expect(scores.GROSS_REACH).toMatchObject({ p10: -81, p50: -1, p90: 79 });
    expect(scores.CLICKS).toMatchObject({ p10: 10, p50: 50, p90: 90 });
    expect(scores.REACH).toBeUndefined();
    expect(await oddsCount()).toBe(1);
    // Another that shares bring nothing: all four.
    await addForecast(db, campaign, told.map(hundred), { targets });
    expect((await saved()).map((one: any) => 'REACH' in one.scores).sort()).toEqual([false, true]);
    expect(await oddsCount()).toBe(5);
  });

  it('leaves out what was kept without what shares reach', async () => {
    const { db } = suite.server;
    const campaign = await suite.past();
    await addCounts(db, await addPost(db, campaign), { impressions: 50n, reach: 75n, clicks: 5n });
    const targets = (['REACH', 'CLICKS'] as const).map((metric) => ({
      ...{ metric, atLeast: 1, atMost: null, probability: 0.5 },
    }));
    const told = (['IMPRESSIONS', 'GROSS_REACH', 'REACH', 'CLICKS'] as const).map(hundred);
    await addForecast(db, campaign, told, { targets, keepsAmplified: false });
    expect(Object.keys((await saved())[0].scores)).toEqual(['CLICKS']);
    expect(await oddsCount()).toBe(1);
  });

  it('brings counts to their final value by the growth that is still usual', async () => {
    const { db } = suite.server;
    const campaign = await suite.past();
    const age = Math.ceil(24 * settledAge('INSTAGRAM_POST', 'CLICKS')) / 24;
    const share = usualShare('INSTAGRAM_POST', 'IMPRESSIONS', age);
    expect(share).toBeLessThan(0.98);
    const seen = daysAfterStart(5 + age);
    // Rounded once: growth of small counts adds up.
    for (let i = 0; i < 3; i++) {
      const counts = { impressions: 10n, clicks: 1000n };
      await addCounts(db, await addPost(db, campaign), counts, seen);
    }
    await addForecast(db, campaign, [hundred('IMPRESSIONS'), hundred('CLICKS')]);
    const [{ scores }] = await saved();
    expect(scores.IMPRESSIONS.actual).toBe(Math.round(30 / share));
    expect(scores.IMPRESSIONS.actual).toBeGreaterThan(30);
    const ofClicks = usualShare('INSTAGRAM_POST', 'CLICKS', age);
    expect(scores.CLICKS.actual).toBe(Math.round(3000 / ofClicks));
    expect(ofClicks).not.toBe(share);
    // Seen again when nothing grows any more it is what was counted.
    await db.latestCounts.updateMany({
      where: { workspaceId: suite.workspaceId },
      data: { capturedAt: daysAfterStart(400) },
    });
    expect((await saved())[0].scores.IMPRESSIONS.actual).toBe(30);
  });

  it('scores of an outlook only what had not come when it was saved', async () => {
    const { db } = suite.server;
    const campaign = await suite.past();
    const [views, clicks] = (['IMPRESSIONS', 'CLICKS'] as const).map((metric) =>
      settledAge('INSTAGRAM_POST', metric),
    );
    const counts = { impressions: 50n, clicks: 50n };
    await addCounts(db, await addPost(db, campaign), counts);
    const told = (['IMPRESSIONS', 'CLICKS', 'SPEND'] as const).map(hundred);
    const days = [5 + views - 0.01, 5 + views + 0.01, 5 + clicks + 0.01];
    for (const day of days) {
      const asOf = daysAfterStart(day);
      await addForecast(db, campaign, told, { createdAt: asOf, asOf });
    }
    // A forecast of the plan does not know what came.
    await addForecast(db, campaign, told, { createdAt: daysAfterStart(29) });
    const found = async () =>
      (await saved()).map(({ standing, scores }: any) => [standing, ...Object.keys(scores)]);
    const all = ['SCORED', 'IMPRESSIONS', 'CLICKS', 'SPEND'];
    expect(await found()).toEqual([all, ['SAVED_TOO_LATE'], ['SCORED', 'CLICKS', 'SPEND'], all]);
    // While one is still to be posted all is open.
    const late = await addPost(db, campaign, { postedAt: daysAfterStart(20) });
    expect((await found())[1]).toEqual(['NOT_SETTLED']);
    await addCounts(db, late, counts);
    expect(await found()).toEqual([all, all, all, all]);
  });
});
