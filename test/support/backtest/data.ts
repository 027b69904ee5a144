import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Account, Post } from './fit.js';

/** One row of a file. */
interface Observation {
  readonly account: string;
  readonly followers: number;
  readonly time: number;
  readonly post: Post;
}

/** Organic Instagram posts of spring 2017: likes only, accounts of 125K to 22M followers. */
export function readInstagram(folder: string): Account[] {
  const posts = readRows(folder, 'ig_posts_2017_macro.csv')
    .filter((row) => row.sponsored_flag === '0' && row.promo_code_flag === '0')
    .map((row) => ({
      account: row.account,
      followers: Number(row.followers),
      time: Date.parse(row.date),
      post: { views: null, engagements: Number(row.likes), valenced: null, negative: null },
    }));
  // 90% of the likes have come after two days.
  return accountsOf(settled(posts, { fromDays: 2, toDays: 90 }));
}

/** Organic TikTok videos of 2020, scraped in November. */
export function readTiktok(folder: string): Account[] {
  const videos = readRows(folder, 'tiktok_videos_2020.csv')
    .filter((row) => row.sponsored_flag === '0')
    .map((row) => ({
      account: row.account,
      followers: Number(row.n_followers),
      time: Date.parse(row.time_utc),
      post: {
        views: Number(row.n_plays),
        engagements: Number(row.n_likes) + Number(row.n_comments) + Number(row.n_shares),
        valenced: null,
        negative: null,
      },
    }))
    .filter(({ followers, post }) => followers > 0 && post.views > 0);
  // 78% of the plays have come after six days.
  return accountsOf(settled(videos, { fromDays: 7, toDays: 180 }));
}

/** YouTube videos found by searching for food in 2017, of channels as large as a tier's creators. */
export function readYoutube(folder: string): Account[] {
  const videos = readRows(folder, 'yt_videos_with_subs_2017.csv')
    .map((row) => ({
      account: row.channel,
      followers: Number(row.channel_subscriberCount),
      time: Date.parse(row.videoPublishedAt),
      post: {
        views: Number(row.viewCount),
        engagements: Number(row.likeCount) + Number(row.dislikeCount) + Number(row.commentCount),
        valenced: Number(row.likeCount) + Number(row.dislikeCount),
        negative: Number(row.dislikeCount),
      },
    }))
    .filter(({ followers, post }) => followers >= 10_000 && post.views > 0);
  return accountsOf(videos);
}

/** Ways to halve the accounts: the low bits of a hash, each both ways round. */
export const HALVINGS = 8;

/** Halves the accounts by a bit of a hash of their key: no account is in both. */
export function halve(
  accounts: readonly Account[],
  halving: number,
): { fitted: Account[]; heldOut: Account[] } {
  const fitted: Account[] = [];
  const heldOut: Account[] = [];
  for (const account of accounts) {
    const bit = (createHash('sha256').update(account.key).digest()[0] >> (halving >> 1)) & 1;
    (bit === (halving & 1) ? fitted : heldOut).push(account);
  }
  return { fitted, heldOut };
}

/** Parts the accounts in three by a byte of a hash of their key: no account is in two. */
export function partInThree(accounts: readonly Account[]): readonly Account[][] {
  const parts: Account[][] = [[], [], []];
  for (const account of accounts) {
    parts[createHash('sha256').update(account.key).digest()[1] % parts.length].push(account);
  }
  return parts;
}

function readRows(folder: string, file: string): Readonly<Record<string, string>>[] {
  return parse(readFileSync(join(folder, file), 'utf8'), { columns: true });
}

const DAY_MS = 86_400_000;

/**
 * Posts that had run their course when they were seen, and that these followers were there for. The
 * account's newest post stands in for the day on which it was seen.
 */
function settled(
  observations: readonly Observation[],
  { fromDays, toDays }: { fromDays: number; toDays: number },
): Observation[] {
  const newest = new Map<string, number>();
  for (const { account, time } of observations) {
    newest.set(account, Math.max(newest.get(account) ?? time, time));
  }
  return observations.filter(({ account, time }) => {
    const age = ((newest.get(account) ?? time) - time) / DAY_MS;
    return age >= fromDays && age <= toDays;
  });
}

function accountsOf(observations: readonly Observation[]): Account[] {
  const accounts = new Map<string, { key: string; followers: number; posts: Post[] }>();
  for (const { account: key, followers, post } of observations) {
    const account = accounts.get(key) ?? { key, followers, posts: [] };
    account.posts.push(post);
    accounts.set(key, account);
  }
  return [...accounts.values()];
}
