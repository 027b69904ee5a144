import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Candidate,
  DAILY_METRICS,
  type Line,
  type Metric,
  type Scenario,
  type Snapshot,
} from '../../../simulations/index.js';
import { OracleBlock } from '../../../simulations/oracle/block.js';
import { Streams } from '../../../simulations/random.js';
import { curveOf, runDaily } from '../../support/daily.js';
import { aCandidate, aLine, aScenario, CREATOR_ROWS } from '../../support/scenario.js';
import { aSeen } from '../../support/seen.js';
import {
  expectCurvesToMoveNothingElse,
  expectCurvesToRiseToTotals,
  expectSameBytesAlone,
  expectSameBytesByBlocks,
} from './curve-properties.js';

const COUNTS = [
  'impressions',
  'engagements',
  'shares',
  'clicks',
  'conversions',
  'redemptions',
  'revenueMinor',
] as const;
type Name = (typeof COUNTS)[number];

/** Counts that only rise, any of which may be missing at any time. */
const histories: fc.Arbitrary<Snapshot[]> = fc
  .record({
    ages: fc.uniqueArray(fc.double({ min: 0, max: 40, noNaN: true }), {
      minLength: 1,
      maxLength: 5,
    }),
    most: fc.record(
      Object.fromEntries(
        COUNTS.map((name) => [
          name,
          fc.option(
            fc.integer({
              min: 0,
              max: name === 'conversions' || name === 'redemptions' ? 50 : 1e6,
            }),
            { nil: null },
          ),
        ]),
      ) as Record<Name, fc.Arbitrary<number | null>>,
    ),
    missing: fc.array(fc.constantFrom(...COUNTS), { maxLength: 3 }),
    tone: fc.constantFrom(null, 0, 400),
    exponent: fc.double({ min: 0.2, max: 3, noNaN: true }),
  })
  .map(({ ages, most, missing, tone, exponent }) => {
    const inOrder = ages.toSorted((a, b) => a - b);
    return inOrder.map((ageDays, i): Snapshot => {
      const isLast = i === ages.length - 1;
      const share = isLast ? 1 : ((i + 1) / ages.length) ** exponent;
      const of = (name: Name) =>
        most[name] === null || (!isLast && missing.includes(name))
          ? null
          : Math.floor(most[name] * share);
      return {
        ageDays,
        reach: null,
        valencedReactions: tone,
        negativeReactions: tone === null ? null : tone / 4,
        ...(Object.fromEntries(COUNTS.map((name) => [name, of(name)])) as Record<
          Name,
          number | null
        >),
      };
    });
  });

/** Campaigns under way: some placements counted, some of the same people and of others to come. */
const campaigns: fc.Arbitrary<Scenario> = fc
  .record({
    today: fc.integer({ min: 5, max: 40 }),
    flightDays: fc.constantFrom(30, 200),
    rows: fc.uniqueArray(fc.constantFrom(...CREATOR_ROWS), { minLength: 1, maxLength: 3 }),
    counted: fc.array(histories, { minLength: 2, maxLength: 5 }),
    niches: fc.boolean(),
    wanted: fc.boolean(),
    promoCode: fc.boolean(),
  })
  .map(({ today, flightDays, rows, counted, niches, wanted, promoCode }) => {
    const lines = rows.map((row): Line => {
      const seen = counted.map((snapshots, i): Candidate =>
        aSeen(snapshots.at(-1)!, {
          profile: `p${i}`,
          niche: niches ? `niche ${i % 2}` : null,
          plannedDay: today - snapshots.at(-1)!.ageDays,
          earlier: snapshots.slice(0, -1),
        }),
      );
      const coming = [0, 1, 9].map((i) =>
        aCandidate({ profile: `p${i}`, ordinal: 1, plannedDay: 4 * i }),
      );
      const candidates = [...seen, ...coming];
      return aLine({ key: row, row, buy: { all: true }, candidates, promoCode });
    });
    const audience = wanted ? { people: 9_000_000, platformShare: {} } : null;
    return aScenario({ today, flightDays, lines, audience });
  });

const forAny = (numRuns: number, predicate: (scenario: Scenario) => void) => {
  fc.assert(fc.property(campaigns, predicate), { seed: 7, numRuns });
};

