import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { DatabaseUnavailableError } from '../../../src/database/errors.js';
import { migrate, type Session } from '../../../src/database/migrate.js';
import { openPGlite } from '../../../src/database/pglite.js';
import { createServerDatabase, openSession } from '../../support/database.js';

type OpenSession = Session & { close: () => Promise<void> };

async function openEmbeddedSession(): Promise<OpenSession> {
  const pglite = await openPGlite();
  return {
    query: (sql, params) => pglite.query(sql, params),
    exec: (sql) => pglite.exec(sql),
    close: () => pglite.close(),
  };
}

async function openServerSession(): Promise<OpenSession> {
  const { url, drop } = await createServerDatabase(inject('databaseServer')!);
  const session = await openSession(url);
  return {
    ...session,
    async close() {
      await session.close();
      await drop();
    },
  };
}

describe.each([
  { name: 'embedded database', open: openEmbeddedSession, skip: false },
  { name: 'PostgreSQL server', open: openServerSession, skip: inject('databaseServer') === null },
])('migrating ($name)', ({ open, skip }) => {
  let session: OpenSession;
  let dir: string;
  beforeAll(async () => {
    if (!skip) session = await open();
  });
  afterAll(async () => {
    if (!skip) await session.close();
  });
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'migrations-'));
    if (!skip) await session.exec('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  });
  afterEach(() => rm(dir, { recursive: true }));

  const put = async (name: string, sql: string) => {
    await mkdir(path.join(dir, name), { recursive: true });
    await writeFile(path.join(dir, name, 'migration.sql'), sql);
  };
  const count = async (sql: string) => {
    const { rows } = await session.query(`SELECT count(*)::int AS n FROM ${sql}`);
    return (rows as { n: number }[])[0].n;
  };

  describe.skipIf(skip)('', () => {
    it('applies the committed history to an empty database, and nothing the second time', async () => {
      expect(await migrate(session)).not.toHaveLength(0);
      expect(await migrate(session)).toEqual([]);
    });

    it('applies what is missing, in the order of names', async () => {
      await put('2_second', 'INSERT INTO t VALUES (2); ALTER TABLE t ADD b int');
      await put('1_first', 'CREATE TABLE t (a int)');
      expect(await migrate(session, dir)).toEqual(['1_first', '2_second']);
      await put('3_third', 'INSERT INTO t VALUES (3, 3)');
      expect(await migrate(session, dir)).toEqual(['3_third']);
      expect(await count('t')).toBe(2);
    });

    it('refuses a migration that was edited after it was applied', async () => {
      await put('1_first', 'CREATE TABLE t (a int)');
      await migrate(session, dir);
      await put('1_first', 'CREATE TABLE t (a bigint)');
      await expect(migrate(session, dir)).rejects.toThrow(
        'migration 1_first was edited after it was applied: restore the file and put the change into a new migration',
      );
    });

    it('refuses a database that a newer release has migrated', async () => {
      await put('1_first', 'CREATE TABLE t (a int)');
      await put('2_second', 'CREATE TABLE u (a int)');
      await migrate(session, dir);
      await rm(path.join(dir, '2_second'), { recursive: true });
      await expect(migrate(session, dir)).rejects.toThrow(
        'the database has migration 2_second, which this release does not know: start a newer release',
      );
    });

    it('leaves nothing of a migration that fails, and tries it again', async () => {
      await put('1_first', 'CREATE TABLE t (a int)');
      await put('2_second', 'CREATE TABLE u (a int); SELECT 1/0');
      await expect(migrate(session, dir)).rejects.toThrow(
        /^migration 2_second failed and was rolled back: .*division by zero/,
      );
      expect(await count(`pg_tables WHERE tablename IN ('t', 'u')`)).toBe(1);
      await put('2_second', 'CREATE TABLE u (a int)');
      expect(await migrate(session, dir)).toEqual(['2_second']);
    });

    it('applies nothing that it cannot write into the history', async () => {
      await put('1_first', 'CREATE TABLE t (a int); DROP TABLE "_prisma_migrations"');
      await expect(migrate(session, dir)).rejects.toThrow(/^migration 1_first failed/);
      expect(await count(`pg_tables WHERE tablename IN ('t', '_prisma_migrations')`)).toBe(1);
    });

    it("refuses a migration that Prisma's engine left unfinished, until it is marked rolled back", async () => {
      await put('1_first', 'CREATE TABLE t (a int)');
      await migrate(session, dir);
      await put('2_second', 'CREATE TABLE u (a int)');
      await session.exec(`INSERT INTO "_prisma_migrations" (id, checksum, migration_name)
        VALUES ('x', 'x', '2_second')`);
      const refused = migrate(session, dir);
      await expect(refused).rejects.toBeInstanceOf(DatabaseUnavailableError);
      await expect(refused).rejects.toThrow(/^migration 2_second failed earlier/);
      await session.exec(`UPDATE "_prisma_migrations" SET rolled_back_at = now() WHERE id = 'x'`);
      expect(await migrate(session, dir)).toEqual(['2_second']);
    });
  });
});

describe.skipIf(inject('databaseServer') === null)('two processes migrating at once', () => {
  it('apply each migration once', async () => {
    const { url, drop } = await createServerDatabase(inject('databaseServer')!);
    const sessions = await Promise.all([openSession(url), openSession(url), openSession(url)]);
    try {
      const applied = await Promise.all(sessions.map((session) => migrate(session)));
      expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
    } finally {
      await Promise.all(sessions.map((session) => session.close()));
      await drop();
    }
  });
});
