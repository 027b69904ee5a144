import type { ObjectRef } from '@pothos/core';
import type DataLoader from 'dataloader';
import type { PrismaClient } from '../prisma/generated/client.js';
import { builder, type SchemaTypes } from './builder.js';
import { ConflictError, NotFoundError } from './errors.js';
import type { Loaders } from './loaders.js';
import { rowId } from './node-id.js';

type Verb = 'archive' | 'unarchive';

interface Archivable<Row extends object> {
  /** Name of the type, e.g. `Influencer`. */
  readonly typename: string;
  /** Name of the payload's field, e.g. `influencer`. */
  readonly field: string;
  readonly type: ObjectRef<PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>, Row>;
  /** What archiving means for this noun, one sentence. */
  readonly effect: string;
  /** The rule that forbids to archive or unarchive this one; null if it may be. */
  readonly refusal?: Partial<
    Record<
      Verb,
      (db: PrismaClient, where: { id: string; workspaceId: string }) => Promise<string | null>
    >
  >;
  readonly loader: (loaders: Loaders) => DataLoader<string, Row | null>;
  readonly write: (
    db: PrismaClient,
    query: {
      where: { id: string; workspaceId: string; archivedAt: null | { not: null } };
      data: { archivedAt: Date | null };
    },
  ) => Promise<Row[]>;
}

/** Adds `archive…` and `unarchive…`: nothing is ever deleted, and everything can come back. */
export function addArchiving<Row extends object>(noun: Archivable<Row>): void {
  const { typename, field, type, effect, refusal, loader, write } = noun;
  const add = (verb: Verb, description: string) => {
    builder.relayMutationField(
      `${verb}${typename}`,
      {
        description: `Which ${typename} to ${verb}.`,
        inputFields: (t) => ({
          id: t.id({ required: true, description: `Id of the ${typename}.` }),
        }),
      },
      {
        description,
        errors: {},
        resolve: async (_root, { input }, { db, viewer, loaders, now }) => {
          const path = ['input', 'id'];
          const id = rowId(path, typename, input.id);
          const where = { id, workspaceId: viewer.workspaceId };
          const rule = (await refusal?.[verb]?.(db, where)) ?? null;
          if (rule !== null) throw new ConflictError(path, rule, input.id);
          // What is archived already keeps its date.
          const [isNow, archivedAt] = verb === 'archive' ? [null, now()] : [{ not: null }, null];
          const written = await write(db, {
            where: { ...where, archivedAt: isNow },
            data: { archivedAt },
          });
          const row = written.at(0) ?? (await loader(loaders).load(id));
          if (row === null) throw new NotFoundError(path, `an id of type ${typename}`, input.id);
          return { row };
        },
      },
      {
        description: `What was ${verb}d.`,
        outputFields: (t) => ({
          [field]: t.field({
            type,
            description: `The ${typename} as it is now.`,
            // Pothos cannot see through a type that is still a parameter.
            resolve: ({ row }) => row as never,
          }),
        }),
      },
    );
  };
  add('archive', `${effect} \`unarchive${typename}\` brings it back.`);
  add('unarchive', `Undoes \`archive${typename}\`.`);
}
