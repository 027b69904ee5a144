import { afterEach, describe, expect, it } from 'vitest';
import { ScenarioError } from '../../schema/context.js';
import { SimulationBusyError, SimulationDeadlineError } from '../../schema/errors.js';
import type { Scenario } from '../../simulations/index.js';
import type { SimulationLimits } from '../../src/config.js';
import { openSimulationPool, type SimulationPool } from '../../src/simulation-pool.js';

const STUB = new URL('../support/simulation-stub.ts', import.meta.url);
const never = new AbortController().signal;

let pool: SimulationPool;

function open(limits: Partial<SimulationLimits> = {}) {
  pool = openSimulationPool({ workers: 1, queue: 4, deadlineMs: 20_000, ...limits }, STUB);
}

// The stub looks at the seed alone.
const simulate = async (seed: string, signal = never) => {
  const select = { metrics: ['REACH'], groups: ['TOTAL'] } as const;
  return (await pool.run({} as Scenario, { seed, draws: 8, select }, signal)).outcome;
};

afterEach(() => pool.close());

describe('a simulation pool', () => {
  it('answers with the outcome and its draws', async () => {
    open();
    const outcome = await simulate('groundswell');
    expect(outcome.seed).toBe('groundswell');
    const column = outcome.groups[0].columns.REACH!;
    expect(column.draws).toEqual(Float64Array.from({ length: 16 }, (_, draw) => draw));
    expect(column.sorted[0]).toBe(8);
    expect(column.sorted.buffer).toBe(column.draws.buffer);
  });

  it('has threads that load ES modules, whose constants are no getters in the loops', async () => {
    open();
    const { seed } = await simulate('says what kind of module it is');
    expect(seed).toBe('ES module');
  });

  it('rethrows a refusal with its path, rule and value', async () => {
    open();
    const error = await simulate('refuses').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ScenarioError);
    expect(error).toMatchObject({
      path: 'lines[0].buy.count',
      rule: 'must be at least 1',
      got: NaN,
      message: 'lines[0].buy.count must be at least 1, but got NaN',
    });
  });

  it('passes an unexpected error on and keeps its thread', async () => {
    open();
    await expect(simulate('fails')).rejects.toThrow('a broken invariant');
    await expect(simulate('next')).resolves.toMatchObject({ seed: 'next' });
  });

  it('says when to come back once it has as many as it may', async () => {
    open({ queue: 2 });
    const client = new AbortController();
    const running = simulate('works until it is stopped', client.signal);
    const waiting = simulate('next');
    const error = await simulate('one too many').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SimulationBusyError);
    expect((error as SimulationBusyError).retryAfterSeconds).toBeGreaterThanOrEqual(1);
    client.abort(new Error('gone'));
    await expect(running).rejects.toThrow('gone');
    await expect(waiting).resolves.toMatchObject({ seed: 'next' });
  });

  it('stops a simulation whose client goes away', async () => {
    open();
    const client = new AbortController();
    const running = simulate('works until it is stopped', client.signal);
    setTimeout(() => {
      client.abort(new Error('gone'));
    }, 300);
    await expect(running).rejects.toThrow('gone');
    await expect(simulate('next')).resolves.toMatchObject({ seed: 'next' });
  });

  it('does not start for a client who has left', async () => {
    open();
    await expect(simulate('any', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  });

  it('stops a simulation at its deadline', async () => {
    open({ deadlineMs: 1000 });
    const error = await simulate('works until it is stopped').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SimulationDeadlineError);
    expect(error).toMatchObject({ code: 'SIMULATION_DEADLINE', deadlineSeconds: 1 });
  });

  it('counts waiting into the deadline, and is busy for whoever never got a turn', async () => {
    open({ deadlineMs: 1000 });
    // It keeps its thread past its deadline: one that stops at once would leave it to the next, which has a moment more.
    const running = simulate('works on regardless');
    const error = await simulate('next').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SimulationBusyError);
    expect((error as SimulationBusyError).retryAfterSeconds).toBeGreaterThanOrEqual(1);
    await expect(running).rejects.toBeInstanceOf(SimulationDeadlineError);
  });

  it('replaces a thread that does not stop when asked', async () => {
    // Of the next, too: its thread has to be started first.
    open({ deadlineMs: 4000 });
    await expect(simulate('works on regardless')).rejects.toBeInstanceOf(SimulationDeadlineError);
    await expect(simulate('next')).resolves.toMatchObject({ seed: 'next' });
  });

  it('loses only the simulation whose thread crashed', async () => {
    open();
    const ongoing = simulate('takes many slices');
    const crashing = simulate('crashes');
    const waiting = simulate('next');
    await expect(crashing).rejects.toThrow('exited');
    await expect(waiting).resolves.toMatchObject({ seed: 'next' });
    await expect(ongoing).resolves.toMatchObject({ seed: 'takes many slices' });
  });

  it('lets a short simulation pass the long ones that came before', async () => {
    open();
    const order: string[] = [];
    const long = simulate('takes many slices').then(() => order.push('long'));
    const another = simulate('takes many slices').then(() => order.push('another'));
    const short = simulate('short').then(() => order.push('short'));
    await Promise.all([long, another, short]);
    expect(order).toEqual(['short', 'long', 'another']);
  });

  it('gives one simulation all its threads', async () => {
    open({ workers: 2 });
    await expect(simulate('takes two threads at once')).resolves.toBeDefined();
  });

  it('begins no other while the draws of one fill the memory that there is', async () => {
    open();
    const order: string[] = [];
    const large = simulate('takes much memory').then(() => order.push('large'));
    const small = simulate('small').then(() => order.push('small'));
    await Promise.all([large, small]);
    expect(order).toEqual(['large', 'small']);
  });

  it('takes no more simulations once it is closed, and ends those that it has', async () => {
    open();
    const running = simulate('takes many slices');
    const failed = expect(running).rejects.toThrow('the server is ending');
    await pool.close();
    await failed;
    await expect(simulate('next')).rejects.toThrow('have been ended');
  });
});
