import { EventEmitter, once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { STREAM_LIMITS } from '../../../src/event-stream/open-streams.js';
import { REQUEST_LIMITS } from '../../../src/request-limits.js';
import type { ServerDeps } from '../../../src/server.js';
import { openTestServer } from '../../support/server.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(overrides: Partial<ServerDeps> = {}) {
  const server = await openTestServer({ corsOrigins: ['https://partner.example'], ...overrides });
  closing.push(() => server.close());
  const url = (await server.listen()).replace('http', 'ws');
  const pings: unknown[] = [];
  const client = createClient({
    url: `${url}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    on: { ping: (_isReceived, payload) => pings.push(payload) },
  });
  closing.push(() => client.dispose());
  const ask = async (query: string): Promise<any[]> => {
    const answers: any[] = [];
    for await (const answer of client.iterate({ query })) answers.push(answer);
    return answers;
  };
  return { server, url, ask, pings };
}

const PLAN = 'scenario: { mix: [{ tier: "micro-post", count: 2 }] }, precision: { draws: 2048 }';

describe('a WebSocket', () => {
  it('answers queries, mutations and watched forecasts', async () => {
    const { ask } = await open();
    expect(await ask('{ __typename }')).toEqual([{ data: { __typename: 'Query' } }]);
    const [{ data }] = await ask(
      'mutation { createInfluencer(input: { name: "" }) { ... on InputError { code } } }',
    );
    expect(data.createInfluencer).toEqual({ code: 'BAD_INPUT' });
    const estimates = await ask(
      `subscription { forecast(${PLAN}) { fractionDone forecast { summary } } }`,
    );
    const [query] = await ask(`{ forecast(${PLAN}) { summary } }`);
    expect(estimates.map((each) => each.data.forecast.fractionDone)).toEqual([0.25, 1]);
    expect(estimates[1].data.forecast.forecast).toEqual(query.data.forecast);
  });

  it('refuses what is not valid, and masks what is unexpected', async () => {
    const log = vi.fn();
    const { ask } = await open({ log, simulate: () => Promise.reject(new TypeError('a secret')) });
    await expect(ask('{ nothing }')).rejects.toMatchObject([{ message: /nothing/ }]);
    await expect(ask('{')).rejects.toMatchObject([{ message: /Syntax Error/ }]);
    for (const query of [
      `{ forecast(${PLAN}) { summary } }`,
      `subscription { forecast(${PLAN}) { forecast { summary } } }`,
    ]) {
      const [{ errors }] = await ask(query);
      expect(errors[0]).toMatchObject({
        message: 'Unexpected error',
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      });
    }
    expect(log).toHaveBeenCalledTimes(2);
  });

  it('stops a forecast whose client goes away, and calls it no error', async () => {
    const log = vi.fn();
    const events = new EventEmitter();
    const { url } = await open({
      log,
      simulate: async (_scenario, _options, signal) => {
        events.emit('start');
        await once(signal, 'abort');
        events.emit('stop');
        throw signal.reason as Error;
      },
    });
    const socket = new WebSocket(`${url}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    const [started, stopped] = [once(events, 'start'), once(events, 'stop')];
    const payload = { query: `{ forecast(${PLAN}) { summary } }` };
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }));
    await started;
    socket.terminate();
    await stopped;
    await setTimeout(50);
    expect(log).not.toHaveBeenCalled();
  });

  it('is opened for the server’s own pages, those let in and programs alone', async () => {
    const { url } = await open();
    const status = async (headers: Record<string, string>, path = '/graphql') => {
      const socket = new WebSocket(`${url}${path}`, 'graphql-transport-ws', { headers });
      const opened = once(socket, 'open').then(() => 101);
      const refused = once(socket, 'unexpected-response').then(([, { statusCode }]) => statusCode);
      socket.on('error', () => undefined);
      const result: unknown = await Promise.race([opened, refused]);
      socket.terminate();
      return result;
    };
    expect(await status({})).toBe(101);
    expect(await status({ origin: url.replace('ws', 'http') })).toBe(101);
    expect(await status({ origin: 'https://partner.example' })).toBe(101);
    expect(await status({ origin: 'https://evil.example' })).toBe(403);
    expect(await status({ origin: 'null' })).toBe(403);
    expect(await status({ host: 'evil.example' })).toBe(403);
    expect(await status({}, '/elsewhere')).toBe(404);
  });

  it('hears that its connection is alive, and when to come back when the server stops', async () => {
    const { server, ask, pings } = await open({
      streamLimits: { ...STREAM_LIMITS, heartbeatMs: 20 },
      simulate: () => new Promise(() => undefined),
    });
    const watching = ask(`subscription { forecast(${PLAN}) { forecast { summary } } }`);
    await vi.waitUntil(() => pings.length > 2, 20_000);
    server.stopStreams();
    expect(await watching).toEqual([]);
    expect(pings.at(-1)).toMatchObject({ retryAfter: expect.any(Number) as number });
  });

  it('that answers no ping is closed a heartbeat and a stall later, and its client comes back', async () => {
    const { url } = await open({
      streamLimits: { ...STREAM_LIMITS, heartbeatMs: 3000, stallMs: 100 },
      simulate: () => new Promise(() => undefined),
    });
    class Silent extends WebSocket {
      constructor(address: string, protocol: string) {
        super(address, protocol, { autoPong: false });
      }
    }
    const tries: boolean[] = [];
    const client = createClient({
      url: `${url}/graphql`,
      webSocketImpl: Silent,
      disablePong: true,
      retryAttempts: 1,
      retryWait: () => Promise.resolve(),
      on: { connecting: (isRetry) => tries.push(isRetry) },
    });
    closing.push(() => client.dispose());
    const connected = new Promise<number>((resolve) => {
      const stop = client.on('connected', () => {
        stop();
        resolve(performance.now());
      });
    });
    const closed = new Promise<CloseEvent>((resolve) => client.on('closed', resolve as never));
    const query = `subscription { forecast(${PLAN}) { forecast { summary } } }`;
    client.subscribe(
      { query },
      { next: () => undefined, error: () => undefined, complete: () => undefined },
    );
    const since = await connected;
    expect((await closed).code).toBe(4490);
    const elapsed = performance.now() - since;
    expect(elapsed).toBeGreaterThan(2500);
    expect(elapsed).toBeLessThan(5500);
    await vi.waitUntil(() => tries.length === 2, 20_000);
    expect(tries).toEqual([false, true]);
  });

  it('is closed by a message that is too long, and by one that is none', async () => {
    const { url } = await open({ limits: { ...REQUEST_LIMITS, bodyBytes: 1000 } });
    const closedBy = async (message: string) => {
      const socket = new WebSocket(`${url}/graphql`, 'graphql-transport-ws');
      await once(socket, 'open');
      socket.send(message);
      return ((await once(socket, 'close')) as [number])[0];
    };
    expect(await closedBy('x'.repeat(1001))).toBe(1009);
    expect(await closedBy('nonsense')).toBe(4400);
  });
});
