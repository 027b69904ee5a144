import type { LatestCounts, PlacementStatus } from '../prisma/generated/client.js';
import type { Candidate, Line, Scenario, Snapshot } from '../simulations/index.js';
import type { Context } from './context.js';
import { type CountedPlacement, countsByDay, type DayCounts } from './counts-by-day.js';
import type { Path } from './errors.js';
import { nodeId } from './node-id.js';
import { type CountColumn, PARTS } from './result-counts.js';
import { DAY_MS } from './scenario-lines.js';
import { resolveScenario, type ResolvedScenario } from './scenario.js';

/** Whether there is anything of which to tell what it will bring. */
export async function hasPlacements(
  campaignId: string,
  { db, viewer: { workspaceId } }: Pick<Context, 'db' | 'viewer'>,
): Promise<boolean> {
  const where = {
    workspaceId,
    campaignId,
    archivedAt: null,
    status: { not: 'CANCELLED' },
  } as const;
  return (await db.placement.findFirst({ where, select: { id: true } })) !== null;
}

/** A campaign as it stands: its own placements, and what was seen of them. */
export interface CampaignUnderWay {
  /** As planned, whatever has happened since. */
  readonly plan: ResolvedScenario;
  /** Given what was seen. */
  readonly resolved: ResolvedScenario;
  readonly flightStart: Date;
  readonly asOf: Date;
  /** When the latest count was taken; null if there is none. */
  readonly seenAt: Date | null;
  readonly placements: ReadonlyMap<string, PlacementUnderWay>;
}

export interface PlacementUnderWay {
  readonly id: string;
  readonly status: PlacementStatus;
  readonly plannedAt: Date;
  readonly postedAt: Date | null;
  readonly sources: readonly LatestCounts[];
}

/**
 * Reads a campaign with what was seen of its placements, in a number of SQL statements that does not
 * depend on its size.
 *
 * @param campaignId - the row's own
 * @param withDays - whether to read what had been counted on each day, which only curves by day need
 */
export async function campaignUnderWay(
  campaignId: string,
  ctx: Pick<Context, 'db' | 'viewer' | 'loaders' | 'now'>,
  path: Path,
  withDays = false,
): Promise<CampaignUnderWay> {
  const { workspaceId } = ctx.viewer;
  const [plan, rows] = await Promise.all([
    resolveScenario({ campaignId: nodeId('Campaign', campaignId) }, ctx, path, true),
    ctx.db.placement.findMany({
      where: { workspaceId, campaignId, archivedAt: null, status: { not: 'CANCELLED' } },
      select: { id: true, status: true, plannedAt: true, postedAt: true, latestCounts: true },
    }),
  ]);
  const placements = new Map(
    rows.map(({ latestCounts, ...row }) => [row.id, { ...row, sources: latestCounts }]),
  );
  const flightStart = plan.flightStart!;
  const asOf = ctx.now();
  const seen = rows.flatMap(({ latestCounts }) => latestCounts.map(({ capturedAt }) => capturedAt));
  const days = withDays
    ? await countsByDay(ctx.db, [...placements.values()].flatMap(counted), flightStart)
    : new Map<string, readonly DayCounts[]>();
  const dayOf = (moment: Date) => (moment.getTime() - flightStart.getTime()) / DAY_MS;
  const linesOf = (of: (candidate: Candidate, placement: PlacementUnderWay) => Candidate): Line[] =>
    plan.scenario.lines.map((line) => ({
      ...line,
      candidates: (line.candidates as readonly Candidate[]).map((candidate, i) => {
        const placement = placements.get(plan.placements![line.key][i]);
        return placement === undefined ? candidate : of(candidate, placement);
      }),
    }));
  const given = (lines: Line[], own: Partial<Scenario> = {}): ResolvedScenario => ({
    ...plan,
    resultsIgnored: 0,
    scenario: { ...plan.scenario, lines, ...own },
  });
  return {
    plan: given(linesOf((candidate) => ({ ...candidate, posted: false }))),
    resolved: given(
      linesOf((candidate, placement) =>
        asSeen(candidate, placement, dayOf, days.get(placement.id) ?? []),
      ),
      { today: dayOf(asOf) },
    ),
    flightStart,
    asOf,
    seenAt: seen.reduce<Date | null>((latest, at) => (latest && latest > at ? latest : at), null),
    placements,
  };
}

