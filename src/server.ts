import { createYoga, useReadinessCheck } from 'graphql-yoga';
import { schema } from '../schema/index.js';
import { createContext, type ContextDeps, useEnding } from './context.js';
import { type Log, useMasking } from './masking.js';
import { corsFor, useCsrfCheck, useOriginCheck } from './origin.js';
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
}

/** The server without a port: Node's HTTP server takes it as its listener, a test calls `fetch`. */
export function createServer(deps: ServerDeps) {
  const { corsOrigins, isDevelopment, isReady, limits = REQUEST_LIMITS, log, pageDir } = deps;
  return createYoga({
    schema,
    context: ({ request }) => createContext(deps, request),
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
      useMasking(log, isDevelopment),
      useEnding(),
      useReadinessCheck({ endpoint: '/health/ready', check: isReady }),
      useOriginCheck(corsOrigins),
      ...(pageDir === null ? [] : [usePlannerPage(pageDir)]),
      useCsrfCheck(),
      ...useRequestLimits(limits),
    ],
  });
}
