import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { describe, inject } from 'vitest';
import type { PrismaClient } from '../../prisma/generated/client.js';
import type { Session } from '../../src/database/migrate.js';
import type { Listen } from '../../src/database/notifications.js';
import { openPGlite } from '../../src/database/pglite.js';
import { embeddedClient } from '../../src/database/prisma-client.js';
import { openServer } from '../../src/database/server.js';

export interface TestDatabase {
  readonly db: PrismaClient;
  readonly listen: Listen;
  /** Empties every table. */
  readonly reset: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A migrated, empty embedded database in memory, of this test file alone. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const template = new Blob([await readFile(inject('databaseTemplate'))]);
  const pglite = await openPGlite({ loadDataDir: template });
  const { db, listen } = embeddedClient(pglite);
  return {
    db,
    listen,
    reset: () => truncate(db),
    async close() {
      await db.$disconnect();
      await pglite.close();
    },
  };
}

/**
 * Runs a suite on the embedded database, and on a PostgreSQL server too when one answers: what
 * blocks on the one connection of the embedded database passes unseen on a server's pool.
 */
export function describeDatabases(
  name: string,
  suite: (open: () => Promise<TestDatabase>) => void,
): void {
  describe(`${name} (embedded database)`, () => {
    suite(openTestDatabase);
  });
  const server = inject('databaseServer');
  describe.skipIf(server === null)(`${name} (PostgreSQL server)`, () => {
    suite(() => openServerDatabase(server!));
  });
}

/** A migrated, empty database on the server, dropped when it is closed. */
async function openServerDatabase(server: string): Promise<TestDatabase> {
  const { url, drop } = await createServerDatabase(server);
  const { db, listen, close } = await openServer(url);
  return {
    db,
    listen,
    reset: () => truncate(db),
    async close() {
      await close();
      await drop();
    },
  };
}

/** A database on the server without any table. */
export async function createServerDatabase(
  server: string,
): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `groundswell_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  const administer = async (statement: string) => {
    const session = await openSession(server);
    await session.exec(statement).finally(session.close);
  };
  await administer(`CREATE DATABASE ${name}`);
  return { url: url.href, drop: () => administer(`DROP DATABASE ${name} WITH (FORCE)`) };
}

/** One connection to a server, as the migrator takes it. */
export async function openSession(url: string): Promise<Session & { close: () => Promise<void> }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    query: (sql, params) => client.query(sql, params),
    exec: (sql) => client.query(sql),
    close: () => client.end(),
  };
}

async function truncate(db: PrismaClient): Promise<void> {
  // Every row belongs to a workspace, so every table follows.
  await db.$executeRaw`TRUNCATE "Workspace" CASCADE`;
}
