import {
  Prisma,
  type Tier as TierRow,
  type TierScheme as TierSchemeRow,
} from '../prisma/generated/client.js';
import { builder } from './builder.js';
import { FormatEnum, PlatformEnum, RoleEnum } from './enums.js';
import { listComplexity, type Order } from './list.js';
import { all, archivedIs } from './list-input.js';
import { promised } from './loaders.js';
import { addLookup } from './lookup.js';
import { MoneyType } from './money.js';

export const Tier = builder.prismaObject('Tier', {
  description:
    'What you need somebody for: a predicate on role, platform, followers and price, and the population that stands in for people not yet named.',
  fields: (t) => ({
    key: t.exposeString('key', {
      description: 'Short name for inputs and results, unique in the scheme, e.g. `micro-video`.',
    }),
    name: t.exposeString('name', { description: 'Name for people, e.g. `Micro video`.' }),
    role: t.expose('role', { type: RoleEnum, description: 'The role of its influencers.' }),
    platform: t.expose('platform', {
      type: PlatformEnum,
      nullable: true,
      description: 'The platform; null for any.',
    }),
    format: t.expose('format', { type: FormatEnum, description: 'What is bought from them.' }),
    minFollowers: t.expose('minFollowers', {
      type: 'Count',
      description: 'Fewest followers, included.',
    }),
    maxFollowers: t.expose('maxFollowers', {
      type: 'Count',
      nullable: true,
      description: 'Most followers, included; null for no bound.',
    }),
    minPrice: t.field({
      type: MoneyType,
      nullable: true,
      description: 'Lowest price of the format, included; null for no bound.',
      resolve: ({ minPriceMinor }, _args, { viewer: { currency } }) =>
        minPriceMinor === null ? null : { minor: minPriceMinor, currency },
    }),
    maxPrice: t.field({
      type: MoneyType,
      nullable: true,
      description: 'Highest price of the format, included; null for no bound.',
      resolve: ({ maxPriceMinor }, _args, { viewer: { currency } }) =>
        maxPriceMinor === null ? null : { minor: maxPriceMinor, currency },
    }),
    medianFollowers: t.expose('medianFollowers', {
      type: 'Count',
      description: 'Median followers of the hypothetical influencers that stand in for the tier.',
    }),
    followersLnSd: t.exposeFloat('followersLnSd', {
      description:
        'Standard deviation of ln(followers) around the median, e.g. 0.7: two thirds within a factor of 2.',
    }),
    defaultShare: t.expose('defaultShare', {
      type: 'Probability',
      description: 'Share of the budget in a forecast that says nothing about what to buy, 0–1.',
    }),
  }),
});

builder.nodeRef(Tier, {
  id: { resolve: (tier: TierRow) => tier.id },
  loadWithoutCache: (id: string, ctx) => ctx.loaders.tier.load(id),
});

export const TierScheme = builder.prismaObject('TierScheme', {
  description: 'A way to cut influencers into tiers. Every workspace starts with two of its own.',
  fields: (t) => ({
    key: t.exposeString('key', {
      description: 'Short name, unique in the workspace, e.g. `roles`.',
    }),
    name: t.exposeString('name', { description: 'Name for people.' }),
    isDefault: t.exposeBoolean('isDefault', {
      description: 'Whether forecasts use it when they name no scheme; one scheme does.',
    }),
    tiers: t.field({
      type: [Tier],
      description: 'The tiers in their order, 1–50. A profile can be in several.',
      complexity: { field: 1, multiplier: 10 },
      resolve: ({ id }, _args, { loaders }) => loaders.tiersOfScheme.load(id),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was added.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed.' }),
    archivedAt: t.expose('archivedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was archived; null if it is in use.',
    }),
  }),
});

builder.nodeRef(TierScheme, {
  id: { resolve: (scheme: TierSchemeRow) => scheme.id },
  loadWithoutCache: (id: string, ctx) => ctx.loaders.tierScheme.load(id),
});
addLookup({ typename: 'TierScheme', type: TierScheme, loader: (loaders) => loaders.tierScheme });

export const SCHEMES_BY_KEY: Order = {
  table: 'TierScheme',
  column: 'key',
  kind: 'text',
  direction: 'ASC',
};

const TierSchemeFilter = builder.inputType('TierSchemeFilter', {
  description: 'Only tier schemes to which all of this applies.',
  fields: (t) => ({
    isDefault: t.boolean({
      description: 'True: only the one that forecasts use by default. False: only the others.',
    }),
    archived: t.boolean({
      description: 'True: only archived schemes. False, the default: only those in use.',
    }),
  }),
});

export const TierSchemeEdge = builder.edgeObject({ type: TierScheme, name: 'TierSchemeEdge' });
const TierSchemeConnection = builder.connectionObject(
  { type: TierScheme, name: 'TierSchemeConnection' },
  TierSchemeEdge,
);

builder.objectField(Tier, 'scheme', (t) =>
  t.loadable({
    type: TierScheme,
    description: 'The scheme that it is part of.',
    load: (ids: string[], { loaders }) => promised(loaders.tierScheme, ids),
    resolve: ({ schemeId }) => schemeId,
  }),
);

builder.queryField('tierSchemes', (t) =>
  t.connection(
    {
      type: TierScheme,
      description: 'The tier schemes of your workspace by key.',
      args: { filter: t.arg({ type: TierSchemeFilter, description: 'Which schemes.' }) },
      complexity: listComplexity,
      resolve: (_root, { filter, ...args }, { loaders, viewer }) =>
        loaders.list.page<TierSchemeRow>(
          {
            parent: 'workspaceId',
            where: all([
              archivedIs(filter?.archived),
              filter?.isDefault != null && Prisma.sql`t."isDefault" = ${filter.isDefault}`,
            ]),
            order: SCHEMES_BY_KEY,
          },
          viewer.workspaceId,
          args,
        ),
    },
    TierSchemeConnection,
    TierSchemeEdge,
  ),
);
