/** The server whose subscriptions are measured, which writes its own events and counts its work. */
import { mkdtempSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { appendEvents } from '../../schema/event-log.js';
import { schema } from '../../schema/index.js';
import { nodeId } from '../../schema/node-id.js';
import { createWorkspace } from '../../schema/workspace.js';
import { openDatabase } from '../../src/database/open.js';
import { createServer } from '../../src/server.js';
import { cpuMs, paced, serve, type ServerStats } from './fanout-messages.js';

const { db, listen } = await openDatabase({
  databaseUrl: process.env['FANOUT_DATABASE_URL'],
  dataDir: mkdtempSync(path.join(tmpdir(), 'fanout-')),
});
const workspace = await createWorkspace(db, {
  slug: `fanout-${process.pid}`,
  name: 'Fan-out',
  currency: 'USD',
  isDemo: false,
});
const workspaceId = workspace.id;
const campaign = await db.campaign.create({
  data: {
    workspaceId,
    name: 'Fan-out',
    objective: 'REACH',
    budgetMinor: 1n,
    currency: 'USD',
    flightStart: new Date('2026-01-01'),
    flightEnd: new Date('2026-02-01'),
  },
});

let reads = 0;
let executions = 0;
const counted = new Proxy(db, {
  get(target, name) {
    if (name === '$queryRaw') {
      return (sql: TemplateStringsArray, ...values: unknown[]) => {
        if (sql.join('').includes('FROM "Event"')) reads++;
        return target.$queryRaw(sql, ...values);
      };
    }
    return Reflect.get(target, name, target) as unknown;
  },
});
const field = schema.getSubscriptionType()!.getFields()['campaignResults'];
const { resolve } = field;
field.resolve = (event, ...rest) => {
  if (event !== null) executions++;
  return resolve!(event, ...rest);
};

const idle = () => Promise.reject(new Error('nothing is computed here'));
const server = createServer({
  db: counted,
  listen,
  viewer: { workspaceId, currency: 'USD' },
  simulate: idle,
  calibrate: idle,
  score: idle,
  now: () => new Date(),
  isReady: () => Promise.resolve(true),
  corsOrigins: [],
  isDevelopment: false,
  log: (message, error) => {
    console.error(message, error);
  },
  pageDir: null,
});
const http = createHttpServer(server.listener);
await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', 4096, resolve));
const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/graphql`;

serve({ url, campaignId: nodeId('Campaign', campaign.id) }, async (request) => {
  if (request.op === 'write') {
    const events = Array.from({ length: request.batch }, () => ({
      kind: 'OUTLOOK_CHANGED' as const,
      campaignId: campaign.id,
    }));
    await paced(request.commits, request.perSecond, () =>
      db.$transaction((tx) => appendEvents(tx, workspaceId, events)),
    );
    return null;
  }
  const stats: ServerStats = {
    rssBytes: process.memoryUsage.rss(),
    cpuMs: cpuMs(),
    reads,
    executions,
  };
  return stats;
});
