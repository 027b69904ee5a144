import { Prisma } from '../prisma/generated/client.js';

/** The highest count that any source saw. */
export interface Highest {
  /** Null where nobody saw it. */
  readonly count: number | null;
  /** How old the placement was when it was seen last; null before it was posted, too. */
  readonly ageDays: number | null;
}

export type HighestCounts<Column extends string> = Readonly<Record<Column, Highest>>;

/** What one source saw: how old the placement was, in days, and then its counts. */
type Seen = readonly (number | null)[];

export interface SeenBySource {
  /** Null where no source saw anything. */
  readonly seen: readonly Seen[] | null;
}

/** Selects, for `jsonRows`, what each source saw of placements `p`. */
export const seenBySource = (columns: readonly string[]): Prisma.Sql =>
  Prisma.raw(
    `(SELECT json_agg(json_build_array(
               extract(epoch FROM s."capturedAt" - p."postedAt")::float8 / 86400,
               ${columns.map((column) => `s."${column}"`).join(', ')}))
      FROM "LatestCounts" s WHERE s."placementId" = p.id) AS seen`,
  );

/** @param columns - those that were selected, in their order */
export function highestCounts<Column extends string>(
  columns: readonly Column[],
  { seen }: SeenBySource,
): HighestCounts<Column> {
  const highest: Partial<Record<Column, Highest>> = {};
  columns.forEach((column, i) => {
    let count: number | null = null;
    let ageDays: number | null = null;
    for (const { 0: age, [i + 1]: seenCount } of seen ?? []) {
      if (seenCount === null) continue;
      count = Math.max(count ?? 0, seenCount);
      if (age !== null) ageDays = Math.max(ageDays ?? -Infinity, age);
    }
    highest[column] = { count, ageDays };
  });
  return highest as HighestCounts<Column>;
}

/** Placements that are read at once: some ten milliseconds' work for the thread of the requests. */
const PAGE = 250;

/** Does something for some placements after the other, and lets other requests have their turn. */
export async function inPages(
  ids: readonly string[],
  read: (some: string[]) => Promise<void>,
): Promise<void> {
  for (let at = 0; at < ids.length; at += PAGE) await read(ids.slice(at, at + PAGE));
}
