import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { Battlefield, LIFE_MS } from './battlefield.js';
import { FULL_KILLS, IS_FULL } from './size.js';

/** Of so many servers one is killed before it is ready, within the time that a start takes. */
const UNREADY = 5;
const START_MS = 3000;

const field = new Battlefield();
afterEach(() => field.close());

describe('a server that is killed while results are recorded', () => {
  it('has lost and doubled nothing, on the embedded database', { timeout: 1_800_000 }, async () => {
    const settings = { DATA_DIR: await field.openFolder() };
    let server = await field.start(settings);
    const { random, proxy, writers, settle } = await field.surround(
      server,
      'kills of the embedded database',
    );
    const kills = IS_FULL ? FULL_KILLS.embedded : 2;
    let unready = 0;
    for (let kill = 0; kill < kills; kill++) {
      if (random() < 1 / UNREADY) {
        unready++;
        await setTimeout(random() * START_MS);
      } else {
        proxy.lead((await server.ready).port);
        await writers.progress();
        await setTimeout(random() * LIFE_MS);
      }
      await server.kill();
      proxy.lead(null);
      server = await field.start(settings);
    }
    proxy.lead((await server.ready).port);
    await writers.progress();
    const tally = await settle();
    console.info(`${kills} kills on embedded, ${unready} before ready`, tally);
    expect(tally.sentAgain).toBeGreaterThan(0);
  });
});
