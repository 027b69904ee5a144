import { beforeEach, describe, expect, it } from 'vitest';
import type { SimulateOptions } from '../../schema/context.js';
import type { Outcome, RunMemory, Scenario } from '../../simulations/index.js';
import type { Simulated } from '../../src/ongoing-simulation.js';
import { reuseSimulations } from '../../src/reused-simulations.js';
import type { RunSimulation } from '../../src/simulation-pool.js';

const BYTES_OF_DRAW = 8;
const never = (): AbortSignal => new AbortController().signal;

interface Started {
  readonly seed: string;
  readonly draws: number;
  readonly known: RunMemory | undefined;
  readonly signal: AbortSignal;
  readonly answer: (simulated: Simulated) => void;
  readonly fail: (error: Error) => void;
}

/** Every simulation that was begun, for the test to end. */
let started: Started[];
beforeEach(() => {
  started = [];
});

const byHand: RunSimulation = (_scenario, { seed, draws }, signal, known) =>
  new Promise((answer, fail) => {
    started.push({ seed, draws, known, signal, answer, fail });
  });

/** Everything that its memory holds is one column. */
function simulated(seed: string, draws = 8): Simulated {
  const none = new SharedArrayBuffer(0);
  const columns = new SharedArrayBuffer(draws * BYTES_OF_DRAW);
  const outcome: Outcome = {
    engineVersion: 1,
    seed,
    draws,
    groups: [],
    targets: { probabilities: [], standardErrors: [], joint: null, jointStandardError: null },
    withinBudget: null,
    withinBudgetStandardError: null,
    diagnostics: [],
  };
  return {
    outcome,
    memory: { draws, columns, sorted: none, defined: none, taken: none, tallies: none, lines: {} },
  };
}

/** One asker of one workspace, whose simulations end by hand. */
function reusing(maxBytes: number) {
  const simulate = reuseSimulations(byHand, maxBytes);
  return (of: Scenario, asked: SimulateOptions, signal: AbortSignal, workspace = 'acme') =>
    simulate(of, asked, signal, workspace);
}

const scenario = { currency: 'USD', lines: [], targets: [] } as unknown as Scenario;
const options = (change: Partial<SimulateOptions> = {}): SimulateOptions => ({
  seed: 'a',
  draws: 8,
  select: { metrics: ['REACH', 'SPEND'], groups: ['TOTAL', 'TIER'] },
  ...change,
});

