import { createHash, randomUUID } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseUnavailableError } from './errors.js';

/** One session of a database; `query` takes one statement, `exec` a whole script. */
export interface Session {
  query(sql: string, params?: unknown[]): Promise<{ rows: unknown[] }>;
  exec(sql: string): Promise<unknown>;
}

interface AppliedMigration {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
}

/** The committed history. */
export const MIGRATIONS_DIR = path.join(import.meta.dirname, '../../prisma/migrations');

/** The key Prisma's own engine locks, so that neither migrates while the other does. */
const ADVISORY_LOCK = 72707369;

/** Prisma's table to the letter: `prisma migrate deploy` finds its own history here. */
const HISTORY_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id"                  VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum"            VARCHAR(64) NOT NULL,
  "finished_at"         TIMESTAMPTZ,
  "migration_name"      VARCHAR(255) NOT NULL,
  "logs"                TEXT,
  "rolled_back_at"      TIMESTAMPTZ,
  "started_at"          TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`;

/**
 * Applies the migrations that the database does not have yet, in the order of their names.
 *
 * Prisma's CLI would do it with an engine it downloads; this needs nothing. Each migration commits
 * together with its row in the history, so a failure or a kill leaves the database as it was before
 * that migration, and the next start tries again.
 * @returns names of the migrations applied
 * @throws DatabaseUnavailableError if the history in the database contradicts the committed one
 */
export async function migrate(session: Session, dir = MIGRATIONS_DIR): Promise<string[]> {
  const migrations = await readMigrations(dir);
  await session.exec(`SELECT pg_advisory_lock(${ADVISORY_LOCK})`);
  try {
    await session.exec(HISTORY_TABLE);
    const { rows } = await session.query(
      'SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL',
    );
    const applied = new Map(
      (rows as AppliedMigration[]).map((migration) => [migration.migration_name, migration]),
    );
    checkHistory(migrations, applied);
    const missing = migrations.filter(({ name }) => !applied.has(name));
    for (const migration of missing) await apply(session, migration);
    return missing.map(({ name }) => name);
  } finally {
    await session.exec(`SELECT pg_advisory_unlock(${ADVISORY_LOCK})`);
  }
}

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

async function readMigrations(dir: string): Promise<Migration[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(dir, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

function checkHistory(
  migrations: readonly Migration[],
  applied: ReadonlyMap<string, AppliedMigration>,
): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { migration_name: name, checksum, finished_at } of applied.values()) {
    const migration = known.get(name);
    if (finished_at === null) {
      throw new DatabaseUnavailableError(
        `migration ${name} failed earlier and may be half applied: repair the database, then mark it with "prisma migrate resolve"`,
      );
    }
    if (!migration) {
      throw new DatabaseUnavailableError(
        `the database has migration ${name}, which this release does not know: start a newer release`,
      );
    }
    if (migration.checksum !== checksum) {
      throw new DatabaseUnavailableError(
        `migration ${name} was edited after it was applied: restore the file and put the change into a new migration`,
      );
    }
  }
}

async function apply(session: Session, { name, sql, checksum }: Migration): Promise<void> {
  await session.exec('BEGIN');
  try {
    await session.exec(sql);
    await session.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), checksum, name],
    );
    await session.exec('COMMIT');
  } catch (error) {
    await session.exec('ROLLBACK');
    throw new DatabaseUnavailableError(
      `migration ${name} failed and was rolled back: ${String(error)}`,
      {
        cause: error,
      },
    );
  }
}
