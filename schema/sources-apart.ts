import { Prisma } from '../prisma/generated/client.js';
import type { ResultSource } from '../prisma/generated/enums.js';
import { type CreatorRow, usualGrowth } from '../simulations/index.js';
import type { Context } from './context.js';
import type { PlacementUnderWay } from './outlook-scenario.js';
import { ADDED_UP, ADDED_UP_METRICS } from './result-counts.js';
import { DAY_MS } from './scenario-lines.js';

/** What adds up: the tone of reactions is read from samples, which differ in size. */
type Compared = (typeof ADDED_UP)[keyof typeof ADDED_UP];

/** What one source counted of a placement, and when it did last. */
interface Counted {
  readonly source: ResultSource;
  readonly count: number;
  readonly at: Date;
}

/** Two sources' counts of the same, too far apart to be both right. */
export interface Disagreement {
  readonly placementId: string;
  readonly column: Compared;
  readonly more: Counted;
  readonly less: Counted;
  /** More ÷ less, at the same age; Infinity where one counted none. */
  readonly times: number;
}

/**
 * Sources that are further apart than this disagree. Posts differ in pace, so from a young age a count
 * may well grow more than usually, but hardly more than thrice that: once in 100 posts from the first hours
 * on, once in 3,000 from half of the final count on.
 */
export const TIMES_APART = 3;
/** Of fewer nobody needs to be told: 2 clicks are not 7, and move nothing. */
const FEW = 30;

/** A placement, and the kind of content that it is. */
type Seen = Pick<PlacementUnderWay, 'id' | 'postedAt' | 'plannedAt' | 'sources'> & {
  readonly row: CreatorRow;
};

/**
 * Of each placement and count the highest, which is what an outlook takes, and what other sources have that
 * is too far below it; the furthest apart first.
 */
export async function sourcesApart(
  placements: readonly Seen[],
  ctx: Pick<Context, 'db'>,
): Promise<Disagreement[]> {
  const apart = placements.flatMap(apartOf);
  const dated = await datedBy(apart, ctx);
  const byId = new Map(placements.map((placement) => [placement.id, placement]));
  return apart
    .flatMap((pair) => atSameAge(byId.get(pair.placementId)!, dated(pair)) ?? [])
    .sort((a, b) => b.times - a.times);
}

type Undated = Omit<Disagreement, 'times'>;

const METRIC_OF: ReadonlyMap<Compared, keyof typeof ADDED_UP> = new Map(
  ADDED_UP_METRICS.map((metric) => [ADDED_UP[metric], metric]),
);

/** Pairs that are too far apart unless the lower count is older than its source's latest result. */
function apartOf(placement: Seen): Undated[] {
  const { id: placementId, sources } = placement;
  return [...METRIC_OF.keys()].flatMap((column) => {
    const [more, ...others] = sources
      .flatMap(({ source, capturedAt: at, [column]: count }): Counted[] =>
        count === null ? [] : [{ source, count: Number(count), at }],
      )
      .sort((a, b) => b.count - a.count);
    return others
      .map((less): Undated => ({ placementId, column, more, less }))
      .filter((pair) => atSameAge(placement, pair) !== null);
  });
}

/** Null where the sources are not too far apart. */
function atSameAge({ row, postedAt, plannedAt }: Seen, pair: Undated): Disagreement | null {
  const { column, more, less } = pair;
  const live = (postedAt ?? plannedAt).getTime();
  const ageOf = ({ at }: Counted) => (at.getTime() - live) / DAY_MS;
  const growth = usualGrowth(row, METRIC_OF.get(column)!, ageOf(less), ageOf(more));
  const times = more.count / (less.count * growth);
  return more.count >= FEW && times > TIMES_APART ? { ...pair, times } : null;
}

/**
 * Results need not have every count: the lower count of each pair as old as the last result that had it.
 */
async function datedBy(
  pairs: readonly Undated[],
  { db }: Pick<Context, 'db'>,
): Promise<(pair: Undated) => Undated> {
  if (pairs.length === 0) return (pair) => pair;
  const asked = pairs.map(({ placementId, column, less: { source } }, i) => ({
    ...{ i, placementId, column, source },
  }));
  const last = Prisma.raw(
    [...METRIC_OF.keys()]
      .map(
        (column) => `WHEN '${column}' THEN (
          SELECT max(s."capturedAt") FROM "Result" s
          WHERE s."placementId" = r."placementId" AND s.source = r.source
            AND s."${column}" IS NOT NULL)`,
      )
      .join(' '),
  );
  const rows = await db.$queryRaw<{ i: number; at: Date | null }[]>`
    SELECT r.i, CASE r."column" ${last} END AS at
    FROM jsonb_to_recordset(${JSON.stringify(asked)}::jsonb)
      AS r(i int, "placementId" uuid, "column" text, source "ResultSource")`;
  const dates = new Map(rows.map(({ i, at }) => [pairs[i], at]));
  return (pair) => ({ ...pair, less: { ...pair.less, at: dates.get(pair) ?? pair.less.at } });
}
