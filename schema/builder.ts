import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import DataloaderPlugin from '@pothos/plugin-dataloader';
import ErrorsPlugin from '@pothos/plugin-errors';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import ValidationPlugin from '@pothos/plugin-validation';
import type PrismaTypes from '../prisma/generated/pothos.js';
import { getDatamodel } from '../prisma/generated/pothos.js';
import type { Context } from './context.js';
import {
  ConflictError,
  InputError,
  inputErrorFrom,
  NotFoundError,
  TooComplexError,
} from './errors.js';
import { checkNode, decodeNodeId } from './node-id.js';
import StorableTextPlugin from './text-plugin.js';

export interface SchemaTypes {
  Context: Context;
  PrismaTypes: PrismaTypes;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: false;
  DefaultNodeNullability: false;
  Connection: { totalCount: () => Promise<number> };
  Scalars: {
    ID: { Input: string; Output: string };
    Count: { Input: bigint; Output: bigint | number };
    CurrencyCode: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    Decimal: { Input: string; Output: string };
    Probability: { Input: number; Output: number };
  };
}

/** What a whole operation may cost; lists cost their page size times what is asked of each item. */
const LIMIT = { complexity: 20_000, depth: 20, breadth: 500 };

/** Every noun of the API is registered here; it defines no types itself. */
export const builder = new SchemaBuilder<SchemaTypes>({
  // The errors plugin must come before the Prisma plugin, or it wraps fields that are not loaded yet.
  plugins: [
    ErrorsPlugin,
    PrismaPlugin,
    RelayPlugin,
    DataloaderPlugin,
    ValidationPlugin,
    ComplexityPlugin,
    // Last, so that what it refuses is answered like every other refusal.
    StorableTextPlugin,
  ],
  defaultFieldNullability: false,
  prisma: { client: (ctx) => ctx.db, dmmf: getDatamodel(), onUnusedQuery: null },
  errors: {
    defaultTypes: [InputError, NotFoundError, ConflictError],
    directResult: true,
    // Refused arguments are answered like every other refusal of a mutation.
    unsafelyHandleInputErrors: true,
    defaultUnionOptions: {
      name: ({ fieldName }) => `${fieldName[0].toUpperCase()}${fieldName.slice(1)}Result`,
      description: 'What was done, or the reason why nothing was changed.',
    },
  },
  validation: { validationError: inputErrorFrom },
  complexity: {
    limit: LIMIT,
    defaultComplexity: 1,
    defaultListMultiplier: 1,
    complexityError: (kind, { complexity, depth, breadth }) =>
      new TooComplexError(kind.toLowerCase(), { complexity, depth, breadth }, LIMIT),
  },
  relay: {
    clientMutationId: 'omit',
    cursorType: 'String',
    // One page is one load, whatever it holds; its items are paid for by the list's multiplier.
    edgesFieldOptions: {
      description: 'The items of this page, each with its cursor.',
      complexity: { field: 0, multiplier: 1 },
      nullable: false,
    },
    nodeFieldOptions: { description: 'The item itself.', nullable: false },
    cursorFieldOptions: {
      description: 'Where this item stands in the list; pass it to `after` or `before`.',
    },
    pageInfoFieldOptions: { description: 'Where this page stands in the list.' },
    pageInfoTypeOptions: { description: 'Where a page stands in its list.' },
    hasNextPageFieldOptions: {
      description: 'Whether more items follow when paging forwards with `first`.',
    },
    hasPreviousPageFieldOptions: {
      description: 'Whether more items come before when paging backwards with `last`.',
    },
    startCursorFieldOptions: { description: "The first item's cursor; null on an empty page." },
    endCursorFieldOptions: { description: "The last item's cursor; null on an empty page." },
    firstArgOptions: {
      description: 'At most this many items from the front, 1–100. Default 20. Not with `last`.',
    },
    lastArgOptions: {
      description: 'At most this many items from the back, 1–100. Not with `first`.',
    },
    afterArgOptions: { description: 'Only items after this cursor of the same order.' },
    beforeArgOptions: { description: 'Only items before this cursor of the same order.' },
    defaultConnectionTypeOptions: { description: 'One page of a list.' },
    defaultEdgeTypeOptions: { description: 'One item of a list, and where it stands.' },
    mutationInputArgOptions: { description: 'What to do.' },
    idFieldOptions: { description: 'Unique over all types; pass it to `node`.' },
    nodeTypeOptions: { description: 'Anything that can be fetched again by its id.' },
    nodeQueryOptions: {
      description: 'Whatever has this id in your workspace; null if nothing has.',
      args: { id: { description: 'The `id` of anything, e.g. of an Influencer.' } },
      resolve: (_root, { id }, _ctx, { schema }, resolveNode) => {
        checkNode(['id'], id, schema);
        return resolveNode(id);
      },
    },
    nodesQueryOptions: {
      description:
        'Whatever has these ids, in the same order; null where nothing has. At most 100.',
      complexity: ({ ids }) => ({ field: 1, multiplier: ids.length }),
      args: { ids: { description: 'The `id`s of anything, of one type or several.' } },
      resolve: (_root, { ids }, _ctx, { schema }, resolveNodes) => {
        if (ids.length > 100) throw new InputError(['ids'], 'must be at most 100 ids', ids.length);
        ids.forEach((id, i) => {
          checkNode(['ids', i], id, schema);
        });
        return resolveNodes(ids);
      },
    },
    decodeGlobalID: decodeNodeId,
  },
});

builder.queryType({ description: 'Everything that can be asked. Reads change nothing.' });
builder.mutationType({
  description:
    'Everything that can be changed. Each mutation does all of what it was asked or nothing, and answers with what it did or with a typed error that names the field, the rule and the value.',
});

builder.globalConnectionField('totalCount', (t) =>
  t.field({
    type: 'Count',
    description: 'How many items the whole list has, over all pages.',
    resolve: (connection) => connection.totalCount(),
  }),
);
