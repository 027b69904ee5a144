import { ASSUMED, type Definition, perKey } from './define.js';

const SAME_AT_ALL_SIZES = {
  unit: 'elasticity',
  distribution: 'fixed',
  min: -0.3,
  max: 0.3,
  evidence: 'A',
  source: 'Assumption: the same at all sizes until recorded results say otherwise',
  date: '2026',
} as const;
const NO_ROW = {
  INSTAGRAM_POST: 0,
  INSTAGRAM_STORY: 0,
  TIKTOK_VIDEO: 0,
  YOUTUBE_VIDEO: 0,
  YOUTUBE_INTEGRATION: 0,
  SHARER_ACTION: 0,
};

/** How much more alike accounts, and the posts of one, become as they grow. */
export const accountSpread: readonly Definition[] = [
  ...perKey(
    {
      ...SAME_AT_ALL_SIZES,
      name: 'reach.influencerSdSlope',
      description:
        'How the spread of reach between accounts, one %, changes with their size: change of ln(spread) per unit of ln(followers). At −.1 it is a fifth smaller for every tenfold followers.',
    },
    NO_ROW,
  ),
  ...perKey(
    {
      ...SAME_AT_ALL_SIZES,
      name: 'engagement.influencerSdSlope',
      description:
        'How the spread of the engagement rate between accounts, one %, changes with their size: change of ln(spread) per unit of ln(followers). At −.1 it is a fifth smaller for every tenfold followers.',
    },
    NO_ROW,
  ),
  ...perKey(
    {
      ...SAME_AT_ALL_SIZES,
      name: 'reach.postSdSlope',
      description:
        "How the spread of reach between posts of one account, one %, changes with the account's size: change of ln(spread) per unit of ln(followers). At −.1 it is a fifth smaller for every tenfold followers. TikTok's means of post noise change with it.",
    },
    NO_ROW,
  ),
  {
    name: 'accounts.mostSpread',
    description:
      'However small or large accounts are, they and their posts differ from one another at most this many times as much as those of 100,000 followers do, and at least 1 ÷ this as much.',
    unit: 'factor',
    value: 3,
    distribution: 'bound of the clipping',
    min: 1,
    max: 10,
    ...ASSUMED,
  },
  {
    name: 'learning.spreadSlopeSd',
    description:
      'How far from what is assumed the change of the spread between accounts, and between the posts of one, with their size may lie when results are learned from.',
    unit: 'sd of elasticity',
    value: 0.1,
    distribution:
      'sd of reach.influencerSdSlope, engagement.influencerSdSlope and reach.postSdSlope',
    min: 0,
    max: 3,
    evidence: 'W',
    source:
      'Own fits of the sd between accounts over their size: reach −.05 of 1,155 TikTok accounts (2020), −.12 of 217 YouTube channels (2017); engagement rate −.06 and −.05; 0 of 651 Instagram accounts (2017); reach between posts of one account −.03 (TikTok), −.19 (YouTube)',
    date: '2020-11',
  },
];
