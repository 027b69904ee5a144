import type { Metric } from '../metrics.js';

/**
 * Metrics that can be added up from what placements bring. Unique reach cannot: nobody sees which
 * people two placements share.
 */
export const OBSERVED_METRICS = [
  'IMPRESSIONS',
  'GROSS_REACH',
  'ENGAGEMENTS',
  'NEGATIVE_ENGAGEMENTS',
  'NEGATIVE_ENGAGEMENT_RATIO',
  'SHARES',
  'CLICKS',
  'CONVERSIONS',
  'REDEMPTIONS',
  'REVENUE',
  'SPEND',
] as const satisfies readonly Metric[];

export type ObservedMetric = (typeof OBSERVED_METRICS)[number];
