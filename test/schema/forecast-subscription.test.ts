import { setTimeout } from 'node:timers/promises';
import { createClient } from 'graphql-sse';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SimulationBusyError } from '../../schema/errors.js';
import { simulate } from '../../simulations/index.js';
import type { ServerDeps } from '../../src/server.js';
import { openTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
const open = async (overrides: Partial<ServerDeps> = {}) => {
  server = await openTestServer(overrides);
};
afterEach(() => server.close());

const PLAN = 'scenario: { mix: [{ tier: "micro-post", count: 2 }] }';
const SELECTION = `id draws summary table warnings { code message } engineVersion
  precision { draws placements price limit relativeError met reason }
  total { reach { p10 p50 p90 standardError histogram { from to count } } }`;
const subscription = (rest: string, selection = SELECTION) =>
  `subscription { forecast(${PLAN} ${rest}) { fractionDone forecast { ${selection} } } }`;
const SHORT = subscription('precision: { draws: 8192 }', 'draws total { reach { mean } }');

/** Everything that a client of the protocol is told, in order. */
async function watch(query: string): Promise<any[]> {
  const client = createClient({ url: `${await server.listen()}/graphql`, retryAttempts: 0 });
  const answers: any[] = [];
  for await (const answer of client.iterate({ query })) answers.push(answer);
  return answers;
}

const post = (query: string): Promise<Response> =>
  server.fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query }),
  });

describe('a forecast that is watched', () => {
  it('is estimated from the first draws, then from more, and ends as the query’s answer', async () => {
    await open();
    const rest = 'precision: { draws: 8192 }';
    const events = (await watch(subscription(rest))).map(({ data }) => data.forecast);
    expect(events.map(({ forecast }) => forecast.draws)).toEqual([512, 2048, 8192]);
    expect(events.map(({ fractionDone }) => fractionDone)).toEqual([0.0625, 0.25, 1]);
    expect(events[0].forecast.precision.reason).toBe('The first 512 of 8,192 draws.');
    const { data } = await server.query(`{ forecast(${PLAN} ${rest}) { ${SELECTION} } }`);
    expect(JSON.stringify(events.at(-1).forecast)).toBe(JSON.stringify(data.forecast));
  });

  it('has on its way the forecasts of so many draws', async () => {
    await open();
    const numbers = 'id summary total { reach { p10 mean } }';
    const [first] = await watch(subscription('precision: { draws: 1000 }', numbers));
    const { data } = await server.query(
      `{ forecast(${PLAN} precision: { draws: 512 }) { ${numbers} } }`,
    );
    expect(first.data.forecast.forecast).toEqual(data.forecast);
  });

  it('is as precise as asked for in the end, and as the query says', async () => {
    await open();
    const rest = 'precision: { relativeError: 0.02, of: REACH }';
    const events = (await watch(subscription(rest))).map(({ data }) => data.forecast);
    const draws = events.map(({ forecast }) => forecast.draws as number);
    expect(draws.length).toBeGreaterThan(1);
    expect(draws).toEqual(draws.map((_, i) => 512 * 2 ** i));
    const done = events.map(({ fractionDone }) => fractionDone as number);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.filter((share) => share === 1)).toEqual([done.at(-1)]);
    expect(events[0].forecast.precision).toMatchObject({ met: false });
    expect(events[0].forecast.precision.reason).toMatch(
      /^The first 512 draws leave the standard error of the average reach at [\d.]+% of it; at most 2% was asked for\.$/,
    );
    const { data } = await server.query(`{ forecast(${PLAN} ${rest}) { ${SELECTION} } }`);
    expect(JSON.stringify(events.at(-1).forecast)).toBe(JSON.stringify(data.forecast));
  });

  it('is worked out no further when its client goes away', async () => {
    let stopped: () => void;
    const stop = new Promise<void>((resolve) => {
      stopped = resolve;
    });
    const draws: number[] = [];
    const log = vi.fn();
    await open({
      log,
      simulate: (scenario, options, signal) => {
        draws.push(options.draws);
        if (options.draws === 512) return Promise.resolve(simulate(scenario, options));
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
            stopped();
          });
        });
      },
    });
    const client = createClient({ url: `${await server.listen()}/graphql`, retryAttempts: 0 });
    const stream = client.iterate({ query: SHORT });
    expect((await stream.next()).value).toMatchObject({
      data: { forecast: { forecast: { draws: 512 } } },
    });
    await stream.return?.();
    await stop;
    expect(draws).toEqual([512, 2048]);
    expect(log).not.toHaveBeenCalled();
  });

  it('is worked out no faster than it is read', async () => {
    const draws: number[] = [];
    await open({
      simulate: (scenario, options) => {
        draws.push(options.draws);
        return Promise.resolve(simulate(scenario, { ...options, draws: 512 }));
      },
    });
    // Longer than what may lie between the server and a client that does not read.
    const long = 'abcdefgh'.replaceAll(
      /./g,
      (a) => `${a}: histogram(bins: 200) { from to count } `,
    );
    const response = await post(
      subscription('precision: { draws: 131072 }', `total { reach { ${long} } }`),
    );
    const reader = response.body!.getReader();
    let read = '';
    while (!read.includes('"fractionDone"')) {
      read += new TextDecoder().decode((await reader.read()).value);
    }
    await setTimeout(500);
    // 512, 2,048, 8,192, 32,768 and 131,072 are asked for.
    expect(draws.length).toBeLessThanOrEqual(2);
    await reader.cancel();
  });
});

