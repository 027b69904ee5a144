import { exp, log } from '../math/elementary.js';
import type { Report } from './observations.js';

/** A report as a normal measurement of its linear form, around a value of that form. */
export interface Response {
  readonly value: number;
  readonly variance: number;
}

/** Farther off in one step the second-order expansion is not to be trusted. */
const LONGEST_STEP = 3;
/** Where a count's expectation vanishes so does what it says. */
const LEAST_EXPECTED = 1e-9;

/** Where the search for the likeliest value of a form starts. */
export function firstGuess(report: Report): number {
  if (report.kind === 'VALUE') return report.value;
  if (report.kind === 'POISSON') return log(report.count + 0.5) - report.lnExposure;
  const { count, trials } = report;
  return log((count + 0.5) / (trials - count + 0.5));
}

/** Newton's step on the logarithm of the likelihood (McCullagh & Nelder 1989). */
export function workingResponse(report: Report, at: number): Response {
  if (report.kind === 'VALUE') return report;
  if (report.kind === 'POISSON') {
    const expected = Math.max(LEAST_EXPECTED, exp(at + report.lnExposure));
    return { value: at + clipped(report.count / expected - 1), variance: 1 / expected };
  }
  const chance = 1 / (1 + exp(-at));
  const information = Math.max(LEAST_EXPECTED, report.trials * chance * (1 - chance));
  const excess = report.count - report.trials * chance;
  return { value: at + clipped(excess / information), variance: 1 / information };
}

function clipped(step: number): number {
  return Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, step));
}
