import DataLoader from 'dataloader';
import { Prisma } from '../prisma/generated/client.js';
import { isMet, type Metric, OBSERVED_METRICS, type StatedOdds } from '../simulations/index.js';
import type { Context } from './context.js';
import { inTurn } from './in-turn.js';
import { jsonRows } from './json-rows.js';
import { type ForecastScore, type NumberToScore, scoresOf } from './saved-scores.js';
import type { ScoredGroup, ScoredPart } from './saved-forecast-scored.js';
import {
  type Came,
  type CampaignTimes,
  knownTo,
  type PlacementCame,
  placementsCame,
  type Standing,
  standingBefore,
  targetCame,
  whatCame,
} from './what-came.js';

/** When a forecast was saved, relative to the flight. */
export const HORIZONS = {
  BEFORE: 'Before the flight began.',
  FIRST_THIRD: 'In the first third of the flight.',
  SECOND_THIRD: 'In the second third of the flight.',
  LAST_THIRD: 'In the last third of the flight.',
} as const;

export type Horizon = keyof typeof HORIZONS;
export type GroupKind = ScoredGroup['kind'];

/** A saved forecast on its way to a score. */
export interface HeldForecast {
  readonly id: string;
  readonly createdAt: Date;
  readonly horizon: Horizon;
  /** Given results, not of a plan alone. */
  readonly isOutlook: boolean;
  /** Whether some of what it is held against is the demonstration's, and so made up. */
  readonly usesDemoData: boolean;
  /** Of its plan. */
  readonly platforms: readonly string[];
  readonly standing: Standing;
  readonly odds: readonly StatedOdds[];
  readonly scores: readonly ForecastScore[];
}

/** The newest forecasts are looked at, so that a record of years stays quick. */
export const MOST_FORECASTS = 1000;
const requests = new WeakMap<Context, Map<GroupKind, Promise<readonly HeldForecast[]>>>();

/** The viewer's saved forecasts for campaigns, newest first, scored on groups of one kind; once a request. */
export function heldForecasts(ctx: Context, kind: GroupKind): Promise<readonly HeldForecast[]> {
  const ofRequest = requests.get(ctx) ?? new Map<GroupKind, Promise<readonly HeldForecast[]>>();
  requests.set(ctx, ofRequest);
  const before = ofRequest.get(kind);
  if (before) return before;
  const held = readHeld(ctx, kind);
  ofRequest.set(kind, held);
  return held;
}

