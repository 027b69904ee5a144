import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startServer } from '../support/server-process.js';
import { startFollowers } from './followers.js';
import { expectEachOnce } from './ledger.js';
import { IS_FULL } from './size.js';
import { addWorld, ask, type World } from './world.js';

const EVENTS = 20_000;
const BATCH = 1000;
/** What two readers that stopped, and the events themselves, may cost a server. */
const GROWTH_BYTES = 300 * 2 ** 20;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Asks for so much of each event that what lies between the two is full after some hundred. */
const FOLLOW = (campaign: string) =>
  `subscription { campaignResults(campaignId: "${campaign}") { position ${Array.from(
    { length: 50 },
    (_, i) => `a${i}: recordedAt b${i}: cursor`,
  ).join(' ')} } }`;

/** Over server-sent events, as bare bytes. */
async function stallEvents(port: number, campaign: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  const body = JSON.stringify({ query: FOLLOW(campaign) });
  socket.write(
    'POST /graphql HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n' +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  await once(socket, 'data');
  socket.pause();
  return socket;
}

async function stallSocket(port: number, campaign: string): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
  socket.on('error', () => undefined);
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  const payload = { query: FOLLOW(campaign) };
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }));
  await once(socket, 'message');
  socket.pause();
  return socket;
}

async function record(url: string, { placementIds, postedAt }: World): Promise<void> {
  for (let n = 0; n < EVENTS / BATCH; n++) {
    const results = Array.from({ length: BATCH }, (_, i) => ({
      ...{ placementId: placementIds[0], source: 'PLATFORM', impressions: BATCH * n + i },
      capturedAt: new Date(postedAt.getTime() + (BATCH * n + i) * 1000).toISOString(),
    }));
    const { data } = await ask(
      url,
      `mutation ($input: RecordResultsInput!) {
        recordResults(input: $input) { __typename ... on MutationError { message } }
      }`,
      { input: { key: String(n), results } },
    );
    expect(data.recordResults).toEqual({ __typename: 'RecordResultsPayload' });
  }
}

// What is waited for is a matter of half a minute: what is told is tested with shorter limits.
describe.skipIf(!IS_FULL)('readers that stop reading', () => {
  it(
    'are cut off; they cost little memory, and the others see everything',
    { timeout: 600_000 },
    async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'groundswell-faults-'));
      closing.push(() => rm(folder, { recursive: true, force: true }));
      const starting = await startServer({ DATA_DIR: folder, HEARTBEAT_SECONDS: '1' });
      closing.push(() => starting.kill());
      const server = await starting.ready;
      const url = `http://127.0.0.1:${server.port}`;
      const world = await addWorld(url, 1);
      const followers = startFollowers(url, world.campaignId);
      closing.push(() => Promise.all(followers.map((follower) => follower.leave())));
      const events = await stallEvents(server.port, world.campaignId);
      const socket = await stallSocket(server.port, world.campaignId);
      closing.push(
        () => Promise.resolve(events.destroy()),
        () => {
          socket.terminate();
          return Promise.resolve();
        },
      );

      // A campaign has no end: only the server closes them. One that is reset is closed while paused.
      const closed = [events, socket].map(
        (reader) => new Promise((resolve) => reader.once('close', resolve)),
      );

      const before = server.memoryBytes();
      let peak = 0;
      const watch = setInterval(() => (peak = Math.max(peak, server.memoryBytes() ?? 0)), 100);
      await record(url, world);
      const results = () => followers.map(({ seen }) => seen.filter(({ result }) => result).length);
      await expect
        .poll(results, { timeout: 120_000, interval: 500 })
        .toEqual(followers.map(() => EVENTS));
      for (const { seen, wrong } of followers) {
        expect(wrong).toEqual([]);
        expectEachOnce(seen);
      }

      // Twenty seconds without a byte taken, and five more for the notice to be read.
      await wait(27_000);
      clearInterval(watch);
      events.resume();
      socket.resume();
      await Promise.all(closed);

      if (before !== null) {
        const mebibytes = (bytes: number) => Math.round(bytes / 2 ** 20);
        console.info(
          `${EVENTS} events past two readers that stopped: ${mebibytes(before)} MiB before, ${mebibytes(peak)} MiB at most`,
        );
        expect(peak - before).toBeLessThan(GROWTH_BYTES);
      }
    },
  );
});
