import type { Assumptions } from './assumptions/assumptions.js';
import type { Metric } from './metrics.js';

/** What somebody is needed for; it picks the layer, and SHARER picks the sharer row. */
export type Role = 'ANCHOR' | 'CREATOR' | 'SHARER';

/** Where levels and day shocks are shared. SHARER is friends' feeds, DISPLAY the baseline. */
export type Platform = 'INSTAGRAM' | 'TIKTOK' | 'YOUTUBE' | 'SHARER' | 'DISPLAY';

/** A row of the model's tables: platform × format, friends' feeds, or display advertising. */
export type Row =
  | 'INSTAGRAM_POST'
  | 'INSTAGRAM_STORY'
  | 'TIKTOK_VIDEO'
  | 'YOUTUBE_VIDEO'
  | 'YOUTUBE_INTEGRATION'
  | 'SHARER_ACTION'
  | 'DISPLAY_AD';

/**
 * A resolved question: plain data, everything copied in, so that the same scenario, seed, draws and
 * engine version are the same bytes for ever. Money is in minor units of `currency`, people are
 * people, shares are fractions 0–1, time is days from the start of the flight.
 */
export interface Scenario {
  readonly currency: string;
  /** Null if nothing is bought by share; then P(spend ≤ budget) is not answered. */
  readonly budgetMinor: number | null;
  readonly flightDays: number;
  /** People who could be reached. */
  readonly universe: number;
  /** A partition of (part of) the universe; what is left over is one more, unnamed cell. */
  readonly cells: readonly Cell[];
  /** People in the wanted audience and each platform's mean share of it; null: everybody. */
  readonly audience: Audience | null;
  readonly fees: Fees;
  /** Brand content runs on top and lifts the creators' engagement. */
  readonly brandContent: boolean;
  readonly lines: readonly Line[];
  readonly targets: readonly Target[];
  readonly assumptions: Assumptions;
  /** Day of the flight on which the question is asked; what is not posted goes live from then on. */
  readonly today?: number;
}

export interface Cell {
  readonly key: string;
  readonly people: number;
  /** Part of the wanted audience. */
  readonly wanted: boolean;
}

export interface Audience {
  readonly people: number;
  /** Mean share of a profile's audience that is wanted, where known. */
  readonly platformShare: Readonly<Partial<Record<Platform, number>>>;
}

/** What is paid beside the creators' fees. */
export interface Fees {
  /** Share of the creators' fees. */
  readonly agencyShare: number;
  /** Share of the creators' fees. */
  readonly rightsShare: number;
  /** Per influencer, paid when the line is vetted. */
  readonly screeningMinor: number;
  /** Per placement. */
  readonly seedingMinor: number;
  /** Per placement. */
  readonly moderationMinor: number;
  /** A cancelled placement costs the assumptions' kill fee instead of nothing. */
  readonly killFee: boolean;
}

/** One line of the media plan. */
export interface Line {
  /** Identity: unique in the scenario, part of the random streams of hypothetical influencers. */
  readonly key: string;
  /** Key of the tier that the results are grouped under; null if the line is in no tier. */
  readonly tier: string | null;
  readonly role: Role;
  readonly row: Row;
  /** Hypothetical influencers, or named profiles in the order in which they are booked. */
  readonly candidates: Population | readonly Candidate[];
  readonly buy: Buy;
  /** Price paid per placement; null: list price, then negotiated. A candidate's own fee goes first. */
  readonly feeMinor: number | null;
  readonly sponsored: boolean;
  readonly vetted: boolean;
  readonly promoCode: boolean;
  /** Ads among each creator's last ten posts; 1 is the reference. */
  readonly adLoad: number;
}

/**
 * A share of the budget books in order until the money is gone; a count books exactly that many
 * placements; `all` books every named candidate.
 */
export type Buy = { readonly share: number } | { readonly count: number } | { readonly all: true };

/** ln followers is normal around the median and clamped to the bounds. */
export interface Population {
  readonly medianFollowers: number;
  readonly followersLnSd: number;
  readonly minFollowers: number;
  readonly maxFollowers: number | null;
}

/** One placement on offer by a named profile. */
export interface Candidate {
  /** The profile's id: the identity of its influencer effects and price. */
  readonly profile: string;
  /** Which of this profile's placements of this row in the scenario, from 0. */
  readonly ordinal: number;
  readonly followers: number;
  /** Measured authentic share of followers, 0–1. */
  readonly authenticity: number | null;
  readonly recentPosts: RecentPosts | null;
  /** The niche whose audience it shares with others. */
  readonly niche: string | null;
  /** Standardised fit with the brand: mean 0, sd 1. */
  readonly fit: number | null;
  /** Share of the audience per cell key; empty if unknown. */
  readonly audience: Readonly<Record<string, number>>;
  readonly feeMinor: number | null;
  /** Planned day of the flight; null: spread evenly over the flight. */
  readonly plannedDay: number | null;
  /** Already posted, on its planned day: no more cancellation, replacement or delay. */
  readonly posted: boolean;
  /** What it has brought so far. */
  readonly seen?: Snapshot;
  /** What was counted before that, the oldest first: it tells of days gone, and of no total. */
  readonly earlier?: readonly Snapshot[];
}

/** What was counted of a posted placement up to an age; null: not reported. */
export interface Snapshot {
  /** Days from going live to the moment of counting. */
  readonly ageDays: number;
  /** Of the post itself, without what its shares reach. */
  readonly impressions: number | null;
  readonly reach: number | null;
  readonly engagements: number | null;
  /** Reactions that carry a valence, and the negative ones among them. */
  readonly valencedReactions: number | null;
  readonly negativeReactions: number | null;
  readonly shares: number | null;
  readonly clicks: number | null;
  readonly conversions: number | null;
  readonly redemptions: number | null;
  readonly revenueMinor: number | null;
}

/** Geometric means over a profile's recent organic posts; a zero counts as 0.5. */
export interface RecentPosts {
  readonly posts: number;
  readonly views: number | null;
  readonly reach: number | null;
  readonly engagements: number | null;
}

/** A KPI of the whole scenario with a threshold; money in minor units. */
export interface Target {
  readonly metric: Metric;
  readonly atLeast: number | null;
  readonly atMost: number | null;
}

/** A scenario that breaks a rule; the message names field, rule and value. */
export class ScenarioError extends RangeError {
  constructor(
    readonly path: string,
    readonly rule: string,
    readonly got: unknown,
  ) {
    super(`${path} ${rule}, but got ${String(got)}`);
    this.name = 'ScenarioError';
  }
}