async function readHeld(ctx: Context, kind: GroupKind): Promise<HeldForecast[]> {
  const { workspaceId } = ctx.viewer;
  const rows = await ctx.db.savedForecast.findMany({
    where: { workspaceId, campaignId: { not: null } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: MOST_FORECASTS,
    select: SELECT,
  });
  return hold(ctx, rows.filter(hasCampaign), [kind]);
}

const SELECT = {
  ...{ id: true, campaignId: true, createdAt: true, asOf: true },
  campaign: { select: { flightStart: true, flightEnd: true } },
} as const satisfies Prisma.SavedForecastSelect;

type Row = Prisma.SavedForecastGetPayload<{ select: typeof SELECT }>;
type OfCampaign = { readonly campaignId: string; readonly campaign: CampaignTimes };
type CampaignForecastRow = Row & OfCampaign;

const hasCampaign = <R extends Row>(row: R): row is R & OfCampaign => row.campaign !== null;

const loaders = new WeakMap<Context, DataLoader<string, HeldForecast | null>>();

/** Saved forecasts by id, with the scores of all their groups; null for one that is for no campaign. */
export function heldForecastLoader(ctx: Context): DataLoader<string, HeldForecast | null> {
  const before = loaders.get(ctx);
  if (before) return before;
  const { workspaceId } = ctx.viewer;
  const loader = new DataLoader<string, HeldForecast | null>(async (ids) => {
    const rows = await ctx.db.savedForecast.findMany({
      where: { workspaceId, id: { in: [...ids] } },
      select: SELECT,
    });
    const held = await hold(ctx, rows.filter(hasCampaign), ['TOTAL', 'PLATFORM', 'TIER']);
    const byId = new Map(held.map((forecast) => [forecast.id, forecast]));
    return ids.map((id) => byId.get(id) ?? null);
  });
  loaders.set(ctx, loader);
  return loader;
}

async function hold(
  ctx: Context,
  rows: readonly CampaignForecastRow[],
  kinds: readonly GroupKind[],
): Promise<HeldForecast[]> {
  const { db, viewer, loaders, now } = ctx;
  const { workspaceId } = viewer;
  const over = rows.filter(({ campaign }) => campaign.flightEnd <= now());
  const campaigns = [...new Set(over.map(({ campaignId }) => campaignId))];
  const tiers = await loaders.tiersInUse.load(workspaceId);
  const placements = await placementsCame(db, workspaceId, campaigns, tiers);
  const judged: Judged[] = [];
  for (let at = 0; at < rows.length; at += FORECASTS_AT_ONCE) {
    const some = rows.slice(at, at + FORECASTS_AT_ONCE);
    const parts = await scoredParts(ctx, some);
    for (const row of some) {
      const part = parts.get(row.id);
      if (!part) throw new Error(`What saved forecast ${row.id} is scored on is missing`);
      judged.push(
        judge(await inTurn(row), part, placements.get(row.campaignId) ?? [], kinds, now()),
      );
    }
  }
  const scores = await scoresOf(
    ctx,
    judged.flatMap(({ numbers }) => numbers),
  );
  return judged.map(({ row, part, total, numbers, usesDemoData, standing }) => ({
    id: row.id,
    createdAt: row.createdAt,
    horizon: horizonOf(row.createdAt, row.campaign),
    isOutlook: row.asOf !== null,
    usesDemoData,
    platforms: part.platforms,
    standing,
    odds: oddsOf(row.campaignId, part, total),
    scores: numbers.flatMap((number) => scores.get(number) ?? []),
  }));
}

/** Of which is read at once what they are scored on: some 10 KB each. */
const FORECASTS_AT_ONCE = 50;

/** What they are scored on, by id. */
async function scoredParts(
  { db, viewer: { workspaceId } }: Context,
  rows: readonly CampaignForecastRow[],
): Promise<ReadonlyMap<string, ScoredPart>> {
  const ids = rows.map(({ id }) => id);
  const answers = await jsonRows<{ id: string; scored: ScoredPart }>(
    db,
    Prisma.sql`
      SELECT a."savedForecastId" AS id, a.scored FROM "SavedAnswer" a
      WHERE a."workspaceId" = ${workspaceId}::uuid AND a."savedForecastId" = ANY(${ids}::uuid[])`,
  );
  return new Map(answers.map(({ id, scored }) => [id, scored]));
}

/** A saved forecast, and what of it can be scored. */
interface Judged {
  readonly row: CampaignForecastRow;
  readonly part: ScoredPart;
  readonly total: Came;
  readonly numbers: readonly NumberToScore[];
  readonly usesDemoData: boolean;
  readonly standing: Standing;
}

function judge(
  row: CampaignForecastRow,
  part: ScoredPart,
  placements: readonly PlacementCame[],
  kinds: readonly GroupKind[],
  now: Date,
): Judged {
  const { id, campaignId, createdAt, asOf, campaign } = row;
  const about = knownTo(part, createdAt, placements);
  const before = standingBefore(createdAt, campaign, about, now);
  const came = (group: ScoredGroup, since = asOf): Came =>
    before === null ? whatCame(part.costs, group, about, since) : {};
  const whole = part.groups.find(({ kind }) => kind === 'TOTAL');
  const total = whole ? came(whole) : {};
  const numbers = part.groups
    .filter(({ kind }) => kinds.includes(kind))
    .flatMap((group): NumberToScore[] => {
      const of = group.kind === 'TOTAL' ? total : came(group);
      return OBSERVED_METRICS.flatMap((metric) => {
        const scored = group.metrics[metric];
        const observed = of[metric];
        if (!scored || observed === undefined) return [];
        const { position, point: baseline } = scored;
        const { kind, key, amplified = null } = group;
        const less = AMPLIFIED_COUNTS.includes(metric) ? amplified : null;
        return [
          { forecast: id, campaignId, kind, key, metric, position, less, baseline, observed },
        ];
      });
    });
  const standing = (): Standing => {
    if (before !== null) return before;
    if (part.groups.some((group) => isKnown(came(group)))) return 'SCORED';
    const hadCome = part.groups.some((group) => isKnown(came(group, null)));
    return hadCome ? 'SAVED_TOO_LATE' : 'NOT_SETTLED';
  };
  const usesDemoData = about.some(({ isDemo, status }) => isDemo && status === 'POSTED');
  return { row, part, total, numbers, usesDemoData, standing: standing() };
}

const isKnown = (came: Came): boolean => Object.keys(came).length > 0;

function horizonOf(createdAt: Date, { flightStart, flightEnd }: CampaignTimes): Horizon {
  const length = flightEnd.getTime() - flightStart.getTime();
  const passed = (createdAt.getTime() - flightStart.getTime()) / length;
  if (passed < 0) return 'BEFORE';
  if (passed < 1 / 3) return 'FIRST_THIRD';
  return passed < 2 / 3 ? 'SECOND_THIRD' : 'LAST_THIRD';
}

/** Metrics of which what shares reach is a part that no post counts. */
const AMPLIFIED_COUNTS: readonly Metric[] = ['IMPRESSIONS', 'GROSS_REACH'];
const AMPLIFIED: readonly Metric[] = [...AMPLIFIED_COUNTS, 'REACH', 'FREQUENCY', 'CPM'];

function oddsOf(campaign: string, { groups, targets }: ScoredPart, total: Came): StatedOdds[] {
  const whole = groups.find(({ kind }) => kind === 'TOTAL');
  // Of a plan with display advertising the whole is not known.
  if (!whole) return [];
  return targets.flatMap((target) => {
    // The odds were of what shares reach, too.
    if (whole.amplified !== null && AMPLIFIED.includes(target.metric)) return [];
    const value = targetCame(total, target.metric);
    if (value === null) return [];
    return [{ campaign, probability: target.probability, happened: isMet(target, value) }];
  });
}
