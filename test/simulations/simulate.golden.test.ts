import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ENGINE_VERSION, type Scenario } from '../../simulations/index.js';
import { aCandidate, aLine, aScenario, people, run } from '../support/scenario.js';

/** Every row, every way to buy, known and unknown audiences, own posts, codes and display ads. */
const scenario: Scenario = aScenario({
  brandContent: true,
  cells: [
    { key: 'young', people: 10_000_000, wanted: true },
    { key: 'old', people: 20_000_000, wanted: false },
  ],
  audience: { people: 10_000_000, platformShare: { YOUTUBE: 0.3 } },
  fees: {
    agencyShare: 0.1,
    rightsShare: 0.05,
    screeningMinor: 2_000,
    seedingMinor: 1_000,
    moderationMinor: 500,
    killFee: true,
  },
  lines: [
    aLine({ key: 'posts', tier: 'micro', buy: { share: 0.2 }, vetted: true, promoCode: true }),
    aLine({ key: 'more posts', tier: 'micro', buy: { count: 3 }, adLoad: 3 }),
    aLine({ key: 'stories', row: 'INSTAGRAM_STORY', buy: { count: 4 }, sponsored: false }),
    aLine({ key: 'videos', row: 'TIKTOK_VIDEO', buy: { count: 4 }, feeMinor: 30_000 }),
    aLine({
      key: 'stars',
      role: 'ANCHOR',
      row: 'YOUTUBE_VIDEO',
      candidates: people(900_000, 0.3),
      buy: { count: 1 },
    }),
    aLine({ key: 'mentions', row: 'YOUTUBE_INTEGRATION', buy: { count: 2 } }),
    aLine({
      key: 'sharers',
      row: 'SHARER_ACTION',
      role: 'SHARER',
      candidates: people(1_200, 0.8),
      buy: { share: 0.01 },
    }),
    aLine({ key: 'display', row: 'DISPLAY_AD', buy: { share: 0.1 } }),
    aLine({
      key: 'named',
      buy: { all: true },
      candidates: [
        aCandidate({
          recentPosts: { posts: 9, views: null, reach: 40_000, engagements: 3_000 },
          audience: { young: 0.5, old: 0.2 },
          fit: 1,
        }),
        aCandidate({ ordinal: 1, niche: 'food', authenticity: 0.8, plannedDay: 3, posted: true }),
        aCandidate({
          profile: 'bob',
          niche: 'food',
          followers: 8_000,
          recentPosts: { posts: 20, views: null, reach: null, engagements: 300 },
        }),
      ],
    }),
  ],
});

const file = new URL('simulate.golden.json', import.meta.url);

/** The first and the last draw of two blocks of every metric and group. */
function answer(): Record<string, readonly (number | string)[]> {
  const { groups } = run(scenario, { draws: 264, seed: 'golden' });
  return Object.fromEntries(
    groups.flatMap(({ kind, key, columns }) =>
      Object.entries(columns).map(([metric, column]) => [
        `${kind} ${key} ${metric}`,
        column === null ? [] : [0, 255, 263].map((d) => asJson(column.draws[d])),
      ]),
    ),
  );
}

const asJson = (draw: number): number | string => (Number.isFinite(draw) ? draw : String(draw));

// A change of the model raises ENGINE_VERSION; then record anew with RECORD_GOLDENS=1.
if (process.env.RECORD_GOLDENS === '1') {
  writeFileSync(file, JSON.stringify({ engineVersion: ENGINE_VERSION, answer: answer() }, null, 1));
}

it(`draws are unchanged since engine version ${ENGINE_VERSION}`, () => {
  const golden = JSON.parse(readFileSync(file, 'utf8')) as {
    engineVersion: number;
    answer: Record<string, (number | string)[]>;
  };
  expect(golden.engineVersion).toBe(ENGINE_VERSION);
  const now = answer();
  expect(Object.keys(now)).toEqual(Object.keys(golden.answer));
  for (const [name, draws] of Object.entries(golden.answer)) {
    draws.forEach((draw, i) => {
      const got = now[name][i];
      // Some parameters go through Math.log, which may differ between engines in the last bit.
      if (typeof draw === 'number' && typeof got === 'number' && draw !== 0) {
        expect(Math.abs(got / draw - 1), name).toBeLessThan(1e-12);
      } else {
        expect(got, name).toBe(draw);
      }
    });
  }
});
