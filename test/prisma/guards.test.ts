import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeDatabases, type TestDatabase } from '../support/database.js';
import { insertRows, type Rows } from './rows.js';

/** Table, column, a value it refuses, and the constraint that refuses it. */
const REFUSED: readonly (readonly [string, string, string, string])[] = [
  ['Workspace', 'slug', `''`, 'Workspace_slug_check'],
  ['Workspace', 'currency', `'usd'`, 'Workspace_currency_check'],
  ['AudienceCell', 'people', '-1', 'AudienceCell_people_check'],
  ['Influencer', 'name', `''`, 'Influencer_name_check'],
  ['Influencer', 'country', `'us'`, 'Influencer_country_check'],
  ['Profile', 'handle', `''`, 'Profile_handle_check'],
  ['Profile', 'handle', `'@ann'`, 'Profile_handle_check'],
  ['Profile', 'handle', `'Ann'`, 'Profile_handle_check'],
  ['Profile', 'followers', '-1', 'Profile_followers_check'],
  ['Profile', 'authenticity', '1.01', 'Profile_authenticity_check'],
  ['Profile', 'authenticity', `'NaN'`, 'Profile_authenticity_check'],
  ['Profile', 'recentPosts', '-1', 'Profile_recentPosts_check'],
  ['Profile', 'recentViews', `'NaN'`, 'Profile_recentViews_check'],
  ['Profile', 'recentReach', `'Infinity'`, 'Profile_recentReach_check'],
  ['Profile', 'recentEngagements', '-0.5', 'Profile_recentEngagements_check'],
  ['Profile', 'engagementRateByFollowers', '-1', 'Profile_engagementRateByFollowers_check'],
  ['AudienceShare', 'share', '-0.1', 'AudienceShare_share_check'],
  ['AudienceShare', 'share', '1.1', 'AudienceShare_share_check'],
  ['Offer', 'priceMinor', '-1', 'Offer_priceMinor_check'],
  ['Offer', 'currency', `'u$d'`, 'Offer_currency_check'],
  ['Tier', 'minFollowers', '-1', 'Tier_followers_check'],
  ['Tier', 'maxFollowers', '9999', 'Tier_followers_check'],
  ['Tier', 'maxPriceMinor', '-1', 'Tier_price_check'],
  ['Tier', 'minPriceMinor', '-1', 'Tier_price_check'],
  ['Tier', 'medianFollowers', '0', 'Tier_medianFollowers_check'],
  ['Tier', 'followersLnSd', `'NaN'`, 'Tier_followersLnSd_check'],
  ['Tier', 'defaultShare', '1.5', 'Tier_defaultShare_check'],
  ['Campaign', 'budgetMinor', '-1', 'Campaign_budgetMinor_check'],
  ['Campaign', 'currency', `'12 '`, 'Campaign_currency_check'],
  ['Campaign', 'flightEnd', '"flightStart"', 'Campaign_flight_check'],
  ['Campaign', 'universe', '0', 'Campaign_universe_check'],
  ['Campaign', 'agencyFeeShare', '1.1', 'Campaign_agencyFeeShare_check'],
  ['Layer', 'budgetShare', '1.1', 'Layer_budgetShare_check'],
  ['Target', 'atMost', '1', 'Target_threshold_check'],
  ['Target', 'atLeast', 'NULL', 'Target_threshold_check'],
  ['Target', 'atLeast', `'NaN'`, 'Target_finite_check'],
  ['Placement', 'feeMinor', '-1', 'Placement_feeMinor_check'],
  ['Placement', 'currency', `'eur'`, 'Placement_currency_check'],
  ['Assumptions', 'version', '0', 'Assumptions_version_check'],
  ['Assumptions', 'negativity', `'none'`, 'Assumptions_negativity_check'],
  ['Assumptions', 'overrides', `'[]'`, 'Assumptions_overrides_check'],
  ['SavedForecast', 'name', `''`, 'SavedForecast_name_check'],
  ['SavedForecast', 'draws', '0', 'SavedForecast_draws_check'],
  ['SavedForecast', 'engineVersion', '0', 'SavedForecast_engineVersion_check'],
  ['EventCounter', 'position', '-1', 'EventCounter_position_check'],
  ['Recording', 'key', `''`, 'Recording_key_check'],
  ['Recording', 'bodyHash', `'abc'`, 'Recording_bodyHash_check'],
];

