import { describe, expect, it } from 'vitest';
import type { Candidate, Line, Metric, RecentPosts, Scenario } from '../../simulations/index.js';
import {
  aCandidate,
  aLine,
  aScenario,
  average,
  deviation,
  drawsOf,
  people,
  run,
  withoutVariance,
} from '../support/scenario.js';

/** One false alarm in a million per assertion, two-sided. */
const Z = 4.892;

/** Audiences so large that counting blurs nothing, of a profile whose authentic share is the mean. */
const BIG = 1e8;
const big = (own: Partial<Candidate> = {}) =>
  aCandidate({ followers: BIG, authenticity: 0.6, ...own });
const of = (own: Partial<Line>, ...candidates: Candidate[]) =>
  aLine({
    sponsored: false,
    feeMinor: 90_000,
    buy: { all: true },
    candidates: candidates.length > 0 ? candidates : [big()],
    ...own,
  });
const plan = (
  lines: readonly Line[],
  overrides: Readonly<Record<string, number>> = {},
  own: Partial<Scenario> = {},
) => aScenario({ universe: 1e10, lines, assumptions: withoutVariance(overrides), ...own });

const first = (scenario: Scenario, metric: Metric, key = 'total') =>
  drawsOf(run(scenario, { draws: 8, metrics: [metric] }), metric, key)[0];

/** Counts are Poisson: relative errors of a tenth of a percent at a million. */
const near = (got: number, expected: number, relative = 0.006) => {
  expect(Math.abs(got / expected - 1)).toBeLessThan(relative);
};

const logit = (p: number) => Math.log(p / (1 - p));

function covariance(x: Float64Array, y: Float64Array): number {
  const [mx, my] = [average(x), average(y)];
  return x.reduce((sum, value, d) => sum + (value - mx) * (y[d] - my), 0) / (x.length - 1);
}

function correlation(x: Float64Array, y: Float64Array): number {
  return covariance(x, y) / (deviation(x) * deviation(y));
}

/** Whether a sample correlation is compatible with `rho`, by Fisher's z. */
const correlates = (x: Float64Array, y: Float64Array, rho: number) =>
  Math.abs(Math.atanh(correlation(x, y)) - Math.atanh(rho)) < Z / Math.sqrt(x.length - 3);

/** Whether normal draws are compatible with a mean and a variance. */
function isNormal(draws: Float64Array, mean: number, variance: number): void {
  const n = draws.length;
  expect(Math.abs(average(draws) - mean)).toBeLessThan(Z * Math.sqrt(variance / n));
  expect(Math.abs(deviation(draws) ** 2 / variance - 1)).toBeLessThan(Z * Math.sqrt(2 / n));
}

describe('clicks', () => {
  it.each([
    [true, 0.6 - 0.25 - 0.3 * 1.2],
    [false, 0.6 - 0.25],
  ])('of a star, sponsored %s, follow trust', (sponsored, trust) => {
    // Ten times the anchor's followers; trust is stated against a sponsored post at the anchor.
    const lines = [of({ sponsored }, aCandidate({ followers: 1e6, authenticity: 0.6 }))];
    const still = { 'clicks.rate.INSTAGRAM_POST': 0.3, 'shares.rate.INSTAGRAM_POST': 0 };
    const outcome = run(plan(lines, still), { draws: 64, metrics: ['CLICKS', 'GROSS_REACH'] });
    const expit = (x: number) => 1 / (1 + Math.exp(-x));
    const rate = (0.3 * expit(trust)) / expit(0.3);
    const reach = drawsOf(outcome, 'GROSS_REACH')[0];
    near(average(drawsOf(outcome, 'CLICKS')), reach * rate, Z / Math.sqrt(64 * reach * rate));
  });
});

it('at most half of all clicks convert', () => {
  const scenario = plan([of({})], { 'conversion.rate': 0.5, 'conversion.slope': 0.5 });
  const outcome = run(scenario, { draws: 8, metrics: ['CLICKS', 'CONVERSIONS'] });
  near(drawsOf(outcome, 'CONVERSIONS')[0] / drawsOf(outcome, 'CLICKS')[0], 0.5, 0.03);
});

