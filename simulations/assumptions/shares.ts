import { ASSUMED, type Definition, perKey, SHARE, SPREAD } from './define.js';

const TIKTOK = {
  evidence: 'E',
  source: 'Own fit: 1,173 TikTok accounts, Nov 2020 (median .09% of views, −.06 with size)',
  date: '2020-11',
} as const;

/** Passing it on: shares, the people they reach, and sharers tied to what they share. */
export const shares: readonly Definition[] = [
  ...perKey(
    {
      name: 'shares.rate',
      description:
        'Shares of one % at 100,000 followers: per person reached (per view on TikTok and YouTube).',
      unit: 'per person reached or view',
      distribution: 'median',
      min: 0,
      max: 0.2,
      evidence: 'E',
      source: 'Own estimate: one Instagram account of 2021–22, .13% of impressions',
      date: '2022',
    },
    {
      INSTAGRAM_POST: 0.001,
      INSTAGRAM_STORY: {
        value: 0.001,
        evidence: 'A',
        source: 'Assumption: as posts',
        date: '2026',
      },
      TIKTOK_VIDEO: { value: 0.0009, ...TIKTOK },
      YOUTUBE_VIDEO: { value: 0.0008, ...ASSUMED },
      YOUTUBE_INTEGRATION: { value: 0.0008, ...ASSUMED },
      SHARER_ACTION: { value: 0.001, evidence: 'A', source: 'Assumption: as posts', date: '2026' },
    },
  ),
  ...perKey(
    {
      name: 'shares.slope',
      description:
        'How the share rate of one % changes with size: change of ln(rate) per unit of ln(followers).',
      unit: 'elasticity',
      distribution: 'fixed',
      min: -1,
      max: 1,
      ...ASSUMED,
    },
    {
      INSTAGRAM_POST: 0,
      INSTAGRAM_STORY: 0,
      TIKTOK_VIDEO: { value: -0.06, ...TIKTOK },
      YOUTUBE_VIDEO: 0,
      YOUTUBE_INTEGRATION: 0,
      SHARER_ACTION: 0,
    },
  ),
  {
    name: 'shares.placementSd',
    description: 'Spread of the share rate between placements.',
    unit: 'sd of ln',
    value: 0.8,
    distribution: 'sd of N(0, sd), one draw per placement',
    ...SPREAD,
    evidence: 'E',
    source: 'Own fit: shares per view, 1,173 TikTok accounts, Nov 2020 (.99 with noise)',
    date: '2020-11',
  },
  {
    name: 'shares.peoplePerShare.median',
    description: 'People that one share reaches.',
    unit: 'people',
    value: 100,
    distribution: 'median of LN(median, ln-sd), one draw per world',
    min: 0.01,
    max: 100_000,
    evidence: 'E',
    source: 'Bernstein et al., CHI 2013: a post’s audience is 78 (median) to 99 (mean) friends',
    date: '2013',
  },
  {
    name: 'shares.peoplePerShare.lnSd',
    description: 'How uncertain the number of people per share is.',
    unit: 'sd of ln',
    value: 0.4,
    distribution: 'ln-sd of LN(median, ln-sd), one draw per world',
    ...SPREAD,
    ...ASSUMED,
  },
  {
    name: 'shares.viral.probability',
    description: 'Chance that a placement’s shares go viral.',
    unit: 'probability',
    value: 0.002,
    distribution: 'Bernoulli, one draw per placement',
    ...SHARE,
    evidence: 'A',
    source:
      'Assumption, after Goel, Watts & Goldstein 2012: nearly all cascades end within one step',
    date: '2012',
  },
  {
    name: 'shares.viral.median',
    description: 'How many times more people the shares of a viral placement reach.',
    unit: 'factor',
    value: 8,
    distribution: 'median of LN(median, ln-sd), one draw per viral placement',
    min: 0.1,
    max: 10_000,
    ...ASSUMED,
  },
  {
    name: 'shares.viral.lnSd',
    description: 'Spread of the viral factor.',
    unit: 'sd of ln',
    value: 0.8,
    distribution: 'ln-sd of LN(median, ln-sd), one draw per viral placement',
    ...SPREAD,
    ...ASSUMED,
  },
  {
    name: 'shares.parentExponent',
    description:
      'How strongly engaging content lifts the sharers’ posts that spread it: 1 passes its whole effect on, 0 nothing.',
    unit: 'per ln',
    value: 0.5,
    distribution: 'fixed',
    min: -2,
    max: 2,
    ...ASSUMED,
  },
];
