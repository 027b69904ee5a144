import type { StopSignal } from '../aborted.js';
import { NORMAL_WORDS, wordQuantile, type WordTable } from '../math/word-quantile.js';
import type { LinePlan } from '../plan/line.js';
import type { Plan } from '../plan/plan.js';
import { BLOCK, type Identity, type Purpose, type Streams } from '../random.js';
import type { Platform } from '../scenario.js';
import { Block, type BookingTally } from '../world/block.js';
import { REFERENCE_MATH } from '../world/block-math.js';
import { DayShocks, type RowShocks } from '../world/shocks.js';
import { book } from './booking.js';
import { runLine } from './run-line.js';

/** How often a long line looks at the signal. */
const CANDIDATES_PER_LOOK = 256;

/**
 * A block with the candidate at hand and its scratch space.
 *
 * Scratch arrays hold one value per draw; only the entries of `active` draws mean anything.
 */
export class OracleBlock extends Block {
  readonly math = REFERENCE_MATH;
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
  readonly c = new Float64Array(BLOCK);

  /** Booked creators so far per draw, and the y of their posts: [creator · BLOCK + draw]. */
  readonly creators = new Float64Array(BLOCK);
  parentEffects = new Float64Array(0);

  /** Random words: scratch, the last one overwritten by every `quantiles`. */
  readonly chanceA = new Uint32Array(BLOCK);
  readonly chanceB = new Uint32Array(BLOCK);
  readonly words = new Uint32Array(BLOCK);
  private readonly days = new Map<Platform, DayShocks>();

  constructor(plan: Plan, streams: Streams, signal: StopSignal) {
    super(plan, streams, signal);
    for (const { row } of plan.lines) {
      if (!this.days.has(row.platform)) {
        this.days.set(row.platform, new DayShocks(plan, row.platform, streams));
      }
    }
  }

  override start(index: number, size: number): void {
    super.start(index, size);
    this.creators.fill(0);
    this.parentEffects.fill(0);
  }

  place(asked: readonly LinePlan[], tallies: readonly BookingTally[]): void {
    const lines = this.withParents(asked);
    for (const line of lines) book(this, line, tallies[line.index]);
    this.reserveParents(lines);
    // Sharers pass on what the creators have posted.
    for (const line of lines) if (line.role !== 'SHARER') runLine(this, line);
    for (const line of lines) if (line.role === 'SHARER') runLine(this, line);
  }

  /** Room for the post effects that sharers are tied to. */
  private reserveParents(placed: readonly LinePlan[]): void {
    if (!this.plan.needs.engagement) return;
    const length = this.mostParents(placed) * BLOCK;
    if (this.parentEffects.length < length) this.parentEffects = new Float64Array(length);
  }

  /** Makes candidate k of a line the one at hand, with no stand-ins. */
  take({ identity, roster }: LinePlan, k: number): void {
    if (k % CANDIDATES_PER_LOOK === CANDIDATES_PER_LOOK - 1) this.stopIfAsked();
    this.influencer = roster === null ? identity : roster.influencer[k];
    this.post = roster === null ? identity : roster.post[k];
    this.member = roster === null ? k : 0;
    this.clearStandIns();
  }

  clearStandIns(): void {
    for (let s = 0; s < this.standInCount; s++) this.isStandIn[this.standIns[s]] = 0;
    this.standInCount = 0;
  }

  addStandIn(draw: number): void {
    this.standIns[this.standInCount++] = draw;
    this.isStandIn[draw] = 1;
  }

  /** Tells whoever wants to know of candidate k, the one at hand. */
  tell(line: LinePlan, k: number): void {
    this.recorder?.placed(this, line, k, this.day);
  }

  rowShocks(line: LinePlan): RowShocks {
    return this.shocks.row(line.row);
  }

  dayShocks(platform: Platform): DayShocks {
    return this.days.get(platform)!;
  }

  /** Words of the influencer or the post at hand; a stand-in brings its own. */
  fillWords(out: Uint32Array, purpose: Purpose, identity: Identity): void {
    const { streams, member, index, standInCount, standIns, post } = this;
    streams.fillWords(out, purpose, identity, member, index);
    for (let s = 0; s < standInCount; s++) {
      const d = standIns[s];
      out[d] = streams.standInWord(purpose, post, member, index, d);
    }
  }

  /** Quantiles of the active draws. */
  quantiles(out: Float64Array, table: WordTable, purpose: Purpose, identity: Identity): void {
    const { active, activeCount, words } = this;
    this.fillWords(words, purpose, identity);
    for (let s = 0; s < activeCount; s++) {
      const d = active[s];
      out[d] = wordQuantile(table, words[d]);
    }
  }

  /** Standard normals of the active draws. */
  normals(out: Float64Array, purpose: Purpose, identity: Identity): void {
    this.quantiles(out, NORMAL_WORDS, purpose, identity);
  }

  /** Standard normals of the stand-ins alone. */
  standInNormals(out: Float64Array, purpose: Purpose): void {
    const { streams, standIns, standInCount, post, member, index } = this;
    for (let s = 0; s < standInCount; s++) {
      const d = standIns[s];
      const word = streams.standInWord(purpose, post, member, index, d);
      out[d] = wordQuantile(NORMAL_WORDS, word);
    }
  }
}
