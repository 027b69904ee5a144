import { describe, expect, it } from 'vitest';
import type { Candidate, Metric, Row, Scenario } from '../../../simulations/index.js';
import { aLine, aScenario, drawsOf, run } from '../../support/scenario.js';
import { aSeen } from '../../support/seen.js';

const METRICS = ['IMPRESSIONS', 'GROSS_REACH', 'REACH', 'FREQUENCY', 'CLICKS'] as const;

function outlook(row: Row, candidate: Candidate, own: Partial<Scenario> = {}) {
  const lines = [aLine({ row, buy: { all: true }, candidates: [candidate] })];
  const outcome = run(aScenario({ today: 40, lines, ...own }), { draws: 64, metrics: METRICS });
  return {
    edge: outcome.evidence!.placements[0],
    of: (metric: Metric) => [...new Set(drawsOf(outcome, metric))],
  };
}

const exactly = (count: number) => ({ p10: count, p50: count, p90: count });

describe('of a placement of which views and people were counted', () => {
  it.each([
    ['INSTAGRAM_POST', 6000, 5000],
    ['YOUTUBE_VIDEO', 6000, 5500],
    ['TIKTOK_VIDEO', 14_000, 12_130],
    ['SHARER_ACTION', 479, 448],
  ] as const)(
    'both are kept to the last digit once nothing is added: %s',
    (row, impressions, reach) => {
      const counts = { impressions, reach, engagements: 40, shares: 0, clicks: 7 };
      const { edge, of } = outlook(row, aSeen({ ageDays: 40, ...counts }));
      expect(edge.impressions).toEqual(exactly(impressions));
      expect(edge.reach).toEqual(exactly(reach));
      expect(edge.engagements).toEqual(exactly(40));
      expect(edge.clicks).toEqual(exactly(7));
      expect(of('IMPRESSIONS')).toEqual([impressions]);
      expect(of('GROSS_REACH')).toEqual([reach]);
    },
  );

  it.each(['INSTAGRAM_POST', 'YOUTUBE_VIDEO', 'TIKTOK_VIDEO'] as const)(
    'both grow by the same factor, and upwards alone: %s',
    (row) => {
      const { edge, of } = outlook(row, aSeen({ ageDays: 3, impressions: 6000, reach: 5000 }));
      for (const p of ['p10', 'p50', 'p90'] as const) {
        expect(edge.impressions[p]).toBeGreaterThan(6000);
        expect(edge.reach[p] / edge.impressions[p]).toBeCloseTo(5 / 6, 12);
      }
      for (const people of of('GROSS_REACH')) expect(people).toBeGreaterThan(5000);
    },
  );

  it('nothing is below its count where the counts say nothing of how far it goes', () => {
    for (const row of ['INSTAGRAM_POST', 'TIKTOK_VIDEO'] as const) {
      for (const [impressions, reach] of [
        [900, 0],
        [30, 10],
      ]) {
        const counts = { impressions, reach, engagements: 3, clicks: 2 };
        const { edge, of } = outlook(row, aSeen({ ageDays: 0.01, ...counts }));
        expect(edge.impressions.p10).toBeGreaterThanOrEqual(impressions);
        expect(edge.reach.p10).toBeGreaterThanOrEqual(reach);
        expect(edge.engagements.p10).toBeGreaterThanOrEqual(3);
        expect(edge.clicks.p10).toBeGreaterThanOrEqual(2);
        for (const views of of('IMPRESSIONS')) expect(views).toBeGreaterThanOrEqual(impressions);
      }
    }
  });

  it('reach is of different people, whatever is known of its audience', () => {
    const { of } = outlook(
      'INSTAGRAM_POST',
      aSeen(
        { ageDays: 40, impressions: 6_000_000, reach: 5_000_000, shares: 0 },
        { audience: { young: 0.6 }, followers: 20_000_000 },
      ),
      { cells: [{ key: 'young', people: 60_000_000, wanted: false }] },
    );
    for (const people of of('REACH')) expect(people).toBeGreaterThanOrEqual(5_000_000);
    for (const frequency of of('FREQUENCY')) expect(frequency).toBeGreaterThanOrEqual(1);
  });
});
