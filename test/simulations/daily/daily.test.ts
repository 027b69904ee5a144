import { describe, expect, it } from 'vitest';
import type { Line, Metric } from '../../../simulations/index.js';
import { mixtureShare, mixtureWeight } from '../../../simulations/math/gamma-mixture.js';
import { bindParameters } from '../../../simulations/bind-parameters.js';
import { maturityShare } from '../../../simulations/world/maturity.js';
import { big, lineOf, scenarioOf, Z } from '../../support/closed-form.js';
import { curveOf, runDaily } from '../../support/daily.js';
import {
  aCandidate,
  aLine,
  aScenario,
  assumptions,
  average,
  people,
} from '../../support/scenario.js';

const { rows } = bindParameters(aScenario().assumptions, 'USD');

/** Share of the mean total that has come by the end of each point. */
function shares(
  lines: readonly Line[],
  metric: Metric,
  overrides: Readonly<Record<string, number>> = {},
  ask: Parameters<typeof runDaily>[1] = { draws: 16 },
): number[] {
  const days = curveOf(runDaily(scenarioOf(lines, overrides), { days: [metric], ...ask }), metric);
  const means = days.map(average);
  return means.map((mean) => mean / means.at(-1)!);
}

/** One placement at noon of day 10: whatever is posted within an hour counts from its middle. */
const NOON = 10.5;
const AGE_AT_MIDNIGHT = 0.5 - 0.5 / 24;
const one = (own: Partial<Line> = {}) => [lineOf(own, big({ plannedDay: NOON }))];

