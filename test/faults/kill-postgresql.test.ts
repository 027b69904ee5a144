import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { createServerDatabase } from '../support/database.js';
import { Battlefield, LIFE_MS } from './battlefield.js';
import { FULL_KILLS, IS_FULL } from './size.js';

const field = new Battlefield();
afterEach(() => field.close());

const databaseServer = inject('databaseServer');

describe.skipIf(databaseServer === null)(
  'a server that is killed while results are recorded',
  () => {
    it('has lost and doubled nothing, on PostgreSQL', { timeout: 1_800_000 }, async () => {
      const { url, drop } = await createServerDatabase(databaseServer!);
      field.onClose(drop);
      const settings = { DATABASE_URL: url, DATA_DIR: await field.openFolder() };
      let server = await field.start(settings);
      const { random, proxy, writers, settle } = await field.surround(
        server,
        'kills on PostgreSQL',
      );
      const kills = IS_FULL ? FULL_KILLS.postgresql : 3;
      for (let kill = 0; kill < kills; kill++) {
        // The next stands by when this one is killed; until it does, the machine is left to it.
        writers.rest();
        const next = await field.start(settings);
        const { port } = await next.ready;
        writers.wake();
        await writers.progress();
        await setTimeout(random() * LIFE_MS);
        await server.kill();
        // The next takes over at once, or after some time without any.
        if (random() < 0.5) {
          proxy.lead(null);
          await setTimeout(random() * LIFE_MS);
        }
        proxy.lead(port);
        server = next;
      }
      await writers.progress();
      const tally = await settle();
      console.info(`${kills} kills on PostgreSQL`, tally);
      expect(tally.sentAgain).toBeGreaterThan(0);
    });
  },
);
