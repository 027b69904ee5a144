import {
  BLOCK,
  type Outcome,
  placementsOf,
  PRICE_OF_DAYS,
  Run,
  ScenarioError,
  SimulationAborted,
  warmUp,
} from '../simulations/index.js';
import { bytesOf } from './run-bytes.js';
import { letGo } from './shared-garbage.js';
import { SimulationProgress } from './simulation-progress.js';
import {
  type OpenSimulation,
  readQuestion,
  type SimulationSlice,
  type SliceReply,
} from './simulation-slice.js';

/** Draws × placements before a thread goes to the next simulation that waits for one: 10 to 25 ms. */
const SLICE_PRICE = 2 ** 18;
/** For the blocks that others draw a thread waits rather than come back for sorting: a few blocks' time. */
const LAST_BLOCKS_MS = 25;
/** What is left of less than this price one thread does in one go: another would take as long to join. */
const ALONE_PRICE = 2 ** 16;
/** What worlds have in common takes about as long as so many placements in each of them. */
const WORLD_PRICE = 50;
/** Writing a draw of a column takes about as long as a placement; so does sorting it. */
const COLUMN_PRICE = 1;
/** How many simulations a thread keeps laid out, between its slices of each. */
const KEPT = 8;

/** A simulation as this thread has it laid out. */
interface JoinedSimulation {
  readonly run: Run;
  readonly progress: SimulationProgress;
  readonly open: OpenSimulation;
}

/** By id, the longest unused first. */
const joined = new Map<number, JoinedSimulation>();

// Before the thread takes its first slice: whoever asks first would wait for this all the same.
warmUp();

/**
 * Joins a simulation and claims some of what is left to do; the draws lie in shared memory. Without a
 * slice, lets go of what has ended.
 */
export default function takeSlice(slice: SimulationSlice | null): SliceReply | null {
  const started = performance.now();
  forgetEnded();
  if (slice === null) return null;
  try {
    const simulation = joined.get(slice.id) ?? join(slice);
    const { progress } = simulation;
    joined.delete(slice.id);
    const done = workOn(simulation, slice.open === null, new Int32Array(slice.waiting));
    if (progress.hasWork || !progress.isDrawn) joined.set(slice.id, simulation);
    else forget(simulation);
    return { open: simulation.open, ...done, ms: performance.now() - started };
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const { path, rule, got } = error;
    return { refusal: { path, rule, got } };
  }
}

/** Simulations that ended after this thread's last slice of them would keep their memory alive. */
function forgetEnded(): void {
  for (const [id, simulation] of joined) {
    if (!simulation.progress.aborted && joined.size <= KEPT) continue;
    joined.delete(id);
    forget(simulation);
  }
}

function forget({ run, open }: JoinedSimulation): void {
  letGo(bytesOf(open.memory) + run.close());
}

function join({
  question,
  progress: shared,
  open,
  known,
  lines,
}: SimulationSlice): JoinedSimulation {
  const progress = new SimulationProgress(shared);
  if (progress.aborted) throw new SimulationAborted();
  const [scenario, options] = readQuestion(question);
  if (open !== null) return { run: new Run(scenario, options, open.memory), progress, open };
  const memory = known && new Run(scenario, options, known).resized(options.draws, lines);
  const run = new Run(scenario, options, memory ?? undefined, undefined, lines);
  const keptDraws = Math.min(known?.draws ?? 0, options.draws);
  progress.open(run.blockCount, run.columnCount, Math.floor(keptDraws / BLOCK));
  return {
    run,
    progress,
    open: {
      memory: run.memory,
      blockPrice:
        BLOCK *
        (placementsOf(scenario) * (options.select.daily ? 1 + PRICE_OF_DAYS : 1) +
          WORLD_PRICE +
          COLUMN_PRICE * run.columnCount),
      columnPrice: COLUMN_PRICE * options.draws,
    },
  };
}

function workOn(
  { run, progress, open: { blockPrice, columnPrice } }: JoinedSimulation,
  isFirst: boolean,
  waiting: Int32Array,
): { price: number; outcome: Outcome | null } {
  const left = progress.blocksLeft * blockPrice + progress.columnsLeft * columnPrice;
  const isLast = left <= ALONE_PRICE;
  // The other threads can join only once they are told.
  if (isFirst && !isLast) return { price: 0, outcome: null };
  let price = 0;
  const mayGoOn = () => price < SLICE_PRICE || Atomics.load(waiting, 0) === 0;
  const each = (claim: () => number | undefined, work: (index: number) => void, cost: number) => {
    while (mayGoOn()) {
      const index = claim();
      if (index === undefined) return;
      if (progress.aborted) throw new SimulationAborted();
      work(index);
      price += cost;
    }
  };
  const draw = (block: number) => {
    run.drawBlock(block, progress);
    progress.blockDone();
  };
  const sort = (column: number) => {
    run.sortColumn(column);
    progress.columnDone();
  };
  each(() => progress.claimBlock(), draw, blockPrice);
  if (mayGoOn()) progress.waitUntilDrawn(LAST_BLOCKS_MS);
  if (progress.isDrawn) each(() => progress.claimColumn(), sort, columnPrice);
  return { price, outcome: progress.claimOutcome() ? run.outcome() : null };
}
