import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { WebSocket } from 'ws';
import { createServerDatabase } from '../support/database.js';
import { startServer } from '../support/server-process.js';
import { openTcpProxy } from '../support/tcp-proxy.js';
import { addWorld, ask } from './world.js';

const STREAMS = 100;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const follow = (campaign: string) =>
  `subscription { campaignResults(campaignId: "${campaign}") { position } }`;

/** @returns all that comes, once it has ended, after the first of it has come */
async function openEvents(url: string, campaign: string) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: follow(campaign) }),
  });
  return { all: response.text() };
}

/** @returns the types of all messages, and how it was closed */
async function openSocket(url: string, campaign: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const messages: any[] = [];
  socket.on('message', (bytes: Buffer) => messages.push(JSON.parse(String(bytes))));
  const closed = once(socket, 'close') as Promise<[number, Buffer]>;
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  const payload = { query: follow(campaign) };
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }));
  await once(socket, 'message');
  return { all: closed.then(([code]) => ({ code, messages })) };
}

/** A request that the server has begun to read: it asked for the rest. */
async function halfSent(port: number) {
  const body = JSON.stringify({ query: '{ __typename }' });
  const socket = connect(port, '127.0.0.1');
  socket.write(
    'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n' +
      `Content-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
  );
  await once(socket, 'data');
  return { all: text(socket), finish: () => socket.write(body) };
}

describe('a server that is told to end', () => {
  it(
    'completes every stream, says when to come back, answers what is in flight, and ends in time',
    { timeout: 180_000 },
    async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'groundswell-faults-'));
      closing.push(() => rm(folder, { recursive: true, force: true }));
      const starting = await startServer({ DATA_DIR: folder });
      closing.push(() => starting.kill());
      const server = await starting.ready;
      const url = `http://127.0.0.1:${server.port}`;
      const { campaignId } = await addWorld(url, 1);
      const events = await Promise.all(
        Array.from({ length: STREAMS }, () => openEvents(url, campaignId)),
      );
      const sockets = await Promise.all(
        Array.from({ length: STREAMS }, () => openSocket(url, campaignId)),
      );
      const query = await halfSent(server.port);

      const askedAt = performance.now();
      const stopped = server.stop();
      const retries = new Set<number>();
      for (const { all } of events) {
        const end = /retry: (\d+)\nevent: complete\ndata:\n\n$/.exec(await all);
        expect(end).not.toBeNull();
        retries.add(Number(end![1]));
      }
      for (const { all } of sockets) {
        const { code, messages } = await all;
        expect(code).toBe(1001);
        expect(messages).toContainEqual({ id: '1', type: 'complete' });
        const { payload } = messages.find(({ type, payload }) => type === 'ping' && payload);
        retries.add(1000 * payload.retryAfter);
      }
      // Not all of them at the same moment: of 200 draws from 4,000 hardly any two are the same.
      expect(retries.size).toBeGreaterThan(STREAMS);
      query.finish();
      expect(await query.all).toContain('{"data":{"__typename":"Query"}}');
      expect(await stopped).toBe(0);
      const seconds = (performance.now() - askedAt) / 1000;
      expect(seconds).toBeLessThan(10);
      console.info(`${2 * STREAMS} streams were completed; ended after ${seconds.toFixed(1)} s`);
    },
  );

  const databaseServer = inject('databaseServer');
  it.skipIf(databaseServer === null)(
    'ends in time though its database has fallen silent',
    { timeout: 180_000 },
    async () => {
      const { url, drop } = await createServerDatabase(databaseServer!);
      closing.push(drop);
      const database = new URL(url);
      const proxy = await openTcpProxy(Number(database.port || 5432));
      closing.push(() => proxy.close());
      database.host = `127.0.0.1:${proxy.port}`;
      const folder = await mkdtemp(path.join(tmpdir(), 'groundswell-faults-'));
      closing.push(() => rm(folder, { recursive: true, force: true }));
      const starting = await startServer({ DATA_DIR: folder, DATABASE_URL: database.href });
      closing.push(() => starting.kill());
      const server = await starting.ready;
      proxy.stall();
      const asked = ask(
        `http://127.0.0.1:${server.port}`,
        '{ campaigns(first: 1) { totalCount } }',
      );
      asked.catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 500));
      const askedAt = performance.now();
      expect(await server.stop()).toBe(0);
      expect(performance.now() - askedAt).toBeLessThan(10_000);
    },
  );
});
