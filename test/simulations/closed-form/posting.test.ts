import { describe, expect, it } from 'vitest';
import {
  BIG,
  big,
  correlates,
  expectNear,
  expectNormal,
  firstDraw,
  lineOf,
  scenarioOf,
  Z,
} from '../../support/closed-form.js';
import { aLine, drawsOf, people, run } from '../../support/scenario.js';

describe('posting', () => {
  const shocks = { 'day.sd.INSTAGRAM': 0.5, 'shares.rate.INSTAGRAM_POST': 0 };
  const reachOf = (plannedDay: number, onTime: number, n: number) =>
    drawsOf(
      run(scenarioOf([lineOf({}, big({ plannedDay }))], { ...shocks, 'booking.onTime': onTime }), {
        draws: n,
        metrics: ['GROSS_REACH'],
      }),
      'GROSS_REACH',
    );

  it('is on the planned day seven times in ten, else late by Gamma(2, 2 days)', () => {
    const n = 2048;
    const posted = reachOf(0, 0.7, n);
    // P(G < t) of Gamma(2, 2)
    const before = (t: number) => 1 - Math.exp(-t / 2) * (1 + t / 2);
    for (const day of [0, 1, 4]) {
      const onThatDay = reachOf(day, 1, n);
      const same = posted.filter((reach, d) => reach === onThatDay[d]).length / n;
      const p = (day === 0 ? 0.7 : 0) + 0.3 * (before(day + 1) - before(day));
      expect(Math.abs(same - p)).toBeLessThan(Z * Math.sqrt((p * (1 - p)) / n));
    }
  });

  it('by a stand-in is somebody of unknown authenticity and posts', () => {
    const recentPosts = { posts: 1e9, views: null, reach: 10, engagements: null };
    const cancelled = {
      'booking.cancellation.CREATOR': 1,
      'booking.replacement.probability': 1,
      'shares.rate.INSTAGRAM_POST': 0,
    };
    const expected = BIG * 0.25 * 1000 ** -0.1;
    for (const own of [{ authenticity: 0.01 }, { recentPosts }]) {
      const reach = firstDraw(scenarioOf([lineOf({}, big(own))], cancelled), 'GROSS_REACH');
      // The stand-in's authentic share has a spread of a quarter of a percent.
      expectNear(reach, expected, 0.015);
    }
  });
});

it('a stand-in takes over the fee, but is as dear as its own reach', () => {
  const line = aLine({ candidates: people(100_000), buy: { count: 1 }, sponsored: false });
  const scenario = scenarioOf([line], {
    'booking.cancellation.CREATOR': 1,
    'booking.replacement.probability': 1,
    'reach.influencerSd.INSTAGRAM_POST': 0.4,
    'price.spread.INSTAGRAM_POST': 0.7,
    'price.clip': 10,
    'shares.rate.INSTAGRAM_POST': 0,
  });
  const outcome = run(scenario, { draws: 4096, metrics: ['GROSS_REACH', 'SPEND'] });
  const [reach, spend] = (['GROSS_REACH', 'SPEND'] as const).map((metric) =>
    drawsOf(outcome, metric).map(Math.log),
  );
  expectNormal(reach, Math.log(25_000), 0.16);
  expectNormal(spend, Math.log(90_000 * 0.8), 0.49);
  expect(correlates(reach, spend, 0)).toBe(true);
});
