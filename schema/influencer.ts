import { Prisma, type Influencer as InfluencerRow } from '../prisma/generated/client.js';
import { builder } from './builder.js';
import { RoleEnum } from './enums.js';
import { listComplexity } from './list.js';
import { name } from './profile-rules.js';

export const Influencer = builder.prismaObject('Influencer', {
  description: 'A person who can be booked, with one profile per platform or several.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name for people, 1–200 characters.' }),
    role: t.expose('role', { type: RoleEnum, description: 'What they are needed for.' }),
  }),
});

builder.nodeRef(Influencer, {
  id: { resolve: (influencer: InfluencerRow) => influencer.id },
  loadWithoutCache: (id: string, ctx) => ctx.loaders.influencer.load(id),
});

builder.queryField('influencers', (t) =>
  t.connection({
    type: Influencer,
    description: 'The people in your workspace.',
    complexity: listComplexity,
    resolve: (_root, args, ctx) =>
      ctx.loaders.list.page<InfluencerRow>(
        {
          table: 'Influencer',
          parent: 'workspaceId',
          where: Prisma.sql`TRUE`,
          order: { column: 'createdAt', kind: 'timestamptz', direction: 'DESC' },
        },
        ctx.viewer.workspaceId,
        args,
      ),
  }),
);

builder.relayMutationField(
  'createInfluencer',
  {
    description: 'A new person.',
    inputFields: (t) => ({
      name: t.string({
        required: true,
        description: 'Name for people, 1–200 characters.',
        validate: name,
      }),
    }),
  },
  {
    description: 'Adds a person.',
    errors: {},
    resolve: async (_root, { input }, { db, viewer }) => ({
      influencer: await db.influencer.create({
        data: { workspaceId: viewer.workspaceId, name: input.name },
      }),
    }),
  },
  {
    description: 'The person that was added.',
    outputFields: (t) => ({
      influencer: t.field({
        type: Influencer,
        description: 'The person.',
        resolve: (payload) => payload.influencer,
      }),
    }),
  },
);
