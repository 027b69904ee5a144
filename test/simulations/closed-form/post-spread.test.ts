import { describe, expect, it } from 'vitest';
import type { Line } from '../../../simulations/index.js';
import { expectNormal, lineOf, scenarioOf, Z } from '../../support/closed-form.js';
import { aCandidate, average, deviation, drawsOf, people, run } from '../../support/scenario.js';

const DRAWS = 8192;
const SLOPE = -0.1;
const SD = 0.8;

/** ln reach, or views on TikTok, of a line of one. */
function lnReach(line: Line, overrides: Readonly<Record<string, number>> = {}): Float64Array {
  const { row } = line;
  const base = row === 'TIKTOK_VIDEO' ? 'IMPRESSIONS' : 'GROSS_REACH';
  const scenario = scenarioOf(
    [line],
    {
      [`reach.postSdSlope.${row}`]: SLOPE,
      [`shares.rate.${row}`]: 0,
      'reach.viewsCap': 1000,
      ...overrides,
    },
    { universe: 1e11 },
  );
  return drawsOf(run(scenario, { draws: DRAWS, metrics: [base] }), base).map(Math.log);
}

const POST_SD = { 'reach.postSd.INSTAGRAM_POST': SD };

/** The table's median at a size. */
const median = (followers: number) => Math.log(followers * 0.25) - 0.1 * Math.log(followers / 1e5);

describe("posts differ from one another by their account's size", () => {
  it.each([
    ['of smaller ones more', 1e7, 2],
    ['of larger ones less', 1e9, 4],
  ])('%s, as the slope says, about the same median', (_, followers, decades) => {
    const variance = (SD * 10 ** (SLOPE * decades)) ** 2;
    const named = lineOf({}, aCandidate({ followers, authenticity: 0.6 }));
    expectNormal(lnReach(named, POST_SD), median(followers), variance);
    const hypothetical = lineOf({ candidates: people(followers), buy: { count: 1 } });
    expectNormal(lnReach(hypothetical, POST_SD), median(followers), variance);
  });

  it('in every world, where sizes are drawn', () => {
    const lnSd = 1;
    const line = lineOf({ candidates: people(1e8, lnSd), buy: { count: 1 } });
    const draws = lnReach(line, POST_SD);
    // Var(σ(F)·ε) is E[σ(F)²], ln F being normal.
    const squared = SD ** 2 * Math.exp(2 * SLOPE * Math.log(1000) + 2 * (SLOPE * lnSd) ** 2);
    const variance = (0.9 * lnSd) ** 2 + squared;
    const mean = average(draws);
    const fourth = average(draws.map((value) => (value - mean) ** 4));
    const error = Math.sqrt((fourth - variance ** 2) / DRAWS);
    expect(Math.abs(deviation(draws) ** 2 - variance)).toBeLessThan(Z * error);
  });

  it('up to a bound', () => {
    const line = lineOf({}, aCandidate({ followers: 1e9 }));
    const draws = lnReach(line, { ...POST_SD, 'accounts.mostSpread': 1.5 });
    expectNormal(draws, median(1e9), (SD / 1.5) ** 2);
  });

  it("and TikTok's means with them", () => {
    const mixture = {
      'reach.postMixture.TIKTOK_VIDEO.usual.mean': -0.6,
      'reach.postMixture.TIKTOK_VIDEO.usual.sd': 0.3,
      'reach.postMixture.TIKTOK_VIDEO.viral.mean': -0.6,
      'reach.postMixture.TIKTOK_VIDEO.viral.sd': 0.3,
    };
    const line = lineOf({ row: 'TIKTOK_VIDEO' }, aCandidate({ followers: 1e9, authenticity: 0.6 }));
    const factor = 10 ** (SLOPE * 4);
    const withMean = lnReach(line, mixture);
    const without = lnReach(line, {
      ...mixture,
      'reach.postMixture.TIKTOK_VIDEO.usual.mean': 0,
      'reach.postMixture.TIKTOK_VIDEO.viral.mean': 0,
    });
    // The same words: what is left is the mean.
    expect(average(withMean) - average(without)).toBeCloseTo(-0.6 * factor, 4);
    expectNormal(withMean, average(without) - 0.6 * factor, (0.3 * factor) ** 2);
  });

  it('and what own posts say of an account counts for more where posts differ less', () => {
    const followers = 1e9;
    const ofPosts = 0.4 * 10 ** (SLOPE * 4);
    const recentPosts = {
      posts: 4,
      views: null,
      reach: 2 * 0.25 * 1e9 * 1e4 ** -0.1,
      engagements: null,
    };
    const draws = lnReach(lineOf({}, aCandidate({ followers, recentPosts })), {
      'reach.postSd.INSTAGRAM_POST': 0.4,
      'reach.influencerSd.INSTAGRAM_POST': 0.3,
    });
    const trust = 0.3 ** 2 / (0.3 ** 2 + ofPosts ** 2 / 4);
    const variance = 0.3 ** 2 * (1 - trust) + ofPosts ** 2;
    expectNormal(draws, median(followers) + trust * Math.log(2), variance);
  });
});
