import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { DataFolderLockedError } from './errors.js';
import { identify, isRunning } from './process-identity.js';

/** What `readLock` tells about the process that has a data folder open. */
export interface LockOwner {
  readonly pid: number;
  /** Where its server listens; null until it does, and for a process that serves nothing. */
  readonly url: string | null;
  /** `embedded`, or host, port and name of the PostgreSQL database it uses instead. */
  readonly database: string;
}

/** A data folder held by this process. */
export interface Lock {
  /** Publishes the address the server listens on. */
  readonly announce: (url: string) => Promise<void>;
  readonly release: () => Promise<void>;
}

const LockRecord = z.object({
  /** Different for every taking of the lock. */
  id: z.string(),
  pid: z.number(),
  startedAt: z.string().nullable(),
  url: z.string().nullable(),
  database: z.string(),
});
type LockRecord = z.infer<typeof LockRecord>;

const lockFile = (dataDir: string) => path.join(dataDir, 'lock.json');

/**
 * Takes a data folder for this process: PGlite itself lets two processes open one folder, and then
 * loses commits of both.
 *
 * The lock of a process that was killed is taken over. Processes in different containers cannot see
 * each other: a folder must not be shared between them.
 * @throws DataFolderLockedError if a running process holds it
 */
export async function takeLock(dataDir: string, database: string): Promise<Lock> {
  const record: LockRecord = {
    ...(await identify(process.pid)),
    id: randomUUID(),
    url: null,
    database,
  };
  const file = lockFile(dataDir);
  await claim(file, record, dataDir);
  return {
    announce: (url) => replace(file, { ...record, url }),
    async release() {
      if ((await readRecord(file))?.id === record.id) await rm(file, { force: true });
    },
  };
}

/** Who has the data folder open now; null if nobody runs that has. */
export async function readLock(dataDir: string): Promise<LockOwner | null> {
  const record = await readRecord(lockFile(dataDir));
  if (!record || !(await isRunning(record))) return null;
  const { pid, url, database } = record;
  return { pid, url, database };
}

/**
 * Makes `file` say `record`, unless a running process holds it.
 *
 * Of several processes that find the same dead owner only one may replace it, and none may replace
 * a successor it has not seen: replacing needs the lock named after the dead owner's id, which is
 * itself taken, and taken over, in this way.
 */
async function claim(file: string, record: LockRecord, dataDir: string): Promise<void> {
  for (;;) {
    if (await create(file, record)) return;
    const owner = await readRecord(file);
    if (owner === undefined) continue; // released just now
    if (owner && (await isRunning(owner))) throw lockedError(dataDir, owner);
    const succession = `${file}.${owner?.id ?? 'unreadable'}`;
    await claim(succession, record, dataDir);
    try {
      const current = await readRecord(file);
      if (current !== undefined && current?.id === owner?.id) {
        await replace(file, record);
        return;
      }
    } finally {
      await rm(succession, { force: true });
    }
  }
}

/** @returns whether the file was not there before; it is never seen half written */
async function create(file: string, record: LockRecord): Promise<boolean> {
  const draft = await writeDraft(file, record);
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    await rm(draft);
  }
}

async function replace(file: string, record: LockRecord): Promise<void> {
  await rename(await writeDraft(file, record), file);
}

async function writeDraft(file: string, record: LockRecord): Promise<string> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(record));
  return draft;
}

/** @returns undefined if there is no such file, null if it says nothing readable */
async function readRecord(file: string): Promise<LockRecord | null | undefined> {
  try {
    const { data } = LockRecord.safeParse(JSON.parse(await readFile(file, 'utf8')));
    return data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function lockedError(dataDir: string, { pid, url }: LockOwner): DataFolderLockedError {
  const where = url === null ? '' : `, serving ${url}`;
  return new DataFolderLockedError(
    `DATA_DIR ${path.resolve(dataDir)} is in use by process ${pid}${where}: stop that process, or set DATA_DIR to another folder`,
  );
}
