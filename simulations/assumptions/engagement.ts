import { ASSUMED, type Definition, perKey, SPREAD } from './define.js';

const INSTAGRAM = {
  evidence: 'E',
  source:
    'Own fit of likes per follower (945 accounts, 2017: .0196) over reach per follower (Minter.io 2019), joined to Markerly 2016 below 100K (2M accounts)',
  date: '2017',
} as const;
const TIKTOK = {
  evidence: 'E',
  source: 'Own fit: 42K videos of 1,681 TikTok accounts, Nov 2020',
  date: '2020-11',
} as const;
const YOUTUBE = {
  evidence: 'E',
  source: 'ClickHouse 2021 (reactions per view of 4.56 bn videos), own fits of 2016–2017 videos',
  date: '2021',
} as const;
const STORY = {
  evidence: 'A',
  source: 'Assumption: replies and reactions, with the shape of posts',
  date: '2026',
} as const;
const SHARER = {
  evidence: 'A',
  source: 'Assumption, between creators’ posts and ordinary people’s (587 accounts, 2019)',
  date: '2019',
} as const;

/** Reach (views) to engagements: likes, comments, shares as each platform counts them. */
export const engagement: readonly Definition[] = [
  ...perKey(
    {
      name: 'engagement.rate',
      description:
        'Engagements of one %, unsponsored, at 100,000 followers: per person reached (per view on TikTok and YouTube).',
      unit: 'per person reached or view',
      distribution: 'median; every world shifts it by the engagement level and the campaign',
      min: 0.00001,
      max: 0.6,
      ...INSTAGRAM,
    },
    {
      INSTAGRAM_POST: 0.088,
      INSTAGRAM_STORY: { value: 0.012, ...STORY },
      TIKTOK_VIDEO: { value: 0.125, ...TIKTOK },
      YOUTUBE_VIDEO: { value: 0.017, ...YOUTUBE },
      YOUTUBE_INTEGRATION: { value: 0.017, ...YOUTUBE },
      SHARER_ACTION: { value: 0.045, ...SHARER },
    },
  ),
  {
    name: 'engagement.knee',
    description:
      'Number of followers at which the engagement curve bends; the rates at 100,000 followers stay where they are.',
    unit: 'followers',
    value: 100_000,
    distribution: 'fixed',
    min: 100,
    max: 1e9,
    evidence: 'E',
    source: 'Markerly 2016 below 100K, own fit of 945 Instagram accounts above it, 2017',
    date: '2017',
  },
  ...perKey(
    {
      name: 'engagement.slopeBelow',
      description:
        'How the engagement rate of one % changes with size below the knee: change of ln(rate) per unit of ln(followers).',
      unit: 'elasticity',
      distribution: 'mean of N(mean, sd), one draw per world',
      min: -1.5,
      max: 1,
      ...INSTAGRAM,
    },
    {
      INSTAGRAM_POST: -0.12,
      INSTAGRAM_STORY: { value: -0.12, ...STORY },
      TIKTOK_VIDEO: { value: 0, ...TIKTOK },
      YOUTUBE_VIDEO: { value: -0.05, ...YOUTUBE },
      YOUTUBE_INTEGRATION: { value: -0.05, ...YOUTUBE },
      SHARER_ACTION: { value: -0.1, ...SHARER },
    },
  ),
  ...perKey(
    {
      name: 'engagement.slopeAbove',
      description:
        'How the engagement rate of one % changes with size above the knee: change of ln(rate) per unit of ln(followers).',
      unit: 'elasticity',
      distribution: 'mean of N(mean, sd), one draw per world',
      min: -1.5,
      max: 1,
      ...INSTAGRAM,
    },
    {
      INSTAGRAM_POST: 0,
      INSTAGRAM_STORY: { value: 0, ...STORY },
      TIKTOK_VIDEO: { value: 0.03, ...TIKTOK },
      YOUTUBE_VIDEO: { value: -0.09, ...YOUTUBE },
      YOUTUBE_INTEGRATION: { value: -0.09, ...YOUTUBE },
      SHARER_ACTION: { value: 0, ...SHARER },
    },
  ),
  ...perKey(
    {
      name: 'engagement.slopeSd',
      description:
        'How uncertain the change of the engagement rate with size is, for one %, on both sides of the knee.',
      unit: 'sd of elasticity',
      distribution: 'sd of N(mean, sd), one draw per world',
      ...SPREAD,
      evidence: 'W',
      source: 'Standard error .03 of the own fit of 945 Instagram accounts, 2017',
      date: '2017',
    },
    {
      INSTAGRAM_POST: 0.03,
      INSTAGRAM_STORY: 0.03,
      TIKTOK_VIDEO: {
        value: 0.01,
        source: 'Standard error .007 of the own fit of 1,173 TikTok accounts, Nov 2020',
        date: '2020-11',
      },
      YOUTUBE_VIDEO: {
        value: 0.04,
        source: 'Spread of the slope between decades of views, ClickHouse 2021',
        date: '2021',
      },
      YOUTUBE_INTEGRATION: {
        value: 0.04,
        source: 'Spread of the slope between decades of views, ClickHouse 2021',
        date: '2021',
      },
      SHARER_ACTION: 0.03,
    },
  ),
  ...perKey(
    {
      name: 'engagement.curvature',
      description:
        'Bend of the engagement rate of one % on either side of 100,000 followers: factor on ln(followers ÷ 100,000)². Below 0 is an inverted U.',
      unit: 'per ln²',
      distribution: 'fixed',
      min: -0.2,
      max: 0.2,
      evidence: 'W',
      source:
        'Wies, Bleier & Edeling, J. Marketing 2023 find an inverted U (802 campaigns), L2 2017 a U: off until they agree',
      date: '2023',
    },
    {
      INSTAGRAM_POST: 0,
      INSTAGRAM_STORY: 0,
      TIKTOK_VIDEO: 0,
      YOUTUBE_VIDEO: 0,
      YOUTUBE_INTEGRATION: 0,
      SHARER_ACTION: 0,
    },
  ),
  ...perKey(
    {
      name: 'engagement.influencerSd',
      description: 'Spread of the engagement rate between accounts of one size, one %.',
      unit: 'sd of ln',
      distribution: 'sd of N(0, sd), one draw per influencer',
      ...SPREAD,
      evidence: 'E',
      source: 'Own fit: 945 Instagram accounts, 2017 (sd .77 with reach)',
      date: '2017',
    },
    {
      INSTAGRAM_POST: 0.62,
      INSTAGRAM_STORY: { value: 0.62, ...STORY },
      TIKTOK_VIDEO: { value: 0.36, ...TIKTOK },
      YOUTUBE_VIDEO: { value: 0.7, ...YOUTUBE },
      YOUTUBE_INTEGRATION: { value: 0.7, ...YOUTUBE },
      SHARER_ACTION: { value: 0.6, ...SHARER },
    },
  ),
  ...perKey(
    {
      name: 'engagement.postSd',
      description: 'Spread of the engagement rate between the posts of one account, one %.',
      unit: 'sd of ln',
      distribution: 'sd of N(0, sd), one draw per placement',
      ...SPREAD,
      evidence: 'E',
      source: 'Own fit: 13,988 posts of 931 Instagram accounts, 2017',
      date: '2017',
    },
    {
      INSTAGRAM_POST: 0.2,
      INSTAGRAM_STORY: { value: 0.2, ...STORY },
      TIKTOK_VIDEO: { value: 0.26, ...TIKTOK },
      YOUTUBE_VIDEO: { value: 0.3, ...YOUTUBE },
      YOUTUBE_INTEGRATION: { value: 0.3, ...YOUTUBE },
      SHARER_ACTION: { value: 0.3, ...SHARER },
    },
  ),
  {
    name: 'engagement.overReach',
    description:
      'How much the engagement rate falls when a placement does better than usual in reach: minus this per unit of ln.',
    unit: 'per ln',
    value: 0.05,
    distribution: 'fixed',
    min: -0.5,
    max: 1,
    evidence: 'E',
    source: 'Own estimate within TikTok accounts, Nov 2020 (slope −.03, r −.11)',
    date: '2020-11',
  },
  ...perKey(
    {
      name: 'engagement.sponsored',
      description:
        'Engagement rate of a sponsored % against an unsponsored one of the same account.',
      unit: 'factor',
      distribution: 'median; every world shifts it by the sponsored effect’s uncertainty',
      min: 0.05,
      max: 5,
      evidence: 'E',
      source: 'Own estimate within 189 Instagram accounts, 2017 (likes ×.88, of which reach ×.90)',
      date: '2017',
    },
    {
      INSTAGRAM_POST: 0.975,
      INSTAGRAM_STORY: { value: 0.975, ...STORY },
      TIKTOK_VIDEO: {
        value: 0.89,
        source: 'Own estimate within 236 TikTok accounts, Nov 2020 (ln −.12 ± .02)',
        date: '2020-11',
      },
      YOUTUBE_VIDEO: {
        value: 1.1,
        source: 'EPFL 2022 on YouNiverse: 45,656 matched pairs, likes per view +16.6%, shrunk',
        date: '2022',
      },
      YOUTUBE_INTEGRATION: {
        value: 1.1,
        source: 'EPFL 2022 on YouNiverse: 45,656 matched pairs, likes per view +16.6%, shrunk',
        date: '2022',
      },
      SHARER_ACTION: { value: 1, ...SHARER },
    },
  ),
  ...perKey(
    {
      name: 'engagement.sponsoredSd',
      description: 'How uncertain the effect of sponsoring on engagement is on %.',
      unit: 'sd of ln',
      distribution: 'sd of N(0, sd), one draw per world and platform',
      ...SPREAD,
      evidence: 'W',
      source:
        'Studies disagree in sign: own estimate 2017 (−.13), Gross & von Wangenheim 2022 (positive), EPFL 2022 (positive)',
      date: '2022',
    },
    { INSTAGRAM: 0.12, TIKTOK: 0.1, YOUTUBE: 0.2 },
  ),
  {
    name: 'engagement.adLoad',
    description:
      'How much the engagement rate of a sponsored placement falls with every ad among the creator’s last ten posts beyond the first.',
    unit: 'per ad, in ln',
    value: 0.1,
    distribution: 'fixed',
    min: -0.5,
    max: 1,
    ...ASSUMED,
  },
  {
    name: 'engagement.cap',
    description: 'No placement has a higher engagement rate than this.',
    unit: 'share',
    value: 0.6,
    distribution: 'fixed',
    min: 0.01,
    max: 1,
    ...ASSUMED,
  },
  {
    name: 'engagement.commentsPerLike.INSTAGRAM.min',
    description: 'Comments per like on Instagram and in friends’ feeds, lowest.',
    unit: 'comments per like',
    value: 0.02,
    distribution: 'Uniform(min, max), one draw per world',
    min: 0,
    max: 1,
    evidence: 'E',
    source: 'Own estimate: ordinary accounts of 2019 and Brazilian public figures to 2021',
    date: '2021',
  },
  {
    name: 'engagement.commentsPerLike.INSTAGRAM.max',
    description: 'Comments per like on Instagram and in friends’ feeds, highest.',
    unit: 'comments per like',
    value: 0.036,
    distribution: 'Uniform(min, max), one draw per world',
    min: 0,
    max: 1,
    evidence: 'E',
    source: 'Own estimate: ordinary accounts of 2019 and Brazilian public figures to 2021',
    date: '2021',
  },
  {
    name: 'engagement.commentsPerLike.YOUTUBE.min',
    description: 'Comments per like or dislike on YouTube, lowest.',
    unit: 'comments per like',
    value: 0.1,
    distribution: 'Uniform(min, max), one draw per world',
    min: 0,
    max: 1,
    evidence: 'E',
    source: 'Own estimate: 420 videos of 268 YouTube channels, 2017 (median .128, aggregate .132)',
    date: '2017',
  },
  {
    name: 'engagement.commentsPerLike.YOUTUBE.max',
    description: 'Comments per like or dislike on YouTube, highest.',
    unit: 'comments per like',
    value: 0.16,
    distribution: 'Uniform(min, max), one draw per world',
    min: 0,
    max: 1,
    evidence: 'E',
    source: 'Own estimate: 420 videos of 268 YouTube channels, 2017 (median .128, aggregate .132)',
    date: '2017',
  },
  {
    name: 'engagement.commentsPerView.TIKTOK_VIDEO',
    description: 'Comments per view of a TikTok video, part of its engagements.',
    unit: 'comments per view',
    value: 0.0011,
    distribution: 'fixed',
    min: 0,
    max: 0.2,
    evidence: 'E',
    source: 'Own fit: 1,160 TikTok accounts, Nov 2020',
    date: '2020-11',
  },
];
