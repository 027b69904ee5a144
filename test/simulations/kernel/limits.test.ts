import { expect, it } from 'vitest';
import { aCandidate, aLine, aScenario, assumptions, people } from '../../support/scenario.js';
import { disagreements } from './agreement.js';

const USUAL = 'reach.postMixture.TIKTOK_VIDEO.usual.weight';
const VIRAL = 'reach.postMixture.TIKTOK_VIDEO.viral.weight';

it.each([0, 1e-300, 1])('posts of which the share %d is usual agree', (usual) => {
  const scenario = aScenario({
    lines: [aLine({ row: 'TIKTOK_VIDEO' })],
    assumptions: assumptions({ [USUAL]: usual, [VIRAL]: 1 - usual }),
  });
  expect(disagreements(scenario)).toEqual([]);
});

it.each([0, 1e-300, 1e-11, 1])('decisions of probability %d agree', (probability) => {
  const scenario = aScenario({
    assumptions: assumptions({
      'booking.cancellation.CREATOR': probability,
      'booking.replacement.probability': 1 - probability,
      'shares.viral.probability': probability,
      'booking.onTime': probability,
    }),
  });
  expect(disagreements(scenario)).toEqual([]);
});

it('events raise the odds of posts long after the last planned day', () => {
  const scenario = aScenario({
    assumptions: assumptions({
      'booking.onTime': 0,
      'booking.delay.shape': 100,
      'booking.delay.scale': 365,
      'brandSafety.annualRate.CREATOR': 0.01,
      'brandSafety.oddsFactor': 1000,
    }),
  });
  expect(disagreements(scenario)).toEqual([]);
});

it.each([0, 0.0009, 0.00101, 100])('audiences whose κ − 1 is %d agree', (excess) => {
  const scenario = aScenario({
    universe: 30_000,
    lines: [aLine({ buy: { count: 3 } })],
    assumptions: assumptions({
      'overlap.unknownNiche.median': excess,
      'overlap.unknownNiche.lnSd': 0,
      'reach.universeCap': 0.99,
    }),
  });
  expect(disagreements(scenario)).toEqual([]);
});

it.each([0, 5e-324, 1e-40, 3])(
  'a fee that is the list price says nothing at spread %d',
  (spread) => {
    const scenario = aScenario({
      lines: [aLine({ candidates: people(100_000), feeMinor: 90_000 })],
      assumptions: assumptions({
        'price.spread.INSTAGRAM_POST': spread,
        'price.slopeSd.INSTAGRAM_POST': 0,
      }),
    });
    expect(disagreements(scenario)).toEqual([]);
  },
);

it.each([-10, 3])('few positives or few negatives agree: intercept %d', (intercept) => {
  const scenario = aScenario({
    lines: [aLine({ buy: { count: 1 } })],
    assumptions: assumptions({
      'negativity.intercept': intercept,
      'negativity.influencerSd': 3,
      'negativity.postSd': 3,
      'level.negativity.sd': 3,
    }),
  });
  expect(disagreements(scenario)).toEqual([]);
});

it('offers that hardly anybody accepts agree', () => {
  const scenario = aScenario({
    lines: [aLine(), aLine({ key: 'large', candidates: people(300_000, 1) })],
    assumptions: assumptions({
      'booking.acceptance.small.alpha': 0.1,
      'booking.acceptance.small.beta': 1e6,
      'booking.acceptance.large.alpha': 0.1,
      'booking.acceptance.large.beta': 1e6,
    }),
  });
  // Beyond what f32 holds in 1 of 2,000 worlds.
  const blocks = Array.from({ length: 16 }, (_, index) => ({ index, size: 256 }));
  expect(disagreements(scenario, 'test', blocks)).toEqual([]);
});

it('the smallest numbers agree: a universe of one, a fee of nothing, a single follower', () => {
  const scenario = aScenario({
    universe: 1,
    flightDays: 1,
    lines: [
      aLine({ feeMinor: 0, candidates: people(1) }),
      aLine({
        key: 'named',
        buy: { all: true },
        candidates: [
          aCandidate({ followers: 1, feeMinor: 0, plannedDay: -3650, authenticity: 1e-300 }),
          aCandidate({ ordinal: 1, followers: 1, fit: -10, posted: true }),
        ],
      }),
    ],
  });
  expect(disagreements(scenario)).toEqual([]);
});

it('the largest numbers agree: everybody in the world, whoever they follow', () => {
  const recentPosts = { posts: 1e9, views: 1e11, reach: 1e11, engagements: 1e11 };
  const scenario = aScenario({
    universe: 1e11,
    flightDays: 3650,
    audience: { people: 1e11, platformShare: { INSTAGRAM: 0.999 } },
    lines: [
      aLine({ feeMinor: 9e15, candidates: people(1e10, 5), buy: { count: 300 } }),
      aLine({
        key: 'named',
        row: 'YOUTUBE_VIDEO',
        buy: { all: true },
        candidates: [
          aCandidate({ followers: 1e10, plannedDay: 7300, fit: 10, recentPosts }),
          aCandidate({ ordinal: 1, followers: 1e10, authenticity: 1 }),
        ],
      }),
    ],
    assumptions: assumptions({
      'reach.viewsCap': 1000,
      'reach.rate.INSTAGRAM_POST': 20,
      'reach.universeCap': 0.99,
      'engagement.cap': 1,
      'shares.rate.INSTAGRAM_POST': 0.2,
      'shares.viral.median': 10_000,
      'shares.viral.lnSd': 3,
      'shares.viral.probability': 0.5,
      'clicks.rate.INSTAGRAM_POST': 0.5,
      'booking.replacement.delay.median': 365,
      'booking.replacement.delay.lnSd': 3,
    }),
  });
  expect(disagreements(scenario)).toEqual([]);
});
