import { describe, expect, it } from 'vitest';
import {
  dailySizeOf,
  forecastId,
  type Candidate,
  type Metric,
  type Snapshot,
} from '../../../simulations/index.js';
import { countsAt } from '../../../simulations/daily/seen-counts.js';
import { bindParameters } from '../../../simulations/bind-parameters.js';
import { maturityShare } from '../../../simulations/world/maturity.js';
import { lineOf, scenarioOf } from '../../support/closed-form.js';
import { curveOf, runDaily } from '../../support/daily.js';
import { aCandidate, aScenario, average } from '../../support/scenario.js';
import { aSeen, NOTHING } from '../../support/seen.js';

const { rows } = bindParameters(aScenario().assumptions, 'USD');

const snapshots = (...counts: [number, number | null][]): Snapshot[] =>
  counts.map(([ageDays, engagements]) => ({ ...NOTHING, ageDays, engagements }));

describe('counts between two counts', () => {
  const linear = (age: number) => age / 10;
  const at = (of: Snapshot[], ends: number[], share = linear) => [
    ...countsAt(of, 'engagements', ends, share)!,
  ];

  it('are as counted at each count, grow in between, and stay after the last', () => {
    const of = snapshots([2, 100], [4, 300]);
    expect(at(of, [-1, 0, 1, 2, 3, 4, 9])).toEqual([0, 0, 50, 100, 200, 300, 300]);
  });

  it('grow as posts do', () => {
    const share = (age: number) => maturityShare(rows.TIKTOK_VIDEO.maturity, age);
    const [grown] = at(snapshots([1, 1000], [5, 9000]), [3], share);
    expect(grown).toBe(Math.round(1000 + (8000 * (share(3) - share(1))) / (share(5) - share(1))));
  });

  it('grow evenly where posts of that age have stopped', () => {
    const of = snapshots([2, 100], [4, 300]);
    expect(at(of, [3], () => 1)).toEqual([200]);
  });

  it('never fall, are never above the last count, and leave out counts without the metric', () => {
    const of = snapshots([1, 50], [2, null], [3, 40], [4, 900], [5, 200]);
    expect(at(of, [1, 2, 3, 4, 5])).toEqual([50, 50, 50, 200, 200]);
  });

  it('are not known where the last count has none', () => {
    expect(countsAt(snapshots([1, null]), 'engagements', [1], linear)).toBeNull();
  });
});

/** A placement of day 2, counted at the end of days 3 and 5, without any spread. */
const counted = (own: Partial<Snapshot> = {}, more: Partial<Candidate> = {}) =>
  aSeen(
    { ageDays: 4, reach: 9000, impressions: 12_000, engagements: 600, clicks: 90, ...own },
    {
      plannedDay: 2,
      earlier: [{ ...NOTHING, ageDays: 2, reach: 5000, impressions: 6000, engagements: 400 }],
      ...more,
    },
  );

const curves = (candidates: readonly Candidate[], metric: Metric, draws = 64) =>
  curveOf(
    runDaily(
      scenarioOf([lineOf({}, ...candidates)], { 'shares.rate.INSTAGRAM_POST': 0 }, { today: 6 }),
      { draws, metrics: [], days: [metric] },
    ),
    metric,
  );

