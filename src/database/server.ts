import { Socket } from 'node:net';
import pg from 'pg';
import type { PrismaClient } from '../../prisma/generated/client.js';
import { DatabaseUnavailableError } from './errors.js';
import { migrate } from './migrate.js';
import { type Listen, listenOnServer } from './notifications.js';
import { serverClient } from './prisma-client.js';

/** The oldest PostgreSQL that its makers still repair. */
const MIN_MAJOR = 14;
/** How long a server may take to accept a connection. */
const CONNECT_MS = 10_000;
/**
 * How long a connection that is asked something may say nothing: half of it may be gone without a word.
 * No statement of a request takes as long, and transactions have half of it.
 */
const SILENT_MS = 30_000;

/**
 * Opens a database on a PostgreSQL server and migrates it, which may take as long as it likes.
 *
 * @param silentMs - after which a connection that says nothing is given up, at either end of it: what
 *   waits for it fails as unavailable, what it had locked is free again
 * @throws DatabaseUnavailableError whose message names DATABASE_URL and never shows its password
 */
export async function openServer(
  databaseUrl: string,
  silentMs = SILENT_MS,
): Promise<{ db: PrismaClient; listen: Listen; close: () => Promise<void> }> {
  const client = parse(databaseUrl);
  checkSchema(databaseUrl);
  try {
    await client.connect();
    await checkServer(client);
    await migrate({
      query: (sql, params) => client.query(sql, params),
      exec: (sql) => client.query(sql),
    });
  } catch (error) {
    if (error instanceof DatabaseUnavailableError) throw error;
    throw new DatabaseUnavailableError(`DATABASE_URL ${fault(error, client)}`, { cause: error });
  } finally {
    await client.end();
  }
  const connection = {
    connectionString: databaseUrl,
    connectionTimeoutMillis: CONNECT_MS,
    stream: () => impatientSocket(silentMs),
  };
  const db = serverClient({
    ...connection,
    // eslint-disable-next-line @typescript-eslint/no-misused-promises -- the pool waits for it
    onConnect: (session) => session.query(`SET idle_in_transaction_session_timeout = ${silentMs}`),
  });
  const listen = listenOnServer(connection, silentMs / 3);
  return { db, listen, close: () => db.$disconnect() };
}

/** Breaks when nothing has come or gone for so long; idle connections of the pool are closed before. */
function impatientSocket(silentMs: number): Socket {
  const socket = new Socket();
  socket.setTimeout(silentMs, () => {
    const error = new Error(`the database has said nothing for ${silentMs / 1000} s`);
    socket.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
  });
  return socket;
}

/**
 * Host, port and database of a connection string, as `LockOwner.database` has them.
 * @throws DatabaseUnavailableError if it is none
 */
export function serverName(databaseUrl: string): string {
  const client = parse(databaseUrl);
  return `${at(client)}/${client.database ?? ''}`;
}

function parse(databaseUrl: string): pg.Client {
  let client: pg.Client | undefined;
  try {
    client = new pg.Client({
      connectionString: new URL(databaseUrl).href,
      connectionTimeoutMillis: CONNECT_MS,
    });
  } catch {
    // Node puts the whole URL into its error: it goes no further.
  }
  if (!client) {
    throw new DatabaseUnavailableError(
      'DATABASE_URL must be a URL such as postgresql://user:password@host:5432/database',
    );
  }
  // A connection that breaks while idle is reported by the next query.
  client.on('error', () => undefined);
  return client;
}

/** Prisma's URLs may name a schema, which the driver would pass over in silence. */
function checkSchema(databaseUrl: string): void {
  const schema = new URL(databaseUrl).searchParams.get('schema');
  if (schema === null || schema === 'public') return;
  throw new DatabaseUnavailableError(
    `DATABASE_URL must not name another schema than public, but got schema=${schema}: use a database of its own`,
  );
}

async function checkServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: number; name: string; encoding: string }>(
    `SELECT current_setting('server_version_num')::int AS version,
            current_setting('server_version') AS name,
            current_setting('server_encoding') AS encoding`,
  );
  const [{ version, name, encoding }] = rows;
  if (version < MIN_MAJOR * 10_000) {
    throw new DatabaseUnavailableError(
      `DATABASE_URL must lead to PostgreSQL ${MIN_MAJOR} or newer, but ${at(client)} is ${name}`,
    );
  }
  if (encoding !== 'UTF8') {
    throw new DatabaseUnavailableError(
      `DATABASE_URL must lead to a database in UTF8, but "${client.database ?? ''}" is in ${encoding}`,
    );
  }
}

/** What is wrong, by the error codes of Node's sockets and of PostgreSQL. */
function fault(error: unknown, client: pg.Client): string {
  const { code, message } = error as Error & { code?: string };
  switch (code) {
    case 'ECONNREFUSED':
      return `must lead to a running PostgreSQL, but nothing answers at ${at(client)}`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `must name a host that can be found, but got "${client.host}"`;
    case '28P01':
      return `has a wrong password for user "${client.user ?? ''}" at ${at(client)}`;
    case '28000':
      return `names a user that ${at(client)} does not let in: ${message}`;
    case '3D000':
      return `must name a database that exists, but ${at(client)} has no "${client.database ?? ''}"`;
    default:
      return `leads to ${at(client)}, which failed: ${message || String(code)}`;
  }
}

function at({ host, port }: pg.Client): string {
  return `${host}:${port}`;
}
