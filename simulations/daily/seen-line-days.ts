import type { SeenPlacement } from '../evidence/clusters.js';
import type { LearnedCluster } from '../evidence/learn.js';
import type { SeenWorlds } from '../evidence/seen-recorder.js';
import { normalQuantile } from '../math/normal.js';
import type { LinePlan } from '../plan/line.js';
import { NOTHING_SEEN } from '../plan/seen.js';
import { BLOCK, isBelow, PURPOSE } from '../random.js';
import type { Block } from '../world/block.js';
import type { Arrival } from '../world/block-math.js';
import { TICKS_PER_DAY, tickCell } from '../world/delays.js';
import { PACES, type RowArrivals } from './arrival.js';
import type { Calendar } from './calendar.js';
import { type LineCounts, lineCounts, type PlacementCounts } from './known-counts.js';
import { LineDays } from './line-days.js';
import { drawOverdueDays } from './overdue.js';
import type { SeenArrivals } from './seen-arrivals.js';

/** What has come by the last counts and differs between worlds, [draw · points + point]. */
export interface SeenRates {
  /** Shares that were counted, each weighted by its viral factor. */
  readonly viral: Float64Array;
  /** W by pool. */
  readonly poolW: readonly Float64Array[];
  readonly targetW: readonly Float64Array[];
  /** Conversions still to come of clicks that were counted. */
  readonly late: Float64Array;
}

/**
 * The days of a line of which something was seen: what was counted has come when it was counted, and
 * the rest comes from the last count on, as fast as the post is in each world.
 *
 * @see simulations/README.md, section 18
 */
export class SeenLineDays extends LineDays {
  readonly counts: LineCounts;
  readonly seenRates: SeenRates;
  private readonly day = new Float64Array(BLOCK);
  private readonly paces = new Uint8Array(BLOCK);
  private readonly luck = new Uint32Array(BLOCK);
  /** Share of the base that there was at the last count. */
  private readonly there = new Float64Array(BLOCK);
  /** Late conversions before the placement at hand. */
  private readonly lateBefore = new Float64Array(BLOCK);
  /** A part of what a placement adds. */
  private readonly part: Float64Array;
  /** As `first` and `cell` of line days: from the last count on, by pace; and from the first point on. */
  private readonly lastPoint: Float64Array;
  private readonly paceCell: Float64Array;
  private readonly livePoint: Float64Array;
  private readonly onlyCell: Float64Array;

  /** @param clusters - all that was learned from, of other lines too */
  constructor(
    block: Block,
    line: LinePlan,
    calendar: Calendar,
    arrivals: RowArrivals,
    private readonly seenArrivals: SeenArrivals,
    clusters: readonly LearnedCluster[],
  ) {
    super(block, line, calendar, arrivals);
    const { allocate } = block;
    this.counts = lineCounts(line, clusters, calendar, arrivals.growth);
    this.part = allocate(BLOCK);
    this.lastPoint = allocate(BLOCK);
    this.paceCell = allocate(BLOCK);
    this.livePoint = allocate(BLOCK);
    this.onlyCell = allocate(BLOCK);
    const { viralShareRate, poolW, targetW, clickRate } = this.rates;
    const like = (of: Float64Array) => allocate(of.length);
    this.seenRates = {
      viral: like(viralShareRate),
      poolW: poolW.map(like),
      targetW: targetW.map(like),
      late: like(clickRate),
    };
  }

  override clear(): void {
    super.clear();
    this.lateBefore.fill(0);
    const { viral, poolW, targetW, late } = this.seenRates;
    for (const rates of [viral, late, ...poolW, ...targetW]) rates.fill(0);
  }

  placedSeen(block: Block, worlds: SeenWorlds): void {
    const { day, paces } = this;
    const { placement, timing } = worlds;
    const { seen, k, snapshot } = placement;
    for (let d = 0; d < BLOCK; d++) paces[d] = paceAt(timing[d]);
    this.goLive(block, placement);
    this.find(block, day, paces);
    this.addSpend(block, k, seen.roster.plannedDay[k]);
    if (snapshot === NOTHING_SEEN) this.spreadAll(block);
    else this.spreadSeen(block, worlds);
  }

  /** What is not on the air yet is as late as the placements of a forecast. */
  private goLive(block: Block, placement: SeenPlacement): void {
    const { day, luck } = this;
    const { plan, streams, tables, index } = block;
    const { line, seen, k, post } = placement;
    const { plannedDay, overdueDays, posted } = seen.roster;
    if (overdueDays[k] > 0) {
      drawOverdueDays(day, block, line, seen.roster, k, luck);
      return;
    }
    day.fill(Math.floor(plannedDay[k] * TICKS_PER_DAY) / TICKS_PER_DAY);
    if (posted[k] === 1) return;
    const delay = tables.delay();
    streams.fillWords(luck, PURPOSE.DELAY, post, 0, index);
    for (let d = 0; d < BLOCK; d++) day[d] += delay[tickCell(luck[d])] / TICKS_PER_DAY;
    const { cancellation } = plan.parameters.roles[line.role];
    const lag = tables.replacementLag();
    streams.fillWords(luck, PURPOSE.CANCELLATION, post, 0, index);
    for (let d = 0; d < BLOCK; d++) {
      if (!isBelow(luck[d], cancellation)) continue;
      const word = streams.standInWord(PURPOSE.REPLACEMENT_LAG, post, 0, index, d);
      day[d] += lag[tickCell(word)] / TICKS_PER_DAY;
    }
  }

