import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { openAnalysisThreads } from './analysis-threads.js';
import { type Config, SettingError } from './config.js';
import { DatabaseUnavailableError } from './database/errors.js';
import { type Database, openDatabase } from './database/open.js';
import { ensureDemoWorkspace } from './demo.js';
import { ServerStoppingError } from './event-stream/errors.js';
import { STREAM_LIMITS } from './event-stream/open-streams.js';
import { reuseSimulations } from './reused-simulations.js';
import { createServer } from './server.js';
import { openSimulationPool } from './simulation-pool.js';
import { workUntil } from './work-until.js';

/** After which a client that was cut off may find a server again. */
const RESTART_SECONDS = 5;
/** How long the database may take to answer before the server counts as not ready. */
const READY_MS = 2000;
/** Draws of forecasts kept for whoever asks the same again. */
const REMEMBERED_BYTES = 128 * 2 ** 20;
/** Learning from 20,000 placements takes up to a minute. */
const ANALYSIS = { queue: 32, deadlineMs: 300_000 };
/** What was under way may take this long when the server is asked to end; it ends within 10 s. */
const FINISH_MS = 6000;
/** What is left, having been told that it is cut off, may take this long to say so. */
const CUT_MS = 1000;
/** Closing may take this long: a database that has fallen silent would hold it up. */
const CLOSE_MS = 2000;

/**
 * Starts the server, says where it is, and stops it when the process is asked to end: what is in
 * flight is finished first, unless it is asked again.
 *
 * @param pageDir - the built planner's page
 * @throws SettingError if a setting does not lead anywhere
 */
export async function run(config: Config, pageDir: string): Promise<void> {
  const starting = start(config, pageDir);
  let askedAt: number | undefined;
  const end = () => {
    // npm passes the terminal's Ctrl+C on, so that it arrives twice.
    if (askedAt !== undefined && performance.now() - askedAt > 500) process.exit(1);
    if (askedAt !== undefined) return;
    askedAt = performance.now();
    console.log('Finishing what is in flight …');
    // A start that fails says so itself.
    void starting.then(
      (server) => server.stop().then(() => process.exit(0)),
      () => undefined,
    );
  };
  // Before it listens: whoever sees it answer may end it.
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  const { url } = await starting;
  console.log(`Groundswell is ready: ${url}/graphql`);
}

async function start(config: Config, pageDir: string) {
  const database = await open(config);
  const { db } = database;
  const workspace = await ensureDemoWorkspace(db);
  const pool = openSimulationPool(config.simulation);
  const analysis = openAnalysisThreads(ANALYSIS);
  const cut = new AbortController();
  let stopping = false;

  const simulate = reuseSimulations(pool.run, REMEMBERED_BYTES);
  const server = createServer({
    db,
    listen: database.listen,
    viewer: { workspaceId: workspace.id, currency: workspace.currency },
    simulate: (scenario, options, request, workspaceId) =>
      workUntil([request, cut.signal], (signal) =>
        simulate(scenario, options, signal, workspaceId),
      ),
    calibrate: (task, request) =>
      workUntil([request, cut.signal], (signal) => analysis.calibrate(task, signal)),
    score: (columns, request) =>
      workUntil([request, cut.signal], (signal) => analysis.score(columns, signal)),
    now: () => new Date(),
    isReady: async () => !stopping && (await answers(database)),
    corsOrigins: config.corsOrigins,
    isDevelopment: config.isDevelopment,
    log: (message, error) => {
      console.error(message, error);
    },
    pageDir,
    streamLimits: { ...STREAM_LIMITS, ...config.streams },
  });
  const close = async () => {
    await server.close();
    await pool.close();
    await analysis.close();
    await database.close();
  };

  let http: Server;
  try {
    http = await listen(config, server.listener);
  } catch (error) {
    await close();
    throw error;
  }
  const webSockets = server.serveWebSockets(http);
  const url = addressOf(http);
  await database.announce(url);

  return {
    url,
    async stop() {
      stopping = true;
      const drained = drain(http);
      webSockets.stop();
      server.stopStreams();
      const timers = [
        setTimeout(() => {
          cut.abort(new ServerStoppingError(RESTART_SECONDS));
        }, FINISH_MS),
        setTimeout(() => {
          http.closeAllConnections();
          webSockets.cut();
        }, FINISH_MS + CUT_MS),
      ];
      await drained;
      timers.forEach(clearTimeout);
      await Promise.race([close(), delay(CLOSE_MS)]);
    },
  };
}

async function open({ databaseUrl, dataDir }: Config): Promise<Database> {
  try {
    return await openDatabase({ databaseUrl, dataDir });
  } catch (error) {
    if (!(error instanceof DatabaseUnavailableError)) throw error;
    throw new SettingError(error.message, { cause: error });
  }
}

async function answers({ db }: Database): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, READY_MS, false);
  });
  const answered = db.$queryRaw`SELECT 1`.then(
    () => true,
    () => false,
  );
  return Promise.race([answered, late]).finally(() => {
    clearTimeout(timer);
  });
}

async function listen({ host, port }: Config, listener: RequestListener): Promise<Server> {
  // A client that sends its request slowly holds a connection no longer than this.
  const timeouts = { headersTimeout: 10_000, requestTimeout: 30_000 };
  const http = createHttpServer({ ...timeouts, connectionsCheckingInterval: 5000 }, (req, res) => {
    // Proxies' absolute addresses and asterisks mean nothing here.
    if (req.url?.startsWith('/')) listener(req, res);
    else res.writeHead(400).end();
  });
  await new Promise<void>((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new SettingError(
          error.code === 'EADDRINUSE'
            ? `PORT must be free, but ${port} on ${host} is in use by another program`
            : `HOST and PORT must be an address to listen on, but ${host}:${port} answers ${error.code ?? error.message}`,
        ),
      );
    });
    http.listen(port, host, resolve);
  });
  return http;
}

/** @throws TypeError before the server listens */
function addressOf(http: Server): string {
  const { address, family, port } = http.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/** Lets requests finish and takes no new ones. */
async function drain(http: Server): Promise<void> {
  const closed = new Promise((resolve) => http.close(resolve));
  // Connections kept alive for a next request would keep the server open.
  const sweep = setInterval(() => {
    http.closeIdleConnections();
  }, 100);
  await closed;
  clearInterval(sweep);
}
