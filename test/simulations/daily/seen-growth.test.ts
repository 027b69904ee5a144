import { describe, expect, it } from 'vitest';
import type { Candidate, Snapshot } from '../../../simulations/index.js';
import { mixtureShare, mixtureWeight } from '../../../simulations/math/gamma-mixture.js';
import { normalQuantile } from '../../../simulations/math/normal.js';
import { maturityShare } from '../../../simulations/world/maturity.js';
import { aCandidate, NO_FEES } from '../../support/scenario.js';
import { aSeen } from '../../support/seen.js';
import {
  clicked,
  counted,
  curvesOf,
  expectShares,
  grown,
  HALF_AN_HOUR,
  LAST,
  PLANNED,
  rows,
  since,
} from './counted-curves.js';

describe('what was counted of a placement', () => {
  const tone = { valencedReactions: 400, negativeReactions: 100 };

  it.each([
    ['ENGAGEMENTS', 4000, 6000],
    ['POSITIVE_ENGAGEMENTS', 3000, 4500],
    ['NEGATIVE_ENGAGEMENTS', 1000, 1500],
    ['SHARES', 300, 500],
    ['CLICKS', 2000, 3000],
    ['CONVERSIONS', 40, 90],
    ['REDEMPTIONS', 30, 60],
    ['REVENUE', 100_000, 250_000],
  ] as const)('%s are on the days of counts what they were in every world', (metric, from, to) => {
    const [days] = curvesOf([counted(tone)], [metric], { draws: 64 });
    expect(new Set(days[1])).toEqual(new Set([0]));
    for (const value of days[3]) expect(value).toBeCloseTo(from, 6);
    for (const value of days[5]) expect(value).toBeCloseTo(to, 6);
  });

  it('grows between counts as views, clicks or orders do', () => {
    const [engagements, clicks] = curvesOf([counted()], ['ENGAGEMENTS', 'CLICKS'], { draws: 8 });
    const between = (share: typeof grown) => (share(3) - share(2)) / (share(4) - share(2));
    expect(Math.abs(engagements[4][0] - (4000 + 2000 * between(grown)))).toBeLessThan(2);
    expect(Math.abs(clicks[4][0] - (2000 + 1000 * between(clicked)))).toBeLessThan(2);
    const orders = curvesOf([counted()], ['CONVERSIONS'], {
      draws: 8,
      overrides: { 'time.conversionLag.median': 2 },
    })[0];
    const ordered = (age: number) => clicked(age - 2);
    expect(Math.abs(orders[4][0] - (40 + 50 * between(ordered)))).toBeLessThan(1);
  });

  it('grows between counts as a post between the two paces in the middle', () => {
    const postSd = 1;
    const [days] = curvesOf(
      [counted({ engagements: 6e6 }, { engagements: 4e6 })],
      ['ENGAGEMENTS'],
      { draws: 8, overrides: { 'time.postSd': postSd, 'reach.postSd.INSTAGRAM_POST': 3 } },
    );
    const { maturity } = rows.INSTAGRAM_POST;
    const usual = (ageDays: number) =>
      [7.5, 8.5]
        .map((pace) => maturityShare(maturity, ageDays, postSd * normalQuantile(pace / 16)))
        .reduce((sum, share) => sum + share / 2, 0);
    const between = (usual(3) - usual(2)) / (usual(4) - usual(2));
    expect((days[4][0] - 4e6) / 2e6).toBeCloseTo(between, 4);
  });

  it('of orders alone is all that has come of them, with clicks that the model expects', () => {
    const [orders, clicks] = curvesOf(
      [counted({ clicks: null }, { clicks: null })],
      ['CONVERSIONS', 'CLICKS'],
    );
    expect(new Set(orders[3])).toEqual(new Set([40]));
    expect(new Set(orders[5])).toEqual(new Set([90]));
    const byDay = (day: number) => clicked(day + 1 - PLANNED - HALF_AN_HOUR);
    expectShares(clicks, 0, { 2: byDay(2), 3: byDay(3), 6: byDay(6) });
  });

  it('goes on as the rest arrives: counts by chance', () => {
    const [engagements, shares, clicks] = curvesOf(
      [counted()],
      ['ENGAGEMENTS', 'SHARES', 'CLICKS'],
      { overrides: { 'shares.rate.INSTAGRAM_POST': 0.1, 'clicks.rate.INSTAGRAM_POST': 0.1 } },
    );
    const by = (share: typeof grown) =>
      Object.fromEntries([5, 6, 7, 10].map((day) => [day, since(share, 4, day + 1 - PLANNED)]));
    expectShares(engagements, 6000, by(grown));
    expectShares(shares, 500, by(grown));
    expectShares(clicks, 3000, by(clicked));
  });

  it.each([
    ['INSTAGRAM_POST', 'both'],
    ['YOUTUBE_VIDEO', 'both'],
    ['YOUTUBE_VIDEO', 'views'],
    ['INSTAGRAM_POST', 'people'],
  ] as const)('goes on by its own views per person: %s, %s', (row, which) => {
    // Views per person 4/3 and 3, of posts of days 2 and 8: their rests come on other days.
    const of = <T extends Partial<Snapshot>>(counts: T) => ({
      ...counts,
      shares: null,
      ...(which === 'views' ? { reach: null } : {}),
      ...(which === 'people' ? { impressions: null } : {}),
    });
    const other = aSeen(of({ ...LAST, ageDays: 1, impressions: 90_000, reach: 30_000 }), {
      ...{ profile: 'bob', plannedDay: 8 },
    });
    const [views, people] = curvesOf(
      [counted(of({}), of({})), other],
      ['IMPRESSIONS', 'GROSS_REACH'],
      { draws: 8, today: 10, line: { row }, overrides: { [`shares.rate.${row}`]: 0 } },
    );
    const { maturity, viewsPerPerson } = rows[row];
    const share = (ageDays: number) => maturityShare(maturity, ageDays);
    for (const day of [9, 10, 12, 15, 29]) {
      const factors = [share(day - 1) / share(4), share(day - 7) / share(1)];
      const sum = ([one, two]: number[]) => one * factors[0] + two * factors[1];
      const ofViews =
        which === 'people' ? [90_000, 30_000].map((n) => n * viewsPerPerson) : [120_000, 90_000];
      const ofPeople =
        which === 'views' ? [120_000, 90_000].map((n) => n / viewsPerPerson) : [90_000, 30_000];
      expect(views[day][0] / sum(ofViews)).toBeCloseTo(1, 3);
      expect(people[day][0] / sum(ofPeople)).toBeCloseTo(1, 3);
    }
  });

  it('goes on at the pace that its final count tells in each world', () => {
    const postSd = 0.3;
    const [days] = curvesOf([counted({ shares: null }, { shares: null })], ['GROSS_REACH'], {
      // Whatever its pace, the post may have gone so far.
      overrides: {
        ...{ 'time.postSd': postSd, 'reach.postSd.INSTAGRAM_POST': 3 },
        'shares.rate.INSTAGRAM_POST': 0,
      },
    });
    const { maturity } = rows.INSTAGRAM_POST;
    const at = (z: number, ageDays: number) => maturityShare(maturity, ageDays, postSd * z);
    const bounds = Array.from({ length: 15 }, (_, i) => at(normalQuantile((i + 1) / 16), 4));
    const paces = new Set<number>();
    days.at(-1)!.forEach((total, d) => {
      const there = 90_000 / total;
      // The slower a post is, the less of it is there.
      const pace = bounds.filter((bound) => bound > there).length;
      const z = normalQuantile((pace + 0.5) / 16);
      paces.add(pace);
      for (const day of [6, 8, 11]) {
        const come = since((age) => at(z, age), 4, day + 1 - PLANNED);
        const share = (days[day][d] - 90_000) / (total - 90_000);
        expect(Math.abs(share - come)).toBeLessThan(2e-3);
      }
    });
    expect(paces.size).toBe(16);
  });

  it('is known of the tone where it was told, else as far as it had come', () => {
    const [days] = curvesOf([counted()], ['NEGATIVE_ENGAGEMENTS']);
    expect(new Set(days[5]).size).toBeGreaterThan(10);
    days[5].forEach((negative, d) => {
      expect(days[3][d]).toBe(Math.round((negative * 4000) / 6000));
    });
  });
});

