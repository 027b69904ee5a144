import { expect, it } from 'vitest';
import { ACCOUNT_EFFECTS, clustersOf } from '../../../simulations/evidence/clusters.js';
import type { LinearForm } from '../../../simulations/evidence/linear-form.js';
import { postForms } from '../../../simulations/evidence/post-forms.js';
import { plainHypothesis } from '../../../simulations/evidence/suppositions.js';
import type { Candidate } from '../../../simulations/index.js';
import { makePlan } from '../../../simulations/plan/plan.js';
import { BLOCK } from '../../../simulations/random.js';
import { assumptions, aLine, aScenario, CREATOR_ROWS } from '../../support/scenario.js';
import { aSeen } from '../../support/seen.js';
import { EVERYTHING, openOracle, place } from '../kernel/blocks.js';

const BLOCKS = 16;
const DRAWS = BLOCKS * BLOCK;

const PEOPLE: Readonly<Record<string, Partial<Candidate>>> = {
  'of whom nothing is known': {},
  'of a given fee': { feeMinor: 400_000 },
  'of measured authenticity and fit': { authenticity: 0.7, fit: 1 },
  'whose posts were seen': {
    recentPosts: { posts: 8, views: 40_000, reach: null, engagements: 1500 },
  },
  'whose reactions were seen': {
    recentPosts: { posts: 8, views: null, reach: null, engagements: 1500 },
  },
};

/** Wide enough not to touch the caps, where the forms are not linear. */
const UNCAPPED = assumptions({
  'reach.viewsCap': 1000,
  'engagement.cap': 0.9,
  'reach.pivot.INSTAGRAM_POST': 30_000,
  'engagement.pivot.TIKTOK_VIDEO': 30_000,
  'level.reach.remaining.YOUTUBE': 0.6,
  'negativity.platform.TIKTOK': 0.3,
  'engagement.overAccount.INSTAGRAM_POST': 0.3,
  'engagement.overPost.INSTAGRAM_POST': 0.1,
  'engagement.overAccount.YOUTUBE_VIDEO': 0.2,
  'engagement.overPost.YOUTUBE_VIDEO': 0.3,
  // At 25,000 followers spreads are 1.5 times as wide, or a third narrower.
  'reach.influencerSdSlope.INSTAGRAM_POST': -0.3,
  'reach.influencerSdSlope.INSTAGRAM_STORY': 0.3,
  'engagement.influencerSdSlope.INSTAGRAM_POST': 0.3,
  'engagement.influencerSdSlope.YOUTUBE_VIDEO': -0.3,
  'reach.influencerSdSlope.YOUTUBE_VIDEO': -0.3,
  'reach.postSdSlope.INSTAGRAM_POST': 0.3,
  'reach.postSdSlope.TIKTOK_VIDEO': -0.3,
  'reach.postSdSlope.YOUTUBE_VIDEO': -0.2,
});

const varianceOf = ({ common, own }: LinearForm): number =>
  [...common.values(), ...own].reduce((sum, weight) => sum + weight * weight, 0);

it.each(CREATOR_ROWS)(
  'placements that were seen are modelled as those to come: %s',
  (row) => {
    for (const [who, own] of Object.entries(PEOPLE)) {
      const candidate = aSeen(
        { ageDays: 1, reach: 1000 },
        { followers: 25_000, plannedDay: 3, ...own },
      );
      const scenario = aScenario({
        universe: 1e11,
        assumptions: UNCAPPED,
        lines: [aLine({ row, buy: { all: true }, candidates: [candidate] })],
      });
      const plan = makePlan(scenario, EVERYTHING);
      const [cluster] = clustersOf(plan.lines);
      const [placement] = cluster.placements;
      expect(placement.at).toBe(ACCOUNT_EFFECTS);
      const forms = postForms(plan, cluster, placement, plainHypothesis(plan, cluster).of[0]);

      const unseen = { ...candidate, seen: undefined };
      const lines = [aLine({ row, buy: { all: true }, candidates: [unseen] })];
      const oracle = openOracle({ ...scenario, lines });
      const logs: Record<string, number[]> = {
        base: [],
        engagement: [],
        negativity: [],
        shares: [],
      };
      for (let index = 0; index < BLOCKS; index++) {
        const { sums } = place(oracle, { index, size: BLOCK });
        const { base, positiveRate, negativeRate, shareRate } = sums[0];
        for (let d = 0; d < BLOCK; d++) {
          logs.base.push(Math.log(base[d]));
          logs.engagement.push(Math.log((positiveRate[d] + negativeRate[d]) / base[d]));
          logs.negativity.push(Math.log(negativeRate[d] / positiveRate[d]));
          logs.shares.push(Math.log(shareRate[d] / base[d]));
        }
      }
      for (const name of ['base', 'engagement', 'negativity', 'shares'] as const) {
        const of = logs[name];
        const mean = of.reduce((sum, ln) => sum + ln, 0) / DRAWS;
        const variance = of.reduce((sum, ln) => sum + (ln - mean) ** 2, 0) / DRAWS;
        const what = `${name} of ${row}, somebody ${who}`;
        const sd = Math.sqrt(varianceOf(forms[name]));
        // 4.9 standard errors; of a variance √(2/n), and about √(6/n) for TikTok's heavy tail.
        expect(Math.abs(mean - forms[name].constant), what).toBeLessThan((4.9 * sd) / 64);
        expect(Math.abs(variance / sd ** 2 - 1), what).toBeLessThan(4.9 * Math.sqrt(6 / DRAWS));
      }
    }
  },
  30_000,
);
