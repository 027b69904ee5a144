import { type Influencer as InfluencerRow, Prisma } from '../prisma/generated/client.js';
import { builder } from './builder.js';
import { search } from './campaign-rules.js';
import { RoleEnum } from './enums.js';
import { listComplexity, type Order } from './list.js';
import { all, archivedIs, contains, orderInput } from './list-input.js';
import { addLookup } from './lookup.js';
import { profileCondition, ProfileFilter } from './profile-filter.js';

export const Influencer = builder.prismaObject('Influencer', {
  description: 'A person who can be booked, with any number of profiles.',
  fields: (t) => ({
    externalId: t.exposeString('externalId', {
      nullable: true,
      description:
        'Your own key for the person, e.g. from another system; unique in the workspace.',
    }),
    name: t.exposeString('name', { description: 'Name for people, 1–200 characters.' }),
    role: t.expose('role', { type: RoleEnum, description: 'What they are needed for.' }),
    topics: t.exposeStringList('topics', {
      description: 'What they talk about, in lower case, e.g. `["beauty", "travel"]`.',
    }),
    country: t.exposeString('country', {
      nullable: true,
      description: 'Where they live, ISO 3166-1 alpha-2, e.g. `US`; null if unknown.',
    }),
    isDemo: t.exposeBoolean('isDemo', {
      description: 'Whether it is generated demonstration data, not a real person.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When they were added.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When they last changed.' }),
    archivedAt: t.expose('archivedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When they were archived; null if they can be booked.',
    }),
  }),
});

builder.nodeRef(Influencer, {
  id: { resolve: (influencer: InfluencerRow) => influencer.id },
  loadWithoutCache: (id: string, ctx) => ctx.loaders.influencer.load(id),
});
addLookup({ typename: 'Influencer', type: Influencer, loader: (loaders) => loaders.influencer });

/** The default order, and the one of cursors in payloads. */
export const NEWEST_INFLUENCER_FIRST: Order = {
  table: 'Influencer',
  column: 'createdAt',
  kind: 'timestamptz',
  direction: 'DESC',
};

const { input: InfluencerOrder, orderOf } = orderInput('Influencer', {
  NAME: { column: 'name', kind: 'text', description: 'Name.' },
  CREATED_AT: { column: 'createdAt', kind: 'timestamptz', description: 'When they were added.' },
});

const InfluencerFilter = builder.inputType('InfluencerFilter', {
  description: 'Only influencers to whom all of this applies.',
  fields: (t) => ({
    role: t.field({ type: RoleEnum, description: 'With this role.' }),
    topic: t.string({ description: 'With this topic, e.g. `beauty`.' }),
    country: t.string({ description: 'In this country, e.g. `US`.' }),
    search: t.string({
      description: 'With this text in the name or in a handle, whatever its case.',
      validate: search,
    }),
    profile: t.field({
      type: ProfileFilter,
      description:
        'With at least one profile to which all of this applies: platform, followers, tier, engagement rate, price, …. To order by those, ask `profiles` instead.',
    }),
    archived: t.boolean({
      description: 'True: only archived influencers. False, the default: only those not archived.',
    }),
  }),
});

export const InfluencerEdge = builder.edgeObject({ type: Influencer, name: 'InfluencerEdge' });
const InfluencerConnection = builder.connectionObject(
  { type: Influencer, name: 'InfluencerConnection' },
  InfluencerEdge,
);

builder.queryField('influencers', (t) =>
  t.connection(
    {
      type: Influencer,
      description: 'The people in your workspace. Newest first unless ordered.',
      args: {
        filter: t.arg({ type: InfluencerFilter, description: 'Which people.' }),
        orderBy: t.arg({ type: InfluencerOrder, description: 'In which order.' }),
      },
      complexity: listComplexity,
      resolve: async (_root, { filter, orderBy, ...args }, ctx) => {
        const { role, topic, country, search: text, profile } = filter ?? {};
        const where = all([
          archivedIs(filter?.archived),
          role != null && Prisma.sql`t.role = ${role}::"Role"`,
          topic != null && Prisma.sql`t.topics @> ARRAY[${topic.toLowerCase()}]::text[]`,
          country != null && Prisma.sql`t.country = ${country}`,
          text != null &&
            Prisma.sql`(${contains(Prisma.sql`t.name`, text)} OR ${someProfile(contains(Prisma.sql`t.handle`, text))})`,
          profile && someProfile(await profileCondition(['filter', 'profile'], profile, ctx)),
        ]);
        const order = orderBy == null ? NEWEST_INFLUENCER_FIRST : orderOf(orderBy);
        return ctx.loaders.list.page<InfluencerRow>(
          { parent: 'workspaceId', where, order },
          ctx.viewer.workspaceId,
          args,
        );
      },
    },
    InfluencerConnection,
    InfluencerEdge,
  ),
);

/** A condition on profiles calls them `t`; here they hide the influencers of the same name. */
const someProfile = (condition: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`t.id IN (SELECT t."influencerId" FROM "Profile" t WHERE ${condition})`;
