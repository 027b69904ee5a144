import { describe, expect, it } from 'vitest';
import type { Metric, Scenario } from '../../simulations/index.js';
import {
  aLine,
  aScenario,
  average,
  CREATOR_ROWS,
  deviation,
  drawsOf,
  people,
  run,
  withoutVariance,
} from '../support/scenario.js';

/** One false alarm in a million per assertion, two-sided. */
const Z = 4.892;

/** Whether the mean of the draws is compatible with `expected`. */
function agrees(draws: Float64Array, expected: number): boolean {
  return Math.abs(average(draws) - expected) <= (Z * deviation(draws)) / Math.sqrt(draws.length);
}

function correlation(x: Float64Array, y: Float64Array): number {
  const [mx, my] = [average(x), average(y)];
  const covariance = average(x.map((value, d) => (value - mx) * (y[d] - my)));
  return covariance / (deviation(x) * deviation(y));
}

function draws(scenario: Scenario, metric: Metric, count = 16_384): Float64Array {
  return drawsOf(run(scenario, { draws: count, metrics: [metric], seed: 'statistics' }), metric);
}

/** Everything but the named parameters still. */
const only = (overrides: Readonly<Record<string, number>>) => withoutVariance(overrides);

const one = (own: Parameters<typeof aLine>[0] = {}) =>
  aLine({ candidates: people(100_000), buy: { count: 1 }, sponsored: false, ...own });

describe('lognormal reach', () => {
  const sd = 0.35;
  const reach = draws(
    aScenario({
      lines: [one()],
      assumptions: only({ 'reach.postSd.INSTAGRAM_POST': sd, 'shares.rate.INSTAGRAM_POST': 0 }),
    }),
    'GROSS_REACH',
    65_536,
  );
  const mean = 25_000 * Math.exp(sd ** 2 / 2);

  it('has the mean exp(s²/2) above the median', () => {
    expect(agrees(reach, mean)).toBe(true);
  });

  it('is caught when the mean is 2% high', () => {
    expect(agrees(reach, mean * 1.02)).toBe(false);
  });

  it('has its median in the middle: the count below it is Binomial(n, ½)', () => {
    const below = reach.reduce((sum, people) => sum + (people < 25_000 ? 1 : 0), 0);
    expect(Math.abs(below - reach.length / 2)).toBeLessThan((Z * Math.sqrt(reach.length)) / 2);
  });

  it('has the variance of the law', () => {
    const ln = reach.map(Math.log);
    const error = Z * Math.sqrt(2 / ln.length) * sd ** 2;
    expect(Math.abs(deviation(ln) ** 2 - sd ** 2)).toBeLessThan(error);
  });
});

describe('TikTok’s post noise', () => {
  it('is a mixture with the mean and spread of its two parts', () => {
    const v = draws(
      aScenario({
        lines: [one({ row: 'TIKTOK_VIDEO', candidates: people(10_000) })],
        assumptions: only({
          'reach.postMixture.TIKTOK_VIDEO.usual.sd': 0.46,
          'reach.postMixture.TIKTOK_VIDEO.viral.sd': 1.27,
          'reach.viewsCap': 1000,
          'shares.rate.TIKTOK_VIDEO': 0,
        }),
      }),
      'IMPRESSIONS',
      65_536,
    ).map((views) => Math.log(views / (10_000 * 0.18 * 10 ** 0.02)));
    expect(agrees(v, 0.65 * -0.1 + 0.35 * 0.57)).toBe(true);
    expect(agrees(v, 0.65 * -0.1 + 0.35 * 0.57 + 0.04)).toBe(false);
    expect(deviation(v)).toBeCloseTo(0.897, 1);
  });
});

describe('vetting', () => {
  it('multiplies mean reach by 1.20 and its geometric mean by 1.26', () => {
    const reach = (vetted: boolean) =>
      draws(
        aScenario({
          lines: [one({ vetted })],
          assumptions: only({
            'authenticity.unvetted.alpha': 3.6,
            'authenticity.unvetted.beta': 2.4,
            'authenticity.vetted.alpha': 10.8,
            'authenticity.vetted.beta': 4.2,
            'shares.rate.INSTAGRAM_POST': 0,
          }),
        }),
        'GROSS_REACH',
      );
    const [plain, vetted] = [reach(false), reach(true)];
    // mean .72 ÷ .60, and exp of the difference of E[ln a] = ψ(α) − ψ(α + β).
    expect(average(vetted) / average(plain)).toBeCloseTo(1.2, 1);
    const geometric = (of: Float64Array) => average(of.map(Math.log));
    expect(Math.exp(geometric(vetted) - geometric(plain))).toBeCloseTo(1.26, 2);
    // The unvetted geometric mean is that of the table.
    expect(agrees(plain.map(Math.log), Math.log(25_000))).toBe(true);
  });
});

