import type { StopSignal } from './aborted.js';
import { checkRun } from './check.js';
import { DailyCurves } from './daily/daily-curves.js';
import { layDaily, type DailyPlan, planDaily, readDaily } from './daily/daily-memory.js';
import { ColumnSorter } from './kernel/column-sorter.js';
import { KernelBlock } from './kernel/kernel-block.js';
import { type LineMemories, LineStore } from './line-memory.js';
import type { Outcome, Selection } from './outcome.js';
import { readOutcome } from './read-outcome.js';
import type { GroupPlan } from './plan/groups.js';
import type { LinePlan } from './plan/line.js';
import { makePlan, type Plan } from './plan/plan.js';
import { BLOCK, seedKey } from './random.js';
import {
  type ColumnPlans,
  copyRun,
  drawsAt,
  layRun,
  planColumns,
  type RunMemory,
  takeColumns,
  TALLY,
} from './run-memory.js';
import type { Scenario } from './scenario.js';
import type { Metric } from './metrics.js';
import type { Block, BookingTally } from './world/block.js';
import { runDisplay } from './world/display.js';
import { GroupMetrics } from './world/group-metrics.js';
import { drawCounts } from './world/line-counts.js';

export interface RunOptions {
  readonly seed: string;
  /** Number of worlds: a multiple of BATCHES. */
  readonly draws: number;
  readonly select: Selection;
}

/** Lines whose draws are kept for other runs: by key, and what is known of them. */
export interface ReusedLines {
  readonly keys: readonly string[];
  readonly known: LineMemories;
  /** A run that knows more of some of them than what they bring. */
  readonly other?: OtherRun;
}

/** Another run of the same selection and as many draws, which has ended. */
export interface OtherRun {
  readonly scenario: Scenario;
  readonly memory: RunMemory;
  /** Keys of the lines that bring the same in both. */
  readonly same: readonly string[];
}

const NO_LINES: ReusedLines = { keys: [], known: {} };

/** What a thread needs to draw blocks. */
interface RunState {
  readonly block: Block;
  readonly groups: readonly GroupMetrics[];
  /** By line index, of the lines that are kept. */
  readonly stores: readonly (LineStore | undefined)[];
  readonly daily: DailyCurves | null;
}

/** How a run simulates placements; `key` is the seed's, from seedKey. */
export type OpenBlock = (plan: Plan, key: Int32Array, signal: StopSignal) => Block;

/**
 * One question on its way to an answer: blocks of draws in any order and by any number of threads
 * that share the memory, then the columns sorted, then the outcome.
 */
export class Run {
  readonly blockCount: number;
  /** Columns to sort. */
  readonly columnCount: number;
  readonly memory: RunMemory;
  private readonly plan: Plan;
  private readonly columns: ColumnPlans;
  private readonly daily: DailyPlan | null;
  private state: RunState | null = null;
  private sorter: ColumnSorter | null = null;

  /**
   * @param memory - of the run when another thread opened it; its draws go before those asked for
   * @param openBlock - another implementation of the placements than the kernel
   * @param lines - to be kept, of a run that this opens
   * @throws ScenarioError naming field, rule and value
   */
  constructor(
    scenario: Scenario,
    private readonly options: RunOptions,
    memory?: RunMemory,
    private readonly openBlock: OpenBlock = (plan, key, signal) =>
      new KernelBlock(plan, key, signal),
    lines = NO_LINES,
  ) {
    checkRun(options);
    this.plan = makePlan(scenario, options.select);
    this.columns = planColumns(this.plan, options.select);
    this.columnCount = this.columns.answered;
    this.daily = planDaily(scenario, options.select, this.plan.evidence);
    this.memory = memory ?? this.lay(options.draws, lines);
    if (memory === undefined && lines.other !== undefined) this.takeOver(lines.other);
    this.blockCount = Math.ceil(this.memory.draws / BLOCK);
  }

  /** Memory of the same question with more or fewer draws, those kept that there are. */
  resized(draws: number, lines = NO_LINES): RunMemory {
    const memory = this.lay(draws, lines);
    copyRun(this.memory, memory);
    return memory;
  }

  /**
   * Draws one block into the memory.
   *
   * @throws SimulationAborted when the signal says so
   */
  drawBlock(index: number, signal: StopSignal = { aborted: false }): void {
    const { plan } = this;
    const { block, groups, stores, daily } = (this.state ??= this.begin(signal));
    const at = index * BLOCK;
    const size = Math.min(BLOCK, this.memory.draws - at);
    block.start(index, size);
    const tallies = Array.from({ length: plan.lineCount }, () => ({
      nothingBought: 0,
      rosterExhausted: 0,
    }));
    const isKnown = ({ index: line }: LinePlan) => stores[line]?.has(index, size) ?? false;
    const [known, missing] = [plan.lines.filter(isKnown), plan.lines.filter((l) => !isKnown(l))];
    block.place(missing, tallies);
    block.seen?.place();
    for (const line of missing) {
      if (plan.needs.reach) drawCounts(block, line);
      stores[line.index]?.write(index, size, tallies[line.index]);
    }
    for (const line of known) stores[line.index]?.read(index, size, tallies[line.index]);
    for (const line of plan.lines) countNothingBought(block, line, tallies[line.index]);
    for (const display of plan.displays) runDisplay(block, display);
    for (const metrics of groups) metrics.write(block, at);
    if (this.options.select.withinBudget === true) this.writeSpend(block, at);
    this.writeTallies(block, tallies);
    const dailyDraws = this.memory.daily?.draws ?? 0;
    if (at < dailyDraws) daily?.write(index, Math.min(BLOCK, dailyDraws - at), block.sums);
  }

