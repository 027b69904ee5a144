import { Observable } from 'rxjs';
import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { Client as UrqlClient, fetchExchange } from '@urql/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { STREAM_LIMITS } from '../src/event-stream/open-streams.js';
import { openCampaign, PATIENT, type TestCampaign } from './src/event-stream/campaign.js';
import { javaScriptOf, runDocumented } from './support/documented-code.js';
import { openTestServer, type TestServer } from './support/server.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

let server: TestServer;
let url: string;
let campaign: TestCampaign;
beforeAll(async () => {
  // A page and a newer Node have one.
  vi.stubGlobal('WebSocket', WebSocket);
  // Few streams at a time: what is refused has to make room for the next.
  server = await openTestServer({ streamLimits: { ...STREAM_LIMITS, total: 2 } });
  url = await server.listen();
  campaign = await openCampaign(server);
  await campaign.tell(2);
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await server.close();
});

describe('docs/clients.md', () => {
  let apollo: string, urql: string, socket: string, relay: string;
  beforeEach(async () => {
    const blocks = await javaScriptOf('docs/clients.md');
    expect(blocks).toHaveLength(4);
    [apollo, urql, socket, relay] = blocks.map((code) =>
      code.replaceAll('127.0.0.1:4000', new URL(url).host),
    );
  });

  /** What is shown to come of it, until the test ends. */
  async function shown(code: string): Promise<any[]> {
    const events: any[] = [];
    const show = (event: unknown) => events.push(event);
    const ended = code.includes('graphql-ws') ? /socket|stream/.exec(code)![0] : 'stream';
    const made = await runDocumented(code, { show }, [ended]);
    closing.push(() => made[ended].dispose());
    return events;
  }

  const expectBoth = (events: any[]) =>
    expect
      .poll(() => events, PATIENT)
      .toMatchObject([1, 2].map((position) => ({ position, kind: 'OUTLOOK_CHANGED' })));

  it('sets up Apollo', async () => {
    await expectBoth(await shown(apollo));
  });

  it('sets up urql over server-sent events', async () => {
    await expectBoth(await shown(urql));
  });

  it('sets up urql over a WebSocket', async () => {
    const stream = /^import \{ createClient \} from 'graphql-sse';$|^const stream = .*$/gm;
    const code = urql.replace(stream, '');
    expect(code).not.toContain('createClient');
    await expectBoth(await shown(`${socket}\n${code}`));
  });

  it('sets up Relay', async () => {
    const parts = (ask: unknown, follow: unknown) => ({ ask, follow });
    const runtime = {
      Network: { create: parts },
      Observable: { create: (start: any) => new Observable(start) },
    };
    const made = await runDocumented(relay, { 'relay-runtime': runtime }, ['network', 'socket']);
    closing.push(() => made.socket.dispose());
    const text = 'query ($id: ID!) { node(id: $id) { id } }';
    expect(await made.network.ask({ text }, { id: campaign.id })).toEqual({
      data: { node: { id: campaign.id } },
    });
    const events: any[] = [];
    const subscription = `subscription ($id: ID!) {
      campaignResults(campaignId: $id) { position kind } }`;
    made.network
      .follow({ text: subscription }, { id: campaign.id })
      .subscribe(({ data }: any) => events.push(data.campaignResults));
    await expectBoth(events);
  });
});

describe('a client that is not set up so', () => {
  it('is told by urql’s error which header a GET needs, and which setting does without', async () => {
    const urql = new UrqlClient({ url: `${url}/graphql`, exchanges: [fetchExchange] });
    const { error } = await urql.query('{ __typename }', {});
    expect(error?.response.status).toBe(403);
    expect(error?.message).toContain('header graphql-require-preflight');
    expect(error?.message).toContain('preferGetMethod: false');
  });

  it('is told by Apollo’s error how subscriptions are served, and takes no place', async () => {
    const link = new HttpLink({ uri: `${url}/graphql` });
    const apollo = new ApolloClient({ link, cache: new InMemoryCache() });
    closing.push(() => {
      apollo.stop();
    });
    for (let attempt = 0; attempt < 4; attempt++) {
      let error: unknown;
      await new Promise<void>((complete) => {
        apollo
          .subscribe({
            query: gql`
              subscription ($id: ID!) {
                campaignResults(campaignId: $id) {
                  kind
                }
              }
            `,
            variables: { id: campaign.id },
          })
          .subscribe({ next: (answer) => (error = answer.error), complete });
      });
      expect(error).toBeInstanceOf(CombinedGraphQLErrors);
      expect((error as CombinedGraphQLErrors).errors).toMatchObject([
        {
          message: expect.stringMatching(
            /^A subscription is answered as text\/event-stream \(graphql-sse\) or over a WebSocket \(graphql-ws\), /,
          ),
          extensions: { code: 'NOT_ACCEPTABLE' },
        },
      ]);
    }
  });

  it('gets one answer as JSON, though it takes streams as well', async () => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json, text/event-stream',
      },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    expect(response.headers.get('content-type')).toBe(
      'application/graphql-response+json; charset=utf-8',
    );
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });

  it('gets status 406 as the JSON that it accepts', async () => {
    const query = `subscription { campaignResults(campaignId: "${campaign.id}") { kind } }`;
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query }),
    });
    expect(response.status).toBe(406);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'NOT_ACCEPTABLE' } }],
    });
  });
});
