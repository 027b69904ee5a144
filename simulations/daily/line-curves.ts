import { BLOCK, type Identity, PURPOSE, type Purpose } from '../random.js';
import type { Block } from '../world/block.js';
import type { LineSums } from '../world/line-sums.js';
import type { Calendar } from './calendar.js';
import type { DayRates } from './line-days.js';
import {
  type Curves,
  splitConversions,
  splitCounts,
  toComingShares,
  toCumulativeShares,
} from './split-counts.js';

/** Totals that follow another curve in proportion. */
const FOLLOWING = [
  ['reach', 'reach'],
  ['spend', 'spend'],
  ['amplified', 'viralShareRate'],
] as const satisfies readonly (readonly [keyof LineSums, keyof DayRates])[];

/** Sums of which each point has its own number, drawn or counted. */
const COUNTED = [
  ['posted', 'posted'],
  ['positive', 'positiveRate'],
  ['negative', 'negativeRate'],
  ['shares', 'shareRate'],
  ['conversions', 'conversionRate'],
] as const satisfies readonly (readonly [keyof LineSums, keyof DayRates])[];

/** Sums that are so much per conversion. */
const PER_CONVERSION = ['redemptions', 'revenue'] as const satisfies readonly (keyof LineSums)[];

/**
 * Turns a line's rates by point into what it has brought by the end of each point, given what it
 * brings in all.
 *
 * @param rates - overwritten: counts where there are counts, cumulative shares of the totals elsewhere
 * @param totals - of the line, from the forecast itself
 */
export function drawLineCurves(
  block: Block,
  identity: Identity,
  rates: DayRates,
  totals: LineSums,
  { firstDay, stepDays, points }: Calendar,
): void {
  const { streams, size, index, a: uniforms } = block;
  const curves: Curves = { points, draws: size };
  const fill = (purpose: Purpose) => (out: Float64Array, point: number) => {
    streams.fillUniforms(out, purpose, identity, firstDay + point * stepDays, index);
  };
  const split = (of: Float64Array, counts: Float64Array, purpose: Purpose) => {
    toComingShares(of, curves);
    splitCounts(of, counts, uniforms, curves, fill(purpose));
  };
  addUp(rates.posted, curves);
  if (rates.spend.length > 0) toCumulativeShares(rates.spend, curves);
  if (rates.reach.length > 0) toCumulativeShares(rates.reach, curves);
  if (rates.views.length > 0) toCumulativeShares(rates.views, curves);
  for (const of of [...rates.poolW, ...rates.targetW]) {
    if (of.length > 0) toCumulativeShares(of, curves);
  }
  if (rates.positiveRate.length > 0) {
    split(rates.positiveRate, totals.positive, PURPOSE.DAYS_POSITIVE);
    split(rates.negativeRate, totals.negative, PURPOSE.DAYS_NEGATIVE);
  }
  if (rates.shareRate.length > 0) {
    const { shareRate, viralShareRate } = rates;
    divide(viralShareRate, shareRate);
    split(shareRate, totals.shares, PURPOSE.DAYS_SHARES);
    timesIncrements(viralShareRate, shareRate, curves);
    toCumulativeShares(viralShareRate, curves);
  }
  if (rates.clickRate.length > 0) {
    const others = totals.clicks.map((clicks, d) => clicks - totals.conversions[d]);
    split(rates.clickRate, others, PURPOSE.DAYS_CLICKS);
    toComingShares(rates.convertingRate, curves);
    toComingShares(rates.conversionRate, curves);
    splitConversions(
      rates.convertingRate,
      rates.conversionRate,
      totals.conversions,
      uniforms,
      curves,
      fill(PURPOSE.DAYS_CONVERTING),
      fill(PURPOSE.DAYS_CONVERSIONS),
    );
  }
}

