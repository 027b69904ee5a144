import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../simulations/index.js';
import { lnNormalTail } from '../../../simulations/math/special-functions.js';
import { liveTicks, ticksBeyond } from '../../../simulations/world/delays.js';
import { curveOf, runDaily } from '../../support/daily.js';
import { aCandidate, aLine, aScenario } from '../../support/scenario.js';
import { aSeen } from '../../support/seen.js';

const DRAWS = 2048;

/** P(delay > days): .3 are late, by Gamma(2, 2 days). */
function delayTail(days: number): number {
  return days < 0 ? 1 : 0.3 * (1 + days / 2) * Math.exp(-days / 2);
}

/** P(lag > days), LN(7 days, .5). */
function lagTail(days: number): number {
  if (days <= 0) return 1;
  const z = Math.log(days / 7) / 0.5;
  return z < 0 ? 1 - Math.exp(lnNormalTail(-z)) : Math.exp(lnNormalTail(z));
}

/** P(delay + lag > days), by the trapezoidal rule. */
function sumTail(days: number): number {
  const step = 1 / 200;
  let sum = 0.7 * lagTail(days);
  for (let y = step / 2; y < 60; y += step) {
    sum += 0.3 * (y / 4) * Math.exp(-y / 2) * lagTail(days - y) * step;
  }
  return sum;
}

/** P(not live some days after the planned one) of a creator who goes live or is replaced. */
function waiting(days: number): number {
  const [kept, inPlace] = [0.95, 0.05 * 0.6];
  return (kept * delayTail(days) + inPlace * sumTail(days)) / (kept + inPlace);
}

/** Share of the worlds with the second placement in which it is live by the end of a day. */
function liveBy(candidates: readonly Candidate[], today: number): (day: number) => number {
  const lines = [aLine({ buy: { all: true }, candidates: [...candidates] })];
  const outcome = runDaily(aScenario({ today, lines }), { draws: DRAWS, days: ['PLACEMENTS'] });
  const days = curveOf(outcome, 'PLACEMENTS');
  const others = candidates.length - 1;
  const posted = (day: number) => days[day].reduce((sum, count) => sum + count - others, 0);
  return (day) => posted(day) / posted(days.length - 1);
}

describe('a placement that is overdue goes live as late as who has waited so long', () => {
  const today = 12;
  const plannedDay = 9;
  const known = aSeen(
    { ageDays: 10, reach: 900, engagements: 40 },
    { profile: 'ada', plannedDay: 2 },
  );

  it.each([
    ['of somebody else', [known, aCandidate({ profile: 'bob', plannedDay })]],
    ['of somebody seen', [known, aCandidate({ profile: 'ada', ordinal: 1, plannedDay })]],
    ['with nothing seen at all', [aCandidate({ profile: 'bob', plannedDay })]],
  ])('%s', (_, candidates) => {
    const live = liveBy(candidates, today);
    expect(live(today - 1)).toBe(0);
    for (const day of [12, 13, 15, 19]) {
      const expected = 1 - waiting(day + 1 - plannedDay) / waiting(today - plannedDay);
      // Binomial, left once in 100,000 times.
      const tolerance = 4.5 * Math.sqrt((expected * (1 - expected)) / DRAWS);
      expect(Math.abs(live(day) - expected), `day ${day}`).toBeLessThan(tolerance);
    }
  });
});

describe('equally likely times', () => {
  const cells = 8192;
  const words = Array.from({ length: cells }, (_, i) => i * 2 ** 19);
  const delay = Int32Array.from({ length: cells }, (_, i) => Math.max(0, i - 4096));
  const lag = Int32Array.from({ length: cells }, (_, i) => i);

  it('are the delays where nobody steps in, and delay and lag where somebody always does', () => {
    expect(liveTicks(delay, lag, 0)).toEqual(delay);
    const sums = liveTicks(delay, lag, 1);
    expect(sums).toEqual(sums.toSorted());
    const mean = (of: Int32Array) => of.reduce((sum, ticks) => sum + ticks, 0) / cells;
    expect(mean(sums)).toBeCloseTo(mean(delay) + mean(lag), 6);
    const variance = (of: Int32Array) => {
      const middle = mean(of);
      return of.reduce((sum, ticks) => sum + (ticks - middle) ** 2, 0) / cells;
    };
    expect(variance(sums) / (variance(delay) + variance(lag))).toBeCloseTo(1, 2);
  });

  it('beyond what has passed are told apart by the word as evenly as they were', () => {
    const beyond = words.map((word) => ticksBeyond(delay, 1000, word));
    expect(Math.min(...beyond)).toBe(1001);
    expect(Math.max(...beyond)).toBe(4095);
    const counts = new Map<number, number>();
    for (const ticks of beyond) counts.set(ticks, (counts.get(ticks) ?? 0) + 1);
    expect(new Set(counts.values())).toEqual(new Set([2, 3]));
    expect(words.map((word) => ticksBeyond(delay, -1, word))).toEqual([...delay]);
  });

  it('are the longest where all have passed', () => {
    expect(new Set(words.map((word) => ticksBeyond(delay, 5000, word)))).toEqual(new Set([4095]));
  });
});