describe('the negative share at 100,000 followers', () => {
  // Many posts of many people in each world, so that counting adds little.
  const ratio = (overrides: Readonly<Record<string, number>>) =>
    draws(
      aScenario({
        lines: [one({ buy: { count: 40 }, sponsored: true })],
        assumptions: only({
          'negativity.fit': 0.3,
          'negativity.influencerSd': 0.75,
          'negativity.postSd': 0.65,
          'reach.postSd.INSTAGRAM_POST': 0.35,
          ...overrides,
        }),
      }),
      'NEGATIVE_ENGAGEMENT_RATIO',
      2048,
    );

  it('is 5.2% on average within a world', () => {
    expect(average(ratio({}))).toBeCloseTo(0.052, 2);
    expect(Math.abs(average(ratio({})) - 0.052)).toBeLessThan(0.0015);
  });

  it('is 5.6% on average over worlds', () => {
    const over = ratio({ 'campaign.negativity.sd': 0.4, 'level.negativity.sd': 0.25 });
    // The spread of a world's mean is about .027, its error over 2,048 worlds .0006.
    expect(Math.abs(average(over) - 0.056)).toBeLessThan(0.003);
  });
});

it('negativity rises by h per tenfold over-performance in reach', () => {
  const outcome = run(
    aScenario({
      universe: 1e10,
      lines: [one({ candidates: people(100_000_000) })],
      assumptions: only({
        'reach.postSd.INSTAGRAM_POST': 0.35,
        'shares.rate.INSTAGRAM_POST': 0,
        'negativity.slope': 0,
      }),
    }),
    { draws: 1024, metrics: ['GROSS_REACH', 'NEGATIVE_ENGAGEMENT_RATIO'] },
  );
  const reach = drawsOf(outcome, 'GROSS_REACH').map(Math.log10);
  const logit = drawsOf(outcome, 'NEGATIVE_ENGAGEMENT_RATIO').map((p) => Math.log(p / (1 - p)));
  const slope = (correlation(reach, logit) * deviation(logit)) / deviation(reach);
  // About 25,000 negatives each: their counting error is .006 logits beside a spread of .15 in reach.
  expect(Math.abs(slope - 0.15)).toBeLessThan((Z * 0.006) / (0.15 * Math.sqrt(1024)));
  expect(Math.abs(slope)).toBeGreaterThan(0.05);
});

/** Enough that 2% shows in the rarest engagements. */
const PEOPLE = 50;

describe('engagements', () => {
  it('without variance are Poisson around the closed form, on every row', () => {
    for (const row of CREATOR_ROWS) {
      const scenario = aScenario({
        lines: [
          one({
            row,
            role: row === 'SHARER_ACTION' ? 'SHARER' : 'CREATOR',
            candidates: people(20_000),
            buy: { count: PEOPLE },
          }),
        ],
        assumptions: only({}),
      });
      const { values } = scenario.assumptions;
      const size = Math.log(20_000 / 100_000);
      // With both means of TikTok’s mixture, v is one of two numbers; the others have none.
      if (row === 'TIKTOK_VIDEO') continue;
      const base =
        PEOPLE *
        20_000 *
        values[`reach.rate.${row}`] *
        Math.exp(values[`reach.slope.${row}`] * size);
      const rate =
        values[`engagement.rate.${row}`] * Math.exp(values[`engagement.slopeBelow.${row}`] * size);
      const engagements = draws(scenario, 'ENGAGEMENTS', 2048);
      expect(agrees(engagements, base * rate)).toBe(true);
      expect(agrees(engagements, base * rate * 1.02)).toBe(false);
      const variance = deviation(engagements) ** 2;
      expect(variance / (base * rate)).toBeGreaterThan(1 - Z * Math.sqrt(2.1 / 2048));
      expect(variance / (base * rate)).toBeLessThan(1 + Z * Math.sqrt(2.1 / 2048));
    }
  });

  it('move by the world’s level, half of it common to all platforms', () => {
    const rows = ['INSTAGRAM_POST', 'TIKTOK_VIDEO'] as const;
    const outcome = run(
      aScenario({
        lines: rows.map((row) => one({ key: row, row, candidates: people(1_000_000) })),
        assumptions: only({
          'level.engagement.sd': 0.2,
          'reach.postMixture.TIKTOK_VIDEO.usual.mean': 0,
          'reach.postMixture.TIKTOK_VIDEO.viral.mean': 0,
        }),
      }),
      { draws: 16_384, metrics: ['ENGAGEMENTS'] },
    );
    const [x, y] = rows.map((row) => drawsOf(outcome, 'ENGAGEMENTS', row).map(Math.log));
    // Counting adds (Σ 1/λ) to the variances; λ is over 20,000.
    expect(deviation(x)).toBeCloseTo(0.2, 2);
    // se of a correlation of .5: (1 − .25)/√n
    expect(Math.abs(correlation(x, y) - 0.5)).toBeLessThan((Z * 0.75) / Math.sqrt(16_384) + 0.002);
  });
});