  private spreadSeen(block: Block, { placement, reported, base }: SeenWorlds): void {
    const { line, rates, seenRates, arrivals, seenArrivals, there } = this;
    const counts = this.counts.placements.get(placement.k)!;
    const ofBase = line.row.basedOnViews ? counts.views : counts.reach;
    this.layDays(placement, ofBase);
    for (let d = 0; d < BLOCK; d++) {
      there[d] = reported.base === null ? 0 : base[d] > 0 ? reported.base / base[d] : 1;
    }
    const sums = block.sums[line.index];
    for (const [to, factor] of [
      [rates.views, counts.viewsPerPerson],
      [rates.reach, 1],
    ] as const) {
      if (to.length === 0) continue;
      if (ofBase === null) this.addAll(to, arrivals.views, sums.reach, factor);
      else {
        this.added(sums.reach, factor);
        this.addLeft(to, seenArrivals.views);
      }
    }
    for (const name of ['positiveRate', 'negativeRate'] as const) {
      if (rates[name].length === 0) continue;
      if (counts.engagements === null) this.addWhole(rates[name], sums[name], ofBase);
      else this.addComing(rates[name], sums[name], seenArrivals.views);
    }
    if (rates.shareRate.length > 0) this.addShares(block, placement, counts, ofBase);
    if (rates.clickRate.length > 0) this.addClicks(block, placement, counts);
    const { overlap } = block.shocks.world();
    rates.poolW.forEach((to, i) => {
      if (to.length === 0) return;
      const theta = overlap[line.pools[i].niche.overlap];
      if (ofBase === null) this.addWeights(to, sums.poolW, i, theta);
      else this.addSeenWeights(to, seenRates.poolW[i], sums.poolW, i, theta);
    });
    rates.targetW.forEach((to, i) => {
      if (to.length === 0) return;
      const theta = overlap[line.targetPools[i].overlap];
      if (ofBase === null) this.addWeights(to, sums.targetW, i, theta);
      else this.addSeenWeights(to, seenRates.targetW[i], sums.targetW, i, theta);
    });
    this.keep();
  }

  /** When the placement went live and was counted last, in points. */
  private layDays({ seen, k, snapshot }: SeenPlacement, ofBase: Float64Array | null): void {
    const { livePoint, lastPoint, paceCell, paces, seenArrivals, rates } = this;
    const { firstDay, stepDays } = this.calendar;
    const day = seen.roster.plannedDay[k];
    const live = this.pointOf(day);
    const last = this.pointOf(day + snapshot.ageDays);
    livePoint.fill(live);
    lastPoint.fill(last);
    for (let d = 0; d < BLOCK; d++) paceCell[d] = paces[d];
    const end = firstDay + (last + 1) * stepDays - day;
    seenArrivals.countedAt(snapshot.ageDays, end, rates.clickRate.length > 0);
    if (ofBase !== null) seenArrivals.setBase(ofBase, live, last);
  }

  private pointOf(day: number): number {
    const { firstDay, stepDays, points } = this.calendar;
    return Math.min(points - 1, Math.floor((day - firstDay) / stepDays));
  }

  /** Spreads the amounts at hand as far as they were not there at the last count. */
  private addLeft(to: Float64Array, arrival: Arrival): void {
    const { amounts, part, there } = this;
    for (let d = 0; d < BLOCK; d++) part[d] = amounts[d] * (1 - there[d]);
    this.spreadFrom(this.lastPoint, this.paceCell, to, arrival, part);
  }

  /** Spreads the amounts at hand as far as they were there at the last count. */
  private addThere(to: Float64Array, arrival: Arrival): void {
    const { amounts, part, there } = this;
    for (let d = 0; d < BLOCK; d++) part[d] = amounts[d] * there[d];
    this.spreadFrom(this.livePoint, this.onlyCell, to, arrival, part);
  }

  /** Of a sum that nobody counted as much was there as of the base. */
  private addWhole(to: Float64Array, sum: Float64Array, ofBase: Float64Array | null): void {
    const { arrivals, seenArrivals } = this;
    if (ofBase === null) {
      this.addAll(to, arrivals.views, sum);
      return;
    }
    this.added(sum);
    this.addThere(to, seenArrivals.base);
    this.addLeft(to, seenArrivals.views);
  }

  /** A sum of what comes after the last count alone. */
  private addComing(to: Float64Array, sum: Float64Array, arrival: Arrival): void {
    this.added(sum);
    this.spreadFrom(this.lastPoint, this.paceCell, to, arrival, this.amounts);
  }

