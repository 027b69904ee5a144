import { describe, expect, it } from 'vitest';
import type { RecentPosts } from '../../../simulations/index.js';
import {
  BIG,
  big,
  correlates,
  expectNormal,
  firstDraw,
  lineOf,
  scenarioOf,
} from '../../support/closed-form.js';
import { aCandidate, drawsOf, run } from '../../support/scenario.js';

describe('a profile’s own posts', () => {
  const [vU, vW, vV, vY, vR, vE, drift] = [0.4, 0.62, 0.35, 0.2, 0.25, 0.2, 0.3].map((s) => s ** 2);
  const n = 3;
  const model = { reach: 25_000, rate: 0.088 };
  const overrides = {
    // θ_R and θ_E are independent.
    'level.reach.sd': 0.25,
    'level.engagement.sd': 0.2,
    'reach.influencerSd.INSTAGRAM_POST': 0.4,
    'reach.postSd.INSTAGRAM_POST': 0.35,
    'engagement.influencerSd.INSTAGRAM_POST': 0.62,
    'engagement.postSd.INSTAGRAM_POST': 0.2,
    'shares.rate.INSTAGRAM_POST': 0,
    'ownPosts.driftSd': 0.3,
  };
  const lnOf = (own: Partial<RecentPosts>, learned: Readonly<Record<string, number>> = {}) => {
    const recentPosts = { posts: n, views: null, reach: null, engagements: null, ...own };
    const all = { ...overrides, ...learned };
    const scenario = scenarioOf([lineOf({}, aCandidate({ recentPosts }))], all);
    const outcome = run(scenario, { draws: 8192, metrics: ['GROSS_REACH', 'ENGAGEMENTS'] });
    const reach = drawsOf(outcome, 'GROSS_REACH').map(Math.log);
    const rate = drawsOf(outcome, 'ENGAGEMENTS').map((count, d) => Math.log(count) - reach[d]);
    return { reach, rate };
  };

  it('sharpen reach and engagement apart when both are known', () => {
    const { reach, rate } = lnOf({ reach: 50_000, engagements: 9000 });
    const k = vU / (vU + vV / n);
    // θ_R moves reach itself by 1 and what the posts say by −k.
    const ofReach = (1 - k) ** 2 * vR + vU * (1 - k) + drift + vV;
    expectNormal(reach, Math.log(model.reach) + k * Math.log(2), ofReach);
    const kW = vW / (vW + (vY + 0.05 ** 2 * vV) / n);
    const ofRate = (1 - kW) ** 2 * vE + vW * (1 - kW) + vY + 0.05 ** 2 * vV;
    const seen = Math.log(9000 / 50_000 / model.rate);
    expectNormal(rate, Math.log(model.rate) + kW * seen, ofRate);
  });

  it('leave engagement open when only views are known', () => {
    const { reach, rate } = lnOf({ views: 62_500 });
    const k = vU / (vU + vV / n);
    const ofReach = (1 - k) ** 2 * vR + vU * (1 - k) + drift + vV;
    expectNormal(reach, Math.log(model.reach) + k * Math.log(2), ofReach);
    expectNormal(rate, Math.log(model.rate), vE + vW + vY + 0.05 ** 2 * vV);
  });

  it('speak for the sum of both effects when only likes are known', () => {
    const { reach, rate } = lnOf({ engagements: 4400 });
    const vT = vU + vW;
    const k = vT / (vT + (0.95 ** 2 * vV + vY) / n);
    const split = (vU * vW) / vT;
    const parts = (share: number, own: number, other: number) =>
      (1 - share * k) ** 2 * own +
      (share * k) ** 2 * other +
      share ** 2 * (vT * (1 - k) + drift) +
      split;
    const shareU = vU / vT;
    const ofReach = parts(shareU, vR, vE) + vV;
    expectNormal(reach, Math.log(model.reach) + shareU * k * Math.log(2), ofReach);
    const ofRate = parts(1 - shareU, vE, vR) + vY + 0.05 ** 2 * vV;
    expectNormal(rate, Math.log(model.rate) + (1 - shareU) * k * Math.log(2), ofRate);
  });

  describe('where unusual reach takes from the rate', () => {
    const [ofAccount, ofPost] = [0.3, 0.25];
    const learned = {
      'engagement.overAccount.INSTAGRAM_POST': ofAccount,
      'engagement.overPost.INSTAGRAM_POST': ofPost - 0.05,
    };

    it('say how much of their rate their reach explains', () => {
      const { rate } = lnOf({ reach: 50_000, engagements: 9000 }, learned);
      const k = vU / (vU + vV / n);
      const kW = vW / (vW + (vY + (ofPost - ofAccount) ** 2 * vV) / n);
      const beyond = Math.log(2);
      const seen = Math.log(9000 / 50_000 / model.rate);
      const mean = Math.log(model.rate) + kW * (seen + ofAccount * beyond) - ofAccount * k * beyond;
      // θ_R moves what the posts say of u by −k, and what is then left for w by −kW.
      const variance =
        (ofAccount * (k - kW)) ** 2 * vR +
        (1 - kW) ** 2 * vE +
        ofAccount ** 2 * (vU * (1 - k) + drift) +
        vW * (1 - kW) +
        ofPost ** 2 * vV +
        vY;
      expectNormal(rate, mean, variance);
    });

    it('speak for what is left of both effects when only likes are known', () => {
      const { reach, rate } = lnOf({ engagements: 4400 }, learned);
      const passedOn = (1 - ofAccount) ** 2 * vU;
      const vT = passedOn + vW;
      const noise = (1 - ofPost) ** 2 * vV + vY;
      const k = vT / (vT + noise / n);
      const likes = reach.map((ln, d) => ln + rate[d]);
      const ofLikes = (1 - k) ** 2 * (vR + vE) + vT * (1 - k) + drift + noise;
      expectNormal(likes, Math.log(model.reach * model.rate) + k * Math.log(2), ofLikes);
      const share = passedOn / vT / (1 - ofAccount);
      const ofReach =
        (1 - share * k) ** 2 * vR +
        (share * k) ** 2 * vE +
        share ** 2 * (vT * (1 - k) + drift) +
        (passedOn * vW) / vT / (1 - ofAccount) ** 2 +
        vV;
      expectNormal(reach, Math.log(model.reach) + share * k * Math.log(2), ofReach);
    });
  });

  it('speak for its stories, in proportion to the spread of stories', () => {
    const recentPosts = {
      posts: 1e9,
      views: null,
      reach: BIG * 0.25 * 1000 ** -0.1,
      engagements: null,
    };
    const still = {
      'reach.influencerSd.INSTAGRAM_POST': 0.4,
      'reach.influencerSd.INSTAGRAM_STORY': 0.6,
      'shares.rate.INSTAGRAM_STORY': 0,
    };
    const reach = (factor: number) => {
      const posts = { ...recentPosts, reach: recentPosts.reach * factor };
      const story = lineOf({ row: 'INSTAGRAM_STORY' }, big({ recentPosts: posts }));
      return firstDraw(scenarioOf([story], still), 'GROSS_REACH');
    };
    expect(Math.log(reach(2) / reach(1))).toBeCloseTo(1.5 * Math.log(2), 6);
  });

  it('say how dear it is: z | u is N(.5 u/σu, √.75)', () => {
    const recentPosts = { posts: n, views: null, reach: 50_000, engagements: null };
    const line = lineOf({ feeMinor: null }, aCandidate({ recentPosts }));
    const scenario = scenarioOf([line], {
      ...overrides,
      'level.reach.sd': 0,
      'reach.postSd.INSTAGRAM_POST': 0,
      'price.spread.INSTAGRAM_POST': 0.7,
      'price.clip': 10,
    });
    const metrics = ['GROSS_REACH', 'SPEND'] as const;
    const outcome = run(scenario, { draws: 4096, metrics });
    const reach = drawsOf(outcome, 'GROSS_REACH').map(Math.log);
    const spend = drawsOf(outcome, 'SPEND').map(Math.log);
    // Without post noise the posts settle u but for drift.
    const u = Math.log(2);
    expectNormal(reach, Math.log(50_000), drift);
    const slope = (0.7 * 0.5) / 0.4;
    const variance = slope ** 2 * drift + 0.49 * 0.75;
    expectNormal(spend, Math.log(90_000 * 0.8) + slope * u, variance);
    expect(correlates(reach, spend, (slope * 0.3) / Math.sqrt(variance))).toBe(true);
  });
});
