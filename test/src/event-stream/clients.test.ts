import { existsSync } from 'node:fs';
import { ApolloClient, ApolloLink, gql, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { Client as UrqlClient, fetchExchange, subscriptionExchange } from '@urql/core';
import { print } from 'graphql';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWebSocketClient } from 'graphql-ws';
import { type Browser, chromium } from 'playwright-core';
import { defer, Observable, repeat, retry } from 'rxjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { openTestServer } from '../../support/server.js';
import { openTcpProxy } from '../../support/tcp-proxy.js';
import { DOCUMENT, openCampaign } from './campaign.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Event {
  readonly position: number;
  readonly cursor: string;
}

/** What is seen, over all connections. */
class Seen {
  readonly positions: number[] = [];
  cursor: string | undefined;

  add(event: Event | undefined): void {
    if (event === undefined) return;
    this.positions.push(event.position);
    this.cursor = event.cursor;
  }
}

/** Follows a campaign as the documentation of a client says, until the test ends. */
type Follow = (url: string, campaign: string, seen: Seen) => void;

const RETRY = { delay: 100 };
const soon = () => new Promise<void>((resolve) => setTimeout(resolve, 100));

const sseClient = (url: string, retryAttempts: number) => {
  const client = createSseClient({
    url: `${url}/graphql`,
    retryAttempts,
    retry: soon,
  });
  closing.push(() => {
    client.dispose();
  });
  return client;
};

const webSocketClient = (url: string, retryAttempts: number) => {
  const client = createWebSocketClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts,
    retryWait: soon,
  });
  closing.push(() => client.dispose());
  return client;
};

/** The clients' own retries send the request as it is by then: a getter knows the last cursor. */
const resumed = (campaign: string, seen: Seen) => ({
  query: DOCUMENT,
  variables: {
    campaign,
    get after() {
      return seen.cursor;
    },
  },
});

const ignore = { error: () => undefined, complete: () => undefined };

/** Apollo copies the variables, so it is the application that subscribes again. */
function followWithApollo(link: ApolloLink, campaign: string, seen: Seen): void {
  const apollo = new ApolloClient({ link, cache: new InMemoryCache() });
  const subscription = defer(() =>
    apollo.subscribe<{ campaignResults: Event }>({
      query: gql(DOCUMENT),
      variables: { campaign, after: seen.cursor },
      fetchPolicy: 'no-cache',
    }),
  )
    .pipe(retry(RETRY), repeat(RETRY))
    .subscribe(({ data }) => {
      seen.add(data?.campaignResults);
    });
  closing.push(() => {
    subscription.unsubscribe();
    apollo.stop();
  });
}

/** What subscribes for urql, as the documentation of both transports has it. */
type Forward = Parameters<typeof subscriptionExchange>[0]['forwardSubscription'];

function followWithUrql(url: string, forward: Forward, campaign: string, seen: Seen): void {
  const urql = new UrqlClient({
    url: `${url}/graphql`,
    exchanges: [fetchExchange, subscriptionExchange({ forwardSubscription: forward })],
    preferGetMethod: false,
  });
  const subscription = defer(
    () =>
      new Observable<Event | undefined>((subscriber) => {
        const subscription = urql
          .subscription<{ campaignResults: Event }>(DOCUMENT, { campaign, after: seen.cursor })
          .subscribe(({ data, error, hasNext }) => {
            if (error) subscriber.error(error);
            else subscriber.next(data?.campaignResults);
            if (!hasNext) subscriber.complete();
          });
        return () => {
          subscription.unsubscribe();
        };
      }),
  )
    .pipe(retry(RETRY), repeat(RETRY))
    .subscribe((event) => {
      seen.add(event);
    });
  closing.push(() => {
    subscription.unsubscribe();
  });
}