describe('engagements', () => {
  it('lose 5% of a post’s over-performance', () => {
    const scenario = plan([of({})], {
      'reach.postSd.INSTAGRAM_POST': 0.35,
      'shares.rate.INSTAGRAM_POST': 0,
    });
    const outcome = run(scenario, { draws: 512, metrics: ['GROSS_REACH', 'ENGAGEMENTS'] });
    const reach = drawsOf(outcome, 'GROSS_REACH').map(Math.log);
    const engagements = drawsOf(outcome, 'ENGAGEMENTS').map(Math.log);
    const slope = covariance(reach, engagements) / deviation(reach) ** 2;
    // A million each: .001 of counting error beside a spread of .35.
    expect(Math.abs(slope - 0.95)).toBeLessThan((Z * 0.001) / (0.35 * Math.sqrt(512)));
  });

  it('fall by a tenth per ad among the last ten posts, on sponsored placements', () => {
    const engagements = (sponsored: boolean, adLoad: number) =>
      first(plan([of({ sponsored, adLoad })]), 'ENGAGEMENTS');
    near(engagements(true, 4) / engagements(true, 1), Math.exp(-0.3));
    near(engagements(false, 4) / engagements(false, 1), 1);
  });

  it('of sharers carry half of the ln effect of the post that each is tied to', () => {
    const posts = [of({ key: 'a' }, big()), of({ key: 'b' }, big({ profile: 'bob' }))];
    // Sharers 0 and 2 pass on the first creator's post, sharer 1 the second's.
    const sharers = ['x', 'y', 'z'].map((profile) => big({ profile }));
    const line = of({ key: 's', row: 'SHARER_ACTION', role: 'SHARER' }, ...sharers);
    const y = { 'engagement.postSd.INSTAGRAM_POST': 0.5 };
    const outcome = run(plan([...posts, line], y), { draws: 64, metrics: ['ENGAGEMENTS'] });
    const [a, b, s] = ['a', 'b', 's'].map((key) => drawsOf(outcome, 'ENGAGEMENTS', key));
    const plain = run(plan([...posts, line]), { draws: 64, metrics: ['ENGAGEMENTS'] });
    const [one, , three] = ['a', 'b', 's'].map((key) =>
      average(drawsOf(plain, 'ENGAGEMENTS', key)),
    );
    s.forEach((engagements, d) => {
      const tied = 2 * Math.sqrt(a[d] / one) + Math.sqrt(b[d] / one);
      near(engagements, (three * tied) / 3, 0.012);
    });
  });

  it('of sharers carry nothing of a post that was not made', () => {
    const sharer = of({ key: 's', row: 'SHARER_ACTION', role: 'SHARER' }, big({ profile: 'x' }));
    const cancelled = {
      'engagement.postSd.INSTAGRAM_POST': 0.5,
      'booking.cancellation.CREATOR': 1,
      'booking.replacement.probability': 0,
    };
    const ask = { draws: 64, metrics: ['ENGAGEMENTS'] } as const;
    const tied = drawsOf(run(plan([of({ key: 'a' }), sharer], cancelled), ask), 'ENGAGEMENTS', 's');
    expect(tied).toEqual(drawsOf(run(plan([sharer]), ask), 'ENGAGEMENTS', 's'));
  });

  it('of anchors are neither lifted by brand content nor passed on by sharers', () => {
    const posts = (role: Line['role']) => [
      of({ key: 'a', role }),
      of({ key: 's', row: 'SHARER_ACTION', role: 'SHARER' }, big({ profile: 'x' })),
    ];
    const y = { 'engagement.postSd.INSTAGRAM_POST': 0.5 };
    const ask = { draws: 64, metrics: ['ENGAGEMENTS'] } as const;
    const engagements = (role: Line['role'], brandContent: boolean, key: string) =>
      drawsOf(run(plan(posts(role), y, { brandContent }), ask), 'ENGAGEMENTS', key);
    expect(engagements('ANCHOR', true, 'a')).toEqual(engagements('ANCHOR', false, 'a'));
    expect(engagements('CREATOR', true, 'a')).not.toEqual(engagements('CREATOR', false, 'a'));
    const spread = (role: Line['role']) => deviation(engagements(role, false, 's').map(Math.log));
    expect(spread('ANCHOR')).toBeLessThan(0.01);
    expect(spread('CREATOR')).toBeGreaterThan(0.15);
  });

  it('are worth their likes, comments, shares and views', () => {
    const metrics = ['EMV', 'ENGAGEMENTS', 'SHARES', 'IMPRESSIONS'] as const;
    const valued = (row: Line['row'], comments: (rest: number, views: number) => number) => {
      const overrides = {
        'engagement.commentsPerLike.INSTAGRAM.min': 0.03,
        'engagement.commentsPerLike.INSTAGRAM.max': 0.03,
        'engagement.commentsPerLike.YOUTUBE.min': 0.12,
        'engagement.commentsPerLike.YOUTUBE.max': 0.12,
      };
      const outcome = run(plan([of({ row })], overrides), { draws: 8, metrics });
      const [emv, engagements, shares, seen] = metrics.map((metric) => drawsOf(outcome, metric)[0]);
      const views = seen - 100 * shares;
      const rest = engagements - (row === 'TIKTOK_VIDEO' ? shares : 0);
      const commented = comments(rest, views);
      const cents = 15 * (rest - commented) + 300 * commented + 200 * shares + 9 * views;
      expect(emv / cents).toBeCloseTo(1, 9);
    };
    valued('INSTAGRAM_POST', (rest) => (rest * 0.03) / 1.03);
    valued('YOUTUBE_VIDEO', (rest) => (rest * 0.12) / 1.12);
    valued('TIKTOK_VIDEO', (_rest, views) => 0.0011 * views);
  });
});

