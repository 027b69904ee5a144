import { ASSUMED, type Definition, perKey, SHARE, SPREAD } from './define.js';

const LEVEL = {
  unit: 'sd of ln',
  distribution: 'sd of N(0, sd), one draw per world and platform, partly shared between platforms',
  ...SPREAD,
};
const CAMPAIGN = {
  unit: 'sd of ln',
  distribution: 'sd of a jointly normal shock, one draw per world',
  ...SPREAD,
  ...ASSUMED,
};
const CORRELATION = {
  unit: 'correlation',
  distribution: 'of the jointly normal campaign shocks',
  min: -0.99,
  max: 0.99,
  ...ASSUMED,
};

/** What nobody knows before the campaign: levels of the model itself, the campaign, the day. */
export const levels: readonly Definition[] = [
  {
    name: 'level.sharedVariance',
    description:
      'Share of the uncertainty about a level that all platforms have in common; the rest is each platform’s own.',
    unit: 'share',
    value: 0.5,
    distribution: 'fixed',
    ...SHARE,
    ...ASSUMED,
  },
  {
    ...LEVEL,
    name: 'level.reach.sd',
    description: 'How far the true reach of everybody may lie from this table, in ln.',
    value: 0.25,
    evidence: 'W',
    source: 'Spread between published reach benchmarks: Minter.io 2019, Bazaarvoice 2021',
    date: '2021',
  },
  {
    ...LEVEL,
    name: 'level.engagement.sd',
    description: 'How far the true engagement rate of everybody may lie from this table, in ln.',
    value: 0.2,
    evidence: 'W',
    source: 'Spread between published engagement benchmarks: Markerly 2016, HypeAuditor 2018–2024',
    date: '2024',
  },
  {
    ...LEVEL,
    name: 'level.ctr.sd',
    description: 'How far the true click-through rate may lie from this table, in ln.',
    value: 0.45,
    evidence: 'W',
    source: 'Spread between practitioners’ click rates: Swaylytics 2021, Creatorlane 2026',
    date: '2026',
  },
  {
    ...LEVEL,
    name: 'level.cvr.sd',
    description: 'How far the true conversion rate of clicks may lie from this table, in ln.',
    value: 0.45,
    ...ASSUMED,
  },
  {
    ...LEVEL,
    name: 'level.negativity.sd',
    description:
      'How far the true level of negative engagement may lie from this table, in logits.',
    unit: 'sd of logit',
    value: 0.25,
    evidence: 'W',
    source: 'Own fits of dislike shares, six YouTube sets of 2016–2021: levels from 2.3% to 11%',
    date: '2021',
  },
  {
    ...CAMPAIGN,
    name: 'campaign.reach.sd',
    description: 'How much better or worse than usual a whole campaign reaches people, in ln.',
    value: 0.12,
  },
  {
    ...CAMPAIGN,
    name: 'campaign.engagement.sd',
    description:
      'How much the creative idea lifts or drags the engagement of every placement of a campaign, in ln.',
    value: 0.25,
  },
  {
    ...CAMPAIGN,
    name: 'campaign.negativity.sd',
    description: 'How much more or less negative the crowd is towards a whole campaign, in logits.',
    unit: 'sd of logit',
    value: 0.4,
  },
  {
    ...CORRELATION,
    name: 'campaign.correlation.reachEngagement',
    description: 'Campaigns that engage well also travel further.',
    value: 0.5,
  },
  {
    ...CORRELATION,
    name: 'campaign.correlation.engagementNegativity',
    description: 'Campaigns that engage well are disliked less.',
    value: -0.4,
  },
  {
    ...CORRELATION,
    name: 'campaign.correlation.reachNegativity',
    description: 'Campaigns that travel further are disliked less.',
    value: -0.2,
  },
  ...perKey(
    {
      name: 'day.sd',
      description: 'Good and bad days of %: spread of reach between days, in ln.',
      unit: 'sd of ln',
      distribution: 'sd of N(0, sd), one draw per world, platform and day',
      ...SPREAD,
      evidence: 'E',
      source: 'Own fit: 42K videos of 1,681 TikTok accounts, Nov 2020',
      date: '2020-11',
    },
    {
      INSTAGRAM: {
        value: 0.08,
        source: 'Own fits: 13,988 Instagram posts of 2017 (.04) and 59,771 Brazilian posts (.13)',
        date: '2021',
      },
      TIKTOK: 0.1,
      YOUTUBE: { value: 0.08, evidence: 'A', source: 'Assumption: as Instagram', date: '2026' },
      SHARER: { value: 0.08, evidence: 'A', source: 'Assumption: as Instagram', date: '2026' },
    },
  ),
];