const CLIENTS: Readonly<Record<string, Follow>> = {
  'graphql-sse': (url, campaign, seen) => {
    sseClient(url, 20).subscribe<{ campaignResults: Event }>(resumed(campaign, seen), {
      next: ({ data }) => {
        seen.add(data?.campaignResults);
      },
      ...ignore,
    });
  },
  'graphql-ws': (url, campaign, seen) => {
    webSocketClient(url, 20).subscribe<{ campaignResults: Event }>(resumed(campaign, seen), {
      next: ({ data }) => {
        seen.add(data?.campaignResults);
      },
      ...ignore,
    });
  },
  'Apollo over WebSocket': (url, campaign, seen) => {
    followWithApollo(new GraphQLWsLink(webSocketClient(url, 0)), campaign, seen);
  },
  'Apollo over server-sent events': (url, campaign, seen) => {
    const client = sseClient(url, 0);
    const link = new ApolloLink(
      ({ query, variables, operationName }) =>
        new Observable((subscriber) =>
          client.subscribe<any>(
            { query: print(query), variables, operationName },
            subscriber as any,
          ),
        ),
    );
    followWithApollo(link, campaign, seen);
  },
  'urql over WebSocket': (url, campaign, seen) => {
    const client = webSocketClient(url, 0);
    const forward: Forward = ({ query = '', variables }) => ({
      subscribe: (sink) => ({
        unsubscribe: client.subscribe({ query, variables: variables as any }, sink as any),
      }),
    });
    followWithUrql(url, forward, campaign, seen);
  },
  'urql over server-sent events': (url, campaign, seen) => {
    const client = sseClient(url, 0);
    const forward: Forward = ({ query = '', variables }) => ({
      subscribe: (sink) => ({
        unsubscribe: client.subscribe({ query, variables: variables as any }, sink as any),
      }),
    });
    followWithUrql(url, forward, campaign, seen);
  },
};

/** A server behind something that can break, and a campaign to follow. */
async function open() {
  const server = await openTestServer();
  closing.push(() => server.close());
  const port = Number(new URL(await server.listen()).port);
  const proxy = await openTcpProxy(port);
  closing.push(() => proxy.close());
  const url = `http://127.0.0.1:${proxy.port}`;
  const breakOff = () => {
    proxy.lead(null);
    proxy.cut();
  };
  const mend = () => {
    proxy.lead(port);
  };
  return { url, breakOff, mend, campaign: await openCampaign(server) };
}

const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);
const PATIENCE = { timeout: 30_000 };

/** Follows through two breaks, one while nothing happens and one in the middle of things. */
async function expectAll(
  { breakOff, mend, campaign }: Awaited<ReturnType<typeof open>>,
  positions: () => Promise<number[]> | number[],
) {
  await expect.poll(positions, PATIENCE).toEqual(upTo(3));
  await campaign.tell(2);
  await expect.poll(positions, PATIENCE).toEqual(upTo(5));
  breakOff();
  await campaign.tell(3);
  mend();
  await expect.poll(positions, PATIENCE).toEqual(upTo(8));
  const telling = campaign.tell(200);
  breakOff();
  await telling;
  mend();
  await campaign.tell(1);
  await expect.poll(positions, PATIENCE).toEqual(upTo(209));
}

describe('a client that loses its connection', () => {
  it.each(Object.entries(CLIENTS))(
    'misses nothing and sees nothing twice: %s',
    async (_, follow) => {
      const world = await open();
      const { url, campaign } = world;
      await campaign.tell(3);
      const seen = new Seen();
      follow(url, campaign.id, seen);
      await expectAll(world, () => seen.positions);
    },
  );
});

const BROWSER = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find((path) => path !== undefined && existsSync(path));

if (BROWSER === undefined) {
  console.warn("Skipping a browser's EventSource: no Chromium found; CHROMIUM_PATH names one.");
}

describe.skipIf(BROWSER === undefined)("a browser's EventSource", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: BROWSER,
      headless: true,
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
    });
  });
  afterAll(() => browser.close());

  it('comes back by itself, after its last event', async () => {
    const world = await open();
    const { url, campaign } = world;
    await campaign.tell(3);
    const page = await browser.newPage();
    closing.push(() => page.close());
    await page.goto(`${url}/health/live`);
    const query = new URLSearchParams({
      query: DOCUMENT,
      variables: JSON.stringify({ campaign: campaign.id }),
    });
    // As text: the tests' own types know no browser.
    await page.evaluate(`
      window.positions = [];
      new EventSource('/graphql?${String(query)}').addEventListener('next', ({ data }) => {
        window.positions.push(JSON.parse(data).data.campaignResults.position);
      });
    `);
    await expectAll(world, () => page.evaluate('window.positions'));
  });
});
