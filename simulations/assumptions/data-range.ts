import type { Row } from '../scenario.js';

/**
 * Follower counts that the data behind a row cover, both ends inclusive; further out the curves are
 * extrapolated. Display ads have no followers.
 */
export const FOLLOWERS_IN_DATA: Readonly<
  Partial<Record<Row, { readonly min: number; readonly max: number }>>
> = {
  // Markerly 2016 from 500, own fit of 945 accounts of 2017 up to 22M.
  INSTAGRAM_POST: { min: 500, max: 22_000_000 },
  // Minter.io 2019: open bands below 20K and above 1M.
  INSTAGRAM_STORY: { min: 1_000, max: 10_000_000 },
  // Own fit of 1,681 accounts, Nov 2020.
  TIKTOK_VIDEO: { min: 1_800, max: 97_000_000 },
  // Own fit of 268 channels, 2017; few below 1K.
  YOUTUBE_VIDEO: { min: 1_000, max: 23_000_000 },
  YOUTUBE_INTEGRATION: { min: 1_000, max: 23_000_000 },
  // Own fit of 587 ordinary accounts, 2019: 98% below 10K.
  SHARER_ACTION: { min: 50, max: 10_000 },
};
