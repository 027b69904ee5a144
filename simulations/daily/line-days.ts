import { mixtureShare } from '../math/gamma-mixture.js';
import type { LinePlan } from '../plan/line.js';
import { needsEngagementOf } from '../plan/needs.js';
import type { Plan } from '../plan/plan.js';
import { BLOCK, PURPOSE } from '../random.js';
import type { Block } from '../world/block.js';
import type { Arrival, BlockMath } from '../world/block-math.js';
import type { LineSums } from '../world/line-sums.js';
import { HOURS_PER_DAY, paceOf, type RowArrivals } from './arrival.js';
import type { Calendar } from './calendar.js';
import { drawOverdueDays } from './overdue.js';

/** Sums of a line that arrive as views do. */
const WITH_VIEWS = [
  'reach',
  'positiveRate',
  'negativeRate',
  'shareRate',
  'viralShareRate',
] as const satisfies readonly (keyof LineSums)[];

type Rate =
  (typeof WITH_VIEWS)[number] | 'views' | 'clickRate' | 'conversionRate' | 'posted' | 'spend';

/** What of a line's rates falls on each point, [draw · points + point], before the shocks of days. */
export interface DayRates extends Readonly<Record<Rate, Float64Array>> {
  /** Empty where views follow the people reached. */
  readonly views: Float64Array;
  /** The clicks of those who convert later. */
  readonly convertingRate: Float64Array;
  /** W by pool. */
  readonly poolW: readonly Float64Array[];
  readonly targetW: readonly Float64Array[];
}

/**
 * Below this share of itself w grows with what has been seen as the views do; above, it grows faster
 * at the end, by a square.
 */
const LINEAR_BELOW = 1e-3;

/** Spreads what each placement of a line adds to its sums over the points of a calendar. */
export class LineDays {
  readonly rates: DayRates;
  private readonly words = new Uint32Array(BLOCK);
  private readonly pace = new Uint8Array(BLOCK);
  private readonly overdue = new Float64Array(BLOCK);
  /** Per draw, of the placement at hand: its first point, and the cell of its arrivals. */
  private readonly first: Float64Array;
  private readonly cell: Float64Array;
  /** Draws in which it is posted. */
  protected readonly posted: Float64Array;
  protected postedCount = 0;
  /** Per draw: what is spread as views arrive, and as their square does. */
  protected readonly amounts: Float64Array;
  protected readonly bends: Float64Array;
  /** The sums before the placement at hand. */
  private readonly before = new Map<Float64Array, Float64Array>();
  private readonly hours: number;
  protected readonly plan: Plan;
  protected readonly math: BlockMath;

  constructor(
    block: Block,
    protected readonly line: LinePlan,
    protected readonly calendar: Calendar,
    protected readonly arrivals: RowArrivals,
  ) {
    const { plan, allocate } = block;
    this.math = block.math;
    this.plan = plan;
    this.hours = HOURS_PER_DAY * calendar.stepDays;
    this.first = allocate(BLOCK);
    this.cell = allocate(BLOCK);
    this.posted = allocate(BLOCK);
    this.amounts = allocate(BLOCK);
    this.bends = allocate(BLOCK);
    const { needs } = plan;
    const room = (needed: boolean) => allocate(needed ? calendar.points * BLOCK : 0);
    const engages = needsEngagementOf(plan, line);
    this.rates = {
      posted: room(true),
      spend: room(needs.money),
      reach: room(needs.reach),
      // Of what was seen, each placement has its own views per person.
      views: room(needs.reach && line.seen !== null),
      positiveRate: room(engages),
      negativeRate: room(engages),
      shareRate: room(needs.shares),
      viralShareRate: room(needs.shares),
      clickRate: room(needs.clicks),
      convertingRate: room(needs.clicks),
      conversionRate: room(needs.clicks),
      poolW: line.pools.map(() => room(needs.unique)),
      targetW: line.targetPools.map(() => room(needs.target)),
    };
  }

  clear(): void {
    const { poolW, targetW, ...once } = this.rates;
    for (const rates of [...Object.values(once), ...poolW, ...targetW]) rates.fill(0);
    for (const before of this.before.values()) before.fill(0);
  }

  /** @param day - on which candidate k went live, per draw */
  placed(block: Block, k: number, day: Float64Array): void {
    const { words, pace, overdue } = this;
    const { identity, roster } = this.line;
    const isOverdue = roster !== null && roster.overdueDays[k] > 0;
    if (isOverdue) drawOverdueDays(overdue, block, this.line, roster, k, words);
    const [post, member] = roster === null ? [identity, k] : [roster.post[k], 0];
    block.streams.fillWords(words, PURPOSE.MATURITY, post, member, block.index);
    for (let d = 0; d < BLOCK; d++) pace[d] = paceOf(words[d]);
    this.find(block, isOverdue ? overdue : day, pace);
    this.addSpend(block, k, roster === null ? NaN : roster.plannedDay[k]);
    this.spreadAll(block);
  }

