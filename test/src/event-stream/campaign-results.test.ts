import { setTimeout } from 'node:timers/promises';
import seedrandom from 'seedrandom';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { schema } from '../../../schema/index.js';
import { createWorkspace } from '../../../schema/workspace.js';
import { STREAM_LIMITS } from '../../../src/event-stream/open-streams.js';
import type { ServerDeps } from '../../../src/server.js';
import { describeDatabases, openTestDatabase } from '../../support/database.js';
import { openTestServer } from '../../support/server.js';
import {
  CLIENTS,
  DOCUMENT,
  NO_CAMPAIGN,
  openCampaign,
  PATIENT,
  type Subscription,
} from './campaign.js';

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
      await expect.poll(subscription.positions, PATIENT).toEqual([1, 2, 3]);
      await campaign.tell(2);
      await expect.poll(subscription.positions, PATIENT).toEqual([1, 2, 3, 4, 5]);
      const cursor = subscription.told[1].data!.campaignResults.cursor;
      const resumed = followed(subscribe(url, { campaign: campaign.id, after: cursor }));
      await expect.poll(resumed.positions, PATIENT).toEqual([3, 4, 5]);
      await campaign.tell(1);
      await expect.poll(resumed.positions, PATIENT).toEqual([3, 4, 5, 6]);
      await expect.poll(subscription.positions, PATIENT).toEqual(upTo(6));
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

const EACH_CLIENT = Object.entries(CLIENTS);
const codes = ({ told }: Subscription) =>
  told.flatMap(({ errors = [] }) =>
    errors.map(({ extensions }) => extensions?.['code'] as unknown),
  );

/** How a client was told that its subscription cannot be: as an answer, or by failing. */
async function refusal(subscription: Subscription): Promise<any> {
  const failure: unknown = await subscription.ended.then(
    () => null,
    (error: unknown) => error,
  );
  const errors = (failure ?? subscription.told[0].errors) as any[];
  expect(errors).toHaveLength(1);
  return errors[0].extensions;
}

describe('all who ask the same', () => {
  it('share one execution of each event, wherever they begin and however they are connected', async () => {
    const { url, campaign } = await open();
    await campaign.tell(2);
    const first = followed(CLIENTS['graphql-sse'](url, { campaign: campaign.id }));
    await expect.poll(first.positions, PATIENT).toEqual([1, 2]);
    const after = first.cursor();
    const others = Array.from({ length: 6 }, (_, i) =>
      followed(EACH_CLIENT[i % 2][1](url, { campaign: campaign.id, after })),
    );
    const differently = followed(
      CLIENTS['graphql-sse'](url, { campaign: campaign.id, after }, `${DOCUMENT} # differently`),
    );
    const field = schema.getSubscriptionType()!.getFields()['campaignResults'];
    const resolve = vi.spyOn(field, 'resolve');
    closing.push(() => {
      resolve.mockRestore();
      return Promise.resolve();
    });
    // Everybody is there before it is told: a refused cursor would have ended them.
    await vi.waitUntil(() => resolve.mock.calls.length === 7, 20_000);
    resolve.mockClear();
    await campaign.tell(3);
    for (const each of [...others, differently]) {
      await expect.poll(each.positions, PATIENT).toEqual([3, 4, 5]);
    }
    expect(resolve).toHaveBeenCalledTimes(2 * 3);
  });
});