describe('shares', () => {
  const video = (own: Partial<Candidate> = {}) => of({ row: 'TIKTOK_VIDEO' }, big(own));
  const still = {
    'reach.postMixture.TIKTOK_VIDEO.usual.mean': 0,
    'reach.postMixture.TIKTOK_VIDEO.viral.mean': 0,
  };
  const perView = (followers: number, overrides: Readonly<Record<string, number>>) => {
    const scenario = plan([video({ followers })], { ...still, ...overrides });
    const outcome = run(scenario, { draws: 64, metrics: ['SHARES', 'IMPRESSIONS'] });
    const shares = average(drawsOf(outcome, 'SHARES'));
    return shares / (average(drawsOf(outcome, 'IMPRESSIONS')) - 100 * shares);
  };

  it('of TikTok videos fall with size', () => {
    near(perView(BIG, {}), 0.0009 * 1000 ** -0.06);
  });

  it('of TikTok videos are engagements, so never more', () => {
    const rates = {
      'engagement.rate.TIKTOK_VIDEO': 0.001,
      'engagement.slopeAbove.TIKTOK_VIDEO': 0,
    };
    near(perView(BIG, { ...rates, 'shares.rate.TIKTOK_VIDEO': 0.2 }), 0.001);
  });
});

describe('the negative share', () => {
  it('falls by .3 logits per sd of fit', () => {
    const share = (fit: number) =>
      first(plan([of({}, big({ fit }))], { 'negativity.fit': 0.3 }), 'NEGATIVE_ENGAGEMENT_RATIO');
    // Three decades above the anchor at .15 each; 18,000 negatives or more.
    expect(Math.abs(logit(share(0)) - (-3.35 + 0.45))).toBeLessThan(Z / Math.sqrt(18_000));
    expect(Math.abs(logit(share(2)) - logit(share(0)) + 0.6)).toBeLessThan(
      Z * Math.sqrt(2 / 18_000),
    );
  });

  it('of a stand-in does not know the fit of whom it replaces', () => {
    const replaced = {
      'negativity.fit': 0.3,
      'booking.cancellation.CREATOR': 1,
      'booking.replacement.probability': 1,
    };
    const scenario = plan([of({}, big({ fit: 5 }))], replaced);
    const outcome = run(scenario, { draws: 512, metrics: ['NEGATIVE_ENGAGEMENT_RATIO'] });
    isNormal(drawsOf(outcome, 'NEGATIVE_ENGAGEMENT_RATIO').map(logit), -2.9, 0.3 ** 2);
  });

  it('has eight times the odds on what is posted after an event, not before', () => {
    // Ten a year: by day 36.5 of ten years 1 − 1/e of all have had theirs.
    const scenario = plan(
      [of({}, big({ plannedDay: 36.5 }))],
      { 'brandSafety.annualRate.CREATOR': 10 },
      { flightDays: 3650 },
    );
    const n = 1024;
    const ratio = drawsOf(
      run(scenario, { draws: n, metrics: ['NEGATIVE_ENGAGEMENT_RATIO'] }),
      'NEGATIVE_ENGAGEMENT_RATIO',
    );
    const p = 1 - Math.exp(-1);
    const turned = ratio.filter((share) => logit(share) > -2.9 + Math.log(3));
    expect(Math.abs(turned.length / n - p)).toBeLessThan(Z * Math.sqrt((p * (1 - p)) / n));
    near(average(turned.map(logit)), -2.9 + Math.log(8));
  });
});

