import type { Transaction } from './mutation.js';
import { COUNT_COLUMNS, type CountColumn, type CountValues, NO_COUNTS } from './result-counts.js';
import type { Bounds, Snapshot } from './result-rules.js';
import * as sql from './result-sql.js';
import { RISING, type Risen } from './target-reached.js';

/** A snapshot of the same placement, moment and source: stored, or earlier in the list. */
export interface Twin {
  /** Of the stored result; null for one of the list. */
  readonly id: string | null;
  /** Position in the list; −1 for a stored one. */
  readonly index: number;
  readonly counts: CountValues;
}

/** One placement's snapshots of one source, as far as the list needs them. */
interface Line {
  /** When the latest of them was captured, in milliseconds; −∞ without any. */
  at: number;
  /** The highest counts. */
  top: CountValues;
  readonly storedAt: number;
  readonly stored: CountValues;
  readonly added: Snapshot[];
}

const lineKey = ({ placementId, source }: Pick<Snapshot, 'placementId' | 'source'>): string =>
  `${placementId} ${source}`;

const twinKey = (snapshot: Pick<Snapshot, 'placementId' | 'source' | 'capturedAt'>): string =>
  `${lineKey(snapshot)} ${snapshot.capturedAt.getTime()}`;

/**
 * What is stored around the snapshots of a list, and what the list has added to it so far: each
 * snapshot is held to those before it in the list as if they had been sent one by one.
 */
export class History {
  readonly #lines = new Map<string, Line>();
  readonly #twins = new Map<string, Twin>();
  readonly #bounds: ReadonlyMap<number, Bounds>;

  private constructor(
    latest: readonly sql.LatestRecord[],
    twins: readonly (CountValues &
      Pick<Snapshot, 'placementId' | 'source' | 'capturedAt'> & { readonly id: string })[],
    bounds: ReadonlyMap<number, Bounds>,
  ) {
    for (const record of latest) {
      const at = record.capturedAt.getTime();
      const line = { at, top: record, storedAt: at, stored: record, added: [] };
      this.#lines.set(lineKey(record), line);
    }
    for (const row of twins) this.#twins.set(twinKey(row), { id: row.id, index: -1, counts: row });
    this.#bounds = bounds;
  }

  static async read(tx: Transaction, snapshots: readonly Snapshot[]): Promise<History> {
    const ids = [...new Set(snapshots.map(({ placementId }) => placementId))];
    const latest = await sql.findLatest(tx, ids);
    const latestAt = new Map(latest.map((record) => [lineKey(record), record.capturedAt]));
    const late = snapshots.filter((snapshot) => {
      const at = latestAt.get(lineKey(snapshot));
      return at !== undefined && snapshot.capturedAt <= at;
    });
    const twins = await sql.findTwins(tx, late);
    const isTwin = new Set(twins.map(twinKey));
    const between = late.filter((snapshot) => !isTwin.has(twinKey(snapshot)));
    return new History(latest, twins, await sql.findBounds(tx, between));
  }

  twinOf(snapshot: Snapshot): Twin | null {
    return this.#twins.get(twinKey(snapshot)) ?? null;
  }

  boundsOf(snapshot: Snapshot): Bounds {
    const line = this.#lines.get(lineKey(snapshot));
    if (line === undefined) return { least: NO_COUNTS, most: NO_COUNTS };
    const at = snapshot.capturedAt.getTime();
    if (at > line.at) return { least: line.top, most: NO_COUNTS };
    const stored =
      at > line.storedAt
        ? { least: line.stored, most: NO_COUNTS }
        : this.#bounds.get(snapshot.index)!;
    const before = line.added.filter(({ capturedAt }) => capturedAt.getTime() < at);
    const after = line.added.filter(({ capturedAt }) => capturedAt.getTime() > at);
    return {
      least: before.reduce((counts, added) => merged(counts, added.counts, higher), stored.least),
      most: after.reduce((counts, added) => merged(counts, added.counts, lower), stored.most),
    };
  }

  add(snapshot: Snapshot): void {
    const key = lineKey(snapshot);
    const at = snapshot.capturedAt.getTime();
    const line = this.#lines.get(key) ?? {
      ...{ at: -Infinity, top: NO_COUNTS, storedAt: -Infinity, stored: NO_COUNTS, added: [] },
    };
    line.at = Math.max(line.at, at);
    line.top = merged(line.top, snapshot.counts, higher);
    line.added.push(snapshot);
    this.#lines.set(key, line);
    this.#twins.set(twinKey(snapshot), {
      id: null,
      index: snapshot.index,
      counts: snapshot.counts,
    });
  }

  /**
   * By how much what the list has added raises the counts of campaigns: each source by itself, so it
   * may be less where several tell of the same placement.
   */
  risen(campaignOf: (placementId: string) => string): ReadonlyMap<string, Risen> {
    const all = new Map<string, Record<keyof Risen, bigint>>();
    for (const { top, stored, added } of this.#lines.values()) {
      if (added.length === 0) continue;
      const campaignId = campaignOf(added[0].placementId);
      const sums = all.get(campaignId) ?? { ...NOTHING };
      all.set(campaignId, sums);
      for (const column of RISING) sums[column] += (top[column] ?? 0n) - (stored[column] ?? 0n);
    }
    return all;
  }
}

const NOTHING = Object.fromEntries(RISING.map((column) => [column, 0n])) as Record<
  keyof Risen,
  bigint
>;

const higher = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const lower = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** Count by count; one that is not known gives way. */
function merged(
  one: CountValues,
  other: CountValues,
  choose: (a: bigint, b: bigint) => bigint,
): CountValues {
  const both: Record<CountColumn, bigint | null> = { ...NO_COUNTS };
  for (const column of COUNT_COLUMNS) {
    const [a, b] = [one[column], other[column]];
    both[column] = a === null ? b : b === null ? a : choose(a, b);
  }
  return both;
}
