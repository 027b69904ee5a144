import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import seedrandom from 'seedrandom';
import { startServer, type StartingServer } from '../support/server-process.js';
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { startFollowers } from './followers.js';
import { settle, type Tally } from './ledger.js';
import { addWorld } from './world.js';
import { startWriters, type Writers } from './writers.js';

/** How long a server may write before it is killed, and how long there may be none. */
export const LIFE_MS = 400;
const PLACEMENTS = 8;

/** Servers that are killed, and those who go on writing to and reading from the next. */
export interface Surroundings {
  readonly random: () => number;
  readonly proxy: TcpProxy;
  readonly writers: Writers;
  readonly settle: () => Promise<Tally>;
}

/** What a test opens, to be closed in the opposite order. */
export class Battlefield {
  private readonly closing: (() => Promise<unknown>)[] = [];

  /** Remembers what closes something. */
  onClose(close: () => Promise<unknown>): void {
    this.closing.push(close);
  }

  async close(): Promise<void> {
    for (const close of this.closing.splice(0).reverse()) await close();
  }

  async openFolder(): Promise<string> {
    const folder = await mkdtemp(path.join(tmpdir(), 'groundswell-faults-'));
    this.onClose(() => rm(folder, { recursive: true, force: true }));
    return folder;
  }

  async start(settings: Readonly<Record<string, string>>): Promise<StartingServer> {
    const server = await startServer(settings);
    this.onClose(() => server.kill());
    return server;
  }

  /** Everything around the servers: clients know the proxy's address alone. */
  async surround(first: StartingServer, seed: string): Promise<Surroundings> {
    const random = seedrandom(seed);
    const proxy = await openTcpProxy((await first.ready).port);
    this.onClose(() => proxy.close());
    const url = `http://127.0.0.1:${proxy.port}`;
    const world = await addWorld(url, PLACEMENTS);
    const writers = startWriters(url, world, random);
    const followers = startFollowers(url, world.campaignId);
    this.onClose(() => writers.stop());
    this.onClose(() => Promise.all(followers.map((follower) => follower.leave())));
    return { random, proxy, writers, settle: () => settle(url, world, writers, followers) };
  }
}
