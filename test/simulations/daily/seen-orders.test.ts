import { describe, expect, it } from 'vitest';
import type { Candidate, Scenario, Snapshot } from '../../../simulations/index.js';
import { lineOf, scenarioOf } from '../../support/closed-form.js';
import { curveOf, runDaily } from '../../support/daily.js';
import { aSeen, NOTHING } from '../../support/seen.js';
import { clicked, counted, curvesOf, expectShares, PLANNED, since } from './counted-curves.js';

describe('orders', () => {
  it('of clicks to come come after them', () => {
    const none = { clicks: 0, conversions: 0, redemptions: 0, revenueMinor: 0 };
    const [clicks, orders] = curvesOf([counted(none, none)], ['CLICKS', 'CONVERSIONS'], {
      overrides: {
        'clicks.rate.INSTAGRAM_POST': 0.5,
        'conversion.rate': 0.3,
        'time.conversionLag.median': 1.5,
      },
    });
    const by = (day: number) => (day < 5 ? 0 : since(clicked, 4, day + 1 - PLANNED));
    expectShares(clicks, 0, { 5: 0, 6: by(6), 7: by(7) });
    // Clicks fall evenly on a day: half of the orders come on the next day, half a day later.
    const ordered = (day: number) => (by(day - 1) + by(day - 2)) / 2;
    expectShares(orders, 0, { 6: 0, 7: ordered(7), 8: ordered(8), 9: ordered(9) });
  });

  /** A story, whose clicks have all come; those of its first two days. */
  const story = (last: Partial<Snapshot>, own: Partial<Candidate> = {}) =>
    aSeen(
      { ageDays: 5, impressions: 90_000, reach: 80_000, clicks: 9000, ...last },
      {
        plannedDay: PLANNED,
        earlier: [1, 2].map((ageDays) => ({
          ...{ ...NOTHING, ageDays, clicks: Math.min(last.clicks ?? 9000, 3000 + 3000 * ageDays) },
        })),
        ...own,
      },
    );
  const late = (lagDays: number, own: Partial<Scenario> = {}) => ({
    line: { row: 'INSTAGRAM_STORY' as const },
    overrides: { 'time.conversionLag.median': lagDays, 'clicks.rate.INSTAGRAM_STORY': 1e-7 },
    ...own,
  });

  it('of clicks that were counted come after them, whenever those were counted', () => {
    const [orders] = curvesOf([story({})], ['CONVERSIONS'], { ...late(6), today: 8 });
    expectShares(orders, 0, { 7: 0, 8: 2 / 3, 9: 1 });
  });

  it('that nobody counted have come by now where their clicks are old', () => {
    const [orders] = curvesOf([story({})], ['CONVERSIONS'], { ...late(1.5), today: 8 });
    // Half of each day's a day later, half of them two.
    expectShares(orders, 0, { 2: 0, 3: 1 / 3, 4: 5 / 6, 5: 1 });
  });

  it('come of each placement in its turn', () => {
    const two = [story({}), story({}, { profile: 'bob', plannedDay: 12 })];
    const [orders] = curvesOf(two, ['CONVERSIONS'], { ...late(6), today: 18 });
    expectShares(orders, 0, { 7: 0, 8: 1 / 3, 9: 1 / 2, 17: 1 / 2, 18: 5 / 6, 19: 1 });
  });

  it('come after the last count of orders where there was one', () => {
    // Of the last quarter of day 3 on which it was made, too.
    const snapshots = {
      earlier: [{ ...NOTHING, ageDays: 1, clicks: 6000, conversions: 20 }],
    };
    const last = { ageDays: 1.75, conversions: 60 };
    const [orders] = curvesOf([story(last, snapshots)], ['CONVERSIONS'], {
      ...late(1.5),
      today: 4,
    });
    const clicks = [6000, 3000];
    const onDay = [clicks[0] / 2 / 4, (clicks[0] + clicks[1]) / 2, clicks[1] / 2];
    const all = onDay.reduce((sum, share) => sum + share);
    expect(new Set(orders[2])).toEqual(new Set([20]));
    expectShares(orders, 60, { 3: onDay[0] / all, 4: (onDay[0] + onDay[1]) / all, 5: 1 });
  });

  it('are never more than clicks, however few', () => {
    const few = story(
      { clicks: 4 },
      { earlier: [1, 3].map((ageDays) => ({ ...NOTHING, ageDays, clicks: ageDays })) },
    );
    const { line, overrides } = late(0.5);
    const [orders, clicks] = curvesOf([few], ['CONVERSIONS', 'CLICKS'], {
      ...{ line, overrides: { ...overrides, 'conversion.rate': 0.5 }, today: 8 },
    });
    expect(Math.max(...orders.at(-1)!)).toBe(4);
    orders.forEach((day, point) => {
      expect(
        day.every((count, d) => count <= clicks[point][d]),
        `day ${point}`,
      ).toBe(true);
    });
  });

  it('come as late where points are of two days', () => {
    const [orders] = curvesOf([story({})], ['CONVERSIONS'], {
      ...late(6),
      ...{ today: 8, flightDays: 200 },
    });
    // Of the clicks of points 1 and 1: three points later.
    expectShares(orders, 0, { 3: 0, 4: 1 });
  });
});

it('revenue and redemptions beyond what was told are in proportion to orders beyond those', () => {
  // Of the other nobody told what its orders brought.
  const other = counted(
    { redemptions: null, revenueMinor: null, conversions: 50, clicks: 2000 },
    { redemptions: null, revenueMinor: null, conversions: 10, clicks: 1000 },
    { profile: 'bob' },
  );
  const [orders, revenue, redemptions] = curvesOf(
    [counted(), other],
    ['CONVERSIONS', 'REVENUE', 'REDEMPTIONS'],
    { draws: 64 },
  );
  const beyond = (of: Float64Array[], day: number, d: number, told: number) =>
    of.at(day)![d] - told;
  for (let d = 0; d < 64; d++) {
    for (const [day, told, money, coupons] of [
      [3, 40, 100_000, 30],
      [5, 90, 250_000, 60],
      [7, 90, 250_000, 60],
    ] as const) {
      const share = beyond(orders, day, d, told) / beyond(orders, -1, d, 90);
      expect(share).toBeGreaterThan(0);
      expect(beyond(revenue, day, d, money) / beyond(revenue, -1, d, 250_000)).toBeCloseTo(
        share,
        9,
      );
      expect(beyond(redemptions, day, d, coupons) / beyond(redemptions, -1, d, 60)).toBeCloseTo(
        share,
        9,
      );
    }
  }
});

it('redemptions of a line without a code are no part of its days, as they are none of its total', () => {
  const lines = [true, false].map((promoCode, i) =>
    lineOf({ key: `line ${i}`, promoCode }, counted({}, {}, { profile: `p${i}`, ordinal: i })),
  );
  const scenario = scenarioOf(lines, {}, { today: 6 });
  const outcome = runDaily(scenario, { draws: 8, metrics: [], days: ['REDEMPTIONS'] });
  const days = curveOf(outcome, 'REDEMPTIONS');
  expect(days).toEqual(curveOf(outcome, 'REDEMPTIONS', 'line 0'));
  expect(new Set(days[3])).toEqual(new Set([30]));
});
