import { setTimeout } from 'node:timers/promises';
import pg from 'pg';

/** Takes what was told on a channel, or null when something may have been missed. */
export type Hear = (payload: string | null) => void;

/**
 * Hears what transactions tell on a channel (`pg_notify`) as soon as they commit. Nothing is kept
 * for those who do not listen: whoever hears null looks for itself.
 *
 * @returns stops it
 */
export type Listen = (channel: string, hear: Hear) => () => Promise<void>;

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5000;

/**
 * Listens on a connection of its own, which it opens again whenever it is lost.
 * @param askMs - how often it asks for a sign of life, so that a connection which breaks when it is silent
 *   does so only if the server is gone
 */
export function listenOnServer(connection: pg.ClientConfig, askMs: number): Listen {
  return (channel, hear) => {
    const stopped = new AbortController();
    const { signal } = stopped;
    const listening = (async () => {
      for (let delayMs = FIRST_RETRY_MS; !signal.aborted; delayMs *= 2) {
        if (await hearUntilLost(connection, askMs, channel, hear, signal)) delayMs = FIRST_RETRY_MS;
        await setTimeout(Math.min(delayMs, LAST_RETRY_MS), undefined, { signal }).catch(() => null);
      }
    })();
    return () => {
      stopped.abort();
      return listening;
    };
  };
}

/** @returns whether it heard at all */
async function hearUntilLost(
  connection: pg.ClientConfig,
  askMs: number,
  channel: string,
  hear: Hear,
  signal: AbortSignal,
): Promise<boolean> {
  const client = new pg.Client(connection);
  const end = () => void client.end().catch(() => undefined);
  const ended = new Promise<void>((resolve) => client.once('end', resolve));
  // What broke a connection is of no interest: the next one is opened, or fails likewise.
  client.on('error', () => undefined);
  client.on('notification', ({ payload }) => {
    hear(payload ?? '');
  });
  signal.addEventListener('abort', end);
  try {
    await client.connect();
    await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    hear(null);
    const isOver = ended.then(() => true);
    const later = () => setTimeout(askMs, false, { ref: false });
    while (!(await Promise.race([isOver, later()]))) await client.query('').catch(() => undefined);
    return true;
  } catch {
    end();
    return false;
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** Listens on the one connection of a pool, whose session outlives it: the embedded database's. */
export function listenOnPool(pool: pg.Pool): Listen {
  const heard = new Map<string, Set<Hear>>();
  pool.on('connect', (client) => {
    client.on('notification', ({ channel, payload }) => {
      for (const hear of heard.get(channel) ?? []) hear(payload ?? '');
    });
  });
  return (channel, hear) => {
    const all = heard.get(channel) ?? new Set();
    heard.set(channel, all.add(hear));
    const listening = pool.query(`LISTEN ${pg.escapeIdentifier(channel)}`).then(
      () => {
        hear(null);
      },
      () => undefined,
    );
    return () => {
      all.delete(hear);
      return listening;
    };
  };
}
