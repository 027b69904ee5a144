import type { Profile as ProfileRow } from '../prisma/generated/client.js';
import { addArchiving } from './archive.js';
import { AudienceShareInput } from './audience.js';
import { builder } from './builder.js';
import { ConflictError } from './errors.js';
import { edgeOf } from './list.js';
import { changed, existing, lock, refusingTwins } from './mutation.js';
import { NEWEST_PROFILE_FIRST, Profile, ProfileEdge } from './profile.js';
import {
  engagementRate,
  knownHandle,
  ProfileInput,
  RecentPostsInput,
  recentPostsColumns,
  writeAudience,
  writeProfiles,
} from './profile-input.js';
import * as rules from './profile-rules.js';

builder.relayMutationField(
  'createProfile',
  {
    description: 'A new account of a person.',
    inputFields: (t) => ({
      influencerId: t.id({ required: true, description: 'Id of the Influencer whose it is.' }),
      profile: t.field({ type: ProfileInput, required: true, description: 'The account.' }),
    }),
  },
  {
    description: 'Adds an account to a person, with its audience and offers: all of it or nothing.',
    errors: {},
    resolve: async (_root, { input }, { db, viewer: { workspaceId, currency } }) => {
      const { influencerId, profile } = input;
      return db.$transaction(async (tx) => {
        const path = ['input', 'influencerId'];
        const influencer = await existing(path, 'Influencer', influencerId, (id) =>
          tx.influencer.findFirst({ where: { id, workspaceId } }),
        );
        if (influencer.archivedAt !== null) {
          throw new ConflictError(path, 'must be an influencer who is not archived', influencerId);
        }
        const [id] = await writeProfiles(tx, {
          workspaceId,
          currency,
          influencerId: influencer.id,
          profiles: [profile],
          pathOf: () => ['input', 'profile'],
        });
        return { profile: await tx.profile.findUniqueOrThrow({ where: { id } }) };
      });
    },
  },
  {
    description: 'The account that was added.',
    outputFields: (t) => ({
      profileEdge: t.field({
        type: ProfileEdge,
        description: 'The account, and where it stands in `profiles`.',
        resolve: ({ profile }) => edgeOf(NEWEST_PROFILE_FIRST, profile),
      }),
    }),
  },
);

builder.relayMutationField(
  'updateProfile',
  {
    description: 'What to change; what is left out stays as it is, null clears what can be empty.',
    inputFields: (t) => ({
      id: t.id({ required: true, description: 'Id of the Profile.' }),
      handle: t.string({
        description: 'Name of the account, when it was renamed.',
        validate: rules.handle,
      }),
      followers: t.field({
        type: 'Count',
        description: 'Followers or subscribers, 0–10000000000.',
        validate: rules.followers,
      }),
      authenticity: t.field({
        type: 'Probability',
        description: 'Measured share of followers that are real people; null: not measured.',
      }),
      recentPosts: t.field({
        type: RecentPostsInput,
        description:
          'What recent organic posts brought, in place of what is there; null clears it.',
        validate: rules.recentPosts,
      }),
      audience: t.field({
        type: [AudienceShareInput],
        description: 'Where its audience is, in place of what is there; null or empty clears it.',
        validate: rules.audience,
      }),
    }),
  },
  {
    description:
      'Changes an account. Its platform and its person stay; offers are changed by `updateOffer`.',
    errors: {},
    resolve: async (_root, { input }, { db, viewer: { workspaceId } }) => ({
      profile: await refusingTwins(
        () => knownHandle(['input', 'handle'], input.handle),
        () =>
          db.$transaction(async (tx) => {
            const profile = await existing(['input', 'id'], 'Profile', input.id, async (id) => {
              await lock(tx, 'Profile', id);
              return tx.profile.findFirst({ where: { id, workspaceId } });
            });
            const { id } = profile;
            const followers = changed(['input', 'followers'], input.followers);
            const current = followers ?? profile.followers;
            if (input.audience !== undefined) {
              const path = ['input', 'audience'];
              await writeAudience(tx, workspaceId, id, input.audience ?? [], path);
            }
            return tx.profile.update({
              where: { id },
              data: {
                handle: changed(['input', 'handle'], input.handle),
                followers,
                authenticity: input.authenticity,
                ...(input.recentPosts === undefined
                  ? {
                      engagementRateByFollowers: engagementRate(profile.recentEngagements, current),
                    }
                  : recentPostsColumns(input.recentPosts, current)),
              },
            });
          }),
      ),
    }),
  },
  {
    description: 'The account that was changed.',
    outputFields: (t) => ({
      profile: t.field({
        type: Profile,
        description: 'The account as it is now.',
        resolve: ({ profile }) => profile,
      }),
    }),
  },
);

addArchiving<ProfileRow>({
  typename: 'Profile',
  field: 'profile',
  type: Profile,
  effect: 'Takes an account out of lists; it cannot be booked any more. What is booked stays.',
  loader: (loaders) => loaders.profile,
  write: (db, query) => db.profile.updateManyAndReturn(query),
});
