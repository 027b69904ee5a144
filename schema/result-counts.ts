import type { Metric, ObservedMetric } from '../simulations/index.js';

/** What a result counts, and what the count means: cumulative since the placement was posted. */
export const COUNTS = {
  impressions: 'Times the content was shown, repeats included.',
  reach: 'People reached at least once.',
  engagements:
    'Reactions. Instagram: likes and comments; TikTok: likes, comments and shares; YouTube: likes, dislikes and comments.',
  valencedReactions:
    'Reactions that carry an opinion: likes and dislikes on YouTube, comments for or against elsewhere.',
  negativeReactions:
    'Reactions against what was posted: dislikes on YouTube, comments against elsewhere.',
  shares: 'Times somebody passed the content on.',
  clicks: 'Clicks through to the brand.',
  conversions: 'Orders that follow from the clicks.',
  redemptions: 'Promo codes redeemed, leaked codes included.',
} as const;

export type Count = keyof typeof COUNTS;

export const COUNT_NAMES = Object.keys(COUNTS) as readonly Count[];

/** The columns of counts: all that only rise from one result to the next. */
export const COUNT_COLUMNS = [...COUNT_NAMES, 'revenueMinor'] as const;

export type CountColumn = (typeof COUNT_COLUMNS)[number];

/**
 * Counts that are a part of another, before that other. Of one source a part is never more than the
 * whole at the same moment or, because counts only rise, at a later one; it may well be more than
 * the whole was before.
 */
export const PARTS: readonly (readonly [part: Count, whole: Count])[] = [
  ['reach', 'impressions'],
  ['valencedReactions', 'engagements'],
  ['negativeReactions', 'valencedReactions'],
  ['conversions', 'clicks'],
];

const WHOLES = new Map<CountColumn, Count>(PARTS);
const PARTS_OF = new Map<CountColumn, Count>(PARTS.map(([part, whole]) => [whole, part]));

export const wholeOf = (column: CountColumn): Count | null => WHOLES.get(column) ?? null;

export const partOf = (column: CountColumn): Count | null => PARTS_OF.get(column) ?? null;

/**
 * The metrics whose recorded counts add up over placements and only rise. REACH is not one of
 * them: how many people two placements reached together, their counts do not say.
 */
export const ADDED_UP = {
  IMPRESSIONS: 'impressions',
  GROSS_REACH: 'reach',
  ENGAGEMENTS: 'engagements',
  SHARES: 'shares',
  CLICKS: 'clicks',
  CONVERSIONS: 'conversions',
  REDEMPTIONS: 'redemptions',
  REVENUE: 'revenueMinor',
} as const satisfies Partial<Record<ObservedMetric, CountColumn>>;

type AddedUp = keyof typeof ADDED_UP;

export const ADDED_UP_METRICS = Object.keys(ADDED_UP) as readonly AddedUp[];

export const isAddedUp = (metric: Metric): metric is AddedUp => metric in ADDED_UP;

/** Null where a count is not known. */
export type CountValues = Readonly<Record<CountColumn, bigint | null>>;

export const NO_COUNTS = Object.freeze(
  Object.fromEntries(COUNT_COLUMNS.map((column) => [column, null])),
) as CountValues;

export const REVENUE = 'Money from the orders.';

/** @returns negative ÷ valenced reactions, 0–1; null where there are none */
export function negativeShare({
  valencedReactions: valenced,
  negativeReactions: negative,
}: Pick<CountValues, 'valencedReactions' | 'negativeReactions'>): number | null {
  return valenced === null || valenced === 0n || negative === null
    ? null
    : Number(negative) / Number(valenced);
}
