import type { PGlite } from '@electric-sql/pglite';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../../prisma/generated/client.js';
import { type Listen, listenOnPool } from './notifications.js';
import { PGliteStream } from './pglite-stream.js';

/**
 * How long a transaction may wait for a connection, and how long it may take. Prisma's 2 s and 5 s
 * are for pools: on the embedded database's one connection, transactions queue behind each other.
 */
const TRANSACTION_OPTIONS = { maxWait: 15_000, timeout: 15_000 };

/** The Prisma client of a PostgreSQL server. */
export function serverClient(pool: pg.PoolConfig): PrismaClient {
  return clientOf(new pg.Pool(pool));
}

function clientOf(pool: pg.Pool): PrismaClient {
  return new PrismaClient({
    adapter: new PrismaPg(pool, { disposeExternalPool: true }),
    transactionOptions: TRANSACTION_OPTIONS,
  });
}

/**
 * The Prisma client of a PGlite in this process, and what is told in it.
 *
 * It has one connection. Inside `$transaction(async (tx) => …)` use `tx` alone: a query on the
 * outer client waits for the connection that the transaction holds, until the transaction times
 * out with P2028. A server's pool hides the mistake; `describeDatabases` shows it.
 */
export function embeddedClient(pglite: PGlite): {
  readonly db: PrismaClient;
  readonly listen: Listen;
} {
  const pool = new pg.Pool({
    // Every setting that the environment (PGUSER, PGSSLMODE …) would otherwise fill in.
    user: 'postgres',
    database: 'postgres',
    ssl: false,
    stream: () => new PGliteStream(pglite),
    max: 1,
    idleTimeoutMillis: 0,
  });
  return { db: clientOf(pool), listen: listenOnPool(pool) };
}
