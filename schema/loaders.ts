import DataLoader from 'dataloader';
import type {
  Assumptions,
  AudienceCell,
  Campaign,
  Influencer,
  Layer,
  Offer,
  Placement,
  PrismaClient,
  Profile,
  Tier,
  TierScheme,
} from '../prisma/generated/client.js';
import { isUuid } from './node-id.js';
import { createListLoader, type ListLoader } from './list.js';

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
  readonly tier: RowLoader<Tier>;
  readonly tierScheme: RowLoader<TierScheme>;
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

  return {
    assumptions: rows((query) => db.assumptions.findMany(query)),
    audienceCell: rows((query) => db.audienceCell.findMany(query)),
    campaign: rows((query) => db.campaign.findMany(query)),
    influencer: rows((query) => db.influencer.findMany(query)),
    layer: rows((query) => db.layer.findMany(query)),
    offer: rows((query) => db.offer.findMany(query)),
    placement: rows((query) => db.placement.findMany(query)),
    profile: rows((query) => db.profile.findMany(query)),
    tier: rows((query) => db.tier.findMany(query)),
    tierScheme: rows((query) => db.tierScheme.findMany(query)),
    list: createListLoader(db),
  };
}