it.each([
  ['INSTAGRAM_POST', 5 / 9],
  ['YOUTUBE_VIDEO', 6 / 12],
] as const)(
  'engagements that nobody counted come as whom or what they are of does: %s',
  (row, first) => {
    const untold = { engagements: null, shares: null };
    const [days] = curvesOf([counted(untold, untold)], ['ENGAGEMENTS'], { line: { row } });
    const there = maturityShare(rows[row].maturity, 4);
    expectShares(days, 0, { 3: there * first, 5: there });
  },
);

it('engagements that nobody counted come as the model has it where nobody counted whom it reached', () => {
  const onlyClicks = { impressions: null, reach: null, engagements: null, shares: null };
  const [days, reach] = curvesOf(
    [counted(onlyClicks, onlyClicks)],
    ['ENGAGEMENTS', 'GROSS_REACH'],
    { overrides: { 'shares.rate.INSTAGRAM_POST': 0 } },
  );
  const byDay = (day: number) => grown(day + 1 - PLANNED - HALF_AN_HOUR);
  expectShares(days, 0, { 2: byDay(2), 3: byDay(3), 5: byDay(5), 8: byDay(8) });
  expect(reach[3][0] / reach.at(-1)![0]).toBeCloseTo(byDay(3), 5);
});

describe('what shares reach', () => {
  /** Views that shares bring by the end of each day, and shares, per draw. */
  function amplified(...candidates: Candidate[]) {
    const of = (peoplePerShare: number) =>
      curvesOf(candidates, ['IMPRESSIONS', 'SHARES'], {
        draws: 64,
        overrides: {
          'shares.peoplePerShare.median': peoplePerShare,
          'shares.rate.INSTAGRAM_POST': 0.05,
        },
      });
    const [[many, shares], [few]] = [of(100.01), of(0.01)];
    const by = (day: number, d: number) => many.at(day)![d] - few.at(day)![d];
    return { shares, by };
  }

  it('follows the shares that were counted, then those that come', () => {
    const { shares, by } = amplified(counted());
    for (let d = 0; d < 64; d++) {
      const all = by(-1, d);
      expect(all / shares.at(-1)![d]).toBeCloseTo(100, 6);
      const there = by(5, d) / all;
      expect(by(3, d) / by(5, d)).toBeCloseTo(300 / 500, 6);
      // The same share of it in every world: those that were counted, of as many as are expected.
      expect(there).toBeCloseTo(by(5, 0) / by(-1, 0), 6);
      for (const day of [6, 8]) {
        const come = (shares[day][d] - 500) / (shares.at(-1)![d] - 500);
        expect(by(day, d) / all).toBeCloseTo(there + (1 - there) * come, 6);
      }
    }
    expect(by(5, 0) / by(-1, 0)).toBeGreaterThan(0.4);
    expect(by(5, 0) / by(-1, 0)).toBeLessThan(0.95);
  });

  it('is so much per share, whichever placement they are of', () => {
    const other = aSeen(
      { ...LAST, ageDays: 1, shares: 20 },
      { profile: 'bob', plannedDay: PLANNED + 3 },
    );
    const { shares, by } = amplified(counted(), other);
    const there = by(5, 0) / by(-1, 0);
    for (let d = 0; d < 64; d++) {
      for (const day of [5, 6, 7, 9]) {
        const come = (shares[day][d] - 520) / (shares.at(-1)![d] - 520);
        expect(by(day, d) / by(-1, d)).toBeCloseTo(there + (1 - there) * come, 6);
      }
    }
  });

  it('is of as many different people, where there are very many', () => {
    const [gross, unique] = curvesOf([counted()], ['GROSS_REACH', 'REACH'], {
      draws: 64,
      overrides: { 'shares.rate.INSTAGRAM_POST': 0.05 },
    });
    gross.forEach((day, point) => {
      day.forEach((people, d) => {
        expect(Math.abs(unique[point][d] - people)).toBeLessThan(1e-4 * people + 1e-6);
      });
    });
  });

  it('follows those that the model expects where nobody counted shares', () => {
    const { shares, by } = amplified(counted({ shares: null }, { shares: null }));
    for (let d = 0; d < 64; d++) {
      for (const day of [3, 5, 7]) {
        expect(by(day, d) / by(-1, d)).toBeCloseTo(shares[day][d] / shares.at(-1)![d], 6);
      }
    }
  });
});

