import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { SimulateOptions } from '../schema/context.js';
import type {
  LineMemories,
  LineMemory,
  OtherRun,
  Scenario,
  Selection,
} from '../simulations/index.js';
import { lineNames } from '../simulations/index.js';
import type { Simulate } from './context.js';
import type { Simulated } from './ongoing-simulation.js';
import { bytesOf } from './run-bytes.js';
import type { RunSimulation } from './simulation-pool.js';
import { unlessAborted } from './unless-aborted.js';

/** A simulation under way, and how many wait for it. */
interface Flight {
  /** Hash of all but the number of draws. */
  readonly question: string;
  readonly draws: number;
  readonly result: Promise<Simulated>;
  readonly stop: AbortController;
  waiting: number;
}

/** What is remembered of a run. */
interface Remembered extends Simulated {
  readonly scenario: Scenario;
  /** Of its lines, by key. */
  readonly names: ReadonlyMap<string, string>;
}

/** Questions of one selection, seed and number of draws, of which the latest is looked up. */
const MOST_SELECTIONS = 1000;

/**
 * Draws no world of a question twice: those who ask while it is simulated share the run, those who
 * ask it again get what is still remembered, and who asks for more draws or fewer gets those that
 * are remembered and the others drawn. Nothing is shared between workspaces.
 *
 * Of a question that nobody has asked before, the lines that others have asked with it are taken from
 * what is remembered: an edited plan simulates the edited lines. Of the run before it that selected
 * the same, groups without an edited line are taken as they are.
 *
 * A run goes on while anybody waits for it. A run that fails is not remembered.
 *
 * @param maxBytes - of runs to remember, of each question the longest, and as many of lines; the least
 *   recently asked for are forgotten first
 */
export function reuseSimulations(run: RunSimulation, maxBytes: number): Simulate {
  const remembered = new LRUCache<string, Remembered>({
    maxSize: maxBytes,
    sizeCalculation: ({ memory }) => bytesOf(memory),
  });
  const rememberedLines = new LRUCache<string, LineMemory>({
    maxSize: maxBytes,
    sizeCalculation: bytesOf,
  });
  /** Questions by what they select. */
  const latest = new LRUCache<string, string>({ max: MOST_SELECTIONS });
  const flights = new Set<Flight>();

  const start = (
    question: string,
    workspaceId: string,
    scenario: Scenario,
    options: SimulateOptions,
  ): Flight => {
    const stop = new AbortController();
    const shorter = longestBelow(options.draws, question);
    const result = (async () => {
      // What stops or fails the shorter run is no reason to fail this one, which then draws it all.
      const shared = shorter && (await wait(shorter, stop.signal).catch(() => undefined));
      const known = shared ?? remembered.get(question);
      const names = namesOf(workspaceId, scenario, options);
      const selection = JSON.stringify([workspaceId, options]);
      const other = otherRun(latest.get(selection), options.draws, names);
      const lines = { keys: [...names.keys()], known: knownLines(names), ...(other && { other }) };
      const simulated = await run(scenario, options, stop.signal, known?.memory, lines);
      for (const [key, name] of names) rememberedLines.set(name, simulated.memory.lines[key]);
      remember(question, { ...simulated, scenario, names });
      latest.set(selection, question);
      return simulated;
    })();
    const flight = { question, draws: options.draws, result, stop, waiting: 0 };
    flights.add(flight);
    return flight;
  };

  const knownLines = (names: ReadonlyMap<string, string>): LineMemories =>
    Object.fromEntries(
      [...names].flatMap(([key, name]) => {
        const memory = rememberedLines.get(name);
        return memory === undefined ? [] : [[key, memory]];
      }),
    );

  /** The run of a question, if it has ended and brings some lines under the same names. */
  const otherRun = (
    question: string | undefined,
    draws: number,
    names: ReadonlyMap<string, string>,
  ): OtherRun | undefined => {
    const run = question === undefined ? undefined : remembered.get(question);
    if (run?.memory.draws !== draws) return undefined;
    const { scenario, memory } = run;
    const same = [...names].flatMap(([key, name]) => (run.names.get(key) === name ? [key] : []));
    return same.length === 0 ? undefined : { scenario, memory, same };
  };

  /** The flight that saves a longer one most of its draws, unless what is remembered saves more. */
  const longestBelow = (draws: number, question: string): Flight | undefined => {
    let longest: Flight | undefined;
    let most = remembered.peek(question)?.outcome.draws ?? 0;
    for (const flight of flights) {
      if (flight.question !== question || flight.draws >= draws || flight.draws <= most) continue;
      longest = flight;
      most = flight.draws;
    }
    return longest;
  };

  const remember = (question: string, simulated: Remembered) => {
    const before = remembered.peek(question)?.outcome.draws ?? 0;
    if (simulated.outcome.draws <= before) return;
    remembered.set(question, simulated);
  };

  const wait = async (flight: Flight, signal: AbortSignal): Promise<Simulated> => {
    flight.waiting++;
    try {
      return await unlessAborted(flight.result, signal);
    } finally {
      flight.waiting--;
      if (flight.waiting === 0) {
        // Whoever asks next must not join a run that is being stopped.
        flights.delete(flight);
        flight.stop.abort(signal.reason);
      }
    }
  };

  return async (scenario, { seed, draws, select }, signal, workspaceId) => {
    signal.throwIfAborted();
    const options = { seed, draws, select: inOrder(select) };
    const question = keyOf(workspaceId, scenario, options);
    const known = remembered.get(question);
    if (known?.outcome.draws === draws) return known.outcome;
    let flight = [...flights].find((each) => each.question === question && each.draws === draws);
    flight ??= start(question, workspaceId, scenario, options);
    return (await wait(flight, signal)).outcome;
  };
}

/** One selection has one order of columns, so that runs of a question fit each other's memory. */
function inOrder({ metrics, groups, withinBudget = false, daily }: Selection): Selection {
  return {
    metrics: [...metrics].sort(),
    groups: [...groups].sort(),
    withinBudget,
    ...(daily && {
      daily: { metrics: [...daily.metrics].sort(), groups: [...daily.groups].sort() },
    }),
  };
}

/** Of the lines worth remembering, by key. */
function namesOf(workspaceId: string, scenario: Scenario, options: SimulateOptions) {
  const names = lineNames(scenario, options);
  return new Map([...names].map(([key, name]) => [key, `${workspaceId} ${name}`] as const));
}

function keyOf(workspaceId: string, scenario: Scenario, { seed, select }: SimulateOptions): string {
  const question = JSON.stringify([workspaceId, scenario, seed, select]);
  return createHash('sha256').update(question).digest('base64');
}
