import { type Placement as PlacementRow, Prisma } from '../prisma/generated/client.js';
import { builder } from './builder.js';
import { Campaign } from './campaign.js';
import { FormatEnum, PlacementStatusEnum, RoleEnum } from './enums.js';
import { listComplexity, type Order } from './list.js';
import { all, archivedIs, DateTimeRange, orderInput } from './list-input.js';
import { promised } from './loaders.js';
import { addLookup } from './lookup.js';
import { MoneyType } from './money.js';
import { rowId } from './node-id.js';
import { Profile } from './profile.js';

export const Placement = builder.prismaObject('Placement', {
  description: 'One contracted piece of content by one profile on one date.',
  fields: (t) => ({
    campaign: t.loadable({
      type: Campaign,
      description: 'What it is part of.',
      load: (ids: string[], { loaders }) => promised(loaders.campaign, ids),
      resolve: ({ campaignId }) => campaignId,
    }),
    layer: t.field({
      type: RoleEnum,
      description: "The campaign's layer that it is in.",
      resolve: async ({ layerId }, _args, { loaders }) => {
        const layer = await loaders.layer.load(layerId);
        if (layer === null) throw new Error(`Layer ${layerId} is missing`);
        return layer.role;
      },
    }),
    profile: t.loadable({
      type: Profile,
      description: 'Who posts it.',
      load: (ids: string[], { loaders }) => promised(loaders.profile, ids),
      resolve: ({ profileId }) => profileId,
    }),
    format: t.expose('format', { type: FormatEnum, description: 'What is posted.' }),
    status: t.expose('status', { type: PlacementStatusEnum, description: 'How far it is.' }),
    plannedAt: t.expose('plannedAt', {
      type: 'DateTime',
      description: 'When it is to go live, inside the flight.',
    }),
    fee: t.field({
      type: MoneyType,
      nullable: true,
      description: 'What is agreed to be paid; null until then, and the forecast draws it.',
      resolve: ({ feeMinor, currency }) =>
        feeMinor === null ? null : { minor: feeMinor, currency },
    }),
    sponsored: t.exposeBoolean('sponsored', {
      description: 'Whether it is marked as advertising.',
    }),
    promoCode: t.exposeBoolean('promoCode', {
      description: 'Whether it carries a code of its own that gives a discount.',
    }),
    postedAt: t.expose('postedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it went live; null until then.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was added.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed.' }),
    archivedAt: t.expose('archivedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was archived; null if it counts.',
    }),
  }),
});

builder.nodeRef(Placement, {
  id: { resolve: (placement: PlacementRow) => placement.id },
  loadWithoutCache: (id: string, ctx) => ctx.loaders.placement.load(id),
});
addLookup({ typename: 'Placement', type: Placement, loader: (loaders) => loaders.placement });

/** The default order, and the one of cursors in payloads. */
export const BY_DATE: Order = {
  table: 'Placement',
  column: 'plannedAt',
  kind: 'timestamptz',
  direction: 'ASC',
};

const { input: PlacementOrder, orderOf } = orderInput('Placement', {
  PLANNED_AT: { column: 'plannedAt', kind: 'timestamptz', description: 'When it is to go live.' },
  CREATED_AT: { column: 'createdAt', kind: 'timestamptz', description: 'When it was added.' },
});

const PlacementFilter = builder.inputType('PlacementFilter', {
  description: 'Only placements to which all of this applies.',
  fields: (t) => ({
    campaignId: t.id({ description: 'Of this campaign.' }),
    profileId: t.id({ description: 'Of this profile.' }),
    layer: t.field({ type: RoleEnum, description: 'In this layer.' }),
    status: t.field({ type: [PlacementStatusEnum], description: 'With one of these states.' }),
    plannedAt: t.field({ type: DateTimeRange, description: 'Planned in this range of time.' }),
    archived: t.boolean({
      description: 'True: only archived placements. False, the default: only those that count.',
    }),
  }),
});

type PlacementFilterShape = typeof PlacementFilter.$inferInput;

function placementCondition(filter: PlacementFilterShape): Prisma.Sql {
  const { campaignId, profileId, layer, status, plannedAt, archived } = filter;
  return all([
    archivedIs(archived),
    campaignId != null &&
      Prisma.sql`t."campaignId" = ${rowId(['filter', 'campaignId'], 'Campaign', campaignId)}::uuid`,
    profileId != null &&
      Prisma.sql`t."profileId" = ${rowId(['filter', 'profileId'], 'Profile', profileId)}::uuid`,
    layer != null &&
      Prisma.sql`EXISTS (SELECT 1 FROM "Layer" l WHERE l.id = t."layerId" AND l.role = ${layer}::"Role")`,
    status != null && Prisma.sql`t.status = ANY(${status}::"PlacementStatus"[])`,
    plannedAt?.from != null && Prisma.sql`t."plannedAt" >= ${plannedAt.from}`,
    plannedAt?.to != null && Prisma.sql`t."plannedAt" < ${plannedAt.to}`,
  ]);
}

export const PlacementEdge = builder.edgeObject({ type: Placement, name: 'PlacementEdge' });
const PlacementConnection = builder.connectionObject(
  { type: Placement, name: 'PlacementConnection' },
  PlacementEdge,
);

builder.queryField('placements', (t) =>
  t.connection(
    {
      type: Placement,
      description: 'The placements of your workspace. By date unless ordered.',
      args: {
        filter: t.arg({ type: PlacementFilter, description: 'Which placements.' }),
        orderBy: t.arg({ type: PlacementOrder, description: 'In which order.' }),
      },
      complexity: listComplexity,
      resolve: (_root, { filter, orderBy, ...args }, { loaders, viewer }) =>
        loaders.list.page<PlacementRow>(
          {
            parent: 'workspaceId',
            where: placementCondition(filter ?? {}),
            order: orderBy == null ? BY_DATE : orderOf(orderBy),
          },
          viewer.workspaceId,
          args,
        ),
    },
    PlacementConnection,
    PlacementEdge,
  ),
);

for (const { owner, parent, description } of [
  { owner: Campaign, parent: 'campaignId', description: 'What was planned, by date.' },
  { owner: Profile, parent: 'profileId', description: 'What it was planned for, by date.' },
] as const) {
  builder.objectField(owner, 'placements', (t) =>
    t.connection(
      {
        type: Placement,
        description: `${description} Archived placements are left out.`,
        complexity: listComplexity,
        resolve: ({ id }, args, { loaders }) =>
          loaders.list.page<PlacementRow>(
            { parent, where: archivedIs(false), order: BY_DATE },
            id,
            args,
          ),
      },
      PlacementConnection,
      PlacementEdge,
    ),
  );
}
