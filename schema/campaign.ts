import { type Campaign as CampaignRow, Prisma } from '../prisma/generated/client.js';
import type { Metric } from '../simulations/index.js';
import { AudienceCell } from './audience.js';
import { builder } from './builder.js';
import { search } from './campaign-rules.js';
import { ObjectiveEnum, RoleEnum } from './enums.js';
import { listComplexity, type Order } from './list.js';
import {
  all,
  archivedIs,
  contains,
  DateTimeRange,
  inRange,
  minorRange,
  MoneyRange,
  orderInput,
} from './list-input.js';
import { addLookup } from './lookup.js';
import { MetricEnum } from './metric.js';
import { MoneyType } from './money.js';
import { unitOf } from './unit.js';

const Flight = builder.objectRef<CampaignRow>('Flight').implement({
  description: 'When placements go live: from `start` up to, but not including, `end`.',
  fields: (t) => ({
    start: t.expose('flightStart', { type: 'DateTime', description: 'First moment, included.' }),
    end: t.expose('flightEnd', { type: 'DateTime', description: 'First moment after the flight.' }),
  }),
});

const CampaignLayer = builder.prismaObject('Layer', {
  name: 'CampaignLayer',
  description: 'One layer of a programme: the star content on top, creators, sharers.',
  fields: (t) => ({
    role: t.expose('role', { type: RoleEnum, description: 'Who is in it.' }),
    budgetShare: t.expose('budgetShare', {
      type: 'Probability',
      nullable: true,
      description: "Share of the campaign's budget, 0–1; null if it is not planned by share.",
    }),
  }),
});

const CampaignTarget = builder.prismaObject('Target', {
  name: 'CampaignTarget',
  description: 'A KPI of the whole campaign with a threshold: `atLeast` or `atMost`.',
  fields: (t) => ({
    metric: t.field({
      type: MetricEnum,
      description: 'What is promised.',
      resolve: ({ metric }) => metric as Metric,
    }),
    atLeast: t.float({
      nullable: true,
      description: 'Met when the metric is this or more; money in major units.',
      resolve: ({ metric, atLeast }, _args, { viewer }) =>
        atLeast === null ? null : atLeast / unitOf(metric as Metric, viewer.currency).scale,
    }),
    atMost: t.float({
      nullable: true,
      description: 'Met when the metric is this or less; money in major units.',
      resolve: ({ metric, atMost }, _args, { viewer }) =>
        atMost === null ? null : atMost / unitOf(metric as Metric, viewer.currency).scale,
    }),
  }),
});

