/** What daily curves keep to, whether something was seen or not. */
import { expect } from 'vitest';
import { DAILY_METRICS, type Outcome, type Scenario } from '../../../simulations/index.js';
import { Run } from '../../../simulations/run.js';
import { curveOf, runDaily } from '../../support/daily.js';
import { ALL_GROUPS, ALL_METRICS, drawsOf, run } from '../../support/scenario.js';

const bytes = (values: Float64Array) => Buffer.from(values.slice().buffer).toString('base64');

export function bytesOfCurves({ daily }: Outcome) {
  return daily!.groups.map(({ kind, key, curves }) => [
    `${kind} ${key}`,
    ...Object.entries(curves).map(([metric, curve]) => [metric, bytes(curve)]),
  ]);
}

/** They end at the forecast's own draws, and never fall, so that they never pass their end. */
export function expectCurvesToRiseToTotals(scenario: Scenario): void {
  const outcome = runDaily(scenario, { draws: 24 });
  for (const { key } of outcome.daily!.groups) {
    for (const metric of DAILY_METRICS) {
      const days = curveOf(outcome, metric, key);
      expect(bytes(days.at(-1)!), `${metric} of ${key}`).toBe(bytes(drawsOf(outcome, metric, key)));
      days.forEach((day, point) => {
        const before = point === 0 ? day.map(() => 0) : days[point - 1];
        expect(
          day.every((value, d) => value >= before[d] && Number.isFinite(value)),
          `${metric} of ${key}, point ${point}`,
        ).toBe(true);
      });
    }
  }
}

export function expectCurvesToMoveNothingElse(scenario: Scenario): void {
  const without = run(scenario, { draws: 24 });
  const beside = runDaily(scenario, { draws: 24, metrics: ALL_METRICS });
  beside.groups.forEach(({ columns }, i) => {
    for (const metric of ALL_METRICS) {
      const [a, b] = [columns[metric], without.groups[i].columns[metric]];
      expect(a && bytes(a.draws)).toEqual(b && bytes(b.draws));
    }
  });
}

/** @param turn - one metric of the curves after the other is asked for alone */
export function expectSameBytesAlone(scenario: Scenario, turn: number): void {
  const all = runDaily(scenario, { draws: 16 });
  const metric = DAILY_METRICS[turn % DAILY_METRICS.length];
  const alone = runDaily(scenario, { draws: 16, metrics: [], days: [metric] });
  alone.daily!.groups.forEach(({ curves }, i) => {
    expect(bytes(curves[metric]!), metric).toBe(bytes(all.daily!.groups[i].curves[metric]!));
  });
}

/** In whichever order and by however many threads blocks are drawn, and from shorter runs. */
export function expectSameBytesByBlocks(scenario: Scenario): void {
  const daily = { metrics: DAILY_METRICS, groups: ALL_GROUPS };
  const question = { seed: 'test', draws: 600, select: { metrics: [], groups: [], daily } };
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
}
