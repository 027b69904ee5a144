import { EventEmitter, once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SimulationBusyError } from '../../schema/errors.js';
import type { ServerDeps } from '../../src/server.js';
import { openTestServer, type TestServer } from '../support/server.js';

const FORECAST =
  '{ forecast(scenario: { budget: { amount: "1000", currency: USD } }) { summary } }';

let server: TestServer;
const open = async (overrides: Partial<ServerDeps> = {}) => {
  server = await openTestServer(overrides);
};
afterEach(() => server.close());

/** Work that never ends but when it is told to. */
function endless() {
  const events = new EventEmitter();
  return {
    started: once(events, 'start'),
    stopped: once(events, 'stop'),
    work: (signal: AbortSignal) =>
      new Promise<never>((_resolve, reject) => {
        events.emit('start');
        signal.addEventListener('abort', () => {
          events.emit('stop');
          reject(signal.reason as Error);
        });
      }),
  };
}

describe('a server', () => {
  it('answers a query', async () => {
    await open();
    expect(await server.query('{ __typename }')).toEqual({
      status: 200,
      data: { __typename: 'Query' },
    });
  });

  it.each([
    ['a forecast', FORECAST],
    ['learning', 'mutation { calibrateAssumptions(input: {}) { __typename } }'],
  ])('stops %s when its client goes away, and calls it no error', async (_what, query) => {
    const log = vi.fn();
    const { started, stopped, work } = endless();
    await open({
      log,
      simulate: (_scenario, _options, signal) => work(signal),
      calibrate: (_task, signal) => work(signal),
    });
    const url = await server.listen();
    const client = new AbortController();
    const answer = fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
      signal: client.signal,
    });
    await started;
    client.abort();
    await expect(answer).rejects.toThrow();
    await stopped;
    expect((await server.query('{ __typename }')).status).toBe(200);
    expect(log).not.toHaveBeenCalled();
  });

  it('stops a watched forecast when nobody listens any more, and calls it no error', async () => {
    const log = vi.fn();
    const { started, stopped, work } = endless();
    await open({
      log,
      simulate: (_scenario, _options, signal) => work(signal),
    });
    const response = await server.fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({
        query: `subscription ${FORECAST.replace('{ summary }', '{ forecast { summary } }')}`,
      }),
    });
    const answers = response.body!.getReader();
    void answers.read();
    await started;
    await answers.cancel();
    await stopped;
    expect((await server.query('{ __typename }')).status).toBe(200);
    expect(log).not.toHaveBeenCalled();
  });

  it('stops the forecasts that an answer no longer waits for, and calls it no error', async () => {
    const log = vi.fn();
    let stopped = false;
    let asked = 0;
    await open({
      log,
      simulate: async (_scenario, _options, signal) => {
        if (++asked === 2) throw new SimulationBusyError(7);
        await once(signal, 'abort');
        stopped = true;
        throw signal.reason as Error;
      },
    });
    const { errors } = await server.query(`{ a: ${FORECAST.slice(1, -1)} b: ${FORECAST.slice(1)}`);
    expect(errors?.map(({ extensions }) => extensions?.['code'] as unknown)).toEqual([
      'SIMULATION_BUSY',
    ]);
    expect(stopped).toBe(true);
    expect(log).not.toHaveBeenCalled();
  });
});
