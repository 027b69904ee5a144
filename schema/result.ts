import { Prisma, type Result as ResultRow } from '../prisma/generated/client.js';
import { builder } from './builder.js';
import { ResultSourceEnum } from './enums.js';
import { listComplexity, type Order } from './list.js';
import { promised } from './loaders.js';
import { MoneyType } from './money.js';
import { Placement } from './placement.js';
import { COUNT_NAMES, COUNTS, negativeShare, REVENUE } from './result-counts.js';

export const Result = builder.prismaObject('Result', {
  description:
    "A placement's counts as a source saw them at a moment, cumulative since it was posted. Never changed, never deleted.",
  fields: (t) => ({
    placement: t.loadable({
      type: Placement,
      description: 'What was counted.',
      load: (ids: string[], { loaders }) => promised(loaders.placement, ids),
      resolve: ({ placementId }) => placementId,
    }),
    capturedAt: t.expose('capturedAt', {
      type: 'DateTime',
      description: 'When the counts were seen.',
    }),
    source: t.expose('source', { type: ResultSourceEnum, description: 'Who saw them.' }),
    revenue: t.field({
      type: MoneyType,
      nullable: true,
      description: `${REVENUE} Null if not told.`,
      resolve: ({ revenueMinor }, _args, { viewer: { currency } }) =>
        revenueMinor === null ? null : { minor: revenueMinor, currency },
    }),
    negativeEngagementRatio: t.field({
      type: 'Probability',
      nullable: true,
      description: 'Negative share of the reactions that carry an opinion; null if there are none.',
      resolve: negativeShare,
    }),
    recordedAt: t.expose('recordedAt', {
      type: 'DateTime',
      description: 'When it was recorded here.',
    }),
  }),
});

for (const name of COUNT_NAMES) {
  builder.objectField(Result, name, (t) =>
    t.expose(name, {
      type: 'Count',
      nullable: true,
      description: `${COUNTS[name]} Null if not told.`,
    }),
  );
}

builder.nodeRef(Result, {
  id: { resolve: (result: ResultRow) => result.id },
  loadWithoutCache: (id: string, ctx) => ctx.loaders.result.load(id),
});

const LATEST_FIRST: Order = {
  table: 'Result',
  column: 'capturedAt',
  kind: 'timestamptz',
  direction: 'DESC',
};
const OF_PLACEMENT = { parent: 'placementId', where: Prisma.sql`TRUE`, order: LATEST_FIRST };

const ResultEdge = builder.edgeObject({ type: Result, name: 'ResultEdge' });

builder.objectFields(Placement, (t) => ({
  results: t.connection(
    {
      type: Result,
      description: 'What was seen of it, of all sources, the latest first.',
      complexity: listComplexity,
      resolve: ({ id }, args, { loaders }) => loaders.list.page<ResultRow>(OF_PLACEMENT, id, args),
    },
    builder.connectionObject({ type: Result, name: 'ResultConnection' }, ResultEdge),
    ResultEdge,
  ),
  latestResult: t.field({
    type: Result,
    nullable: true,
    description:
      'What was seen last, by whichever source; null if nothing was. `actuals` has the counts of all sources together.',
    resolve: async ({ id }, _args, { loaders }) => {
      const { edges } = await loaders.list.page<ResultRow>(OF_PLACEMENT, id, { first: 1 });
      return edges.at(0)?.node ?? null;
    },
  }),
}));
