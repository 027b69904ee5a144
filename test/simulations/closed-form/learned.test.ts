import { describe, expect, it } from 'vitest';
import { expectNormal, lineOf, logit, scenarioOf } from '../../support/closed-form.js';
import { average, drawsOf, run } from '../../support/scenario.js';

const DRAWS = 4096;
/** ln(100,000,000 ÷ 100,000): the line's one account. */
const SIZE = Math.log(1000);
const LARGE = lineOf({});

describe('what was learned', () => {
  it('leaves a part of the level of reach, and its slope turns about the pivot', () => {
    const lnReach = (overrides: Readonly<Record<string, number>>) => {
      const scenario = scenarioOf([LARGE], {
        'level.reach.sd': 0.25,
        'reach.slopeSd.INSTAGRAM_POST': 0.03,
        'shares.rate.INSTAGRAM_POST': 0,
        ...overrides,
      });
      return drawsOf(run(scenario, { draws: DRAWS, metrics: ['GROSS_REACH'] }), 'GROSS_REACH').map(
        Math.log,
      );
    };
    const untaught = lnReach({});
    expectNormal(untaught, average(untaught), 0.25 ** 2 + (0.03 * SIZE) ** 2);
    const taught = lnReach({
      'level.reach.remaining.INSTAGRAM': 0.4,
      'reach.pivot.INSTAGRAM_POST': 1e8,
    });
    // At the pivot only the level is left, and the median stays where it was.
    expectNormal(taught, average(untaught), 0.1 ** 2);
    const elsewhere = lnReach({
      'level.reach.remaining.INSTAGRAM': 0,
      'reach.pivot.INSTAGRAM_POST': 1e7,
    });
    expectNormal(elsewhere, average(untaught), (0.03 * Math.LN10) ** 2);
  });

  it('moves the negativity of its platform alone', () => {
    const median = (overrides: Readonly<Record<string, number>>) => {
      const scenario = scenarioOf([LARGE], {
        'level.negativity.sd': 0.25,
        'negativity.slopeSd': 0.12,
        ...overrides,
      });
      const metrics = ['NEGATIVE_ENGAGEMENT_RATIO'] as const;
      const ratios = drawsOf(run(scenario, { draws: DRAWS, metrics }), metrics[0]).map(logit);
      return { mean: average(ratios), ratios };
    };
    const before = median({});
    expectNormal(before.ratios, before.mean, 0.25 ** 2 + (3 * 0.12) ** 2);
    expect(median({ 'negativity.platform.TIKTOK': 0.7 }).mean).toBe(before.mean);
    const moved = median({
      'negativity.platform.INSTAGRAM': 0.7,
      'level.negativity.remaining.INSTAGRAM': 0.5,
      'negativity.pivot': 1e8,
    });
    expectNormal(moved.ratios, before.mean + 0.7, 0.125 ** 2);
  });
});
