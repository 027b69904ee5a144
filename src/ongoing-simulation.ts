import { ScenarioError, type SimulateOptions } from '../schema/context.js';
import type { Outcome, ReusedLines, RunMemory, Scenario } from '../simulations/index.js';
import { bytesOf } from './run-bytes.js';
import { SimulationProgress } from './simulation-progress.js';
import {
  type OpenSimulation,
  type Question,
  type SimulationSlice,
  type SliceDone,
  type SliceReply,
  writeQuestion,
} from './simulation-slice.js';

const NO_LINES: ReusedLines = { keys: [], known: {} };
/** What a thread gets to notice that it should stop, before it is taken down. */
const GRACE_MS = 2000;

/** An answer, and the memory that its draws lie in. */
export interface Simulated {
  readonly outcome: Outcome;
  readonly memory: RunMemory;
}

/** Has a thread work on a slice; when the signal aborts, the thread is replaced. */
export type GiveToThread = (
  slice: Omit<SimulationSlice, 'waiting'>,
  replace: AbortSignal,
) => Promise<SliceReply>;

/** A simulation from when it is asked for until its end, and the threads that work on it. */
export class OngoingSimulation {
  readonly result: Promise<Simulated>;
  private readonly progress = new SimulationProgress();
  private readonly question: Question;
  private readonly replace = new AbortController();
  private open: OpenSimulation | null = null;
  private threadCount = 0;
  private begun = false;
  private failure: { readonly error: unknown } | undefined;
  private grace: NodeJS.Timeout | undefined;
  private resolve!: (simulated: Simulated) => void;
  private reject!: (error: unknown) => void;

  /**
   * @param id - told by no other simulation of the same threads
   * @param known - draws of the same question that are not to be drawn again
   * @param lines - to be kept for other questions, and what is known of them
   */
  constructor(
    private readonly id: number,
    scenario: Scenario,
    options: SimulateOptions,
    private known: RunMemory | null,
    private lines = NO_LINES,
  ) {
    this.question = writeQuestion(scenario, options);
    this.result = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  /** Whether it ever had a turn. */
  get hasBegun(): boolean {
    return this.begun;
  }

  get isOpen(): boolean {
    return this.open !== null;
  }

  /** How many threads work on it. */
  get threads(): number {
    return this.threadCount;
  }

  /** Whether one more thread would find something to do. */
  get hasWork(): boolean {
    if (this.progress.aborted) return false;
    return this.open === null ? this.threadCount === 0 : this.progress.hasWork;
  }

  /** What is left to do, in draws × placements; 0 until it is open. */
  get priceLeft(): number {
    if (this.open === null) return 0;
    const { blockPrice, columnPrice } = this.open;
    return this.progress.blocksLeft * blockPrice + this.progress.columnsLeft * columnPrice;
  }

  get bytes(): number {
    return this.open === null ? 0 : bytesOf(this.open.memory);
  }

  /** Gives it a thread for a slice. Whatever goes wrong is the simulation's end, not the caller's. */
  async takeTurn(give: GiveToThread): Promise<SliceDone | undefined> {
    const { id, question, open, known, lines } = this;
    this.begun = true;
    this.threadCount++;
    try {
      const slice = { id, question, open, known, lines, progress: this.progress.memory };
      const reply = await give(slice, this.replace.signal);
      if ('refusal' in reply) {
        const { path, rule, got } = reply.refusal;
        throw new ScenarioError(path, rule, got);
      }
      this.open ??= reply.open;
      // The threads to come find all of it in the memory.
      this.known = null;
      this.lines = NO_LINES;
      if (reply.outcome !== null) this.succeed(reply.outcome, this.open.memory);
      return reply;
    } catch (error) {
      this.fail(error);
      return undefined;
    } finally {
      this.threadCount--;
      this.rejectIfLeft();
    }
  }

  /**
   * Stops it for this reason, if it has not ended: `result` rejects once its threads have noticed.
   * One that does not is replaced.
   */
  fail(error: unknown): void {
    if (this.progress.aborted) return;
    this.progress.stop();
    this.failure = { error };
    this.grace = setTimeout(() => {
      this.replace.abort();
    }, GRACE_MS);
    this.rejectIfLeft();
  }

  private succeed(outcome: Outcome, memory: RunMemory): void {
    if (this.progress.aborted) return;
    // A thread that came too late to find anything forgets it.
    this.progress.stop();
    this.resolve({ outcome, memory });
  }

  private rejectIfLeft(): void {
    if (this.failure === undefined || this.threadCount > 0) return;
    clearTimeout(this.grace);
    this.reject(this.failure.error);
  }
}
