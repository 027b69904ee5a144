import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { SimulateOptions } from '../schema/context.js';
import type { Outcome, Scenario } from '../simulations/index.js';
import type { Simulate } from './context.js';
import { buffersOf } from './outcome-buffers.js';

/** A simulation under way, and how many requests wait for it. */
interface Run {
  readonly outcome: Promise<Outcome>;
  readonly stop: AbortController;
  waiting: number;
}

/**
 * Simulates a question once: those who ask it while it runs share the run, and those who ask it
 * again get what is still remembered. A simulation is a pure function of what the key holds.
 *
 * A run goes on while anybody waits for it. A run that fails is not remembered.
 *
 * @param maxBytes - of draws to remember; the least recently asked for are forgotten first
 */
export function reuseSimulations(simulate: Simulate, maxBytes: number): Simulate {
  const remembered = new LRUCache<string, Outcome>({ maxSize: maxBytes, sizeCalculation: bytesOf });
  const running = new Map<string, Run>();

  const start = (key: string, scenario: Scenario, options: SimulateOptions): Run => {
    const stop = new AbortController();
    const outcome = simulate(scenario, options, stop.signal).then((result) => {
      remembered.set(key, result);
      return result;
    });
    const run = { outcome, stop, waiting: 0 };
    running.set(key, run);
    return run;
  };

  return async (scenario, options, signal) => {
    signal.throwIfAborted();
    const key = keyOf(scenario, options);
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const run = running.get(key) ?? start(key, scenario, options);
    run.waiting++;
    try {
      return await unlessAborted(run.outcome, signal);
    } finally {
      run.waiting--;
      if (run.waiting === 0) {
        // Whoever asks next must not join a run that is being stopped.
        running.delete(key);
        run.stop.abort(signal.reason);
      }
    }
  };
}

/** The promise's value, or the signal's reason if that comes first. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let leave = (): void => undefined;
  const left = new Promise<never>((_resolve, reject) => {
    leave = () => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([promise, left]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

function keyOf(scenario: Scenario, { seed, draws, select }: SimulateOptions): string {
  const selected = [[...select.metrics].sort(), [...select.groups].sort()];
  const question = JSON.stringify([scenario, seed, draws, selected]);
  return createHash('sha256').update(question).digest('base64');
}

/** The cache takes no entry of size 0. */
function bytesOf(outcome: Outcome): number {
  let bytes = 1;
  for (const { byteLength } of buffersOf(outcome)) bytes += byteLength;
  return bytes;
}
