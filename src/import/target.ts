import { z } from 'zod';
import type { Config } from '../config.js';
import { DatabaseUnavailableError } from '../database/errors.js';
import { readLock } from '../database/lock.js';
import { openDatabase } from '../database/open.js';
import { serverName } from '../database/server.js';
import { ensureDemoWorkspace } from '../demo.js';
import { createServer } from '../server.js';
import { ImportError } from './errors.js';

/** What a batch did. */
export interface Upserted {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rejected: readonly {
    readonly index: number;
    /** From the mutation’s argument to the field: `input`, `rows`, the index, then inside the row. */
    readonly path: readonly string[];
    readonly rule: string;
    readonly value: string;
  }[];
}

/** Where an import goes: always through the API, in another process or in this one. */
export interface Target {
  /** For the person at the terminal. */
  readonly name: string;
  /** Of every price. */
  readonly currency: string;
  /** @throws ImportError when the server does not answer or refuses the whole batch */
  readonly upsert: (rows: readonly object[], options: UpsertOptions) => Promise<Upserted>;
  readonly close: () => Promise<void>;
}

export interface UpsertOptions {
  readonly dryRun: boolean;
}

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * The server at `url`; without one the server that runs on the data folder, unless it serves another
 * database than DATABASE_URL names; and if none runs, the database itself, opened for the time of
 * the import.
 */
export async function openTarget(
  { dataDir, databaseUrl }: Pick<Config, 'dataDir' | 'databaseUrl'>,
  url: string | undefined,
): Promise<Target> {
  if (url !== undefined) return serverTarget(url);
  const owner = await readLock(dataDir);
  const isOurs = databaseUrl === undefined || owner?.database === serverName(databaseUrl);
  if (owner?.url && isOurs) return serverTarget(owner.url);
  return databaseTarget({ dataDir, databaseUrl });
}

function serverTarget(url: string): Promise<Target> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new ImportError(
      `--url must be an address such as http://127.0.0.1:4000, but got "${url}"`,
    );
  }
  return connect(`the server at ${url}`, new URL('/graphql', url).href, fetch, () =>
    Promise.resolve(),
  );
}

async function databaseTarget(options: Pick<Config, 'dataDir' | 'databaseUrl'>): Promise<Target> {
  const database = await openDatabase(options).catch((error: unknown) => {
    if (!(error instanceof DatabaseUnavailableError)) throw error;
    throw new ImportError(error.message);
  });
  const { db, kind, close } = database;
  const workspace = await ensureDemoWorkspace(db);
  const server = createServer({
    db,
    viewer: { workspaceId: workspace.id, currency: workspace.currency },
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
  const name = kind === 'embedded' ? `the database in ${options.dataDir}` : 'the database server';
  return connect(name, 'http://localhost/graphql', async (...call) => server.fetch(...call), close);
}

const idle = () => Promise.reject(new Error('an import only writes'));

/** A target behind a GraphQL endpoint. */
export async function connect(
  name: string,
  endpoint: string,
  fetch: Fetch,
  close: () => Promise<void>,
): Promise<Target> {
  const ask = asker(name, endpoint, fetch);
  try {
    const { workspace } = Workspace.parse(await ask('{ workspace { currency } }', {}));
    return {
      name,
      currency: workspace.currency,
      upsert: async (rows, { dryRun }) => {
        const input = { rows, mode: 'ACCEPT_THE_GOOD', dryRun };
        const { upsertInfluencers } = Answer.parse(await ask(UPSERT, { input }));
        if ('message' in upsertInfluencers) throw refused(name, upsertInfluencers.message);
        return upsertInfluencers;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const Workspace = z.object({ workspace: z.object({ currency: z.string() }) });

const UPSERT = /* GraphQL */ `
  mutation ($input: UpsertInfluencersInput!) {
    upsertInfluencers(input: $input) {
      ... on UpsertInfluencersPayload {
        created
        updated
        unchanged
        rejected {
          index
          path
          rule
          value
        }
      }
      ... on MutationError {
        message
      }
    }
  }
`;

const Answer = z.object({
  upsertInfluencers: z.union([
    z.object({
      created: z.number(),
      updated: z.number(),
      unchanged: z.number(),
      rejected: z.array(
        z.object({
          index: z.number(),
          path: z.array(z.string()),
          rule: z.string(),
          value: z.string(),
        }),
      ),
    }),
    z.object({ message: z.string() }),
  ]),
});

/** A batch takes far less; a server that hangs must not hang the terminal. */
const PATIENCE_MS = 120_000;

/** @returns the data of an operation */
function asker(name: string, endpoint: string, fetch: Fetch) {
  return async (query: string, variables: object): Promise<unknown> => {
    const body = JSON.stringify({ query, variables }, (_key, value: unknown) =>
      typeof value === 'bigint' ? Number(value) : value,
    );
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json',
      'graphql-require-preflight': 'import',
    };
    const signal = AbortSignal.timeout(PATIENCE_MS);
    let answer: unknown;
    try {
      const response = await fetch(endpoint, { method: 'POST', headers, body, signal });
      answer = await response.json();
    } catch (error) {
      throw new ImportError(`${name} does not answer (${reasonOf(error)})`);
    }
    const { data, errors } = Envelope.parse(answer);
    if (errors !== undefined) throw refused(name, errors.map(({ message }) => message).join('; '));
    return data;
  };
}

const Envelope = z.object({
  data: z.unknown(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

const refused = (name: string, message: string) => new ImportError(`${name} refuses: ${message}`);

/** fetch says only that it failed; why is in the cause. */
function reasonOf(error: unknown): string {
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(reason instanceof Error)) return String(reason);
  return 'code' in reason ? String(reason.code) : reason.message;
}
