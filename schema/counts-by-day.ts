import { Prisma, type PrismaClient } from '../prisma/generated/client.js';
import { COUNT_COLUMNS, type CountColumn, type CountValues } from './result-counts.js';
import { DAY_MS } from './scenario-lines.js';

/** A placement whose days gone are wanted. */
export interface CountedPlacement {
  readonly id: string;
  readonly live: Date;
  /** When the counts were taken that are known of it already. */
  readonly countedAt: Date;
}

/** What had been counted of a placement on one day, or on some days of many. */
export interface DayCounts extends CountValues {
  readonly placementId: string;
  readonly capturedAt: Date;
}

/** Days of placements that are looked up: of more, only every second, third, … one is. */
const MOST_DAYS = 20_000;
/** Results at the end of a day that its counts are taken from: sources count different things. */
const RESULTS_OF_DAY = 4;

const columns = (sql: (column: CountColumn) => string): Prisma.Sql =>
  Prisma.raw(COUNT_COLUMNS.map(sql).join(', '));

/**
 * What was counted last on each day of a flight between a placement's going live and its last counts:
 * of each metric the highest of the day's last results. Their number is limited, however many results
 * there are.
 *
 * @returns by placement, the oldest first
 */
export async function countsByDay(
  db: Pick<PrismaClient, '$queryRaw'>,
  placements: readonly CountedPlacement[],
  flightStart: Date,
): Promise<ReadonlyMap<string, readonly DayCounts[]>> {
  const days = placements.reduce(
    (sum, { live, countedAt }) => sum + (countedAt.getTime() - live.getTime()) / DAY_MS,
    0,
  );
  const step = Math.max(1, Math.ceil(days / MOST_DAYS));
  /** The end of the first day of the flight, or of its first few, in which the placement is live. */
  const firstEnd = ({ live }: CountedPlacement): Date => {
    const steps = (live.getTime() - flightStart.getTime()) / (step * DAY_MS);
    return new Date(flightStart.getTime() + (Math.floor(steps) + 1) * step * DAY_MS);
  };
  const moments = (of: (placement: CountedPlacement) => Date) =>
    placements.map((placement) => of(placement).toISOString());
  const rows = await db.$queryRaw<DayCounts[]>`
    SELECT p.id AS "placementId", day.*
    FROM unnest(
      ${placements.map(({ id }) => id)}::uuid[],
      ${moments(({ live }) => live)}::timestamptz[],
      ${moments(firstEnd)}::timestamptz[],
      ${moments(({ countedAt }) => countedAt)}::timestamptz[]
    ) AS p(id, live, "firstEnd", "countedAt")
    CROSS JOIN LATERAL generate_series(
      p."firstEnd", p."countedAt", make_interval(hours => ${24 * step}::int)
    ) AS ends("end")
    CROSS JOIN LATERAL (
      SELECT max("capturedAt") AS "capturedAt", ${columns((column) => `max("${column}") AS "${column}"`)}
      FROM (
        SELECT r.* FROM "Result" r
        WHERE r."placementId" = p.id AND r."capturedAt" <= ends."end"
          AND r."capturedAt" > ends."end" - make_interval(hours => ${24 * step}::int)
          AND r."capturedAt" > p.live AND r."capturedAt" < p."countedAt"
        ORDER BY r."capturedAt" DESC LIMIT ${RESULTS_OF_DAY}::int
      ) AS latest
    ) AS day
    WHERE day."capturedAt" IS NOT NULL
    ORDER BY p.id, day."capturedAt"`;
  const found = new Map<string, DayCounts[]>();
  for (const row of rows) {
    const of = found.get(row.placementId);
    if (of === undefined) found.set(row.placementId, [row]);
    else of.push(row);
  }
  return found;
}