  private addShares(
    block: Block,
    { snapshot, seen, k }: SeenPlacement,
    { shares }: PlacementCounts,
    ofBase: Float64Array | null,
  ): void {
    const { rates, seenRates, seenArrivals, amounts, part, bends } = this;
    const { shareRate, viralShareRate } = block.sums[this.line.index];
    if (shares === null) {
      this.addWhole(rates.shareRate, shareRate, ofBase);
      this.addWhole(rates.viralShareRate, viralShareRate, ofBase);
      return;
    }
    const counted = snapshot.shares!;
    this.addComing(rates.shareRate, shareRate, seenArrivals.views);
    // Per share, whether it was counted or is still to come.
    bends.set(amounts);
    this.added(viralShareRate);
    for (let d = 0; d < BLOCK; d++) {
      part[d] = bends[d] + counted > 0 ? (amounts[d] * counted) / (bends[d] + counted) : 0;
      amounts[d] -= part[d];
    }
    const day = seen.roster.plannedDay[k];
    seenArrivals.setShares(shares, this.pointOf(day), this.pointOf(day + snapshot.ageDays));
    this.spreadFrom(this.livePoint, this.onlyCell, seenRates.viral, seenArrivals.shares, part);
    this.spreadFrom(
      this.lastPoint,
      this.paceCell,
      rates.viralShareRate,
      seenArrivals.views,
      amounts,
    );
  }

  private addClicks(
    block: Block,
    { snapshot, seen, k }: SeenPlacement,
    { clicks }: PlacementCounts,
  ): void {
    const { rates, seenRates, arrivals, seenArrivals, lastPoint, amounts, lateBefore } = this;
    const { firstDay, stepDays } = this.calendar;
    const { clickRate, conversionRate } = block.sums[this.line.index];
    if (clicks === null) {
      this.addAll(rates.clickRate, arrivals.clicks, clickRate);
      this.addAll(rates.convertingRate, arrivals.clicks, conversionRate);
      // Conversions that were counted leave those to come to the days after them.
      if (snapshot.conversions === null) {
        this.addAll(rates.conversionRate, arrivals.conversions, conversionRate);
      } else this.addComing(rates.conversionRate, conversionRate, seenArrivals.conversions);
      return;
    }
    this.addComing(rates.clickRate, clickRate, seenArrivals.clicks);
    this.addComing(rates.convertingRate, conversionRate, seenArrivals.clicks);
    this.addComing(rates.conversionRate, conversionRate, seenArrivals.conversions);
    const day = seen.roster.plannedDay[k];
    const [live, last] = [this.pointOf(day), this.pointOf(day + snapshot.ageDays)];
    const end = firstDay + (last + 1) * stepDays - day;
    const left = Math.max(0, (end - snapshot.ageDays) / stepDays);
    const from = seenArrivals.setLate(
      clicks,
      live,
      last,
      snapshot.conversions === null ? null : left,
    );
    const { lateRate } = block.seen!.sums[this.line.index]!;
    for (let d = 0; d < BLOCK; d++) amounts[d] = lateRate[d] - lateBefore[d];
    lateBefore.set(lateRate);
    lastPoint.fill(from);
    this.spreadFrom(lastPoint, this.onlyCell, seenRates.late, seenArrivals.late, amounts);
    lastPoint.fill(last);
  }

  /** F·p and (w − p)·F², as of line days, F being what was there and what of the rest has come. */
  private addSeenWeights(
    to: Float64Array,
    known: Float64Array,
    sums: Float64Array,
    pool: number,
    theta: Float64Array,
  ): void {
    const { seenArrivals, amounts, bends, part, there } = this;
    const bent = this.addedWeights(sums, pool, theta);
    this.addThere(known, seenArrivals.base);
    for (let d = 0; d < BLOCK; d++) amounts[d] += 2 * bends[d] * there[d];
    this.addLeft(to, seenArrivals.views);
    if (!bent) return;
    for (let d = 0; d < BLOCK; d++) part[d] = bends[d] * there[d] ** 2;
    this.spreadFrom(this.livePoint, this.onlyCell, known, seenArrivals.baseSquared, part);
    for (let d = 0; d < BLOCK; d++) part[d] = bends[d] * (1 - there[d]) ** 2;
    this.spreadFrom(this.lastPoint, this.paceCell, to, seenArrivals.viewsSquared, part);
  }

  private spreadFrom(
    first: Float64Array,
    cell: Float64Array,
    to: Float64Array,
    arrival: Arrival,
    amounts: Float64Array,
  ): void {
    const { math, calendar, posted, postedCount } = this;
    math.spread(to, calendar.points, arrival, amounts, posted, postedCount, first, cell);
  }
}

/** Between two paces, that of the nearer one. */
const BOUNDS = Float64Array.from({ length: PACES - 1 }, (_, i) => normalQuantile((i + 1) / PACES));

function paceAt(z: number): number {
  let pace = 0;
  while (pace < PACES - 1 && z >= BOUNDS[pace]) pace++;
  return pace;
}
