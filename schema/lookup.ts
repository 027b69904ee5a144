import type { ObjectRef } from '@pothos/core';
import type DataLoader from 'dataloader';
import { builder, type SchemaTypes } from './builder.js';
import type { Loaders } from './loaders.js';
import { rowId } from './node-id.js';

interface Noun<Row extends object> {
  /** Name of the type, e.g. `TierScheme`. */
  readonly typename: string;
  readonly type: ObjectRef<PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>, Row>;
  readonly loader: (loaders: Loaders) => DataLoader<string, Row | null>;
}

/** Adds the query of one row by its id: `node` without a fragment on the type. */
export function addLookup<Row extends object>({ typename, type, loader }: Noun<Row>): void {
  const field = `${typename[0].toLowerCase()}${typename.slice(1)}`;
  builder.queryField(field, (t) =>
    t.field({
      type,
      nullable: true,
      description: `The ${typename} with this id, archived or not; null if your workspace has none.`,
      args: { id: t.arg.id({ required: true, description: `Id of the ${typename}.` }) },
      // Pothos cannot see through a type that is still a parameter.
      resolve: (_root, { id }, { loaders }) =>
        loader(loaders).load(rowId(['id'], typename, id)) as never,
    }),
  );
}
