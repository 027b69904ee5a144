import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkspace } from '../../schema/workspace.js';
import { openTestServer, type TestServer } from '../support/server.js';
import { addCampaign, addInfluencer, type Api, apiOf, dollars } from './api.js';

const LISTS = `influencers { totalCount } profiles { totalCount } offers { totalCount }
  campaigns { totalCount } placements { totalCount } assumptions { totalCount }
  audienceCells { totalCount } savedForecasts { totalCount } tierSchemes { totalCount }`;

const resultOf = (placementId: string) => ({
  ...{ placementId, capturedAt: '2026-01-15T12:00:00Z', source: 'MANUAL', clicks: 1 },
});

/** Queries of one row by its id. */
const LOOKUPS = [
  ['influencer', 'Influencer'],
  ['profile', 'Profile'],
  ['campaign', 'Campaign'],
  ['placement', 'Placement'],
  ['tierScheme', 'TierScheme'],
  ['savedForecast', 'SavedForecast'],
] as const;

/** What can be done with a row, where it is not what can be done with most. */
const VERBS: Readonly<Partial<Record<string, readonly string[]>>> = {
  AudienceCell: ['update', 'delete'],
  SavedForecast: ['archive', 'unarchive'],
};

describe('a workspace', () => {
  let ours: TestServer;
  let theirs: TestServer;
  let us: Api;
  let ids: Record<string, string>;

  beforeAll(async () => {
    ours = await openTestServer();
    const other = await createWorkspace(ours.db, {
      slug: 'other',
      name: 'Other',
      currency: 'USD',
      isDemo: false,
    });
    // A second server over the same database, for the other workspace.
    theirs = await openTestServer({
      db: ours.db,
      viewer: { workspaceId: other.id, currency: 'USD' },
    });
    us = apiOf(ours);
    const them = apiOf(theirs);

    const cell = await them.mutate(
      'createAudienceCell',
      { key: 'us', name: 'US', people: 5 },
      'audienceCellEdge { node { id } }',
    );
    const influencer = await addInfluencer(them, {
      name: 'Theirs',
      externalId: 'x',
      profiles: [
        {
          platform: 'TIKTOK',
          handle: 'theirs',
          followers: 5,
          offers: [{ format: 'VIDEO', price: dollars('1') }],
          audience: [{ cell: 'us', share: 1 }],
        },
      ],
    });
    const profile = influencer.profiles.edges[0].node.id;
    const campaign = await addCampaign(them);
    const placement = await them.mutate(
      'createPlacement',
      {
        campaignId: campaign.id,
        profileId: profile,
        format: 'VIDEO',
        plannedAt: '2026-04-02T00:00:00Z',
      },
      'placementEdge { node { id } }',
    );
    for (const status of ['BOOKED', 'POSTED']) {
      await them.mutate('updatePlacement', { id: placement.placementEdge.node.id, status });
    }
    const recorded = await them.mutate(
      'recordResults',
      { key: 'ours and theirs', results: [resultOf(placement.placementEdge.node.id)] },
      'accepted { result { id } }',
    );
    const assumptions = await them.mutate(
      'createAssumptions',
      { name: 'Ours' },
      'assumptionsEdge { node { id } }',
    );
    const saved = await them.mutate(
      'saveForecast',
      {
        name: 'Theirs',
        scenario: { mix: [{ tier: 'micro-post', count: 1 }] },
        campaignId: campaign.id,
        precision: { draws: 8 },
      },
      'savedForecastEdge { node { id } }',
    );
    const { offers, tierSchemes } = await them.read(
      'offers { edges { node { id } } } tierSchemes { edges { node { id tiers { id } } } }',
    );
    const { workspace } = await them.read('workspace { id }');
    ids = {
      Workspace: workspace.id,
      AudienceCell: cell.audienceCellEdge.node.id,
      Influencer: influencer.id,
      Profile: profile,
      Campaign: campaign.id,
      Placement: placement.placementEdge.node.id,
      Result: recorded.accepted[0].result.id,
      Assumptions: assumptions.assumptionsEdge.node.id,
      SavedForecast: saved.savedForecastEdge.node.id,
      Offer: offers.edges[0].node.id,
      TierScheme: tierSchemes.edges[0].node.id,
      Tier: tierSchemes.edges[0].node.tiers[0].id,
    };
    const owned = await them.read('nodes(ids: $ids) { id }', { ids: Object.values(ids) });
    expect(owned.nodes.map((node: any) => node.id)).toEqual(Object.values(ids));
  });
  afterAll(async () => {
    await theirs.close();
    await ours.close();
  });

  it('lists only what is its own', async () => {
    const lists = await us.read(LISTS);
    expect(lists.tierSchemes.totalCount).toBe(2);
    delete lists.tierSchemes;
    for (const { totalCount } of Object.values<any>(lists)) expect(totalCount).toBe(0);
  });

  it('finds nothing of another by node ids or filters', async () => {
    const all = Object.values(ids);
    const { nodes } = await us.read('nodes(ids: $ids) { id }', { ids: all });
    expect(nodes).toEqual(all.map(() => null));
    const { node } = await us.read('node(id: $id) { id }', { id: ids.Profile });
    expect(node).toBeNull();
    for (const [field, type] of LOOKUPS) {
      const lookup = `${field}(id: $id) { id }`;
      expect(await us.read(lookup, { id: ids[type] })).toEqual({ [field]: null });
      expect(await apiOf(theirs).read(lookup, { id: ids[type] })).toEqual({
        [field]: { id: ids[type] },
      });
    }
    const filtered = await us.read(
      `offers(filter: { profileId: "${ids.Profile}" }) { totalCount }
       placements(filter: { campaignId: "${ids.Campaign}" }) { totalCount }
       savedForecasts(filter: { campaignId: "${ids.Campaign}" }) { totalCount }`,
    );
    const none = { totalCount: 0 };
    expect(filtered).toEqual({ offers: none, placements: none, savedForecasts: none });
    const { forecastAccuracy } = await us.read('forecastAccuracy { notScored { count } }');
    expect(forecastAccuracy).toEqual({ notScored: [] });
    const { errors } = await ours.query(
      `{ profiles(filter: { tierId: "${ids.Tier}" }) { totalCount } }`,
    );
    expect(errors?.[0].extensions).toMatchObject({ code: 'NOT_FOUND' });
    const events = await ours.query(
      `{ campaignEvents(campaignId: "${ids.Campaign}") { totalCount } }`,
    );
    expect(events.errors?.[0].extensions).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('records nothing for another, and may use the same keys', async () => {
    const count = () => Promise.all([ours.db.result.count(), ours.db.event.count()]);
    const before = await count();
    const input = { key: 'ours and theirs', results: [resultOf(ids.Placement)] };
    const refusal = await us.mutate('recordResults', input);
    expect(refusal).toMatchObject({
      __typename: 'RejectedResultsError',
      path: ['input', 'results', '0', 'placementId'],
    });
    const payload = await us.mutate(
      'recordResults',
      { ...input, mode: 'ACCEPT_THE_GOOD' },
      'accepted { index } rejected { rule }',
    );
    const rule = 'must be an id of type Placement of this workspace';
    expect(payload).toMatchObject({ accepted: [], rejected: [{ rule }] });
    expect(await count()).toEqual(before);
  });

  it('changes, archives and deletes nothing of another', async () => {
    const snapshot = async () =>
      JSON.stringify(
        [
          await ours.db.audienceCell.findMany(),
          await ours.db.influencer.findMany(),
          await ours.db.profile.findMany(),
          await ours.db.offer.findMany(),
          await ours.db.tierScheme.findMany(),
          await ours.db.campaign.findMany(),
          await ours.db.placement.findMany(),
          await ours.db.assumptions.findMany(),
          await ours.db.savedForecast.findMany(),
        ],
        (_key, value) => (typeof value === 'bigint' ? String(value) : value),
      );
    const before = await snapshot();
    const fixed = ['Result', 'Tier', 'Workspace'];
    const attempts = Object.entries(ids).filter(([noun]) => !fixed.includes(noun));
    for (const [noun, id] of attempts) {
      const verbs = VERBS[noun] ?? ['update', 'archive', 'unarchive'];
      for (const verb of verbs) {
        expect(await us.mutate(`${verb}${noun}`, { id })).toMatchObject({
          __typename: 'NotFoundError',
          path: ['input', 'id'],
        });
      }
    }
    expect(await snapshot()).toBe(before);
  });

  it('adds nothing to another, and may use the same names', async () => {
    const profile = { platform: 'TIKTOK', handle: 'theirs', followers: 5 };
    const own = await addInfluencer(us, { name: 'Mine', externalId: 'x', profiles: [profile] });
    const campaign = await addCampaign(us);
    const placement = { format: 'VIDEO', plannedAt: '2026-04-02T00:00:00Z' };
    const refusals = [
      await us.mutate('createProfile', { influencerId: ids.Influencer, profile }),
      await us.mutate('createOffer', {
        profileId: ids.Profile,
        format: 'SHARE',
        price: dollars('1'),
      }),
      await us.mutate('createPlacement', {
        ...placement,
        campaignId: campaign.id,
        profileId: ids.Profile,
      }),
      await us.mutate('createPlacement', {
        ...placement,
        campaignId: ids.Campaign,
        profileId: own.profiles.edges[0].node.id,
      }),
      await us.mutate('updateCampaign', { id: campaign.id, assumptionsId: ids.Assumptions }),
      await us.mutate('saveForecast', { name: 'x', scenario: { campaignId: ids.Campaign } }),
      await us.mutate('saveForecast', {
        name: 'x',
        scenario: { mix: [{ tier: 'micro-post', count: 1 }] },
        campaignId: ids.Campaign,
      }),
      await us.mutate('updateCampaign', { id: campaign.id, audience: ['us'] }),
      await us.mutate('calibrateAssumptions', { assumptionsId: ids.Assumptions }),
      await us.mutate('calibrateAssumptions', { campaignIds: [ids.Campaign] }),
    ];
    for (const refusal of refusals) expect(refusal.__typename).toBe('NotFoundError');
    // Their placement has a result; ours, of which there are none, are not enough.
    const learned = await us.mutate('calibrateAssumptions', { minPlacements: 1 });
    expect(learned.message).toContain('but got 0');
  });
});
