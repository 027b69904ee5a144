import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeDatabases, type TestDatabase } from '../support/database.js';

const OURS = '018f0000-0000-7000-8000-000000000001';

const CAMPAIGN = '018f0000-0000-7000-8000-000000000002';

/** Filters and orders of the API, and the index that must answer them without a sort. */
const QUERIES: readonly (readonly [string, string])[] = [
  ['"Profile" ORDER BY followers DESC, id DESC', 'Profile_workspaceId_followers_id_idx'],
  ['"Profile" ORDER BY followers, id', 'Profile_workspaceId_followers_id_idx'],
  [
    `"Profile" AND platform = 'TIKTOK' AND followers > 50000 ORDER BY followers, id`,
    'Profile_workspaceId_platform_followers_id_idx',
  ],
  [
    '"Profile" ORDER BY "engagementRateByFollowers" DESC NULLS LAST, id DESC',
    'Profile_workspaceId_engagementRateByFollowers_desc_idx',
  ],
  [
    '"Profile" ORDER BY "engagementRateByFollowers" ASC NULLS LAST, id',
    'Profile_workspaceId_engagementRateByFollowers_id_idx',
  ],
  [
    '"Profile" ORDER BY authenticity DESC NULLS LAST, id DESC',
    'Profile_workspaceId_authenticity_desc_idx',
  ],
  ['"Profile" ORDER BY handle, id', 'Profile_workspaceId_handle_id_idx'],
  ['"Profile" ORDER BY "createdAt" DESC, id DESC', 'Profile_workspaceId_createdAt_id_idx'],
  ['"Influencer" ORDER BY name, id', 'Influencer_workspaceId_name_id_idx'],
  ['"Influencer" ORDER BY "createdAt" DESC, id DESC', 'Influencer_workspaceId_createdAt_id_idx'],
  ['"Influencer" ORDER BY id', 'Influencer_workspaceId_id_key'],
  [`"Influencer" AND name ILIKE '%quix%'`, 'Influencer_name_idx'],
  [`"Profile" AND handle ILIKE '%quix%'`, 'Profile_handle_idx'],
  [`"Influencer" AND topics @> '{rare}'`, 'Influencer_topics_idx'],
  [
    `"Event" AND "campaignId" = '${CAMPAIGN}' AND position > 100 ORDER BY position`,
    'Event_workspaceId_campaignId_position_idx',
  ],
  [
    `"Event" AND "campaignId" = '${CAMPAIGN}' ORDER BY position DESC`,
    'Event_workspaceId_campaignId_position_idx',
  ],
];

describeDatabases('5,000 influencers among 10,000', (open) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
    const { db } = database;
    await db.workspace.createMany({
      data: [
        { id: OURS, slug: 'ours', name: 'Ours', currency: 'USD' },
        { slug: 'theirs', name: 'Theirs', currency: 'USD' },
      ],
    });
    // Spread by multiples of primes, so that no column is in the order of another.
    await db.$executeRaw`
      INSERT INTO "Influencer" (id, "workspaceId", name, topics, "createdAt")
      SELECT gen_random_uuid(), w.id, CASE WHEN n % 1000 = 0 THEN 'Quixote ' ELSE 'Creator ' END || (n * 7919) % 5000,
             CASE WHEN n % 500 = 0 THEN '{rare}'::text[] ELSE '{common}' END,
             now() - (n * 104729) % 5000 * interval '1 minute'
      FROM "Workspace" w, generate_series(1, 5000) n`;
    await db.$executeRaw`
      INSERT INTO "Profile" (id, "workspaceId", "influencerId", platform, handle, followers,
                             authenticity, "engagementRateByFollowers", "createdAt")
      SELECT gen_random_uuid(), "workspaceId", id,
             (ARRAY['INSTAGRAM', 'TIKTOK', 'YOUTUBE'])[1 + n % 3]::"Platform",
             CASE WHEN n % 1000 = 0 THEN 'quixote' ELSE 'creator' END || n, (n * 7919) % 100000, NULLIF((n * 31) % 101, 0) / 100.0,
             NULLIF((n * 37) % 103, 0) / 1000.0, "createdAt"
      FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM "Influencer") i`;
    // Of one campaign in fifty, spread over the stream.
    await db.$executeRaw`
      INSERT INTO "Campaign" (id, "workspaceId", name, objective, "budgetMinor", currency,
                              "flightStart", "flightEnd")
      SELECT CASE WHEN n = 0 THEN ${CAMPAIGN}::uuid ELSE gen_random_uuid() END, ${OURS}::uuid,
             'Campaign ' || n, 'REACH', 1, 'USD', now(), now() + interval '1 day'
      FROM generate_series(0, 49) n`;
    await db.$executeRaw`
      INSERT INTO "Event" ("workspaceId", position, kind, "campaignId")
      SELECT ${OURS}::uuid, 50 * n + c.number, 'RESULT_RECORDED', c.id
      FROM (SELECT id, row_number() OVER (ORDER BY id) AS number FROM "Campaign") c,
           generate_series(0, 199) n`;
    // What autovacuum does in time: statistics, and the search indexes merged.
    await db.$executeRaw`VACUUM ANALYZE`;
  });
  afterAll(() => database.close());

  it.each(QUERIES)('answers %s from %s', async (query, index) => {
    const [table, rest] = query.split(/ (?=AND|ORDER)(.*)/, 2);
    const plan = await database.db.$queryRawUnsafe<{ 'QUERY PLAN': string }[]>(
      `EXPLAIN SELECT * FROM ${table} WHERE "workspaceId" = '${OURS}' ${rest} LIMIT 21`,
    );
    const text = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect(text).toContain(index);
    expect(text).not.toMatch(/Seq Scan|Sort/);
  });
});
