import type { StopSignal } from '../aborted.js';
import { NORMAL_WORDS } from '../math/word-quantile.js';
import type { RowParameters } from '../parameters.js';
import type { LinePlan } from '../plan/line.js';
import type { Plan } from '../plan/plan.js';
import { BLOCK, Streams } from '../random.js';
import type { Platform } from '../scenario.js';
import { Block, type BookingTally } from '../world/block.js';
import { TICKS_PER_DAY } from '../world/delays.js';
import type { PlacementRecorder } from '../world/recorder.js';
import { giveBack, takeArena } from './arenas.js';
import { KernelMath } from './kernel-math.js';
import { type Kernel, loadKernel } from './module.js';
import { type LineInMemory, writeLine } from './write-line.js';
import { type ModelInMemory, writeModel } from './write-model.js';
import { type Days, type RowInMemory, writeRow } from './write-row.js';

/** The placements of a block in f32 lanes: as the oracle on the same random words, and fast. */
export class KernelBlock extends Block {
  readonly math: KernelMath;
  private readonly kernel: Kernel;
  private readonly model: ModelInMemory;
  private readonly rows = new Map<RowParameters, RowInMemory>();
  private readonly lines: readonly LineInMemory[];
  /** The line that is run, and when its placement at hand is posted. */
  private atHand: LinePlan | null = null;
  private readonly day = new Float64Array(BLOCK);

  /** @param key - four words, from seedKey */
  constructor(
    plan: Plan,
    key: Int32Array,
    signal: StopSignal,
    private readonly arena = takeArena(),
  ) {
    super(plan, new Streams(key), signal, (length) => arena.f64(length));
    this.kernel = loadKernel(arena.memory, {
      stopIfAsked: () => {
        this.stopIfAsked();
      },
      sharedEvent: (draw, profile, line) => {
        this.sharedEvents.push({ draw, profile, line });
      },
      placed: (k, ticks) => {
        this.tell(k, ticks);
      },
    });
    this.math = new KernelMath(this.kernel);
    this.kernel.setKey(key[0], key[1], key[2], key[3]);
    this.model = writeModel(arena, plan, {
      normal: NORMAL_WORDS,
      negotiated: this.tables.beta(plan.parameters.negotiated),
      delay: this.tables.delay(),
      replacementLag: this.tables.replacementLag(),
    });
    this.kernel.startRun(this.model.address);
    const days = new Map<Platform, Days>();
    for (const { row, recentPostsRow } of plan.lines) {
      for (const one of [row, recentPostsRow]) {
        if (!this.rows.has(one)) this.rows.set(one, writeRow(arena, plan, one, days));
      }
    }
    this.lines = plan.lines.map((line) => this.writeLine(line));
  }

  override start(index: number, size: number): void {
    super.start(index, size);
    this.kernel.startBlock(index, size);
    this.model.creators.fill(0);
    this.model.writeShocks(this.shocks.world());
  }

  /** Tells somebody of every placement of the blocks to come. */
  override record(recorder: PlacementRecorder): void {
    super.record(recorder);
    this.kernel.recordPlacements();
  }

  override close(): number {
    return giveBack(this.arena);
  }

  private tell(k: number, address: number): void {
    const { day, atHand, arena } = this;
    const ticks = new Int32Array(arena.memory.buffer, address, BLOCK);
    for (let d = 0; d < BLOCK; d++) day[d] = ticks[d] / TICKS_PER_DAY;
    this.recorder?.placed(this, atHand!, k, day);
  }

  place(asked: readonly LinePlan[], tallies: readonly BookingTally[]): void {
    const plans = this.withParents(asked);
    const lines = this.lines.filter(({ plan }) => plans.includes(plan));
    const rows = new Set(lines.flatMap(({ plan }) => [plan.row, plan.recentPostsRow]));
    for (const row of rows) this.rows.get(row)!.writeShocks(this.shocks.row(row));
    for (const { plan, address } of lines) {
      tallies[plan.index].rosterExhausted += this.kernel.book(address);
    }
    if (this.plan.needs.engagement) this.model.reserveParents(this.mostParents(plans));
    // Sharers pass on what the creators have posted.
    for (const { plan, address } of lines) {
      if (plan.role !== 'SHARER') this.runLine(plan, address);
    }
    for (const { plan, address } of lines) {
      if (plan.role === 'SHARER') this.runLine(plan, address);
    }
  }

  private runLine(plan: LinePlan, address: number): void {
    this.atHand = plan;
    this.kernel.runLine(address);
  }

  private writeLine(line: LinePlan): LineInMemory {
    return writeLine(this.arena, this.plan, line, {
      row: this.rows.get(line.row)!.address,
      recentPostsRow: this.rows.get(line.recentPostsRow)!.address,
      sums: this.sums[line.index],
      tables: this.tables,
    });
  }
}
