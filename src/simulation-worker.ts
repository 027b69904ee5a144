import type { SimulateOptions } from '../schema/context.js';
import { type Outcome, type Scenario, ScenarioError, simulate } from '../simulations/index.js';

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

/** Message in, `simulate` called, message out; the draws lie in shared memory. */
export default function run({ scenario, options, stop }: SimulationTask): SimulationReply {
  const flag = new Int32Array(stop);
  const signal = {
    get aborted() {
      return Atomics.load(flag, 0) !== 0;
    },
  };
  try {
    return { outcome: simulate(scenario, { ...options, signal }) };
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const { path, rule, got } = error;
    return { refusal: { path, rule, got } };
  }
}
