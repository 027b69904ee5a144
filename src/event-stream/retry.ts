import { randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { isUnavailable } from '../database/unavailable.js';

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 3000;
const CLIENT_RETRY_MS = { least: 1000, most: 5000 };

/**
 * Asks the database until it answers.
 *
 * @throws what is no failure to reach it; the signal's reason when nobody waits any more
 */
export async function whenAvailable<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let delayMs = FIRST_RETRY_MS; ; delayMs = Math.min(2 * delayMs, LAST_RETRY_MS)) {
    try {
      return await ask();
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      await setTimeout(delayMs, undefined, { signal });
    }
  }
}

/** When a client may come back: not all of them at the same moment. */
export function clientRetryMs(): number {
  return randomInt(CLIENT_RETRY_MS.least, CLIENT_RETRY_MS.most);
}
