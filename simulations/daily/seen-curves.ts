import type { LinePlan } from '../plan/line.js';
import { BLOCK, PURPOSE } from '../random.js';
import type { Block } from '../world/block.js';
import { drawLateConversions, drawUnvalencedNegatives } from '../world/line-counts.js';
import { LineSums } from '../world/line-sums.js';
import type { Calendar } from './calendar.js';
import type { SeenLineDays } from './seen-line-days.js';
import { splitCounts, toComingShares } from './split-counts.js';

/**
 * What a line brings that was there at the last counts of its placements, beside the rest of its
 * totals, which is spread over the days as every line's is.
 */
export class SeenCurves {
  /** Totals less what was there, of the draws of the block. */
  readonly rest: LineSums;
  private readonly late = new Float64Array(BLOCK);
  private readonly negatives = new Float64Array(BLOCK);
  /** Of what shares amplify in all, by viral factor. */
  private readonly perViral = new Float64Array(BLOCK);

  constructor(
    private readonly line: LinePlan,
    private readonly days: SeenLineDays,
    private readonly calendar: Calendar,
  ) {
    const { pools, targetPools } = line;
    this.rest = new LineSums(
      pools.length,
      targetPools.length,
      (length) => new Float64Array(length),
    );
  }

  /**
   * Once the block's placements are spread over the days.
   *
   * @param totals - of the line, from the forecast itself
   */
  start(block: Block, totals: LineSums): void {
    const { line, rest, days, late, negatives, perViral } = this;
    const { points } = this.calendar;
    const { size } = block;
    const { known } = days.counts;
    const { viral, poolW, targetW } = days.seenRates;
    const end = points - 1;
    const seen = block.seen!.sums[line.index]!;
    rest.posted.set(totals.posted);
    rest.spend.set(totals.spend);
    negatives.set(drawUnvalencedNegatives(block, line, seen));
    late.set(drawLateConversions(block, line, seen));
    this.drawLate(block);
    addUp([viral, ...poolW, ...targetW], points, size);
    const { viralShareRate } = block.sums[line.index];
    for (let d = 0; d < size; d++) {
      perViral[d] = viralShareRate[d] > 0 ? 1 / viralShareRate[d] : 0;
      rest.views[d] = Math.max(0, totals.views[d] - known.views[end]);
      rest.reach[d] = Math.max(0, totals.reach[d] - known.reach[end]);
      rest.amplified[d] = totals.amplified[d] * (1 - this.passedBy(end, d));
      const ownNegative = known.negative[end] + negatives[d];
      const ownPositive = known.positive[end] + known.unvalenced[end] - negatives[d];
      rest.positive[d] = whole(totals.positive[d] - ownPositive);
      rest.negative[d] = whole(totals.negative[d] - ownNegative);
      rest.shares[d] = whole(totals.shares[d] - known.shares[end]);
      rest.clicks[d] = whole(totals.clicks[d] - known.clicks[end]);
      rest.conversions[d] = whole(totals.conversions[d] - known.conversions[end] - late[d]);
    }
    for (const { w, amplified, known: of } of this.pools()) {
      for (let pool = 0; pool < of.length; pool++) {
        for (let d = 0; d < size; d++) {
          const at = pool * BLOCK + d;
          const there = of[pool].length > 0 ? of[pool][d * points + end] : 0;
          rest[w][at] = Math.max(0, totals[w][at] - there);
          rest[amplified][at] = totals[amplified][at] * (1 - this.passedBy(end, d));
        }
      }
    }
  }

  /** Adds what was there to the sums of a point that is not the last. */
  add(block: Block, totals: LineSums, point: number): void {
    const { line, days, negatives } = this;
    const { points } = this.calendar;
    const { size } = block;
    const end = points - 1;
    const { known } = days.counts;
    const { late: lateCurve } = days.seenRates;
    const sums = block.sums[line.index];
    const unvalenced = known.unvalenced[point];
    const share = known.unvalenced[end] > 0 ? unvalenced / known.unvalenced[end] : 0;
    for (let d = 0; d < size; d++) {
      sums.views[d] += known.views[point];
      sums.reach[d] += known.reach[point];
      const negative = Math.round(negatives[d] * share);
      sums.positive[d] += known.positive[point] + unvalenced - negative;
      sums.negative[d] += known.negative[point] + negative;
      sums.shares[d] += known.shares[point];
      sums.amplified[d] += totals.amplified[d] * this.passedBy(point, d);
      if (lateCurve.length === 0) continue;
      const converted =
        sums.conversions[d] + known.conversions[point] + lateCurve[d * points + point];
      const conversions = Math.min(converted, sums.clicks[d] + known.convertible[point]);
      sums.conversions[d] = conversions;
      sums.clicks[d] += known.clicks[point];
      const all = totals.conversions[d];
      sums.revenue[d] =
        known.revenue[point] +
        (totals.revenue[d] - known.revenue[end]) *
          ratio(conversions - known.valued[point], all - known.valued[end]);
      sums.redemptions[d] =
        known.redemptions[point] +
        (totals.redemptions[d] - known.redemptions[end]) *
          ratio(conversions - known.redeemed[point], all - known.redeemed[end]);
    }
    for (const { w, amplified, known: of } of this.pools()) {
      for (let pool = 0; pool < of.length; pool++) {
        if (of[pool].length === 0) continue;
        for (let d = 0; d < size; d++) {
          const at = pool * BLOCK + d;
          sums[w][at] += of[pool][d * points + point];
          sums[amplified][at] += totals[amplified][at] * this.passedBy(point, d);
        }
      }
    }
  }

  private pools() {
    const { poolW, targetW } = this.days.seenRates;
    return [
      { w: 'poolW', amplified: 'poolAmplified', known: poolW },
      { w: 'targetW', amplified: 'targetAmplified', known: targetW },
    ] as const;
  }

  /** Share of what shares amplify in all that comes of those counted by the end of a point. */
  private passedBy(point: number, d: number): number {
    const { viral } = this.days.seenRates;
    return viral.length > 0 ? viral[d * this.calendar.points + point] * this.perViral[d] : 0;
  }

  /** Late conversions fall on days as their rates do. */
  private drawLate({ streams, size, index, a }: Block): void {
    const { late, line, calendar, days } = this;
    const { late: rates } = days.seenRates;
    if (rates.length === 0) return;
    const { points, firstDay, stepDays } = calendar;
    const curves = { points, draws: size };
    toComingShares(rates, curves);
    splitCounts(rates, late, a, curves, (out, point) => {
      const day = firstDay + point * stepDays;
      streams.fillUniforms(out, PURPOSE.DAYS_LATE, line.identity, day, index);
    });
  }
}

/** Of whole numbers, whose sums are rounded in their last digits. */
function whole(value: number): number {
  return Math.max(0, Math.round(value));
}

/** 0 over 0. */
function ratio(part: number, all: number): number {
  return all > 0 ? Math.max(0, part) / all : 0;
}

function addUp(of: readonly Float64Array[], points: number, draws: number): void {
  for (const values of of) {
    if (values.length === 0) continue;
    for (let d = 0; d < draws; d++) {
      for (let at = d * points + 1; at < (d + 1) * points; at++) values[at] += values[at - 1];
    }
  }
}
