import { Prisma, type Profile as ProfileRow } from '../prisma/generated/client.js';
import { AudienceShare } from './audience.js';
import { builder } from './builder.js';
import { PlatformEnum } from './enums.js';
import { Influencer } from './influencer.js';
import { listComplexity, type Order } from './list.js';
import { orderInput } from './list-input.js';
import { promised } from './loaders.js';
import { addLookup } from './lookup.js';
import { profileCondition, ProfileFilter } from './profile-filter.js';

const RecentPosts = builder.objectRef<ProfileRow>('RecentPosts').implement({
  description:
    'Geometric means over a profile’s recent organic posts, in which a zero counts as 0.5. They sharpen its forecasts.',
  fields: (t) => ({
    posts: t.int({
      description: 'Over how many posts.',
      resolve: ({ recentPosts }) => recentPosts ?? 0,
    }),
    asOf: t.expose('recentPostsAsOf', {
      type: 'DateTime',
      nullable: true,
      description: 'When they were read.',
    }),
    views: t.exposeFloat('recentViews', {
      nullable: true,
      description: 'Views per post; null if unknown.',
    }),
    reach: t.exposeFloat('recentReach', {
      nullable: true,
      description: 'People reached per post; null if unknown.',
    }),
    engagements: t.exposeFloat('recentEngagements', {
      nullable: true,
      description:
        'Engagements per post: Instagram likes + comments; TikTok likes + comments + shares; YouTube likes + dislikes + comments. Null if unknown.',
    }),
  }),
});

export const Profile = builder.prismaObject('Profile', {
  description: "A person's account on one platform.",
  fields: (t) => ({
    influencer: t.loadable({
      type: Influencer,
      description: 'Whose account it is.',
      load: (ids: string[], { loaders }) => promised(loaders.influencer, ids),
      resolve: ({ influencerId }) => influencerId,
    }),
    platform: t.expose('platform', { type: PlatformEnum, description: 'The social network.' }),
    handle: t.exposeString('handle', {
      description: 'Name of the account in lower case without the leading @, e.g. `ann.cooks`.',
    }),
    followers: t.expose('followers', {
      type: 'Count',
      description: 'Followers or subscribers, authentic or not.',
    }),
    authenticity: t.expose('authenticity', {
      type: 'Probability',
      nullable: true,
      description: 'Measured share of followers that are real people, 0–1; null if never measured.',
    }),
    recentPosts: t.field({
      type: RecentPosts,
      nullable: true,
      description: 'What recent organic posts brought; null if unknown.',
      resolve: (profile) => (profile.recentPosts === null ? null : profile),
    }),
    engagementRateByFollowers: t.exposeFloat('engagementRateByFollowers', {
      nullable: true,
      description:
        'Engagements per recent post ÷ followers, e.g. 0.03; null if unknown or without followers. A viral account can exceed 1.',
    }),
    audience: t.field({
      type: [AudienceShare],
      description: 'Where the audience is, largest share first; empty if unknown.',
      complexity: { field: 1, multiplier: 10 },
      resolve: ({ id }, _args, { loaders }) => loaders.audienceOfProfile.load(id),
    }),
    isDemo: t.exposeBoolean('isDemo', {
      description: 'Whether it is generated demonstration data, not a real account.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was added.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed.' }),
    archivedAt: t.expose('archivedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was archived; null if it can be booked.',
    }),
  }),
});

builder.nodeRef(Profile, {
  id: { resolve: (profile: ProfileRow) => profile.id },
  loadWithoutCache: (id: string, ctx) => ctx.loaders.profile.load(id),
});
addLookup({ typename: 'Profile', type: Profile, loader: (loaders) => loaders.profile });

/** The default order, and the one of cursors in payloads. */
export const NEWEST_PROFILE_FIRST: Order = {
  table: 'Profile',
  column: 'createdAt',
  kind: 'timestamptz',
  direction: 'DESC',
};

const { input: ProfileOrder, orderOf } = orderInput('Profile', {
  FOLLOWERS: { column: 'followers', kind: 'bigint', description: 'Number of followers.' },
  ENGAGEMENT_RATE_BY_FOLLOWERS: {
    column: 'engagementRateByFollowers',
    kind: 'float8',
    nullable: true,
    description: 'Engagements per recent post ÷ followers; unknown rates come last.',
  },
  AUTHENTICITY: {
    column: 'authenticity',
    kind: 'float8',
    nullable: true,
    description: 'Share of authentic followers; unmeasured profiles come last.',
  },
  HANDLE: { column: 'handle', kind: 'text', description: 'Name of the account.' },
  CREATED_AT: { column: 'createdAt', kind: 'timestamptz', description: 'When it was added.' },
});

export const ProfileEdge = builder.edgeObject({ type: Profile, name: 'ProfileEdge' });
const ProfileConnection = builder.connectionObject(
  { type: Profile, name: 'ProfileConnection' },
  ProfileEdge,
);

builder.queryField('profiles', (t) =>
  t.connection(
    {
      type: Profile,
      description:
        'The accounts in your workspace: where a planner looks for people to book. Newest first unless ordered.',
      args: {
        filter: t.arg({ type: ProfileFilter, description: 'Which accounts.' }),
        orderBy: t.arg({ type: ProfileOrder, description: 'In which order.' }),
      },
      complexity: listComplexity,
      resolve: async (_root, { filter, orderBy, ...args }, ctx) =>
        ctx.loaders.list.page<ProfileRow>(
          {
            parent: 'workspaceId',
            where: await profileCondition(['filter'], filter ?? {}, ctx),
            order: orderBy == null ? NEWEST_PROFILE_FIRST : orderOf(orderBy),
          },
          ctx.viewer.workspaceId,
          args,
        ),
    },
    ProfileConnection,
    ProfileEdge,
  ),
);

builder.objectField(Influencer, 'profiles', (t) =>
  t.connection(
    {
      type: Profile,
      description: "The person's accounts, archived ones left out. Most followers first.",
      complexity: listComplexity,
      resolve: ({ id }, args, { loaders }) =>
        loaders.list.page<ProfileRow>(
          {
            parent: 'influencerId',
            where: Prisma.sql`t."archivedAt" IS NULL`,
            order: { table: 'Profile', column: 'followers', kind: 'bigint', direction: 'DESC' },
          },
          id,
          args,
        ),
    },
    ProfileConnection,
    ProfileEdge,
  ),
);
