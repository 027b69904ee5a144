/** The same subscription as graphql-yoga brings it: publish, subscribe, server-sent events. */
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPubSub, createSchema, createYoga } from 'graphql-yoga';
import { cpuMs, paced, serve, type ServerStats } from './fanout-messages.js';

interface Event {
  readonly cursor: string;
  readonly position: number;
  readonly kind: string;
  readonly recordedAt: string;
}

const pubSub = createPubSub<{ event: [Event] }>();
const yoga = createYoga({
  logging: false,
  schema: createSchema({
    typeDefs: `
      type Query { ok: Boolean! }
      type Event { cursor: String! position: Int! kind: String! recordedAt: String! }
      type Subscription { campaignResults(campaignId: ID!, after: String): Event! }`,
    resolvers: {
      Subscription: {
        campaignResults: {
          subscribe: () => pubSub.subscribe('event'),
          resolve: (event: Event) => event,
        },
      },
    },
  }),
});
const http = createHttpServer((req, res) => void yoga(req, res));
await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', 4096, resolve));
const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/graphql`;

let position = 0;
const publish = () => {
  position++;
  pubSub.publish('event', {
    cursor: Buffer.from(`event:${position}`).toString('base64url'),
    position,
    kind: 'OUTLOOK_CHANGED',
    recordedAt: new Date().toISOString(),
  });
};

serve({ url, campaignId: 'any' }, async (request) => {
  if (request.op === 'write') {
    await paced(request.commits, request.perSecond, () => {
      for (let i = 0; i < request.batch; i++) publish();
      // As a commit is awaited.
      return new Promise((resolve) => setImmediate(resolve));
    });
    return null;
  }
  const stats: ServerStats = {
    rssBytes: process.memoryUsage.rss(),
    cpuMs: cpuMs(),
    reads: null,
    executions: null,
  };
  return stats;
});
