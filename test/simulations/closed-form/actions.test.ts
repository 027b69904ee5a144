import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../simulations/index.js';
import { BIG, big, expectNear, lineOf, scenarioOf, Z } from '../../support/closed-form.js';
import { aCandidate, average, drawsOf, run } from '../../support/scenario.js';

describe('clicks', () => {
  it.each([
    [true, 0.6 - 0.25 - 0.3 * 1.2],
    [false, 0.6 - 0.25],
  ])('of a star, sponsored %s, follow trust', (sponsored, trust) => {
    // Ten times the anchor's followers; trust is stated against a sponsored post at the anchor.
    const lines = [lineOf({ sponsored }, aCandidate({ followers: 1e6, authenticity: 0.6 }))];
    const still = { 'clicks.rate.INSTAGRAM_POST': 0.3, 'shares.rate.INSTAGRAM_POST': 0 };
    const outcome = run(scenarioOf(lines, still), {
      draws: 64,
      metrics: ['CLICKS', 'GROSS_REACH'],
    });
    const expit = (x: number) => 1 / (1 + Math.exp(-x));
    const rate = (0.3 * expit(trust)) / expit(0.3);
    const reach = drawsOf(outcome, 'GROSS_REACH')[0];
    expectNear(average(drawsOf(outcome, 'CLICKS')), reach * rate, Z / Math.sqrt(64 * reach * rate));
  });
});

it('at most half of all clicks convert', () => {
  const scenario = scenarioOf([lineOf({})], { 'conversion.rate': 0.5, 'conversion.slope': 0.5 });
  const outcome = run(scenario, { draws: 8, metrics: ['CLICKS', 'CONVERSIONS'] });
  expectNear(drawsOf(outcome, 'CONVERSIONS')[0] / drawsOf(outcome, 'CLICKS')[0], 0.5, 0.03);
});

describe('shares', () => {
  const video = (own: Partial<Candidate> = {}) => lineOf({ row: 'TIKTOK_VIDEO' }, big(own));
  const still = {
    'reach.postMixture.TIKTOK_VIDEO.usual.mean': 0,
    'reach.postMixture.TIKTOK_VIDEO.viral.mean': 0,
  };
  const perView = (followers: number, overrides: Readonly<Record<string, number>>) => {
    const scenario = scenarioOf([video({ followers })], { ...still, ...overrides });
    const outcome = run(scenario, { draws: 64, metrics: ['SHARES', 'IMPRESSIONS'] });
    const shares = average(drawsOf(outcome, 'SHARES'));
    return shares / (average(drawsOf(outcome, 'IMPRESSIONS')) - 100 * shares);
  };

  it('of TikTok videos fall with size', () => {
    expectNear(perView(BIG, {}), 0.0009 * 1000 ** -0.06);
  });

  it('of TikTok videos are engagements, so never more', () => {
    const rates = {
      'engagement.rate.TIKTOK_VIDEO': 0.001,
      'engagement.slopeAbove.TIKTOK_VIDEO': 0,
    };
    expectNear(perView(BIG, { ...rates, 'shares.rate.TIKTOK_VIDEO': 0.2 }), 0.001);
  });
});

it('a coupon’s sharing is lognormal between its bounds', () => {
  const line = lineOf({ promoCode: true });
  const scenario = scenarioOf([line], {
    'coupon.sharing.lnSd': 3,
    'shares.peoplePerShare.median': 1e5,
  });
  const n = 1024;
  const metrics = ['REDEMPTIONS', 'CONVERSIONS', 'GROSS_REACH', 'SHARES'] as const;
  const outcome = run(scenario, { draws: n, metrics });
  const [redemptions, conversions, gross, shares] = metrics.map((metric) =>
    drawsOf(outcome, metric),
  );
  const sharing = redemptions.map((redeemed, d) => {
    const amplified = shares[d] * 1e5;
    const perDirect = redeemed / (conversions[d] * 0.6) - 1.1;
    return perDirect / (amplified / (gross[d] - amplified)) / 0.7;
  });
  // Quartiles of LN(5, 3) on [1, 10], by SciPy's norm: 5·exp(3·Φ⁻¹(a + p(b − a))) with
  // a = Φ(ln .2 ÷ 3), b = Φ(ln 2 ÷ 3).
  for (const [p, factor] of [
    [0.25, 1.8432],
    [0.75, 5.7024],
  ]) {
    const below = sharing.filter((value) => value < factor).length;
    expect(Math.abs(below / n - p)).toBeLessThan(Z * Math.sqrt((p * (1 - p)) / n));
  }
  expect(Math.min(...sharing)).toBeGreaterThan(0.98);
  expect(Math.max(...sharing)).toBeLessThan(10.2);
});
