import type { Role } from '../scenario.js';

/** What somebody is needed for, and the population that stands in for people not yet named. */
export interface TierDefinition {
  readonly key: string;
  readonly name: string;
  readonly role: Role;
  /** Null for sharers: friends' feeds of any network. */
  readonly platform: 'INSTAGRAM' | 'TIKTOK' | 'YOUTUBE' | null;
  readonly format: 'POST' | 'STORY' | 'VIDEO' | 'INTEGRATION' | 'SHARE';
  /** People; the bounds of the predicate and of the population, both inclusive. */
  readonly minFollowers: number;
  readonly maxFollowers: number | null;
  readonly medianFollowers: number;
  /** Standard deviation of ln followers around the median, before clamping to the bounds. */
  readonly followersLnSd: number;
  /** Share of the budget in a question that names no tiers; a scheme's shares add up to 1. */
  readonly defaultShare: number;
}

/** A way to cut influencers into tiers. Workspaces start with a copy of each and may edit it. */
export interface TierScheme {
  readonly key: string;
  readonly name: string;
  readonly isDefault: boolean;
  readonly source: string;
  /** Year of the source. */
  readonly date: string;
  readonly tiers: readonly TierDefinition[];
}

/** The built-in schemes: one by role, which is the default, and one by follower bands. */
export const TIER_SCHEMES: readonly TierScheme[] = [
  {
    key: 'roles',
    name: 'Roles',
    isDefault: true,
    source:
      'Assumption, after the four kinds of people in the agency CLEVER’s founding claims; the shares are a round mix',
    date: '2017',
    tiers: [
      {
        key: 'celebrity',
        name: 'Celebrity',
        role: 'ANCHOR',
        platform: 'INSTAGRAM',
        format: 'POST',
        minFollowers: 1_000_000,
        maxFollowers: null,
        medianFollowers: 5_000_000,
        followersLnSd: 0.5,
        defaultShare: 0,
      },
      {
        key: 'star-video',
        name: 'Star video',
        role: 'CREATOR',
        platform: 'YOUTUBE',
        format: 'VIDEO',
        minFollowers: 500_000,
        maxFollowers: 3_000_000,
        medianFollowers: 1_000_000,
        followersLnSd: 0.3,
        defaultShare: 0,
      },
      {
        key: 'micro-video',
        name: 'Micro video',
        role: 'CREATOR',
        platform: 'YOUTUBE',
        format: 'VIDEO',
        minFollowers: 10_000,
        maxFollowers: 200_000,
        medianFollowers: 40_000,
        followersLnSd: 0.7,
        defaultShare: 0.3,
      },
      {
        key: 'micro-post',
        name: 'Micro post',
        role: 'CREATOR',
        platform: 'INSTAGRAM',
        format: 'POST',
        minFollowers: 5_000,
        maxFollowers: 100_000,
        medianFollowers: 20_000,
        followersLnSd: 0.7,
        defaultShare: 0.3,
      },
      {
        key: 'sharer',
        name: 'Sharer',
        role: 'SHARER',
        platform: null,
        format: 'SHARE',
        minFollowers: 100,
        maxFollowers: 10_000,
        medianFollowers: 1_200,
        followersLnSd: 0.8,
        defaultShare: 0.4,
      },
    ],
  },
  {
    key: 'bands',
    name: 'Follower bands',
    isDefault: false,
    source:
      'Assumption: the trade’s usual cut-offs (vendors differ by a factor of five), medians near the geometric middle of each band',
    date: '2021',
    tiers: [
      {
        key: 'nano',
        name: 'Nano (1K–10K)',
        role: 'CREATOR',
        platform: 'INSTAGRAM',
        format: 'POST',
        minFollowers: 1_000,
        maxFollowers: 10_000,
        medianFollowers: 3_000,
        followersLnSd: 0.6,
        defaultShare: 0.2,
      },
      {
        key: 'micro',
        name: 'Micro (10K–50K)',
        role: 'CREATOR',
        platform: 'INSTAGRAM',
        format: 'POST',
        minFollowers: 10_000,
        maxFollowers: 50_000,
        medianFollowers: 22_000,
        followersLnSd: 0.4,
        defaultShare: 0.2,
      },
      {
        key: 'mid',
        name: 'Mid (50K–500K)',
        role: 'CREATOR',
        platform: 'INSTAGRAM',
        format: 'POST',
        minFollowers: 50_000,
        maxFollowers: 500_000,
        medianFollowers: 150_000,
        followersLnSd: 0.6,
        defaultShare: 0.2,
      },
      {
        key: 'macro',
        name: 'Macro (500K–1M)',
        role: 'CREATOR',
        platform: 'INSTAGRAM',
        format: 'POST',
        minFollowers: 500_000,
        maxFollowers: 1_000_000,
        medianFollowers: 700_000,
        followersLnSd: 0.2,
        defaultShare: 0.2,
      },
      {
        key: 'mega',
        name: 'Mega (over 1M)',
        role: 'ANCHOR',
        platform: 'INSTAGRAM',
        format: 'POST',
        minFollowers: 1_000_000,
        maxFollowers: null,
        medianFollowers: 2_500_000,
        followersLnSd: 0.7,
        defaultShare: 0.2,
      },
    ],
  },
];