  /** Spreads all that the placement at hand has added to the line's sums, as the model has it. */
  protected spreadAll(block: Block): void {
    const { rates, arrivals } = this;
    const sums = block.sums[this.line.index];
    for (const name of WITH_VIEWS) {
      if (rates[name].length > 0) this.addAll(rates[name], arrivals.views, sums[name]);
    }
    if (rates.views.length > 0) {
      this.addAll(rates.views, arrivals.views, sums.reach, this.line.row.viewsPerPerson);
    }
    if (rates.clickRate.length > 0) {
      this.addAll(rates.clickRate, arrivals.clicks, sums.clickRate);
      this.addAll(rates.convertingRate, arrivals.clicks, sums.conversionRate);
      this.addAll(rates.conversionRate, arrivals.conversions, sums.conversionRate);
    }
    const { overlap } = block.shocks.world();
    rates.poolW.forEach((to, i) => {
      const theta = overlap[this.line.pools[i].niche.overlap];
      if (to.length > 0) this.addWeights(to, sums.poolW, i, theta);
    });
    rates.targetW.forEach((to, i) => {
      const theta = overlap[this.line.targetPools[i].overlap];
      if (to.length > 0) this.addWeights(to, sums.targetW, i, theta);
    });
    this.keep();
  }

  /** What comes next is added to the sums as they are now. */
  protected keep(): void {
    for (const [sum, before] of this.before) before.set(sum);
  }

  /** In which draws it is posted, when, and how fast it is. */
  protected find(block: Block, day: Float64Array, pace: Uint8Array): void {
    const { first, cell, posted, hours, rates } = this;
    const { firstDay, stepDays, points } = this.calendar;
    const all = block.sums[this.line.index].posted;
    const before = this.beforeOf(all);
    this.postedCount = 0;
    for (let d = 0; d < block.size; d++) {
      if (all[d] === before[d]) continue;
      before[d] = all[d];
      posted[this.postedCount++] = d;
      const at = (day[d] - firstDay) / stepDays;
      const point = Math.floor(at);
      first[d] = Math.min(point, points - 1);
      cell[d] = pace[d] * hours + Math.floor((at - point) * hours);
      rates.posted[d * points + first[d]]++;
    }
  }

  /**
   * Paid on the day of posting; for who cancels, on the day that was planned.
   *
   * @param planned - NaN: candidate k of those booked, evenly over the flight
   */
  protected addSpend(block: Block, k: number, planned: number): void {
    const { first, posted, line, rates } = this;
    if (rates.spend.length === 0) return;
    const { spend, booked } = block.sums[line.index];
    const { firstDay, stepDays, points } = this.calendar;
    const before = this.beforeOf(spend);
    for (let s = 0; s < this.postedCount; s++) {
      const d = posted[s];
      rates.spend[d * points + first[d]] += spend[d] - before[d];
      before[d] = spend[d];
    }
    const { flightDays } = this.plan.scenario;
    for (let d = 0; d < block.size; d++) {
      if (spend[d] === before[d]) continue;
      const day = Number.isNaN(planned) ? ((k + 0.5) / booked[d]) * flightDays : planned;
      const point = Math.min(Math.floor((day - firstDay) / stepDays), points - 1);
      rates.spend[d * points + point] += spend[d] - before[d];
      before[d] = spend[d];
    }
  }

  /** Spreads what the placement at hand has added to a sum. */
  protected addAll(to: Float64Array, arrival: Arrival, sum: Float64Array, factor = 1): void {
    this.added(sum, factor);
    this.spread(to, arrival, this.amounts);
  }

  /** Puts into the amounts what the placement at hand has added to a sum. */
  protected added(sum: Float64Array, factor = 1): void {
    const { posted, postedCount, amounts } = this;
    const before = this.beforeOf(sum);
    for (let s = 0; s < postedCount; s++) {
      const d = posted[s];
      amounts[d] = (sum[d] - before[d]) * factor;
    }
  }

  /**
   * w of a placement of which a share F has been seen is θ[(1 − F·p)^(−1/θ) − 1]: F·p and (w − p)·F²
   * agree with it where nothing and where all has been seen, and in the slope at nothing.
   */
  protected addWeights(
    to: Float64Array,
    sums: Float64Array,
    pool: number,
    theta: Float64Array,
  ): void {
    const { arrivals, amounts, bends } = this;
    const bent = this.addedWeights(sums, pool, theta);
    this.spread(to, arrivals.views, amounts);
    if (bent) this.spread(to, arrivals.viewsSquared, bends);
  }

  /** @returns whether any of w grows as a square */
  protected addedWeights(sums: Float64Array, pool: number, theta: Float64Array): boolean {
    const { posted, postedCount, amounts, bends } = this;
    const before = this.beforeOf(sums);
    let bent = false;
    for (let s = 0; s < postedCount; s++) {
      const d = posted[s];
      const weight = sums[pool * BLOCK + d] - before[pool * BLOCK + d];
      const isBent = weight * (1 + 1 / theta[d]) >= 2 * LINEAR_BELOW;
      amounts[d] = isBent ? mixtureShare(weight, theta[d]) : weight;
      bends[d] = weight - amounts[d];
      bent ||= isBent;
    }
    return bent;
  }

  private spread(to: Float64Array, arrival: Arrival, amounts: Float64Array): void {
    const { math, calendar, posted, postedCount, first, cell } = this;
    math.spread(to, calendar.points, arrival, amounts, posted, postedCount, first, cell);
  }

  private beforeOf(sum: Float64Array): Float64Array {
    let before = this.before.get(sum);
    if (before === undefined) {
      before = new Float64Array(sum.length);
      this.before.set(sum, before);
    }
    return before;
  }
}
