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
const simulate = (seed: string, signal = never) =>
  pool.simulate(
    {} as Scenario,
    { seed, draws: 8, select: { metrics: ['REACH'], groups: ['TOTAL'] } },
    signal,
  );

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

  it('says when to come back once the queue is full', async () => {
    open({ queue: 1 });
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
    const running = simulate('works until it is stopped');
    const error = await simulate('next').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SimulationBusyError);
    expect((error as SimulationBusyError).retryAfterSeconds).toBeGreaterThanOrEqual(1);
    await expect(running).rejects.toBeInstanceOf(SimulationDeadlineError);
  });

  it('replaces a thread that does not stop when asked', async () => {
    open({ deadlineMs: 1000 });
    await expect(simulate('works on regardless')).rejects.toBeInstanceOf(SimulationDeadlineError);
    await expect(simulate('next')).resolves.toMatchObject({ seed: 'next' });
  });

  it('loses only the simulation whose thread crashed', async () => {
    open();
    const crashing = simulate('crashes');
    const waiting = simulate('next');
    await expect(crashing).rejects.toThrow('exited');
    await expect(waiting).resolves.toMatchObject({ seed: 'next' });
  });
});
