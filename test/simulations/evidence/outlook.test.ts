import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate, Line, Scenario } from '../../../simulations/index.js';
import {
  aCandidate,
  aLine,
  ALL_METRICS,
  aScenario,
  CREATOR_ROWS,
  drawsOf,
  run,
} from '../../support/scenario.js';
import { aSeen, NOTHING } from '../../support/seen.js';

const COUNTED = ['ENGAGEMENTS', 'SHARES', 'CLICKS', 'CONVERSIONS'] as const;

function linesOf(of: (row: Line['row'], i: number) => Candidate): Line[] {
  return CREATOR_ROWS.map((row) =>
    aLine({
      key: row,
      row,
      buy: { all: true },
      candidates: [0, 1, 2].map((i) => ({ ...of(row, i), profile: `${row} ${i}` })),
    }),
  );
}

function draws(scenario: Scenario) {
  const outcome = run(scenario, { draws: 256 });
  return Object.fromEntries(ALL_METRICS.map((metric) => [metric, drawsOf(outcome, metric)]));
}

describe('an outlook', () => {
  it('of nothing seen is the forecast, byte for byte', () => {
    const of = (seen: Partial<Candidate>) =>
      draws(
        aScenario({
          lines: linesOf((_, i) => aCandidate({ plannedDay: i, posted: true, ...seen })),
        }),
      );
    expect(of({ seen: NOTHING })).toEqual(of({}));
  });

  it('of all that was seen long ago is what was counted', () => {
    const counts = { engagements: 700, shares: 30, clicks: 50, conversions: 4 };
    const lines = linesOf(() =>
      aSeen({
        ...counts,
        ageDays: 300,
        impressions: 30_000,
        reach: 20_000,
        valencedReactions: 100,
        negativeReactions: 5,
      }),
    );
    const metrics = draws(aScenario({ today: 300, lines }));
    const placements = 3 * CREATOR_ROWS.length;
    expect(new Set(metrics.ENGAGEMENTS)).toEqual(new Set([placements * 700]));
    expect(new Set(metrics.SHARES)).toEqual(new Set([placements * 30]));
    expect(new Set(metrics.CLICKS)).toEqual(new Set([placements * 50]));
    expect(new Set(metrics.CONVERSIONS)).toEqual(new Set([placements * 4]));
    for (const ratio of metrics.NEGATIVE_ENGAGEMENT_RATIO) expect(ratio).toBeCloseTo(0.05, 12);
  });

  it('is in no world below what was counted, whatever was', () => {
    const count = (max: number) => fc.option(fc.integer({ min: 0, max }), { nil: null });
    const seen = fc
      .record({
        ageDays: fc.double({ min: 0, max: 40, noNaN: true }),
        impressions: count(1e7),
        engagements: count(1e6),
        shares: count(1e4),
        clicks: count(1e4),
        conversions: count(100),
        valencedReactions: fc.constantFrom(null, 0, 1, 2000),
      })
      .map((counts) => ({
        ...counts,
        negativeReactions: counts.valencedReactions === null ? null : counts.valencedReactions >> 1,
      }));
    fc.assert(
      fc.property(fc.array(seen, { minLength: 18, maxLength: 18 }), (all) => {
        const lines = linesOf((row, i) => aSeen(all[CREATOR_ROWS.indexOf(row as never) * 3 + i]));
        const metrics = draws(aScenario({ today: 10, lines }));
        const least = {
          IMPRESSIONS: all.reduce((sum, { impressions }) => sum + (impressions ?? 0), 0),
          ENGAGEMENTS: all.reduce((sum, { engagements }) => sum + (engagements ?? 0), 0),
          SHARES: all.reduce((sum, { shares }) => sum + (shares ?? 0), 0),
          CLICKS: all.reduce((sum, { clicks }) => sum + (clicks ?? 0), 0),
          CONVERSIONS: all.reduce((sum, { conversions }) => sum + (conversions ?? 0), 0),
        };
        for (const [metric, floor] of Object.entries(least)) {
          for (const value of metrics[metric]) {
            expect(Number.isFinite(value)).toBe(true);
            // Sums of views are rounded in their last digits.
            expect(value).toBeGreaterThanOrEqual(floor * (1 - 1e-12));
          }
        }
        for (const metric of COUNTED) {
          for (const value of metrics[metric]) expect(value).toBeGreaterThanOrEqual(0);
        }
      }),
      { seed: 1, numRuns: 15 },
    );
  });

  it('does not depend on the order of lines and placements', () => {
    const candidates = (row: Line['row']) =>
      [0, 1, 2, 3].map((i) =>
        i < 3
          ? aSeen(
              { ageDays: 1 + i, impressions: 9000 * (i + 1), engagements: 500, clicks: 20 },
              { profile: `p${i} ${i === 0 ? '' : row}`, plannedDay: i },
            )
          : aCandidate({ profile: `p3 ${row}`, plannedDay: 12 }),
      );
    const rows = ['INSTAGRAM_POST', 'TIKTOK_VIDEO', 'YOUTUBE_VIDEO'] as const;
    const lines = rows.map((row) =>
      aLine({ key: row, row, buy: { all: true }, candidates: candidates(row) }),
    );
    const turned = lines
      .map((line) => ({ ...line, candidates: [...(line.candidates as Candidate[])].reverse() }))
      .reverse();
    const [one, other] = [lines, turned].map((of) => draws(aScenario({ today: 4, lines: of })));
    for (const metric of ALL_METRICS) {
      one[metric].forEach((value, d) => {
        if (value === 0 || !Number.isFinite(value)) expect(other[metric][d]).toBe(value);
        else expect(other[metric][d] / value).toBeCloseTo(1, 9);
      });
    }
  });

  it('narrows with every post that is seen', () => {
    const spread = (count: number) => {
      const candidates = Array.from({ length: 12 }, (_, i) =>
        i < count
          ? aSeen(
              { ageDays: 12 - i, reach: 20_000, engagements: 1500 },
              { profile: `p${i}`, plannedDay: i },
            )
          : aCandidate({ profile: `p${i}`, plannedDay: i }),
      );
      const lines = [aLine({ buy: { all: true }, candidates })];
      const of = run(aScenario({ today: count, lines }), { draws: 1024, metrics: ['ENGAGEMENTS'] });
      const sorted = drawsOf(of, 'ENGAGEMENTS').toSorted();
      return Math.log(sorted[921] / sorted[102]);
    };
    const widths = [0, 3, 6, 9, 12].map(spread);
    expect(widths).toEqual(widths.toSorted((a, b) => b - a));
    expect(widths[4]).toBeLessThan(widths[0] / 5);
  });

  it('of what ran well for somebody expects more of their next post than of others’', () => {
    const next = ['ada', 'ben'].map((profile) =>
      aLine({
        key: profile,
        buy: { all: true },
        candidates: [aCandidate({ profile, ordinal: 1, plannedDay: 20 })],
      }),
    );
    const first = aLine({
      key: 'first',
      buy: { all: true },
      candidates: [aSeen({ ageDays: 9, reach: 150_000, engagements: 30_000 }, { profile: 'ada' })],
    });
    const outcome = run(aScenario({ today: 9, lines: [first, ...next] }), { draws: 2048 });
    const [ada, ben] = ['ada', 'ben'].map((key) => ({
      posted: drawsOf(outcome, 'PLACEMENTS', key).reduce((sum, count) => sum + count, 0) / 2048,
      median: drawsOf(outcome, 'ENGAGEMENTS', key).toSorted()[1024],
      spend: drawsOf(outcome, 'SPEND', key).toSorted()[1024],
    }));
    expect(ada.median).toBeGreaterThan(1.5 * ben.median);
    // 5% cancel, of whom 60% are replaced; five standard errors of 2,048 worlds.
    for (const { posted } of [ada, ben]) {
      expect(Math.abs(posted - 0.98)).toBeLessThan(5 * Math.sqrt((0.98 * 0.02) / 2048));
    }
    expect(Math.abs(ada.spend / ben.spend - 1)).toBeLessThan(0.15);
    const { placements } = outcome.evidence!;
    expect(placements.map(({ isSeen }) => isSeen)).toEqual([true, false, false]);
    expect(placements[1].engagements.p50).toBeGreaterThan(1.5 * placements[2].engagements.p50);
  });
});
