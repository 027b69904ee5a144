import { describe, expect, it } from 'vitest';
import {
  big,
  correlates,
  expectNear,
  firstDraw,
  lineOf,
  scenarioOf,
} from '../../support/closed-form.js';
import { aCandidate, aLine, drawsOf, people, run } from '../../support/scenario.js';

describe('list prices', () => {
  it('correlate by one half with the rest of the reach effect', () => {
    const scenario = scenarioOf([aLine({ candidates: people(100_000), buy: { count: 1 } })], {
      'reach.influencerSd.INSTAGRAM_POST': 0.4,
      'price.spread.INSTAGRAM_POST': 0.7,
      'price.clip': 10,
      'shares.rate.INSTAGRAM_POST': 0,
    });
    const outcome = run(scenario, { draws: 4096, metrics: ['GROSS_REACH', 'SPEND'] });
    const [reach, spend] = (['GROSS_REACH', 'SPEND'] as const).map((metric) =>
      drawsOf(outcome, metric).map(Math.log),
    );
    expect(correlates(reach, spend, 0.5)).toBe(true);
    expect(correlates(reach, spend, 0.3)).toBe(false);
  });
});

describe('money', () => {
  it('paid to profiles with own posts is what booking them took', () => {
    const recentPosts = { posts: 9, views: null, reach: 60_000, engagements: null };
    const roster = ['a', 'b', 'c'].map((profile) => aCandidate({ profile, recentPosts }));
    const line = lineOf({ feeMinor: null, buy: { share: 1 } }, ...roster);
    const own = {
      'reach.influencerSd.INSTAGRAM_POST': 0.4,
      'price.spread.INSTAGRAM_POST': 0.7,
      'booking.cancellation.CREATOR': 0.3,
    };
    const outcome = run(scenarioOf([line], own, { budgetMinor: 250_000 }), { draws: 64 });
    const [spend, refunds, unspent] = (['SPEND', 'REFUNDS', 'UNSPENT'] as const).map((metric) =>
      drawsOf(outcome, metric),
    );
    spend.forEach((paid, d) => {
      expect(paid + refunds[d] + unspent[d]).toBeCloseTo(250_000, 3);
    });
  });

  it('for screening is paid once per influencer, and not refunded as product and fee are', () => {
    const fees = {
      agencyShare: 0.1,
      rightsShare: 0.1,
      screeningMinor: 2000,
      seedingMinor: 500,
      moderationMinor: 300,
      killFee: true,
    };
    const line = lineOf({ vetted: true, feeMinor: 10_000 }, big(), big({ ordinal: 1 }));
    expect(firstDraw(scenarioOf([line], {}, { fees }), 'SPEND')).toBeCloseTo(2 * 12_800 + 2000, 6);
    const cancelled = {
      'booking.cancellation.CREATOR': 1,
      'booking.replacement.probability': 0,
    };
    const kept = 2 * 12_000 * 0.25 + 2000;
    expect(firstDraw(scenarioOf([line], cancelled, { fees }), 'SPEND')).toBeCloseTo(kept, 6);
    expect(firstDraw(scenarioOf([line], cancelled, { fees }), 'REFUNDS')).toBeCloseTo(
      27_600 - kept,
      6,
    );
  });
});

describe('outreach', () => {
  it('is one offer in .3 for large profiles and in .6 for small ones', () => {
    const offers = (followers: number) =>
      firstDraw(
        scenarioOf([aLine({ candidates: people(followers), buy: { count: 6 } })]),
        'OUTREACH',
      );
    // Acceptance is one Beta draw with a spread of half a percent here.
    expectNear(offers(99_000), 6 / 0.6, 0.03);
    expectNear(offers(100_000), 6 / 0.3, 0.03);
  });
});