describe('what was counted of a placement', () => {
  it.each([
    ['ENGAGEMENTS', 400, 600],
    ['IMPRESSIONS', 6000, 12_000],
    ['GROSS_REACH', 5000, 9000],
  ] as const)('%s are on the days of counts what they were in every world', (metric, from, to) => {
    const days = curves([counted()], metric);
    const only = (day: number) => {
      expect(new Set(days[day]).size).toBe(1);
      return days[day][0];
    };
    expect(only(1)).toBe(0);
    expect(only(3)).toBeCloseTo(from, 6);
    expect(only(4)).toBeGreaterThan(from);
    expect(only(4)).toBeLessThan(to);
    expect(only(5)).toBeCloseTo(to, 6);
  });

  it('goes on growing by its maturity', () => {
    const days = curves([counted()], 'GROSS_REACH');
    const { maturity } = rows.INSTAGRAM_POST;
    for (const day of [6, 7, 10, 20]) {
      const expected = (9000 * maturityShare(maturity, day + 1 - 2)) / maturityShare(maturity, 4);
      expect(days[day][0]).toBeCloseTo(expected, 0);
    }
  });

  it('is reach of the one placement, as far as W tells', () => {
    const [gross, unique] = (['GROSS_REACH', 'REACH'] as const).map((metric) =>
      curves([counted()], metric),
    );
    gross.forEach((day, point) => {
      expect(unique[point][0]).toBeCloseTo(day[0], 0);
    });
  });

  it('takes what nobody counted to have grown like what was', () => {
    const [told, untold] = [counted(), counted({ engagements: null }, { earlier: undefined })];
    const reach = curves([untold], 'GROSS_REACH');
    const engagements = curves([untold], 'ENGAGEMENTS', 1024);
    const share = (days: Float64Array[], day: number) => average(days[day]) / average(days.at(-1)!);
    for (const day of [2, 3, 5, 8]) {
      expect(share(engagements, day)).toBeCloseTo(share(reach, day), 2);
    }
    expect(curves([told], 'ENGAGEMENTS')[3][0]).toBe(400);
  });

  it('brings the orders of its clicks after them', () => {
    const clicks = curves([counted({ conversions: 3 })], 'CLICKS', 512);
    const orders = curves([counted({ conversions: 3 })], 'CONVERSIONS', 512);
    expect(new Set(orders[5])).toEqual(new Set([3]));
    expect(new Set(clicks[5])).toEqual(new Set([90]));
    expect(average(orders.at(-1)!)).toBeGreaterThan(3.1);
    // Half of them within two days: the lag's median is 1.5 days.
    const late = (day: number) => average(orders[day]) - 3;
    const all = average(orders.at(-1)!) - 3;
    expect(late(7) / all).toBeGreaterThan(0.3);
    expect(late(7) / all).toBeLessThan(0.9);
  });

  it('is posted and paid on its day, and others of the same person as late as they are', () => {
    const again = aCandidate({ ordinal: 1, plannedDay: 10, profile: 'ada' });
    const days = curves([counted(), again], 'PLACEMENTS');
    expect(days[1][0]).toBe(0);
    expect(days[2][0]).toBe(1);
    expect(days[9][0]).toBe(1);
    expect(days[10][0]).toBe(2);
  });
});

it('what is overdue comes from today on, however long after the flight', () => {
  const late = aCandidate({ profile: 'bob', plannedDay: 3 });
  const scenario = scenarioOf([lineOf({}, counted(), late)], {}, { today: 50 });
  const days = curveOf(runDaily(scenario, { draws: 8, days: ['PLACEMENTS'] }), 'PLACEMENTS');
  expect(days[49][0]).toBe(1);
  expect(days[50][0]).toBe(2);
  expect(days.length).toBeGreaterThan(60);
});

it('days gone cost what days to come do, and have no part in the name of a forecast', () => {
  const of = (one: Candidate) => aScenario({ today: 6, lines: [lineOf({}, one)] });
  const without = counted({}, { earlier: undefined });
  expect(dailySizeOf(of(counted()))).toEqual(dailySizeOf(of(without)));
  // Measured: what was seen takes twice as long.
  const { price } = dailySizeOf(of(aCandidate({ plannedDay: 2 })));
  expect(dailySizeOf(of(counted())).price).toBe(2 * price);
  expect(forecastId(of(counted()), 'a', 8)).toBe(forecastId(of(without), 'a', 8));
});

it('counts that are not in order are refused by name', () => {
  const refuse = (earlier: Snapshot[], own: Partial<Candidate> = {}) => {
    const lines = [lineOf({}, { ...counted({}, { earlier }), ...own })];
    return () => runDaily(aScenario({ today: 6, lines }), { draws: 8 });
  };
  expect(refuse(snapshots([1, 5], [4, 9]))).toThrow(
    'lines[0].candidates[0].earlier[1].ageDays must be below the next count’s, 4, but got 4',
  );
  expect(refuse(snapshots([3, 5], [2, 9]))).toThrow(
    'lines[0].candidates[0].earlier[0].ageDays must be below the next count’s, 2, but got 3',
  );
  expect(refuse(snapshots([1, -5]))).toThrow(
    /^lines\[0\]\.candidates\[0\]\.earlier\[0\]\.engagements must be .*, but got -5$/,
  );
  expect(refuse(snapshots([1, 5]), { seen: undefined, posted: false })).toThrow(
    'lines[0].candidates[0].seen must be given with what was seen earlier, but got undefined',
  );
});
