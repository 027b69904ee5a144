import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../../prisma/generated/client.js';
import { migrate } from './migrate.js';
import { openPGlite } from './pglite.js';
import { PGliteStream } from './pglite-stream.js';

export interface DatabaseOptions {
  /** A PostgreSQL connection string; undefined for the embedded database. */
  readonly databaseUrl: string | undefined;
  /** The folder of the embedded database and of the lock that names the running server. */
  readonly dataDir: string;
}

export interface Database {
  readonly db: PrismaClient;
  readonly kind: 'embedded' | 'server';
  /** Publishes the address the server listens on, for `readLock`. */
  readonly announce: (url: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Opens the database and brings it to the committed migrations. */
export async function openDatabase({ databaseUrl, dataDir }: DatabaseOptions): Promise<Database> {
  if (databaseUrl !== undefined) return openServer(databaseUrl);
  const dir = path.join(dataDir, 'postgres');
  await mkdir(dir, { recursive: true });
  const pglite = await openPGlite({ dataDir: dir });
  await migrate(pglite);
  const db = embeddedClient(pglite);
  return {
    db,
    kind: 'embedded',
    announce: () => Promise.resolve(),
    async close() {
      await db.$disconnect();
      await pglite.close();
    },
  };
}

/** The Prisma client of a PGlite in this process. */
export function embeddedClient(pglite: PGlite): PrismaClient {
  const adapter = new PrismaPg({
    // Every setting that the environment (PGUSER, PGSSLMODE …) would otherwise fill in.
    user: 'postgres',
    database: 'postgres',
    ssl: false,
    stream: () => new PGliteStream(pglite),
    max: 1,
    idleTimeoutMillis: 0,
  });
  return new PrismaClient({ adapter });
}

async function openServer(databaseUrl: string): Promise<Database> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await migrate({
      query: (sql, params) => client.query(sql, params),
      exec: (sql) => client.query(sql),
    });
  } finally {
    await client.end();
  }
  const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl }) });
  return { db, kind: 'server', announce: () => Promise.resolve(), close: () => db.$disconnect() };
}
