import { expect, it } from 'vitest';
import { aLine, aScenario, assumptions, people } from '../../support/scenario.js';
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
