import { z } from 'zod';
import { normaliseHandle } from '../../schema/profile-rules.js';
import type { CsvFile, CsvRow } from './csv.js';
import { toCount, toDate } from './fields.js';
import { indexOfColumn } from './mapping.js';
import type { PostPreset } from './presets.js';
import { type Entry, type Fault, wrongLength } from './entry.js';

const count = z
  .bigint('must be a whole number of at least 0')
  .min(0n, 'must be a whole number of at least 0')
  .transform(Number);

const postShape = z.object({
  handle: z.string().transform(normaliseHandle).pipe(z.string().min(1, 'must not be empty')),
  followers: count,
  postedAt: z.date('must be a date such as 2020-11-07 or 2020-11-07 17:02'),
  views: count.optional(),
  engagements: z.array(count),
  sponsored: count.optional(),
});

type Post = z.output<typeof postShape>;

/** What is kept of an account's posts: sums, whatever their number. */
interface Account {
  readonly source: CsvRow;
  /** Of the newest post that knows it; 0 while unknown. */
  followers: number;
  followersAt: Date;
  posts: number;
  newest: Date;
  sumLnViews: number;
  sumLnEngagements: number;
}

/**
 * Groups a file of posts into profiles: geometric means over organic posts, a zero counted as 0.5,
 * and the latest known number of followers. Bad rows come first, as they are met; the memory used
 * grows with the accounts, not with the posts.
 */
export async function* readPosts(
  file: string,
  { header, rows }: CsvFile,
  preset: PostPreset,
): AsyncGenerator<Entry> {
  const read = postReader(file, header, preset);
  const accounts = new Map<string, Account>();
  for await (const source of rows) {
    const fault = wrongLength(header, source);
    const post = fault === null ? read(source) : [fault];
    if (Array.isArray(post)) yield { source, row: null, faults: post };
    else addPost(accounts, source, post, preset.engagementFactor);
  }
  for (const [handle, account] of accounts) yield profileOf(handle, account, preset);
}

/** @returns a reader of rows: the post, or what is wrong with it */
function postReader(file: string, header: readonly string[], { columns }: PostPreset) {
  const index = (column: string) => indexOfColumn(file, header, column);
  const at = {
    handle: index(columns.handle),
    followers: index(columns.followers),
    postedAt: index(columns.postedAt),
    views: columns.views === undefined ? undefined : index(columns.views),
    engagements: columns.engagements.map(index),
    sponsored: columns.sponsored === undefined ? undefined : index(columns.sponsored),
  };
  return ({ cells }: CsvRow): Post | Fault[] => {
    const text = (i: number) => cells[i].trim();
    const optional = (i: number | undefined) => (i === undefined ? undefined : toCount(text(i)));
    const { success, data, error } = postShape.safeParse(
      {
        handle: text(at.handle),
        followers: toCount(text(at.followers)),
        postedAt: toDate(text(at.postedAt)),
        views: optional(at.views),
        engagements: at.engagements.map((i) => toCount(text(i))),
        sponsored: optional(at.sponsored),
      },
      { reportInput: true },
    );
    if (success) return data;
    return error.issues.map(({ path: [field, i], message, input }) => {
      const place = at[field as keyof typeof at];
      const column = Array.isArray(place) ? place[Number(i)] : place!;
      return { field: header[column], rule: message, value: input };
    });
  };
}

function addPost(
  accounts: Map<string, Account>,
  source: CsvRow,
  { handle, followers, postedAt, views, engagements, sponsored }: Post,
  engagementFactor: number,
): void {
  const account = accounts.get(handle) ?? {
    source,
    followers: 0,
    followersAt: new Date(0),
    posts: 0,
    newest: new Date(0),
    sumLnViews: 0,
    sumLnEngagements: 0,
  };
  accounts.set(handle, account);
  if (followers > 0 && postedAt >= account.followersAt) {
    account.followers = followers;
    account.followersAt = postedAt;
  }
  if (sponsored !== undefined && sponsored !== 0) return;
  const total = engagements.reduce((sum, part) => sum + part, 0);
  account.posts++;
  account.sumLnViews += Math.log(Math.max(views ?? 0, 0.5));
  account.sumLnEngagements += Math.log(Math.max(total * engagementFactor, 0.5));
  if (postedAt > account.newest) account.newest = postedAt;
}

function profileOf(
  handle: string,
  account: Account,
  { platform, role, columns }: PostPreset,
): Entry {
  const { source, followers, posts, newest, sumLnViews, sumLnEngagements } = account;
  if (followers === 0) {
    const rule = 'must be at least 1 in one row of the account';
    const fault = { field: columns.followers, rule, value: 0 };
    return { source, row: null, faults: [fault] };
  }
  const recentPosts = {
    posts,
    asOf: newest,
    views: columns.views === undefined ? undefined : Math.exp(sumLnViews / posts),
    engagements: Math.exp(sumLnEngagements / posts),
  };
  return {
    source,
    row: {
      platform,
      role,
      handle,
      followers: BigInt(followers),
      recentPosts: posts > 0 ? recentPosts : undefined,
    },
    faults: [],
  };
}
