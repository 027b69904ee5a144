import type { PrismaClient, Workspace } from '../prisma/generated/client.js';
import { createWorkspace } from '../schema/workspace.js';

const SLUG = 'demo';

/**
 * The workspace to try the product with, filled with generated people on the first call.
 *
 * Later calls leave it as it is, so what somebody changed in it stays.
 */
export async function ensureDemoWorkspace(db: PrismaClient): Promise<Workspace> {
  return (
    (await db.workspace.findUnique({ where: { slug: SLUG } })) ??
    (await createWorkspace(db, {
      slug: SLUG,
      name: 'Demonstration',
      currency: 'USD',
      isDemo: true,
    }))
  );
}
