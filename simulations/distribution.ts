import { sortDefined } from './math/sort.js';
import { highestAt, lowestAt } from './math/threshold.js';
import { BATCHES, type Column } from './outcome.js';

/** Which way a metric is good; its worst draws lie at the other end. */
export type Better = 'HIGHER' | 'LOWER';

/** Finite draws from `from` to `to`, both inclusive in the last bin, otherwise without `to`. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** .975 quantile of Student's t with BATCHES − 1 degrees: half a 95% interval in standard errors. */
export const BATCH_T_975 = 2.3646242510102993;

/** @param draws - one per world; NaN where undefined, +∞ for a cost without any outcome; kept */
export function column(draws: Float64Array): Column {
  const sorted = new Float64Array(draws.length);
  return { draws, sorted: sorted.subarray(0, sortDefined(draws, sorted)) };
}

/** Share of the worlds in which the metric has no value, 0–1. */
export function undefinedShare({ draws, sorted }: Column): number {
  return draws.length === 0 ? 0 : (draws.length - sorted.length) / draws.length;
}

/** Mean of the defined draws; null without any, or when any is infinite. */
export function mean({ sorted }: Column): number | null {
  return meanOfRange(sorted, 0, sorted.length);
}

/** Sample standard deviation (n − 1) of the defined draws; null for fewer than 2, or with +∞. */
export function sd(of: Column): number | null {
  const centre = mean(of);
  if (centre === null || of.sorted.length < 2) return null;
  const squares = sum(of.sorted, 0, of.sorted.length, (draw) => (draw - centre) ** 2);
  return Math.sqrt(squares / (of.sorted.length - 1));
}

/**
 * The ⌈p·n⌉-th smallest of the n defined draws (the smallest for p = 0): a draw, never in between.
 *
 * @returns null without defined draws, or when it lands on +∞
 * @throws RangeError unless 0 ≤ p ≤ 1
 */
export function quantile({ sorted }: Column, p: number): number | null {
  assertShare('p', p);
  const n = sorted.length;
  if (n === 0) return null;
  let rank = Math.ceil(p * n);
  // p·n may round up across a whole number: .07 · 100 is 7.000000000000001.
  if ((rank - 1) / n >= p) rank -= 1;
  const draw = sorted[Math.max(rank, 1) - 1];
  return Number.isFinite(draw) ? draw : null;
}

/** Share of the defined draws that are at least `value`, whatever the rounding; null without any. */
export function probabilityAtLeast({ sorted }: Column, value: number): number | null {
  assertNumber('value', value);
  return sorted.length === 0
    ? null
    : (sorted.length - countBelow(sorted, lowestAt(value), false)) / sorted.length;
}

/** Share of the defined draws that are at most `value`, whatever the rounding; null without any. */
export function probabilityAtMost({ sorted }: Column, value: number): number | null {
  assertNumber('value', value);
  return sorted.length === 0 ? null : countBelow(sorted, highestAt(value), true) / sorted.length;
}

/**
 * Mean of the worst round(worstShare·n) of the n defined draws.
 *
 * @returns null when that is no draw, or when one of them is infinite
 * @throws RangeError unless 0 ≤ worstShare ≤ 1
 */
export function tailMean({ sorted }: Column, worstShare: number, better: Better): number | null {
  assertShare('worstShare', worstShare);
  const n = sorted.length;
  const worst = Math.round(worstShare * n);
  return better === 'HIGHER' ? meanOfRange(sorted, 0, worst) : meanOfRange(sorted, n - worst, n);
}

/** The level that is met with the probability `confidence`; null as for a quantile. */
export function guaranteeLevel(of: Column, confidence: number, better: Better): number | null {
  assertShare('confidence', confidence);
  return quantile(of, better === 'HIGHER' ? 1 - confidence : confidence);
}

