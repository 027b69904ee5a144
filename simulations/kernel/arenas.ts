import { Arena } from './arena.js';
import { HEAP } from './module.js';

/** What a thread keeps at most, in numbers and in bytes of each. */
const MOST_KEPT = 4;
const MOST_BYTES = 16 * 2 ** 20;

/** Of what has ended in this thread, the latest at the end. */
const kept: Arena[] = [];

export function takeArena(): Arena {
  return kept.pop() ?? new Arena(HEAP);
}

/**
 * Nobody may use a piece of it any more.
 *
 * @returns bytes that are not kept, and left to the collector
 */
export function giveBack(arena: Arena): number {
  if (kept.length === MOST_KEPT || arena.bytes > MOST_BYTES) return arena.bytes;
  arena.clear();
  kept.push(arena);
  return 0;
}