/** Puts into a line's sums what it has brought by the end of a point that is not the last. */
export function readLineCurves(
  sums: LineSums,
  rates: DayRates,
  totals: LineSums,
  point: number,
  { points, draws }: Curves,
): void {
  for (const [name, share] of FOLLOWING) {
    const of = rates[share];
    if (of.length === 0) continue;
    for (let d = 0; d < draws; d++) sums[name][d] = totals[name][d] * of[d * points + point];
  }
  const views = rates.views.length > 0 ? rates.views : rates.reach;
  if (views.length > 0) {
    for (let d = 0; d < draws; d++) sums.views[d] = totals.views[d] * views[d * points + point];
  }
  for (const [name, count] of COUNTED) {
    const of = rates[count];
    if (of.length === 0) continue;
    for (let d = 0; d < draws; d++) sums[name][d] = of[d * points + point];
  }
  const { clickRate, convertingRate, conversionRate, viralShareRate } = rates;
  if (clickRate.length > 0) {
    for (let d = 0; d < draws; d++) {
      const at = d * points + point;
      sums.clicks[d] = clickRate[at] + convertingRate[at];
      const all = totals.conversions[d];
      const share = all > 0 ? conversionRate[at] / all : 0;
      for (const name of PER_CONVERSION) sums[name][d] = totals[name][d] * share;
    }
  }
  rates.poolW.forEach((of, pool) => {
    readPool(sums.poolW, of, totals.poolW, pool);
    readPool(sums.poolAmplified, viralShareRate, totals.poolAmplified, pool);
  });
  rates.targetW.forEach((of, pool) => {
    readPool(sums.targetW, of, totals.targetW, pool);
    readPool(sums.targetAmplified, viralShareRate, totals.targetAmplified, pool);
  });

  function readPool(
    to: Float64Array,
    shares: Float64Array,
    from: Float64Array,
    pool: number,
  ): void {
    if (shares.length === 0) return;
    const at = pool * BLOCK;
    for (let d = 0; d < draws; d++) to[at + d] = from[at + d] * shares[d * points + point];
  }
}

/** All sums that groups are made of, from the forecast itself. */
export function copySums(to: LineSums, from: LineSums): void {
  for (const name of ALL) to[name].set(from[name]);
}

const ALL = [
  'views',
  ...FOLLOWING.map(([name]) => name),
  ...COUNTED.map(([name]) => name),
  ...PER_CONVERSION,
  'clicks',
  'poolW',
  'poolAmplified',
  'targetW',
  'targetAmplified',
  'displayReach',
  'displayTarget',
] as const satisfies readonly (keyof LineSums)[];

function addUp(values: Float64Array, { points, draws }: Curves): void {
  for (let d = 0; d < draws; d++) {
    for (let at = d * points + 1; at < (d + 1) * points; at++) values[at] += values[at - 1];
  }
}

/** 0 over 0. */
function divide(values: Float64Array, by: Float64Array): void {
  for (let at = 0; at < values.length; at++) values[at] = by[at] > 0 ? values[at] / by[at] : 0;
}

/** @param cumulative - whose increments multiply the values */
function timesIncrements(
  values: Float64Array,
  cumulative: Float64Array,
  { points, draws }: Curves,
): void {
  for (let d = 0; d < draws; d++) {
    for (let at = (d + 1) * points - 1; at > d * points; at--) {
      values[at] *= cumulative[at] - cumulative[at - 1];
    }
    values[d * points] *= cumulative[d * points];
  }
}

/** What there is more of on a good day. */
const SEEN = [
  'reach',
  'views',
  'positiveRate',
  'negativeRate',
  'shareRate',
  'viralShareRate',
  'clickRate',
  'convertingRate',
  'conversionRate',
] as const satisfies readonly (keyof DayRates)[];

/**
 * Good and bad days make more or less of what is seen on them; payments and postings have their day.
 *
 * @param factors - one value per draw and point
 */
export function shockDays(rates: DayRates, factors: Float64Array): void {
  const seen = SEEN.map((name) => rates[name]);
  for (const of of [...seen, ...rates.poolW, ...rates.targetW]) {
    for (let at = 0; at < of.length; at++) of[at] *= factors[at];
  }
}