describe('simulations that are reused', () => {
  it('are run once for all who ask while they run, and for who asks after that', async () => {
    const simulate = reusing(1000);
    const first = simulate(scenario, options(), never());
    const second = simulate(structuredClone(scenario), options(), never());
    expect(started).toHaveLength(1);
    const answer = simulated('a');
    started[0].answer(answer);
    expect(await Promise.all([first, second])).toEqual([answer.outcome, answer.outcome]);
    expect(await simulate(scenario, options(), never())).toBe(answer.outcome);
    expect(started).toHaveLength(1);
  });

  it('are the same in whatever order their metrics are selected', () => {
    const simulate = reusing(1000);
    void simulate(scenario, options(), never());
    const select = { metrics: ['SPEND', 'REACH'], groups: ['TIER', 'TOTAL'] } as const;
    void simulate(scenario, options({ select }), never());
    expect(started).toHaveLength(1);
  });

  it.each([
    ['scenario', { ...scenario, currency: 'EUR' }, {}],
    ['seed', scenario, { seed: 'b' }],
    ['selection', scenario, { select: { metrics: ['REACH'], groups: ['TOTAL', 'TIER'] } }],
    [
      'question about the budget',
      scenario,
      { select: { metrics: ['REACH', 'SPEND'], groups: ['TOTAL', 'TIER'], withinBudget: true } },
    ],
    [
      'question about days',
      scenario,
      {
        select: {
          metrics: ['REACH', 'SPEND'],
          groups: ['TOTAL', 'TIER'],
          daily: { metrics: ['REACH'], groups: ['TOTAL'] },
        },
      },
    ],
  ] as const)('are others with another %s', (_what, other, change) => {
    const simulate = reusing(1000);
    void simulate(scenario, options(), never());
    void simulate(other, options(change), never());
    expect(started).toHaveLength(2);
  });

  it('are not shared between workspaces', async () => {
    const simulate = reusing(1000);
    const asked = simulate(scenario, options(), never(), 'acme');
    void simulate(scenario, options(), never(), 'rival');
    expect(started).toHaveLength(2);
    started[0].answer(simulated('a'));
    await asked;
    void simulate(scenario, options({ draws: 16 }), never(), 'rival');
    void simulate(scenario, options(), never(), 'third');
    expect(started.map(({ known }) => known)).toEqual([undefined, undefined, undefined]);
  });

  it('go on for who stays when others leave', async () => {
    const simulate = reusing(1000);
    const client = new AbortController();
    const left = simulate(scenario, options(), client.signal);
    const stayed = simulate(scenario, options(), never());
    client.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    expect(started[0].signal.aborted).toBe(false);
    started[0].answer(simulated('a'));
    expect((await stayed).seed).toBe('a');
  });

  it('stop when everybody has left, and start anew for who comes next', async () => {
    const simulate = reusing(1000);
    const client = new AbortController();
    const left = simulate(scenario, options(), client.signal);
    client.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    expect(started[0].signal.aborted).toBe(true);
    void simulate(scenario, options(), never());
    expect(started).toHaveLength(2);
    // The engine notices late; its failure is nobody's.
    started[0].fail(new Error('stopped'));
  });

  it('are not remembered when they fail', async () => {
    const simulate = reusing(1000);
    const failed = simulate(scenario, options(), never());
    started[0].fail(new Error('busy'));
    await expect(failed).rejects.toThrow('busy');
    void simulate(scenario, options(), never());
    expect(started).toHaveLength(2);
  });

  it('are forgotten, the longest unasked first, when they take more than their memory', async () => {
    const draws = 50;
    const simulate = reusing(2.5 * draws * BYTES_OF_DRAW);
    const ask = async (seed: string) => {
      const before = started.length;
      const asked = simulate(scenario, options({ seed, draws }), never());
      const isNew = started.length > before;
      if (isNew) started[before].answer(simulated(seed, draws));
      await asked;
      return isNew;
    };
    expect(await ask('a')).toBe(true);
    expect(await ask('b')).toBe(true);
    expect(await ask('a')).toBe(false);
    expect(await ask('c')).toBe(true);
    expect(await ask('a')).toBe(false);
    expect(await ask('b')).toBe(true);
  });

  it('are answered and not kept when one alone is larger than the memory', async () => {
    const simulate = reusing(100);
    const asked = simulate(scenario, options({ draws: 1000 }), never());
    started[0].answer(simulated('a', 1000));
    expect((await asked).draws).toBe(1000);
    void simulate(scenario, options({ draws: 1000 }), never());
    expect(started).toHaveLength(2);
  });

  describe('with another number of draws', () => {
    it.each([16, 4])('keep the draws that are remembered: 8, and %i asked for', async (draws) => {
      const simulate = reusing(1000);
      const remembered = simulated('a');
      const first = simulate(scenario, options(), never());
      started[0].answer(remembered);
      await first;
      void simulate(scenario, options({ draws }), never());
      expect(started[1]).toMatchObject({ draws });
      expect(started[1].known).toBe(remembered.memory);
    });

    it('wait for the shorter run that is under way, and go on from there', async () => {
      const simulate = reusing(1000);
      const shorter = simulate(scenario, options(), never());
      const longer = simulate(scenario, options({ draws: 16 }), never());
      expect(started).toHaveLength(1);
      const eight = simulated('a');
      started[0].answer(eight);
      expect((await shorter).draws).toBe(8);
      await expect.poll(() => started).toHaveLength(2);
      expect(started[1].known).toBe(eight.memory);
      started[1].answer(simulated('a', 16));
      expect((await longer).draws).toBe(16);
    });

    it('let the shorter run go on for the longer one when its own client leaves', async () => {
      const simulate = reusing(1000);
      const client = new AbortController();
      const shorter = simulate(scenario, options(), client.signal);
      const longer = simulate(scenario, options({ draws: 16 }), never());
      client.abort(new Error('gone'));
      await expect(shorter).rejects.toThrow('gone');
      expect(started[0].signal.aborted).toBe(false);
      started[0].answer(simulated('a'));
      await expect.poll(() => started).toHaveLength(2);
      started[1].answer(simulated('a', 16));
      expect((await longer).draws).toBe(16);
    });

    it('stop the shorter run too when nobody waits for either', async () => {
      const simulate = reusing(1000);
      const client = new AbortController();
      const both = [8, 16].map((draws) => simulate(scenario, options({ draws }), client.signal));
      const left = Promise.allSettled(both);
      client.abort(new Error('gone'));
      expect((await left).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      await expect.poll(() => started[0].signal.aborted).toBe(true);
    });

    it('are drawn afresh when the shorter run fails', async () => {
      const simulate = reusing(1000);
      const shorter = simulate(scenario, options(), never());
      const longer = simulate(scenario, options({ draws: 16 }), never());
      started[0].fail(new Error('crashed'));
      await expect(shorter).rejects.toThrow('crashed');
      await expect.poll(() => started).toHaveLength(2);
      expect(started[1].known).toBeUndefined();
      started[1].answer(simulated('a', 16));
      expect((await longer).draws).toBe(16);
    });

    it('wait for no shorter run when more draws are remembered than it will have', async () => {
      const simulate = reusing(1000);
      const first = simulate(scenario, options({ draws: 16 }), never());
      started[0].answer(simulated('a', 16));
      await first;
      void simulate(scenario, options(), never());
      void simulate(scenario, options({ draws: 32 }), never());
      expect(started.map(({ draws }) => draws)).toEqual([16, 8, 32]);
    });

    it('take one memory, of the longest', async () => {
      const simulate = reusing(40 * BYTES_OF_DRAW);
      for (const draws of [8, 16, 32, 24]) {
        const asked = simulate(scenario, options({ draws }), never());
        started.at(-1)!.answer(simulated('a', draws));
        await asked;
      }
      const before = started.length;
      expect((await simulate(scenario, options({ draws: 32 }), never())).draws).toBe(32);
      expect(started).toHaveLength(before);
    });
  });
});
