import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import {
  BATCH_T_975,
  column,
  mean,
  quantile,
  standardErrorOfMean,
  standardErrorOfQuantile,
} from '../../simulations/index.js';

/** One false alarm in a million per assertion, two-sided. */
const Z = 4.892;
const REPEATS = 4000;
const DRAWS = 256;

/** Exponential draws: mean 1, quantile p at −ln(1 − p). */
function exponential(seed: string) {
  const uniform = seedrandom.alea(seed);
  return column(Float64Array.from({ length: DRAWS }, () => -Math.log(1 - uniform())));
}

type Estimate = (of: ReturnType<typeof column>) => number | null;

/** An estimate and its standard error, repeated. */
function repeated(estimate: Estimate, error: Estimate) {
  return Array.from({ length: REPEATS }, (_, repeat) => {
    const of = exponential(`interval ${repeat}`);
    return { value: estimate(of) ?? NaN, error: error(of) ?? NaN };
  });
}

/** How many of the 95% intervals `value ± t·error·width` hold the truth. */
const covered = (truth: number, estimates: ReturnType<typeof repeated>, width = 1): number =>
  estimates.filter(({ value, error }) => Math.abs(value - truth) <= BATCH_T_975 * error * width)
    .length;

const tolerance = Z * Math.sqrt(REPEATS * 0.95 * 0.05);

describe('95% intervals from 8 batches', () => {
  const means = repeated(mean, standardErrorOfMean);

  it('of the mean hold the truth in 95% of runs', () => {
    // The batch means of 32 exponentials are skewed: the t interval loses half a percent at most.
    const hits = covered(1, means);
    expect(hits).toBeGreaterThan(0.945 * REPEATS - tolerance);
    expect(hits).toBeLessThan(0.95 * REPEATS + tolerance);
  });

  it('of the median hold the truth in about 95% of runs', () => {
    // The ⌈p·n⌉-th smallest of a batch of 32 lies about half a draw low: up to a percent is lost.
    const medians = repeated(
      (of) => quantile(of, 0.5),
      (of) => standardErrorOfQuantile(of, 0.5),
    );
    const hits = covered(Math.LN2, medians);
    expect(hits).toBeGreaterThan(0.94 * REPEATS - tolerance);
    expect(hits).toBeLessThan(0.96 * REPEATS + tolerance);
  });

  it('are caught when they are 15% too short', () => {
    expect(covered(1, means, 0.85)).toBeLessThan(0.945 * REPEATS - tolerance);
  });

  it('are caught when they are 15% too long', () => {
    expect(covered(1, means, 1.15)).toBeGreaterThan(0.95 * REPEATS + tolerance);
  });
});

describe('the t quantile', () => {
  it('leaves 2.5% above it with 7 degrees of freedom', () => {
    // Simpson's rule over Student's density, 16 / (5π√7) · (1 + t²/7)⁻⁴.
    const density = (t: number) => (16 / (5 * Math.PI * Math.sqrt(7))) * (1 + (t * t) / 7) ** -4;
    const steps = 1000;
    const h = BATCH_T_975 / steps;
    let area = density(0) + density(BATCH_T_975);
    for (let i = 1; i < steps; i++) area += density(i * h) * (i % 2 === 1 ? 4 : 2);
    expect(0.5 + (area * h) / 3).toBeCloseTo(0.975, 6);
  });
});
