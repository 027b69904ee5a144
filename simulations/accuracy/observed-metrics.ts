import type { Metric } from '../metrics.js';

/**
 * Metrics that results tell. Reach and frequency are told of a single placement alone: nobody sees
 * which people two of them share.
 */
export const OBSERVED_METRICS = [
  'IMPRESSIONS',
  'GROSS_REACH',
  'REACH',
  'FREQUENCY',
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
