import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import seedrandom from 'seedrandom';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { createServerDatabase } from '../support/database.js';
import { startServer, type StartingServer } from '../support/server-process.js';
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { startFollowers } from './followers.js';
import { settle } from './ledger.js';
import { IS_FULL } from './size.js';
import { addWorld } from './world.js';
import { startWriters } from './writers.js';

/** A server on the embedded database takes seconds to start, and only one at a time can. */
const KILLS = IS_FULL ? { server: 100, embedded: 30 } : { server: 3, embedded: 2 };
/** How long a server may write before it is killed. */
const LIFE_MS = 400;
/** Of so many servers on the embedded database one is killed before it is ready. */
const UNREADY = 5;
const PLACEMENTS = 8;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function openFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'groundswell-faults-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function start(settings: Readonly<Record<string, string>>): Promise<StartingServer> {
  const server = await startServer(settings);
  closing.push(() => server.kill());
  return server;
}

/** Everything around the servers: clients know the proxy's address alone. */
async function surround(first: StartingServer, seed: string) {
  const random = seedrandom(seed);
  const proxy = await openTcpProxy((await first.ready).port);
  closing.push(() => proxy.close());
  const url = `http://127.0.0.1:${proxy.port}`;
  const world = await addWorld(url, PLACEMENTS);
  const writers = startWriters(url, world, random);
  const followers = startFollowers(url, world.campaignId);
  closing.push(
    () => writers.stop(),
    () => Promise.all(followers.map((follower) => follower.leave())),
  );
  return { random, proxy, writers, settle: () => settle(url, world, writers, followers) };
}

/** Kills a server and leads everybody to the next, at once or after some time without any. */
async function replace(proxy: TcpProxy, server: StartingServer, port: number, delayMs: number) {
  await server.kill();
  if (delayMs > 0) {
    proxy.lead(null);
    await setTimeout(delayMs);
  }
  proxy.lead(port);
}

const databaseServer = inject('databaseServer');

describe('a server that is killed while results are recorded', () => {
  it.skipIf(databaseServer === null)(
    'has lost and doubled nothing, on PostgreSQL',
    { timeout: 1_800_000 },
    async () => {
      const { url, drop } = await createServerDatabase(databaseServer!);
      closing.push(drop);
      const settings = { DATABASE_URL: url, DATA_DIR: await openFolder() };
      let server = await start(settings);
      const { random, proxy, writers, settle } = await surround(server, 'kills on PostgreSQL');
      for (let kill = 0; kill < KILLS.server; kill++) {
        // The next is on its way while this one is written to.
        const next = await start(settings);
        const { port } = await next.ready;
        await writers.progress();
        await setTimeout(random() * LIFE_MS);
        await replace(proxy, server, port, random() < 0.5 ? 0 : random() * LIFE_MS);
        server = next;
      }
      await writers.progress();
      const tally = await settle();
      console.info(`${KILLS.server} kills on PostgreSQL`, tally);
      expect(tally.sentAgain).toBeGreaterThan(0);
    },
  );

  it('has lost and doubled nothing, on the embedded database', { timeout: 1_800_000 }, async () => {
    const settings = { DATA_DIR: await openFolder() };
    let server = await start(settings);
    const { random, proxy, writers, settle } = await surround(
      server,
      'kills of the embedded database',
    );
    let unready = 0;
    for (let kill = 0; kill < KILLS.embedded; kill++) {
      await writers.progress();
      await setTimeout(random() * LIFE_MS);
      await server.kill();
      proxy.lead(null);
      server = await start(settings);
      if (random() < 1 / UNREADY) {
        unready++;
        await setTimeout(random() * 3000);
        await server.kill();
        server = await start(settings);
      }
      proxy.lead((await server.ready).port);
    }
    await writers.progress();
    const tally = await settle();
    console.info(`${KILLS.embedded} kills on embedded, ${unready} before ready`, tally);
    expect(tally.sentAgain).toBeGreaterThan(0);
  });
});
