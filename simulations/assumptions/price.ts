import { ASSUMED, BETA_SHAPE, type Definition, perKey, SPREAD } from './define.js';

const CARDS = {
  evidence: 'W',
  source:
    'Rate cards: Captiv8 2016 (50–500K $1,000 Instagram, $2,500 YouTube; 3–7M $75,000, $187,500), USA Today 2016 ($10 per 1,000), Klear 2019 (survey means)',
  date: '2017',
} as const;
const FLAT = {
  evidence: 'A',
  source: 'Assumption; the founding claims of CLEVER, 2017, imply $20',
  date: '2017',
} as const;

/** What a placement costs before anybody has named a fee. */
export const price: readonly Definition[] = [
  ...perKey(
    {
      name: 'price.at100k',
      description: 'List price of one % at 100,000 followers; for sharers the same at every size.',
      unit: 'USD',
      distribution: 'median of LN',
      min: 0.01,
      max: 10_000_000,
      ...CARDS,
    },
    {
      INSTAGRAM_POST: 900,
      INSTAGRAM_STORY: 350,
      TIKTOK_VIDEO: 500,
      YOUTUBE_VIDEO: 2000,
      YOUTUBE_INTEGRATION: {
        value: 1200,
        evidence: 'A',
        source: ASSUMED.source,
        date: ASSUMED.date,
      },
      SHARER_ACTION: { value: 15, ...FLAT },
    },
  ),
  ...perKey(
    {
      name: 'price.slope',
      description:
        'How the list price of one % grows with size: change of ln(price) per unit of ln(followers). 1 is proportional.',
      unit: 'elasticity',
      distribution: 'mean of N(mean, sd), one draw per world',
      min: -0.5,
      max: 2,
      ...CARDS,
    },
    {
      INSTAGRAM_POST: 0.95,
      INSTAGRAM_STORY: 0.95,
      TIKTOK_VIDEO: 0.9,
      YOUTUBE_VIDEO: 1.05,
      YOUTUBE_INTEGRATION: {
        value: 1.05,
        evidence: 'A',
        source: ASSUMED.source,
        date: ASSUMED.date,
      },
      SHARER_ACTION: { value: 0, ...FLAT },
    },
  ),
  ...perKey(
    {
      name: 'price.slopeSd',
      description: 'How uncertain the growth of the list price with size is, for one %.',
      unit: 'sd of elasticity',
      distribution: 'sd of N(mean, sd), one draw per world',
      ...SPREAD,
      evidence: 'W',
      source:
        'Spread between rate cards: 10 to 50 times at the top, Captiv8 2016 against Klear 2019',
      date: '2019',
    },
    {
      INSTAGRAM_POST: 0.1,
      INSTAGRAM_STORY: 0.1,
      TIKTOK_VIDEO: 0.1,
      YOUTUBE_VIDEO: 0.1,
      YOUTUBE_INTEGRATION: 0.1,
      SHARER_ACTION: { value: 0, ...FLAT },
    },
  ),
  ...perKey(
    {
      name: 'price.spread',
      description: 'Spread of list prices between accounts of one size, one %.',
      unit: 'sd of ln',
      distribution: 'sd of N(0, sd) clipped, one draw per influencer',
      ...SPREAD,
      evidence: 'W',
      source: 'Rate cards of 2016–2021 and HypeAuditor 2019: the same post $3,000 or $5,000',
      date: '2019',
    },
    {
      INSTAGRAM_POST: 0.7,
      INSTAGRAM_STORY: 0.7,
      TIKTOK_VIDEO: 0.7,
      YOUTUBE_VIDEO: 0.8,
      YOUTUBE_INTEGRATION: {
        value: 0.8,
        evidence: 'A',
        source: ASSUMED.source,
        date: ASSUMED.date,
      },
      SHARER_ACTION: { value: 0.5, ...FLAT },
    },
  ),
  {
    name: 'price.clip',
    description: 'Drawn list prices stay within this many spreads of the rate card.',
    unit: 'sd',
    value: 2.5,
    distribution: 'bound of the clipping',
    min: 0.1,
    max: 10,
    ...ASSUMED,
  },
  {
    name: 'price.givenFeeClip',
    description:
      'A given fee says at most this many spreads about the account’s reach, however high or low it is.',
    unit: 'sd',
    value: 2,
    distribution: 'bound of the clipping',
    min: 0,
    max: 10,
    ...ASSUMED,
  },
  {
    name: 'price.reachCorrelation',
    description: 'How far dearer accounts of one size also reach more people.',
    unit: 'correlation',
    value: 0.5,
    distribution: 'of the price effect and the reach effect of one influencer',
    min: -0.99,
    max: 0.99,
    ...ASSUMED,
  },
  {
    name: 'price.negotiated.alpha',
    description: 'Share of the list price that is paid after negotiation, mean .80: first shape.',
    unit: 'shape',
    value: 8,
    distribution: 'α of Beta(α, β), one draw per influencer',
    ...BETA_SHAPE,
    ...ASSUMED,
  },
  {
    name: 'price.negotiated.beta',
    description: 'Share of the list price that is paid after negotiation: second shape.',
    unit: 'shape',
    value: 2,
    distribution: 'β of Beta(α, β), one draw per influencer',
    ...BETA_SHAPE,
    ...ASSUMED,
  },
  {
    name: 'price.bundleDiscount',
    description: 'Discount for each doubling of the deliverables bought from one influencer.',
    unit: 'share',
    value: 0.08,
    distribution: 'fixed',
    min: 0,
    max: 0.9,
    ...ASSUMED,
  },
];
