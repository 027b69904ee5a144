import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { STREAM_LIMITS } from '../../../src/event-stream/open-streams.js';
import { openTestServer } from '../../support/server.js';
import { CLIENTS, openCampaign, PATIENT, type TestCampaign } from './campaign.js';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const LIMITS = { ...STREAM_LIMITS, heartbeatMs: 50, stallMs: 300, endMs: 60_000 };
/** Long answers fill what lies between the server and a client that does not read. */
const LONG = `position ${Array.from({ length: 50 }, (_, i) => `a${i}: campaign { name }`).join(' ')}`;
const EVENTS = 720;

async function open() {
  const server = await openTestServer({ streamLimits: LIMITS });
  closing.push(() => server.close());
  const url = await server.listen();
  const campaign = await openCampaign(server);
  await server.db.campaign.updateMany({ data: { name: 'x'.repeat(200) } });
  return { server, url, campaign };
}

/** A client that reads nothing until it is told to. */
interface Sleeper {
  /** Everything that it then reads, until the connection is closed; of a WebSocket also with what. */
  readonly wake: () => Promise<{ readonly text: string; readonly code?: number }>;
}

const SLEEPERS: Readonly<Record<string, (url: string, query: string) => Promise<Sleeper>>> = {
  async 'server-sent events'(url, query) {
    const { host, hostname, port } = new URL(url);
    const body = JSON.stringify({ query });
    const socket = connect(Number(port), hostname);
    closing.push(() => {
      socket.destroy();
      return Promise.resolve();
    });
    socket.write(
      `POST /graphql HTTP/1.1\r\nHost: ${host}\r\nAccept: text/event-stream\r\nConnection: close\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await once(socket, 'data');
    socket.pause();
    return {
      async wake() {
        let text = '';
        socket.on('data', (data) => (text += String(data)));
        const closed = once(socket, 'close');
        socket.resume();
        await closed;
        return { text };
      },
    };
  },
  async 'a WebSocket'(url, query) {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    closing.push(() => {
      socket.terminate();
      return Promise.resolve();
    });
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
    await once(socket, 'ping');
    socket.pause();
    return {
      async wake() {
        let text = '';
        socket.on('message', (data: Buffer) => (text += data.toString()));
        const closed = once(socket, 'close');
        socket.resume();
        const [code] = (await closed) as [number];
        return { text, code };
      },
    };
  },
};

async function tellAll(campaign: TestCampaign): Promise<void> {
  for (let told = 0; told < EVENTS; told += 40) await campaign.tell(40);
}

describe.each(Object.entries(SLEEPERS))('a reader that stops, over %s,', (_, sleep) => {
  it('is cut off and told from where to go on, and nobody else notices', async () => {
    const { url, campaign } = await open();
    const query = `subscription { campaignResults(campaignId: "${campaign.id}") { ${LONG} } }`;
    const sleeper = await sleep(url, query);
    const other = CLIENTS['graphql-sse'](url, { campaign: campaign.id });
    closing.push(() => other.leave());
    await tellAll(campaign);
    await expect.poll(() => other.positions().length, PATIENT).toBe(EVENTS);
    // It takes so long until nothing was taken for so long.
    await setTimeout(4 * LIMITS.stallMs);
    const { text, code = 4490 } = await sleeper.wake();
    expect(code).toBe(4490);
    const cursor = /"code":"SLOW_READER".*?"cursor":"([^"]+)"/.exec(text)?.[1];
    const seen = [...text.matchAll(/"campaignResults":\{"position":(\d+)/g)].map(([, n]) =>
      Number(n),
    );
    expect(seen.length).toBeLessThan(EVENTS);
    const rest = CLIENTS['graphql-ws'](url, { campaign: campaign.id, after: cursor! });
    closing.push(() => rest.leave());
    await expect.poll(() => seen.length + rest.positions().length, PATIENT).toBe(EVENTS);
    expect([...seen, ...rest.positions()]).toEqual(
      Array.from({ length: EVENTS }, (__, i) => i + 1),
    );
  });
});
