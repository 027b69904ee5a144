import { exp, log } from '../math/elementary.js';

/** How what a post brings grows with its age. */
export interface Maturity {
  /** ln of the days to half of the final count. */
  readonly lnHalfDays: number;
  readonly steepness: number;
  /** Age in days from which nothing is added. */
  readonly maturedDays: number;
}

/** How far counts at an age are from the usual share of the final ones, sds of ln. */
export interface MaturitySd {
  readonly young: number;
  readonly matured: number;
}

/**
 * Share of its final views, reactions and shares that a post has at an age: log-logistic, 0 before it
 * is posted and 1 from `maturedDays` on.
 *
 * @param ageDays - since it went live, negative before
 * @param lnFactor - of this post's days to half, relative to the usual ones
 * @see simulations/README.md, section 15
 */
export function maturityShare(
  { lnHalfDays, steepness, maturedDays }: Maturity,
  ageDays: number,
  lnFactor = 0,
): number {
  if (!(ageDays > 0)) return 0;
  if (ageDays >= maturedDays) return 1;
  const lnHalf = lnHalfDays + lnFactor;
  const oddsMatured = exp(-steepness * (log(maturedDays) - lnHalf));
  return (1 + oddsMatured) / (1 + exp(-steepness * (log(ageDays) - lnHalf)));
}

/**
 * What a post's age says of ln(count now ÷ final count): its median, −∞ before anything is there,
 * and its sd.
 */
export function lnMaturity(
  maturity: Maturity,
  { young, matured }: MaturitySd,
  ageDays: number,
): { readonly median: number; readonly sd: number } {
  const share = maturityShare(maturity, ageDays);
  return { median: log(share), sd: young * (1 - share) + matured };
}

/**
 * ln of the share at an age, −∞ before anything is there, and how it changes with ln of the post's days to half.
 */
export function maturitySlope(
  maturity: Maturity,
  ageDays: number,
): { readonly lnShare: number; readonly perLnFactor: number } {
  const { lnHalfDays, steepness, maturedDays } = maturity;
  if (ageDays >= maturedDays) return { lnShare: 0, perLnFactor: 0 };
  const left = (days: number): number => {
    const odds = exp(-steepness * (log(days) - lnHalfDays));
    return odds === Infinity ? 1 : odds / (1 + odds);
  };
  return {
    lnShare: log(maturityShare(maturity, ageDays)),
    perLnFactor: steepness * (left(maturedDays) - left(ageDays)),
  };
}

/**
 * The share at an age as a function of f = e^(perLnFactor · lnFactor): (1 + oddsMatured·f) ÷
 * (1 + oddsNow·f); for loops over posts that differ in pace alone.
 */
export function growth(
  { lnHalfDays, steepness, maturedDays }: Maturity,
  ageDays: number,
): { readonly oddsNow: number; readonly oddsMatured: number; readonly perLnFactor: number } {
  const odds = (days: number): number => exp(-steepness * (log(days) - lnHalfDays));
  const oddsMatured = odds(maturedDays);
  // Nothing is there yet of a post that has just gone live.
  const oddsNow = ageDays >= maturedDays ? oddsMatured : Math.min(1e300, odds(ageDays));
  return { oddsNow, oddsMatured, perLnFactor: steepness };
}
