import type { Prisma, PrismaClient } from '../prisma/generated/client.js';
import type { Platform } from '../prisma/generated/enums.js';
import type { Context, Viewer } from './context.js';

/** What a scenario may copy from the viewer's workspace; always the same few SQL statements. */
export interface ScenarioRows {
  readonly tiers: readonly TierRow[];
  readonly cells: readonly CellRow[];
  readonly profiles: ReadonlyMap<string, ProfileRow>;
  readonly campaign: CampaignRow | null;
  readonly assumptions: AssumptionsRow | null;
}

export type TierRow = Prisma.TierGetPayload<{ include: { scheme: true } }>;
export type CellRow = Prisma.AudienceCellGetPayload<object>;
export type AssumptionsRow = Prisma.AssumptionsGetPayload<object>;

const PROFILE = {
  influencer: true,
  offers: { where: { archivedAt: null } },
  audience: true,
} satisfies Prisma.ProfileInclude;

export type ProfileRow = Prisma.ProfileGetPayload<{ include: typeof PROFILE }>;

const CAMPAIGN = {
  targets: { orderBy: { position: 'asc' } },
  audience: true,
  assumptions: true,
} satisfies Prisma.CampaignInclude;

export type PlacementRow = Prisma.PlacementGetPayload<{
  include: { layer: true; profile: { include: typeof PROFILE } };
}>;
export type CampaignRow = Prisma.CampaignGetPayload<{ include: typeof CAMPAIGN }> & {
  /** In the order in which they go live; cancelled and archived ones are left out. */
  readonly placements: readonly PlacementRow[];
};

export interface RowIds {
  readonly profiles: readonly string[];
  readonly campaign: string | null;
  /** Whether the campaign may be an archived one. */
  readonly archived?: boolean;
  readonly assumptions: string | null;
}

/**
 * Plans that are compared share what they have in common.
 *
 * @param maxPlacements - one more than this many placements are read, so that the caller can refuse
 */
export async function loadScenarioRows(
  { db, viewer: { workspaceId }, loaders }: Pick<Context, 'db' | 'viewer' | 'loaders'>,
  ids: RowIds,
  maxPlacements: number,
): Promise<ScenarioRows> {
  const [tiers, cells, profiles, assumptions, campaign, placements] = await Promise.all([
    loaders.tiersInUse.load(workspaceId),
    loaders.cellsOfWorkspace.load(workspaceId),
    ids.profiles.length > 0
      ? db.profile.findMany({
          where: {
            workspaceId,
            id: { in: [...ids.profiles] },
            archivedAt: null,
            influencer: { archivedAt: null },
          },
          include: PROFILE,
        })
      : [],
    ids.assumptions !== null
      ? db.assumptions.findFirst({ where: { workspaceId, id: ids.assumptions, archivedAt: null } })
      : null,
    ids.campaign !== null
      ? db.campaign.findFirst({
          where: {
            workspaceId,
            id: ids.campaign,
            ...(ids.archived !== true && { archivedAt: null }),
          },
          include: CAMPAIGN,
        })
      : null,
    ids.campaign !== null
      ? db.placement.findMany({
          where: {
            workspaceId,
            campaignId: ids.campaign,
            archivedAt: null,
            status: { not: 'CANCELLED' },
          },
          include: { layer: true, profile: { include: PROFILE } },
          orderBy: [{ plannedAt: 'asc' }, { id: 'asc' }],
          take: maxPlacements + 1,
        })
      : [],
  ]);
  return {
    tiers,
    cells,
    profiles: new Map(profiles.map((profile) => [profile.id, profile])),
    campaign: campaign && { ...campaign, placements },
    assumptions: assumptions ?? campaign?.assumptions ?? null,
  };
}

export type WantedShares = Partial<Record<Platform, number>>;

/** Mean share of a profile's audience that lies in the wanted cells, over the profiles known. */
export async function meanWantedShares(
  db: PrismaClient,
  { workspaceId }: Pick<Viewer, 'workspaceId'>,
  cellIds: readonly string[],
): Promise<WantedShares> {
  const rows = await db.$queryRaw<{ platform: Platform; share: number }[]>`
    SELECT platform::text AS platform, avg(wanted) AS share
    FROM (
      SELECT p.platform, coalesce(sum(s.share) FILTER (WHERE s."cellId" = ANY (${[...cellIds]}::uuid[])), 0) AS wanted
      FROM "Profile" p
      JOIN "AudienceShare" s ON s."profileId" = p.id
      WHERE p."workspaceId" = ${workspaceId}::uuid AND p."archivedAt" IS NULL
      GROUP BY p.id, p.platform
    ) AS profiles
    GROUP BY platform`;
  return Object.fromEntries(rows.map(({ platform, share }) => [platform, share]));
}
