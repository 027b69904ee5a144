import { exp, log1p } from '../math/elementary.js';
import { normalQuantile } from '../math/normal.js';
import type { Parameters, RowParameters } from '../parameters.js';
import type { Arrival } from '../world/block-math.js';
import type { Allocate } from '../world/line-sums.js';
import { type Maturity, maturityShare } from '../world/maturity.js';
import type { Calendar } from './calendar.js';

/** Posts are as fast as one of so many equally likely ones: a power of two. */
export const PACES = 16;
export const HOURS_PER_DAY = 24;

/** Lags are taken from the middles of so many equally likely parts of their laws. */
const CLICK_LAGS = 8;
const CONVERSION_LAGS = 32;

/** Which pace a random word stands for. */
export function paceOf(word: number): number {
  return word >>> 28;
}

/**
 * When views, clicks and conversions of a row's posts arrive: a cell for each pace and, within it, for
 * each hour of a point in which a post may go live.
 *
 * @see simulations/README.md, section 15
 */
export class RowArrivals {
  readonly views: Arrival;
  /** Of the square of the views' cumulative share. */
  readonly viewsSquared: Arrival;
  readonly clicks: Arrival;
  readonly conversions: Arrival;
  /** Cumulative shares of views, clicks and conversions by age, for each pace. */
  readonly growth: Readonly<Record<'views' | 'clicks' | 'conversions', readonly Growth[]>>;

  constructor(
    { maturity }: RowParameters,
    parameters: Parameters,
    calendar: Calendar,
    allocate: Allocate,
  ) {
    const views = paces.map((z) => grown(maturity, parameters.maturityPostSd * z, calendar));
    const squared = views.map((growth) => growth.map((share) => share * share));
    const clicks = views.map((growth) => lagged(growth, clickLagHours(parameters), calendar));
    const orderLags = conversionLagHours(parameters);
    const conversions = clicks.map((growth) => lagged(growth, orderLags, calendar));
    this.views = tabulate(views, calendar, allocate);
    this.viewsSquared = tabulate(squared, calendar, allocate);
    this.clicks = tabulate(clicks, calendar, allocate);
    this.conversions = tabulate(conversions, calendar, allocate);
    this.growth = { views, clicks, conversions };
  }
}

/** Middles of equally likely parts of the standard normal law. */
const middles = (parts: number) =>
  Array.from({ length: parts }, (_, i) => normalQuantile((i + 0.5) / parts));

const paces = middles(PACES);
const orders = middles(CONVERSION_LAGS);

/** Cumulative share at h + ½ hours of age; 1 behind its end. */
export type Growth = Float64Array;

function grown(maturity: Maturity, lnFactor: number, calendar: Calendar): Growth {
  const hours = Math.ceil(maturity.maturedDays * HOURS_PER_DAY) + 1;
  return Float64Array.from({ length: Math.min(hours, mostHours(calendar)) }, (_, h) =>
    maturityShare(maturity, (h + 0.5) / HOURS_PER_DAY, lnFactor),
  );
}

/** Nobody looks further. */
function mostHours({ points, stepDays }: Calendar): number {
  return points * stepDays * HOURS_PER_DAY + 2;
}

function clickLagHours({ meanClickLagDays }: Parameters): number[] {
  return Array.from(
    { length: CLICK_LAGS },
    (_, i) => -meanClickLagDays * HOURS_PER_DAY * log1p(-(i + 0.5) / CLICK_LAGS),
  );
}

export function conversionLagHours({ conversionLagDays: { median, lnSd } }: Parameters): number[] {
  return orders.map((z) => median * HOURS_PER_DAY * exp(lnSd * z));
}

/** The growth of what follows by one of some lags in hours, all equally likely. */
function lagged(growth: Growth, lags: readonly number[], calendar: Calendar): Growth {
  const hours = growth.length + Math.ceil(Math.max(...lags));
  const later = new Float64Array(Math.min(hours, mostHours(calendar)));
  for (const lag of lags) {
    for (let h = 0; h < later.length; h++) later[h] += growthAt(growth, h - lag) / lags.length;
  }
  return later;
}

/**
 * Linear between the half hours.
 *
 * @param hour - of age, less a half
 */
export function growthAt(growth: Growth, hour: number): number {
  if (hour <= -0.5) return 0;
  if (hour < 0) return growth[0] * (2 * hour + 1);
  const h = Math.floor(hour);
  if (h + 1 >= growth.length) return 1;
  return growth[h] + (hour - h) * (growth[h + 1] - growth[h]);
}

function tabulate(growths: readonly Growth[], { stepDays }: Calendar, allocate: Allocate): Arrival {
  const hours = HOURS_PER_DAY * stepDays;
  const ages = Math.ceil(growths[0].length / hours) + 1;
  const shares = allocate(growths.length * hours * ages);
  const rest = allocate(shares.length);
  growths.forEach((growth, pace) => {
    for (let hour = 0; hour < hours; hour++) {
      const at = (pace * hours + hour) * ages;
      let before = 0;
      for (let age = 0; age < ages; age++) {
        // Posted in the middle of the hour, seen at the end of the point.
        const h = (age + 1) * hours - hour - 1;
        const share = h < growth.length && age < ages - 1 ? growth[h] : 1;
        shares[at + age] = share - before;
        rest[at + age] = 1 - before;
        before = share;
      }
    }
  });
  return { ages, shares, rest };
}