/** How far a guaranteed level is missed on average, worlds that meet it counting 0; null as mean. */
export function expectedShortfall(
  { sorted }: Column,
  level: number,
  better: Better,
): number | null {
  assertNumber('level', level);
  const direction = better === 'HIGHER' ? 1 : -1;
  const missed = sum(sorted, 0, sorted.length, (draw) => Math.max(0, direction * (level - draw)));
  return sorted.length > 0 && Number.isFinite(missed) ? missed / sorted.length : null;
}

/**
 * Bins of equal width over the finite draws; one bin when they are all the same, none without any.
 *
 * @throws RangeError unless `bins` is a whole number of at least 1
 */
export function histogram({ sorted }: Column, bins: number): Bin[] {
  if (!(Number.isInteger(bins) && bins >= 1)) {
    throw new RangeError(`bins must be a whole number of at least 1, but got ${bins}`);
  }
  const finite = countBelow(sorted, Infinity, false);
  if (finite === 0) return [];
  const from = sorted[0];
  const to = sorted[finite - 1];
  const width = (to - from) / bins;
  // A width that is lost in rounding beside `from` would make bins without an inside.
  if (!(from + width > from && to - width < to)) return [{ from, to, count: finite }];
  const edges = Array.from({ length: bins + 1 }, (_, i) => (i === bins ? to : from + i * width));
  let below = 0;
  return edges.slice(1).map((edge, i) => {
    const upTo = i === bins - 1 ? finite : countBelow(sorted, edge, false);
    const count = upTo - below;
    below = upTo;
    return { from: edges[i], to: edge, count };
  });
}

/** Monte Carlo error of the mean, from independent batches; null when a batch has no mean. */
export function standardErrorOfMean(of: Column): number | null {
  return standardErrorOf(of, mean);
}

/** Monte Carlo error of a quantile, from independent batches; null when a batch has none. */
export function standardErrorOfQuantile(of: Column, p: number): number | null {
  return standardErrorOf(of, (batch) => quantile(batch, p));
}

/** Monte Carlo error of any estimate, from independent batches; null when a batch has none. */
export function standardErrorOf(
  of: Column,
  estimate: (batch: Column) => number | null,
): number | null {
  return standardErrorOfBatches(batchesOf(of).map(estimate));
}

/** Sample sd of the batches' estimates ÷ √(their number); null when one is missing. */
export function standardErrorOfBatches(estimates: readonly (number | null)[]): number | null {
  const defined = estimates.filter((estimate) => estimate !== null);
  if (defined.length < Math.max(estimates.length, 2)) return null;
  const spread = sd(column(Float64Array.from(defined)));
  return spread === null ? null : spread / Math.sqrt(defined.length);
}

/** Draw d is in batch d mod BATCHES; batches are independent of each other. */
function batchesOf({ draws }: Column): Column[] {
  return Array.from({ length: BATCHES }, (_, batch) =>
    column(draws.filter((_draw, d) => d % BATCHES === batch)),
  );
}

function meanOfRange(sorted: Float64Array, from: number, to: number): number | null {
  if (to <= from) return null;
  const total = sum(sorted, from, to, (draw) => draw);
  return Number.isFinite(total) ? total / (to - from) : null;
}

/** Neumaier's compensated sum: its error does not grow with the number of draws. */
function sum(
  values: Float64Array,
  from: number,
  to: number,
  of: (value: number) => number,
): number {
  let total = 0;
  let lost = 0;
  for (let i = from; i < to; i++) {
    const term = of(values[i]);
    const next = total + term;
    lost += Math.abs(total) >= Math.abs(term) ? total - next + term : term - next + total;
    total = next;
  }
  // An infinite term has turned `lost` into NaN.
  return Number.isFinite(total) ? total + lost : total;
}

/** How many sorted draws lie below `value`, those equal to it included or not. */
function countBelow(sorted: Float64Array, value: number, equal: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < value || (equal && sorted[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function assertShare(name: string, share: number): void {
  if (!(share >= 0 && share <= 1)) {
    throw new RangeError(`${name} must be between 0 and 1, but got ${share}`);
  }
}

function assertNumber(name: string, value: number): void {
  if (Number.isNaN(value)) throw new RangeError(`${name} must be a number, but got NaN`);
}