describe('for any campaign under way a daily curve', () => {
  it('ends at the outlook’s own draws, never falls and never passes its end', () => {
    forAny(20, expectCurvesToRiseToTotals);
  });

  it('is nowhere below what had been counted by then', () => {
    const told = {
      IMPRESSIONS: 'impressions',
      ENGAGEMENTS: 'engagements',
      SHARES: 'shares',
      CLICKS: 'clicks',
      CONVERSIONS: 'conversions',
      REVENUE: 'revenueMinor',
    } as const;
    forAny(15, (scenario) => {
      const outcome = runDaily(scenario, { draws: 16 });
      const { firstDay, stepDays } = outcome.daily!;
      const placements = scenario.lines.flatMap(({ candidates }) => candidates as Candidate[]);
      for (const [metric, name] of Object.entries(told)) {
        curveOf(outcome, metric as keyof typeof told).forEach((day, point) => {
          const end = firstDay + (point + 1) * stepDays;
          const floor = placements.reduce((sum, { seen, earlier = [], plannedDay }) => {
            const counts = [...earlier, ...(seen ? [seen] : [])];
            const by = counts.filter(({ ageDays }) => ageDays <= end - plannedDay!);
            return sum + Math.max(0, ...by.map(({ [name]: count }) => count ?? 0));
          }, 0);
          expect(
            day.every((value) => value >= floor * (1 - 1e-12)),
            `${metric}, point ${point}`,
          ).toBe(true);
        });
      }
    });
  });

  it('has whole engagements, shares and clicks, and adds up over lines', () => {
    forAny(10, (scenario) => {
      const outcome = runDaily(scenario, { draws: 16 });
      const lines = outcome.daily!.groups.filter(({ kind }) => kind === 'LINE');
      for (const metric of ['PLACEMENTS', 'ENGAGEMENTS', 'SHARES', 'CLICKS'] as const) {
        const curves = lines.map(({ key }) => curveOf(outcome, metric, key));
        curveOf(outcome, metric).forEach((day, point) => {
          day.forEach((value, d) => {
            expect(Math.abs(value - Math.round(value)), metric).toBeLessThan(1e-6);
            const sum = curves.reduce((all, curve) => all + curve[point][d], 0);
            expect(Math.abs(value - sum)).toBeLessThan(1e-6);
          });
        });
      }
    });
  });

  it('changes no byte of the outlook', () => {
    forAny(5, expectCurvesToMoveNothingElse);
  });
});

describe('for any campaign under way daily curves have the same bytes', () => {
  it('whichever others are asked for', () => {
    let turn = 0;
    forAny(DAILY_METRICS.length, (scenario) => {
      expectSameBytesAlone(scenario, turn++);
    });
  });

  it('in whichever order and by however many threads blocks are drawn, and from shorter runs', () => {
    forAny(2, expectSameBytesByBlocks);
  });
});

/** As of forecasts: where a count's uniform lies next to a step, single precision moves it by one. */
it('for any campaign under way the kernel’s curves are the oracle’s, but where counts step', () => {
  const odd = new Map<Metric, number>();
  let cells = 0;
  forAny(6, (scenario) => {
    const kernel = runDaily(scenario, { draws: 64, metrics: [] });
    const oracle = runDaily(scenario, {
      draws: 64,
      metrics: [],
      openBlock: (plan, key, signal) => new OracleBlock(plan, new Streams(key), signal),
    });
    for (const metric of DAILY_METRICS) {
      const [got, expected] = [curveOf(kernel, metric), curveOf(oracle, metric)];
      const total = expected.at(-1)!;
      expected.forEach((day, point) => {
        day.forEach((value, d) => {
          const off = Math.abs(got[point][d] - value) > 2e-3 * total[d];
          odd.set(metric, (odd.get(metric) ?? 0) + (off ? 1 : 0));
        });
      });
    }
    expect(curveOf(kernel, 'PLACEMENTS')).toEqual(curveOf(oracle, 'PLACEMENTS'));
    cells += oracle.daily!.points * oracle.daily!.draws;
  });
  for (const metric of DAILY_METRICS) expect(odd.get(metric)! / cells, metric).toBeLessThan(0.01);
});
