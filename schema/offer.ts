import { type Offer as OfferRow, Prisma } from '../prisma/generated/client.js';
import { addArchiving } from './archive.js';
import { builder } from './builder.js';
import { FormatEnum, PlatformEnum } from './enums.js';
import { ConflictError } from './errors.js';
import { edgeOf, listComplexity, type Order } from './list.js';
import { all, archivedIs, inRange, MoneyRange, minorRange, orderInput } from './list-input.js';
import { promised } from './loaders.js';
import { MoneyInput, type MoneyInputShape, MoneyType, toMinor } from './money.js';
import { changed, existing, refusingTwins } from './mutation.js';
import { rowId } from './node-id.js';
import { Profile } from './profile.js';
import { formatOn } from './profile-input.js';

export const Offer = builder.prismaObject('Offer', {
  description: 'The price a profile asks for one placement of a format. One offer per format.',
  fields: (t) => ({
    profile: t.loadable({
      type: Profile,
      description: 'Who asks for it.',
      load: (ids: string[], { loaders }) => promised(loaders.profile, ids),
      resolve: ({ profileId }) => profileId,
    }),
    format: t.expose('format', { type: FormatEnum, description: 'What is bought.' }),
    price: t.field({
      type: MoneyType,
      description: 'For one placement, before negotiation and agency fees.',
      resolve: ({ priceMinor, currency }) => ({ minor: priceMinor, currency }),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was added.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed.' }),
    archivedAt: t.expose('archivedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was archived; null if it stands.',
    }),
  }),
});

builder.nodeRef(Offer, {
  id: { resolve: (offer: OfferRow) => offer.id },
  loadWithoutCache: (id: string, ctx) => ctx.loaders.offer.load(id),
});

const NEWEST_FIRST: Order = {
  table: 'Offer',
  column: 'createdAt',
  kind: 'timestamptz',
  direction: 'DESC',
};

const { input: OfferOrder, orderOf } = orderInput('Offer', {
  PRICE: { column: 'priceMinor', kind: 'bigint', description: 'Price of one placement.' },
  CREATED_AT: { column: 'createdAt', kind: 'timestamptz', description: 'When it was added.' },
});

const OfferFilter = builder.inputType('OfferFilter', {
  description: 'Only offers to which all of this applies.',
  fields: (t) => ({
    profileId: t.id({ description: 'Of this profile.' }),
    platform: t.field({ type: PlatformEnum, description: 'On this platform.' }),
    format: t.field({ type: FormatEnum, description: 'For this format.' }),
    price: t.field({ type: MoneyRange, description: 'With a price in this range.' }),
    archived: t.boolean({
      description: 'True: only archived offers. False, the default: only those that stand.',
    }),
  }),
});

const OfferEdge = builder.edgeObject({ type: Offer, name: 'OfferEdge' });
const OfferConnection = builder.connectionObject(
  { type: Offer, name: 'OfferConnection' },
  OfferEdge,
);

builder.queryField('offers', (t) =>
  t.connection(
    {
      type: Offer,
      description: 'What the profiles of your workspace ask for. Newest first unless ordered.',
      args: {
        filter: t.arg({ type: OfferFilter, description: 'Which offers.' }),
        orderBy: t.arg({ type: OfferOrder, description: 'In which order.' }),
      },
      complexity: listComplexity,
      resolve: (_root, { filter, orderBy, ...args }, { loaders, viewer }) => {
        const { profileId, platform, format } = filter ?? {};
        const where = all([
          archivedIs(filter?.archived),
          profileId != null &&
            Prisma.sql`t."profileId" = ${rowId(['filter', 'profileId'], 'Profile', profileId)}::uuid`,
          platform != null &&
            Prisma.sql`EXISTS (SELECT 1 FROM "Profile" p WHERE p.id = t."profileId" AND p.platform = ${platform}::"Platform")`,
          format != null && Prisma.sql`t.format = ${format}::"Format"`,
          filter?.price &&
            inRange(
              Prisma.sql`t."priceMinor"`,
              ['filter', 'price'],
              minorRange(['filter', 'price'], filter.price, viewer.currency),
            ),
        ]);
        const order = orderBy == null ? NEWEST_FIRST : orderOf(orderBy);
        return loaders.list.page<OfferRow>(
          { parent: 'workspaceId', where, order },
          viewer.workspaceId,
          args,
        );
      },
    },
    OfferConnection,
    OfferEdge,
  ),
);

builder.relayMutationField(
  'createOffer',
  {
    description: 'A new offer.',
    inputFields: (t) => ({
      profileId: t.id({ required: true, description: 'Id of the Profile that asks for it.' }),
      format: t.field({ type: FormatEnum, required: true, description: 'What is bought.' }),
      price: t.field({
        type: MoneyInput,
        required: true,
        description: "For one placement, in the workspace's currency. 0 is a favour.",
      }),
    }),
  },
  {
    description: 'Adds the price that a profile asks for a format.',
    errors: {},
    resolve: async (_root, { input }, { db, viewer: { workspaceId, currency } }) => ({
      offer: await refusingTwins(
        () =>
          new ConflictError(
            ['input', 'format'],
            'must be a format without an offer of this profile, archived ones included',
            input.format,
          ),
        () =>
          db.$transaction(async (tx) => {
            const profile = await existing(
              ['input', 'profileId'],
              'Profile',
              input.profileId,
              (id) => tx.profile.findFirst({ where: { id, workspaceId } }),
            );
            return tx.offer.create({
              data: {
                workspaceId,
                profileId: profile.id,
                format: formatOn(['input', 'format'], input.format, profile.platform),
                priceMinor: toMinor(['input', 'price'], input.price, currency),
                currency,
              },
            });
          }),
      ),
    }),
  },
  {
    description: 'The offer that was added.',
    outputFields: (t) => ({
      offerEdge: t.field({
        type: OfferEdge,
        description: 'The offer, and where it stands in `offers`.',
        resolve: ({ offer }) => edgeOf(NEWEST_FIRST, offer),
      }),
    }),
  },
);

builder.relayMutationField(
  'updateOffer',
  {
    description: 'What to change; what is left out stays as it is.',
    inputFields: (t) => ({
      id: t.id({ required: true, description: 'Id of the Offer.' }),
      price: t.field({
        type: MoneyInput,
        description: "For one placement, in the workspace's currency.",
      }),
    }),
  },
  {
    description: 'Changes the price of an offer.',
    errors: {},
    resolve: async (_root, { input }, { db, viewer: { workspaceId, currency } }) => ({
      offer: await db.$transaction(async (tx) => {
        const { id } = await existing(['input', 'id'], 'Offer', input.id, (id) =>
          tx.offer.findFirst({ where: { id, workspaceId } }),
        );
        const price = changed<MoneyInputShape>(['input', 'price'], input.price);
        return tx.offer.update({
          where: { id },
          data: { priceMinor: price && toMinor(['input', 'price'], price, currency) },
        });
      }),
    }),
  },
  {
    description: 'The offer that was changed.',
    outputFields: (t) => ({
      offer: t.field({
        type: Offer,
        description: 'The offer as it is now.',
        resolve: ({ offer }) => offer,
      }),
    }),
  },
);

addArchiving<OfferRow>({
  typename: 'Offer',
  field: 'offer',
  type: Offer,
  effect: 'Takes an offer back: forecasts and price filters no longer see it.',
  loader: (loaders) => loaders.offer,
  write: (db, query) => db.offer.updateManyAndReturn(query),
});

builder.objectField(Profile, 'offers', (t) =>
  t.field({
    type: [Offer],
    description: 'What the profile asks for: at most one offer per format, archived ones left out.',
    complexity: { field: 1, multiplier: 5 },
    resolve: ({ id }, _args, { loaders }) => loaders.offersOfProfile.load(id),
  }),
);
