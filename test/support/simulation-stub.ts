import type { Outcome } from '../../simulations/index.js';
import { SimulationProgress } from '../../src/simulation-progress.js';
import {
  type OpenSimulation,
  readQuestion,
  type SimulationSlice,
  type SliceReply,
} from '../../src/simulation-slice.js';

/** Stands in for the simulation worker; the seed says how it behaves. */
export default function takeSlice(slice: SimulationSlice): SliceReply {
  const progress = new SimulationProgress(slice.progress);
  const [, { seed, draws }] = readQuestion(slice.question);
  const isFirst = slice.open === null;
  const open = slice.open ?? openRun(seed === 'takes much memory' ? 2 ** 29 : draws);
  const reply = (outcome: Outcome | null): SliceReply => ({ open, outcome, price: 1, ms: 1 });
  /** Asks for blocks to be drawn, the first time, then draws one in every slice. */
  const drawOneOf = (blocks: number, draw: () => void): SliceReply => {
    if (isFirst) {
      progress.open(blocks, 0);
      return reply(null);
    }
    progress.claimBlock();
    progress.blockDone();
    draw();
    return reply(progress.claimOutcome() ? answer(seed) : null);
  };
  switch (seed) {
    case 'works until it is stopped':
      while (!progress.aborted) sleep(5);
      throw new Error('stopped');
    case 'works on regardless':
      for (;;) sleep(1000);
    case 'crashes':
      process.exit(1);
      break;
    case 'refuses':
      return {
        refusal: { path: 'lines[0].buy.count', rule: 'must be at least 1', got: NaN },
      };
    case 'fails':
      throw new TypeError('a broken invariant');
    case 'takes many slices':
    case 'takes much memory':
      return drawOneOf(40, () => {
        sleep(5);
      });
    case 'takes two threads at once':
      return drawOneOf(2, () => {
        while (progress.blocksLeft > 0 && !progress.aborted) sleep(1);
      });
    case 'says what kind of module it is':
      return reply(answer(typeof require === 'undefined' ? 'ES module' : 'CommonJS'));
    default:
      return reply(answer(seed));
  }
}

/** Blocks the thread, as a simulation does. */
function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function openRun(bytes: number): OpenSimulation {
  const none = new SharedArrayBuffer(0);
  const columns = new SharedArrayBuffer(bytes);
  const empty = { sorted: none, defined: none, taken: none, tallies: none };
  const memory = { draws: 8, columns, ...empty, lines: {} };
  return { memory, blockPrice: 1, columnPrice: 1 };
}

/** An outcome whose only column holds 0, 1, 2, … and whose two arrays share a buffer. */
function answer(seed: string): Outcome {
  const draws = new Float64Array(new SharedArrayBuffer(16 * Float64Array.BYTES_PER_ELEMENT));
  draws.set(Float64Array.from({ length: 16 }, (_, draw) => draw));
  const sorted = draws.subarray(8);
  return {
    engineVersion: 1,
    seed,
    draws: draws.length,
    groups: [{ kind: 'TOTAL', key: 'total', columns: { REACH: { draws, sorted } }, basis: null }],
    targets: { probabilities: [], standardErrors: [], joint: null, jointStandardError: null },
    withinBudget: null,
    withinBudgetStandardError: null,
    diagnostics: [],
  };
}
