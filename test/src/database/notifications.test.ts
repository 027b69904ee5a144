import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import pg from 'pg';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { type Listen, listenOnServer } from '../../../src/database/notifications.js';
import { describeDatabases, openSession, type TestDatabase } from '../../support/database.js';

const ASK_MS = 10_000;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Listens until the test is over. @returns all that is heard, which grows */
function heardBy(listen: Listen, channel: string): (string | null)[] {
  const heard: (string | null)[] = [];
  closing.push(listen(channel, (payload) => heard.push(payload)));
  return heard;
}

describeDatabases('what transactions tell', (open) => {
  const opened = async (): Promise<TestDatabase> => {
    const database = await open();
    closing.push(() => database.close());
    return database;
  };

  it('is heard when they commit, and not when they fail', async () => {
    const { db, listen } = await opened();
    const heard = heardBy(listen, 'news');
    await expect.poll(() => heard).toEqual([null]);
    const failing = db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT pg_notify('news', 'undone')::text`;
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT pg_notify('news', 'done')::text`;
      await tx.$queryRaw`SELECT pg_notify('other', 'elsewhere')::text`;
      expect(heard).toEqual([null]);
    });
    await expect.poll(() => heard).toEqual([null, 'done']);
  });

  it('is not heard any more by who has stopped', async () => {
    const { db, listen } = await opened();
    const first: unknown[] = [];
    const stop = listen('news', (payload) => first.push(payload));
    const second = heardBy(listen, 'news');
    await expect.poll(() => [first, second]).toEqual([[null], [null]]);
    await stop();
    await db.$queryRaw`SELECT pg_notify('news', 'more')::text`;
    await expect.poll(() => second).toEqual([null, 'more']);
    expect(first).toEqual([null]);
  });
});

const server = inject('databaseServer');
describe.skipIf(server === null)('a lost connection to a server', () => {
  /** Stands before the server, and can cut what goes through it. */
  async function openProxy() {
    const target = new pg.Client({ connectionString: server! });
    const sockets = new Set<Socket>();
    const proxy = createServer((inner) => {
      const outer = connect(target.port, target.host);
      for (const socket of [inner, outer]) {
        sockets.add(socket);
        socket.on('error', () => undefined);
      }
      inner.pipe(outer).pipe(inner);
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const { port } = proxy.address() as AddressInfo;
    const cut = () => {
      for (const socket of sockets) socket.destroy();
      sockets.clear();
    };
    closing.push(() => {
      cut();
      return new Promise((resolve) => proxy.close(resolve));
    });
    const url = new URL(server!);
    url.host = `127.0.0.1:${port}`;
    return { url: url.href, cut };
  }

  it('is opened again, and then something may have been missed', async () => {
    const { url, cut } = await openProxy();
    const session = await openSession(server!);
    closing.push(session.close);
    const channel = `lost_${process.pid}`;
    const heard = heardBy(listenOnServer({ connectionString: url }, ASK_MS), channel);
    await expect.poll(() => heard).toEqual([null]);
    cut();
    await expect.poll(() => heard).toEqual([null, null]);
    await session.exec(`SELECT pg_notify('${channel}', 'after')`);
    await expect.poll(() => heard).toEqual([null, null, 'after']);
  });

  it('does not keep it from stopping', async () => {
    const stop = listenOnServer({ host: '127.0.0.1', port: 9 }, ASK_MS)('news', () => undefined);
    await stop();
  });
});
