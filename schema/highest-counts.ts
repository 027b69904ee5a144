import { Prisma } from '../prisma/generated/client.js';
import { inTurn } from './in-turn.js';

/** Per count the highest that any source saw, and how old its placement was when it was seen last. */
export type HighestCounts<Column extends string> = Readonly<Record<Column, number | null>> & {
  /** In days; null before it was posted, and where nobody saw the count. */
  readonly [Age in `${Column}Age`]: number | null;
};

/** Selects the HighestCounts of placements `p` from their LatestCounts `s`, grouped by placement. */
export const highestCounts = (columns: readonly string[]): Prisma.Sql =>
  Prisma.raw(
    columns
      .map(
        (column) =>
          `max(s."${column}")::float8 AS "${column}",
           extract(epoch FROM max(s."capturedAt") FILTER (WHERE s."${column}" IS NOT NULL)
             - p."postedAt")::float8 / 86400 AS "${column}Age"`,
      )
      .join(', '),
  );

/** Placements whose counts are read at once: some ten milliseconds' work for the thread of the requests. */
const PAGE = 250;

/** Does something for some placements after the other, and lets other requests have their turn. */
export async function inPages(
  ids: readonly string[],
  read: (some: string[]) => Promise<void>,
): Promise<void> {
  for (let at = 0; at < ids.length; at += PAGE) await read(await inTurn(ids.slice(at, at + PAGE)));
}
