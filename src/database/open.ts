import type { PrismaClient } from '../../prisma/generated/client.js';
import { openEmbedded } from './embedded.js';
import { DatabaseUnavailableError } from './errors.js';
import { type Lock, takeLock } from './lock.js';
import { makeFolder } from './make-folder.js';
import type { Listen } from './notifications.js';
import { openServer, serverName } from './server.js';

export interface DatabaseOptions {
  /** A PostgreSQL connection string; undefined for the embedded database. */
  readonly databaseUrl: string | undefined;
  /** The folder of the embedded database and of the lock that names the running server. */
  readonly dataDir: string;
}

export interface Database {
  readonly db: PrismaClient;
  readonly kind: 'embedded' | 'server';
  /** Hears what transactions of any process tell. */
  readonly listen: Listen;
  /** Publishes the address this process serves at, for `readLock`. */
  readonly announce: (url: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Opens the database and brings it to the committed migrations.
 * @throws DatabaseUnavailableError with one line that names the setting and what to do;
 *   DataFolderLockedError, a kind of it, if another process has the data folder open
 */
export async function openDatabase({ databaseUrl, dataDir }: DatabaseOptions): Promise<Database> {
  if (databaseUrl === undefined) {
    const { db, listen, lock, close } = await openEmbedded(dataDir);
    return { db, kind: 'embedded', listen, announce: lock.announce, close };
  }
  const { db, listen, close } = await openServer(databaseUrl);
  let lock: Lock | undefined;
  return {
    db,
    kind: 'server',
    listen,
    async announce(url) {
      lock = await takeLockIfFree(dataDir, serverName(databaseUrl));
      await lock?.announce(url);
    },
    async close() {
      await close();
      await lock?.release();
    },
  };
}

/**
 * A server's data is not in the folder: the lock only lets the importer find this process, and any
 * number of processes may share the database.
 */
async function takeLockIfFree(dataDir: string, database: string): Promise<Lock | undefined> {
  try {
    await makeFolder(dataDir);
    return await takeLock(dataDir, database);
  } catch (error) {
    const isExpected =
      error instanceof DatabaseUnavailableError ||
      (error as NodeJS.ErrnoException).code !== undefined;
    if (!isExpected) throw error;
    return undefined;
  }
}
