import { describe, expect, it } from 'vitest';
import { BLOCK, Run, type RunMemory } from '../../simulations/index.js';
import { SimulationProgress } from '../../src/simulation-progress.js';
import { type SliceDone, writeQuestion } from '../../src/simulation-slice.js';
import takeSlice from '../../src/simulation-worker.js';
import { aLine, aScenario, ALL_GROUPS, ALL_METRICS } from '../support/scenario.js';

const ONE_POST = aScenario({ lines: [aLine({ buy: { count: 1 } })] });
const one = { metrics: ['REACH'], groups: ['TOTAL'] } as const;
const all = { metrics: ALL_METRICS, groups: ALL_GROUPS };

let ids = 0;

/** A thread's slices of one question, one after the other; others wait for the thread. */
function slicesOf(draws: number, select: typeof one | typeof all, known: RunMemory | null = null) {
  const waiting = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)).fill(1);
  const options = { seed: 'slices', draws, select };
  const progress = new SimulationProgress();
  const slice = {
    id: ids++,
    question: writeQuestion(ONE_POST, options),
    progress: progress.memory,
    waiting: waiting.buffer,
    known,
    lines: { keys: [], known: {} },
  };
  let open: SliceDone['open'] | null = null;
  const next = () => {
    const reply = takeSlice({ ...slice, open })!;
    if ('refusal' in reply) throw new Error('refused');
    open = reply.open;
    return reply;
  };
  return { next, progress, waiting };
}

describe('a slice of work', () => {
  it('is few blocks, however few placements they have', () => {
    const { next, progress } = slicesOf(100 * BLOCK, one);
    next();
    expect(progress.blocksLeft).toBe(100);
    next();
    expect(progress.blocksLeft).toBeGreaterThan(75);
    progress.stop();
  });

  it('is fewer blocks when more columns are asked for', () => {
    const { next, progress } = slicesOf(100 * BLOCK, all);
    next();
    next();
    expect(progress.blocksLeft).toBeGreaterThan(85);
    expect(progress.blocksLeft).toBeLessThan(100);
    progress.stop();
  });

  it('is one column when there are many draws to sort', () => {
    const draws = 1024 * BLOCK;
    const { memory } = new Run(ONE_POST, { seed: 'slices', draws, select: all });
    const { next, progress } = slicesOf(draws, all, memory);
    next();
    expect(progress.blocksLeft).toBe(0);
    const { columnsLeft } = progress;
    next();
    expect(progress.columnsLeft).toBe(columnsLeft - 1);
    progress.stop();
  });

  it('is all that is left while nobody waits', () => {
    const { next, waiting } = slicesOf(100 * BLOCK, one);
    waiting[0] = 0;
    expect(next().outcome).toBeNull();
    expect(next().outcome?.draws).toBe(100 * BLOCK);
  });

  it('is all of a short question', () => {
    const { next } = slicesOf(2 * BLOCK, all);
    expect(next().outcome?.draws).toBe(2 * BLOCK);
  });
});
