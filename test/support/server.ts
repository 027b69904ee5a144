import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PrismaClient } from '../../prisma/generated/client.js';
import { fitCalibration } from '../../schema/calibration-fit.js';
import { scoreColumns } from '../../schema/score-columns.js';
import { createWorkspace } from '../../schema/workspace.js';
import { simulate } from '../../simulations/index.js';
import { createServer, type ServerDeps } from '../../src/server.js';
import { openTestDatabase } from './database.js';

export interface Answer {
  readonly status: number;
  readonly data: any;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: Readonly<Record<string, any>>;
  }[];
  readonly extensions?: Readonly<Record<string, any>>;
}

export interface TestServer {
  readonly db: PrismaClient;
  readonly workspaceId: string;
  /** @param path - e.g. `/graphql?query={__typename}` */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  query(document: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer>;
  /** Listens on a free port, for a client that needs one. @returns e.g. `http://127.0.0.1:40123` */
  listen(): Promise<string>;
  /** Ends every subscription, as a server that shuts down does. */
  stopStreams(): void;
  close(): Promise<void>;
}

/**
 * A server without a port over a throw-away database with one empty workspace in USD.
 *
 * @param overrides - replaces dependencies, e.g. `simulate` by one that is always busy
 * @param open - opens another database, from `describeDatabases`
 */
export async function openTestServer(
  overrides: Partial<ServerDeps> = {},
  open = openTestDatabase,
): Promise<TestServer> {
  const { db, listen, close } = await open();
  const workspace = await createWorkspace(db, {
    slug: 'test',
    name: 'Test',
    currency: 'USD',
    isDemo: false,
  });
  const server = createServer({
    db,
    listen,
    viewer: { workspaceId: workspace.id, currency: workspace.currency },
    simulate: (scenario, options, signal) =>
      Promise.resolve().then(() => simulate(scenario, { ...options, signal })),
    calibrate: (task) => Promise.resolve().then(() => fitCalibration(task)),
    score: (columns) => Promise.resolve(scoreColumns(columns)),
    now: () => new Date('2026-01-15T12:00:00.000Z'),
    isReady: () => Promise.resolve(true),
    corsOrigins: [],
    isDevelopment: false,
    log: (message, error) => {
      console.error(message, error);
    },
    pageDir: null,
    ...overrides,
  });
  const http = createHttpServer(server.listener);
  const webSockets = server.serveWebSockets(http);
  return {
    db,
    workspaceId: workspace.id,
    async listen() {
      await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
      return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    },
    stopStreams() {
      webSockets.stop();
      server.stopStreams();
    },
    async close() {
      http.close();
      http.closeAllConnections();
      webSockets.cut();
      await server.close();
      await close();
    },
    fetch: async (path, init) => server.fetch(new Request(`http://localhost${path}`, init)),
    async query(document, variables = {}) {
      const response = await server.fetch('http://localhost/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ query: document, variables }),
      });
      return { status: response.status, ...(await response.json()) };
    },
  };
}
