import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineNames, type Metric, type Outcome, type Scenario } from '../../../simulations/index.js';
import { Run } from '../../../simulations/run.js';
import { ALL_METRICS, run } from '../../support/scenario.js';
import { extremes } from './arbitraries.js';
import { EVERYTHING, EXACT, openKernel, place, RATES } from './blocks.js';

const forAny = (numRuns: number, predicate: (scenario: Scenario) => void) => {
  fc.assert(fc.property(extremes, predicate), { seed: 3, numRuns });
};

/** Every group's draws of some metrics, by their bits: undefined ones are the same, too. */
function bitsOf({ groups }: Outcome, metrics: readonly Metric[] = ALL_METRICS) {
  return groups.map(({ kind, key, columns }) => [
    `${kind} ${key}`,
    ...metrics.map((metric) => {
      const column = columns[metric];
      return column ? Buffer.from(column.draws.slice().buffer).toString('base64') : null;
    }),
  ]);
}

/** Sums of all lines of the latest block, by their bits. */
function sumsOf({ plan, sums, size }: ReturnType<typeof place>) {
  return plan.lines.map(({ index }) =>
    [...EXACT, ...RATES].map((name) => {
      const of = sums[index][name];
      const drawn = of.filter((_, i) => i % 256 < size);
      return Buffer.from(drawn.buffer).toString('base64');
    }),
  );
}

function answer(run: Run): Outcome {
  for (let i = 0; i < run.blockCount; i++) run.drawBlock(i);
  for (let i = 0; i < run.columnCount; i++) run.sortColumn(i);
  return run.outcome();
}

describe('for any plan under any assumptions the kernel gives the same bits', () => {
  it('whichever metrics are asked for', () => {
    let i = 0;
    forAny(40, (scenario) => {
      const all = run(scenario, { draws: 40 });
      // Each metric has its turn alone.
      const alone = [ALL_METRICS[i++ % ALL_METRICS.length]];
      expect(bitsOf(run(scenario, { draws: 40, metrics: alone }), alone)).toEqual(
        bitsOf(all, alone),
      );
    });
    expect(i).toBeGreaterThanOrEqual(ALL_METRICS.length);
  });

  it('in whichever order lines are given', () => {
    forAny(15, (scenario) => {
      const turned = { ...scenario, lines: [...scenario.lines].reverse() };
      expect(bitsOf(run(turned, { draws: 40 }))).toEqual(bitsOf(run(scenario, { draws: 40 })));
    });
  });

  it('in whichever order blocks are drawn, and whatever was drawn before', () => {
    forAny(15, (scenario) => {
      const used = openKernel(scenario);
      const orders = [
        { index: 2, size: 256 },
        { index: 0, size: 8 },
        { index: 1, size: 256 },
        { index: 0, size: 256 },
        { index: 2, size: 40 },
      ];
      for (const which of orders) {
        const fresh = openKernel(scenario);
        expect(sumsOf(place(used, which))).toEqual(sumsOf(place(fresh, which)));
      }
    });
  });

  it('whether lines are simulated or taken from another plan', () => {
    let taken = 0;
    forAny(25, (scenario) => {
      const options = { seed: 'test', draws: 264, select: EVERYTHING };
      const [first, ...others] = scenario.lines;
      const edited = { ...scenario, lines: [{ ...first, sponsored: !first.sponsored }, ...others] };
      const names = lineNames(edited, options);
      const simulated = new Run(edited, options, undefined, undefined, {
        keys: [...names.keys()],
        known: {},
      });
      answer(simulated);
      const wanted = [...lineNames(scenario, options)];
      const same = wanted.filter(([key, name]) => names.get(key) === name);
      taken += same.length;
      const known = Object.fromEntries(same.map(([key]) => [key, simulated.memory.lines[key]]));
      const keys = wanted.map(([key]) => key);
      const reused = new Run(scenario, options, undefined, undefined, { keys, known });
      expect(answer(reused)).toEqual(answer(new Run(scenario, options)));
    });
    expect(taken).toBeGreaterThan(10);
  });

  it('whether they are the first draws of more', () => {
    forAny(15, (scenario) => {
      const few = run(scenario, { draws: 264 });
      const many = run(scenario, { draws: 520 });
      for (const [g, { columns }] of few.groups.entries()) {
        for (const metric of ALL_METRICS) {
          const draws = columns[metric]?.draws;
          if (draws === undefined) continue;
          expect(draws).toEqual(many.groups[g].columns[metric]?.draws.slice(0, 264));
        }
      }
    });
  });
});

it('many runs one after the other find memory', () => {
  const [scenario] = fc.sample(extremes, { seed: 1, numRuns: 1 });
  for (let i = 0; i < 300; i++) {
    new Run(scenario, { seed: `${i}`, draws: 8, select: EVERYTHING }).drawBlock(0);
  }
});
