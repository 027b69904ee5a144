import type { Transaction } from './mutation.js';

/**
 * The statements of a bulk write: one per table and verb, whatever the number of rows.
 *
 * A null means "keep what is stored". Rows that would not change are left out by their WHERE, so
 * they write nothing; every statement returns the ids of the rows that did change.
 */

export interface PersonRecord {
  readonly id: string;
  readonly externalId: string | null;
  readonly name: string | null;
  readonly role: string | null;
  readonly topics: readonly string[] | null;
  readonly country: string | null;
}

export interface ProfileRecord {
  readonly id: string;
  readonly influencerId: string;
  readonly platform: string;
  readonly handle: string;
  readonly followers: string;
  readonly authenticity: number | null;
  readonly posts: number | null;
  readonly asOf: string | null;
  readonly views: number | null;
  readonly reach: number | null;
  readonly engagements: number | null;
}

export interface OfferRecord {
  readonly id: string;
  readonly profileId: string;
  readonly format: string;
  readonly priceMinor: string;
  readonly currency: string;
}

export interface ShareRecord {
  readonly profileId: string;
  readonly cellId: string;
  readonly share: number;
}

interface Changed {
  readonly id: string;
}

export async function insertPeople(
  tx: Transaction,
  workspaceId: string,
  isDemo: boolean,
  people: readonly PersonRecord[],
): Promise<void> {
  if (people.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO "Influencer" (id, "workspaceId", "externalId", name, role, topics, country, "isDemo")
    SELECT id, ${workspaceId}::uuid, "externalId", name, COALESCE(role, 'CREATOR'),
           COALESCE(topics, '{}'), country, ${isDemo}
    FROM jsonb_to_recordset(${JSON.stringify(people)}::jsonb)
      AS r(id uuid, "externalId" text, name text, role "Role", topics text[], country char(2))`;
}

/** @returns ids of the people that changed */
export function updatePeople(
  tx: Transaction,
  workspaceId: string,
  people: readonly PersonRecord[],
): Promise<Changed[]> {
  if (people.length === 0) return Promise.resolve([]);
  return tx.$queryRaw<Changed[]>`
    UPDATE "Influencer" AS i
    SET "externalId" = COALESCE(i."externalId", r."externalId"), name = COALESCE(r.name, i.name),
        role = COALESCE(r.role, i.role), topics = COALESCE(r.topics, i.topics),
        country = COALESCE(r.country, i.country), "updatedAt" = CURRENT_TIMESTAMP
    FROM jsonb_to_recordset(${JSON.stringify(people)}::jsonb)
      AS r(id uuid, "externalId" text, name text, role "Role", topics text[], country char(2))
    WHERE i.id = r.id AND i."workspaceId" = ${workspaceId}::uuid
      AND (i."externalId", i.name, i.role, i.topics, i.country) IS DISTINCT FROM
          (COALESCE(i."externalId", r."externalId"), COALESCE(r.name, i.name),
           COALESCE(r.role, i.role), COALESCE(r.topics, i.topics), COALESCE(r.country, i.country))
    RETURNING i.id`;
}

/** @returns how many were inserted: fewer than asked for if another writer created one meanwhile */
export function insertProfiles(
  tx: Transaction,
  workspaceId: string,
  isDemo: boolean,
  profiles: readonly ProfileRecord[],
): Promise<number> {
  if (profiles.length === 0) return Promise.resolve(0);
  return tx.$executeRaw`
    INSERT INTO "Profile" (id, "workspaceId", "influencerId", platform, handle, followers,
      authenticity, "recentPosts", "recentPostsAsOf", "recentViews", "recentReach",
      "recentEngagements", "engagementRateByFollowers", "isDemo")
    SELECT id, ${workspaceId}::uuid, "influencerId", platform, handle, followers, authenticity,
           posts, "asOf", views, reach, engagements, engagements / NULLIF(followers, 0), ${isDemo}
    FROM jsonb_to_recordset(${JSON.stringify(profiles)}::jsonb)
      AS r(id uuid, "influencerId" uuid, platform "Platform", handle text, followers bigint,
           authenticity float8, posts int, "asOf" timestamptz(3), views float8, reach float8,
           engagements float8)
    ON CONFLICT ("workspaceId", platform, handle) DO NOTHING`;
}

/**
 * Recent posts are replaced as a whole: half of an old measurement says nothing beside a new one.
 * @returns ids of the profiles that changed
 */
export function updateProfiles(
  tx: Transaction,
  workspaceId: string,
  profiles: readonly ProfileRecord[],
): Promise<Changed[]> {
  if (profiles.length === 0) return Promise.resolve([]);
  return tx.$queryRaw<Changed[]>`
    UPDATE "Profile" AS p
    SET followers = r.followers, authenticity = COALESCE(r.authenticity, p.authenticity),
        "recentPosts" = COALESCE(r.posts, p."recentPosts"),
        "recentPostsAsOf" = CASE WHEN r.posts IS NULL THEN p."recentPostsAsOf" ELSE r."asOf" END,
        "recentViews" = CASE WHEN r.posts IS NULL THEN p."recentViews" ELSE r.views END,
        "recentReach" = CASE WHEN r.posts IS NULL THEN p."recentReach" ELSE r.reach END,
        "recentEngagements" =
          CASE WHEN r.posts IS NULL THEN p."recentEngagements" ELSE r.engagements END,
        "engagementRateByFollowers" =
          CASE WHEN r.posts IS NULL THEN p."recentEngagements" ELSE r.engagements END
          / NULLIF(r.followers, 0),
        "updatedAt" = CURRENT_TIMESTAMP
    FROM jsonb_to_recordset(${JSON.stringify(profiles)}::jsonb)
      AS r(id uuid, followers bigint, authenticity float8, posts int, "asOf" timestamptz(3),
           views float8, reach float8, engagements float8)
    WHERE p.id = r.id AND p."workspaceId" = ${workspaceId}::uuid
      AND (p.followers <> r.followers
        OR COALESCE(r.authenticity, p.authenticity) IS DISTINCT FROM p.authenticity
        OR (r.posts IS NOT NULL AND
            (p."recentPosts", p."recentPostsAsOf", p."recentViews", p."recentReach",
             p."recentEngagements") IS DISTINCT FROM
            (r.posts, r."asOf", r.views, r.reach, r.engagements)))
    RETURNING p.id`;
}

/** @returns ids of the profiles whose offers changed */
export function upsertOffers(
  tx: Transaction,
  workspaceId: string,
  offers: readonly OfferRecord[],
): Promise<Changed[]> {
  if (offers.length === 0) return Promise.resolve([]);
  return tx.$queryRaw<Changed[]>`
    INSERT INTO "Offer" AS o (id, "workspaceId", "profileId", format, "priceMinor", currency)
    SELECT id, ${workspaceId}::uuid, "profileId", format, "priceMinor", currency
    FROM jsonb_to_recordset(${JSON.stringify(offers)}::jsonb)
      AS r(id uuid, "profileId" uuid, format "Format", "priceMinor" bigint, currency char(3))
    ON CONFLICT ("profileId", format) DO UPDATE
      SET "priceMinor" = EXCLUDED."priceMinor", currency = EXCLUDED.currency,
          "updatedAt" = CURRENT_TIMESTAMP
      WHERE (o."priceMinor", o.currency) IS DISTINCT FROM (EXCLUDED."priceMinor", EXCLUDED.currency)
    RETURNING o."profileId" AS id`;
}

/**
 * Replaces the whole audience of `profileIds` by `shares`.
 * @returns ids of the profiles whose audience changed
 */
export async function replaceAudience(
  tx: Transaction,
  workspaceId: string,
  profileIds: readonly string[],
  shares: readonly ShareRecord[],
): Promise<Changed[]> {
  if (profileIds.length === 0) return [];
  const json = JSON.stringify(shares);
  const gone = await tx.$queryRaw<Changed[]>`
    DELETE FROM "AudienceShare" AS a
    WHERE a."workspaceId" = ${workspaceId}::uuid AND a."profileId" = ANY(${profileIds}::uuid[])
      AND NOT EXISTS (
        SELECT FROM jsonb_to_recordset(${json}::jsonb) AS r("profileId" uuid, "cellId" uuid)
        WHERE r."profileId" = a."profileId" AND r."cellId" = a."cellId")
    RETURNING a."profileId" AS id`;
  const written = await tx.$queryRaw<Changed[]>`
    INSERT INTO "AudienceShare" AS a ("workspaceId", "profileId", "cellId", share)
    SELECT ${workspaceId}::uuid, "profileId", "cellId", share
    FROM jsonb_to_recordset(${json}::jsonb)
      AS r("profileId" uuid, "cellId" uuid, share float8)
    ON CONFLICT ("profileId", "cellId") DO UPDATE SET share = EXCLUDED.share
      WHERE a.share IS DISTINCT FROM EXCLUDED.share
    RETURNING a."profileId" AS id`;
  return [...gone, ...written];
}
