import { move, transferableSymbol, valueSymbol } from 'piscina';
import type { SimulateOptions } from '../schema/context.js';
import { type Outcome, type Scenario, ScenarioError, simulate } from '../simulations/index.js';
import { buffersOf } from './outcome-buffers.js';

export interface SimulationTask {
  readonly scenario: Scenario;
  readonly options: SimulateOptions;
  /** One Int32 shared with the pool: anything but 0 asks to stop. */
  readonly stop: SharedArrayBuffer;
}

/** Error classes do not survive the crossing between threads, so a refusal crosses as its fields. */
export type SimulationReply =
  | { readonly outcome: Outcome }
  | { readonly refusal: Pick<ScenarioError, 'path' | 'rule' | 'got'> };

/** Message in, `simulate` called, message out; the draws are handed over, not copied. */
export default function run({ scenario, options, stop }: SimulationTask): unknown {
  const flag = new Int32Array(stop);
  const signal = {
    get aborted() {
      return Atomics.load(flag, 0) !== 0;
    },
  };
  try {
    const outcome = simulate(scenario, { ...options, signal });
    return move({
      // A buffer can be moved only once.
      [transferableSymbol]: [...buffersOf(outcome)],
      [valueSymbol]: { outcome } satisfies SimulationReply,
    });
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const { path, rule, got } = error;
    return { refusal: { path, rule, got } } satisfies SimulationReply;
  }
}
