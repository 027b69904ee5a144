import { availableParallelism } from 'node:os';
import { z } from 'zod';

/** Everything the environment decides, read once. */
export interface Config {
  /** 0 picks a free port. */
  readonly port: number;
  /** A loopback name or address. */
  readonly host: string;
  /** Folder of the embedded database and of the lock file. */
  readonly dataDir: string;
  /** PostgreSQL; undefined for the embedded database. */
  readonly databaseUrl: string | undefined;
  /** Origins other than the server's own whose pages may call the API. */
  readonly corsOrigins: readonly string[];
  /** Shows what went wrong inside instead of masking it. */
  readonly isDevelopment: boolean;
  readonly simulation: SimulationLimits;
  readonly streams: StreamSettings;
}

export interface StreamSettings {
  /** Subscriptions that may be open at once. */
  readonly total: number;
  /** Those of one workspace. */
  readonly perWorkspace: number;
  /** A client hears at least this often that its stream is alive. */
  readonly heartbeatMs: number;
}

export interface SimulationLimits {
  /** Worker threads. */
  readonly workers: number;
  /** Simulations that may be under way or wait; the next one is told to come back. */
  readonly queue: number;
  /** Time a simulation may take, waiting included. */
  readonly deadlineMs: number;
}

/** Settings that the server cannot start with; the message is one line for whoever set them. */
export class SettingError extends Error {
  override name = 'SettingError';
}

/** Whether a name or address is this machine's own: localhost, 127.0.0.0/8 or ::1. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  return (
    name === 'localhost' ||
    name === '::1' ||
    name === '[::1]' ||
    /^127(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/.test(name)
  );
}

const wholeNumber = (min: number, max: number) => {
  const rule = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .refine((text) => /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max, rule)
    .transform(Number);
};

const isOrigin = (text: string) =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;

const isPostgresUrl = (text: string) =>
  URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol);

/** The thread of the requests has little to do while these have much. */
const defaultWorkers = String(availableParallelism());

const Environment = z
  .object({
    PORT: wholeNumber(0, 65_535).default(4000),
    HOST: z
      .string()
      .refine(
        isLoopback,
        'must be localhost, 127.0.0.1 or ::1 until there is authentication: ' +
          'whoever reaches another address could read and change everything',
      )
      // Brackets belong to addresses, not to what is listened on.
      .transform((host) => host.replace(/^\[(.*)\]$/, '$1'))
      .default('127.0.0.1'),
    DATA_DIR: z.string().default('.data'),
    DATABASE_URL: z
      .string()
      .refine(isPostgresUrl, 'must be a URL such as postgresql://user:password@host:5432/database')
      .optional(),
    CORS_ORIGINS: z
      .string()
      .default('')
      .transform((text) =>
        text
          .split(',')
          .map((origin) => origin.trim())
          .filter((origin) => origin !== ''),
      )
      .refine(
        (origins) => origins.every(isOrigin),
        'must be origins such as https://planner.example.com, separated by commas',
      ),
    NODE_ENV: z
      .enum(['production', 'development', 'test'], {
        error: 'must be production, development or test',
      })
      .default('production'),
    SIMULATION_WORKERS: wholeNumber(1, 256).prefault(defaultWorkers),
    SIMULATION_QUEUE: wholeNumber(1, 10_000).default(32),
    SIMULATION_DEADLINE_SECONDS: wholeNumber(1, 600).default(30),
    STREAMS: wholeNumber(1, 1_000_000).default(10_000),
    WORKSPACE_STREAMS: wholeNumber(1, 1_000_000).default(5_000),
    HEARTBEAT_SECONDS: wholeNumber(1, 600).default(10),
  })
  .readonly();

/**
 * Reads the settings.
 *
 * @param env - `process.env`; an empty value counts as not set
 * @throws SettingError naming every bad variable, its rule and its value
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => {
      const name = String(path[0]);
      return `${name} ${message}, but got ${shown(name, given[name])}`;
    });
    throw new SettingError(faults.join('; '));
  }
  const settings = parsed.data;
  return Object.freeze({
    port: settings.PORT,
    host: settings.HOST,
    dataDir: settings.DATA_DIR,
    databaseUrl: settings.DATABASE_URL,
    corsOrigins: Object.freeze(settings.CORS_ORIGINS),
    isDevelopment: settings.NODE_ENV === 'development',
    simulation: Object.freeze({
      workers: settings.SIMULATION_WORKERS,
      queue: settings.SIMULATION_QUEUE,
      deadlineMs: settings.SIMULATION_DEADLINE_SECONDS * 1000,
    }),
    streams: Object.freeze({
      total: settings.STREAMS,
      perWorkspace: settings.WORKSPACE_STREAMS,
      heartbeatMs: settings.HEARTBEAT_SECONDS * 1000,
    }),
  });
}

/** A database URL may hold a password: it is never printed. */
function shown(name: string, value: string | undefined): string {
  return name === 'DATABASE_URL' ? 'something else' : `"${value ?? ''}"`;
}
