import { ASSUMED, type Definition, perKey, SHARE } from './define.js';

const NOTHING_LEARNED = {
  evidence: 'A',
  source: 'Assumption: as stated until recorded results say otherwise',
  date: '2026',
} as const;
const REMAINING = {
  unit: 'share',
  distribution: 'fixed',
  ...SHARE,
  ...NOTHING_LEARNED,
};
const PLATFORMS = { INSTAGRAM: 1, TIKTOK: 1, YOUTUBE: 1, SHARER: 1 };
const PIVOT = {
  unit: 'followers',
  distribution: 'fixed',
  min: 1,
  max: 1e9,
  ...NOTHING_LEARNED,
};
const OVER = {
  unit: 'per ln',
  distribution: 'fixed',
  min: -0.5,
  max: 0.9,
  ...NOTHING_LEARNED,
};
const NO_ROW = {
  INSTAGRAM_POST: 0,
  INSTAGRAM_STORY: 0,
  TIKTOK_VIDEO: 0,
  YOUTUBE_VIDEO: 0,
  YOUTUBE_INTEGRATION: 0,
  SHARER_ACTION: 0,
};
const ROWS = {
  INSTAGRAM_POST: 100_000,
  INSTAGRAM_STORY: 100_000,
  TIKTOK_VIDEO: 100_000,
  YOUTUBE_VIDEO: 100_000,
  YOUTUBE_INTEGRATION: 100_000,
  SHARER_ACTION: 100_000,
};

/** What recorded results change beside the values themselves, and how they are learned from. */
export const learning: readonly Definition[] = [
  ...perKey(
    {
      ...REMAINING,
      name: 'level.reach.remaining',
      description:
        'Share of the uncertainty about the level of reach that remains on %: 1 until results were learned from.',
    },
    PLATFORMS,
  ),
  ...perKey(
    {
      ...REMAINING,
      name: 'level.engagement.remaining',
      description:
        'Share of the uncertainty about the level of engagement that remains on %: 1 until results were learned from.',
    },
    PLATFORMS,
  ),
  ...perKey(
    {
      ...REMAINING,
      name: 'level.negativity.remaining',
      description:
        'Share of the uncertainty about the level of negative engagement that remains on %: 1 until results were learned from.',
    },
    PLATFORMS,
  ),
  ...perKey(
    {
      ...PIVOT,
      name: 'reach.pivot',
      description:
        'Followers about which the uncertain slope of reach turns, for one %: nobody knows better than there how far it reaches.',
    },
    ROWS,
  ),
  ...perKey(
    {
      ...PIVOT,
      name: 'engagement.pivot',
      description:
        'Followers about which the uncertain slope of engagement turns, for one %: nobody knows better than there how well it engages.',
    },
    ROWS,
  ),
  {
    ...PIVOT,
    name: 'negativity.pivot',
    description:
      'Followers about which the uncertain slope of negative engagement turns: nobody knows better than there how negative it is.',
    value: 100_000,
  },
  ...perKey(
    {
      name: 'negativity.platform',
      description: 'How much more negative engagement is on % than the intercept says, in logits.',
      unit: 'logit',
      distribution: 'fixed',
      min: -6,
      max: 6,
      ...NOTHING_LEARNED,
    },
    { INSTAGRAM: 0, TIKTOK: 0, YOUTUBE: 0, SHARER: 0 },
  ),
  ...perKey(
    {
      ...OVER,
      name: 'engagement.overAccount',
      description:
        'How much lower the engagement rate of one % is for accounts that reach more than others of their size: minus this per unit of ln.',
    },
    NO_ROW,
  ),
  ...perKey(
    {
      ...OVER,
      name: 'engagement.overPost',
      description:
        'How much more than engagement.overReach says the engagement rate of one % falls when it does better in reach than the account’s others: minus this per unit of ln.',
    },
    NO_ROW,
  ),
  {
    name: 'learning.overReachSd',
    description:
      'How far from what is assumed the fall of engagement rates with unusual reach may lie when results are learned from.',
    unit: 'sd of elasticity',
    value: 0.15,
    distribution: 'sd of engagement.overAccount and of engagement.overPost',
    min: 0,
    max: 3,
    evidence: 'W',
    source:
      'Own fits, elasticities between accounts and within them: .01 and .03 of 1,155 TikTok accounts (2020), .27 and .32 of 216 YouTube channels (2017)',
    date: '2020-11',
  },
  {
    name: 'learning.unseenSd',
    description:
      'How far the levels of coming campaigns may lie from those that results have taught: other people, other times.',
    unit: 'sd of ln or logit',
    value: 0.15,
    distribution: 'sd that is added to what the fit leaves uncertain, up to what it was before',
    min: 0,
    max: 3,
    ...ASSUMED,
  },
  {
    name: 'learning.spreadWeight',
    description:
      'How many influencers, or posts, the preset’s spreads weigh as much as when results are learned from.',
    unit: 'influencers or posts',
    value: 20,
    distribution: 'degrees of freedom of an inverse gamma law about the preset’s variance',
    min: 0,
    max: 1e6,
    ...ASSUMED,
  },
  {
    name: 'learning.leastMaturity',
    description:
      'A placement is learned from when it has, by its age, at least this share of what it will ever have.',
    unit: 'share',
    value: 0.5,
    distribution: 'fixed',
    ...SHARE,
    ...ASSUMED,
  },
  {
    name: 'learning.formatShare',
    description:
      'Share of a platform’s own uncertainty about a level that its formats do not have in common.',
    unit: 'share',
    value: 0.5,
    distribution: 'fixed',
    ...SHARE,
    ...ASSUMED,
  },
];
