import DataLoader from 'dataloader';
import type {
  Assumptions,
  AudienceCell,
  AudienceShare,
  Campaign,
  CampaignCell,
  Influencer,
  Layer,
  Offer,
  Placement,
  PrismaClient,
  Profile,
  Result,
  SavedAnswer,
  SavedForecast,
  Target,
  Tier,
  TierScheme,
} from '../prisma/generated/client.js';
import { type ActualsLoader, actualsLoader } from './actuals-loader.js';
import { isUuid } from './node-id.js';
import { createListLoader, type ListLoader } from './list.js';
import { columnName, type ColumnKey, packedColumns } from './saved-columns.js';
import { meanWantedShares, type TierRow, type WantedShares } from './scenario-rows.js';

type GroupLoader<Row> = DataLoader<string, Row[]>;
type RowLoader<Row> = DataLoader<string, Row | null>;

/** What one request has loaded: each list and each row once, whoever asks for it. */
export interface Loaders {
  readonly assumptions: RowLoader<Assumptions>;
  readonly audienceCell: RowLoader<AudienceCell>;
  readonly campaign: RowLoader<Campaign>;
  readonly influencer: RowLoader<Influencer>;
  readonly layer: RowLoader<Layer>;
  readonly offer: RowLoader<Offer>;
  readonly placement: RowLoader<Placement>;
  readonly profile: RowLoader<Profile>;
  readonly savedForecast: RowLoader<SavedForecast>;
  /** By the id of its saved forecast, which has one. */
  readonly savedAnswer: DataLoader<string, SavedAnswer>;
  /** Packed draws. */
  readonly savedColumn: DataLoader<ColumnKey, Uint8Array, string>;
  readonly result: RowLoader<Result>;
  readonly tier: RowLoader<Tier>;
  readonly tierScheme: RowLoader<TierScheme>;
  /** What was seen so far. */
  readonly actualsOfCampaign: ActualsLoader;
  readonly actualsOfPlacement: ActualsLoader;
  /** Whole lists that a rule keeps short, by their parent's id. */
  readonly audienceOfProfile: GroupLoader<AudienceShare>;
  readonly cellsOfCampaign: GroupLoader<CampaignCell>;
  readonly layersOfCampaign: GroupLoader<Layer>;
  readonly offersOfProfile: GroupLoader<Offer>;
  readonly cellsOfWorkspace: GroupLoader<AudienceCell>;
  /** Tiers of schemes that are not archived, those of the default scheme first. */
  readonly tiersInUse: GroupLoader<TierRow>;
  readonly targetsOfCampaign: GroupLoader<Target>;
  readonly tiersOfScheme: GroupLoader<Tier>;
  /** By the ids of the wanted cells: their mean share of the audiences known, per platform. */
  readonly wantedShares: DataLoader<readonly string[], WantedShares, string>;
  /** Pages of lists under many parents at once. */
  readonly list: ListLoader;
}

interface ByIds {
  readonly id: { readonly in: string[] };
  readonly workspaceId: string;
}

