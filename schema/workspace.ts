import type { PrismaClient, Workspace } from '../prisma/generated/client.js';
import { TIER_SCHEMES } from '../simulations/index.js';
import { builder } from './builder.js';

export interface NewWorkspace {
  readonly slug: string;
  readonly name: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly isDemo: boolean;
}

/** Writes a workspace and its own copies of the built-in tier schemes, together or not at all. */
export function createWorkspace(db: PrismaClient, workspace: NewWorkspace): Promise<Workspace> {
  return db.$transaction(async (tx) => {
    const created = await tx.workspace.create({ data: workspace });
    const workspaceId = created.id;
    for (const { key, name, isDefault, tiers } of TIER_SCHEMES) {
      const scheme = await tx.tierScheme.create({ data: { workspaceId, key, name, isDefault } });
      await tx.tier.createMany({
        data: tiers.map((tier, position) => ({
          ...tier,
          workspaceId,
          schemeId: scheme.id,
          position,
        })),
      });
    }
    return created;
  });
}

const WorkspaceType = builder.prismaObject('Workspace', {
  description: 'A team and everything that belongs to it. You see only your own.',
  fields: (t) => ({
    slug: t.exposeString('slug', { description: 'Short name for addresses, e.g. `demo`.' }),
    name: t.exposeString('name', { description: 'Name for people.' }),
    currency: t.expose('currency', {
      type: 'CurrencyCode',
      description: 'Every price, fee and budget of the workspace is in this currency.',
    }),
    isDemo: t.exposeBoolean('isDemo', {
      description: 'Whether it was filled with generated demonstration data, not real people.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
  }),
});

builder.nodeRef(WorkspaceType, {
  id: { resolve: (workspace: Workspace) => workspace.id },
  loadWithoutCache: (id: string, { db, viewer }) =>
    id === viewer.workspaceId ? db.workspace.findUnique({ where: { id } }) : null,
});

builder.queryField('workspace', (t) =>
  t.prismaField({
    type: WorkspaceType,
    description: 'Your workspace.',
    resolve: (query, _root, _args, { db, viewer }) =>
      db.workspace.findUniqueOrThrow({ ...query, where: { id: viewer.workspaceId } }),
  }),
);
