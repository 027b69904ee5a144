import type { LineMemory, RunMemory } from '../simulations/index.js';

/**
 * The memory that a run keeps alive, its lines included, or that a line does, whichever of the draws
 * are looked at.
 */
export function bytesOf(memory: RunMemory | LineMemory): number {
  let bytes = 0;
  for (const part of Object.values(memory) as readonly unknown[]) {
    if (part instanceof SharedArrayBuffer) bytes += part.byteLength;
  }
  if ('daily' in memory) bytes += memory.daily?.columns.byteLength ?? 0;
  if ('lines' in memory) for (const line of Object.values(memory.lines)) bytes += bytesOf(line);
  return bytes;
}
