import { describe, expect, it } from 'vitest';
import { baselineOf, OBSERVED_METRICS } from '../../../simulations/index.js';
import {
  aCandidate,
  aLine,
  aScenario,
  assumptions,
  average,
  drawsOf,
  people,
  run,
  withoutVariance,
} from '../../support/scenario.js';

describe('the baseline', () => {
  it('multiplies followers by rates', () => {
    const [total] = baselineOf(
      aScenario({ lines: [aLine({ candidates: people(100_000), buy: { count: 3 } })] }),
    );
    const { values } = assumptions();
    const reach =
      3 * 100_000 * values['reach.rate.INSTAGRAM_POST'] * values['reach.sponsored.INSTAGRAM_POST'];
    expect(total).toMatchObject({ kind: 'TOTAL', key: 'total' });
    expect(total.points.GROSS_REACH).toBeCloseTo(reach, 6);
    expect(total.points.CLICKS).toBeCloseTo(reach * values['clicks.rate.INSTAGRAM_POST'], 6);
    expect(total.points.REDEMPTIONS).toBe(0);
  });

  it.each(['INSTAGRAM_POST', 'TIKTOK_VIDEO', 'YOUTUBE_VIDEO', 'SHARER_ACTION'] as const)(
    'is what the model says of %s where nothing varies and nobody shares',
    (row) => {
      const scenario = aScenario({
        assumptions: withoutVariance({
          'shares.peoplePerShare.median': 0.01,
          'reach.postMixture.TIKTOK_VIDEO.usual.mean': 0,
          'reach.postMixture.TIKTOK_VIDEO.viral.mean': 0,
        }),
        lines: [
          // Trust, which the baseline does not know, is 1 at this size.
          aLine({ row, candidates: people(100_000), buy: { count: 40 }, promoCode: true }),
        ],
      });
      const outcome = run(scenario, { draws: 512 });
      const [{ points }] = baselineOf(scenario);
      for (const metric of OBSERVED_METRICS) {
        // Nobody sees which people 40 placements share.
        if (['REDEMPTIONS', 'REACH', 'FREQUENCY'].includes(metric)) continue;
        const draws = drawsOf(outcome, metric);
        // Counts are Poisson: their mean over 512 draws is known to 1/√(512 · mean).
        const tolerance = 4.892 / Math.sqrt(512 * Math.max(1, points.CONVERSIONS)) + 0.003;
        expect(Math.abs(average(draws) / points[metric] - 1), metric).toBeLessThan(tolerance);
      }
    },
  );

  it('has the unique reach of one placement, and of several none', () => {
    const points = (count: number) =>
      baselineOf(aScenario({ lines: [aLine({ buy: { count } })] }))[0].points;
    const { values } = assumptions();
    const one = points(1);
    expect(one.REACH).toBe(one.GROSS_REACH);
    expect(one.FREQUENCY).toBeCloseTo(values['reach.viewsPerPerson.INSTAGRAM_POST'], 9);
    expect(points(2)).toMatchObject({ REACH: NaN, FREQUENCY: NaN });
  });

  it('is the preset’s, whatever was learned or believed since', () => {
    const own = assumptions({ 'reach.rate.INSTAGRAM_POST': 0.5, 'negativity.intercept': -1 });
    expect(baselineOf(aScenario({ assumptions: own }))).toEqual(baselineOf(aScenario()));
  });

  it('is of tiers and platforms too, and adds up', () => {
    const groups = baselineOf(
      aScenario({
        lines: [
          aLine({ key: 'a', tier: 'one' }),
          aLine({ key: 'b', tier: 'two' }),
          aLine({ key: 'c', tier: 'two', row: 'TIKTOK_VIDEO' }),
        ],
      }),
    );
    expect(groups.map(({ kind, key }) => `${kind} ${key}`)).toEqual([
      'TOTAL total',
      'PLATFORM INSTAGRAM',
      'TIER one',
      'TIER two',
      'PLATFORM TIKTOK',
    ]);
    const at = (key: string) => groups.find((group) => group.key === key)!.points.ENGAGEMENTS;
    expect(at('total')).toBeCloseTo(at('INSTAGRAM') + at('TIKTOK'), 6);
    expect(at('total')).toBeCloseTo(at('one') + at('two'), 6);
  });

  it('books named people at their fees until the money is gone', () => {
    const candidates = [3000, 9000, 100].map((feeMinor, i) =>
      aCandidate({ profile: String(i), feeMinor, followers: 100_000 }),
    );
    const spend = (buy: { share: number } | { all: true }) =>
      baselineOf(aScenario({ budgetMinor: 10_000, lines: [aLine({ candidates, buy })] }))[0].points
        .SPEND;
    expect(spend({ all: true })).toBe(12_100);
    expect(spend({ share: 1 })).toBe(3000);
  });

  it('buys what a share of the budget buys at the median price', () => {
    const [total] = baselineOf(
      aScenario({ budgetMinor: 500_000, lines: [aLine({ buy: { share: 0.4 } })] }),
    );
    expect(total.points.SPEND).toBeCloseTo(200_000, 6);
  });

  it('says nothing of a whole with display advertising, whose results nobody records', () => {
    const groups = baselineOf(
      aScenario({
        lines: [
          aLine({ buy: { share: 0.5 } }),
          aLine({ key: 'd', row: 'DISPLAY_AD', buy: { share: 0.5 } }),
        ],
      }),
    );
    expect(groups.map(({ key }) => key)).toEqual(['INSTAGRAM']);
  });
});
