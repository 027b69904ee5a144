import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ENGINE_VERSION, type Outcome, type Scenario } from '../../simulations/index.js';
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
function drawsOf({ groups }: Outcome): Record<string, readonly (number | string)[]> {
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

/** SHA-256 of every draw of every metric and group, as little-endian doubles. */
function hashOf({ groups }: Outcome): string {
  const hash = createHash('sha256');
  for (const { kind, key, columns } of groups) {
    for (const [metric, column] of Object.entries(columns)) {
      hash.update(`${kind} ${key} ${metric}`);
      if (column === null) continue;
      const bytes = new DataView(new ArrayBuffer(column.draws.length * 8));
      column.draws.forEach((draw, d) => {
        // Which of the many bit patterns of NaN an operation ends in is the machine's choice.
        if (Number.isNaN(draw)) bytes.setBigUint64(d * 8, 0x7ff8000000000000n, true);
        else bytes.setFloat64(d * 8, draw, true);
      });
      hash.update(bytes);
    }
  }
  return hash.digest('hex');
}

interface Golden {
  readonly engineVersion: number;
  readonly bytes: string;
  readonly answer: Record<string, readonly (number | string)[]>;
}

const outcome = run(scenario, { draws: 264, seed: 'golden' });
const now: Golden = {
  engineVersion: ENGINE_VERSION,
  bytes: hashOf(outcome),
  answer: drawsOf(outcome),
};

// A change of the model raises ENGINE_VERSION; then record anew with RECORD_GOLDENS=1.
if (process.env.RECORD_GOLDENS === '1') writeFileSync(file, JSON.stringify(now, null, 1));

const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden;

it(`draws are unchanged since engine version ${ENGINE_VERSION}`, () => {
  expect(golden.engineVersion).toBe(ENGINE_VERSION);
  expect(Object.keys(now.answer)).toEqual(Object.keys(golden.answer));
  for (const [name, draws] of Object.entries(golden.answer)) {
    draws.forEach((draw, i) => {
      const got = now.answer[name][i];
      // Whether every bit is the same is said below; this says what has moved, if anything has.
      if (typeof draw === 'number' && typeof got === 'number' && draw !== 0) {
        expect(Math.abs(got / draw - 1), name).toBeLessThan(1e-12);
      } else {
        expect(got, name).toBe(draw);
      }
    });
  }
});

// Draws are made by operations that IEEE 754 and WebAssembly leave no choice in.
it(`every byte of the draws is as in engine version ${ENGINE_VERSION}, on any machine`, () => {
  expect(now.bytes).toBe(golden.bytes);
});
