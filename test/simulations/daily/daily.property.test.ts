import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAILY_METRICS, type Outcome, type Scenario } from '../../../simulations/index.js';
import { Run } from '../../../simulations/run.js';
import { curveOf, runDaily } from '../../support/daily.js';
import { ALL_GROUPS, ALL_METRICS, drawsOf, run } from '../../support/scenario.js';
import { extremes } from '../kernel/arbitraries.js';

const forAny = (numRuns: number, predicate: (scenario: Scenario) => void) => {
  fc.assert(fc.property(extremes, predicate), { seed: 5, numRuns });
};

const bytes = (values: Float64Array) => Buffer.from(values.slice().buffer).toString('base64');

function bytesOfCurves({ daily }: Outcome) {
  return daily!.groups.map(({ kind, key, curves }) => [
    `${kind} ${key}`,
    ...Object.entries(curves).map(([metric, curve]) => [metric, bytes(curve)]),
  ]);
}

describe('for any plan under any assumptions a daily curve', () => {
  it('ends at the forecast’s own draws, never falls and never passes its end', () => {
    forAny(8, (scenario) => {
      const outcome = runDaily(scenario, { draws: 24 });
      for (const { key } of outcome.daily!.groups) {
        for (const metric of DAILY_METRICS) {
          const days = curveOf(outcome, metric, key);
          expect(bytes(days.at(-1)!), `${metric} of ${key}`).toBe(
            bytes(drawsOf(outcome, metric, key)),
          );
          days.forEach((day, point) => {
            const before = point === 0 ? day.map(() => 0) : days[point - 1];
            expect(
              day.every((value, d) => value >= before[d]),
              `${metric} of ${key}, point ${point}`,
            ).toBe(true);
          });
        }
      }
    });
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
    forAny(5, (scenario) => {
      const [without, beside] = [
        run(scenario, { draws: 24 }),
        runDaily(scenario, { draws: 24, metrics: ALL_METRICS }),
      ];
      beside.groups.forEach(({ columns }, i) => {
        for (const metric of ALL_METRICS) {
          const [a, b] = [columns[metric], without.groups[i].columns[metric]];
          expect(a && bytes(a.draws)).toEqual(b && bytes(b.draws));
        }
      });
    });
  });
});

describe('for any plan daily curves have the same bytes', () => {
  it('whichever others are asked for', () => {
    let i = 0;
    forAny(DAILY_METRICS.length, (scenario) => {
      const all = runDaily(scenario, { draws: 16 });
      // Each metric has its turn alone.
      const metric = DAILY_METRICS[i++ % DAILY_METRICS.length];
      const alone = runDaily(scenario, { draws: 16, metrics: [], days: [metric] });
      alone.daily!.groups.forEach(({ curves }, i) => {
        expect(bytes(curves[metric]!), metric).toBe(bytes(all.daily!.groups[i].curves[metric]!));
      });
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
    forAny(2, (scenario) => {
      const select = {
        metrics: [],
        groups: [],
        daily: { metrics: DAILY_METRICS, groups: ALL_GROUPS },
      };
      const question = { seed: 'test', draws: 600, select };
      const answer = (...threads: Run[]) => bytesOfCurves(threads[0].outcome());
      const alone = new Run(scenario, question);
      for (const block of [0, 1, 2]) alone.drawBlock(block);
      const first = new Run(scenario, question);
      const second = new Run(scenario, question, first.memory);
      second.drawBlock(2);
      first.drawBlock(1);
      second.drawBlock(0);
      expect(answer(first)).toEqual(answer(alone));
      const short = new Run(scenario, { ...question, draws: 264 });
      for (const block of [0, 1]) short.drawBlock(block);
      const longer = new Run(scenario, question, short.resized(600));
      for (const block of [1, 2]) longer.drawBlock(block);
      expect(answer(longer)).toEqual(answer(alone));
    });
  });
});
