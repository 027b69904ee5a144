import { describe, expect, it } from 'vitest';
import type { Candidate, CreatorRow, Snapshot } from '../../../simulations/index.js';
import {
  aCandidate,
  aLine,
  aScenario,
  assumptions,
  CREATOR_ROWS,
  drawsOf,
  run,
} from '../../support/scenario.js';
import { aSeen } from '../../support/seen.js';

/** Counts are of the posts themselves: what shares reach is nobody's report. */
const usual = assumptions();
const alone = { ...usual, values: { ...usual.values, 'shares.peoplePerShare.median': 1e-9 } };

const ofOne = (row: CreatorRow, candidate: Candidate) =>
  aScenario({
    assumptions: alone,
    ...('seen' in candidate && { today: 40 }),
    lines: [aLine({ key: row, row, buy: { all: true }, candidates: [candidate] })],
  });

const ACCOUNT = { followers: 24_000, plannedDay: 0, posted: true };

/** The names of what is unlikely of a placement that was counted. */
function unlikely(row: CreatorRow, seen: Partial<Snapshot>, own: Partial<Candidate> = {}) {
  const outcome = run(ofOne(row, aSeen({ ageDays: 3, ...seen }, { ...ACCOUNT, ...own })), {
    draws: 8,
  });
  return outcome.evidence!.placements[0].unlikely;
}

/** The least count that is unlikely, to a thousandth. */
function limit(row: CreatorRow, name: 'impressions' | 'engagements'): number {
  let [low, high] = [1, 1e12];
  while (high / low > 1.001) {
    const middle = Math.sqrt(low * high);
    if (unlikely(row, { [name]: middle }).length > 0) high = middle;
    else low = middle;
  }
  return high;
}

describe('a count that is unlikely', () => {
  const DRAWS = 1 << 16;

  it.each(CREATOR_ROWS)('comes of %s no more often than it is said to', (row) => {
    const outcome = run(ofOne(row, aCandidate(ACCOUNT)), { draws: DRAWS });
    for (const [metric, name] of [
      ['IMPRESSIONS', 'impressions'],
      ['ENGAGEMENTS', 'engagements'],
    ] as const) {
      const bound = limit(row, name);
      const draws = drawsOf(outcome, metric);
      const past = draws.filter((count) => count >= bound).length;
      // Binomial(65,536, 1e-4) is above 21 once in 2 million times; caps keep counts below.
      expect(past, name).toBeLessThanOrEqual(21);
      // And what is told lies not far behind what the worlds hold.
      expect(bound, name).toBeLessThan(20 * draws.reduce((max, count) => Math.max(max, count), 0));
    }
  });

  it('is ten times the usual views of an Instagram post, and hundreds of times those of a TikTok video', () => {
    const usual = (row: CreatorRow) => unlikely(row, { impressions: 1e9 })[0].expected;
    const times = (row: CreatorRow) => limit(row, 'impressions') / usual(row);
    // e^(3.72 sds): .62 of an Instagram post's people.
    expect(times('INSTAGRAM_POST')).toBeGreaterThan(9);
    expect(times('INSTAGRAM_POST')).toBeLessThan(11);
    // Far-going videos are a third of all.
    expect(times('TIKTOK_VIDEO')).toBeGreaterThan(200);
    expect(times('TIKTOK_VIDEO')).toBeLessThan(500);
  });

  it('is named beside what was expected, whatever the age; others are not', () => {
    const seen = { impressions: 9_999_999, reach: 5000, engagements: 400, shares: 3, clicks: 20 };
    for (const ageDays of [0, 0.01, 3, 400]) {
      const told = unlikely('INSTAGRAM_POST', { ...seen, ageDays });
      expect(told.map(({ count }) => count)).toEqual(['impressions']);
      expect(told[0].expected).toBeGreaterThan(5000);
      expect(told[0].expected).toBeLessThan(10_000);
    }
    const all = { impressions: 1e9, reach: 1e9, engagements: 1e9, shares: 1e9, clicks: 1e9 };
    const names = unlikely('YOUTUBE_VIDEO', all).map(({ count }) => count);
    expect(names).toEqual(Object.keys(all));
  });

  it('is none of a few, where less than one was expected', () => {
    const small = { followers: 100 };
    // Of clicks .12 were expected: 38 times as many are 5.
    expect(unlikely('INSTAGRAM_POST', { clicks: 12 }, small)).toEqual([]);
    const [{ expected }] = unlikely('INSTAGRAM_POST', { clicks: 3000 }, small);
    expect(expected).toBeCloseTo(0.12, 2);
  });

  it('is none of what is still to come, or was not counted', () => {
    expect(unlikely('INSTAGRAM_POST', {})).toEqual([]);
  });
});