describe('campaign shocks', () => {
  it('of reach, engagement and negativity correlate as the table says', () => {
    const scenario = plan([of({})], {
      'campaign.reach.sd': 0.12,
      'campaign.engagement.sd': 0.25,
      'campaign.negativity.sd': 0.4,
      'shares.rate.INSTAGRAM_POST': 0,
    });
    const metrics = ['GROSS_REACH', 'ENGAGEMENTS', 'NEGATIVE_ENGAGEMENT_RATIO'] as const;
    const outcome = run(scenario, { draws: 4096, metrics });
    const reach = drawsOf(outcome, 'GROSS_REACH').map(Math.log);
    const rate = drawsOf(outcome, 'ENGAGEMENTS').map((n, d) => Math.log(n) - reach[d]);
    const negativity = drawsOf(outcome, 'NEGATIVE_ENGAGEMENT_RATIO').map(logit);
    isNormal(reach, average(reach), 0.12 ** 2);
    isNormal(rate, average(rate), 0.25 ** 2);
    isNormal(negativity, -2.9, 0.4 ** 2);
    expect(correlates(reach, rate, 0.5)).toBe(true);
    expect(correlates(rate, negativity, -0.4)).toBe(true);
    expect(correlates(reach, negativity, -0.2)).toBe(true);
    expect(correlates(reach, negativity, 0)).toBe(false);
  });
});

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
  const lnOf = (own: Partial<RecentPosts>) => {
    const recentPosts = { posts: n, views: null, reach: null, engagements: null, ...own };
    const scenario = plan([of({}, aCandidate({ recentPosts }))], overrides);
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
    isNormal(reach, Math.log(model.reach) + k * Math.log(2), ofReach);
    const kW = vW / (vW + (vY + 0.05 ** 2 * vV) / n);
    const ofRate = (1 - kW) ** 2 * vE + vW * (1 - kW) + vY + 0.05 ** 2 * vV;
    const seen = Math.log(9000 / 50_000 / model.rate);
    isNormal(rate, Math.log(model.rate) + kW * seen, ofRate);
  });

  it('leave engagement open when only views are known', () => {
    const { reach, rate } = lnOf({ views: 62_500 });
    const k = vU / (vU + vV / n);
    const ofReach = (1 - k) ** 2 * vR + vU * (1 - k) + drift + vV;
    isNormal(reach, Math.log(model.reach) + k * Math.log(2), ofReach);
    isNormal(rate, Math.log(model.rate), vE + vW + vY + 0.05 ** 2 * vV);
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
    isNormal(reach, Math.log(model.reach) + shareU * k * Math.log(2), ofReach);
    const ofRate = parts(1 - shareU, vE, vR) + vY + 0.05 ** 2 * vV;
    isNormal(rate, Math.log(model.rate) + (1 - shareU) * k * Math.log(2), ofRate);
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
      const story = of({ row: 'INSTAGRAM_STORY' }, big({ recentPosts: posts }));
      return first(plan([story], still), 'GROSS_REACH');
    };
    expect(Math.log(reach(2) / reach(1))).toBeCloseTo(1.5 * Math.log(2), 6);
  });

  it('say how dear it is: z | u is N(.5 u/σu, √.75)', () => {
    const recentPosts = { posts: n, views: null, reach: 50_000, engagements: null };
    const line = of({ feeMinor: null }, aCandidate({ recentPosts }));
    const scenario = plan([line], {
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
    isNormal(reach, Math.log(50_000), drift);
    const slope = (0.7 * 0.5) / 0.4;
    const variance = slope ** 2 * drift + 0.49 * 0.75;
    isNormal(spend, Math.log(90_000 * 0.8) + slope * u, variance);
    expect(correlates(reach, spend, (slope * 0.3) / Math.sqrt(variance))).toBe(true);
  });
});

