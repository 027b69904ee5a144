import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAILY_METRICS, type Outcome, type Scenario } from '../../../simulations/index.js';
import { curveOf, runDaily } from '../../support/daily.js';
import { extremes } from '../kernel/arbitraries.js';
import {
  bytesOfCurves,
  expectCurvesToMoveNothingElse,
  expectCurvesToRiseToTotals,
  expectSameBytesAlone,
  expectSameBytesByBlocks,
} from './curve-properties.js';

const forAny = (numRuns: number, predicate: (scenario: Scenario) => void) => {
  fc.assert(fc.property(extremes, predicate), { seed: 5, numRuns });
};

describe('for any plan under any assumptions a daily curve', () => {
  it('ends at the forecast’s own draws, never falls and never passes its end', () => {
    forAny(8, expectCurvesToRiseToTotals);
  });

  it('has whole counts, and no more conversions than clicks, on every day', () => {
    forAny(5, (scenario) => {
      const outcome = runDaily(scenario, { draws: 24 });
      for (const metric of ['PLACEMENTS', 'ENGAGEMENTS', 'SHARES', 'CLICKS'] as const) {
        for (const day of curveOf(outcome, metric)) {
          expect(day.every(Number.isInteger), metric).toBe(true);
        }
      }
      const clicks = curveOf(outcome, 'CLICKS');
      curveOf(outcome, 'CONVERSIONS').forEach((day, point) => {
        expect(day.every((conversions, d) => conversions <= clicks[point][d])).toBe(true);
      });
    });
  });

  it('adds up over lines, but for people who are reached by several', () => {
    forAny(5, (scenario) => {
      const outcome = runDaily(scenario, { draws: 16 });
      const lines = outcome.daily!.groups.filter(({ kind }) => kind === 'LINE');
      for (const metric of ['ENGAGEMENTS', 'CLICKS', 'PLACEMENTS'] as const) {
        const curves = lines.map(({ key }) => curveOf(outcome, metric, key));
        curveOf(outcome, metric).forEach((day, point) => {
          day.forEach((value, d) => {
            expect(value).toBe(curves.reduce((sum, curve) => sum + curve[point][d], 0));
          });
        });
      }
    });
  });

  it('changes no byte of the forecast', () => {
    forAny(5, expectCurvesToMoveNothingElse);
  });
});

describe('for any plan daily curves have the same bytes', () => {
  it('whichever others are asked for', () => {
    let turn = 0;
    forAny(DAILY_METRICS.length, (scenario) => {
      expectSameBytesAlone(scenario, turn++);
    });
  });

  it('in whichever order lines are given', () => {
    forAny(5, (scenario) => {
      const turned = { ...scenario, lines: [...scenario.lines].reverse() };
      const of = (outcome: Outcome) =>
        bytesOfCurves(outcome)
          .map((group) => JSON.stringify(group))
          .sort();
      expect(of(runDaily(turned, { draws: 16 }))).toEqual(of(runDaily(scenario, { draws: 16 })));
    });
  });

  it('in whichever order and by however many threads blocks are drawn, and from shorter runs', () => {
    forAny(2, expectSameBytesByBlocks);
  });
});