describe('cancelled placements', () => {
  it('are replaced six times in ten, and otherwise refunded', () => {
    const cancel = { 'booking.cancellation.CREATOR': 0.4 };
    const scenario = aScenario({
      lines: [one({ buy: { count: 50 }, feeMinor: 1000 })],
      assumptions: only(cancel),
    });
    const outcome = run(scenario, { draws: 2048, metrics: ['PLACEMENTS', 'REFUNDS', 'SPEND'] });
    const missing = drawsOf(outcome, 'PLACEMENTS').map((posted) => 50 - posted);
    // Binomial(50, .4 × .4)
    expect(agrees(missing, 50 * 0.4 * 0.4)).toBe(true);
    expect(drawsOf(outcome, 'REFUNDS')).toEqual(missing.map((count) => count * 1000));
    const kill = { ...scenario, fees: { ...scenario.fees, killFee: true } };
    const kept = drawsOf(run(kill, { draws: 2048, metrics: ['SPEND'] }), 'SPEND');
    kept.forEach((spend, d) => {
      expect(spend).toBeCloseTo((50 - missing[d]) * 1000 + missing[d] * 250, 6);
    });
  });
});

describe('prices', () => {
  it('are the card times the negotiated share on average', () => {
    const spend = draws(
      aScenario({
        lines: [one({ buy: { count: 5 } })],
        assumptions: only({ 'price.negotiated.alpha': 8, 'price.negotiated.beta': 2 }),
      }),
      'SPEND',
    );
    expect(agrees(spend, 5 * 90_000 * 0.8)).toBe(true);
    expect(agrees(spend, 5 * 90_000 * 0.81)).toBe(false);
  });

  it('given by the planner are paid, and say how far the creator reaches', () => {
    const reach = (feeMinor: number) =>
      draws(
        aScenario({
          lines: [one({ feeMinor })],
          assumptions: only({
            'price.spread.INSTAGRAM_POST': 0.7,
            'reach.influencerSd.INSTAGRAM_POST': 0.4,
            'reach.authenticityVarianceFloor': 0.04,
            'shares.rate.INSTAGRAM_POST': 0,
          }),
        }),
        'GROSS_REACH',
      ).map(Math.log);
    // σu beside authenticity is √(.16 − Var ln a), with nearly no Var ln a here.
    const shift = average(reach(180_000)) - average(reach(90_000));
    expect(shift).toBeCloseTo((0.4 * 0.5 * Math.log(2)) / 0.7, 1);
    const clipped = average(reach(1e9)) - average(reach(90_000));
    expect(clipped).toBeCloseTo(0.4 * 0.5 * 2, 1);
  });
});

describe('brand-safety events', () => {
  it('come at the yearly rate and turn the crowd', () => {
    const at = (rate: number) =>
      run(
        aScenario({
          flightDays: 3650,
          lines: [one({ buy: { count: 20 } })],
          assumptions: only({ 'brandSafety.annualRate.CREATOR': rate }),
        }),
        { draws: 4096, metrics: ['BRAND_SAFETY_EVENTS', 'NEGATIVE_ENGAGEMENT_RATIO'] },
      );
    expect(agrees(drawsOf(at(0.03), 'BRAND_SAFETY_EVENTS'), 20 * (1 - Math.exp(-0.3)))).toBe(true);
    expect(average(drawsOf(at(0), 'NEGATIVE_ENGAGEMENT_RATIO'))).toBeCloseTo(0.0339, 3);
    // At ten a year over ten years nearly every placement comes after the event: odds × 8.
    const odds = Math.exp(-3.35) * 8;
    expect(average(drawsOf(at(10), 'NEGATIVE_ENGAGEMENT_RATIO'))).toBeCloseTo(odds / (1 + odds), 2);
  });
});

describe('the batches', () => {
  it('estimate the error of a probability: their standard error is that of a binomial', () => {
    const scenario = aScenario({ targets: [{ metric: 'REACH', atLeast: 35_000, atMost: null }] });
    const errors = Array.from({ length: 40 }, (_, i) => {
      const { targets } = run(scenario, { draws: 512, metrics: [], seed: `batch ${i}` });
      const p = targets.probabilities[0];
      return targets.standardErrors[0] ** 2 / ((p * (1 - p)) / 512);
    });
    // A χ²₇/7 each: mean 1, variance 2/7.
    const mean = errors.reduce((sum, ratio) => sum + ratio, 0) / errors.length;
    expect(Math.abs(mean - 1)).toBeLessThan(Z * Math.sqrt(2 / 7 / errors.length));
  });
});
