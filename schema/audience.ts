import { Prisma, type AudienceCell as AudienceCellRow } from '../prisma/generated/client.js';
import { builder } from './builder.js';
import { ConflictError, NotFoundError, type Path } from './errors.js';
import { edgeOf, listComplexity, type Order } from './list.js';
import { promised } from './loaders.js';
import { changed, existing, refusingTwins, type Transaction } from './mutation.js';
import { name } from './profile-rules.js';
import { cellKey, people } from './campaign-rules.js';

export const AudienceCell = builder.prismaObject('AudienceCell', {
  description:
    'One group of people in a partition of everybody who could be reached, e.g. women of 18–24 in the US. No person is in two cells.',
  fields: (t) => ({
    key: t.exposeString('key', {
      description: 'Short name for inputs and results, unique in the workspace, e.g. `us-f-18-24`.',
    }),
    name: t.exposeString('name', { description: 'Name for people, 1–200 characters.' }),
    people: t.expose('people', {
      type: 'Count',
      description: 'How many people are in the cell, reached or not.',
    }),
  }),
});

builder.nodeRef(AudienceCell, {
  id: { resolve: (cell: AudienceCellRow) => cell.id },
  loadWithoutCache: (id: string, ctx) => ctx.loaders.audienceCell.load(id),
});

export const AudienceShare = builder.prismaObject('AudienceShare', {
  description: "How much of a profile's audience is in one cell.",
  fields: (t) => ({
    cell: t.loadable({
      type: AudienceCell,
      description: 'The cell.',
      load: (ids: string[], { loaders }) => promised(loaders.audienceCell, ids),
      resolve: ({ cellId }) => cellId,
    }),
    share: t.expose('share', {
      type: 'Probability',
      description: "Share of the profile's audience, 0–1. A profile's shares add up to at most 1.",
    }),
  }),
});

export const AudienceShareInput = builder.inputType('AudienceShareInput', {
  description: "How much of a profile's audience is in one cell.",
  fields: (t) => ({
    cell: t.string({ required: true, description: 'Key of an audience cell of the workspace.' }),
    share: t.field({
      type: 'Probability',
      required: true,
      description: "Share of the profile's audience, 0–1.",
    }),
  }),
});

/**
 * Ids of cells by key.
 * @param pathOf - where the caller's i-th key stands
 * @throws NotFoundError for a key that the workspace does not have
 */
export async function cellIds(
  tx: Transaction,
  workspaceId: string,
  keys: readonly string[],
  pathOf: (index: number) => Path,
): Promise<ReadonlyMap<string, string>> {
  if (keys.length === 0) return new Map();
  const cells = await tx.audienceCell.findMany({
    where: { workspaceId, key: { in: [...new Set(keys)] } },
    select: { id: true, key: true },
  });
  const ids = new Map(cells.map(({ id, key }) => [key, id]));
  const unknown = keys.findIndex((key) => !ids.has(key));
  if (unknown !== -1) {
    throw new NotFoundError(pathOf(unknown), 'the key of an audience cell', keys[unknown]);
  }
  return ids;
}

const BY_KEY: Order = { table: 'AudienceCell', column: 'key', kind: 'text', direction: 'ASC' };

const AudienceCellEdge = builder.edgeObject({ type: AudienceCell, name: 'AudienceCellEdge' });
const AudienceCellConnection = builder.connectionObject(
  { type: AudienceCell, name: 'AudienceCellConnection' },
  AudienceCellEdge,
);

builder.queryField('audienceCells', (t) =>
  t.connection(
    {
      type: AudienceCell,
      description: "The workspace's audience cells by key.",
      complexity: listComplexity,
      resolve: (_root, args, { loaders, viewer }) =>
        loaders.list.page<AudienceCellRow>(
          {
            parent: 'workspaceId',
            where: Prisma.sql`TRUE`,
            order: BY_KEY,
          },
          viewer.workspaceId,
          args,
        ),
    },
    AudienceCellConnection,
    AudienceCellEdge,
  ),
);

