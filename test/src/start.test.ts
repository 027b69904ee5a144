import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENTS, DOCUMENT, PATIENT, type Subscription } from './event-stream/campaign.js';

const ROOT = path.join(import.meta.dirname, '../..');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'groundswell-start-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function spawnServer(env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, ['scripts/start.js'], {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      PORT: '0',
      DATA_DIR: path.join(folder, 'data'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs a server that ends by itself. */
async function failedStart(env: Record<string, string>) {
  const server = spawnServer(env);
  const [stderr, [code]] = await Promise.all([text(server.stderr!), once(server, 'exit')]);
  return { code: code as number | null, lines: stderr.trimEnd().split('\n') };
}

/** Starts a server. @returns its process and its address, once it says that it is ready */
async function startedServer(env: Record<string, string> = {}) {
  const server = spawnServer(env);
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    const read = (chunk: unknown) => {
      output += String(chunk);
      const found = /ready: (http:\S+)\/graphql/.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    };
    server.stdout!.on('data', read);
    server.stderr!.on('data', read);
    server.once('exit', () => {
      reject(new Error(`the server ended: ${output}`));
    });
  });
  return { server, url };
}

/** A request that the server has begun to read: it asked for the rest. */
async function halfSent(url: string) {
  const body = JSON.stringify({ query: '{ __typename }' });
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(
    'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n' +
      `Content-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
  );
  const [asked] = (await once(socket, 'data')) as [Buffer];
  expect(String(asked)).toContain('100 Continue');
  return { socket, finish: () => socket.write(body) };
}

/** Subscriptions to a campaign over both transports, each of which has begun. */
async function openStreams(url: string): Promise<Subscription[]> {
  const ask = async (query: string) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return ((await response.json()) as { data: any }).data;
  };
  const { createCampaign } = await ask(`mutation {
    createCampaign(input: {
      name: "Spring", objective: REACH, budget: { amount: "1", currency: USD },
      flight: { start: "2026-04-01T00:00:00Z", end: "2026-05-01T00:00:00Z" }
    }) { ... on CreateCampaignPayload { campaignEdge { node { id } } } }
  }`);
  const campaign: string = createCampaign.campaignEdge.node.id;
  const subscribed = new Set<string>();
  const all = Array.from({ length: 50 }, (_, i) =>
    Object.values(CLIENTS)[i % 2](url, { campaign }, `${DOCUMENT} # ${i}`, () => {
      subscribed.add(String(i));
    }),
  );
  await expect.poll(() => subscribed.size, PATIENT).toBe(all.length);
  return all;
}

const exitOf = async (server: ChildProcess) => {
  const [code] = (await once(server, 'exit')) as [number | null];
  return code;
};

describe('npm start with settings that lead nowhere', () => {
  it('names all of them in one line', async () => {
    expect(await failedStart({ PORT: 'http', HOST: '0.0.0.0' })).toEqual({
      code: 1,
      lines: [
        'Groundswell cannot start: PORT must be a whole number from 0 to 65535, but got "http"; ' +
          'HOST must be localhost, 127.0.0.1 or ::1 until there is authentication: ' +
          'whoever reaches another address could read and change everything, but got "0.0.0.0"',
      ],
    });
  });

  it('says which database does not answer', async () => {
    const { code, lines } = await failedStart({
      DATABASE_URL: 'postgresql://user:hunter2@127.0.0.1:9/nowhere',
    });
    expect(code).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^Groundswell cannot start: .*127\.0\.0\.1:9/);
    expect(lines[0]).not.toContain('hunter2');
  });

  it('says that the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const taken = await failedStart({ PORT: String(port) });
    other.close();
    expect(taken).toEqual({
      code: 1,
      lines: [
        `Groundswell cannot start: PORT must be free, but ${port} on 127.0.0.1 is in use by another program`,
      ],
    });
  });
});

describe('a started server', () => {
  let first: ReturnType<typeof startedServer>;
  beforeAll(() => {
    first = startedServer();
  });

  it('answers nonsense with 400 and says nothing of itself', async () => {
    const { url } = await first;
    for (const line of [
      'GET http://evil.example/graphql HTTP/1.1\r\nHost: localhost',
      'OPTIONS * HTTP/1.1\r\nHost: localhost',
      'GET /graphql HTTP/1.1',
      'nonsense',
    ]) {
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.end(`${line}\r\nConnection: close\r\n\r\n`);
      const answer = await text(socket);
      expect(answer).toMatch(/^HTTP\/1\.1 400/);
      expect(answer).not.toContain('node_modules');
    }
  });

  it('finishes what is in flight when it is told to end, and takes nothing new', async () => {
    const { server, url } = await first;
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);

    const { socket, finish } = await halfSent(url);
    const answer = text(socket);
    const streams = await openStreams(url);
    server.kill('SIGTERM');
    const exited = exitOf(server);
    await expect
      .poll(() =>
        fetch(`${url}/health/live`).then(
          () => 'answers',
          () => 'refused',
        ),
      )
      .toBe('refused');
    // Each is completed, and none fails.
    await Promise.all(streams.map(({ ended }) => ended));
    finish();
    expect(await answer).toContain('{"data":{"__typename":"Query"}}');
    expect(await exited).toBe(0);
  });

  it('ends in order when it is told to before it listens', async () => {
    const dataDir = path.join(folder, 'early');
    const server = spawnServer({ DATA_DIR: dataDir });
    while (!existsSync(path.join(dataDir, 'lock.json'))) await setTimeout(5);
    server.kill('SIGTERM');
    expect(await exitOf(server)).toBe(0);
    expect(existsSync(path.join(dataDir, 'lock.json'))).toBe(false);
  });

  it('ends at once when it is told twice', async () => {
    const { server, url } = await startedServer();
    const { socket } = await halfSent(url);
    socket.on('error', () => undefined);
    server.kill('SIGTERM');
    const exited = exitOf(server);
    const again = setInterval(() => server.kill('SIGTERM'), 200);
    expect(await exited).toBe(1);
    clearInterval(again);
  });
});
