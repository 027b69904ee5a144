import { describe, expect, it } from 'vitest';
import type { Line } from '../../../simulations/index.js';
import {
  big,
  covariance,
  expectNear,
  firstDraw,
  lineOf,
  scenarioOf,
  Z,
} from '../../support/closed-form.js';
import { average, deviation, drawsOf, run } from '../../support/scenario.js';

describe('engagements', () => {
  it('lose 5% of a post’s over-performance', () => {
    const scenario = scenarioOf([lineOf({})], {
      'reach.postSd.INSTAGRAM_POST': 0.35,
      'shares.rate.INSTAGRAM_POST': 0,
    });
    const outcome = run(scenario, { draws: 512, metrics: ['GROSS_REACH', 'ENGAGEMENTS'] });
    const reach = drawsOf(outcome, 'GROSS_REACH').map(Math.log);
    const engagements = drawsOf(outcome, 'ENGAGEMENTS').map(Math.log);
    const slope = covariance(reach, engagements) / deviation(reach) ** 2;
    // A million each: .001 of counting error beside a spread of .35.
    expect(Math.abs(slope - 0.95)).toBeLessThan((Z * 0.001) / (0.35 * Math.sqrt(512)));
  });

  it('lose more of it, and of the account’s own, where that was learned', () => {
    const slope = (overrides: Readonly<Record<string, number>>, line: Line) => {
      const scenario = scenarioOf([line], { ...overrides, 'shares.rate.INSTAGRAM_POST': 0 });
      const outcome = run(scenario, { draws: 512, metrics: ['GROSS_REACH', 'ENGAGEMENTS'] });
      const reach = drawsOf(outcome, 'GROSS_REACH').map(Math.log);
      const engagements = drawsOf(outcome, 'ENGAGEMENTS').map(Math.log);
      return covariance(reach, engagements) / deviation(reach) ** 2;
    };
    const tolerance = (Z * 0.001) / (0.35 * Math.sqrt(512));
    const learned = {
      'engagement.overAccount.INSTAGRAM_POST': 0.3,
      'engagement.overPost.INSTAGRAM_POST': 0.2,
    };
    const ofPost = { ...learned, 'reach.postSd.INSTAGRAM_POST': 0.35 };
    expect(Math.abs(slope(ofPost, lineOf({})) - 0.75)).toBeLessThan(tolerance);
    const ofAccount = { ...learned, 'reach.influencerSd.INSTAGRAM_POST': 0.35 };
    expect(Math.abs(slope(ofAccount, lineOf({})) - 0.7)).toBeLessThan(tolerance);
  });

  it('fall by a tenth per ad among the last ten posts, on sponsored placements', () => {
    const engagements = (sponsored: boolean, adLoad: number) =>
      firstDraw(scenarioOf([lineOf({ sponsored, adLoad })]), 'ENGAGEMENTS');
    expectNear(engagements(true, 4) / engagements(true, 1), Math.exp(-0.3));
    expectNear(engagements(false, 4) / engagements(false, 1), 1);
  });

  it('of sharers carry half of the ln effect of the post that each is tied to', () => {
    const posts = [lineOf({ key: 'a' }, big()), lineOf({ key: 'b' }, big({ profile: 'bob' }))];
    // Sharers 0 and 2 pass on the first creator's post, sharer 1 the second's.
    const sharers = ['x', 'y', 'z'].map((profile) => big({ profile }));
    const line = lineOf({ key: 's', row: 'SHARER_ACTION', role: 'SHARER' }, ...sharers);
    const y = { 'engagement.postSd.INSTAGRAM_POST': 0.5 };
    const outcome = run(scenarioOf([...posts, line], y), { draws: 64, metrics: ['ENGAGEMENTS'] });
    const [a, b, s] = ['a', 'b', 's'].map((key) => drawsOf(outcome, 'ENGAGEMENTS', key));
    const plain = run(scenarioOf([...posts, line]), { draws: 64, metrics: ['ENGAGEMENTS'] });
    const [one, , three] = ['a', 'b', 's'].map((key) =>
      average(drawsOf(plain, 'ENGAGEMENTS', key)),
    );
    s.forEach((engagements, d) => {
      const tied = 2 * Math.sqrt(a[d] / one) + Math.sqrt(b[d] / one);
      expectNear(engagements, (three * tied) / 3, 0.012);
    });
  });

  it('of sharers carry nothing of a post that was not made', () => {
    const sharer = lineOf(
      { key: 's', row: 'SHARER_ACTION', role: 'SHARER' },
      big({ profile: 'x' }),
    );
    const cancelled = {
      'engagement.postSd.INSTAGRAM_POST': 0.5,
      'booking.cancellation.CREATOR': 1,
      'booking.replacement.probability': 0,
    };
    const ask = { draws: 64, metrics: ['ENGAGEMENTS'] } as const;
    const tied = drawsOf(
      run(scenarioOf([lineOf({ key: 'a' }), sharer], cancelled), ask),
      'ENGAGEMENTS',
      's',
    );
    expect(tied).toEqual(drawsOf(run(scenarioOf([sharer]), ask), 'ENGAGEMENTS', 's'));
  });

  it('of anchors are neither lifted by brand content nor passed on by sharers', () => {
    const posts = (role: Line['role']) => [
      lineOf({ key: 'a', role }),
      lineOf({ key: 's', row: 'SHARER_ACTION', role: 'SHARER' }, big({ profile: 'x' })),
    ];
    const y = { 'engagement.postSd.INSTAGRAM_POST': 0.5 };
    const ask = { draws: 64, metrics: ['ENGAGEMENTS'] } as const;
    const engagements = (role: Line['role'], brandContent: boolean, key: string) =>
      drawsOf(run(scenarioOf(posts(role), y, { brandContent }), ask), 'ENGAGEMENTS', key);
    expect(engagements('ANCHOR', true, 'a')).toEqual(engagements('ANCHOR', false, 'a'));
    expect(engagements('CREATOR', true, 'a')).not.toEqual(engagements('CREATOR', false, 'a'));
    const spread = (role: Line['role']) => deviation(engagements(role, false, 's').map(Math.log));
    expect(spread('ANCHOR')).toBeLessThan(0.01);
    expect(spread('CREATOR')).toBeGreaterThan(0.15);
  });

  it('are worth their likes, comments, shares and views', () => {
    const metrics = ['EMV', 'ENGAGEMENTS', 'SHARES', 'IMPRESSIONS'] as const;
    const valued = (row: Line['row'], comments: (rest: number, views: number) => number) => {
      const overrides = {
        'engagement.commentsPerLike.INSTAGRAM.min': 0.03,
        'engagement.commentsPerLike.INSTAGRAM.max': 0.03,
        'engagement.commentsPerLike.YOUTUBE.min': 0.12,
        'engagement.commentsPerLike.YOUTUBE.max': 0.12,
      };
      const outcome = run(scenarioOf([lineOf({ row })], overrides), { draws: 8, metrics });
      const [emv, engagements, shares, seen] = metrics.map((metric) => drawsOf(outcome, metric)[0]);
      const views = seen - 100 * shares;
      const rest = engagements - (row === 'TIKTOK_VIDEO' ? shares : 0);
      const commented = comments(rest, views);
      const cents = 15 * (rest - commented) + 300 * commented + 200 * shares + 9 * views;
      expect(emv / cents).toBeCloseTo(1, 9);
    };
    valued('INSTAGRAM_POST', (rest) => (rest * 0.03) / 1.03);
    valued('YOUTUBE_VIDEO', (rest) => (rest * 0.12) / 1.12);
    valued('TIKTOK_VIDEO', (_rest, views) => 0.0011 * views);
  });
});
