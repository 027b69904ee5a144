import { DEFAULT_PRESET } from '../assumptions/presets.js';
import { resolveAssumptions } from '../assumptions/resolve.js';
import { type SharesSoFar, sharesSoFar } from '../evidence/lags.js';
import { exp, log } from '../math/elementary.js';
import { bindParameters } from '../bind-parameters.js';
import type { CreatorRow, Parameters } from '../parameters.js';
import type { ObservedMetric } from './observed-metrics.js';

/** A count that has grown to this share of its final value tells what came. */
export const SETTLED_SHARE = 0.95;

/** .95 quantile of the standard normal. */
const Z_SETTLED = 1.6448536269514722;

let bound: Parameters | undefined;

function usualParameters(): Parameters {
  // Any currency: nothing here is money.
  bound ??= bindParameters(
    resolveAssumptions({ preset: DEFAULT_PRESET, negativity: null, overrides: {} }),
    'USD',
  );
  return bound;
}

/**
 * Days after which a placement's count is settled: SETTLED_SHARE of it is there, as the default
 * preset has it, and clicks and orders had the time that as many of them take. Fees are at once.
 */
export function settledAge(row: CreatorRow, metric: ObservedMetric): number {
  const parameters = usualParameters();
  if (metric === 'SPEND') return 0;
  const { lnHalfDays, steepness, maturedDays } = parameters.rows[row].maturity;
  const { median, lnSd } = parameters.conversionLagDays;
  const lnGrown = -log((1 + exp(-steepness * (log(maturedDays) - lnHalfDays))) / SETTLED_SHARE - 1);
  const grown = Math.min(maturedDays, exp(lnHalfDays + lnGrown / steepness));
  const clicked = -log(1 - SETTLED_SHARE) * parameters.meanClickLagDays;
  switch (metric) {
    case 'CLICKS':
      return grown + clicked;
    case 'CONVERSIONS':
    case 'REDEMPTIONS':
    case 'REVENUE':
      return grown + clicked + median * exp(lnSd * Z_SETTLED);
    default:
      return grown;
  }
}

/** From this age on nothing grows any more that anybody could see. */
const MOST_HOURS = 365 * 24;
/** By row and hour: thousands of placements are as old as others. */
const known = new Map<string, SharesSoFar>();

/**
 * Share of its final count that a settled one usually is at an age, to the hour, as the default
 * preset has it: SETTLED_SHARE or more.
 */
export function usualShare(row: CreatorRow, metric: ObservedMetric, ageDays: number): number {
  if (metric === 'SPEND') return 1;
  return Math.max(SETTLED_SHARE, shareAt(row, metric, ageDays));
}

/**
 * How many times a count becomes from one age to another, usually, as the default preset has it; at least
 * 1, and Infinity from an age at which there is nothing yet.
 */
export function usualGrowth(
  row: CreatorRow,
  metric: ObservedMetric,
  fromDays: number,
  toDays: number,
): number {
  if (toDays <= fromDays) return 1;
  const [before, after] = [shareAt(row, metric, fromDays), shareAt(row, metric, toDays)];
  return before > 0 ? after / before : Infinity;
}

/** Share of its final count that a placement usually has at an age, to the hour. */
function shareAt(row: CreatorRow, metric: ObservedMetric, ageDays: number): number {
  const hours = Math.min(Math.round(ageDays * 24), MOST_HOURS);
  const name = `${row} ${hours}`;
  let shares = known.get(name);
  if (!shares) {
    const parameters = usualParameters();
    shares = sharesSoFar(parameters, parameters.rows[row], hours / 24);
    known.set(name, shares);
  }
  return shares[GROWS_LIKE[metric] ?? 'views'];
}

const GROWS_LIKE: Readonly<Partial<Record<ObservedMetric, keyof SharesSoFar>>> = {
  CLICKS: 'clicks',
  CONVERSIONS: 'conversions',
  REDEMPTIONS: 'conversions',
  REVENUE: 'conversions',
};