describe('list prices', () => {
  it('correlate by one half with the rest of the reach effect', () => {
    const scenario = plan([aLine({ candidates: people(100_000), buy: { count: 1 } })], {
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
    const line = of({ feeMinor: null, buy: { share: 1 } }, ...roster);
    const own = {
      'reach.influencerSd.INSTAGRAM_POST': 0.4,
      'price.spread.INSTAGRAM_POST': 0.7,
      'booking.cancellation.CREATOR': 0.3,
    };
    const outcome = run(plan([line], own, { budgetMinor: 250_000 }), { draws: 64 });
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
    const line = of({ vetted: true, feeMinor: 10_000 }, big(), big({ ordinal: 1 }));
    expect(first(plan([line], {}, { fees }), 'SPEND')).toBeCloseTo(2 * 12_800 + 2000, 6);
    const cancelled = {
      'booking.cancellation.CREATOR': 1,
      'booking.replacement.probability': 0,
    };
    const kept = 2 * 12_000 * 0.25 + 2000;
    expect(first(plan([line], cancelled, { fees }), 'SPEND')).toBeCloseTo(kept, 6);
    expect(first(plan([line], cancelled, { fees }), 'REFUNDS')).toBeCloseTo(27_600 - kept, 6);
  });
});

describe('posting', () => {
  const shocks = { 'day.sd.INSTAGRAM': 0.5, 'shares.rate.INSTAGRAM_POST': 0 };
  const reachOf = (plannedDay: number, onTime: number, n: number) =>
    drawsOf(
      run(plan([of({}, big({ plannedDay }))], { ...shocks, 'booking.onTime': onTime }), {
        draws: n,
        metrics: ['GROSS_REACH'],
      }),
      'GROSS_REACH',
    );

  it('is on the planned day seven times in ten, else late by Gamma(2, 2 days)', () => {
    const n = 2048;
    const posted = reachOf(0, 0.7, n);
    // P(G < t) of Gamma(2, 2)
    const before = (t: number) => 1 - Math.exp(-t / 2) * (1 + t / 2);
    for (const day of [0, 1, 4]) {
      const onThatDay = reachOf(day, 1, n);
      const same = posted.filter((reach, d) => reach === onThatDay[d]).length / n;
      const p = (day === 0 ? 0.7 : 0) + 0.3 * (before(day + 1) - before(day));
      expect(Math.abs(same - p)).toBeLessThan(Z * Math.sqrt((p * (1 - p)) / n));
    }
  });

  it('by a stand-in is somebody of unknown authenticity and posts', () => {
    const recentPosts = { posts: 1e9, views: null, reach: 10, engagements: null };
    const cancelled = {
      'booking.cancellation.CREATOR': 1,
      'booking.replacement.probability': 1,
      'shares.rate.INSTAGRAM_POST': 0,
    };
    const expected = BIG * 0.25 * 1000 ** -0.1;
    for (const own of [{ authenticity: 0.01 }, { recentPosts }]) {
      const reach = first(plan([of({}, big(own))], cancelled), 'GROSS_REACH');
      // The stand-in's authentic share has a spread of a quarter of a percent.
      near(reach, expected, 0.015);
    }
  });
});

it('a stand-in takes over the fee, but is as dear as its own reach', () => {
  const line = aLine({ candidates: people(100_000), buy: { count: 1 }, sponsored: false });
  const scenario = plan([line], {
    'booking.cancellation.CREATOR': 1,
    'booking.replacement.probability': 1,
    'reach.influencerSd.INSTAGRAM_POST': 0.4,
    'price.spread.INSTAGRAM_POST': 0.7,
    'price.clip': 10,
    'shares.rate.INSTAGRAM_POST': 0,
  });
  const outcome = run(scenario, { draws: 4096, metrics: ['GROSS_REACH', 'SPEND'] });
  const [reach, spend] = (['GROSS_REACH', 'SPEND'] as const).map((metric) =>
    drawsOf(outcome, metric).map(Math.log),
  );
  isNormal(reach, Math.log(25_000), 0.16);
  isNormal(spend, Math.log(90_000 * 0.8), 0.49);
  expect(correlates(reach, spend, 0)).toBe(true);
});

describe('outreach', () => {
  it('is one offer in .3 for large profiles and in .6 for small ones', () => {
    const offers = (followers: number) =>
      first(plan([aLine({ candidates: people(followers), buy: { count: 6 } })]), 'OUTREACH');
    // Acceptance is one Beta draw with a spread of half a percent here.
    near(offers(99_000), 6 / 0.6, 0.03);
    near(offers(100_000), 6 / 0.3, 0.03);
  });
});

describe('display advertising', () => {
  const display = aLine({ key: 'd', row: 'DISPLAY_AD', buy: { share: 1 } });
  const conversions = (overrides: Readonly<Record<string, number>>, draws: number) => {
    const scenario = plan([display, of({ key: 'i' })], overrides, { budgetMinor: 1e12 });
    const outcome = run(scenario, { draws, metrics: ['CLICKS', 'CONVERSIONS'] });
    return ['d', 'i'].map((key) =>
      drawsOf(outcome, 'CONVERSIONS', key).map((n, d) => n / drawsOf(outcome, 'CLICKS', key)[d]),
    );
  };

  it('converts .6 times as well', () => {
    const [ads] = conversions({}, 8);
    near(ads[0], 0.6 * 0.018);
  });

  it('joins people reached by creators through the overlap across niches', () => {
    const scenario = plan(
      [display, of({ key: 'i' })],
      { 'shares.rate.INSTAGRAM_POST': 0 },
      { universe: 6e7, budgetMinor: 1e7 },
    );
    const outcome = run(scenario, { draws: 8, metrics: ['REACH'] });
    const [both, ads, posts] = ['total', 'd', 'i'].map((key) => drawsOf(outcome, 'REACH', key)[0]);
    // κ − 1 = .3
    const theta = 1 / 0.3;
    const w = (people: number) => theta * ((1 - people / 6e7) ** (-1 / theta) - 1);
    const joined = 6e7 * (1 - (1 + (w(ads) + w(posts)) / theta) ** -theta);
    expect(both / joined).toBeCloseTo(1, 9);
  });

  it('has a conversion level of its own', () => {
    const apart = { 'level.cvr.sd': 0.45, 'level.sharedVariance': 0 };
    const [ads, posts] = conversions(apart, 512).map((rates) => rates.map(Math.log));
    expect(correlates(ads, posts, 0)).toBe(true);
    const alike = { 'level.cvr.sd': 0.45, 'level.sharedVariance': 1 };
    const [x, y] = conversions(alike, 512).map((rates) => rates.map(Math.log));
    expect(correlation(x, y)).toBeGreaterThan(0.99);
  });
});

it('a coupon’s sharing is lognormal between its bounds', () => {
  const line = of({ promoCode: true });
  const scenario = plan([line], { 'coupon.sharing.lnSd': 3, 'shares.peoplePerShare.median': 1e5 });
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

it('views are capped before reach: twenty times the followers are seen, not reached', () => {
  const overrides = { 'reach.rate.INSTAGRAM_POST': 20, 'shares.rate.INSTAGRAM_POST': 0 };
  const scenario = plan([of({}, aCandidate({ authenticity: 0.6 }))], overrides);
  expect(first(scenario, 'GROSS_REACH')).toBeCloseTo((20 * 100_000) / 1.25, 3);
});

describe('a wanted audience', () => {
  const cells = [{ key: 'young', people: 1e9, wanted: true }];
  const shares = { 'shares.rate.INSTAGRAM_POST': 0.01 };

  it('is reached in proportion to its share of a profile’s audience, friends’ shares included', () => {
    const audience = { people: 1e9, platformShare: {} };
    const line = of({}, aCandidate({ authenticity: 0.6, audience: { young: 0.25 } }));
    const scenario = plan([line], shares, { cells, audience });
    const outcome = run(scenario, { draws: 8, metrics: ['TARGET_REACH', 'GROSS_REACH'] });
    // So few of so many that nobody is reached twice.
    const gross = drawsOf(outcome, 'GROSS_REACH')[0];
    near(drawsOf(outcome, 'TARGET_REACH')[0], 0.25 * gross, 0.001);
  });

  it.each([
    ['the platform’s mean', { INSTAGRAM: 0.3 }, 0.3],
    ['that of everybody', {}, 0.1],
  ])('is a Beta share of unknown audiences around %s', (_name, platformShare, m) => {
    const audience = { people: 1e9, platformShare };
    const scenario = plan([of({}, aCandidate({ authenticity: 0.6 }))], {}, { audience });
    const n = 1024;
    const outcome = run(scenario, { draws: n, metrics: ['TARGET_REACH', 'GROSS_REACH'] });
    const gross = drawsOf(outcome, 'GROSS_REACH');
    const share = drawsOf(outcome, 'TARGET_REACH').map((reach, d) => reach / gross[d]);
    // Beta(10m, 10(1 − m)): variance m(1 − m)/11; its kurtosis is below 5 for both.
    const variance = (m * (1 - m)) / 11;
    expect(Math.abs(average(share) - m)).toBeLessThan(Z * Math.sqrt(variance / n));
    expect(Math.abs(deviation(share) ** 2 / variance - 1)).toBeLessThan(Z * Math.sqrt(4 / n));
  });

  it('is reached to .6 by one placement at most, as any audience cell', () => {
    const few = [{ key: 'young', people: 1000, wanted: true }];
    const line = of({}, aCandidate({ audience: { young: 1 } }));
    const audience = { people: 1000, platformShare: {} };
    const still = { 'shares.rate.INSTAGRAM_POST': 0 };
    const scenario = plan([line], still, { cells: few, audience });
    expect(first(scenario, 'REACH')).toBeCloseTo(600, 6);
    expect(first(scenario, 'TARGET_REACH')).toBeCloseTo(600, 6);
  });
});

it('nobody is reached twice over, however much audiences duplicate', () => {
  const overlap = {
    'overlap.unknownNiche.median': 100,
    'overlap.unknownNiche.lnSd': 3,
    'reach.universeCap': 0.99,
    'shares.rate.INSTAGRAM_POST': 0,
  };
  const scenario = plan([of({})], overlap, { universe: 1e6 });
  const outcome = run(scenario, { metrics: ['REACH', 'GROSS_REACH'] });
  drawsOf(outcome, 'REACH').forEach((reach, d) => {
    expect(reach / drawsOf(outcome, 'GROSS_REACH')[d]).toBeCloseTo(1, 9);
  });
});