const within = ({ workspaceId }: Rows) => ({ workspaceId });

describeDatabases('the storage rules', (open) => {
  let database: TestDatabase;
  let ours: Rows;
  let theirs: Rows;
  beforeAll(async () => {
    database = await open();
    ours = await insertRows(database.db, 'ours');
    theirs = await insertRows(database.db, 'theirs');
    // Nothing of theirs has a key that ours has, or that key would be what is refused.
    await database.db.offer.updateMany({ data: { format: 'STORY' }, where: within(theirs) });
    await database.db.tier.updateMany({ data: { key: 'macro' }, where: within(theirs) });
    await database.db.layer.updateMany({ data: { role: 'SHARER' }, where: within(theirs) });
    await database.db.target.updateMany({ data: { position: 9 }, where: within(theirs) });
    await database.db.latestCounts.updateMany({
      data: { source: 'VENDOR' },
      where: within(theirs),
    });
  });
  afterAll(() => database.close());

  it.each(REFUSED)('refuse %s.%s = %s', async (table, column, value, constraint) => {
    const update = database.db.$executeRawUnsafe(`UPDATE "${table}" SET "${column}" = ${value}`);
    await expect(update).rejects.toThrow(constraint);
  });

  it('cover every constraint that the migrations add', async () => {
    const rows = await database.db.$queryRaw<{ name: string }[]>`
      SELECT conname AS name FROM pg_constraint
      WHERE contype = 'c' AND connamespace = 'public'::regnamespace`;
    const tested = new Set(REFUSED.map(([, , , constraint]) => constraint));
    // Rows that nothing can update are refused when they are made.
    const onInsert = [
      'Result_counts_check',
      'Result_negativeReactions_check',
      'Event_position_check',
    ];
    expect(rows.map(({ name }) => name).sort()).toEqual([...tested, ...onInsert].sort());
  });

  it.each([
    [{ impressions: -1n }, 'Result_counts_check'],
    [{ revenueMinor: -1n, impressions: 5n }, 'Result_counts_check'],
    [{ valencedReactions: 4n, negativeReactions: 5n }, 'Result_negativeReactions_check'],
    [{ negativeReactions: 5n }, 'Result_negativeReactions_check'],
  ])('refuse a result with %o', async (counts, constraint) => {
    const { workspaceId, placement } = ours;
    const create = database.db.result.create({
      data: {
        ...{ workspaceId, placementId: placement.id, capturedAt: new Date('2026-03-09') },
        ...{ source: 'MANUAL', ...counts },
      },
    });
    await expect(create).rejects.toThrow(constraint);
  });

  it('refuse an event without a position', async () => {
    const { workspaceId } = ours;
    const create = database.db.event.create({
      data: { workspaceId, position: 0n, kind: 'OUTLOOK_CHANGED' },
    });
    await expect(create).rejects.toThrow('Event_position_check');
  });

  it('refuse two default tier schemes in one workspace', async () => {
    const data = { workspaceId: ours.workspaceId, key: 'second', name: 'Second', isDefault: true };
    await expect(database.db.tierScheme.create({ data })).rejects.toMatchObject({ code: 'P2002' });
    await database.db.tierScheme.create({ data: { ...data, archivedAt: new Date() } });
  });

  describe('results', () => {
    it('are never changed', async () => {
      await expect(
        database.db.result.update({ where: { id: ours.result.id }, data: { impressions: 1n } }),
      ).rejects.toThrow(`results are append-only: update of result ${ours.result.id} is refused`);
    });

    it('are never deleted by themselves or with their placement', async () => {
      await expect(database.db.result.delete({ where: { id: ours.result.id } })).rejects.toThrow(
        'results are append-only: delete',
      );
      await expect(
        database.db.placement.delete({ where: { id: ours.placement.id } }),
      ).rejects.toMatchObject({ code: 'P2003' });
    });
  });

  describe('events', () => {
    const key = () => ({ workspaceId: ours.workspaceId, position: ours.event.position });

    it('are never changed', async () => {
      await expect(
        database.db.event.update({
          where: { workspaceId_position: key() },
          data: { subjectId: 'x' },
        }),
      ).rejects.toThrow('events are append-only: update of event 1 is refused');
    });

    it('are never deleted by themselves', async () => {
      await expect(
        database.db.event.delete({ where: { workspaceId_position: key() } }),
      ).rejects.toThrow('events are append-only: delete');
    });

    it('have a position that nobody else has', async () => {
      await expect(
        database.db.event.create({ data: { ...key(), kind: 'OUTLOOK_CHANGED' } }),
      ).rejects.toMatchObject({ code: 'P2002' });
    });

    it('are derived from one cause once', async () => {
      const data = {
        ...{ workspaceId: ours.workspaceId, campaignId: ours.campaign.id },
        ...{ kind: 'TARGET_REACHED' as const, cause: 'CLICKS 100' },
      };
      await database.db.event.create({ data: { ...data, position: 2n } });
      await expect(
        database.db.event.create({ data: { ...data, position: 3n } }),
      ).rejects.toMatchObject({ code: 'P2002' });
    });
  });

  describe('saved forecasts', () => {
    const column = () => ({
      savedForecastId_position: { savedForecastId: ours.forecast.id, position: 0 },
    });

    it('keep their draws', async () => {
      const draws = new Uint8Array([2]);
      await expect(
        database.db.savedColumn.update({ where: column(), data: { draws } }),
      ).rejects.toThrow('saved forecasts are kept as they are: update of SavedColumn is refused');
      await expect(
        database.db.savedAnswer.update({
          where: { savedForecastId: ours.forecast.id },
          data: { question: [] },
        }),
      ).rejects.toThrow('kept as they are: update of SavedAnswer');
    });

    it('are never deleted, nor what is in them', async () => {
      await expect(database.db.savedColumn.delete({ where: column() })).rejects.toThrow(
        'kept as they are: delete of SavedColumn',
      );
      await expect(
        database.db.savedForecast.delete({ where: { id: ours.forecast.id } }),
      ).rejects.toThrow('kept as they are: delete of SavedForecast');
    });

    it('are saved once for a campaign, and once for none', async () => {
      const create = (forecastId: string, campaignId: string | null) =>
        database.db.savedForecast.create({
          data: {
            ...{ workspaceId: ours.workspaceId, name: 'again', forecastId, campaignId },
            ...{ seed: 's', draws: 512, engineVersion: 1 },
          },
        });
      await expect(create('f', ours.campaign.id)).rejects.toMatchObject({ code: 'P2002' });
      await create('g', null);
      await expect(create('g', null)).rejects.toMatchObject({ code: 'P2002' });
    });
  });

  describe('a row that points into another workspace is refused', () => {
    it.each([
      ['Profile', 'influencerId', () => theirs.influencer.id],
      ['AudienceShare', 'profileId', () => theirs.profile.id],
      ['AudienceShare', 'cellId', () => theirs.cell.id],
      ['Offer', 'profileId', () => theirs.profile.id],
      ['Tier', 'schemeId', () => theirs.scheme.id],
      ['Campaign', 'assumptionsId', () => theirs.assumptions.id],
      ['Layer', 'campaignId', () => theirs.campaign.id],
      ['Target', 'campaignId', () => theirs.campaign.id],
      ['CampaignCell', 'campaignId', () => theirs.campaign.id],
      ['CampaignCell', 'cellId', () => theirs.cell.id],
      ['Placement', 'campaignId', () => theirs.campaign.id],
      ['Placement', 'layerId', () => theirs.layer.id],
      ['Placement', 'profileId', () => theirs.profile.id],
      ['SavedForecast', 'campaignId', () => theirs.campaign.id],
      ['LatestCounts', 'placementId', () => theirs.placement.id],
    ])('%s.%s', async (table, column, id) => {
      const update = database.db.$executeRawUnsafe(
        `UPDATE "${table}" SET "${column}" = $1::uuid WHERE "workspaceId" = $2::uuid`,
        id(),
        ours.workspaceId,
      );
      await expect(update).rejects.toThrow(/foreign key constraint/);
    });

    it('SavedColumn.savedForecastId', async () => {
      const create = database.db.savedColumn.create({
        data: {
          ...{ workspaceId: ours.workspaceId, savedForecastId: theirs.forecast.id, position: 1 },
          draws: new Uint8Array([1]),
        },
      });
      await expect(create).rejects.toMatchObject({ code: 'P2003' });
    });

    it('SavedScore.savedForecastId', async () => {
      const update = database.db.savedScore.updateMany({
        where: { workspaceId: ours.workspaceId },
        data: { savedForecastId: theirs.forecast.id, key: 'other' },
      });
      await expect(update).rejects.toMatchObject({ code: 'P2003' });
    });

    it('Result.placementId', async () => {
      const create = database.db.result.create({
        data: {
          ...{ workspaceId: ours.workspaceId, placementId: theirs.placement.id },
          ...{ capturedAt: new Date(), source: 'MANUAL' },
        },
      });
      await expect(create).rejects.toMatchObject({ code: 'P2003' });
    });

    it('Event.campaignId', async () => {
      const create = database.db.event.create({
        data: {
          ...{ workspaceId: ours.workspaceId, campaignId: theirs.campaign.id, position: 9n },
          kind: 'OUTLOOK_CHANGED',
        },
      });
      await expect(create).rejects.toMatchObject({ code: 'P2003' });
    });

    it('for every reference there is', async () => {
      const loose = await database.db.$queryRaw<{ name: string }[]>`
        SELECT conname AS name FROM pg_constraint
        WHERE contype = 'f' AND cardinality(conkey) = 1 AND confrelid <> '"Workspace"'::regclass`;
      expect(loose).toEqual([]);
    });
  });

  it("a placement's layer is one of its own campaign", async () => {
    const other = await database.db.campaign.create({
      data: { ...ours.campaign, id: randomUUID() },
    });
    await expect(
      database.db.placement.update({
        where: { id: ours.placement.id },
        data: { campaignId: other.id },
      }),
    ).rejects.toMatchObject({ code: 'P2003' });
  });

  it('a deleted workspace takes every row of its own along, results too, and no other', async () => {
    const tables = await database.db.$queryRaw<{ name: string }[]>`
      SELECT table_name AS name FROM information_schema.columns
      WHERE table_schema = 'public' AND column_name = 'workspaceId'`;
    const count = async (workspaceId: string) => {
      const counts = await Promise.all(
        tables.map(({ name }) =>
          database.db.$queryRawUnsafe<{ n: number }[]>(
            `SELECT count(*)::int AS n FROM "${name}" WHERE "workspaceId" = $1::uuid`,
            workspaceId,
          ),
        ),
      );
      return counts.map(([{ n }]) => n);
    };
    const before = await count(theirs.workspaceId);
    expect(before).not.toContain(0);
    await database.db.workspace.delete({ where: { id: ours.workspaceId } });
    expect(new Set(await count(ours.workspaceId))).toEqual(new Set([0]));
    expect(await count(theirs.workspaceId)).toEqual(before);
  });
});
