import { exp, log1p } from '../math/elementary.js';
import { normalQuantile } from '../math/normal.js';
import type { Parameters, RowParameters } from '../parameters.js';
import { maturityShare } from '../world/maturity.js';

/** Lags are told apart by this many equally likely values, each the middle of its share of the law. */
const STEPS = 16;

/** Shares of a post's final views, clicks and conversions that there are usually at an age. */
export interface SharesSoFar {
  readonly views: number;
  readonly clicks: number;
  readonly conversions: number;
}

/** Clicks lag what is seen, and conversions the click. */
export function sharesSoFar(
  p: Parameters,
  { maturity }: RowParameters,
  ageDays: number,
): SharesSoFar {
  let clicks = 0;
  let conversions = 0;
  for (let i = 0; i < STEPS; i++) {
    const seenAt = ageDays + p.meanClickLagDays * log1p(-(i + 0.5) / STEPS);
    clicks += maturityShare(maturity, seenAt) / STEPS;
    for (let j = 0; j < STEPS; j++) {
      const { median, lnSd } = p.conversionLagDays;
      const lag = median * exp(lnSd * normalQuantile((j + 0.5) / STEPS));
      conversions += maturityShare(maturity, seenAt - lag) / (STEPS * STEPS);
    }
  }
  return { views: maturityShare(maturity, ageDays), clicks, conversions };
}
