import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWebSocketClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { PrismaClient } from '../../../prisma/generated/client.js';
import { appendEvents } from '../../../schema/event-log.js';
import { nodeId } from '../../../schema/node-id.js';
import type { TestServer } from '../../support/server.js';
import { addCampaign, apiOf } from '../../schema/api.js';

/** A campaign whose events a test writes itself. */
export interface TestCampaign {
  /** As the API calls it. */
  readonly id: string;
  /** Tells so many events in one transaction. @returns the last position */
  readonly tell: (events?: number) => Promise<bigint>;
}

export async function openCampaign(server: TestServer): Promise<TestCampaign> {
  const { id } = await addCampaign(apiOf(server));
  const [row] = await server.db.campaign.findMany({ orderBy: { id: 'desc' }, take: 1 });
  const { db, workspaceId } = server;
  return { id, tell: (events = 1) => tell(db, workspaceId, row.id, events) };
}

function tell(
  db: PrismaClient,
  workspaceId: string,
  campaignId: string,
  events: number,
): Promise<bigint> {
  const told = Array.from({ length: events }, () => ({
    kind: 'OUTLOOK_CHANGED' as const,
    campaignId,
  }));
  return db.$transaction(async (tx) => (await appendEvents(tx, workspaceId, told)).at(-1)!);
}

export const DOCUMENT = `subscription ($campaign: ID!, $after: String) {
  campaignResults(campaignId: $campaign, after: $after) { position cursor }
}`;

/** One answer of a subscription. */
export interface Told {
  readonly data?: { readonly campaignResults: { position: number; cursor: string } } | null;
  readonly errors?: readonly { message: string; extensions?: Record<string, any> }[];
}

export interface Subscription {
  /** Everything so far, which grows. */
  readonly told: Told[];
  readonly positions: () => number[];
  readonly cursor: () => string | undefined;
  /** Settles when the server has completed the subscription. */
  readonly ended: Promise<void>;
  readonly leave: () => Promise<void>;
}

export type Subscribe = (
  url: string,
  variables: { campaign: string; after?: string | undefined },
  query?: string,
  /** The server has answered that it is there. */
  onConnected?: () => void,
) => Subscription;

/** Reads a subscription until it is left. */
function subscription(
  answers: AsyncIterableIterator<unknown>,
  onLeave: () => unknown,
): Subscription {
  const told: Told[] = [];
  const ended = (async () => {
    for await (const answer of answers) told.push(answer as Told);
  })();
  ended.catch(() => undefined);
  const nodes = () => told.flatMap(({ data }) => data?.campaignResults ?? []);
  return {
    told,
    positions: () => nodes().map(({ position }) => position),
    cursor: () => nodes().at(-1)?.cursor,
    ended,
    async leave() {
      await answers.return?.();
      await onLeave();
    },
  };
}

/** For `expect.poll`, on a machine that has much else to do. */
export const PATIENT = { timeout: 20_000 };

const nothing = () => undefined;

/** Subscribes with the clients that people use. */
export const CLIENTS: Readonly<Record<string, Subscribe>> = {
  'graphql-sse': (url, variables, query = DOCUMENT, onConnected = nothing) => {
    const client = createSseClient({
      url: `${url}/graphql`,
      retryAttempts: 0,
      on: { connected: onConnected },
    });
    return subscription(client.iterate({ query, variables }), () => {
      client.dispose();
    });
  },
  'graphql-ws': (url, variables, query = DOCUMENT, onConnected = nothing) => {
    const client = createWebSocketClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      on: { connected: onConnected },
    });
    return subscription(client.iterate({ query, variables }), () => client.dispose());
  },
};

/** The id of a campaign that is none. */
export const NO_CAMPAIGN = nodeId('Campaign', '019a0000-0000-7000-8000-000000000000');
