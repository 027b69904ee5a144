import { METRICS, type Metric } from '../simulations/index.js';
import { builder } from './builder.js';

/** Each metric in a planner's words: what it counts, its unit, and when it is null. */
export const METRIC_DESCRIPTIONS: Readonly<Record<Metric, string>> = {
  PLACEMENTS: 'Pieces of content that were posted, replacements included.',
  BOOKED: 'Placements that were booked; some are cancelled before they are posted.',
  OUTREACH: 'People who have to be asked so that enough of them accept.',
  SPEND:
    'Money paid: fees of posted placements, kill fees, agency, rights, screening, seeding and moderation.',
  UNSPENT: 'Budget of lines bought by share that was too little for one more placement.',
  REFUNDS: 'Money that came back for cancelled placements; it is not spent again.',
  IMPRESSIONS: 'Times the content was shown, repeats included.',
  GROSS_REACH: 'People reached, added up over placements, so that one person can count many times.',
  AMPLIFIED_REACH:
    'People reached by what others share, who see it once: a part of gross reach and of impressions that the counts of the posts leave out.',
  REACH: 'People reached at least once, each counted once.',
  TARGET_REACH: 'People of the wanted audience reached at least once, each counted once.',
  FREQUENCY: 'Impressions per person reached; null if nobody was reached.',
  REACH_3_PLUS: 'People reached three times or more.',
  ENGAGEMENTS:
    'Reactions. Instagram: likes and comments; TikTok: likes, comments and shares; YouTube: likes, dislikes and comments. Display advertising has none.',
  POSITIVE_ENGAGEMENTS: 'Engagements less the negative ones.',
  NEGATIVE_ENGAGEMENTS:
    'The negative share of the reactions that carry an opinion, applied to all engagements: engagement-equivalents, not a count of comments.',
  NEGATIVE_ENGAGEMENT_RATIO:
    'Negative share of the reactions that carry an opinion, weighted by engagements, 0–1; null if there are no engagements. `basis` says what counts as negative.',
  NET_SENTIMENT:
    'Positive less negative engagements as a share of all, −1 to 1; null if there are no engagements.',
  BRAND_SAFETY_EVENTS: 'Posted influencers who cause a scandal during the flight.',
  SHARES: 'Times somebody passed the content on.',
  CLICKS: 'Clicks through to the brand.',
  CONVERSIONS: 'Orders that follow from the clicks.',
  REDEMPTIONS: 'Promo codes redeemed, leaked codes included; zero without a promo code.',
  REVENUE: 'Money from the orders.',
  EMV: 'Earned media value: what the reactions and views would cost by a customary price list. Folklore; no money changes hands.',
  CPM: 'Spend per 1,000 impressions.',
  CPE: 'Spend per engagement.',
  CPC: 'Spend per click.',
  CPA: 'Spend per order.',
  ROAS: 'Revenue per unit of spend; null if nothing was spent.',
};

/** The field that answers a metric: `GROSS_REACH` → `grossReach`. */
export function metricField(metric: Metric): string {
  return metric.toLowerCase().replace(/_(\w)/g, (_match, letter: string) => letter.toUpperCase());
}

/** The metric inside a sentence: `GROSS_REACH` → `gross reach`, `CPE` → `cost per engagement`. */
export function metricWords(metric: Metric): string {
  return IN_A_SENTENCE[metric] ?? metric.toLowerCase().replaceAll('_', ' ');
}

const IN_A_SENTENCE: Readonly<Partial<Record<Metric, string>>> = {
  BOOKED: 'booked placements',
  UNSPENT: 'unspent budget',
  REACH_3_PLUS: 'reach at 3+',
  NEGATIVE_ENGAGEMENT_RATIO: 'share of negative engagement',
  EMV: 'earned media value',
  CPM: 'cost per 1,000 impressions',
  CPE: 'cost per engagement',
  CPC: 'cost per click',
  CPA: 'cost per order',
  ROAS: 'revenue per unit of spend',
};

export const METRIC_NAMES = Object.keys(METRICS) as readonly Metric[];

/** Metrics with a better direction: those on which two plans can be compared. */
export const COMPARED_METRICS = METRIC_NAMES.filter((metric) => METRICS[metric].better !== null);

export const MetricEnum = builder.enumType('Metric', {
  description: 'What a forecast can be asked for.',
  values: Object.fromEntries(
    METRIC_NAMES.map((metric) => [metric, { description: METRIC_DESCRIPTIONS[metric] }]),
  ) as Record<Metric, { description: string }>,
});
