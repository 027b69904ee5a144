import type { RequestListener, Server } from 'node:http';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { createYoga, useReadinessCheck } from 'graphql-yoga';
import { schema } from '../schema/index.js';
import { type ContextDeps, createContext, useEnding } from './context.js';
import type { Listen } from './database/notifications.js';
import { EventFeeds } from './event-stream/event-feeds.js';
import type { EventStream } from './event-stream/event-stream.js';
import { OpenStreams, STREAM_LIMITS, type StreamLimits } from './event-stream/open-streams.js';
import { useServerSentEvents } from './event-stream/server-sent-events.js';
import { useEventStreams } from './event-stream/use-event-streams.js';
import { serveWebSockets, type WebSockets } from './event-stream/web-sockets.js';
import { createMasking, type Log } from './masking.js';
import { corsFor, originFault, useCsrfCheck, useOriginCheck } from './origin.js';
import { usePlannerPage } from './planner-page.js';
import { REQUEST_LIMITS, type RequestLimits, useRequestLimits } from './request-limits.js';

export interface ServerDeps extends ContextDeps {
  /** Whether the server can do its work; false while it shuts down. */
  readonly isReady: () => Promise<boolean>;
  readonly corsOrigins: readonly string[];
  readonly isDevelopment: boolean;
  readonly log: Log;
  /** Folder of the built planner's page; null to serve none. */
  readonly pageDir: string | null;
  readonly limits?: RequestLimits;
  /** Hears that there are events; without it they are found by asking, within seconds. */
  readonly listen?: Listen;
  readonly streamLimits?: StreamLimits;
}

/** The server without a port. */
export interface GroundswellServer {
  /** For Node's HTTP server. */
  readonly listener: RequestListener;
  /** For a test. */
  readonly fetch: typeof globalThis.fetch;
  /** Answers the WebSockets of Node's HTTP server. */
  readonly serveWebSockets: (http: Server) => WebSockets;
  /** Ends every subscription in order, and lets none begin. */
  readonly stopStreams: () => void;
  readonly close: () => Promise<void>;
}

export function createServer(deps: ServerDeps): GroundswellServer {
  const { corsOrigins, isDevelopment, isReady, limits = REQUEST_LIMITS, log, pageDir } = deps;
  const { db, listen, streamLimits = STREAM_LIMITS } = deps;
  const streams = new OpenStreams(streamLimits);
  const feeds = new EventFeeds(db, listen);
  const withNews = {
    ...deps,
    onNews: (workspaceId: string, wake: () => void) => feeds.onNews(workspaceId, wake),
  };
  const masking = createMasking(log, isDevelopment);
  const eventStreams = new WeakMap<Request, EventStream>();
  const yoga = createYoga({
    schema,
    context({ request: { signal, headers } }) {
      const lastEventId = headers.get('last-event-id');
      // Before its first event an EventSource has none, and some then send an empty one.
      return createContext(withNews, {
        signal,
        lastEventId: lastEventId === '' ? null : lastEventId,
      });
    },
    graphqlEndpoint: '/graphql',
    graphiql: false,
    landingPage: false,
    multipart: false,
    batching: false,
    cors: corsFor(corsOrigins),
    healthCheckEndpoint: '/health/live',
    maxRequestBodySize: limits.bodyBytes,
    maskedErrors: false,
    logging: 'error',
    plugins: [
      masking.plugin,
      useEnding(),
      useReadinessCheck({ endpoint: '/health/ready', check: isReady }),
      useOriginCheck(corsOrigins),
      ...(pageDir === null ? [] : [usePlannerPage(pageDir)]),
      useCsrfCheck(),
      ...useRequestLimits(limits),
      useEventStreams({ ...deps, streams, feeds }, masking, eventStreams),
      useServerSentEvents(streamLimits, eventStreams),
    ],
  });

  return {
    listener: (req, res) => void yoga(req, res),
    fetch: async (input, init) => yoga.fetch(new Request(input, init)),
    serveWebSockets: (http) =>
      serveWebSockets(http, {
        async answer(params, request) {
          try {
            const result = await yoga.getResultForParams({ params, request }, {});
            return result ?? { errors: [] };
          } catch (error) {
            // What is refused before it is parsed is thrown.
            const { message } = error as Error;
            const refusal =
              error instanceof GraphQLError
                ? error
                : new GraphQLError(message, { originalError: error as Error });
            return { errors: [refusal] } satisfies ExecutionResult;
          }
        },
        newRequest: (signal) =>
          new yoga.fetchAPI.Request('http://localhost/graphql', { method: 'POST', signal }),
        mask: masking.ofRequest,
        refusal: ({ headers: { host = '', origin = null } }) =>
          originFault(host, origin, corsOrigins)?.message ?? null,
        eventStreams,
        limits: streamLimits,
        messageBytes: limits.bodyBytes,
        log,
      }),
    stopStreams: () => {
      streams.stop();
    },
    close: () => feeds.close(),
  };
}
