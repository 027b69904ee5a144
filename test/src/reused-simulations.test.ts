import { beforeEach, describe, expect, it } from 'vitest';
import type { SimulateOptions } from '../../schema/context.js';
import type { Outcome, Scenario } from '../../simulations/index.js';
import type { Simulate } from '../../src/context.js';
import { reuseSimulations } from '../../src/reused-simulations.js';

const BYTES_OF_DRAW = 8;
const never = (): AbortSignal => new AbortController().signal;

interface Started {
  readonly seed: string;
  readonly signal: AbortSignal;
  readonly answer: (outcome: Outcome) => void;
  readonly fail: (error: Error) => void;
}

/** Every simulation that was begun, for the test to end. */
let started: Started[];
beforeEach(() => {
  started = [];
});

const byHand: Simulate = (_scenario, { seed }, signal) =>
  new Promise((answer, fail) => {
    started.push({ seed, signal, answer, fail });
  });

function outcome(seed: string, draws = 8): Outcome {
  const values = new Float64Array(draws);
  return {
    engineVersion: 1,
    seed,
    draws,
    groups: [
      {
        kind: 'TOTAL',
        key: 'total',
        columns: { REACH: { draws: values, sorted: values } },
        basis: null,
      },
    ],
    targets: { probabilities: [], standardErrors: [], joint: null, jointStandardError: null },
    withinBudget: null,
    withinBudgetStandardError: null,
    diagnostics: [],
  };
}

const scenario = { currency: 'USD' } as Scenario;
const options = (change: Partial<SimulateOptions> = {}): SimulateOptions => ({
  seed: 'a',
  draws: 8,
  select: { metrics: ['REACH', 'SPEND'], groups: ['TOTAL', 'TIER'] },
  ...change,
});

describe('simulations that are reused', () => {
  it('are run once for all who ask while they run, and for who asks after that', async () => {
    const simulate = reuseSimulations(byHand, 1000);
    const first = simulate(scenario, options(), never());
    const second = simulate(structuredClone(scenario), options(), never());
    expect(started).toHaveLength(1);
    const answer = outcome('a');
    started[0].answer(answer);
    expect(await Promise.all([first, second])).toEqual([answer, answer]);
    expect(await simulate(scenario, options(), never())).toBe(answer);
    expect(started).toHaveLength(1);
  });

  it('are the same in whatever order their metrics are selected', () => {
    const simulate = reuseSimulations(byHand, 1000);
    void simulate(scenario, options(), never());
    const select = { metrics: ['SPEND', 'REACH'], groups: ['TIER', 'TOTAL'] } as const;
    void simulate(scenario, options({ select }), never());
    expect(started).toHaveLength(1);
  });

  it.each([
    ['scenario', { ...scenario, currency: 'EUR' }, {}],
    ['seed', scenario, { seed: 'b' }],
    ['number of draws', scenario, { draws: 16 }],
    ['selection', scenario, { select: { metrics: ['REACH'], groups: ['TOTAL', 'TIER'] } }],
  ] as const)('are others with another %s', (_what, other, change) => {
    const simulate = reuseSimulations(byHand, 1000);
    void simulate(scenario, options(), never());
    void simulate(other, options(change), never());
    expect(started).toHaveLength(2);
  });

  it('go on for who stays when others leave', async () => {
    const simulate = reuseSimulations(byHand, 1000);
    const client = new AbortController();
    const left = simulate(scenario, options(), client.signal);
    const stayed = simulate(scenario, options(), never());
    client.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    expect(started[0].signal.aborted).toBe(false);
    started[0].answer(outcome('a'));
    expect((await stayed).seed).toBe('a');
  });

  it('stop when everybody has left, and start anew for who comes next', async () => {
    const simulate = reuseSimulations(byHand, 1000);
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
    const simulate = reuseSimulations(byHand, 1000);
    const failed = simulate(scenario, options(), never());
    started[0].fail(new Error('busy'));
    await expect(failed).rejects.toThrow('busy');
    void simulate(scenario, options(), never());
    expect(started).toHaveLength(2);
  });

  it('are forgotten, the longest unasked first, when they take more than their memory', async () => {
    const draws = 50;
    const simulate = reuseSimulations(byHand, 2.5 * draws * BYTES_OF_DRAW);
    const ask = async (seed: string) => {
      const before = started.length;
      const asked = simulate(scenario, options({ seed }), never());
      const isNew = started.length > before;
      if (isNew) started[before].answer(outcome(seed, draws));
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
    const simulate = reuseSimulations(byHand, 100);
    const asked = simulate(scenario, options(), never());
    started[0].answer(outcome('a', 1000));
    expect((await asked).draws).toBe(1000);
    void simulate(scenario, options(), never());
    expect(started).toHaveLength(2);
  });
});
