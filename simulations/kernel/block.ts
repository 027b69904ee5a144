import { SimulationAborted, type StopSignal } from '../aborted.js';
import type { LinePlan } from '../plan/line.js';
import type { Plan } from '../plan/plan.js';
import { BLOCK, type Identity, type Purpose, type Streams } from '../random.js';
import { normalQuantile } from './normal.js';
import { DayShocks, type RowShocks, Shocks } from './shocks.js';
import type { Platform } from '../scenario.js';
import { Tables } from './tables.js';

/** How often a long line looks at the signal. */
const CANDIDATES_PER_LOOK = 256;

/** Sums over a line's placements, one value per draw of the block. */
export class LineSums {
  readonly booked = new Float64Array(BLOCK);
  readonly posted = new Float64Array(BLOCK);
  readonly outreach = new Float64Array(BLOCK);
  readonly spend = new Float64Array(BLOCK);
  readonly unspent = new Float64Array(BLOCK);
  readonly refunds = new Float64Array(BLOCK);
  readonly views = new Float64Array(BLOCK);
  readonly reach = new Float64Array(BLOCK);
  /** What shares and clicks are taken from: reach, or views on TikTok and YouTube. */
  readonly base = new Float64Array(BLOCK);
  /** Expected positive and negative engagements. */
  readonly positiveRate = new Float64Array(BLOCK);
  readonly negativeRate = new Float64Array(BLOCK);
  readonly shareRate = new Float64Array(BLOCK);
  /** As shareRate, each placement weighted by its viral factor. */
  readonly viralShareRate = new Float64Array(BLOCK);
  /** Expected clicks that do not convert, and that do. */
  readonly clickRate = new Float64Array(BLOCK);
  readonly conversionRate = new Float64Array(BLOCK);
  /** Brand-safety events of influencers with a single placement in the scenario. */
  readonly events = new Float64Array(BLOCK);
  /** Per local pool: Σ w, and what shares amplify ÷ the pool's people (until the counts: its rate). */
  readonly poolW: Float64Array;
  readonly poolAmplified: Float64Array;
  readonly targetW: Float64Array;
  readonly targetAmplified: Float64Array;
  /** What follows from the sums once the counts are drawn. */
  readonly amplified = new Float64Array(BLOCK);
  readonly positive = new Float64Array(BLOCK);
  readonly negative = new Float64Array(BLOCK);
  readonly shares = new Float64Array(BLOCK);
  readonly clicks = new Float64Array(BLOCK);
  readonly conversions = new Float64Array(BLOCK);
  readonly redemptions = new Float64Array(BLOCK);
  readonly revenue = new Float64Array(BLOCK);
  readonly emv = new Float64Array(BLOCK);
  /** Display only: unique reach, and unique reach of the wanted audience, in people. */
  readonly displayReach = new Float64Array(BLOCK);
  readonly displayTarget = new Float64Array(BLOCK);

  private readonly all: Float64Array[];

  constructor(pools: number, targetPools: number) {
    this.poolW = new Float64Array(pools * BLOCK);
    this.poolAmplified = new Float64Array(pools * BLOCK);
    this.targetW = new Float64Array(targetPools * BLOCK);
    this.targetAmplified = new Float64Array(targetPools * BLOCK);
    this.all = Object.values(this).filter((value) => value instanceof Float64Array);
  }

  clear(): void {
    for (const array of this.all) array.fill(0);
  }
}

/** An event of an influencer who has several placements: counted once per group and draw. */
export interface SharedEvent {
  readonly draw: number;
  readonly profile: number;
  readonly line: number;
}

/**
 * One block of draws of one scenario: the shocks, the candidate at hand, scratch space and sums.
 *
 * Scratch arrays hold one value per draw; only the entries of `active` draws mean anything.
 */
export class Block {
  readonly tables: Tables;
  readonly shocks: Shocks;
  readonly sums: readonly LineSums[];
  index = 0;
  /** Number of draws, BLOCK but for the last block. */
  size = 0;

  // The candidate at hand.
  /** Draws in which it takes part: offered in booking, posted afterwards. */
  readonly active = new Int32Array(BLOCK);
  activeCount = 0;
  /** Draws among them in which somebody else posts in its place. */
  readonly standIns = new Int32Array(BLOCK);
  standInCount = 0;
  readonly isStandIn = new Uint8Array(BLOCK);
  influencer: Identity = { high: 0, low: 0 };
  post: Identity = { high: 0, low: 0 };
  member = 0;

