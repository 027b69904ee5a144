import { ASSUMED, type Definition, perKey, SPREAD } from './define.js';

const INSTAGRAM = {
  evidence: 'E',
  source: 'Own fit: likes by age of the post, 2017 (75% by day 1, 90% by day 2, 93% by day 3)',
  date: '2017',
} as const;
const STORY = { evidence: 'A', source: 'Assumption: as posts', date: '2026' } as const;
const TIKTOK = {
  evidence: 'E',
  source: 'Own fit: plays by age of the video, Nov 2020 (38% by day 1, 55% by day 3, 78% by day 6)',
  date: '2020-11',
} as const;
const YOUTUBE = {
  evidence: 'W',
  source:
    'Between own fit of trending videos, 2017–18 (36% of day 12 by day 1; chosen for being fast), and Graffius 2024 (half-life 6–9 days)',
  date: '2024',
} as const;
const SHARER = {
  evidence: 'A',
  source: 'Assumption: between Graffius 2024 (Facebook 30–50 min, Instagram 19–20 h) and own fits',
  date: '2024',
} as const;

/** When what a post brings arrives. It moves no total. */
export const time: readonly Definition[] = [
  ...perKey(
    {
      name: 'time.half',
      description:
        'Days after which one % has half of the views, reactions and shares that it will ever have.',
      unit: 'days',
      distribution: 'median of LN(median, time.postSd), one draw per placement',
      min: 0.001,
      max: 1000,
      ...INSTAGRAM,
    },
    {
      INSTAGRAM_POST: 0.59,
      INSTAGRAM_STORY: { value: 0.59, ...STORY },
      TIKTOK_VIDEO: { value: 2.5, ...TIKTOK },
      YOUTUBE_VIDEO: { value: 3.3, ...YOUTUBE },
      YOUTUBE_INTEGRATION: { value: 3.3, ...YOUTUBE },
      SHARER_ACTION: { value: 0.25, ...SHARER },
    },
  ),
  ...perKey(
    {
      name: 'time.steepness',
      description:
        'How sharply one % comes and goes: the exponent β of its growth t^β ÷ (t^β + half^β) after t days.',
      unit: 'exponent',
      distribution: 'fixed',
      min: 0.1,
      max: 10,
      ...INSTAGRAM,
    },
    {
      INSTAGRAM_POST: 1.55,
      INSTAGRAM_STORY: { value: 1.55, ...STORY },
      TIKTOK_VIDEO: { value: 1.16, ...TIKTOK },
      YOUTUBE_VIDEO: { value: 0.75, ...YOUTUBE },
      YOUTUBE_INTEGRATION: { value: 0.75, ...YOUTUBE },
      SHARER_ACTION: { value: 1.5, ...SHARER },
    },
  ),
  ...perKey(
    {
      name: 'time.matured',
      description:
        'Days after which one % has all that it will ever have: where its growth is cut and set to 1.',
      unit: 'days',
      distribution: 'fixed',
      min: 0.01,
      max: 365,
      ...ASSUMED,
    },
    {
      INSTAGRAM_POST: 14,
      INSTAGRAM_STORY: {
        value: 1,
        evidence: 'E',
        source: 'Instagram: a story is gone after 24 hours',
        date: '2016',
      },
      TIKTOK_VIDEO: 30,
      YOUTUBE_VIDEO: 30,
      YOUTUBE_INTEGRATION: 30,
      SHARER_ACTION: 7,
    },
  ),
  {
    name: 'time.postSd',
    description: 'Spread between posts of the days to half of the final count.',
    unit: 'sd of ln',
    value: 0.3,
    distribution: 'ln-sd of LN(median, ln-sd), one draw per placement',
    ...SPREAD,
    ...ASSUMED,
  },
  {
    name: 'time.clickLag.mean',
    description: 'Days from seeing a post to clicking, on average.',
    unit: 'days',
    value: 0.3,
    distribution: 'mean of Exponential(mean), one draw per click',
    min: 0,
    max: 30,
    ...ASSUMED,
  },
  {
    name: 'time.conversionLag.median',
    description: 'Days from the click to the order.',
    unit: 'days',
    value: 1.5,
    distribution: 'median of LN(median, ln-sd), one draw per order',
    min: 0,
    max: 30,
    ...ASSUMED,
  },
  {
    name: 'time.conversionLag.lnSd',
    description: 'Spread of the days from the click to the order.',
    unit: 'sd of ln',
    value: 1.2,
    distribution: 'ln-sd of LN(median, ln-sd), one draw per order',
    ...SPREAD,
    ...ASSUMED,
  },
  {
    name: 'time.maturitySd.young',
    description:
      'How far a post just published may be from the growth that is usual at its age; it shrinks in proportion to what is still to come.',
    unit: 'sd of ln',
    value: 0.35,
    distribution: 'sd of ln(share of the final count) is young × (1 − share) + matured',
    ...SPREAD,
    ...ASSUMED,
  },
  {
    name: 'time.maturitySd.matured',
    description: 'How far the count of a matured post may be from its final one.',
    unit: 'sd of ln',
    value: 0.05,
    distribution: 'sd of ln(share of the final count) is young × (1 − share) + matured',
    ...SPREAD,
    ...ASSUMED,
  },
];
