import type { ObjectRef } from '@pothos/core';
import type { PrismaClient } from '../prisma/generated/client.js';
import { builder, type SchemaTypes } from './builder.js';
import { ConflictError, NotFoundError } from './errors.js';
import { rowId } from './node-id.js';

interface Archivable<Row extends object> {
  /** Name of the type, e.g. `Influencer`. */
  readonly typename: string;
  /** Name of the payload's field, e.g. `influencer`. */
  readonly field: string;
  readonly type: ObjectRef<PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>, Row>;
  /** What archiving means for this noun, one sentence. */
  readonly effect: string;
  /** The rule that forbids to archive this one; null if it may be. */
  readonly refusal?: (
    db: PrismaClient,
    where: { id: string; workspaceId: string },
  ) => Promise<string | null>;
  readonly write: (
    db: PrismaClient,
    query: {
      where: { id: string; workspaceId: string };
      data: { archivedAt: Date | null };
    },
  ) => Promise<Row[]>;
}

/** Adds `archive…` and `unarchive…`: nothing is ever deleted, and everything can come back. */
export function addArchiving<Row extends object>(noun: Archivable<Row>): void {
  const { typename, field, type, effect, refusal, write } = noun;
  const add = (verb: 'archive' | 'unarchive', description: string) => {
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
        resolve: async (_root, { input }, { db, viewer, now }) => {
          const path = ['input', 'id'];
          const id = rowId(path, typename, input.id);
          const archivedAt = verb === 'archive' ? now() : null;
          const where = { id, workspaceId: viewer.workspaceId };
          const rule = verb === 'archive' ? ((await refusal?.(db, where)) ?? null) : null;
          if (rule !== null) throw new ConflictError(path, rule, input.id);
          const rows = await write(db, { where, data: { archivedAt } });
          if (rows.length === 0)
            throw new NotFoundError(path, `an id of type ${typename}`, input.id);
          return { row: rows[0] };
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