/** What counts say: a placement that was counted is on the air, whatever its status. */
function asSeen(
  candidate: Candidate,
  placement: PlacementUnderWay,
  dayOf: (moment: Date) => number,
  days: readonly DayCounts[],
): Candidate {
  const { status, sources } = placement;
  if (status !== 'POSTED' && sources.length === 0) return candidate;
  const seen = merge(sources);
  const live = liveAt(placement, seen);
  const ageAt = (moment: Date) => Math.max(0, dayOf(moment) - dayOf(live));
  return {
    ...candidate,
    posted: true,
    plannedDay: dayOf(live),
    ...(seen && { seen: { ...seen.counts, ageDays: ageAt(seen.at) } }),
    ...(days.length > 0 && {
      earlier: days.map((day) => ({ ...countsOf(day), ageDays: ageAt(day.capturedAt) })),
    }),
  };
}

/** Whoever was counted before its day was on the air by then. */
function liveAt({ plannedAt, postedAt }: PlacementUnderWay, seen: Merged | null): Date {
  const planned = postedAt ?? plannedAt;
  return seen !== null && seen.at < planned ? seen.at : planned;
}

/** A placement of which something was counted, as its days are asked for; none of any other. */
function counted(placement: PlacementUnderWay): CountedPlacement[] {
  const seen = merge(placement.sources);
  if (seen === null) return [];
  return [{ id: placement.id, live: liveAt(placement, seen), countedAt: seen.at }];
}

/** Sources count at different times, and the tone of reactions is that of all of them. */
function countsOf(day: DayCounts): Counts {
  const of = (column: CountColumn) => (day[column] === null ? null : Number(day[column]));
  return partsWithinWholes({
    impressions: of('impressions'),
    reach: of('reach'),
    engagements: of('engagements'),
    valencedReactions: null,
    negativeReactions: null,
    shares: of('shares'),
    clicks: of('clicks'),
    conversions: of('conversions'),
    redemptions: of('redemptions'),
    revenueMinor: of('revenueMinor'),
  });
}

type Counts = Omit<Snapshot, 'ageDays'>;

interface Merged {
  readonly counts: Counts;
  readonly at: Date;
}

/** How far a source is to be believed about when it counted, the most first. */
const SOURCES = ['PLATFORM', 'VENDOR', 'CREATOR', 'MANUAL'] as const;

/**
 * The highest count that any source has, because counts only rise; it is as old as the source that
 * told of views or people, else of engagements, the platform before all others.
 */
function merge(sources: readonly LatestCounts[]): Merged | null {
  if (sources.length === 0) return null;
  const inOrder = [...sources].sort(
    (a, b) => SOURCES.indexOf(a.source) - SOURCES.indexOf(b.source),
  );
  const most = (of: (row: LatestCounts) => bigint | null): number | null =>
    sources.reduce<number | null>((max, row) => {
      const count = of(row);
      return count === null ? max : Math.max(max ?? 0, Number(count));
    }, null);
  // Negative reactions are a part of the same source's reactions.
  const opinions = sources.reduce<LatestCounts | null>(
    (best, row) =>
      row.negativeReactions !== null &&
      (row.valencedReactions ?? -1n) > (best?.valencedReactions ?? -1n)
        ? row
        : best,
    null,
  );
  const dated =
    inOrder.find((row) => row.impressions !== null || row.reach !== null) ??
    inOrder.find((row) => row.engagements !== null) ??
    inOrder[0];
  return {
    at: dated.capturedAt,
    counts: partsWithinWholes({
      impressions: most((row) => row.impressions),
      reach: most((row) => row.reach),
      engagements: most((row) => row.engagements),
      valencedReactions: opinions === null ? null : Number(opinions.valencedReactions),
      negativeReactions: opinions === null ? null : Number(opinions.negativeReactions),
      shares: most((row) => row.shares),
      clicks: most((row) => row.clicks),
      conversions: most((row) => row.conversions),
      redemptions: most((row) => row.redemptions),
      revenueMinor: most((row) => row.revenueMinor),
    }),
  };
}

/**
 * Sources disagree: one's part may be more than another's whole. Reactions with an opinion stay, because
 * what is read from them is the share of those against, which is one source's own.
 */
function partsWithinWholes(counts: Counts): Counts {
  const within: { -readonly [Name in keyof Counts]: Counts[Name] } = { ...counts };
  for (const [part, whole] of PARTS) {
    if (part === 'valencedReactions') continue;
    const [some, all] = [counts[part], counts[whole]];
    if (some !== null && all !== null) within[part] = Math.min(some, all);
  }
  return within;
}
