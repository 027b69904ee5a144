import type { Parameters } from '../parameters.js';
import type { Arrival } from '../world/block-math.js';
import type { Allocate } from '../world/line-sums.js';
import {
  conversionLagHours,
  type Growth,
  growthAt,
  HOURS_PER_DAY,
  PACES,
  type RowArrivals,
} from './arrival.js';
import type { Calendar } from './calendar.js';

/** An arrival that is overwritten for one placement after the other. */
interface Scratch extends Arrival {
  ages: number;
}

/**
 * When the rest of a placement that was counted arrives, by pace, from the point of its last count on;
 * and by when it had what was counted. Overwritten for one placement after the other.
 */
export class SeenArrivals {
  /** Of what comes after the last count: a cell for each pace. */
  readonly views: Scratch;
  readonly viewsSquared: Scratch;
  readonly clicks: Scratch;
  /** Of the clicks after the last count. */
  readonly conversions: Scratch;
  /** Of the base that was counted, in one cell. */
  readonly base: Scratch;
  readonly baseSquared: Scratch;
  /** Of the shares that were counted, in one cell. */
  readonly shares: Scratch;
  /** Conversions of the clicks that were counted, in one cell. */
  readonly late: Scratch;
  /** Share of the clicks of a point that convert in so many later ones. */
  private readonly lags: Float64Array;
  private readonly lateCounts: Float64Array;

  constructor(
    private readonly growth: RowArrivals['growth'],
    parameters: Parameters,
    private readonly calendar: Calendar,
    allocate: Allocate,
  ) {
    const { points } = calendar;
    const scratch = (cells: number, ages: number): Scratch => ({
      ages,
      shares: allocate(cells * ages),
      rest: allocate(cells * ages),
    });
    this.lags = pointLags(parameters, calendar);
    this.views = scratch(PACES, points + 1);
    this.viewsSquared = scratch(PACES, points + 1);
    this.clicks = scratch(PACES, points + 1);
    this.conversions = scratch(PACES, points + 1 + this.lags.length);
    this.base = scratch(1, points);
    this.baseSquared = scratch(1, points);
    this.shares = scratch(1, points);
    this.late = scratch(1, points);
    this.lateCounts = new Float64Array(points);
  }

  /**
   * @param age - of the post in days at its last count
   * @param end - of the post in days at the end of the point of its last count
   * @param withClicks - whether clicks are wanted, too
   */
  countedAt(age: number, end: number, withClicks: boolean): void {
    this.after(this.views, this.growth.views, age, end, this.viewsSquared);
    if (!withClicks) return;
    this.after(this.clicks, this.growth.clicks, age, end);
    const { clicks, conversions, lags } = this;
    const ages = Math.min(this.calendar.points + 1, clicks.ages) + lags.length - 1;
    conversions.ages = ages;
    conversions.shares.fill(0, 0, PACES * ages);
    for (let pace = 0; pace < PACES; pace++) {
      for (let i = 0; i < clicks.ages; i++) {
        const share = clicks.shares[pace * clicks.ages + i];
        if (share === 0) continue;
        const to = pace * ages + i;
        for (let k = 0; k < lags.length; k++) conversions.shares[to + k] += share * lags[k];
      }
      writeRest(conversions, pace);
    }
  }

  /**
   * @param counts - by the end of each point
   * @param live - the point in which the post went live
   * @param last - the point of the last count
   */
  setBase(counts: Float64Array, live: number, last: number): void {
    this.counted(this.base, counts, live, last, this.baseSquared);
  }

  /** As `setBase`. */
  setShares(counts: Float64Array, live: number, last: number): void {
    this.counted(this.shares, counts, live, last);
  }

  /**
   * @param clicks - counted by the end of each point
   * @param live - the point in which the post went live
   * @param last - the point of the last count
   * @param left - share of that point after the count where conversions were counted, too; else null
   * @returns the first point in which any are late
   */
  setLate(clicks: Float64Array, live: number, last: number, left: number | null): number {
    const { late, lateCounts: of, lags } = this;
    const { points } = this.calendar;
    of.fill(0);
    let before = 0;
    for (let point = live; point <= last; point++) {
      const now = point === last ? clicks[points - 1] : clicks[point];
      for (let k = 0; k < lags.length; k++) {
        of[Math.min(points - 1, point + k)] += (now - before) * lags[k];
      }
      before = now;
    }
    const from = left === null ? live : last;
    if (left !== null) of[last] *= left;
    let all = 0;
    for (let point = from; point < points; point++) all += of[point];
    late.ages = points - from;
    for (let i = 0; i < late.ages; i++) {
      late.shares[i] = all > 0 ? of[from + i] / all : i === 0 ? 1 : 0;
    }
    writeRest(late, 0);
    return from;
  }

  private counted(
    to: Scratch,
    counts: Float64Array,
    live: number,
    last: number,
    squared?: Scratch,
  ): void {
    const all = counts[counts.length - 1];
    to.ages = last - live + 1;
    if (squared !== undefined) squared.ages = to.ages;
    let before = 0;
    for (let i = 0; i < to.ages; i++) {
      const share = all > 0 && i < to.ages - 1 ? counts[live + i] / all : 1;
      write(to, i, before, share, squared);
      before = share;
    }
  }

  private after(
    to: Scratch,
    growths: readonly Growth[],
    age: number,
    end: number,
    squared?: Scratch,
  ): void {
    const { stepDays, points } = this.calendar;
    const hours = HOURS_PER_DAY * stepDays;
    const [{ length }] = growths;
    const matured = Math.ceil((length - 0.5 - HOURS_PER_DAY * end) / hours) + 1;
    const ages = Math.max(1, Math.min(points + 1, matured));
    to.ages = ages;
    if (squared !== undefined) squared.ages = ages;
    for (let pace = 0; pace < PACES; pace++) {
      const growth = growths[pace];
      const there = growthAt(growth, HOURS_PER_DAY * age - 0.5);
      let before = 0;
      for (let i = 0; i < ages; i++) {
        const at = pace * ages + i;
        const now = growthAt(growth, HOURS_PER_DAY * end + hours * i - 0.5);
        const share =
          i === ages - 1 || !(there < 1) ? 1 : Math.max(before, (now - there) / (1 - there));
        write(to, at, before, share, squared);
        before = share;
      }
    }
  }
}

function write(to: Scratch, at: number, before: number, share: number, squared?: Scratch): void {
  to.shares[at] = share - before;
  to.rest[at] = 1 - before;
  if (squared === undefined) return;
  squared.shares[at] = share * share - before * before;
  squared.rest[at] = 1 - before * before;
}

function writeRest({ ages, shares, rest }: Scratch, cell: number): void {
  let coming = 0;
  for (let at = (cell + 1) * ages - 1; at >= cell * ages; at--) {
    coming += shares[at];
    rest[at] = coming;
  }
}

/** Clicks fall evenly on a point, whatever the time of day. */
function pointLags(parameters: Parameters, { points, stepDays }: Calendar): Float64Array {
  const lags = conversionLagHours(parameters).map((hours) => hours / HOURS_PER_DAY / stepDays);
  const most = Math.max(...lags);
  const shares = new Float64Array(Math.min(points, Math.floor(most) + 2));
  for (const lag of lags) {
    const whole = Math.floor(lag);
    const late = lag - whole;
    shares[Math.min(shares.length - 1, whole)] += (1 - late) / lags.length;
    shares[Math.min(shares.length - 1, whole + 1)] += late / lags.length;
  }
  return shares;
}
