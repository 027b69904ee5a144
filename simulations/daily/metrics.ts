import type { Metric } from '../metrics.js';

/** What can be told day by day: what adds up over days, and people seen for the first time. */
export const DAILY_METRICS = [
  'PLACEMENTS',
  'SPEND',
  'IMPRESSIONS',
  'GROSS_REACH',
  'REACH',
  'TARGET_REACH',
  'ENGAGEMENTS',
  'POSITIVE_ENGAGEMENTS',
  'NEGATIVE_ENGAGEMENTS',
  'SHARES',
  'CLICKS',
  'CONVERSIONS',
  'REDEMPTIONS',
  'REVENUE',
] as const satisfies readonly Metric[];

export type DailyMetric = (typeof DAILY_METRICS)[number];
