import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Outcome,
  type ReusedLines,
  type Scenario,
  simulate,
} from '../../simulations/index.js';
import { reuseSimulations } from '../../src/reused-simulations.js';
import { openSimulationPool, type SimulationPool } from '../../src/simulation-pool.js';
import { ALL_GROUPS, ALL_METRICS, aLine, aScenario } from '../support/scenario.js';

let pool: SimulationPool;
beforeAll(() => {
  pool = openSimulationPool({ workers: 2, queue: 8, deadlineMs: 60_000 });
});
afterAll(() => pool.close());

const never = new AbortController().signal;
const select = { metrics: ALL_METRICS, groups: ALL_GROUPS };
const ask = (draws: number) => ({ seed: 'threads', draws, select });

/** 4,000 draws are more than one slice of work, most of it sorting. */
const PLAN: Scenario = aScenario({
  lines: [
    aLine({ key: 'posts', tier: 'nano', buy: { share: 0.02 } }),
    aLine({ key: 'videos', tier: 'micro', row: 'TIKTOK_VIDEO', buy: { count: 3 } }),
    aLine({ key: 'friends', row: 'SHARER_ACTION', buy: { count: 5 } }),
  ],
  targets: [{ metric: 'REACH', atLeast: 100_000, atMost: null }],
});

/** A run of so many placements and draws takes minutes. */
const ENDLESS = aScenario({ lines: [aLine({ buy: { count: 5000 } })] });

/** An outcome whose columns are hashes of their bytes. */
function inBytes(outcome: Outcome) {
  const hash = ({ buffer, byteOffset, byteLength }: Float64Array) =>
    createHash('sha256')
      .update(new Uint8Array(buffer, byteOffset, byteLength))
      .digest('hex');
  const groups = outcome.groups.map(({ columns, ...group }) => ({
    ...group,
    columns: Object.entries(columns).map(([metric, column]) => [
      metric,
      column && hash(column.draws),
      column && hash(column.sorted),
    ]),
  }));
  return { ...outcome, groups };
}

describe('a simulation on threads', () => {
  it.each([1, 2, 8])('has the same bytes on %i threads as on this one', async (workers) => {
    const threads = openSimulationPool({ workers, queue: 8, deadlineMs: 60_000 });
    const { outcome } = await threads.run(PLAN, ask(4000), never);
    await threads.close();
    expect(inBytes(outcome)).toEqual(inBytes(simulate(PLAN, ask(4000))));
  });

  it.each([
    [2000, 3000],
    [3000, 2000],
    [1024, 1000],
    [8, 2048],
  ])('has the same bytes when %i draws of %i are known', async (known, draws) => {
    const { memory } = await pool.run(PLAN, ask(known), never);
    const { outcome } = await pool.run(PLAN, ask(draws), never, memory);
    expect(inBytes(outcome)).toEqual(inBytes(simulate(PLAN, ask(draws))));
  });

  it('ends within its client’s absence, while another goes on', async () => {
    const client = new AbortController();
    const endless = pool.run(ENDLESS, ask(131_072), client.signal);
    const other = pool.run(PLAN, ask(2000), never);
    setTimeout(() => {
      client.abort(new Error('gone'));
    }, 300);
    await expect(endless).rejects.toThrow('gone');
    expect((await other).outcome.draws).toBe(2000);
  });

  it('does not make a short one wait for its end', async () => {
    const client = new AbortController();
    const endless = pool.run(ENDLESS, ask(131_072), client.signal);
    const { outcome } = await pool.run(PLAN, ask(512), never);
    expect(outcome.draws).toBe(512);
    client.abort(new Error('gone'));
    await expect(endless).rejects.toThrow('gone');
  });
});

describe('an edited plan on threads', () => {
  const edited = {
    ...PLAN,
    lines: PLAN.lines.map((line) => (line.key === 'videos' ? { ...line, feeMinor: 7_000 } : line)),
  };
  // Reused runs have their columns in one order.
  const inOrder = { metrics: [...ALL_METRICS].sort(), groups: [...ALL_GROUPS].sort() };
  const options = { ...ask(4000), select: { ...inOrder, withinBudget: false } };

  it('has the bytes of a plan that nobody has asked before', async () => {
    const reusing = reuseSimulations(pool.run, 2 ** 26);
    await reusing(PLAN, options, never, 'acme');
    const outcome = await reusing(edited, options, never, 'acme');
    expect(inBytes(outcome)).toEqual(inBytes(simulate(edited, options)));
  });

  it('takes the lines that were not edited from what is remembered', async () => {
    const given: ReusedLines[] = [];
    const reusing = reuseSimulations((...asked) => {
      given.push(asked[4]!);
      return pool.run(...asked);
    }, 2 ** 26);
    await reusing(PLAN, options, never, 'acme');
    await reusing(edited, options, never, 'acme');
    await reusing(edited, { ...options, seed: 'other' }, never, 'acme');
    await reusing(edited, options, never, 'emca');
    const known = given.map((lines) => Object.keys(lines.known));
    expect(known[0]).toEqual([]);
    expect(known[1]).toContain('posts');
    expect(known[1]).not.toContain('videos');
    expect(known.slice(2)).toEqual([[], []]);
  });
});

describe('the memory of large simulations', () => {
  it('is given back: question after question takes no more', { timeout: 120_000 }, async () => {
    const large = (universe: number) =>
      pool.run({ ...PLAN, universe }, { ...ask(65_536), seed: 'large' }, never);
    const bytesAfter = async (universe: number) => {
      await large(universe);
      return process.memoryUsage().rss;
    };
    await bytesAfter(50_000_000);
    const before = await bytesAfter(50_000_001);
    let last = before;
    // Each takes over 150 MB.
    for (let i = 2; i < 8; i++) last = await bytesAfter(50_000_000 + i);
    expect(last - before).toBeLessThan(400e6);
  });
});
