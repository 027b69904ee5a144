import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import type { PrismaClient } from '../../prisma/generated/client.js';
import { DatabaseUnavailableError } from './errors.js';
import { type Lock, takeLock } from './lock.js';
import { makeFolder } from './make-folder.js';
import { migrate } from './migrate.js';
import type { Listen } from './notifications.js';
import { openPGlite } from './pglite.js';
import { embeddedClient } from './prisma-client.js';

/** The PostgreSQL that PGlite is; its major version decides which folders it can read. */
export const EMBEDDED_POSTGRES_MAJOR = 18;

/**
 * Opens the embedded database of a data folder and migrates it; an empty folder becomes a new one.
 *
 * A commit survives a kill of the process. It may not survive a power cut: PGlite cannot make the
 * system write its files through. Where that matters, use a PostgreSQL server.
 * @throws DatabaseUnavailableError
 */
export async function openEmbedded(
  dataDir: string,
): Promise<{ db: PrismaClient; listen: Listen; lock: Lock; close: () => Promise<void> }> {
  const lock = await openFolder(dataDir);
  try {
    const pglite = await openData(dataDir);
    const { db, listen } = embeddedClient(pglite);
    return {
      db,
      listen,
      lock,
      async close() {
        await db.$disconnect();
        await pglite.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function openFolder(dataDir: string): Promise<Lock> {
  try {
    await makeFolder(dataDir);
    return await takeLock(dataDir, 'embedded');
  } catch (error) {
    if (error instanceof DatabaseUnavailableError) throw error;
    throw new DatabaseUnavailableError(
      `DATA_DIR ${path.resolve(dataDir)} must be a folder that can be created and written, but got: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

async function openData(dataDir: string): Promise<PGlite> {
  const folder = path.join(dataDir, 'postgres');
  const unfinished = path.join(dataDir, 'unfinished');
  // Nothing was stored before the first migration ended: a start that was killed begins again.
  if (await exists(unfinished)) await rm(folder, { recursive: true, force: true });
  const isNew = await checkFolder(folder);
  if (isNew) await writeFile(unfinished, '');
  const pglite = await openPGlite({ dataDir: folder }).catch((error: unknown) => {
    throw new DatabaseUnavailableError(
      `the database in ${path.resolve(folder)} is damaged: put a copy back, or move the folder away to start empty (${(error as Error).message})`,
      { cause: error },
    );
  });
  try {
    await migrate(pglite);
    await maintain(pglite);
  } catch (error) {
    await pglite.close();
    throw error;
  }
  await rm(unfinished, { force: true });
  return pglite;
}

/**
 * A server does this by itself, in the background that PGlite does not have. Statistics of the system's
 * own tables, which change with migrations alone, would take longer than all the rest.
 */
async function maintain(pglite: PGlite): Promise<void> {
  await pglite.exec('VACUUM');
  const { rows } = await pglite.query<{ name: string }>(
    `SELECT format('%I', relname) AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`,
  );
  await pglite.exec(`ANALYZE ${rows.map(({ name }) => name).join(', ')}`);
}

/** @returns whether a database is yet to be made there */
async function checkFolder(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch((error: unknown): string[] => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  if (names.length === 0) return true;
  const version = await readFile(path.join(folder, 'PG_VERSION'), 'utf8').catch(() => '');
  // PGlite would lay a new database over whatever is there.
  if (!names.includes('global') || version === '') {
    throw new DatabaseUnavailableError(
      `the database in ${path.resolve(folder)} is damaged: put a copy back, or move the folder away to start empty (no PG_VERSION)`,
    );
  }
  if (Number(version) !== EMBEDDED_POSTGRES_MAJOR) {
    throw new DatabaseUnavailableError(
      `the database in ${path.resolve(folder)} was written by PostgreSQL ${version.trim()}, but this release reads ${EMBEDDED_POSTGRES_MAJOR}: start the release that wrote it, or move the folder away to start empty`,
    );
  }
  return false;
}

async function exists(file: string): Promise<boolean> {
  return readFile(file).then(
    () => true,
    () => false,
  );
}