describe('without any spread', () => {
  it.each(['INSTAGRAM_POST', 'TIKTOK_VIDEO', 'YOUTUBE_VIDEO', 'SHARER_ACTION'] as const)(
    'the views of one %s grow by its maturity',
    (row) => {
      const role = row === 'SHARER_ACTION' ? 'SHARER' : 'CREATOR';
      const days = shares(one({ row, role }), 'IMPRESSIONS', { [`shares.rate.${row}`]: 0 });
      const { maturity } = rows[row];
      expect(days[9]).toBe(0);
      [10, 11, 13, 20, 30].forEach((day) => {
        expect(days[day]).toBeCloseTo(maturityShare(maturity, AGE_AT_MIDNIGHT + day - 10), 6);
      });
    },
  );

  it('a story is seen for 24 hours and no longer', () => {
    const story = one({ row: 'INSTAGRAM_STORY' });
    const days = shares(story, 'IMPRESSIONS', { 'shares.rate.INSTAGRAM_STORY': 0 });
    const { maturity } = rows.INSTAGRAM_STORY;
    expect(days[9]).toBe(0);
    expect(days[10]).toBeCloseTo(maturityShare(maturity, AGE_AT_MIDNIGHT), 6);
    expect(days[11]).toBe(1);
  });

  it('placements and payments fall on the day of posting', () => {
    for (const metric of ['PLACEMENTS', 'SPEND'] as const) {
      const days = shares(one(), metric);
      expect(days[9]).toBe(0);
      expect(days[10]).toBe(1);
    }
  });

  it('a line is posted evenly over the flight', () => {
    const days = shares([lineOf({ candidates: people(10_000), buy: { count: 60 } })], 'PLACEMENTS');
    expect(days.slice(0, 30)).toEqual(Array.from({ length: 30 }, (_, day) => (day + 1) / 30));
  });

  it('what is planned before the flight begins before it', () => {
    const early = [lineOf({}, big({ plannedDay: -3 }))];
    const { daily } = runDaily(scenarioOf(early), { draws: 8, days: ['PLACEMENTS'] });
    expect(daily).toMatchObject({ firstDay: -3, stepDays: 1 });
    expect(shares(early, 'PLACEMENTS')[0]).toBe(1);
  });

  it('clicks lag views, and orders lag clicks', () => {
    const overrides = { 'conversion.rate': 0.2 };
    const [views, clicks, orders] = (['IMPRESSIONS', 'CLICKS', 'CONVERSIONS'] as const).map(
      (metric) => shares(one(), metric, overrides),
    );
    for (const day of [10, 11, 12, 15]) {
      expect(clicks[day]).toBeLessThan(views[day] - 0.001);
      expect(orders[day]).toBeLessThan(clicks[day] - 0.01);
    }
  });

  it('without a lag clicks and orders come with the views', () => {
    const none = { 'time.clickLag.mean': 0, 'time.conversionLag.median': 0 };
    const [views, clicks, orders] = (['IMPRESSIONS', 'CLICKS', 'CONVERSIONS'] as const).map(
      (metric) => shares(one(), metric, none, { draws: 256 }),
    );
    for (const day of [10, 11, 12, 15]) {
      expect(clicks[day]).toBeCloseTo(views[day], 2);
      expect(orders[day]).toBeCloseTo(views[day], 2);
    }
  });

  it('reach of one placement is its views’ share, however many of all people it reaches', () => {
    // 60% of ten people in a thousand million, and of two million.
    for (const universe of [1e9, 1e8, 2e8]) {
      const scenario = { ...scenarioOf(one(), { 'shares.rate.INSTAGRAM_POST': 0 }), universe };
      const outcome = runDaily(scenario, { draws: 8, days: ['REACH', 'GROSS_REACH'] });
      const reach = curveOf(outcome, 'REACH');
      const gross = curveOf(outcome, 'GROSS_REACH');
      const p = gross.at(-1)![0] / universe;
      [10, 11, 12, 20].forEach((day) => {
        const error = reach[day][0] / reach.at(-1)![0] - gross[day][0] / gross.at(-1)![0];
        expect(Math.abs(error), `p ${p}, day ${day}`).toBeLessThan(p < 0.1 ? 0.01 : 0.15);
      });
    }
  });

  it('reach of two placements is the mixture’s, of what has been seen of each', () => {
    const universe = 2e8;
    const [first, second] = [5.5, 8.5];
    const lines = [
      lineOf({}, big({ plannedDay: first }), big({ profile: 'bob', plannedDay: second })),
    ];
    const scenario = { ...scenarioOf(lines, { 'shares.rate.INSTAGRAM_POST': 0 }), universe };
    const outcome = runDaily(scenario, { draws: 8, days: ['REACH', 'GROSS_REACH'] });
    const p = curveOf(outcome, 'GROSS_REACH').at(-1)![0] / 2 / universe;
    const theta = 1 / scenario.assumptions.values['overlap.unknownNiche.median'];
    const weight = (day: number, planned: number) => {
      const age = day + 1 - planned - 0.5 / 24;
      return mixtureWeight(p * maturityShare(rows.INSTAGRAM_POST.maturity, age), theta);
    };
    const reach = curveOf(outcome, 'REACH');
    for (const day of [5, 6, 8, 9, 12]) {
      const exact = universe * mixtureShare(weight(day, first) + weight(day, second), theta);
      expect(Math.abs(reach[day][0] / exact - 1), `day ${day}`).toBeLessThan(0.002);
    }
  });

  it('display advertising runs evenly over the flight', () => {
    const display = [aLine({ key: 'display', row: 'DISPLAY_AD', buy: { share: 1 } })];
    const days = shares(display, 'IMPRESSIONS');
    expect(days).toHaveLength(30);
    days.forEach((share, day) => {
      expect(share).toBeCloseTo((day + 1) / 30, 9);
    });
  });
});