  /** Sorts one column of the answer. */
  sortColumn(index: number): void {
    const { memory } = this;
    if (new Int32Array(memory.taken)[index] === 1) return;
    this.sorter ??= new ColumnSorter(memory.draws);
    new Int32Array(memory.defined)[index] = this.sorter.sort(
      drawsAt(memory, 'columns', index),
      drawsAt(memory, 'sorted', index),
    );
  }

  /** The answer, once all blocks are drawn and all columns sorted. */
  outcome(): Outcome {
    const { plan, columns, memory, daily, options } = this;
    const answered = readOutcome(plan, columns, memory, options);
    if (daily === null || memory.daily === undefined) return answered;
    return { ...answered, daily: readDaily(daily, memory.daily) };
  }

  /**
   * Gives back what this thread took to draw and to sort; the memory of the run stays.
   *
   * @returns bytes of shared memory that are left to the collector
   */
  close(): number {
    const { state, sorter } = this;
    this.state = null;
    this.sorter = null;
    return (state?.block.close() ?? 0) + (state?.daily?.close() ?? 0) + (sorter?.close() ?? 0);
  }

  /** Takes the columns of groups of lines that bring the same in another run. */
  private takeOver(other: OtherRun): void {
    const { plan, columns } = new Run(other.scenario, this.options, other.memory);
    const { plan: ownPlan, columns: ownColumns, memory } = this;
    takeColumns(
      { plan, columns, memory: other.memory },
      { plan: ownPlan, columns: ownColumns, memory },
      other.same,
    );
  }

  private lay(draws: number, { keys, known }: ReusedLines): RunMemory {
    const daily = this.daily === null ? undefined : layDaily(this.daily, draws);
    return layRun(this.plan, this.columns, draws, keys, known, daily);
  }

  private begin(signal: StopSignal): RunState {
    const { plan, memory } = this;
    const key = seedKey(this.options.seed);
    const block = this.openBlock(plan, key, signal);
    const draws = new Map<string, Map<Metric, Float64Array>>();
    const groupOf = new Map<string, GroupPlan>();
    const taken = new Int32Array(memory.taken);
    this.columns.all.forEach(({ metric, group }, i) => {
      if (taken[i] === 1) return;
      const lines = group.lines.join();
      groupOf.set(lines, group);
      const of = draws.get(lines) ?? new Map<Metric, Float64Array>();
      draws.set(lines, of.set(metric, drawsAt(memory, 'columns', i)));
    });
    const groups = [...draws].map(
      ([lines, of]) => new GroupMetrics(plan, groupOf.get(lines)!, of, block.allocate),
    );
    const stores: (LineStore | undefined)[] = [];
    for (const { key, index } of plan.lines) {
      if (!(key in memory.lines)) continue;
      stores[index] = new LineStore(memory.lines[key], block.sums[index], plan.needs);
    }
    return { block, groups, stores, daily: this.beginDaily(key, signal) };
  }

  private beginDaily(key: Int32Array, signal: StopSignal): DailyCurves | null {
    const { daily, memory } = this;
    if (daily === null || memory.daily === undefined) return null;
    const block = this.openBlock(daily.plan, key, signal);
    return new DailyCurves(daily.plan, block, daily.calendar, memory.daily);
  }

  private writeSpend({ size, sums }: Block, at: number): void {
    const spent = drawsAt(this.memory, 'columns', this.columns.all.length);
    spent.fill(0, at, at + size);
    for (const { spend } of sums) for (let d = 0; d < size; d++) spent[at + d] += spend[d];
  }

  private writeTallies({ index, size, sums }: Block, bookings: readonly BookingTally[]): void {
    const of = new Float64Array(this.memory.tallies);
    sums.forEach(({ unspent, reach, amplified }, line) => {
      let unspentMinor = 0;
      let people = 0;
      for (let d = 0; d < size; d++) {
        unspentMinor += unspent[d];
        people += reach[d] + amplified[d];
      }
      const { nothingBought, rosterExhausted } = bookings[line];
      of.set(
        [nothingBought, rosterExhausted, unspentMinor, people],
        (index * this.plan.lineCount + line) * TALLY.length,
      );
    });
  }
}

function countNothingBought({ sums, size }: Block, line: LinePlan, tally: BookingTally): void {
  if (Number.isNaN(line.moneyMinor)) return;
  const { booked } = sums[line.index];
  for (let d = 0; d < size; d++) if (booked[d] === 0) tally.nothingBought++;
}
