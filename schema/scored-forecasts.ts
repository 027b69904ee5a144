import { createHash } from 'node:crypto';
import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import type { SavedForecast as SavedForecastRow } from '../prisma/generated/client.js';
import {
  column,
  type Observation,
  type ObservedMetric,
  observe,
  quantile,
  type StatedOdds,
} from '../simulations/index.js';
import type { Context } from './context.js';
import { inTurn } from './in-turn.js';
import { unpackDraws } from './packed-draws.js';
import { columnName, packedColumns } from './saved-columns.js';
import type { ScoredGroup, ScoredPart } from './saved-forecast-scored.js';
import {
  type Came,
  type CampaignTimes,
  placementsSeen,
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

/** A forecast number, and what came. Money in minor units. */
export interface ForecastScore {
  readonly kind: GroupKind;
  readonly key: string;
  readonly metric: ObservedMetric;
  readonly observed: number;
  readonly baseline: number;
  readonly p10: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly observation: Observation;
}

/** A saved forecast on its way to a score. */
export interface HeldForecast {
  readonly id: string;
  readonly createdAt: Date;
  readonly horizon: Horizon;
  /** Of its plan. */
  readonly platforms: readonly string[];
  readonly standing: Standing;
  readonly odds: readonly StatedOdds[];
  readonly scores: readonly ForecastScore[];
}

/** The newest forecasts are looked at, so that a record of years stays quick. */
export const MOST_FORECASTS = 1000;
/** Scores that are remembered: of a column and what came they are always the same. */
const MOST_SCORES = 200_000;
/** Columns that are read at once, some 10 MB. */
const COLUMNS_AT_ONCE = 250;

const known = new LRUCache<string, ForecastScore>({ max: MOST_SCORES });
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
    include: WITH_ANSWER,
  });
  return hold(ctx, rows.filter(hasCampaign), [kind]);
}

const WITH_ANSWER = {
  answer: { select: { scored: true } },
  campaign: { select: { flightStart: true, flightEnd: true } },
} as const;

type Row = SavedForecastRow & {
  readonly answer: { readonly scored: unknown } | null;
  readonly campaign: CampaignTimes | null;
};
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
      include: WITH_ANSWER,
    });
    const held = await hold(ctx, rows.filter(hasCampaign), ['TOTAL', 'PLATFORM', 'TIER']);
    const byId = new Map(held.map((forecast) => [forecast.id, forecast]));
    return ids.map((id) => byId.get(id) ?? null);
  });
  loaders.set(ctx, loader);
  return loader;
}

/** A number that can be scored. */
interface Wanted {
  readonly forecast: string;
  readonly campaignId: string;
  readonly kind: GroupKind;
  readonly key: string;
  readonly metric: ObservedMetric;
  readonly position: number;
  readonly baseline: number;
  readonly observed: number;
}

async function hold(
  ctx: Context,
  rows: readonly CampaignForecastRow[],
  kinds: readonly GroupKind[],
): Promise<HeldForecast[]> {
  const { db, viewer, loaders, now } = ctx;
  const { workspaceId } = viewer;
  const over = rows.filter(({ campaign }) => campaign.flightEnd <= now());
  const [placements, tiers] = await Promise.all([
    placementsSeen(db, workspaceId, [...new Set(over.map(({ campaignId }) => campaignId))]),
    loaders.tiersInUse.load(workspaceId),
  ]);
  const judged = rows.map((row) => {
    const { id, campaignId, createdAt, campaign } = row;
    const part = row.answer?.scored as ScoredPart;
    const seen = placements.get(campaignId) ?? [];
    const before = standingBefore(part, createdAt, campaign, seen, now());
    const came = (group: Pick<ScoredGroup, 'kind' | 'key'>): Came =>
      before === null ? whatCame(part, group, createdAt, seen, tiers) : {};
    const total = came({ kind: 'TOTAL', key: 'total' });
    const wanted = part.groups
      .filter(({ kind }) => kinds.includes(kind))
      .flatMap((group): Wanted[] => {
        const of = group.kind === 'TOTAL' ? total : came(group);
        return (Object.keys(of) as ObservedMetric[]).flatMap((metric) => {
          const scored = group.metrics[metric];
          const observed = of[metric];
          if (!scored || observed === undefined) return [];
          const { position, point: baseline } = scored;
          const { kind, key } = group;
          return [{ forecast: id, campaignId, kind, key, metric, position, baseline, observed }];
        });
      });
    const isSettled = isKnown(total) || part.groups.some((group) => isKnown(came(group)));
    const standing: Standing = before ?? (isSettled ? 'SCORED' : 'NOT_SETTLED');
    return { row, part, total, wanted, standing };
  });
  const scores = await scored(
    ctx,
    judged.flatMap(({ wanted }) => wanted),
  );
  return judged.map(({ row, part, total, wanted, standing }) => ({
    id: row.id,
    createdAt: row.createdAt,
    horizon: horizonOf(row.createdAt, row.campaign),
    platforms: part.platforms,
    standing,
    odds: oddsOf(row.campaignId, part, total),
    scores: wanted.flatMap((each) => scores.get(nameOf(each)) ?? []),
  }));
}

