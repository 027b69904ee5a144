import { type SavedForecast as SavedForecastRow, Prisma } from '../prisma/generated/client.js';
import { column, type Selection } from '../simulations/index.js';
import { builder } from './builder.js';
import { Campaign } from './campaign.js';
import { search } from './campaign-rules.js';
import type { Context } from './context.js';
import { ForecastSaved } from './event.js';
import { Forecast, type ForecastAnswer } from './forecast.js';
import { forecastSelection } from './forecast-selection.js';
import { listComplexity, type Order } from './list.js';
import { all, archivedIs, contains, DateTimeRange, orderInput } from './list-input.js';
import { promised } from './loaders.js';
import { inTurn } from './in-turn.js';
import { addLookup } from './lookup.js';
import { rowId } from './node-id.js';
import { unpackDraws } from './packed-draws.js';
import { resultsPerDraw, takeFromBudget } from './request-budget.js';
import { joinOutcome, positionsOf, type SavedOutcome } from './saved-outcome.js';
import { resolvedAgain, type SavedQuestion } from './saved-question.js';
import { selectedFields } from './selected-fields.js';

export const SavedForecast = builder.prismaObject('SavedForecast', {
  description:
    'A forecast kept for good with the plan as it was and every draw: whatever changes later, in the workspace or in the model, it answers with the same numbers. Asking the same plan again today is another forecast.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name for people, 1–200 characters.' }),
    campaign: t.field({
      type: Campaign,
      nullable: true,
      description: 'The campaign whose results it is held against; null if it is for none.',
      resolve: ({ campaignId }, _args, { loaders }) =>
        campaignId === null ? null : loaders.campaign.load(campaignId),
    }),
    forecast: t.field({
      type: Forecast,
      description:
        'The forecast itself, read from the draws that were kept: all numbers that a new one has but those by day, `daily` is null. Nothing is simulated. Its `id` is its own.',
      resolve: (row, _args, ctx, info) =>
        savedAnswer(row, forecastSelection(selectedFields(info)), ctx),
    }),
    seed: t.exposeString('seed', { description: 'The luck of its draws.' }),
    draws: t.exposeInt('draws', { description: 'Simulated worlds.' }),
    engineVersion: t.exposeInt('engineVersion', {
      description: 'Version of the model that drew it.',
    }),
    asOf: t.expose('asOf', {
      type: 'DateTime',
      nullable: true,
      description:
        'Of a saved outlook: the moment by which it had seen what there was to see. Null for a forecast of a plan.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was saved.' }),
    archivedAt: t.expose('archivedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was archived; null if it is in use.',
    }),
  }),
});

const NOTHING: Selection = { metrics: [], groups: [] };

/**
 * Reads what a query asks of a saved forecast, and of its draws no more than that.
 *
 * @param select - null where nothing of the draws is asked for
 */
export async function savedAnswer(
  { id, seed, draws, engineVersion, createdAt }: SavedForecastRow,
  select: Selection | null,
  ctx: Context,
): Promise<ForecastAnswer> {
  const { question, outcome } = await ctx.loaders.savedAnswer.load(id);
  const resolved = resolvedAgain(question as unknown as SavedQuestion);
  const saved = outcome as unknown as SavedOutcome;
  if (select) {
    const perDraw = resultsPerDraw(select, resolved.scenario.lines.length);
    takeFromBudget(ctx, { work: 0, results: draws * perDraw });
  }
  const wanted = select ?? NOTHING;
  const columns = await Promise.all(
    positionsOf(saved, wanted).map(async (position) => {
      const packed = await ctx.loaders.savedColumn.load({ savedForecastId: id, position });
      return [position, column(unpackDraws(await inTurn(packed)))] as const;
    }),
  );
  return {
    resolved,
    precision: { ...saved.precision, milliseconds: 0 },
    outcome: joinOutcome(saved, { engineVersion, seed, draws }, wanted, new Map(columns)),
    // Its warnings speak of the year in which it was made.
    year: createdAt.getUTCFullYear(),
    savedId: id,
  };
}

