import { createYoga } from 'graphql-yoga';
import { schema } from '../schema/index.js';
import { createContext, type ContextDeps } from './context.js';

export type ServerDeps = ContextDeps;

/** The server without a port: Node's HTTP server takes it as its listener, a test calls `fetch`. */
export function createServer(deps: ServerDeps) {
  return createYoga({
    schema,
    graphqlEndpoint: '/graphql',
    graphiql: false,
    landingPage: false,
    healthCheckEndpoint: '/health/live',
    context: ({ request }) => createContext(deps, request),
  });
}
