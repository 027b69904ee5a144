import { describe, expect, it } from 'vitest';
import {
  correlates,
  correlation,
  expectNear,
  lineOf,
  scenarioOf,
} from '../../support/closed-form.js';
import { aLine, drawsOf, run } from '../../support/scenario.js';

describe('display advertising', () => {
  const display = aLine({ key: 'd', row: 'DISPLAY_AD', buy: { share: 1 } });
  const conversions = (overrides: Readonly<Record<string, number>>, draws: number) => {
    const scenario = scenarioOf([display, lineOf({ key: 'i' })], overrides, { budgetMinor: 1e12 });
    const outcome = run(scenario, { draws, metrics: ['CLICKS', 'CONVERSIONS'] });
    return ['d', 'i'].map((key) =>
      drawsOf(outcome, 'CONVERSIONS', key).map((n, d) => n / drawsOf(outcome, 'CLICKS', key)[d]),
    );
  };

  it('converts .6 times as well', () => {
    const [ads] = conversions({}, 8);
    expectNear(ads[0], 0.6 * 0.018);
  });

  it('joins people reached by creators through the overlap across niches', () => {
    const scenario = scenarioOf(
      [display, lineOf({ key: 'i' })],
      { 'shares.rate.INSTAGRAM_POST': 0 },
      { universe: 6e7, budgetMinor: 1e7 },
    );
    const outcome = run(scenario, { draws: 8, metrics: ['REACH'] });
    const [both, ads, posts] = ['total', 'd', 'i'].map((key) => drawsOf(outcome, 'REACH', key)[0]);
    // κ − 1 = .3
    const theta = 1 / 0.3;
    const w = (people: number) => theta * ((1 - people / 6e7) ** (-1 / theta) - 1);
    const joined = 6e7 * (1 - (1 + (w(ads) + w(posts)) / theta) ** -theta);
    expect(both / joined).toBeCloseTo(1, 9);
  });

  it('has a conversion level of its own', () => {
    const apart = { 'level.cvr.sd': 0.45, 'level.sharedVariance': 0 };
    const [ads, posts] = conversions(apart, 512).map((rates) => rates.map(Math.log));
    expect(correlates(ads, posts, 0)).toBe(true);
    const alike = { 'level.cvr.sd': 0.45, 'level.sharedVariance': 1 };
    const [x, y] = conversions(alike, 512).map((rates) => rates.map(Math.log));
    expect(correlation(x, y)).toBeGreaterThan(0.99);
  });
});
