import { setTimeout } from 'node:timers/promises';
import seedrandom from 'seedrandom';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createWorkspace } from '../../../schema/workspace.js';
import type { ServerDeps } from '../../../src/server.js';
import { STREAM_LIMITS } from '../../../src/event-stream/open-streams.js';
import { describeDatabases, openTestDatabase } from '../../support/database.js';
import { openTestServer, type TestServer } from '../../support/server.js';
import { CLIENTS, DOCUMENT, NO_CAMPAIGN, openCampaign, type Subscription } from './campaign.js';

const random = seedrandom('campaign results');

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(overrides: Partial<ServerDeps> = {}, openDatabase = openTestDatabase) {
  const server = await openTestServer(overrides, openDatabase);
  closing.push(() => server.close());
  return { server, url: await server.listen(), campaign: await openCampaign(server) };
}

const followed = (subscription: Subscription): Subscription => {
  closing.push(() => subscription.leave());
  return subscription;
};

const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);

describeDatabases('a subscription to a campaign', (openDatabase) => {
  it.each(Object.entries(CLIENTS))(
    'tells what was, then what is new, over %s',
    async (_, subscribe) => {
      const { url, campaign } = await open({}, openDatabase);
      await campaign.tell(3);
      const subscription = followed(subscribe(url, { campaign: campaign.id }));
      await expect.poll(subscription.positions).toEqual([1, 2, 3]);
      await campaign.tell(2);
      await expect.poll(subscription.positions).toEqual([1, 2, 3, 4, 5]);
      const cursor = subscription.told[1].data!.campaignResults.cursor;
      const resumed = followed(subscribe(url, { campaign: campaign.id, after: cursor }));
      await expect.poll(resumed.positions).toEqual([3, 4, 5]);
      await campaign.tell(1);
      await expect.poll(resumed.positions).toEqual([3, 4, 5, 6]);
      await expect.poll(subscription.positions).toEqual(upTo(6));
    },
  );

  it('has no gap and no repeat where the past meets the present', async () => {
    const { url, campaign } = await open({}, openDatabase);
    const total = 400;
    let last = 0;
    const write = async () => {
      while (last < total) last = Number(await campaign.tell(1 + Math.floor(random() * 30)));
    };
    const seen: number[][] = [];
    const read = async (subscribe: (typeof CLIENTS)[string]) => {
      const positions: number[] = [];
      seen.push(positions);
      let after: string | undefined;
      while (last < total || positions.length < last) {
        const subscription = subscribe(url, { campaign: campaign.id, after });
        // Whoever comes and goes sees something each time, on a slow machine too.
        await vi.waitUntil(() => subscription.told.length > 0 || positions.length === last, 30_000);
        await setTimeout(random() * 40);
        await subscription.leave();
        positions.push(...subscription.positions());
        after = subscription.cursor() ?? after;
      }
    };
    const clients = Object.values(CLIENTS);
    await Promise.all([write(), ...Array.from({ length: 6 }, (_, i) => read(clients[i % 2]))]);
    for (const positions of seen) expect(positions).toEqual(upTo(last));
  });
});