builder.nodeRef(SavedForecast, {
  id: { resolve: (row: SavedForecastRow) => row.id },
  loadWithoutCache: (id: string, ctx) => ctx.loaders.savedForecast.load(id),
});
addLookup({
  typename: 'SavedForecast',
  type: SavedForecast,
  loader: (loaders) => loaders.savedForecast,
});

/** The default order, and the one of cursors in payloads. */
export const NEWEST_FORECAST_FIRST: Order = {
  table: 'SavedForecast',
  column: 'createdAt',
  kind: 'timestamptz',
  direction: 'DESC',
};

const { input: SavedForecastOrder, orderOf } = orderInput('SavedForecast', {
  NAME: { column: 'name', kind: 'text', description: 'Name.' },
  CREATED_AT: { column: 'createdAt', kind: 'timestamptz', description: 'When it was saved.' },
});

const SavedForecastFilter = builder.inputType('SavedForecastFilter', {
  description: 'Only saved forecasts to which all of this applies.',
  fields: (t) => ({
    campaignId: t.id({ description: 'For this Campaign.' }),
    saved: t.field({ type: DateTimeRange, description: 'Saved in this range of time.' }),
    outlook: t.boolean({
      description: 'True: only outlooks. False: only forecasts of plans. Left out: both.',
    }),
    search: t.string({
      description: 'With this text in the name, whatever its case.',
      validate: search,
    }),
    archived: t.boolean({
      description: 'True: only archived ones. False, the default: only those in use.',
    }),
  }),
});

export const SavedForecastEdge = builder.edgeObject({
  type: SavedForecast,
  name: 'SavedForecastEdge',
});
const SavedForecastConnection = builder.connectionObject(
  { type: SavedForecast, name: 'SavedForecastConnection' },
  SavedForecastEdge,
);

builder.queryField('savedForecasts', (t) =>
  t.connection(
    {
      type: SavedForecast,
      description: 'The saved forecasts of your workspace. Newest first unless ordered.',
      args: {
        filter: t.arg({ type: SavedForecastFilter, description: 'Which forecasts.' }),
        orderBy: t.arg({ type: SavedForecastOrder, description: 'In which order.' }),
      },
      complexity: listComplexity,
      resolve: (_root, { filter, orderBy, ...args }, { loaders, viewer }) => {
        const { campaignId, saved, outlook, search: text, archived } = filter ?? {};
        const where = all([
          archivedIs(archived),
          campaignId != null &&
            Prisma.sql`t."campaignId" = ${rowId(['filter', 'campaignId'], 'Campaign', campaignId)}::uuid`,
          saved?.from != null && Prisma.sql`t."createdAt" >= ${saved.from}`,
          saved?.to != null && Prisma.sql`t."createdAt" < ${saved.to}`,
          outlook != null && Prisma.sql`(t."asOf" IS NOT NULL) = ${outlook}`,
          text != null && contains(Prisma.sql`t.name`, text),
        ]);
        return loaders.list.page<SavedForecastRow>(
          {
            parent: 'workspaceId',
            where,
            order: orderBy == null ? NEWEST_FORECAST_FIRST : orderOf(orderBy),
          },
          viewer.workspaceId,
          args,
        );
      },
    },
    SavedForecastConnection,
    SavedForecastEdge,
  ),
);

builder.objectField(Campaign, 'savedForecasts', (t) =>
  t.connection(
    {
      type: SavedForecast,
      description: 'Forecasts saved for it, newest first. Archived ones are left out.',
      complexity: listComplexity,
      resolve: ({ id }, args, { loaders }) =>
        loaders.list.page<SavedForecastRow>(
          {
            parent: 'campaignId',
            where: archivedIs(false),
            order: NEWEST_FORECAST_FIRST,
          },
          id,
          args,
        ),
    },
    SavedForecastConnection,
    SavedForecastEdge,
  ),
);

builder.objectField(ForecastSaved, 'savedForecast', (t) =>
  t.loadable({
    type: SavedForecast,
    description: 'The forecast.',
    load: (ids: string[], { loaders }) => promised(loaders.savedForecast, ids),
    resolve: ({ subjectId }) => subjectId!,
  }),
);
