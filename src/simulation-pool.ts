import { Piscina } from 'piscina';
import type { SimulateOptions } from '../schema/context.js';
import { SimulationBusyError, SimulationDeadlineError } from '../schema/errors.js';
import type { ReusedLines, RunMemory, Scenario } from '../simulations/index.js';
import type { SimulationLimits } from './config.js';
import { OngoingSimulation, type Simulated } from './ongoing-simulation.js';
import { letGo } from './shared-garbage.js';
import type { SimulationSlice, SliceReply } from './simulation-slice.js';
import { Turns } from './turns.js';
import { TYPESCRIPT_MODULES } from './typescript-modules.js';

/** Draws of simulations under way; while there are more, none is begun. */
const MOST_OPEN_BYTES = 512 * 2 ** 20;
/** Simulations of more memory are not left to the next slice to be forgotten. */
const LARGE_BYTES = 32 * 2 ** 20;
/** What is taken for the speed of a thread and the price of a simulation before any is known. */
const FIRST_GUESS = { pricePerMs: 10_000, price: 2_000_000 };

/**
 * Runs a scenario on the threads.
 *
 * @param known - draws of the same question, more or fewer, which are not drawn again
 * @param lines - to be kept for other questions, and what is known of them
 * @throws ScenarioError, SimulationBusyError, SimulationDeadlineError, or the signal's reason
 */
export type RunSimulation = (
  scenario: Scenario,
  options: SimulateOptions,
  signal: AbortSignal,
  known?: RunMemory,
  lines?: ReusedLines,
) => Promise<Simulated>;

export interface SimulationPool {
  readonly run: RunSimulation;
  /** Ends the threads, whatever they run: the HTTP server closes first and waits for its answers. */
  close(): Promise<void>;
}

/**
 * Worker threads that take simulations in turn, a slice of work at a time; several may work on one.
 *
 * A simulation that nobody waits for any more, or that is past its deadline, is asked to stop; a
 * thread that does not is replaced. A thread that crashes fails the simulation it was working on.
 *
 * @param worker - module whose default export turns a SimulationSlice into a SliceReply
 */
export function openSimulationPool(
  { workers, queue, deadlineMs }: SimulationLimits,
  worker = new URL('./simulation-worker.ts', import.meta.url),
): SimulationPool {
  let closed = false;
  const threads = new Piscina<SimulationSlice | null, SliceReply | null>({
    filename: worker.href,
    minThreads: workers,
    maxThreads: workers,
    execArgv: worker.pathname.endsWith('.ts') ? [...TYPESCRIPT_MODULES] : [],
  });
  // Between slices there is no simulation to fail; the thread has been replaced already.
  threads.on('error', (error) => {
    if (!closed) console.error('A simulation thread crashed while idle:', error);
  });
  const turns = new Turns<OngoingSimulation>();
  const waiting = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  let { pricePerMs, price: usualPrice } = FIRST_GUESS;
  let free = workers;
  let ids = 0;

  const isReady = (simulation: OngoingSimulation) =>
    simulation.hasWork && (simulation.isOpen || sum(turns, ({ bytes }) => bytes) < MOST_OPEN_BYTES);

  const giveTurns = () => {
    while (free > 0) {
      const simulation = turns.next(isReady, (each) => each.threads);
      if (simulation === undefined) break;
      void giveTurn(simulation);
    }
    // Else whoever has a thread keeps it: coming back takes time, too.
    const waits = [...turns].some((each) => each.threads === 0 && isReady(each));
    Atomics.store(new Int32Array(waiting), 0, Number(waits));
  };

  const giveTurn = async (simulation: OngoingSimulation) => {
    const isFirst = !simulation.isOpen;
    free--;
    const done = await simulation.takeTurn(async (slice, signal) => {
      const reply = await threads.run({ ...slice, waiting }, { signal });
      return reply!;
    });
    free++;
    if (done !== undefined) {
      if (isFirst) usualPrice += (done.price + simulation.priceLeft - usualPrice) / 8;
      if (done.price > 0) pricePerMs += (done.price / done.ms - pricePerMs) / 8;
    }
    giveTurns();
  };

  const busy = () => {
    const price = sum(turns, ({ isOpen, priceLeft }) => (isOpen ? priceLeft : usualPrice));
    return new SimulationBusyError(Math.max(1, Math.ceil(price / pricePerMs / workers / 1000)));
  };

  const run: RunSimulation = async (scenario, options, signal, known, lines) => {
    signal.throwIfAborted();
    if (closed) throw new Error('the simulation threads have been ended');
    if (turns.size >= queue) throw busy();
    const simulation = new OngoingSimulation(ids++, scenario, options, known ?? null, lines);
    const leave = () => {
      simulation.fail(signal.reason);
    };
    signal.addEventListener('abort', leave, { once: true });
    const deadline = setTimeout(() => {
      // A smaller question would have waited just as long.
      simulation.fail(
        simulation.hasBegun ? new SimulationDeadlineError(deadlineMs / 1000) : busy(),
      );
    }, deadlineMs);
    turns.add(simulation);
    giveTurns();
    try {
      return await simulation.result;
    } finally {
      clearTimeout(deadline);
      signal.removeEventListener('abort', leave);
      turns.remove(simulation);
      // The memory that it took may be what another waits for.
      giveTurns();
      clearUp(simulation.bytes);
    }
  };

  /** Has threads that are free let go of a large simulation, and this one too. */
  const clearUp = (bytes: number) => {
    setImmediate(letGo, bytes);
    if (bytes < LARGE_BYTES || closed) return;
    for (let i = 0; i < free; i++) threads.run(null).catch(() => undefined);
  };

  const close = async () => {
    closed = true;
    for (const simulation of turns) simulation.fail(new Error('the server is ending'));
    await threads.destroy();
  };

  return { run, close };
}

function sum<T>(members: Iterable<T>, of: (member: T) => number): number {
  let total = 0;
  for (const member of members) total += of(member);
  return total;
}
