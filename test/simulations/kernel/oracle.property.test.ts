import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../../simulations/index.js';
import {
  aCandidate,
  aLine,
  assumptions,
  aScenario,
  CREATOR_ROWS,
  people,
  withoutVariance,
} from '../../support/scenario.js';
import { disagreements } from './agreement.js';
import { extremes, scenarios } from './arbitraries.js';

const agree = (of: fc.Arbitrary<Scenario>, numRuns: number) => {
  const seeds = fc.constantFrom('test', 'other', '');
  fc.assert(
    fc.property(of, seeds, (scenario, seed) => {
      expect(disagreements(scenario, seed)).toEqual([]);
    }),
    { seed: 5, numRuns },
  );
};

describe('the kernel places as the oracle does', () => {
  it('any plan', () => {
    agree(scenarios, 60);
  });

  it('any plan under any assumptions', () => {
    agree(extremes, 90);
  });

  it('a single placement', () => {
    for (const row of ['INSTAGRAM_POST', 'TIKTOK_VIDEO', 'YOUTUBE_VIDEO'] as const) {
      const lines = [aLine({ row, buy: { count: 1 } })];
      expect(disagreements(aScenario({ lines }))).toEqual([]);
    }
  });

  it('100,000 placements', () => {
    const lines = [aLine({ buy: { count: 100_000 }, candidates: people(5_000, 1) })];
    const scenario = aScenario({ lines, universe: 1e10 });
    expect(disagreements(scenario, 'test', [{ index: 3, size: 8 }])).toEqual([]);
  });

  it('accounts and posts that differ less the larger the accounts are', () => {
    const bySize = Object.fromEntries(
      CREATOR_ROWS.flatMap((row, i) => [
        [`reach.influencerSdSlope.${row}`, i % 2 === 0 ? -0.15 : 0.1],
        [`engagement.influencerSdSlope.${row}`, i % 3 === 0 ? 0.3 : -0.1],
        [`reach.postSdSlope.${row}`, i % 2 === 0 ? 0.25 : -0.2],
      ]),
    );
    const recentPosts = { posts: 6, views: null, reach: 9000, engagements: 400 };
    const lines = [
      // A deck whose smallest and largest accounts reach the bound of the spread.
      aLine({ key: 'deck', candidates: people(20_000, 2.5), buy: { count: 20 } }),
      aLine({ key: 'paid', row: 'YOUTUBE_VIDEO', feeMinor: 90_000, buy: { count: 9 } }),
      aLine({ key: 'drawn', row: 'TIKTOK_VIDEO', candidates: people(3e6, 1), buy: { share: 0.1 } }),
      aLine({ key: 'alike', candidates: people(5000), buy: { share: 0.1 } }),
      aLine({
        key: 'named',
        candidates: [
          aCandidate({ profile: 'ada', followers: 4000, recentPosts }),
          aCandidate({ profile: 'bob', followers: 9e6 }),
          aCandidate({ profile: 'eve', followers: 3e5, feeMinor: 1e5, authenticity: 0.4 }),
        ],
        buy: { share: 0.2 },
      }),
      aLine({
        key: 'stories',
        row: 'INSTAGRAM_STORY',
        candidates: [
          aCandidate({
            profile: 'sue',
            followers: 20_000,
            recentPosts: { ...recentPosts, reach: null },
          }),
          aCandidate({
            profile: 'joe',
            followers: 2e6,
            recentPosts: { ...recentPosts, engagements: null },
          }),
          aCandidate({ profile: 'amy', followers: 3e6, recentPosts }),
        ],
        buy: { all: true },
      }),
      aLine({
        key: 'videos',
        row: 'TIKTOK_VIDEO',
        candidates: [
          aCandidate({ profile: 'kim', followers: 4e6, recentPosts }),
          aCandidate({
            profile: 'lou',
            followers: 9000,
            recentPosts: { ...recentPosts, reach: null },
          }),
          aCandidate({ profile: 'max', followers: 2e7 }),
        ],
        buy: { share: 0.6 },
      }),
      aLine({ key: 's', row: 'SHARER_ACTION', candidates: people(800, 0.5), buy: { count: 40 } }),
    ];
    expect(disagreements(aScenario({ lines, assumptions: assumptions(bySize) }))).toEqual([]);
  });

  it('a world without any variance', () => {
    const lines = [
      aLine({ candidates: people(20_000) }),
      aLine({ key: 'videos', row: 'TIKTOK_VIDEO', candidates: people(300_000) }),
      aLine({ key: 'ada', candidates: [aCandidate()], buy: { all: true } }),
    ];
    expect(disagreements(aScenario({ lines, assumptions: withoutVariance() }))).toEqual([]);
  });

  it('more sharers than creators, whose number differs between worlds', () => {
    const lines = [
      aLine({ key: 'a', buy: { share: 0.05 } }),
      aLine({ key: 'b', row: 'TIKTOK_VIDEO', buy: { share: 0.02 } }),
      aLine({ key: 'c', row: 'YOUTUBE_VIDEO', buy: { count: 2 } }),
      aLine({ key: 'd', candidates: [aCandidate()], buy: { share: 0.01 } }),
      aLine({ key: 's', row: 'SHARER_ACTION', candidates: people(800, 0.5), buy: { count: 40 } }),
      aLine({ key: 't', row: 'SHARER_ACTION', candidates: people(800, 0.5), buy: { share: 0.02 } }),
    ];
    expect(disagreements(aScenario({ lines }))).toEqual([]);
  });

  it('creators and sharers by the thousand, whose effects outgrow the memory at hand', () => {
    const lines = [
      aLine({ buy: { count: 1500 } }),
      aLine({ key: 'videos', row: 'TIKTOK_VIDEO', buy: { count: 1000 } }),
      aLine({ key: 's', row: 'SHARER_ACTION', candidates: people(800, 1), buy: { count: 3000 } }),
    ];
    const blocks = [
      { index: 0, size: 8 },
      { index: 1, size: 16 },
    ];
    expect(disagreements(aScenario({ lines }), 'test', blocks)).toEqual([]);
  });

  it('several hundred placements, whose sums move on from f32 to f64', () => {
    const lines = [
      aLine({ buy: { count: 257 } }),
      aLine({ key: 'videos', row: 'TIKTOK_VIDEO', buy: { count: 256 } }),
    ];
    expect(disagreements(aScenario({ lines }))).toEqual([]);
  });

  it('profiles in many pools, under words of another block than the first', () => {
    const keys = Array.from({ length: 12 }, (_, i) => `cell ${i}`);
    const cells = keys.map((key, i) => ({ key, people: 1e6 * (i + 1), wanted: i % 2 === 0 }));
    const candidates = keys.map((key, i) =>
      aCandidate({
        profile: key,
        audience: i % 3 === 0 ? {} : { [key]: 0.4, [keys[(i + 5) % 12]]: 0.5 },
        niche: i % 2 === 0 ? `niche ${i}` : null,
        followers: 10 ** (3 + i / 3),
      }),
    );
    const scenario = aScenario({
      universe: 1e8,
      cells,
      audience: { people: 3e7, platformShare: {} },
      lines: [aLine({ candidates, buy: { all: true } })],
    });
    const last = [
      { index: 4095, size: 256 },
      { index: 1, size: 8 },
    ];
    expect(disagreements(scenario, 'test', last)).toEqual([]);
  });
});
