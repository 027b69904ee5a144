import { describe, expect, it } from 'vitest';
import type { Line } from '../../../simulations/index.js';
import { expectNormal, lineOf, scenarioOf, Z } from '../../support/closed-form.js';
import { aCandidate, average, deviation, drawsOf, people, run } from '../../support/scenario.js';

const DRAWS = 8192;
const SLOPES = { reach: -0.1, engagement: -0.06 };
const SDS = { reach: 0.8, engagement: 0.6 };
const SPREADS = {
  'reach.influencerSd.INSTAGRAM_POST': SDS.reach,
  'engagement.influencerSd.INSTAGRAM_POST': SDS.engagement,
  'reach.influencerSdSlope.INSTAGRAM_POST': SLOPES.reach,
  'engagement.influencerSdSlope.INSTAGRAM_POST': SLOPES.engagement,
  'shares.rate.INSTAGRAM_POST': 0,
  'reach.viewsCap': 1000,
  'engagement.cap': 1,
};

/** ln reach and ln engagement rate of a line of one. */
function lnOf(line: Line, overrides: Readonly<Record<string, number>> = {}) {
  const scenario = scenarioOf([line], { ...SPREADS, ...overrides }, { universe: 1e11 });
  const outcome = run(scenario, { draws: DRAWS, metrics: ['GROSS_REACH', 'ENGAGEMENTS'] });
  const reach = drawsOf(outcome, 'GROSS_REACH').map(Math.log);
  const rate = drawsOf(outcome, 'ENGAGEMENTS').map((count, d) => Math.log(count) - reach[d]);
  return { reach, rate };
}

/** The table's median at a size. */
const medians = (followers: number) => {
  const size = Math.log(followers / 1e5);
  return {
    reach: Math.log(followers * 0.25) - 0.1 * size,
    rate: Math.log(0.088) - 0.12 * Math.min(size, 0),
  };
};

describe('accounts differ from one another by their size', () => {
  it.each([
    ['smaller ones more', 1e7, 2],
    ['larger ones less', 1e9, 4],
  ])('%s, as the slopes say, about the same medians', (_, followers, decades) => {
    const factor = (step: 'reach' | 'engagement') => 10 ** (SLOPES[step] * decades);
    const candidate = aCandidate({ followers, authenticity: 0.6 });
    const named = lnOf(lineOf({ feeMinor: null }, candidate));
    expectNormal(named.reach, medians(followers).reach, (SDS.reach * factor('reach')) ** 2);
    const ofRate = (SDS.engagement * factor('engagement')) ** 2;
    expectNormal(named.rate, medians(followers).rate, ofRate);

    const line = lineOf({ feeMinor: null, candidates: people(followers), buy: { count: 1 } });
    const hypothetical = lnOf(line);
    expectNormal(hypothetical.reach, medians(followers).reach, (SDS.reach * factor('reach')) ** 2);
    expectNormal(hypothetical.rate, medians(followers).rate, ofRate);
  });

  it('in every world, where sizes are drawn', () => {
    const lnSd = 1;
    const line = lineOf({ feeMinor: null, candidates: people(1e8, lnSd), buy: { count: 1 } });
    const { reach, rate } = lnOf(line);
    // Var(σ(F)·ε) is E[σ(F)²], ln F being normal.
    const squared = (sd: number, slope: number) =>
      sd ** 2 * Math.exp(2 * slope * Math.log(1000) + 2 * (slope * lnSd) ** 2);
    const expectVariance = (draws: Float64Array, variance: number) => {
      const mean = average(draws);
      const fourth = average(draws.map((value) => (value - mean) ** 4));
      const error = Math.sqrt((fourth - variance ** 2) / DRAWS);
      expect(Math.abs(deviation(draws) ** 2 - variance)).toBeLessThan(Z * error);
    };
    expectVariance(reach, (0.9 * lnSd) ** 2 + squared(SDS.reach, SLOPES.reach));
    expectVariance(rate, squared(SDS.engagement, SLOPES.engagement));
  });

  it('up to a bound', () => {
    const followers = 1e9;
    const { reach, rate } = lnOf(lineOf({ feeMinor: null }, aCandidate({ followers })), {
      'accounts.mostSpread': 1.5,
    });
    expectNormal(reach, medians(followers).reach, (SDS.reach / 1.5) ** 2);
    expectNormal(rate, medians(followers).rate, (SDS.engagement / 1.5) ** 2);
  });

  it('beside the spread of authenticity, which is the same at all sizes', () => {
    // Var ln a of Beta(3.6, 2.4), ψ′(3.6) − ψ′(6).
    const ofAuthenticity = 0.13908;
    const followers = 1e9;
    const { reach } = lnOf(
      lineOf({ feeMinor: null }, aCandidate({ followers, authenticity: 0.6 })),
      {
        'authenticity.unvetted.alpha': 3.6,
        'authenticity.unvetted.beta': 2.4,
        'reach.influencerSd.INSTAGRAM_POST': 2,
      },
    );
    const sd = 2 * 10 ** (SLOPES.reach * 4);
    expect(Math.abs(deviation(reach) ** 2 / (sd ** 2 - ofAuthenticity) - 1)).toBeLessThan(
      Z * Math.sqrt(2 / DRAWS),
    );
  });

  it('and what a fee or its own posts say of one counts for as much', () => {
    const followers = 1e9;
    const factor = 10 ** (SLOPES.reach * 4);
    // A fee at the bound of 2 sds of the price: u is N(2·ρ·σu, (1 − ρ²)·σu²).
    const dear = aCandidate({ followers, authenticity: 0.6, feeMinor: 1e12 });
    const ofFee = lnOf(lineOf({}, dear), {
      'price.spread.INSTAGRAM_POST': 0.7,
      'price.reachCorrelation': 0.5,
      'price.givenFeeClip': 2,
    });
    const sd = SDS.reach * factor;
    expectNormal(ofFee.reach, medians(followers).reach + sd, 0.75 * sd ** 2);

    const recentPosts = {
      posts: 4,
      views: null,
      reach: 2 * 0.25 * 1e9 * 1e4 ** -0.1,
      engagements: null,
    };
    const ofPosts = lnOf(lineOf({}, aCandidate({ followers, recentPosts })), {
      'reach.postSd.INSTAGRAM_POST': 0.4,
    });
    const trust = sd ** 2 / (sd ** 2 + 0.4 ** 2 / 4);
    const variance = sd ** 2 * (1 - trust) + 0.4 ** 2;
    expectNormal(ofPosts.reach, medians(followers).reach + trust * Math.log(2), variance);
  });
});
