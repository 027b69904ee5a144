import { ASSUMED, type Definition, perKey, SHARE, SPREAD } from './define.js';

const INSTAGRAM = {
  evidence: 'W',
  source:
    'Minter.io 2019 (3–4M posts: 37.7% of followers below 20K, 22.9% at 100K, 19.1% above 1M), Bazaarvoice 2021',
  date: '2019',
} as const;
const STORY = {
  evidence: 'W',
  source: 'Minter.io 2019 (350K stories: 8.2% of followers below 20K, 4.1% at 100K, 3.8% above 1M)',
  date: '2019',
} as const;
const TIKTOK = {
  evidence: 'E',
  source: 'Own fit: 42K videos of 1,681 TikTok accounts, Nov 2020',
  date: '2020-11',
} as const;
const YOUTUBE_LEVEL = {
  evidence: 'W',
  source:
    'Between Tubular 2023 (4–8% of subscribers watch) and own fit of 258 channels of 2017 (49% at 1M, search-selected, biased up)',
  date: '2017',
} as const;
const YOUTUBE_SPREAD = {
  evidence: 'E',
  source: 'Own fits: 258 YouTube channels of 2017, 11 channels of 2022',
  date: '2022',
} as const;
const FRIENDS = {
  evidence: 'E',
  source: 'Bernstein et al., CHI 2013: a post is seen by 35% of friends (222K Facebook users)',
  date: '2013',
} as const;

