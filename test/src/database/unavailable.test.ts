import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { Prisma, type PrismaClient } from '../../../prisma/generated/client.js';
import { serverClient } from '../../../src/database/prisma-client.js';
import { openServer } from '../../../src/database/server.js';
import { isUnavailable } from '../../../src/database/unavailable.js';
import { createServerDatabase, openSession, openTestDatabase } from '../../support/database.js';
import { openTestServer } from '../../support/server.js';

const failureOf = (query: Promise<unknown>) =>
  query.then(
    () => 'none',
    (reason: unknown) => reason,
  );

/** A client of a server that treats every connection like that. */
async function clientOf(
  host: string,
  onConnection: (socket: Socket) => void,
  connectionTimeoutMillis = 200,
) {
  const server = createServer(onConnection);
  server.listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const db = serverClient({
    connectionString: `postgresql://user:hunter2@${host}:${port}/planning`,
    connectionTimeoutMillis,
  });
  onTestFinished(() => db.$disconnect());
  return { db, server };
}

describe('a database', () => {
  it.each(['localhost', '127.0.0.1'])('is unavailable when %s refuses', async (host) => {
    const { db, server } = await clientOf(host, () => undefined);
    server.close();
    await once(server, 'close');
    for (const query of [db.workspace.count(), db.$queryRaw`SELECT 1`]) {
      expect(await failureOf(query)).toSatisfy(isUnavailable);
    }
  });

  it('is unavailable when it hangs up', async () => {
    // A busy machine takes longer to hang up than a server that says nothing is waited for.
    const { db, server } = await clientOf('127.0.0.1', (socket) => socket.end(), 10_000);
    onTestFinished(() => void server.close());
    const error = await failureOf(db.workspace.count());
    expect(error).toMatchObject({ message: 'Connection terminated unexpectedly' });
    expect(error).toSatisfy(isUnavailable);
  });

  it('is unavailable when it says nothing', async () => {
    const { db, server } = await clientOf('127.0.0.1', () => undefined);
    onTestFinished(() => void server.close());
    expect(await failureOf(db.workspace.count())).toSatisfy(isUnavailable);
  });

  it('is unavailable when a transaction cannot begin or end in time', async () => {
    const { db, close } = await openTestDatabase();
    onTestFinished(close);
    const late = db.$transaction(
      async (tx) => {
        await setTimeout(200);
        await tx.workspace.count();
      },
      { timeout: 100 },
    );
    const waiting = db.$transaction((tx) => tx.workspace.count(), { maxWait: 50 });
    const failures = await Promise.all([late, waiting].map(failureOf));
    expect(failures).toMatchObject([{ code: 'P2028' }, { code: 'P2028' }]);
    for (const failure of failures) expect(failure).toSatisfy(isUnavailable);
  });

  it.each([
    new Error('a broken invariant'),
    new Prisma.PrismaClientKnownRequestError('twins', { code: 'P2002', clientVersion: '' }),
    'text',
    undefined,
  ])('is not to blame for %s', (error) => {
    expect(isUnavailable(error)).toBe(false);
  });
});

const databaseServer = inject('databaseServer');
describe.skipIf(databaseServer === null)('a lost connection (PostgreSQL server)', () => {
  const cleanUps: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  async function open() {
    const { url, drop } = await createServerDatabase(databaseServer!);
    cleanUps.push(drop);
    const { db, listen, close } = await openServer(url);
    const session = await openSession(databaseServer!);
    cleanUps.push(close, session.close);
    const name = new URL(url).pathname.slice(1);
    return {
      db,
      listen,
      close,
      allow: (isAllowed: boolean) =>
        session.exec(`ALTER DATABASE ${name} ALLOW_CONNECTIONS ${isAllowed}`),
      terminate: () =>
        session.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
          name,
        ]),
    };
  }

  const running = async (db: PrismaClient) => {
    await vi.waitUntil(async () => {
      const [{ sleeping }] = await db.$queryRaw<[{ sleeping: bigint }]>`
        SELECT count(*) AS sleeping FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event = 'PgSleep'`;
      return sleeping > 0n;
    });
  };

  it('is told from other failures in the middle of a query', async () => {
    const { db, terminate } = await open();
    const failure = failureOf(db.$queryRaw`SELECT pg_sleep(60)::text`);
    await running(db);
    await terminate();
    expect(await failure).toSatisfy(isUnavailable);
  });

  it('is told from other failures in the middle of a transaction', async () => {
    const { db, terminate } = await open();
    const failure = failureOf(
      db.$transaction(async (tx) => {
        await tx.workspace.count();
        await terminate();
        await tx.workspace.count();
      }),
    );
    expect(await failure).toSatisfy(isUnavailable);
  });

  it('asks the client to try again, is logged, and heals by itself', async () => {
    const log = vi.fn();
    const { db, listen, close, allow, terminate } = await open();
    const reset = () => Promise.resolve();
    const server = await openTestServer({ log }, () =>
      Promise.resolve({ db, listen, close, reset }),
    );
    const ask = () => server.query('{ influencers(first: 1) { totalCount } }');
    expect((await ask()).errors).toBeUndefined();

    await allow(false);
    await terminate();
    const { errors } = await ask();
    expect(errors).toEqual([
      {
        message: 'The database does not answer; try again',
        locations: expect.anything(),
        path: ['influencers'],
        extensions: {
          code: 'DATABASE_UNAVAILABLE',
          retryAfter: 5,
          requestId: expect.any(String),
        },
      },
    ]);
    const requestId = errors![0].extensions!['requestId'] as string;
    expect(log).toHaveBeenCalledWith(expect.stringContaining(requestId), expect.any(Error));

    await allow(true);
    expect((await ask()).data).toEqual({ influencers: { totalCount: 0 } });
  });
});