describe('a forecast that cannot be watched', () => {
  it.each([
    [
      'a bad value',
      subscription('precision: { draws: 8, relativeError: 0.1 }'),
      /^precision must have exactly one of draws and relativeError/,
      'BAD_INPUT',
    ],
    [
      'a price above the limit',
      `subscription { forecast(scenario: { mix: [{ tier: "sharer", count: 900000 }] }) { fractionDone } }`,
      /the price, draws × placements, is 460800000, and the limit is 200000000$/,
      'TOO_EXPENSIVE',
    ],
    [
      'an answer that is too long',
      subscription(
        '',
        `lines { ${'abcdefghijk'.replaceAll(/./g, (a) => `${a}: reach { histogram(bins: 200) { count } } `)} }`,
      ),
      /^The operation's complexity must be at most 20000/,
      'TOO_COMPLEX',
    ],
  ])('is refused before any work: %s', async (_what, query, message, code) => {
    const run = vi.fn();
    await open({ simulate: run });
    const [answer, ...rest] = await watch(query);
    expect(answer.errors[0].message).toMatch(message);
    expect(answer.errors[0].extensions.code).toBe(code);
    expect(rest).toEqual([]);
    expect(run).not.toHaveBeenCalled();
  });

  it('because the server is busy says so as an error of the field, and ends', async () => {
    await open({ simulate: () => Promise.reject(new SimulationBusyError(3)) });
    const answers = await watch(SHORT);
    expect(answers).toMatchObject([
      { errors: [{ path: ['forecast'], extensions: { code: 'SIMULATION_BUSY', retryAfter: 3 } }] },
    ]);
  });

  it('because of a broken invariant tells only the log why', async () => {
    const log = vi.fn();
    await open({ log, simulate: () => Promise.reject(new TypeError('a secret')) });
    const answers = await watch(SHORT);
    expect(answers[0].errors[0]).toMatchObject({
      message: 'Unexpected error',
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
    expect(JSON.stringify(answers)).not.toContain('secret');
    expect(log).toHaveBeenCalledOnce();
  });

  it('is one that a page elsewhere asks for', async () => {
    await open();
    const path = `/graphql?query=${encodeURIComponent(SHORT)}`;
    const accept = { accept: 'text/event-stream' };
    expect((await server.fetch(path, { headers: accept })).status).toBe(403);
    const foreign = { ...accept, 'graphql-require-preflight': '1', origin: 'http://evil.example' };
    expect((await server.fetch(path, { headers: foreign })).status).toBe(403);
    const own = { ...accept, 'graphql-require-preflight': '1' };
    const response = await server.fetch(path, { headers: own });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(await response.text()).toMatch(/"draws":8192.*event: complete/s);
  });
});
