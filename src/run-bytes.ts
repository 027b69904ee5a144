import type { RunMemory } from '../simulations/index.js';

/** The memory that a run keeps alive, whichever of its draws are looked at. */
export function bytesOf(memory: RunMemory): number {
  let bytes = 0;
  for (const part of Object.values(memory) as readonly unknown[]) {
    if (part instanceof SharedArrayBuffer) bytes += part.byteLength;
  }
  return bytes;
}
