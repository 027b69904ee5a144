import { move, transferableSymbol, valueSymbol } from 'piscina';
import type { SimulationReply, SimulationTask } from '../../src/simulation-worker.js';

/** Stands in for the simulation worker; the seed says how it behaves. */
export default function run({ options, stop }: SimulationTask): unknown {
  const flag = new Int32Array(stop);
  switch (options.seed) {
    case 'works until it is stopped':
      while (Atomics.load(flag, 0) === 0) sleep(5);
      throw new Error('stopped');
    case 'works on regardless':
      for (;;) sleep(1000);
    case 'crashes':
      process.exit(1);
      break;
    case 'refuses':
      return {
        refusal: { path: 'lines[0].buy.count', rule: 'must be at least 1', got: NaN },
      } satisfies SimulationReply;
    case 'fails':
      throw new TypeError('a broken invariant');
    default:
      return answer(options.seed);
  }
}

/** Blocks the thread, as a simulation does. */
function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** An outcome whose only column holds 0, 1, 2, … and whose two arrays share a buffer. */
function answer(seed: string): unknown {
  const draws = Float64Array.from({ length: 16 }, (_, draw) => draw);
  const sorted = draws.subarray(8);
  const reply: SimulationReply = {
    outcome: {
      engineVersion: 1,
      seed,
      draws: draws.length,
      groups: [{ kind: 'TOTAL', key: 'total', columns: { REACH: { draws, sorted } }, basis: null }],
      targets: { probabilities: [], standardErrors: [], joint: null, jointStandardError: null },
      withinBudget: null,
      withinBudgetStandardError: null,
      diagnostics: [],
    },
  };
  return move({ [transferableSymbol]: [draws.buffer], [valueSymbol]: reply });
}
