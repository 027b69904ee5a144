import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ClientStats, Request, ServerStats } from './fanout-messages.js';
import { type Bench, quantileOf } from './measurement.js';

const FIELDS = 'cursor position kind recordedAt';

interface Sizes {
  readonly subscribers: number;
  /** Commits of the paced series, and how many of them a second, of one event each. */
  readonly commits: number;
  readonly perSecond: number;
  /** Commits of the burst, of so many events each. */
  readonly burst: number;
  readonly batch: number;
}

const FULL: Sizes = { subscribers: 2000, commits: 200, perSecond: 20, burst: 100, batch: 10 };
/** It takes minutes for as much. */
const STOCK: Sizes = { ...FULL, commits: 60, burst: 10 };
const QUICK: Sizes = { subscribers: 50, commits: 20, perSecond: 20, burst: 5, batch: 10 };

/**
 * One campaign told to many: how long an event takes from its commit to every subscriber, how many
 * deliveries a second there can be, and what they cost; the same with graphql-yoga's own
 * subscriptions, and beside a reader that reads nothing.
 */
export async function benchFanout(bench: Bench): Promise<void> {
  const sizes = bench.quick ? QUICK : FULL;
  await measure(bench, sizes, 'fanout/groundswell', 'fanout-server.ts');
  const stock = bench.quick ? QUICK : STOCK;
  await measure(bench, stock, 'fanout/stock Yoga', 'fanout-stock.ts');
}

async function measure(bench: Bench, sizes: Sizes, name: string, file: string): Promise<void> {
  const server = await start(file);
  const clients = await start('fanout-clients.ts');
  const { url, campaignId } = server.ready as { url: string; campaignId: string };
  const query = (fields: string) =>
    `subscription { campaignResults(campaignId: "${campaignId}") { ${fields} } }`;
  const report = (what: string, value: number, unit: string) => {
    bench.report({ name: `${name}/${what}`, value, unit });
  };
  try {
    await clients.ask({ op: 'connect', url, query: query(FIELDS), count: sizes.subscribers });
    await write(server, clients, sizes, { commits: 20, batch: 1, perSecond: sizes.perSecond });

    const before = await stats(server);
    const alone = await pacedSeries(server, clients, sizes);
    const after = await stats(server);
    report('alone/delay/p50', quantileOf(alone.delays, 0.5), 'ms');
    report('alone/delay/p99', quantileOf(alone.delays, 0.99), 'ms');
    report('alone/deliveries', alone.perSecond, '/s');
    report('alone/server CPU', (after.cpuMs - before.cpuMs) / alone.deliveries, 'ms/delivery');
    reportWork(report, before, after, sizes.commits);

    const burst = await burstSeries(server, clients, sizes);
    report('burst/deliveries', burst, '/s');
    report('memory', (await stats(server)).rssBytes / 2 ** 20, 'MiB');

    // Each of its events is long, so that what lies between the two is full within seconds.
    const long = Array.from({ length: 50 }, (_, i) => `a${i}: recordedAt b${i}: cursor`).join(' ');
    await clients.ask({
      op: 'stall',
      url,
      query: query(long.slice(0, bench.quick ? 100 : undefined)),
    });
    const beside = await pacedSeries(server, clients, sizes);
    report('beside a reader that stops/delay/p50', quantileOf(beside.delays, 0.5), 'ms');
    report('beside a reader that stops/delay/p99', quantileOf(beside.delays, 0.99), 'ms');
    const besideBurst = await burstSeries(server, clients, sizes);
    report('beside a reader that stops/burst/deliveries', besideBurst, '/s');
    report('beside a reader that stops/memory', (await stats(server)).rssBytes / 2 ** 20, 'MiB');
  } catch (error) {
    bench.note(`${name}: ${(error as Error).message}`);
  } finally {
    server.end();
    clients.end();
  }
}

function reportWork(
  report: (what: string, value: number, unit: string) => void,
  before: ServerStats,
  after: ServerStats,
  events: number,
): void {
  for (const what of ['reads', 'executions'] as const) {
    const [from, to] = [before[what], after[what]];
    if (from !== null && to !== null) report(`alone/${what}`, (to - from) / events, '/event');
  }
}

async function pacedSeries(server: Child, clients: Child, sizes: Sizes) {
  const { commits, perSecond } = sizes;
  return write(server, clients, sizes, { commits, perSecond, batch: 1 });
}

async function burstSeries(server: Child, clients: Child, sizes: Sizes): Promise<number> {
  const { burst, batch } = sizes;
  return (await write(server, clients, sizes, { commits: burst, batch })).perSecond;
}

/** Writes, and waits until everybody has been told everything. */
async function write(
  server: Child,
  clients: Child,
  { subscribers }: Sizes,
  what: { commits: number; batch: number; perSecond?: number },
) {
  await clients.ask({ op: 'stats' });
  const start = performance.now();
  const written = server.ask({ op: 'write', ...what });
  const expected = subscribers * what.commits * what.batch;
  const delays: number[] = [];
  let deliveries = 0;
  for (let quiet = 0; deliveries < expected && quiet < 200; quiet++) {
    await setTimeout(50);
    const stats = (await clients.ask({ op: 'stats' })) as ClientStats;
    if (stats.closed > 0) throw new Error(`${stats.closed} connections were lost`);
    if (stats.deliveries > 0) quiet = 0;
    deliveries += stats.deliveries;
    for (const delay of stats.delays) delays.push(delay);
  }
  if (deliveries !== expected) throw new Error(`${deliveries} of ${expected} deliveries came`);
  const seconds = (performance.now() - start) / 1000;
  await written;
  return { deliveries, delays, perSecond: deliveries / seconds };
}

const stats = async (server: Child) => (await server.ask({ op: 'stats' })) as ServerStats;

interface Child {
  readonly ready: unknown;
  readonly ask: (request: Request) => Promise<unknown>;
  readonly end: () => void;
}

async function start(file: string): Promise<Child> {
  const child: ChildProcess = fork(path.join(import.meta.dirname, file), {
    execArgv: ['--import', 'tsx'],
  });
  const gone = once(child, 'exit').then(() => {
    throw new Error('the process died');
  });
  gone.catch(() => undefined);
  const message = async () =>
    ((await Promise.race([once(child, 'message'), gone])) as unknown[])[0];
  const ready = await message();
  let last: Promise<unknown> = Promise.resolve();
  return {
    ready,
    ask(request) {
      const answer = last.then(async () => {
        const reply = message();
        child.send(request);
        return reply;
      });
      last = answer.catch(() => undefined);
      return answer;
    },
    end: () => void child.kill(),
  };
}
