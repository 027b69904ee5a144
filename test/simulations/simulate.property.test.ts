import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Buy,
  type Line,
  METRICS,
  type Metric,
  placementsOf,
  type Scenario,
  simulate,
} from '../../simulations/index.js';
import {
  aCandidate,
  ALL_GROUPS,
  ALL_METRICS,
  aLine,
  aScenario,
  average,
  columnOf,
  CREATOR_ROWS,
  drawsOf,
  people,
  run,
} from '../support/scenario.js';

const NUM_RUNS = 25;

const share = fc.double({ min: 0.01, max: 1, noNaN: true });

const hypothetical = fc
  .record({
    row: fc.constantFrom(...CREATOR_ROWS),
    median: fc.integer({ min: 100, max: 3_000_000 }),
    spread: fc.double({ min: 0, max: 1.5, noNaN: true }),
    count: fc.integer({ min: 1, max: 25 }),
    sponsored: fc.boolean(),
    vetted: fc.boolean(),
    promoCode: fc.boolean(),
    fee: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
    tier: fc.option(fc.constantFrom('small', 'large')),
  })
  .map(({ row, median, spread, count, fee, ...rest }): Line =>
    aLine({
      ...rest,
      row,
      role: row === 'SHARER_ACTION' ? 'SHARER' : 'CREATOR',
      candidates: people(median, spread),
      buy: { count },
      feeMinor: fee,
    }),
  );