const isKnown = (came: Came): boolean => Object.keys(came).length > 0;

function horizonOf(createdAt: Date, { flightStart, flightEnd }: CampaignTimes): Horizon {
  const length = flightEnd.getTime() - flightStart.getTime();
  const passed = (createdAt.getTime() - flightStart.getTime()) / length;
  if (passed < 0) return 'BEFORE';
  if (passed < 1 / 3) return 'FIRST_THIRD';
  return passed < 2 / 3 ? 'SECOND_THIRD' : 'LAST_THIRD';
}

function oddsOf(campaign: string, { groups, targets }: ScoredPart, total: Came): StatedOdds[] {
  // Of a plan with display advertising the whole is not known.
  if (!groups.some(({ kind }) => kind === 'TOTAL')) return [];
  return targets.flatMap(({ metric, atLeast, atMost, probability }) => {
    const value = targetCame(total, metric);
    if (value === null) return [];
    const happened = atLeast === null ? value <= (atMost ?? NaN) : value >= atLeast;
    return [{ campaign, probability, happened }];
  });
}

const nameOf = ({ forecast, kind, key, metric, observed }: Wanted): string =>
  JSON.stringify([forecast, kind, key, metric, observed]);

/** By name; those whose forecast has no draws are left out. */
async function scored(
  { db, viewer: { workspaceId } }: Context,
  wanted: readonly Wanted[],
): Promise<ReadonlyMap<string, ForecastScore>> {
  const scores = new Map<string, ForecastScore>();
  const unknown: Wanted[] = [];
  for (const each of wanted) {
    const score = known.get(nameOf(each));
    if (score) scores.set(nameOf(each), score);
    else unknown.push(each);
  }
  for (let from = 0; from < unknown.length; from += COLUMNS_AT_ONCE) {
    const some = unknown.slice(from, from + COLUMNS_AT_ONCE);
    const keyOf = ({ forecast, position }: Wanted) => ({ savedForecastId: forecast, position });
    const packed = await packedColumns(db, workspaceId, some.map(keyOf));
    for (const each of some) {
      const draws = packed.get(columnName(keyOf(each)));
      if (!draws) throw new Error(`Saved draws ${columnName(keyOf(each))} are missing`);
      const score = scoreOf(each, await inTurn(await unpackDraws(draws)));
      if (!score) continue;
      known.set(nameOf(each), score);
      scores.set(nameOf(each), score);
    }
  }
  return scores;
}

function scoreOf(wanted: Wanted, draws: Float64Array): ForecastScore | null {
  const { campaignId, kind, key, metric, observed, baseline } = wanted;
  const of = column(draws);
  const observation = observe(campaignId, of, observed, baseline, uniformOf(nameOf(wanted)));
  if (observation === null) return null;
  const [p10, p50, p90] = [0.1, 0.5, 0.9].map((p) => quantile(of, p));
  return { kind, key, metric, observed, baseline, p10, p50, p90, observation };
}

/** The same name breaks its ties in the same way. */
const uniformOf = (name: string): number =>
  createHash('sha256').update(name).digest().readUInt32LE() / 2 ** 32;