describe('a browser’s EventSource', () => {
  const sameOrigin = { accept: 'text/event-stream', 'sec-fetch-site': 'same-origin' };
  const path = (campaign: string) =>
    `/graphql?query=${encodeURIComponent(DOCUMENT)}&variables=${encodeURIComponent(JSON.stringify({ campaign }))}`;
  /** Reads until the text matches. */
  async function read(response: Response, pattern: RegExp): Promise<string> {
    const reader = response.body!.getReader();
    closing.push(() => reader.cancel());
    let text = '';
    while (!pattern.test(text)) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`ended with ${text}`);
      text += new TextDecoder().decode(value);
    }
    return text;
  }

  it('is told ids and when to come back, sees heartbeats, and goes on where it was', async () => {
    const streamLimits = { ...STREAM_LIMITS, heartbeatMs: 20 };
    const { server, campaign } = await open({ streamLimits });
    await campaign.tell(3);
    const response = await server.fetch(path(campaign.id), { headers: sameOrigin });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const text = await read(response, /"position":3.*event: heartbeat\ndata: \{\}\n\n/s);
    expect(text).toMatch(/^retry: \d{4}\n\n(id: \S+\nevent: next\ndata: \{"data":.*\}\n\n){3}/);
    const [, id] = /^id: (\S+)$/m.exec(text)!;
    const headers = { ...sameOrigin, 'last-event-id': id };
    const again = await server.fetch(path(campaign.id), { headers });
    expect(await read(again, /"position":3/)).not.toContain('"position":1,');
  });

  it('is answered for the server’s own pages and those of origins let in alone', async () => {
    const { server, campaign } = await open({ corsOrigins: ['https://partner.example'] });
    const status = async (headers: Record<string, string>) => {
      const accept = { accept: 'text/event-stream' };
      const response = await server.fetch(path(campaign.id), {
        headers: { ...accept, ...headers },
      });
      await response.body?.cancel();
      return response.status;
    };
    expect(await status({ 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await status({ origin: 'https://partner.example' })).toBe(200);
    expect(await status({ origin: 'http://evil.example' })).toBe(403);
    expect(await status({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    // Another port of this machine.
    expect(await status({ 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await status({})).toBe(403);
    // A query, which any page could have sent.
    const accept = 'application/json, text/event-stream';
    expect(await status({ 'sec-fetch-site': 'same-origin', accept })).toBe(403);
  });
});

describe.each(EACH_CLIENT)('a subscription that cannot be, over %s,', (_, subscribe) => {
  it('says that its cursor or campaign is none, and of another workspace’s no more', async () => {
    const { server, url, campaign } = await open();
    await campaign.tell(1);
    const other = await createWorkspace(server.db, {
      slug: 'other',
      name: 'Other',
      currency: 'USD',
      isDemo: false,
    });
    const viewer = { workspaceId: other.id, currency: 'USD' };
    const theirs = await openTestServer({ db: server.db, viewer });
    closing.push(() => theirs.close());
    const theirUrl = await theirs.listen();
    const future = Buffer.from('event:2').toString('base64url');
    const ask = (at: string, id: string, after?: string) =>
      refusal(followed(subscribe(at, { campaign: id, after })));
    const path = ['campaignId'];
    expect(await ask(url, NO_CAMPAIGN)).toMatchObject({ code: 'NOT_FOUND', path });
    expect(await ask(theirUrl, campaign.id)).toMatchObject({ code: 'NOT_FOUND', path });
    expect(await ask(url, 'nonsense')).toMatchObject({ code: 'BAD_INPUT', path });
    expect(await ask(url, campaign.id, 'x')).toMatchObject({ code: 'BAD_INPUT', path: ['after'] });
    expect(await ask(url, campaign.id, future)).toMatchObject({ code: 'UNKNOWN_CURSOR' });
  });

  it('is one more than may be open, until another one ends', async () => {
    const streamLimits = { ...STREAM_LIMITS, total: 10, perWorkspace: 1 };
    const { url, campaign } = await open({ streamLimits });
    await campaign.tell(1);
    const first = followed(subscribe(url, { campaign: campaign.id }));
    await expect.poll(first.positions, PATIENT).toEqual([1]);
    const second = followed(subscribe(url, { campaign: campaign.id }));
    expect(await refusal(second)).toMatchObject({ code: 'TOO_MANY_STREAMS', limit: 1 });
    await first.leave();
    for (let seen = 0; seen === 0;) {
      const next = subscribe(url, { campaign: campaign.id });
      await Promise.race([
        next.ended.catch(() => null),
        vi.waitUntil(() => next.told.length > 0, 20_000).catch(() => null),
      ]);
      seen = next.positions().length;
      await next.leave();
    }
  });

  it('is too long or too deep for one request', async () => {
    const { url, campaign } = await open();
    const aliases = Array.from({ length: 61 }, (__, i) => `a${i}: cursor`).join(' ');
    for (const query of [
      DOCUMENT.replace('position cursor', aliases),
      `${DOCUMENT} # ${'x'.repeat(50_000)}`,
      '{a'.repeat(300),
    ]) {
      const subscription = followed(subscribe(url, { campaign: campaign.id }, query));
      const failure: any = await subscription.ended.catch((error: unknown) => error);
      // graphql-sse takes a status that is not 200 for a failure of the network.
      const refused = failure?.[0]?.extensions.code ?? failure?.response?.status;
      expect(refused ?? codes(subscription)[0]).toSatisfy((code: unknown) =>
        [400, 'TOO_COMPLEX'].includes(code as string),
      );
    }
  });
});

describe.each(EACH_CLIENT)('when the server stops, a subscription over %s', (_, subscribe) => {
  it('is completed, and a new one refused until another server is there', async () => {
    const { server, url, campaign } = await open();
    await campaign.tell(1);
    const subscription = followed(subscribe(url, { campaign: campaign.id }));
    await expect.poll(subscription.positions, PATIENT).toEqual([1]);
    server.stopStreams();
    await subscription.ended;
    expect(codes(subscription)).toEqual([]);
    const late = followed(subscribe(url, { campaign: campaign.id }));
    const failure: unknown = await late.ended.catch((error: unknown) => error);
    // A new WebSocket is not opened at all.
    const { message } = (failure ?? {}) as { message?: string };
    if (message === undefined) expect(codes(late)).toEqual(['SERVER_STOPPING']);
    else expect(message).toContain('503');
  });
});

describe('new events', () => {
  it('are found by asking when nobody tells of them', async () => {
    const { url, campaign } = await open({ listen: () => () => Promise.resolve() });
    const subscription = followed(CLIENTS['graphql-sse'](url, { campaign: campaign.id }));
    await setTimeout(200);
    await campaign.tell(2);
    await expect.poll(subscription.positions, PATIENT).toEqual([1, 2]);
  });
});
