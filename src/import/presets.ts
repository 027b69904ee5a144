import type { Platform, Role } from '../../prisma/generated/enums.js';

/** How a file with one post per row becomes profiles. */
export interface PostPreset {
  readonly platform: Platform;
  readonly role: Role;
  readonly columns: {
    readonly handle: string;
    readonly followers: string;
    readonly postedAt: string;
    readonly views?: string;
    /** Added up, they are the platform's engagements. */
    readonly engagements: readonly string[];
    /** Posts with anything but 0 here are paid, and left out. */
    readonly sponsored?: string;
  };
  /** Engagements per counted one, where the file does not have all kinds; 1 where it has. */
  readonly engagementFactor: number;
}

/**
 * Likes + comments per like on Instagram: comments are .02–.036 of likes
 * (simulations/README.md, section 3).
 */
const LIKES_AND_COMMENTS_PER_LIKE = 1.028;

/** Known layouts of public data sets of posts, by the name given to `--map`. */
export const POST_PRESETS: ReadonlyMap<string, PostPreset> = new Map([
  [
    'tiktok-2020-videos',
    {
      platform: 'TIKTOK',
      role: 'CREATOR',
      columns: {
        handle: 'account',
        followers: 'n_followers',
        postedAt: 'time_utc',
        views: 'n_plays',
        engagements: ['n_likes', 'n_comments', 'n_shares'],
        sponsored: 'sponsored_flag',
      },
      engagementFactor: 1,
    },
  ],
  [
    'instagram-2017-posts',
    {
      platform: 'INSTAGRAM',
      role: 'CREATOR',
      columns: {
        handle: 'account',
        followers: 'followers',
        postedAt: 'date',
        engagements: ['likes'],
        sponsored: 'sponsored_flag',
      },
      engagementFactor: LIKES_AND_COMMENTS_PER_LIKE,
    },
  ],
  [
    // Ordinary people: most have fewer than 1,000 followers.
    'instagram-2019-posts',
    {
      platform: 'INSTAGRAM',
      role: 'SHARER',
      columns: {
        handle: 'account',
        followers: 'followers',
        postedAt: 'upload_time',
        engagements: ['likes', 'comments'],
      },
      engagementFactor: 1,
    },
  ],
  [
    'youtube-2017-videos',
    {
      platform: 'YOUTUBE',
      role: 'CREATOR',
      columns: {
        handle: 'channel',
        followers: 'channel_subscriberCount',
        postedAt: 'videoPublishedAt',
        views: 'viewCount',
        engagements: ['likeCount', 'dislikeCount', 'commentCount'],
      },
      engagementFactor: 1,
    },
  ],
]);