/** Followers to reach and views. */
export const reach: readonly Definition[] = [
  ...perKey(
    {
      name: 'reach.rate',
      description:
        'Reach of one %, unsponsored, at 100,000 followers: people reached per follower (views per follower on TikTok and YouTube).',
      unit: 'per follower',
      distribution: 'median; every world shifts it by the reach level and the campaign',
      min: 0.0001,
      max: 20,
      ...INSTAGRAM,
    },
    {
      INSTAGRAM_POST: 0.25,
      INSTAGRAM_STORY: { value: 0.045, ...STORY },
      TIKTOK_VIDEO: { value: 0.18, ...TIKTOK },
      YOUTUBE_VIDEO: { value: 0.19, ...YOUTUBE_LEVEL },
      YOUTUBE_INTEGRATION: { value: 0.19, ...YOUTUBE_LEVEL },
      SHARER_ACTION: { value: 0.36, ...FRIENDS },
    },
  ),
  ...perKey(
    {
      name: 'reach.slope',
      description:
        'How reach per follower of one % changes with size: change of ln(reach per follower) per unit of ln(followers).',
      unit: 'elasticity',
      distribution: 'mean of N(mean, sd), one draw per world',
      min: -1.5,
      max: 1,
      ...INSTAGRAM,
    },
    {
      INSTAGRAM_POST: -0.1,
      INSTAGRAM_STORY: { value: -0.12, ...STORY },
      TIKTOK_VIDEO: { value: -0.02, ...TIKTOK },
      YOUTUBE_VIDEO: { value: -0.2, ...YOUTUBE_LEVEL },
      YOUTUBE_INTEGRATION: { value: -0.2, ...YOUTUBE_LEVEL },
      SHARER_ACTION: { value: -0.05, ...FRIENDS },
    },
  ),
  ...perKey(
    {
      name: 'reach.slopeSd',
      description: 'How uncertain the change of reach with size is, for one %.',
      unit: 'sd of elasticity',
      distribution: 'sd of N(mean, sd), one draw per world',
      ...SPREAD,
      evidence: 'W',
      source: 'Spread between the sources of the slope',
      date: '2019',
    },
    {
      INSTAGRAM_POST: 0.03,
      INSTAGRAM_STORY: 0.05,
      TIKTOK_VIDEO: {
        value: 0.02,
        source: 'Standard error .017 of the own fit of 1,173 TikTok accounts, Nov 2020',
        date: '2020-11',
      },
      YOUTUBE_VIDEO: 0.1,
      YOUTUBE_INTEGRATION: 0.1,
      SHARER_ACTION: 0.05,
    },
  ),
  ...perKey(
    {
      name: 'reach.influencerSd',
      description:
        'Spread of reach between accounts of one size, one %: bought followers included.',
      unit: 'sd of ln',
      distribution: 'sd of N(0, sd), one draw per influencer',
      ...SPREAD,
      evidence: 'W',
      source:
        'Own fit of likes per follower, 945 Instagram accounts of 2017 (sd .77 with engagement)',
      date: '2017',
    },
    {
      INSTAGRAM_POST: 0.4,
      INSTAGRAM_STORY: 0.45,
      TIKTOK_VIDEO: { value: 1, ...TIKTOK },
      YOUTUBE_VIDEO: { value: 1, ...YOUTUBE_SPREAD },
      YOUTUBE_INTEGRATION: { value: 1, ...YOUTUBE_SPREAD },
      SHARER_ACTION: { value: 0.4, ...FRIENDS },
    },
  ),
  {
    name: 'reach.authenticityVarianceFloor',
    description:
      'The spread of authenticity is part of the spread between accounts; this variance of it remains at least.',
    unit: 'variance of ln',
    value: 0.04,
    distribution: 'fixed',
    min: 0,
    max: 1,
    ...ASSUMED,
  },
  ...perKey(
    {
      name: 'reach.postSd',
      description: 'Spread of reach between the posts of one account, one %.',
      unit: 'sd of ln',
      distribution: 'sd of N(0, sd), one draw per placement',
      ...SPREAD,
      evidence: 'E',
      source: 'Own fit: 13,988 posts of 931 Instagram accounts, 2017',
      date: '2017',
    },
    {
      INSTAGRAM_POST: 0.35,
      INSTAGRAM_STORY: {
        value: 0.25,
        evidence: 'A',
        source: 'Assumption: steadier than posts, no discovery feed',
        date: '2026',
      },
      YOUTUBE_VIDEO: { value: 0.75, ...YOUTUBE_SPREAD },
      YOUTUBE_INTEGRATION: { value: 0.75, ...YOUTUBE_SPREAD },
      SHARER_ACTION: {
        value: 0.35,
        evidence: 'E',
        source: 'Own fit: last 20 posts of 587 ordinary Instagram accounts, 2019',
        date: '2019',
      },
    },
  ),
  ...(
    [
      [
        'usual.weight',
        0.65,
        SHARE,
        'share',
        'Share of TikTok videos that do as usual; the others may take off.',
      ],
      [
        'usual.mean',
        -0.1,
        { min: -3, max: 3 },
        'ln',
        'Usual TikTok videos against the account’s median, mean in ln.',
      ],
      [
        'usual.sd',
        0.46,
        SPREAD,
        'sd of ln',
        'Usual TikTok videos against the account’s median, spread in ln.',
      ],
      [
        'viral.weight',
        0.35,
        SHARE,
        'share',
        'Share of TikTok videos that may take off; with the usual ones this makes 1.',
      ],
      [
        'viral.mean',
        0.57,
        { min: -3, max: 3 },
        'ln',
        'TikTok videos that may take off, mean in ln.',
      ],
      ['viral.sd', 1.27, SPREAD, 'sd of ln', 'TikTok videos that may take off, spread in ln.'],
    ] as const
  ).map(([name, value, bounds, unit, description]): Definition => ({
    name: `reach.postMixture.TIKTOK_VIDEO.${name}`,
    description,
    unit,
    value,
    distribution: 'mixture of two normals, one draw per placement',
    ...bounds,
    ...TIKTOK,
  })),
  ...perKey(
    {
      name: 'reach.viewsPerPerson',
      description: 'Views per reached person of one %: how often one person sees it.',
      unit: 'views per person',
      distribution: 'fixed',
      min: 1,
      max: 20,
      evidence: 'W',
      source:
        'Stellar help centre: unique viewers are 75% of YouTube views and 68% of TikTok views',
      date: '2023',
    },
    {
      INSTAGRAM_POST: { value: 1.25, evidence: 'A', source: ASSUMED.source, date: ASSUMED.date },
      INSTAGRAM_STORY: { value: 1.1, evidence: 'A', source: ASSUMED.source, date: ASSUMED.date },
      TIKTOK_VIDEO: 1.47,
      YOUTUBE_VIDEO: 1.33,
      YOUTUBE_INTEGRATION: 1.33,
      SHARER_ACTION: { value: 1.1, evidence: 'A', source: ASSUMED.source, date: ASSUMED.date },
    },
  ),
  ...perKey(
    {
      name: 'reach.sponsored',
      description: 'Reach of a sponsored % against an unsponsored one of the same account.',
      unit: 'factor',
      distribution: 'fixed',
      min: 0.05,
      max: 5,
      evidence: 'W',
      source: 'Assumption, after the likes of marked posts (×.88, 189 Instagram accounts, 2017)',
      date: '2017',
    },
    {
      INSTAGRAM_POST: 0.9,
      INSTAGRAM_STORY: { value: 0.95, evidence: 'A', source: ASSUMED.source, date: ASSUMED.date },
      TIKTOK_VIDEO: {
        value: 0.67,
        evidence: 'E',
        source:
          'Own estimate within 236 TikTok accounts, 463 marked videos, Nov 2020 (ln −.41 ± .06)',
        date: '2020-11',
      },
      YOUTUBE_VIDEO: { value: 0.85, evidence: 'A', source: ASSUMED.source, date: ASSUMED.date },
      YOUTUBE_INTEGRATION: {
        value: 0.85,
        evidence: 'A',
        source: ASSUMED.source,
        date: ASSUMED.date,
      },
      SHARER_ACTION: { value: 0.95, evidence: 'A', source: ASSUMED.source, date: ASSUMED.date },
    },
  ),
  ...perKey(
    {
      name: 'reach.deliverableFactor',
      description: 'Views of one % against the account’s usual content of the kind.',
      unit: 'factor',
      distribution: 'fixed',
      min: 0.05,
      max: 20,
      ...ASSUMED,
    },
    {
      INSTAGRAM_POST: 1,
      INSTAGRAM_STORY: 1,
      TIKTOK_VIDEO: 1,
      YOUTUBE_VIDEO: 1,
      YOUTUBE_INTEGRATION: 1,
      SHARER_ACTION: 1,
    },
  ),
  {
    name: 'reach.viewsCap',
    description: 'No placement has more views than this many times the account’s followers.',
    unit: 'views per follower',
    value: 20,
    distribution: 'fixed',
    min: 0.1,
    max: 1000,
    ...ASSUMED,
  },
  {
    name: 'reach.universeCap',
    description: 'No placement reaches more than this share of the people who could be reached.',
    unit: 'share',
    value: 0.6,
    distribution: 'fixed',
    min: 0.01,
    max: 0.99,
    ...ASSUMED,
  },
  {
    name: 'ownPosts.driftSd',
    description:
      'How far an account’s coming posts drift from its recent ones: a profile’s own record is worth less the larger this is.',
    unit: 'sd of ln',
    value: 0.3,
    distribution: 'sd of N(0, sd), one draw per influencer',
    ...SPREAD,
    evidence: 'W',
    source:
      'Own estimate: top lists of 2022, change of level over 1–3 months .40–.52, noise removed',
    date: '2022',
  },
];
