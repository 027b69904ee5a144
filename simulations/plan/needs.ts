import type { Metric } from '../metrics.js';
import type { Selection } from '../outcome.js';
import type { Scenario } from '../scenario.js';
import type { LinePlan } from './line.js';
import type { Plan } from './plan.js';

/** Which model steps the selected metrics need. */
export interface Needs {
  readonly money: boolean;
  readonly outreach: boolean;
  readonly reach: boolean;
  readonly unique: boolean;
  readonly target: boolean;
  readonly engagement: boolean;
  readonly shares: boolean;
  readonly clicks: boolean;
  readonly events: boolean;
  readonly mediaValue: boolean;
}

export function metricsOf({ targets }: Scenario, { metrics, daily }: Selection): Metric[] {
  const ofTargets = targets.map(({ metric }) => metric);
  return [...new Set([...metrics, ...ofTargets, ...(daily?.metrics ?? [])])];
}

const REACH: readonly Metric[] = ['REACH', 'TARGET_REACH', 'FREQUENCY', 'REACH_3_PLUS'];
const VIEWS: readonly Metric[] = [...REACH, 'IMPRESSIONS', 'GROSS_REACH', 'AMPLIFIED_REACH', 'CPM'];
const ENGAGEMENT: readonly Metric[] = [
  'ENGAGEMENTS',
  'POSITIVE_ENGAGEMENTS',
  'NEGATIVE_ENGAGEMENTS',
  'NEGATIVE_ENGAGEMENT_RATIO',
  'NET_SENTIMENT',
  'CPE',
  'EMV',
];
const CLICKS: readonly Metric[] = [
  'CLICKS',
  'CONVERSIONS',
  'REDEMPTIONS',
  'REVENUE',
  'CPC',
  'CPA',
  'ROAS',
];
const MONEY: readonly Metric[] = ['SPEND', 'REFUNDS', 'CPM', 'CPE', 'CPC', 'CPA', 'ROAS'];

export function needsOf(
  metrics: readonly Metric[],
  { audience, budgetMinor }: Scenario,
  { withinBudget }: Selection,
): Needs {
  const any = (of: readonly Metric[]): boolean => metrics.some((metric) => of.includes(metric));
  return {
    money: (withinBudget === true && budgetMinor !== null) || any(MONEY),
    outreach: any(['OUTREACH']),
    reach: any([...VIEWS, ...ENGAGEMENT, ...CLICKS, 'SHARES']),
    unique: any(REACH),
    target: audience !== null && any(['TARGET_REACH']),
    engagement: any(ENGAGEMENT),
    shares: any([...VIEWS, 'SHARES', 'EMV', 'REDEMPTIONS']),
    clicks: any(CLICKS),
    events: any(['BRAND_SAFETY_EVENTS']),
    mediaValue: any(['EMV']),
  };
}

/** TikTok's shares are drawn from its engagements, so whoever needs the one needs the other. */
export function needsEngagementOf({ needs }: Plan, { row }: LinePlan): boolean {
  return needs.engagement || (needs.shares && row.sharesAreEngagements);
}
