import { beforeAll, describe, expect, it } from 'vitest';
import {
  mean,
  type Outcome,
  quantile,
  type Scenario,
  simulate,
  standardErrorOfMean,
  standardErrorOfQuantile,
} from '../../simulations/index.js';
import { aLine, aScenario, columnOf, people } from '../support/scenario.js';

const SEEDS = 200;
const DRAWS = 2048;
const TRUTH_DRAWS = 2 ** 20;

/** .95 quantile of Student's t with 7 degrees (R: qt(.95, 7)): half a 90% interval in standard errors. */
const T_95 = 1.894578605061305;

const scenario: Scenario = aScenario({
  lines: [
    aLine({ buy: { count: 2 } }),
    aLine({
      key: 'videos',
      row: 'TIKTOK_VIDEO',
      candidates: people(150_000, 0.4),
      buy: { count: 1 },
    }),
  ],
  targets: [{ metric: 'ENGAGEMENTS', atLeast: 10_000, atMost: null }],
});

const ask = (seed: string, draws: number): Outcome =>
  simulate(scenario, { seed, draws, select: { metrics: ['ENGAGEMENTS'], groups: ['TOTAL'] } });

const columnIn = (outcome: Outcome) => columnOf(outcome, 'ENGAGEMENTS');

interface Statistic {
  readonly value: (outcome: Outcome) => number | null;
  readonly error: (outcome: Outcome) => number | null;
}

const quantileOf = (p: number): Statistic => ({
  value: (outcome) => quantile(columnIn(outcome), p),
  error: (outcome) => standardErrorOfQuantile(columnIn(outcome), p),
});

const STATISTICS: Readonly<Record<string, Statistic>> = {
  mean: {
    value: (outcome) => mean(columnIn(outcome)),
    error: (outcome) => standardErrorOfMean(columnIn(outcome)),
  },
  P10: quantileOf(0.1),
  P50: quantileOf(0.5),
  P90: quantileOf(0.9),
  'P(target)': {
    value: ({ targets }) => targets.probabilities[0],
    error: ({ targets }) => targets.standardErrors[0],
  },
};

/** P(N ≤ hits) of Binomial(SEEDS, p). */
function binomialCdf(hits: number, p: number): number {
  let term = (1 - p) ** SEEDS;
  let sum = term;
  for (let n = 1; n <= hits; n++) {
    term *= ((SEEDS - n + 1) / n) * (p / (1 - p));
    sum += term;
  }
  return sum;
}

/** Whether so many intervals of 200 are what 90% intervals hold, but for one case in a thousand. */
const isNinetyPercent = (hits: number): boolean =>
  binomialCdf(hits, 0.9) > 0.0005 && 1 - binomialCdf(hits - 1, 0.9) > 0.0005;

describe('the intervals that a forecast claims', () => {
  let truth: Outcome;
  let outcomes: Outcome[];
  beforeAll(() => {
    truth = ask('truth', TRUTH_DRAWS);
    outcomes = Array.from({ length: SEEDS }, (_, seed) => ask(`seed ${seed}`, DRAWS));
  }, 120_000);

  const covered = ({ value, error }: Statistic, width = 1): number =>
    outcomes.filter((outcome) => {
      const miss = Math.abs((value(outcome) ?? NaN) - (value(truth) ?? NaN));
      return miss <= width * T_95 * (error(outcome) ?? NaN);
    }).length;

  it.each(Object.keys(STATISTICS))('at nine in ten hold the %s of a million draws', (name) => {
    const hits = covered(STATISTICS[name]);
    expect(isNinetyPercent(hits), `${hits} of ${SEEDS}`).toBe(true);
  });

  it('are caught when they are half as long', () => {
    for (const statistic of Object.values(STATISTICS)) {
      expect(isNinetyPercent(covered(statistic, 0.5))).toBe(false);
    }
  });
});
