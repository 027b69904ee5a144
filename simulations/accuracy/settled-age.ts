import { DEFAULT_PRESET } from '../assumptions/presets.js';
import { resolveAssumptions } from '../assumptions/resolve.js';
import { exp, log } from '../math/elementary.js';
import { bindParameters, type CreatorRow, type Parameters } from '../parameters.js';
import type { ObservedMetric } from './observed-metrics.js';

/** A count that has grown to this share of its final value is what came. */
export const SETTLED_SHARE = 0.95;

/** .95 quantile of the standard normal. */
const Z_SETTLED = 1.6448536269514722;

let parameters: Parameters | undefined;

/**
 * Days after which a placement's count is settled: SETTLED_SHARE of it is there, as the default
 * preset has it, and clicks and orders had the time that as many of them take. Fees are at once.
 */
export function settledAge(row: CreatorRow, metric: ObservedMetric): number {
  // Any currency: nothing here is money.
  parameters ??= bindParameters(
    resolveAssumptions({ preset: DEFAULT_PRESET, negativity: null, overrides: {} }),
    'USD',
  );
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
