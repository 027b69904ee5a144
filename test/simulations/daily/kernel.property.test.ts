import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DAILY_METRICS, type Metric, type Scenario } from '../../../simulations/index.js';
import { OracleBlock } from '../../../simulations/oracle/block.js';
import { Streams } from '../../../simulations/random.js';
import type { OpenBlock } from '../../../simulations/run.js';
import { curveOf, runDaily } from '../../support/daily.js';
import { extremes } from '../kernel/arbitraries.js';

const oracle: OpenBlock = (plan, key, signal) => new OracleBlock(plan, new Streams(key), signal);

const pairOf = (scenario: Scenario) => {
  const ask = { draws: 64, metrics: [] };
  return [runDaily(scenario, ask), runDaily(scenario, { ...ask, openBlock: oracle })] as const;
};

it('the kernel posts and pays on the days on which the oracle does, for any plan', () => {
  const predicate = (scenario: Scenario) => {
    const [kernel, reference] = pairOf(scenario);
    for (const { key } of reference.daily!.groups) {
      for (const metric of ['PLACEMENTS', 'SPEND'] as const) {
        expect(curveOf(kernel, metric, key)).toEqual(curveOf(reference, metric, key));
      }
    }
  };
  fc.assert(fc.property(extremes, predicate), { seed: 7, numRuns: 5 });
});

/**
 * Single precision moves rates by up to a thousandth, and a count by one where its uniform lies next
 * to a step; whoever shares then reaches a hundred people more or less.
 */
it('the kernel’s curves are the oracle’s within a thousandth of the total, but where counts step', () => {
  const odd = new Map<Metric, number>();
  let cells = 0;
  const predicate = (scenario: Scenario) => {
    const [kernel, reference] = pairOf(scenario);
    for (const metric of DAILY_METRICS) {
      const [got, expected] = [curveOf(kernel, metric), curveOf(reference, metric)];
      const total = expected.at(-1)!;
      expected.forEach((day, point) => {
        day.forEach((value, d) => {
          const off = Math.abs(got[point][d] - value) > 2e-3 * total[d];
          odd.set(metric, (odd.get(metric) ?? 0) + (off ? 1 : 0));
        });
      });
    }
    cells += reference.daily!.points * reference.daily!.draws;
  };
  fc.assert(fc.property(extremes, predicate), { seed: 11, numRuns: 5 });
  for (const metric of DAILY_METRICS) expect(odd.get(metric)! / cells, metric).toBeLessThan(0.01);
});