/** @param viewer - rows of other workspaces are not found */
export function createLoaders({
  db,
  viewer,
}: {
  readonly db: PrismaClient;
  readonly viewer: { readonly workspaceId: string };
}): Loaders {
  const rows = <Row extends { id: string }>(
    findMany: (query: { where: ByIds }) => Promise<Row[]>,
  ): RowLoader<Row> =>
    new DataLoader(async (ids) => {
      const found = await findMany({
        where: { id: { in: ids.filter(isUuid) }, workspaceId: viewer.workspaceId },
      });
      const byId = new Map(found.map((row) => [row.id, row]));
      return ids.map((id) => byId.get(id) ?? null);
    });

  const { workspaceId } = viewer;
  return {
    audienceOfProfile: groups('profileId', (ids) =>
      db.audienceShare.findMany({
        where: { profileId: { in: ids }, workspaceId },
        orderBy: [{ share: 'desc' }, { cellId: 'asc' }],
      }),
    ),
    cellsOfCampaign: groups('campaignId', (ids) =>
      db.campaignCell.findMany({
        where: { campaignId: { in: ids }, workspaceId },
        orderBy: { cell: { key: 'asc' } },
      }),
    ),
    layersOfCampaign: groups('campaignId', (ids) =>
      db.layer.findMany({
        where: { campaignId: { in: ids }, workspaceId },
        orderBy: { role: 'asc' },
      }),
    ),
    offersOfProfile: groups('profileId', (ids) =>
      db.offer.findMany({
        where: { profileId: { in: ids }, workspaceId, archivedAt: null },
        orderBy: { format: 'asc' },
      }),
    ),
    cellsOfWorkspace: groups('workspaceId', (ids) =>
      db.audienceCell.findMany({
        where: { workspaceId: { in: ids } },
        orderBy: { key: 'asc' },
      }),
    ),
    tiersInUse: groups('workspaceId', (ids) =>
      db.tier.findMany({
        where: { workspaceId: { in: ids }, scheme: { archivedAt: null } },
        include: { scheme: true },
        orderBy: [
          { scheme: { isDefault: 'desc' } },
          { scheme: { key: 'asc' } },
          { position: 'asc' },
        ],
      }),
    ),
    wantedShares: new DataLoader(
      (lists) => Promise.all(lists.map((cellIds) => meanWantedShares(db, viewer, cellIds))),
      { cacheKeyFn: (cellIds) => cellIds.join() },
    ),
    targetsOfCampaign: groups('campaignId', (ids) =>
      db.target.findMany({
        where: { campaignId: { in: ids }, workspaceId },
        orderBy: { position: 'asc' },
      }),
    ),
    tiersOfScheme: groups('schemeId', (ids) =>
      db.tier.findMany({
        where: { schemeId: { in: ids }, workspaceId },
        orderBy: { position: 'asc' },
      }),
    ),
    assumptions: rows((query) => db.assumptions.findMany(query)),
    audienceCell: rows((query) => db.audienceCell.findMany(query)),
    campaign: rows((query) => db.campaign.findMany(query)),
    influencer: rows((query) => db.influencer.findMany(query)),
    layer: rows((query) => db.layer.findMany(query)),
    offer: rows((query) => db.offer.findMany(query)),
    placement: rows((query) => db.placement.findMany(query)),
    profile: rows((query) => db.profile.findMany(query)),
    savedForecast: rows((query) => db.savedForecast.findMany(query)),
    savedAnswer: new DataLoader(async (ids) => {
      const found = await db.savedAnswer.findMany({
        where: { savedForecastId: { in: [...ids] }, workspaceId },
      });
      const byId = new Map(found.map((row) => [row.savedForecastId, row]));
      return ids.map((id) => byId.get(id) ?? new Error(`Saved forecast ${id} has no answer`));
    }),
    savedColumn: savedColumnLoader(db, workspaceId),
    result: rows((query) => db.result.findMany(query)),
    tier: rows((query) => db.tier.findMany(query)),
    tierScheme: rows((query) => db.tierScheme.findMany(query)),
    actualsOfCampaign: actualsLoader(db, workspaceId, 'campaignId'),
    actualsOfPlacement: actualsLoader(db, workspaceId, 'placementId'),
    list: createListLoader(db),
  };
}

/** Columns of several forecasts; a thousand of 8,192 draws are 40 MB. */
const COLUMNS_AT_ONCE = 1000;

function savedColumnLoader(
  db: PrismaClient,
  workspaceId: string,
): DataLoader<ColumnKey, Uint8Array, string> {
  return new DataLoader(
    async (keys) => {
      const found = await packedColumns(db, workspaceId, keys);
      return keys.map(
        (key) =>
          found.get(columnName(key)) ?? new Error(`Saved draws ${columnName(key)} are missing`),
      );
    },
    { cacheKeyFn: columnName, maxBatchSize: COLUMNS_AT_ONCE },
  );
}

/** Children by parent, in the order in which they were found. */
function groups<Parent extends string, Row extends Readonly<Record<Parent, string>>>(
  parent: Parent,
  findMany: (parentIds: string[]) => Promise<Row[]>,
): GroupLoader<Row> {
  return new DataLoader(async (ids) => {
    const byParent = new Map(ids.map((id): [string, Row[]] => [id, []]));
    for (const row of await findMany([...ids])) byParent.get(row[parent])?.push(row);
    return ids.map((id) => byParent.get(id) ?? []);
  });
}

/** The rows that foreign keys promise. */
export const promised = async <Row>(
  loader: DataLoader<string, Row | null>,
  ids: readonly string[],
): Promise<(Row | Error)[]> =>
  (await loader.loadMany(ids)).map((row, i) => row ?? new Error(`Row ${ids[i]} is missing`));