  readonly lnFollowers = new Float64Array(BLOCK);
  /** Price effect in sds, and the price in minor units. */
  readonly z = new Float64Array(BLOCK);
  readonly price = new Float64Array(BLOCK);
  /** Day of the flight, whole days and the part of the day, on which it is posted. */
  readonly day = new Float64Array(BLOCK);
  /** ln effects: of the account on reach and on engagement, of the post on reach. */
  readonly u = new Float64Array(BLOCK);
  readonly w = new Float64Array(BLOCK);
  readonly v = new Float64Array(BLOCK);
  /** Reach, views, and whichever of the two engagements, shares and clicks are taken from. */
  readonly reach = new Float64Array(BLOCK);
  readonly views = new Float64Array(BLOCK);
  readonly base = new Float64Array(BLOCK);
  readonly engagementRate = new Float64Array(BLOCK);
  readonly alpha = new Float64Array(BLOCK);
  readonly a = new Float64Array(BLOCK);
  readonly b = new Float64Array(BLOCK);
  readonly c = new Float64Array(BLOCK);

  /** Booked creators so far per draw, and the y of their posts: [creator · BLOCK + draw]. */
  readonly creators = new Float64Array(BLOCK);
  parentEffects = new Float64Array(0);
  readonly sharedEvents: SharedEvent[] = [];

  private readonly alternative = new Float64Array(BLOCK);
  private readonly days = new Map<Platform, DayShocks>();

  constructor(
    readonly plan: Plan,
    readonly streams: Streams,
    private readonly signal: StopSignal,
  ) {
    this.tables = new Tables(plan.parameters);
    this.shocks = new Shocks(plan, streams, this.tables);
    const sums: LineSums[] = [];
    for (const { index, pools, targetPools } of plan.lines) {
      sums[index] = new LineSums(pools.length, targetPools.length);
    }
    for (const { index } of plan.displays) sums[index] = new LineSums(0, 0);
    this.sums = sums;
    for (const { row } of plan.lines) {
      if (!this.days.has(row.platform)) {
        this.days.set(row.platform, new DayShocks(plan, row.platform, streams));
      }
    }
  }

  /** @throws SimulationAborted when the signal says so */
  start(index: number, size: number): void {
    this.stopIfAsked();
    this.index = index;
    this.size = size;
    this.shocks.startBlock(index);
    this.creators.fill(0);
    this.parentEffects.fill(0);
    this.sharedEvents.length = 0;
    for (const sums of this.sums) sums.clear();
  }

  /** Makes candidate k of a line the one at hand, with no stand-ins. */
  take({ identity, roster }: LinePlan, k: number): void {
    if (k % CANDIDATES_PER_LOOK === CANDIDATES_PER_LOOK - 1) this.stopIfAsked();
    this.influencer = roster === null ? identity : roster.influencer[k];
    this.post = roster === null ? identity : roster.post[k];
    this.member = roster === null ? k : 0;
    this.clearStandIns();
  }

  private stopIfAsked(): void {
    if (this.signal.aborted) throw new SimulationAborted();
  }

  clearStandIns(): void {
    for (let s = 0; s < this.standInCount; s++) this.isStandIn[this.standIns[s]] = 0;
    this.standInCount = 0;
  }

  addStandIn(draw: number): void {
    this.standIns[this.standInCount++] = draw;
    this.isStandIn[draw] = 1;
  }

  rowShocks(line: LinePlan): RowShocks {
    return this.shocks.row(line.row);
  }

  dayShocks(platform: Platform): DayShocks {
    return this.days.get(platform)!;
  }

  /** Uniforms of the influencer or the post at hand; a stand-in brings its own. */
  uniforms(out: Float64Array, purpose: Purpose, identity: Identity): void {
    const { streams, member, index, standInCount, standIns, alternative } = this;
    streams.fillUniforms(out, purpose, identity, member, 0, index);
    if (standInCount === 0) return;
    streams.fillUniforms(alternative, purpose, this.post, member, 1, index);
    for (let s = 0; s < standInCount; s++) {
      const d = standIns[s];
      out[d] = alternative[d];
    }
  }

  /** Standard normals of the active draws. */
  normals(out: Float64Array, purpose: Purpose, identity: Identity): void {
    this.uniforms(out, purpose, identity);
    const { active, activeCount } = this;
    for (let s = 0; s < activeCount; s++) {
      const d = active[s];
      out[d] = normalQuantile(out[d]);
    }
  }

  /** Standard normals of the stand-ins alone. */
  standInNormals(out: Float64Array, purpose: Purpose): void {
    const { standIns, standInCount, alternative } = this;
    if (standInCount === 0) return;
    this.streams.fillUniforms(alternative, purpose, this.post, this.member, 1, this.index);
    for (let s = 0; s < standInCount; s++) {
      const d = standIns[s];
      out[d] = normalQuantile(alternative[d]);
    }
  }
}
