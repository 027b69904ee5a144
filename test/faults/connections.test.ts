import { setTimeout } from 'node:timers/promises';
import seedrandom from 'seedrandom';
import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import { openServer } from '../../src/database/server.js';
import { isUnavailable } from '../../src/database/unavailable.js';
import { createServerDatabase } from '../support/database.js';
import { openPostgresCluster, POSTGRES_BIN } from '../support/postgres-cluster.js';
import { openTestServer } from '../support/server.js';
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { startFollowers } from './followers.js';
import { settle } from './ledger.js';
import { IS_FULL } from './size.js';
import { addWorld, ask } from './world.js';
import { startWriters } from './writers.js';

const CUTS = IS_FULL ? 60 : 4;
const RESTARTS = IS_FULL ? 6 : 2;
const SILENCES = IS_FULL ? 10 : 2;
/** After which a silent connection to PostgreSQL is given up; half a minute as it is shipped. */
const SILENT_MS = 1500;
const PLACEMENTS = 8;

if (POSTGRES_BIN === undefined) {
  console.warn(
    'Skipping the restarts of PostgreSQL: its programs are not installed; POSTGRES_BIN names their folder.',
  );
}

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A server between two proxies, which is written to and followed. */
async function surround(databaseUrl: string, seed: string, silentMs?: number) {
  const random = seedrandom(seed);
  const { port, pathname } = new URL(databaseUrl);
  const toDatabase = await openTcpProxy(Number(port || 5432));
  closing.push(() => toDatabase.close());
  const log = vi.fn();
  const server = await openTestServer({ log, now: () => new Date() }, async () => {
    const { username } = new URL(databaseUrl);
    const opened = await openServer(
      `postgresql://${username}@127.0.0.1:${toDatabase.port}${pathname}`,
      silentMs,
    );
    return { ...opened, reset: () => Promise.resolve() };
  });
  closing.push(() => server.close());
  const toServer = await openTcpProxy(Number(new URL(await server.listen()).port));
  closing.push(() => toServer.close());
  const url = `http://127.0.0.1:${toServer.port}`;
  const world = await addWorld(url, PLACEMENTS);
  const writers = startWriters(url, world, random);
  const followers = startFollowers(url, world.campaignId);
  closing.push(
    () => writers.stop(),
    () => Promise.all(followers.map((follower) => follower.leave())),
  );
  await writers.progress();
  return {
    ...{ random, toDatabase, toServer, url, writers, log },
    settle: () => settle(url, world, writers, followers),
  };
}

/** One of the ways in which connections fail. */
async function fail({ cut, stall, resume }: TcpProxy, random: () => number): Promise<void> {
  const way = random();
  if (way < 0.4) {
    cut(() => random() < 0.3);
  } else if (way < 0.6) {
    cut();
  } else {
    stall();
    await setTimeout(random() * 1500);
    // What was held back comes late, or never.
    if (way < 0.8) cut();
    resume();
  }
}

const databaseServer = inject('databaseServer');

describe.skipIf(databaseServer === null)('connections that break', () => {
  it.each(['toServer', 'toDatabase'] as const)(
    'have lost and doubled nothing on the way %s',
    { timeout: 600_000 },
    async (way) => {
      const { url, drop } = await createServerDatabase(databaseServer!);
      closing.push(drop);
      const { random, writers, settle, log, ...proxies } = await surround(url, way);
      for (let cut = 0; cut < CUTS; cut++) {
        await writers.progress();
        await setTimeout(random() * 200);
        await fail(proxies[way], random);
      }
      await writers.progress();
      const causes = log.mock.calls.map(([, cause]): unknown => cause);
      expect(causes.filter((cause) => !isUnavailable(cause))).toEqual([]);
      const tally = await settle();
      console.info(`${CUTS} faults ${way}`, tally, Object.fromEntries(writers.refusals));
      // A request whose connection breaks fails for its client alone.
      if (way === 'toServer') expect(log).not.toHaveBeenCalled();
      expect(tally.connections).toBeGreaterThanOrEqual(4);
    },
  );
});

describe.skipIf(databaseServer === null)(
  'connections to PostgreSQL that fall silent for good',
  () => {
    it(
      'are given up at either end, and hold up neither requests nor what others write for longer',
      { timeout: 600_000 },
      async () => {
        const { url, drop } = await createServerDatabase(databaseServer!);
        closing.push(drop);
        const around = await surround(url, 'silence', SILENT_MS);
        const { random, toDatabase, writers, settle, log } = around;
        for (let silence = 0; silence < SILENCES; silence++) {
          await writers.progress();
          await setTimeout(random() * 200);
          toDatabase.abandon();
        }
        await writers.progress();
        const causes = log.mock.calls.map(([, cause]): unknown => cause);
        expect(causes.filter((cause) => !isUnavailable(cause))).toEqual([]);
        const tally = await settle();
        console.info(`${SILENCES} silences`, tally, Object.fromEntries(writers.refusals));
        expect([...writers.refusals.keys()]).toEqual(['DATABASE_UNAVAILABLE']);
      },
    );

    it('are told as an error to come back after as long as they last', async () => {
      const { url, drop } = await createServerDatabase(databaseServer!);
      closing.push(drop);
      const around = await surround(url, 'stalled', SILENT_MS);
      await around.writers.stop();
      around.toDatabase.stall();
      const count = '{ campaigns(first: 1) { totalCount } }';
      const { errors } = await ask(around.url, count);
      expect(errors).toMatchObject([{ extensions: { code: 'DATABASE_UNAVAILABLE' } }]);
      around.toDatabase.cut();
      around.toDatabase.resume();
      expect((await ask(around.url, count)).data).toEqual({ campaigns: { totalCount: 1 } });
      await around.settle();
    });
  },
);

describe.skipIf(POSTGRES_BIN === undefined)('a PostgreSQL that restarts', () => {
  it(
    'is told as an error to come back after, and then everything goes on',
    { timeout: 600_000 },
    async () => {
      const cluster = await openPostgresCluster();
      closing.push(cluster.close);
      const { random, url, writers, settle } = await surround(cluster.url, 'restarts');
      for (let restart = 0; restart < RESTARTS; restart++) {
        await writers.progress();
        await setTimeout(random() * 300);
        await cluster.stop(restart % 2 === 0 ? 'immediate' : 'fast');
        const { errors } = await ask(url, '{ campaigns(first: 1) { totalCount } }');
        expect(errors).toMatchObject([
          { extensions: { code: 'DATABASE_UNAVAILABLE', retryAfter: expect.any(Number) } },
        ]);
        await setTimeout(random() * 1000);
        await cluster.start();
      }
      await writers.progress();
      const tally = await settle();
      console.info(`${RESTARTS} restarts`, tally, Object.fromEntries(writers.refusals));
      expect([...writers.refusals.keys()]).toEqual(['DATABASE_UNAVAILABLE']);
    },
  );
});