it('reach of one placement grows by its law of W, up to what it reaches', () => {
  const universe = 1_000_000;
  const [gross, unique] = curvesOf(
    [
      counted(
        { impressions: null, reach: 500_000, shares: null },
        { impressions: null, reach: 200_000, shares: null },
      ),
    ],
    ['GROSS_REACH', 'REACH'],
    {
      draws: 8,
      universe,
      overrides: { 'shares.rate.INSTAGRAM_POST': 0 },
    },
  );
  const p = gross.at(-1)![0] / universe;
  // κ of an unknown niche is 1.8.
  const theta = 1 / 0.8;
  const w = mixtureWeight(p, theta);
  for (const day of [2, 3, 4, 5, 6, 9]) {
    const share = gross[day][0] / gross.at(-1)![0];
    const expected = mixtureShare(p * share + (w - p) * share ** 2, theta) * universe;
    expect(unique[day][0] / expected).toBeCloseTo(1, 4);
  }
});

it('what somebody seen still has to post comes, and is paid, on the days of a forecast', () => {
  const late = { 'booking.onTime': 0.5, 'booking.cancellation.CREATOR': 0.4 };
  const next = aCandidate({ profile: 'ada', ordinal: 1, plannedDay: 8 });
  const of = (first: Candidate) =>
    curvesOf([first, next], ['PLACEMENTS', 'SPEND'], {
      overrides: late,
      // Who cancels is paid, too: on the day that was planned.
      fees: { ...NO_FEES, killFee: true },
    });
  const [posted, spend] = of(counted());
  const forecast = of(aCandidate({ plannedDay: PLANNED, posted: true }));
  expect(new Set(posted.at(-1))).toEqual(new Set([1, 2]));
  expect(new Set(spend.at(-1)).size).toBeGreaterThan(1);
  for (const day of [7, 8, 9, 12, 20]) {
    expect([posted[day], spend[day]]).toEqual(forecast.map((days) => days[day]));
  }
});