builder.relayMutationField(
  'createAudienceCell',
  {
    description: 'A new audience cell.',
    inputFields: (t) => ({
      key: t.string({
        required: true,
        description: 'Short name, unique in the workspace: letters, digits, points and dashes.',
        validate: cellKey,
      }),
      name: t.string({
        required: true,
        description: 'Name for people, 1–200 characters.',
        validate: name,
      }),
      people: t.field({
        type: 'Count',
        required: true,
        description: 'How many people are in it, at least 1.',
        validate: people,
      }),
    }),
  },
  {
    description: 'Adds an audience cell.',
    errors: {},
    resolve: async (_root, { input }, { db, viewer }) => ({
      cell: await refusingTwins(
        () => new ConflictError(['input', 'key'], 'must be new in this workspace', input.key),
        () => db.audienceCell.create({ data: { ...input, workspaceId: viewer.workspaceId } }),
      ),
    }),
  },
  {
    description: 'The audience cell that was added.',
    outputFields: (t) => ({
      audienceCellEdge: t.field({
        type: AudienceCellEdge,
        description: 'The cell, and where it stands in `audienceCells`.',
        resolve: ({ cell }) => edgeOf(BY_KEY, cell),
      }),
    }),
  },
);

builder.relayMutationField(
  'updateAudienceCell',
  {
    description: 'What to change; what is left out stays as it is.',
    inputFields: (t) => ({
      id: t.id({ required: true, description: 'Id of the AudienceCell.' }),
      name: t.string({ description: 'Name for people, 1–200 characters.', validate: name }),
      people: t.field({
        type: 'Count',
        description: 'How many people are in it, at least 1.',
        validate: people,
      }),
    }),
  },
  {
    description: 'Changes an audience cell. Its key stays, because profiles refer to it.',
    errors: {},
    resolve: async (_root, { input }, { db, viewer: { workspaceId } }) => ({
      cell: await db.$transaction(async (tx) => {
        const { id } = await existing(['input', 'id'], 'AudienceCell', input.id, (id) =>
          tx.audienceCell.findFirst({ where: { id, workspaceId } }),
        );
        return tx.audienceCell.update({
          where: { id },
          data: {
            name: changed(['input', 'name'], input.name),
            people: changed(['input', 'people'], input.people),
          },
        });
      }),
    }),
  },
  {
    description: 'The audience cell that was changed.',
    outputFields: (t) => ({
      audienceCell: t.field({
        type: AudienceCell,
        description: 'The cell as it is now.',
        resolve: ({ cell }) => cell,
      }),
    }),
  },
);

builder.relayMutationField(
  'deleteAudienceCell',
  {
    description: 'Which audience cell to delete.',
    inputFields: (t) => ({
      id: t.id({ required: true, description: 'Id of the AudienceCell.' }),
    }),
  },
  {
    description:
      'Deletes an audience cell for good. Refused while a profile or a campaign refers to it.',
    errors: {},
    resolve: async (_root, { input }, { db, viewer: { workspaceId } }) =>
      db.$transaction(async (tx) => {
        const path = ['input', 'id'];
        const { id } = await existing(path, 'AudienceCell', input.id, (id) =>
          tx.audienceCell.findFirst({ where: { id, workspaceId } }),
        );
        const profiles = await tx.audienceShare.count({ where: { cellId: id } });
        const campaigns = await tx.campaignCell.count({ where: { cellId: id } });
        if (profiles + campaigns > 0) {
          throw new ConflictError(
            path,
            'must be a cell that nothing refers to',
            `one with ${profiles} profiles and ${campaigns} campaigns`,
          );
        }
        await tx.audienceCell.delete({ where: { id } });
        return { deletedId: input.id };
      }),
  },
  {
    description: 'What was deleted.',
    outputFields: (t) => ({
      deletedId: t.exposeID('deletedId', { description: 'The id, which names nothing any more.' }),
    }),
  },
);
