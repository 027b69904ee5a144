import type { Outcome } from '../simulations/index.js';

/** The memory behind an outcome's draws, each buffer once: columns may be views of a shared one. */
export function buffersOf({ groups }: Outcome): ReadonlySet<ArrayBufferLike> {
  const buffers = new Set<ArrayBufferLike>();
  for (const { columns } of groups) {
    for (const column of Object.values(columns)) {
      if (column) buffers.add(column.draws.buffer).add(column.sorted.buffer);
    }
  }
  return buffers;
}
