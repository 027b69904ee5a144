import { createHash } from 'node:crypto';
import type { Plan } from '../plan/plan.js';
import type { CreatorRow } from '../parameters.js';
import type { DisplayShocks, RowShocks, WorldShocks } from './shocks.js';

/** What a block's worlds share, as far as somebody has asked for it. Nobody writes to the arrays. */
export interface KnownShocks {
  readonly key: string;
  readonly rows: Map<CreatorRow, RowShocks>;
  display: DisplayShocks | null;
  world: WorldShocks | null;
  bytes: number;
}

/**
 * The common shocks of the blocks that this thread drew last: asked again under the same seed and
 * assumptions, an edited plan needs no new ones.
 */
export class ShockCache {
  /** The latest used last. */
  private readonly blocks = new Map<string, KnownShocks>();
  private bytes = 0;

  constructor(private readonly mostBytes = 64 * 2 ** 20) {}

  /** @param worlds - as `worldsKey` says */
  block(worlds: string, index: number): KnownShocks {
    const key = `${worlds} ${index}`;
    const known = this.blocks.get(key) ?? {
      key,
      rows: new Map<CreatorRow, RowShocks>(),
      display: null,
      world: null,
      bytes: 0,
    };
    this.blocks.delete(key);
    this.blocks.set(key, known);
    return known;
  }

  /** Counts an object's arrays that were added to a block, and lets go of the blocks used longest ago. */
  added(known: KnownShocks, arrays: object): void {
    // A block that was let go of while in use is its user's alone.
    if (this.blocks.get(known.key) !== known) return;
    const views = Object.values(arrays) as ArrayBufferView[];
    const bytes = views.reduce((sum, { byteLength }) => sum + byteLength, 0);
    known.bytes += bytes;
    this.bytes += bytes;
    for (const [key, oldest] of this.blocks) {
      if (this.bytes <= this.mostBytes) break;
      this.blocks.delete(key);
      this.bytes -= oldest.bytes;
    }
  }
}

/**
 * What the common shocks depend on beside the block: the seed, the numbers of the model, and which
 * of them are drawn at all.
 */
export function worldsKey({ scenario, needs, evidence }: Plan, seedKey: Int32Array): string {
  const { assumptions, currency } = scenario;
  const key = createHash('sha256').update(
    JSON.stringify([[...seedKey], needs, currency, assumptions.values]),
  );
  if (evidence !== null) {
    const { names, mean, factor } = evidence.common;
    key.update(JSON.stringify(names)).update(mean).update(factor);
  }
  return key.digest('base64');
}
