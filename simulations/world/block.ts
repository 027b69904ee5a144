import { SimulationAborted, type StopSignal } from '../aborted.js';
import { SeenPlacements } from '../evidence/seen-placements.js';
import type { LinePlan } from '../plan/line.js';
import type { Plan } from '../plan/plan.js';
import { BLOCK, type Streams } from '../random.js';
import type { BlockMath } from './block-math.js';
import { type Allocate, LineSums } from './line-sums.js';
import type { PlacementRecorder } from './recorder.js';
import { Shocks, type WorldShocks } from './shocks.js';
import { Tables } from './tables.js';

/** An event of an influencer who has several placements: counted once per group and draw. */
export interface SharedEvent {
  readonly draw: number;
  readonly profile: number;
  readonly line: number;
}

/** How often a line bought nothing, or ran out of names with money left, in draws of a block. */
export interface BookingTally {
  nothingBought: number;
  rosterExhausted: number;
}

/** One block of draws of one scenario: the shocks that its placements share, and their sums. */
export abstract class Block {
  readonly tables: Tables;
  readonly shocks: Shocks;
  readonly sums: readonly LineSums[];
  readonly sharedEvents: SharedEvent[] = [];
  /** Placements that were seen: added after those that are still to come. */
  readonly seen: SeenPlacements | null;
  /** Scratch: uniforms of the counts, shares of people. */
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly weights: Float64Array;
  readonly cellWeights: Float64Array;
  /** The world's θ, where the block's arithmetic finds them. */
  readonly overlap: WorldShocks['overlap'];
  /** Of arrays that `allocate` has made. */
  abstract readonly math: BlockMath;
  protected recorder: PlacementRecorder | null = null;
  index = 0;
  /** Number of draws, BLOCK but for the last block. */
  size = 0;

  constructor(
    readonly plan: Plan,
    readonly streams: Streams,
    private readonly signal: StopSignal,
    readonly allocate: Allocate = (length) => new Float64Array(length),
  ) {
    this.a = allocate(BLOCK);
    this.b = allocate(BLOCK);
    this.weights = allocate(BLOCK);
    this.cellWeights = allocate(BLOCK);
    this.overlap = {
      sameNiche: allocate(BLOCK),
      acrossNiches: allocate(BLOCK),
      unknownNiche: allocate(BLOCK),
    };
    this.tables = new Tables(plan.parameters);
    this.shocks = new Shocks(plan, streams, this.tables);
    const sums: LineSums[] = [];
    for (const { index, pools, targetPools } of plan.lines) {
      sums[index] = new LineSums(pools.length, targetPools.length, allocate);
    }
    for (const { index } of plan.displays) sums[index] = new LineSums(0, 0, allocate);
    this.sums = sums;
    this.seen = plan.evidence === null ? null : new SeenPlacements(this, plan.evidence);
  }

  /**
   * Books and simulates the placements of some lines, into their sums, and of creators whose posts
   * the sharers among them pass on.
   *
   * @param tallies - by line index; added to
   */
  abstract place(lines: readonly LinePlan[], tallies: readonly BookingTally[]): void;

  /** The lines, and the creators whose posts the sharers among them pass on, in key order. */
  protected withParents(lines: readonly LinePlan[]): readonly LinePlan[] {
    const { needs } = this.plan;
    if (!needs.engagement || !lines.some(({ role }) => role === 'SHARER')) return lines;
    return this.plan.lines.filter((line) => line.role === 'CREATOR' || lines.includes(line));
  }

  /**
   * As many creators as the sharers that are booked can be tied to, in the world with most.
   *
   * @param placed - lines that are placed; without a sharer among them nobody is tied to anybody
   */
  protected mostParents(placed: readonly LinePlan[]): number {
    if (!placed.some(({ role }) => role === 'SHARER')) return 0;
    const { plan, sums, size } = this;
    let creators = 0;
    let sharers = 0;
    for (let d = 0; d < size; d++) {
      let booked = 0;
      for (const { role, index } of plan.lines) {
        if (role === 'CREATOR') booked += sums[index].booked[d];
        if (role === 'SHARER') sharers = Math.max(sharers, sums[index].booked[d]);
      }
      creators = Math.max(creators, booked);
    }
    return Math.min(creators, sharers);
  }

  /** Tells somebody of every placement of the blocks to come. */
  record(recorder: PlacementRecorder): void {
    this.recorder = recorder;
  }

  /** @throws SimulationAborted when the signal says so */
  start(index: number, size: number): void {
    this.stopIfAsked();
    this.index = index;
    this.size = size;
    this.shocks.startBlock(index);
    const { overlap } = this.shocks.world();
    this.overlap.sameNiche.set(overlap.sameNiche);
    this.overlap.acrossNiches.set(overlap.acrossNiches);
    this.overlap.unknownNiche.set(overlap.unknownNiche);
    this.sharedEvents.length = 0;
    for (const sums of this.sums) sums.clear();
  }

  /**
   * Gives back its memory: nobody asks it or its sums for anything any more.
   *
   * @returns bytes of shared memory that are left to the collector
   */
  close(): number {
    return 0;
  }

  /** @throws SimulationAborted when the signal says so */
  stopIfAsked(): void {
    if (this.signal.aborted) throw new SimulationAborted();
  }
}
