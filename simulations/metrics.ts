/** What a forecast can be asked for. Money is in minor units in the engine. */
export const METRICS = {
  PLACEMENTS: { unit: 'COUNT', better: null },
  BOOKED: { unit: 'COUNT', better: null },
  OUTREACH: { unit: 'PEOPLE', better: null },
  SPEND: { unit: 'MONEY', better: null },
  UNSPENT: { unit: 'MONEY', better: null },
  REFUNDS: { unit: 'MONEY', better: null },
  IMPRESSIONS: { unit: 'COUNT', better: 'HIGHER' },
  GROSS_REACH: { unit: 'PEOPLE', better: 'HIGHER' },
  AMPLIFIED_REACH: { unit: 'PEOPLE', better: null },
  REACH: { unit: 'PEOPLE', better: 'HIGHER' },
  TARGET_REACH: { unit: 'PEOPLE', better: 'HIGHER' },
  FREQUENCY: { unit: 'RATIO', better: null },
  REACH_3_PLUS: { unit: 'PEOPLE', better: 'HIGHER' },
  ENGAGEMENTS: { unit: 'COUNT', better: 'HIGHER' },
  POSITIVE_ENGAGEMENTS: { unit: 'COUNT', better: 'HIGHER' },
  NEGATIVE_ENGAGEMENTS: { unit: 'COUNT', better: 'LOWER' },
  NEGATIVE_ENGAGEMENT_RATIO: { unit: 'SHARE', better: 'LOWER' },
  NET_SENTIMENT: { unit: 'SHARE', better: 'HIGHER' },
  BRAND_SAFETY_EVENTS: { unit: 'COUNT', better: 'LOWER' },
  SHARES: { unit: 'COUNT', better: 'HIGHER' },
  CLICKS: { unit: 'COUNT', better: 'HIGHER' },
  CONVERSIONS: { unit: 'COUNT', better: 'HIGHER' },
  REDEMPTIONS: { unit: 'COUNT', better: 'HIGHER' },
  REVENUE: { unit: 'MONEY', better: 'HIGHER' },
  EMV: { unit: 'MONEY', better: 'HIGHER' },
  CPM: { unit: 'MONEY', better: 'LOWER' },
  CPE: { unit: 'MONEY', better: 'LOWER' },
  CPC: { unit: 'MONEY', better: 'LOWER' },
  CPA: { unit: 'MONEY', better: 'LOWER' },
  ROAS: { unit: 'RATIO', better: 'HIGHER' },
} as const satisfies Record<
  string,
  { unit: 'COUNT' | 'PEOPLE' | 'MONEY' | 'RATIO' | 'SHARE'; better: 'HIGHER' | 'LOWER' | null }
>;

export type Metric = keyof typeof METRICS;
