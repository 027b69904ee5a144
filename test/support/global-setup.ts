import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { buildKernel } from '../../scripts/build-kernel.js';
import { MIGRATIONS_DIR, migrate } from '../../src/database/migrate.js';
import { openPGlite } from '../../src/database/pglite.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A dump of a migrated, empty embedded database. */
    databaseTemplate: string;
    /** A PostgreSQL that answers, or null. */
    databaseServer: string | null;
  }
}

const CACHE_DIR = path.join(import.meta.dirname, '../../node_modules/.cache/groundswell');

export default async function setup(project: TestProject): Promise<void> {
  // A file of tests that is run alone has to meet the kernel of these sources too.
  await buildKernel();
  project.provide('databaseTemplate', await buildTemplate());
  project.provide('databaseServer', await findServer());
}

/** Built when the migrations change, kept between runs: initdb alone takes seconds. */
async function buildTemplate(): Promise<string> {
  const hash = createHash('sha256');
  const packageFile = path.join(CACHE_DIR, '../../@electric-sql/pglite/package.json');
  hash.update(await readFile(packageFile));
  for (const entry of (await readdir(MIGRATIONS_DIR, { recursive: true })).sort()) {
    if (entry.endsWith('.sql')) hash.update(await readFile(path.join(MIGRATIONS_DIR, entry)));
  }
  const file = path.join(CACHE_DIR, `database-${hash.digest('hex').slice(0, 16)}.tar`);
  if (existsSync(file)) return file;

  const pglite = await openPGlite();
  await migrate(pglite);
  const dump = await pglite.dumpDataDir('none');
  await pglite.close();
  await mkdir(CACHE_DIR, { recursive: true });
  // Renamed into place, so that a run beside this one never reads half a file.
  await writeFile(`${file}.${process.pid}`, Buffer.from(await dump.arrayBuffer()));
  await rename(`${file}.${process.pid}`, file);
  return file;
}

async function findServer(): Promise<string | null> {
  const url =
    process.env['TEST_DATABASE_URL'] ?? `postgresql://${userInfo().username}@127.0.0.1:5432/test`;
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
    await client.end();
    return url;
  } catch (error) {
    if (process.env['TEST_DATABASE_URL'] !== undefined) throw error;
    console.warn(
      'Skipping the database tests on a PostgreSQL server: none answers on 127.0.0.1:5432, and TEST_DATABASE_URL is not set.',
    );
    return null;
  }
}
