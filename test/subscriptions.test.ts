import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openCampaign, PATIENT } from './src/event-stream/campaign.js';
import { javaScriptOf, runDocumented } from './support/documented-code.js';
import { openTestServer } from './support/server.js';
import { openTcpProxy } from './support/tcp-proxy.js';

type Follow = (
  url: string,
  campaign: string,
  cursors: { load: () => string | undefined; save: (cursor: string) => void },
  handle: (event: { cursor: string }) => void,
) => Promise<never>;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open() {
  const server = await openTestServer();
  closing.push(() => server.close());
  const port = Number(new URL(await server.listen()).port);
  return { server, port, campaign: await openCampaign(server) };
}

const positionOf = (cursor: string): number =>
  Number(/\d+$/.exec(Buffer.from(cursor, 'base64url').toString())![0]);

/** Where a service keeps its place. */
function keptCursor() {
  let cursor: string | undefined;
  return { load: () => cursor, save: (next: string) => void (cursor = next) };
}

describe.each([
  ['follow', 'http'],
  ['followOverWebSocket', 'ws'],
])('the service %s in docs/subscriptions.md', (name, protocol) => {
  let follow: Follow;
  beforeAll(async () => {
    const [sse, socket] = await javaScriptOf('docs/subscriptions.md');
    ({ [name]: follow } = await runDocumented(`${sse}\n${socket}`, {}, [name]));
  });
  const addressOf = (port: number) => `${protocol}://127.0.0.1:${port}/graphql`;

  it('deals with every event once, also when it starts again', async () => {
    const { port, campaign } = await open();
    const cursors = keptCursor();
    const handled: string[] = [];
    /** Runs the service until it fails at an event that is not yet dealt with. */
    const runUntil = async (count: number) => {
      const failure = new Error('the service crashed');
      const running = follow(addressOf(port), campaign.id, cursors, (event) => {
        if (handled.length === count) throw failure;
        handled.push(event.cursor);
      });
      await expect(running).rejects.toBe(failure);
    };
    await campaign.tell(5);
    await runUntil(2);
    await runUntil(4);
    expect(new Set(handled).size).toBe(4);
  });

  it('gives up when it is refused for good', async () => {
    const { port, campaign } = await open();
    await expect(
      follow(
        addressOf(port),
        campaign.id,
        { ...keptCursor(), load: () => 'none' },
        () => undefined,
      ),
    ).rejects.toMatchObject({ extensions: { code: 'BAD_INPUT' } });
  });

  it('goes on when the server starts again, and when connections are cut and refused', async () => {
    const { server, port, campaign } = await open();
    const proxy = await openTcpProxy(port);
    closing.push(() => proxy.close());
    const handled: number[] = [];
    const failure = new Error('the service was stopped');
    const running = follow(addressOf(proxy.port), campaign.id, keptCursor(), ({ cursor }) => {
      const position = positionOf(cursor);
      handled.push(position);
      if (position === 8) throw failure;
    });
    const stopped = expect(running).rejects.toBe(failure);
    await campaign.tell(2);
    await expect.poll(() => handled, PATIENT).toEqual([1, 2]);

    const { db, workspaceId } = server;
    const next = await openTestServer({ db, viewer: { workspaceId, currency: 'USD' } });
    closing.push(() => next.close());
    const nextPort = Number(new URL(await next.listen()).port);
    server.stopStreams();
    await campaign.tell(2);
    // The old one refuses with SERVER_STOPPING, then nobody answers.
    await setTimeout(3000);
    proxy.lead(null);
    await setTimeout(3000);
    proxy.lead(nextPort);
    await expect.poll(() => handled, PATIENT).toEqual([1, 2, 3, 4]);

    proxy.lead(null);
    proxy.cut();
    await campaign.tell(4);
    await setTimeout(6000);
    proxy.lead(nextPort);
    await stopped;
    expect(handled).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});