const named = fc
  .array(
    fc.record({
      followers: fc.integer({ min: 1, max: 5_000_000 }),
      authenticity: fc.option(fc.double({ min: 0.05, max: 1, noNaN: true })),
      niche: fc.option(fc.constantFrom('food', 'games')),
      fit: fc.option(fc.double({ min: -3, max: 3, noNaN: true })),
      feeMinor: fc.option(fc.integer({ min: 0, max: 500_000 })),
      posted: fc.boolean(),
      audience: fc.constantFrom<Readonly<Record<string, number>>>(
        {},
        { young: 0.5, old: 0.3 },
        { young: 1 },
      ),
      recentPosts: fc.option(
        fc.record({
          posts: fc.integer({ min: 1, max: 50 }),
          views: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
          reach: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
          engagements: fc.option(fc.integer({ min: 1, max: 50_000 })),
        }),
      ),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((all): Line =>
    aLine({
      candidates: all.map((own, i) =>
        aCandidate({ ...own, profile: `profile ${i % 6}`, ordinal: i }),
      ),
      buy: { all: true },
    }),
  );

const cells = [
  { key: 'young', people: 10_000_000, wanted: true },
  { key: 'old', people: 20_000_000, wanted: false },
];

const scenario = fc
  .record({
    lines: fc.array(
      fc.oneof({ weight: 3, arbitrary: hypothetical }, { weight: 1, arbitrary: named }),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
    universe: fc.constantFrom(30_000_000, 60_000_000),
    brandContent: fc.boolean(),
    audience: fc.constantFrom(null, { people: 10_000_000, platformShare: { INSTAGRAM: 0.4 } }),
    display: fc.boolean(),
  })
  .map(({ lines, display, ...own }): Scenario => {
    const all = display ? [...lines, aLine({ row: 'DISPLAY_AD', buy: { share: 0.5 } })] : lines;
    return aScenario({
      ...own,
      cells,
      lines: all.map((line, i) => ({
        ...line,
        key: `line ${i}`,
        candidates: Array.isArray(line.candidates)
          ? line.candidates.map((candidate: ReturnType<typeof aCandidate>) => ({
              ...candidate,
              ordinal: candidate.ordinal + 10 * i,
            }))
          : line.candidates,
      })),
    });
  });

/** Allows for the rounding of sums. */
const noMore = (low: Float64Array, high: Float64Array): boolean =>
  low.every((value, d) => value <= high[d] * (1 + 1e-9) + 1e-6);

const forAny = <T>(
  arbitrary: fc.Arbitrary<T>,
  predicate: (value: T) => void,
  numRuns = NUM_RUNS,
) => {
  fc.assert(
    fc.property(arbitrary, (value) => {
      predicate(value);
    }),
    { seed: 7, numRuns },
  );
};

describe('for any scenario', () => {
  it('unique reach is at most gross reach, impressions and the universe, in every group', () => {
    forAny(scenario, (of) => {
      const outcome = run(of, { draws: 64 });
      for (const { key } of outcome.groups) {
        const reach = drawsOf(outcome, 'REACH', key);
        expect(noMore(reach, drawsOf(outcome, 'GROSS_REACH', key))).toBe(true);
        expect(noMore(reach, drawsOf(outcome, 'IMPRESSIONS', key))).toBe(true);
        expect(reach.every((people) => people >= 0 && people <= of.universe)).toBe(true);
        expect(noMore(drawsOf(outcome, 'REACH_3_PLUS', key), reach)).toBe(true);
        const target = drawsOf(outcome, 'TARGET_REACH', key);
        const most = of.audience?.people ?? of.universe;
        expect(target.every((people) => people >= 0 && people <= most)).toBe(true);
      }
    });
  });

  it('negatives are at most engagements, conversions at most clicks, posts at most bookings', () => {
    forAny(scenario, (of) => {
      const outcome = run(of, { draws: 64 });
      for (const { key } of outcome.groups) {
        const draws = (metric: Metric) => drawsOf(outcome, metric, key);
        expect(noMore(draws('NEGATIVE_ENGAGEMENTS'), draws('ENGAGEMENTS'))).toBe(true);
        expect(noMore(draws('CONVERSIONS'), draws('CLICKS'))).toBe(true);
        expect(noMore(draws('PLACEMENTS'), draws('BOOKED'))).toBe(true);
        const sum = draws('POSITIVE_ENGAGEMENTS').map(
          (n, d) => n + draws('NEGATIVE_ENGAGEMENTS')[d],
        );
        expect(sum).toEqual(draws('ENGAGEMENTS'));
      }
    });
  });

  it('every count is whole, and nothing is negative or undefined but rates over zero', () => {
    forAny(
      scenario,
      (of) => {
        const outcome = run(of, { draws: 64 });
        for (const { columns } of outcome.groups) {
          for (const [metric, column] of Object.entries(columns)) {
            if (column === null) continue;
            const { unit } = METRICS[metric as Metric];
            const isWhole = unit === 'COUNT' && !['IMPRESSIONS', 'REDEMPTIONS'].includes(metric);
            const isFinite = unit !== 'RATIO' && unit !== 'SHARE' && !metric.startsWith('CP');
            const wrong = column.draws.filter(
              (draw) =>
                (draw < 0 && metric !== 'NET_SENTIMENT') ||
                (isWhole && !Number.isInteger(draw)) ||
                (isFinite && !Number.isFinite(draw)),
            );
            expect([metric, ...wrong]).toEqual([metric]);
          }
        }
      },
      10,
    );
  });

  it('the same seed gives the same bytes, and another seed other ones', () => {
    forAny(
      scenario,
      (of) => {
        expect(run(of, { draws: 64 })).toEqual(run(of, { draws: 64 }));
        const other = drawsOf(run(of, { draws: 64, seed: 'other' }), 'IMPRESSIONS');
        expect(other).not.toEqual(drawsOf(run(of, { draws: 64 }), 'IMPRESSIONS'));
      },
      8,
    );
  });

  it('the order of lines does not change a bit', () => {
    forAny(
      scenario,
      (of) => {
        const turned = run({ ...of, lines: [...of.lines].reverse() }, { draws: 64 });
        expect(turned).toEqual(run(of, { draws: 64 }));
      },
      10,
    );
  });

  it('what is selected does not change a number', () => {
    const some = fc.subarray(ALL_METRICS, { minLength: 1, maxLength: 3 });
    forAny(fc.tuple(scenario, some), ([of, metrics]) => {
      const all = run(of, { draws: 64 });
      const few = simulate(of, { seed: 'test', draws: 64, select: { metrics, groups: ['LINE'] } });
      expect(few.groups.map(({ kind }) => kind).every((kind) => kind === 'LINE')).toBe(true);
      for (const { key, columns } of few.groups) {
        expect(Object.keys(columns).sort()).toEqual([...metrics].sort());
        const line = all.groups.find((group) => group.kind === 'LINE' && group.key === key);
        for (const metric of metrics) expect(columns[metric]).toEqual(line?.columns[metric]);
      }
    });
  });

  it('fewer draws are the first ones of more', () => {
    forAny(
      scenario,
      (of) => {
        const few = run(of, { draws: 264 });
        const many = run(of, { draws: 520 });
        for (const metric of ALL_METRICS) {
          const column = few.groups[0].columns[metric];
          if (column == null) continue;
          expect(column.draws).toEqual(drawsOf(many, metric).slice(0, 264));
        }
      },
      5,
    );
  });

  it('adding a line moves no other line’s draws', () => {
    forAny(
      fc.tuple(scenario, hypothetical),
      ([of, extra]) => {
        const before = run(of, { draws: 64 });
        // A sharer follows the creators' posts, so only what does not depend on them is compared.
        const line = { ...extra, key: 'zzz', tier: null };
        const after = run({ ...of, lines: [...of.lines, line] }, { draws: 64 });
        for (const { key } of of.lines) {
          for (const metric of ['REACH', 'CLICKS', 'SPEND', 'PLACEMENTS'] as const) {
            expect(drawsOf(after, metric, key)).toEqual(drawsOf(before, metric, key));
          }
        }
      },
      10,
    );
  });

  it('adding a placement never lowers unique reach', () => {
    const wide = fc.tuple(scenario, hypothetical);
    forAny(wide, ([of, extra]) => {
      const before = run(of, { draws: 64, metrics: ['REACH', 'TARGET_REACH'] });
      const more = { ...of, lines: [...of.lines, { ...extra, key: 'zzz', tier: null }] };
      const after = run(more, { draws: 64, metrics: ['REACH', 'TARGET_REACH'] });
      expect(noMore(drawsOf(before, 'REACH'), drawsOf(after, 'REACH'))).toBe(true);
      expect(noMore(drawsOf(before, 'TARGET_REACH'), drawsOf(after, 'TARGET_REACH'))).toBe(true);
    });
  });
});

describe('money', () => {
  const plan = fc.record({
    row: fc.constantFrom(...CREATOR_ROWS),
    share,
    budget: fc.integer({ min: 1_000, max: 20_000_000 }),
    followers: fc.integer({ min: 2_000, max: 300_000 }),
  });
  const byShare = (row: Line['row'], followers: number, buy: Buy, budgetMinor: number) =>
    aScenario({
      budgetMinor,
      lines: [
        aLine({
          row,
          role: row === 'SHARER_ACTION' ? 'SHARER' : 'CREATOR',
          candidates: people(followers, 0.5),
          buy,
        }),
      ],
    });

  it('of a share line is spent, refunded or left: the three add up and never exceed the budget', () => {
    forAny(plan, ({ row, share: part, budget, followers }) => {
      const money = budget * part;
      const scenario = byShare(row, followers, { share: part }, budget);
      if (placementsOf(scenario) > 3000) return;
      const outcome = run(scenario, { draws: 32, metrics: ['SPEND', 'REFUNDS', 'UNSPENT'] });
      const [spend, refunds, unspent] = (['SPEND', 'REFUNDS', 'UNSPENT'] as const).map((metric) =>
        drawsOf(outcome, metric),
      );
      spend.forEach((paid, d) => {
        expect((paid + refunds[d] + unspent[d]) / money).toBeCloseTo(1, 9);
      });
      expect(outcome.withinBudget).toBe(1);
    });
  });

  it('a hundred times the given fee is a hundred times the cost per engagement', () => {
    // Fees this far from the card are clipped, so the creators are the same.
    const cheap = aLine({ feeMinor: 1 });
    const cpe = (feeMinor: number) => {
      const lines = [{ ...cheap, feeMinor }];
      return drawsOf(run(aScenario({ lines }), { metrics: ['CPE'] }), 'CPE');
    };
    const dear = cpe(100);
    cpe(1).forEach((value, d) => {
      expect(dear[d] / value).toBeCloseTo(100, 9);
    });
  });

  it('more of it never lowers expected reach', () => {
    const reach = (budgetMinor: number) =>
      average(
        drawsOf(
          run(byShare('INSTAGRAM_POST', 20_000, { share: 1 }, budgetMinor), { metrics: ['REACH'] }),
          'REACH',
        ),
      );
    const steps = [20_000, 50_000, 100_000, 300_000, 1_000_000].map(reach);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  });
});

describe('hypothetical influencers', () => {
  it('of a tier are the same people in every scenario, whatever the line is called', () => {
    const alone = run(aScenario({ lines: [aLine({ key: 'a', tier: 'micro' })] }));
    const among = run(
      aScenario({
        lines: [
          aLine({ key: 'b', tier: 'micro' }),
          aLine({ key: 'c', tier: 'other', row: 'TIKTOK_VIDEO' }),
        ],
      }),
    );
    expect(columnOf(among, 'CLICKS', 'b').draws).toEqual(columnOf(alone, 'CLICKS', 'a').draws);
  });

  it('are different people in two lines of one tier and row', () => {
    const lines = [aLine({ key: 'a', tier: 'micro' }), aLine({ key: 'b', tier: 'micro' })];
    const outcome = run(aScenario({ lines }));
    expect(drawsOf(outcome, 'CLICKS', 'a')).not.toEqual(drawsOf(outcome, 'CLICKS', 'b'));
  });

  it('that are booked by money are the first of those booked by number', () => {
    const line = aLine({ tier: 'micro', feeMinor: 100_000 });
    const byShare = run(
      aScenario({ budgetMinor: 300_000, lines: [{ ...line, buy: { share: 1 } }] }),
    );
    const byCount = run(aScenario({ lines: [{ ...line, buy: { count: 3 } }] }));
    for (const metric of ['REACH', 'ENGAGEMENTS', 'CLICKS', 'SPEND'] as const) {
      expect(drawsOf(byShare, metric)).toEqual(drawsOf(byCount, metric));
    }
  });
});

it('every kind of group is answered', () => {
  const lines = [
    aLine({ key: 'a', tier: 'micro' }),
    aLine({ key: 'd', row: 'DISPLAY_AD', buy: { share: 1 } }),
  ];
  const groups = run(aScenario({ lines }), { draws: 8 }).groups;
  expect(groups.map(({ kind, key }) => `${kind} ${key}`)).toEqual([
    'TOTAL total',
    'TIER micro',
    'LAYER CREATOR',
    'PLATFORM INSTAGRAM',
    'PLATFORM DISPLAY',
    'LINE a',
    'LINE d',
  ]);
  expect(groups.map(({ basis }) => basis)).toEqual([
    ...Array.from({ length: 4 }, () => 'COMMENT_SENTIMENT'),
    null,
    'COMMENT_SENTIMENT',
    null,
  ]);
  expect(ALL_GROUPS).toHaveLength(5);
});
