import type { Format, Platform } from '../prisma/generated/enums.js';
import { z } from 'zod';
import { AudienceShareInput, cellIds } from './audience.js';
import { builder } from './builder.js';
import { FormatEnum, PlatformEnum } from './enums.js';
import { ConflictError, InputError, type Path } from './errors.js';
import { MoneyInput, toMinor } from './money.js';
import { refusingTwins, type Transaction } from './mutation.js';
import * as rules from './profile-rules.js';

export const RecentPostsInput = builder.inputType('RecentPostsInput', {
  description:
    'Geometric means over recent organic posts, in which a zero counts as 0.5. At least one of views, reach and engagements.',
  fields: (t) => ({
    posts: t.int({ required: true, description: 'Over how many posts, at least 1.' }),
    asOf: t.field({ type: 'DateTime', required: true, description: 'When they were read.' }),
    views: t.float({ description: 'Views per post, at least 0.5.' }),
    reach: t.float({ description: 'People reached per post, at least 0.5.' }),
    engagements: t.float({
      description:
        'Engagements per post, at least 0.5: Instagram likes + comments; TikTok likes + comments + shares; YouTube likes + dislikes + comments.',
    }),
  }),
});

export const OfferTermsInput = builder.inputType('OfferTermsInput', {
  description: 'What the profile asks for one placement of a format.',
  fields: (t) => ({
    format: t.field({
      type: FormatEnum,
      required: true,
      description: 'What is bought; it must exist on the platform.',
    }),
    price: t.field({
      type: MoneyInput,
      required: true,
      description: "For one placement, in the workspace's currency. 0 is a favour.",
    }),
  }),
});

export const ProfileInput = builder.inputType('ProfileInput', {
  description: 'An account on one platform.',
  fields: (t) => ({
    platform: t.field({ type: PlatformEnum, required: true, description: 'The social network.' }),
    handle: t.string({
      required: true,
      description:
        'Name of the account; stored in lower case and without the leading @. Unique per platform.',
      validate: rules.handle,
    }),
    followers: t.field({
      type: 'Count',
      required: true,
      description: 'Followers or subscribers, 0–10000000000.',
      validate: rules.followers,
    }),
    authenticity: t.field({
      type: 'Probability',
      description: 'Measured share of followers that are real people, 0–1.',
    }),
    recentPosts: t.field({
      type: RecentPostsInput,
      description: 'What recent organic posts brought; it sharpens the forecast.',
      validate: rules.recentPosts,
    }),
    audience: t.field({
      type: [AudienceShareInput],
      description: 'Where its audience is; the shares add up to at most 1.',
      validate: rules.audience,
    }),
    offers: t.field({
      type: [OfferTermsInput],
      description: 'What it asks for, at most one offer per format.',
      validate: rules.offers(z.object({ format: rules.format, price: z.unknown() })),
    }),
  }),
});

export type ProfileInputShape = typeof ProfileInput.$inferInput;
export type RecentPostsShape = typeof RecentPostsInput.$inferInput;

/** @throws InputError at `path` when the platform does not have the format */
export function formatOn(path: Path, format: Format, platform: Platform): Format {
  const formats = rules.FORMATS_OF[platform];
  if (!formats.includes(format)) {
    throw new InputError(path, `must be one of ${formats.join(', ')} on ${platform}`, format);
  }
  return format;
}

/** A profile's columns for its recent posts; null clears them all. */
export function recentPostsColumns(recent: RecentPostsShape | null | undefined, followers: bigint) {
  const engagements = recent?.engagements ?? null;
  return {
    recentPosts: recent?.posts ?? null,
    recentPostsAsOf: recent?.asOf ?? null,
    recentViews: recent?.views ?? null,
    recentReach: recent?.reach ?? null,
    recentEngagements: engagements,
    engagementRateByFollowers: engagementRate(engagements, followers),
  };
}

/** Engagements per follower; null without either. */
export const engagementRate = (engagements: number | null, followers: bigint): number | null =>
  engagements === null || followers === 0n ? null : engagements / Number(followers);

interface NewProfiles {
  readonly workspaceId: string;
  readonly currency: string;
  readonly influencerId: string;
  readonly profiles: readonly ProfileInputShape[];
  /** Where the i-th profile stands in the arguments. */
  readonly pathOf: (index: number) => Path;
}

/**
 * Writes profiles with their audiences and offers.
 * @returns their ids, in order
 * @throws ConflictError for a handle that exists, InputError and NotFoundError for bad parts
 */
export async function writeProfiles(
  tx: Transaction,
  { workspaceId, currency, influencerId, profiles, pathOf }: NewProfiles,
): Promise<string[]> {
  await refuseKnownHandles(tx, workspaceId, profiles, pathOf);
  const ids: string[] = [];
  for (const [i, { audience, offers, ...profile }] of profiles.entries()) {
    const { platform, handle, followers, authenticity, recentPosts } = profile;
    const create = () =>
      tx.profile.create({
        data: {
          workspaceId,
          influencerId,
          platform,
          handle,
          followers,
          authenticity,
          ...recentPostsColumns(recentPosts, followers),
        },
      });
    const { id } = await refusingTwins(() => knownHandle([...pathOf(i), 'handle'], handle), create);
    await tx.offer.createMany({
      data: (offers ?? []).map(({ format, price }, k) => {
        const path = [...pathOf(i), 'offers', k];
        return {
          workspaceId,
          profileId: id,
          format: formatOn([...path, 'format'], format, platform),
          priceMinor: toMinor([...path, 'price'], price, currency),
          currency,
        };
      }),
    });
    await writeAudience(tx, workspaceId, id, audience ?? [], [...pathOf(i), 'audience']);
    ids.push(id);
  }
  return ids;
}

/** Replaces a profile's audience. */
export async function writeAudience(
  tx: Transaction,
  workspaceId: string,
  profileId: string,
  audience: readonly { readonly cell: string; readonly share: number }[],
  path: Path,
): Promise<void> {
  const keys = audience.map(({ cell }) => cell);
  const ids = await cellIds(tx, workspaceId, keys, (i) => [...path, i, 'cell']);
  await tx.audienceShare.deleteMany({ where: { profileId } });
  await tx.audienceShare.createMany({
    data: audience.map(({ cell, share }) => ({
      workspaceId,
      profileId,
      cellId: ids.get(cell) ?? '',
      share,
    })),
  });
}

export const knownHandle = (path: Path, handle: string | null | undefined): ConflictError =>
  new ConflictError(
    path,
    'must be new on its platform in this workspace, archived profiles included',
    handle,
  );

async function refuseKnownHandles(
  tx: Transaction,
  workspaceId: string,
  profiles: readonly ProfileInputShape[],
  pathOf: (index: number) => Path,
): Promise<void> {
  const known = await tx.profile.findMany({
    where: { workspaceId, OR: profiles.map(({ platform, handle }) => ({ platform, handle })) },
    select: { platform: true, handle: true },
  });
  const seen = new Set(known.map(({ platform, handle }) => `${platform} ${handle}`));
  for (const [i, { platform, handle }] of profiles.entries()) {
    const key = `${platform} ${handle}`;
    if (seen.has(key)) throw knownHandle([...pathOf(i), 'handle'], handle);
    seen.add(key);
  }
}