describe('late posts', () => {
  const late = { 'booking.onTime': 0.7 };

  it('shift the curve by as much as they are late', () => {
    const line = [lineOf({ candidates: people(10_000), buy: { count: 30 } })];
    const onTime = shares(line, 'PLACEMENTS', {}, { draws: 1024 });
    const days = shares(line, 'PLACEMENTS', late, { draws: 1024 });
    // Mean delay .3 × 4 days, within the days that are told apart; spread of the mean of 30,720
    // delays: √(.3 × (8 + 16) − 1.2²) = 2.4 days ÷ √30,720.
    const lag = onTime.reduce((sum, share, day) => sum + share - days[day], 0);
    expect(Math.abs(lag - 1.2)).toBeLessThan((Z * 2.4) / Math.sqrt(30_720) + 0.02);
  });

  it('are still told apart after the flight, all but one in a hundred', () => {
    const story = { ...late, 'time.matured.INSTAGRAM_STORY': 0.01 };
    const days = shares(
      [lineOf({ row: 'INSTAGRAM_STORY', candidates: people(10_000), buy: { count: 200 } })],
      'PLACEMENTS',
      story,
      { draws: 64 },
    );
    expect(days[29]).toBeLessThan(0.99);
    expect(days.at(-2)).toBeGreaterThan(0.99);
  });
});

describe('counts of a day', () => {
  it('are Poisson around their share of the rate, as independent as days are', () => {
    // No spread: engagements of one post of 3,000 followers are Poisson, and so are those of a day.
    const small = lineOf({}, aCandidate({ followers: 3_000, authenticity: 0.6, plannedDay: NOON }));
    const outcome = runDaily(scenarioOf([small]), { draws: 2048, days: ['ENGAGEMENTS'] });
    const days = curveOf(outcome, 'ENGAGEMENTS');
    const perDay = [10, 11, 12].map((day) => days[day].map((count, d) => count - days[day - 1][d]));
    for (const counts of perDay) {
      const mean = average(counts);
      const variance = average(counts.map((count) => (count - mean) ** 2));
      // The variance of a Poisson count's sample variance is about (2λ² + λ)/n.
      const spread = Math.sqrt((2 * mean ** 2 + mean) / counts.length);
      expect(mean).toBeGreaterThan(1);
      expect(Math.abs(variance - mean)).toBeLessThan(Z * spread);
    }
    const [a, b] = perDay;
    const [ma, mb] = [average(a), average(b)];
    const covariance = average(a.map((count, d) => (count - ma) * (b[d] - mb)));
    expect(Math.abs(covariance)).toBeLessThan(Z * Math.sqrt((ma * mb) / a.length));
  });
});

describe('a calendar', () => {
  const pointsOf = (flightDays: number) =>
    runDaily(aScenario({ flightDays }), { draws: 8, days: ['PLACEMENTS'] }).daily!;

  it('goes on until late posts have matured', () => {
    // 30 days, 11 for all but 1% of the posts, 14 to mature.
    expect(pointsOf(30)).toMatchObject({ firstDay: 0, stepDays: 1, points: 55 });
  });

  it('does not wait for ever for posts that are very late', () => {
    const late = { 'booking.delay.shape': 1000, 'booking.delay.scale': 365 };
    const scenario = aScenario({ assumptions: assumptions(late) });
    const { daily } = runDaily(scenario, { draws: 8, days: ['PLACEMENTS'] });
    // 30 days, 365 for late posts, 14 to mature.
    expect(daily).toMatchObject({ stepDays: 4, points: 103 });
  });

  it('of a long flight has longer steps, at most 120 of them', () => {
    expect(pointsOf(366)).toMatchObject({ firstDay: 0, stepDays: 4, points: 98 });
  });
});

it('curves are drawn in the first 2,048 worlds, in fewer where there are many placements', () => {
  const drawsOf = (count: number, draws: number) =>
    runDaily(aScenario({ lines: [aLine({ buy: { count } })] }), {
      draws,
      metrics: [],
      days: ['PLACEMENTS'],
    }).daily!.draws;
  expect(drawsOf(1, 4096)).toBe(2048);
  expect(drawsOf(1, 512)).toBe(512);
  expect(drawsOf(4000, 1024)).toBeLessThan(1024);
});

it('a metric that has no days is refused', () => {
  expect(() => runDaily(aScenario(), { days: ['CPE'] })).toThrow(
    /^select\.daily\.metrics\[0\] must be one of PLACEMENTS, .*, but got CPE$/,
  );
});
