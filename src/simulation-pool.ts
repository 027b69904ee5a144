import { Piscina } from 'piscina';
import { ScenarioError } from '../schema/context.js';
import { SimulationBusyError, SimulationDeadlineError } from '../schema/errors.js';
import type { SimulationLimits } from './config.js';
import type { Simulate } from './context.js';
import type { SimulationReply, SimulationTask } from './simulation-worker.js';
import { Turns } from './turns.js';

/** What a thread gets to notice that it should stop, before it is taken down. */
const GRACE_MS = 2000;

export interface SimulationPool {
  readonly simulate: Simulate;
  /** Ends the threads, whatever they run: the HTTP server closes first and waits for its answers. */
  close(): Promise<void>;
}

/**
 * Worker threads behind a queue.
 *
 * A simulation that nobody waits for any more, or that is past its deadline, is asked to stop; a
 * thread that does not is replaced. A thread that crashes fails the one simulation it was running.
 *
 * @param worker - module whose default export turns a SimulationTask into a SimulationReply
 */
export function openSimulationPool(
  { workers, queue, deadlineMs }: SimulationLimits,
  worker = new URL('./simulation-worker.ts', import.meta.url),
): SimulationPool {
  const threads = new Piscina<SimulationTask, SimulationReply>({
    filename: worker.href,
    minThreads: workers,
    maxThreads: workers,
    execArgv: ['--import', 'tsx'],
  });
  // Between simulations there is no request to fail; the thread has been replaced already.
  threads.on('error', (error) => {
    console.error('A simulation thread crashed while idle:', error);
  });
  const turns = new Turns(workers);
  let meanMs = 1000;

  const busy = () => {
    const waitMs = (meanMs * (turns.waiting + 1)) / workers;
    return new SimulationBusyError(Math.ceil(waitMs / 1000));
  };

  const simulate: Simulate = async (scenario, options, signal) => {
    if (turns.allTaken && turns.waiting >= queue) throw busy();
    const end = new AbortController();
    const leave = () => {
      end.abort(signal.reason);
    };
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    let hasTurn = false;
    const deadline = setTimeout(() => {
      // A smaller question would have waited just as long.
      end.abort(hasTurn ? new SimulationDeadlineError(deadlineMs / 1000) : busy());
    }, deadlineMs);
    try {
      await turns.take(end.signal);
      hasTurn = true;
      const started = performance.now();
      try {
        const reply = await post({ scenario, options }, end.signal);
        if ('outcome' in reply) return reply.outcome;
        const { path, rule, got } = reply.refusal;
        throw new ScenarioError(path, rule, got);
      } finally {
        turns.give();
        meanMs += (performance.now() - started - meanMs) / 8;
      }
    } finally {
      clearTimeout(deadline);
      signal.removeEventListener('abort', leave);
    }
  };

  async function post(task: Omit<SimulationTask, 'stop'>, end: AbortSignal) {
    const stop = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const kill = new AbortController();
    let grace: NodeJS.Timeout | undefined;
    const ask = () => {
      Atomics.store(new Int32Array(stop), 0, 1);
      grace = setTimeout(() => {
        kill.abort();
      }, GRACE_MS);
    };
    end.addEventListener('abort', ask, { once: true });
    try {
      return await threads.run({ ...task, stop }, { signal: kill.signal });
    } catch (error) {
      // What stopping made the engine throw says less than why it was stopped.
      end.throwIfAborted();
      throw error;
    } finally {
      clearTimeout(grace);
      end.removeEventListener('abort', ask);
    }
  }

  return { simulate, close: () => threads.destroy() };
}
