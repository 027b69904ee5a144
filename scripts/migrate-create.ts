import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { diffMigrationsToSchema } from './schema-engine.js';

/** `npm run migrate:create -- name`: writes the migration that brings the history to schema.prisma. */
const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  console.error('usage: npm run migrate:create -- name, with name in lower case, digits and _');
  process.exit(1);
}

const prismaDir = path.join(import.meta.dirname, '../prisma');
const sql = await diffMigrationsToSchema(prismaDir, { script: true });
if (sql === null) {
  console.log('prisma/migrations already match prisma/schema.prisma: nothing to write.');
} else {
  // Prisma's directory names: UTC to the second, so that names sort in the order of creation.
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const dir = path.join(prismaDir, 'migrations', `${stamp}_${name}`);
  await mkdir(dir);
  await writeFile(path.join(dir, 'migration.sql'), sql);
  console.log(
    `wrote ${path.relative(process.cwd(), dir)}/migration.sql: read it before committing.`,
  );
}
