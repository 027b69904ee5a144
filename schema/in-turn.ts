import { setImmediate } from 'node:timers/promises';

let last: Promise<unknown> = Promise.resolve();

/**
 * Hands the value on after all values that came before, a round of the event loop later: what an
 * answer computes from each of a thousand columns of draws then holds up other requests by one
 * column, not by all.
 */
export function inTurn<T>(value: T): Promise<T> {
  const turn = last.then(() => setImmediate(value));
  last = turn;
  return turn;
}
