import { expect } from 'vitest';
import type { Candidate, Line, Metric, Scenario } from '../../simulations/index.js';
import {
  aCandidate,
  aLine,
  aScenario,
  average,
  deviation,
  drawsOf,
  run,
  withoutVariance,
} from './scenario.js';

/** One false alarm in a million per assertion, two-sided. */
export const Z = 4.892;

/** Relative error of a few operations in single precision, in which placements are drawn. */
export const SINGLE = 5e-7;

/** Audiences so large that counting blurs nothing, of a profile whose authentic share is the mean. */
export const BIG = 1e8;
export const big = (own: Partial<Candidate> = {}) =>
  aCandidate({ followers: BIG, authenticity: 0.6, ...own });

/** A line of named creators, a single big one unless said otherwise, all booked for a fixed fee. */
export const lineOf = (own: Partial<Line>, ...candidates: Candidate[]) =>
  aLine({
    sponsored: false,
    feeMinor: 90_000,
    buy: { all: true },
    candidates: candidates.length > 0 ? candidates : [big()],
    ...own,
  });

/** Lines among so many people that few are reached twice, without any spread but what is given. */
export const scenarioOf = (
  lines: readonly Line[],
  overrides: Readonly<Record<string, number>> = {},
  own: Partial<Scenario> = {},
) => aScenario({ universe: 1e10, lines, assumptions: withoutVariance(overrides), ...own });

/** The first world’s value, where all worlds are alike. */
export const firstDraw = (scenario: Scenario, metric: Metric, key = 'total') =>
  drawsOf(run(scenario, { draws: 8, metrics: [metric] }), metric, key)[0];

/** Counts are Poisson: relative errors of a tenth of a percent at a million. */
export const expectNear = (got: number, expected: number, relative = 0.006) => {
  expect(Math.abs(got / expected - 1)).toBeLessThan(relative);
};

export const logit = (p: number) => Math.log(p / (1 - p));

export function covariance(x: Float64Array, y: Float64Array): number {
  const [mx, my] = [average(x), average(y)];
  return x.reduce((sum, value, d) => sum + (value - mx) * (y[d] - my), 0) / (x.length - 1);
}

export function correlation(x: Float64Array, y: Float64Array): number {
  return covariance(x, y) / (deviation(x) * deviation(y));
}

/** Whether a sample correlation is compatible with `rho`, by Fisher's z. */
export const correlates = (x: Float64Array, y: Float64Array, rho: number) =>
  Math.abs(Math.atanh(correlation(x, y)) - Math.atanh(rho)) < Z / Math.sqrt(x.length - 3);

/** Whether normal draws are compatible with a mean and a variance. */
export function expectNormal(draws: Float64Array, mean: number, variance: number): void {
  const n = draws.length;
  expect(Math.abs(average(draws) - mean)).toBeLessThan(Z * Math.sqrt(variance / n));
  expect(Math.abs(deviation(draws) ** 2 / variance - 1)).toBeLessThan(Z * Math.sqrt(2 / n));
}
