import { randomUUID } from 'node:crypto';
import type { Prisma, PrismaClient } from '../../prisma/generated/client.js';
import { packDraws } from '../../schema/packed-draws.js';
import type { ScoredPart } from '../../schema/saved-forecast-scored.js';
import type { ObservedMetric } from '../../simulations/index.js';
import { addBareCampaign, addBareProfile } from './bare-rows.js';

const DAY = 86_400_000;
export const FLIGHT = {
  flightStart: new Date('2026-05-01T00:00:00Z'),
  flightEnd: new Date('2026-05-31T00:00:00Z'),
};
/** Everything is settled by then. */
export const LONG_AFTER = new Date('2026-10-01T00:00:00Z');

export const daysAfterStart = (days: number): Date =>
  new Date(FLIGHT.flightStart.getTime() + days * DAY);

type Of = Pick<Prisma.LatestCountsCreateManyInput, 'workspaceId'>;

/** A campaign over 30 days of May with a layer and an influencer of its own, on Instagram. */
export async function addPastCampaign(db: PrismaClient, { workspaceId }: Of, handle: string) {
  const of = { workspaceId, name: handle };
  const { campaignId, layerId } = await addBareCampaign(db, { ...of, ...FLIGHT });
  const { profileId } = await addBareProfile(db, {
    ...{ ...of, handle, platform: 'INSTAGRAM', followers: 20_000n },
  });
  return { workspaceId, campaignId, layerId, profileId };
}

export type PastCampaign = Awaited<ReturnType<typeof addPastCampaign>>;

/** A post of the fifth day that was planned in April. */
export const addPost = (
  db: PrismaClient,
  campaign: PastCampaign,
  more: Partial<Prisma.PlacementUncheckedCreateInput> = {},
) =>
  db.placement.create({
    data: {
      ...campaign,
      ...{ format: 'POST', plannedAt: daysAfterStart(5), currency: 'USD', status: 'POSTED' },
      ...{ postedAt: daysAfterStart(5), createdAt: daysAfterStart(-20), feeMinor: 50_000n },
      ...more,
    },
  });

/** What was seen of a placement 60 days into the flight. */
export const addCounts = (
  db: PrismaClient,
  { workspaceId, id }: { workspaceId: string; id: string },
  counts: Omit<
    Prisma.LatestCountsUncheckedCreateInput,
    'workspaceId' | 'placementId' | 'capturedAt' | 'source'
  >,
  capturedAt = daysAfterStart(60),
) =>
  db.latestCounts.create({
    data: { workspaceId, placementId: id, capturedAt, source: 'PLATFORM', ...counts },
  });

interface Told {
  readonly metric: ObservedMetric | 'AMPLIFIED_REACH';
  readonly draws: readonly number[];
  readonly point: number;
  /** Only for this one of the forecast's platforms. */
  readonly platform?: string;
}

/** A saved forecast, of Instagram posts unless told otherwise, with draws that are given, as if it had been simulated. */
export async function addForecast(
  db: PrismaClient,
  { workspaceId, campaignId }: Pick<PastCampaign, 'workspaceId'> & { campaignId: string | null },
  told: readonly Told[],
  {
    createdAt = daysAfterStart(-10),
    asOf = null as Date | null,
    targets = [] as ScoredPart['targets'],
    keepsAmplified = true,
    platforms = ['INSTAGRAM'],
  } = {},
) {
  const row = await db.savedForecast.create({
    data: {
      ...{ workspaceId, campaignId, forecastId: randomUUID(), name: 'Told', seed: 's' },
      ...{ draws: told[0].draws.length, engineVersion: 1, createdAt, asOf },
    },
  });
  const position = told.findIndex(({ metric }) => metric === 'AMPLIFIED_REACH');
  const amplified = keepsAmplified ? { amplified: position === -1 ? null : position } : {};
  const metricsOf = (platform?: string) =>
    Object.fromEntries(
      told.flatMap(({ metric, point, platform: of }, position) =>
        metric === 'AMPLIFIED_REACH' || of !== platform ? [] : [[metric, { position, point }]],
      ),
    );
  const metrics = metricsOf();
  const scored: object = {
    isOwnPlan: true,
    costs: { feeFactor: 1.1, perPlacementMinor: 100, perInfluencerMinor: 1000 },
    platforms,
    groups: [
      { kind: 'TOTAL', key: 'total', ...amplified, metrics },
      ...platforms.map((key) => ({
        ...{ kind: 'PLATFORM' as const, key, ...amplified },
        metrics: told.some(({ platform }) => platform === key) ? metricsOf(key) : metrics,
      })),
      { kind: 'TIER', key: 'micro-post', ...amplified, metrics },
    ],
    targets,
  } satisfies ScoredPart;
  const ofRow = { workspaceId, savedForecastId: row.id };
  await db.savedAnswer.create({
    data: { ...ofRow, question: {}, outcome: {}, scored },
  });
  await db.savedColumn.createMany({
    data: await Promise.all(
      told.map(async ({ draws }, position) => ({
        ...ofRow,
        position,
        draws: await packDraws(Float64Array.from(draws)),
      })),
    ),
  });
  return row;
}
