import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Shared memory that may lie unused in a thread before it is looked for. */
const MOST_UNUSED_BYTES = 128 * 2 ** 20;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let unused = 0;

/**
 * Tells that so much shared memory may no longer be used in this thread. JavaScript's collector does
 * not count shared memory, so nothing else would make it look in time.
 */
export function letGo(bytes: number): void {
  unused += bytes;
  if (unused < MOST_UNUSED_BYTES) return;
  unused = 0;
  collectGarbage();
}
