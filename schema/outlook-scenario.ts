import type { LatestCounts, PlacementStatus } from '../prisma/generated/client.js';
import type { Candidate, Line, Scenario, Snapshot } from '../simulations/index.js';
import type { Context } from './context.js';
import type { Path } from './errors.js';
import { nodeId } from './node-id.js';
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
 */
export async function campaignUnderWay(
  campaignId: string,
  ctx: Pick<Context, 'db' | 'viewer' | 'loaders' | 'now'>,
  path: Path,
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
      linesOf((candidate, placement) => asSeen(candidate, placement, dayOf)),
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
  { status, plannedAt, postedAt, sources }: PlacementUnderWay,
  dayOf: (moment: Date) => number,
): Candidate {
  if (status !== 'POSTED' && sources.length === 0) return candidate;
  const counted = merge(sources);
  const planned = postedAt ?? plannedAt;
  const live = counted !== null && counted.at < planned ? counted.at : planned;
  return {
    ...candidate,
    posted: true,
    plannedDay: dayOf(live),
    ...(counted && {
      seen: { ...counted.counts, ageDays: Math.max(0, dayOf(counted.at) - dayOf(live)) },
    }),
  };
}

type Counts = Omit<Snapshot, 'ageDays'>;

/** How far a source is to be believed about when it counted, the most first. */
const SOURCES = ['PLATFORM', 'VENDOR', 'CREATOR', 'MANUAL'] as const;

/**
 * The highest count that any source has, because counts only rise; it is as old as the source that
 * told of views or people, else of engagements, the platform before all others.
 */
function merge(sources: readonly LatestCounts[]): { counts: Counts; at: Date } | null {
  if (sources.length === 0) return null;
  const inOrder = [...sources].sort(
    (a, b) => SOURCES.indexOf(a.source) - SOURCES.indexOf(b.source),
  );
  const most = (of: (row: LatestCounts) => bigint | null): number | null =>
    sources.reduce<number | null>((max, row) => {
      const count = of(row);
      return count === null ? max : Math.max(max ?? 0, Number(count));
    }, null);
  const impressions = most((row) => row.impressions);
  const reach = most((row) => row.reach);
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
    counts: {
      impressions,
      reach: reach !== null && impressions !== null ? Math.min(reach, impressions) : reach,
      engagements: most((row) => row.engagements),
      valencedReactions: opinions === null ? null : Number(opinions.valencedReactions),
      negativeReactions: opinions === null ? null : Number(opinions.negativeReactions),
      shares: most((row) => row.shares),
      clicks: most((row) => row.clicks),
      conversions: most((row) => row.conversions),
      redemptions: most((row) => row.redemptions),
      revenueMinor: most((row) => row.revenueMinor),
    },
  };
}