export const Campaign = builder.prismaObject('Campaign', {
  description: 'A programme with a budget, a flight, wanted people, promises and placements.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name for people, 1–200 characters.' }),
    objective: t.expose('objective', { type: ObjectiveEnum, description: 'What it is for.' }),
    budget: t.field({
      type: MoneyType,
      description: 'All there is to spend, fees included.',
      resolve: ({ budgetMinor, currency }) => ({ minor: budgetMinor, currency }),
    }),
    flight: t.field({
      type: Flight,
      description: 'When placements go live.',
      resolve: (campaign) => campaign,
    }),
    universe: t.expose('universe', {
      type: 'Count',
      nullable: true,
      description: 'People who could be reached; null for the default of the assumptions.',
    }),
    vetted: t.exposeBoolean('vetted', {
      description: 'Whether influencers are checked for bought followers before they are booked.',
    }),
    agencyFeeShare: t.expose('agencyFeeShare', {
      type: 'Probability',
      description: "The agency's fee as a share of what creators are paid, on top of it.",
    }),
    layers: t.field({
      type: [CampaignLayer],
      description: 'Its layers, at most one per role.',
      complexity: { field: 1, multiplier: 3 },
      resolve: ({ id }, _args, { loaders }) => loaders.layersOfCampaign.load(id),
    }),
    targets: t.field({
      type: [CampaignTarget],
      description: 'What is promised, at most 20.',
      complexity: { field: 1, multiplier: 5 },
      resolve: ({ id }, _args, { loaders }) => loaders.targetsOfCampaign.load(id),
    }),
    audience: t.field({
      type: [AudienceCell],
      description: 'Who is wanted, at most 100 cells; empty: everybody.',
      complexity: { field: 1, multiplier: 10 },
      resolve: async ({ id }, _args, { loaders }) => {
        const cells = await loaders.cellsOfCampaign.load(id);
        const rows = await Promise.all(
          cells.map(({ cellId }) => loaders.audienceCell.load(cellId)),
        );
        return rows.filter((row) => row !== null);
      },
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

builder.nodeRef(Campaign, {
  id: { resolve: (campaign: CampaignRow) => campaign.id },
  loadWithoutCache: (id: string, ctx) => ctx.loaders.campaign.load(id),
});
addLookup({ typename: 'Campaign', type: Campaign, loader: (loaders) => loaders.campaign });

/** The default order, and the one of cursors in payloads. */
export const NEWEST_CAMPAIGN_FIRST: Order = {
  table: 'Campaign',
  column: 'createdAt',
  kind: 'timestamptz',
  direction: 'DESC',
};

const { input: CampaignOrder, orderOf } = orderInput('Campaign', {
  NAME: { column: 'name', kind: 'text', description: 'Name.' },
  FLIGHT_START: { column: 'flightStart', kind: 'timestamptz', description: 'Start of the flight.' },
  BUDGET: { column: 'budgetMinor', kind: 'bigint', description: 'Budget.' },
  CREATED_AT: { column: 'createdAt', kind: 'timestamptz', description: 'When it was added.' },
});

const CampaignFilter = builder.inputType('CampaignFilter', {
  description: 'Only campaigns to which all of this applies.',
  fields: (t) => ({
    objective: t.field({ type: ObjectiveEnum, description: 'For this.' }),
    budget: t.field({ type: MoneyRange, description: 'With a budget in this range.' }),
    live: t.field({
      type: DateTimeRange,
      description: 'With a flight that overlaps this range of time.',
    }),
    search: t.string({
      description: 'With this text in the name, whatever its case.',
      validate: search,
    }),
    archived: t.boolean({
      description: 'True: only archived campaigns. False, the default: only those in use.',
    }),
  }),
});

export const CampaignEdge = builder.edgeObject({ type: Campaign, name: 'CampaignEdge' });
const CampaignConnection = builder.connectionObject(
  { type: Campaign, name: 'CampaignConnection' },
  CampaignEdge,
);

builder.queryField('campaigns', (t) =>
  t.connection(
    {
      type: Campaign,
      description: 'The campaigns of your workspace. Newest first unless ordered.',
      args: {
        filter: t.arg({ type: CampaignFilter, description: 'Which campaigns.' }),
        orderBy: t.arg({ type: CampaignOrder, description: 'In which order.' }),
      },
      complexity: listComplexity,
      resolve: (_root, { filter, orderBy, ...args }, { loaders, viewer }) => {
        const { objective, budget, live, search: text } = filter ?? {};
        const where = all([
          archivedIs(filter?.archived),
          objective != null && Prisma.sql`t.objective = ${objective}::"Objective"`,
          budget &&
            inRange(
              Prisma.sql`t."budgetMinor"`,
              ['filter', 'budget'],
              minorRange(['filter', 'budget'], budget, viewer.currency),
            ),
          live?.from != null && Prisma.sql`t."flightEnd" > ${live.from}`,
          live?.to != null && Prisma.sql`t."flightStart" < ${live.to}`,
          text != null && contains(Prisma.sql`t.name`, text),
        ]);
        const order = orderBy == null ? NEWEST_CAMPAIGN_FIRST : orderOf(orderBy);
        return loaders.list.page<CampaignRow>(
          { parent: 'workspaceId', where, order },
          viewer.workspaceId,
          args,
        );
      },
    },
    CampaignConnection,
    CampaignEdge,
  ),
);
