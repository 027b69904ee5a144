import { expect, it } from 'vitest';
import { type Evidence, learn } from '../../../simulations/evidence/learn.js';
import type { Candidate, Row } from '../../../simulations/index.js';
import { makePlan } from '../../../simulations/plan/plan.js';
import { aLine, aScenario, assumptions } from '../../support/scenario.js';
import { aSeen } from '../../support/seen.js';
import { EVERYTHING } from '../kernel/blocks.js';

const FOLLOWERS = 25_000;
const ROWS = ['INSTAGRAM_POST', 'INSTAGRAM_STORY', 'TIKTOK_VIDEO', 'YOUTUBE_INTEGRATION'] as const;

/** By row and that of its recent posts, all different. */
const SLOPES: Readonly<Record<string, number>> = {
  'reach.influencerSdSlope.INSTAGRAM_POST': -0.3,
  'reach.influencerSdSlope.INSTAGRAM_STORY': 0.25,
  'reach.influencerSdSlope.TIKTOK_VIDEO': 0.1,
  'reach.influencerSdSlope.YOUTUBE_VIDEO': -0.2,
  'reach.influencerSdSlope.YOUTUBE_INTEGRATION': 0.15,
  'engagement.influencerSdSlope.INSTAGRAM_POST': 0.2,
  'engagement.influencerSdSlope.INSTAGRAM_STORY': -0.1,
  'engagement.influencerSdSlope.TIKTOK_VIDEO': -0.25,
  'engagement.influencerSdSlope.YOUTUBE_VIDEO': 0.3,
  'engagement.influencerSdSlope.YOUTUBE_INTEGRATION': -0.15,
  'reach.postSdSlope.INSTAGRAM_POST': 0.28,
  'reach.postSdSlope.INSTAGRAM_STORY': -0.22,
  'reach.postSdSlope.TIKTOK_VIDEO': -0.12,
  'reach.postSdSlope.YOUTUBE_VIDEO': 0.18,
  'reach.postSdSlope.YOUTUBE_INTEGRATION': -0.05,
};

const OTHERS = {
  'engagement.overAccount.INSTAGRAM_POST': 0.3,
  'engagement.overPost.INSTAGRAM_POST': 0.1,
  'engagement.overAccount.TIKTOK_VIDEO': 0.2,
  'engagement.overAccount.YOUTUBE_VIDEO': 0.1,
};

/** The same spreads at all sizes, as wide as the slopes make them at this one. */
function widenedBySlopes(): Record<string, number> {
  const { values } = assumptions();
  const widened: Record<string, number> = {};
  for (const [name, slope] of Object.entries(SLOPES)) {
    const factor = (FOLLOWERS / 1e5) ** slope;
    const spread = name.replace('SdSlope.', 'Sd.');
    const names =
      spread === 'reach.postSd.TIKTOK_VIDEO'
        ? ['usual.mean', 'usual.sd', 'viral.mean', 'viral.sd'].map(
            (part) => `reach.postMixture.TIKTOK_VIDEO.${part}`,
          )
        : [spread];
    for (const one of names) widened[one] = values[one] * factor;
  }
  return widened;
}

const PEOPLE: Readonly<Record<string, Partial<Candidate>>> = {
  'of whom nothing is known': {},
  'of a given fee': { feeMinor: 400_000, authenticity: 0.7 },
  'whose posts were seen': {
    recentPosts: { posts: 3, views: 40_000, reach: null, engagements: 1500 },
  },
  'whose reactions were seen': {
    recentPosts: { posts: 3, views: null, reach: null, engagements: 1500 },
  },
};

function learned(row: Row, own: Partial<Candidate>, overrides: Readonly<Record<string, number>>) {
  const candidates = [0, 1].map((ordinal) =>
    aSeen(
      { ageDays: 2, impressions: 30_000 * (1 + ordinal), engagements: 2000, clicks: 60 },
      { followers: FOLLOWERS, ordinal, plannedDay: 3 + ordinal, ...own },
    ),
  );
  const lines = [aLine({ row, buy: { all: true }, candidates })];
  const all = assumptions({ ...OTHERS, ...overrides });
  return numbersOf(learn(makePlan(aScenario({ today: 9, lines, assumptions: all }), EVERYTHING))!);
}

/** What is known of common shocks, and of every supposition about the influencer. */
function numbersOf({ common, clusters }: Evidence): Record<string, number[]> {
  const numbers: Record<string, number[]> = {
    mean: [...common.mean],
    covariance: [...common.covariance],
  };
  clusters[0].hypotheses.forEach(({ hypothesis, forms, probability }, i) => {
    numbers[`supposition ${i}`] = [
      probability,
      ...hypothesis.of.flatMap(({ postMean, postSd }) => [postMean, postSd]),
    ];
    forms.forEach((of, j) => {
      for (const [name, { constant, own, common }] of Object.entries(of)) {
        numbers[`${name} of post ${j} under ${i}`] = [constant, ...own, ...common.values()];
      }
    });
  });
  return numbers;
}

it.each(ROWS)('what was seen is learned from by the spread of its account’s size: %s', (row) => {
  for (const [who, own] of Object.entries(PEOPLE)) {
    const bySize = learned(row, own, SLOPES);
    const alike = learned(row, own, widenedBySlopes());
    expect(Object.keys(bySize)).toEqual(Object.keys(alike));
    for (const [what, values] of Object.entries(alike)) {
      values.forEach((value, i) => {
        expect(bySize[what][i], `${what}, somebody ${who}`).toBeCloseTo(value, 9);
      });
    }
  }
});
