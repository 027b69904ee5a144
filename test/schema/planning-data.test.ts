import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeDatabases } from '../support/database.js';
import { openTestServer, type TestServer } from '../support/server.js';
import { addCampaign, type Api, apiOf, dollars } from './api.js';

describeDatabases('what plans rest on', (open) => {
  let server: TestServer;
  let api: Api;

  beforeAll(async () => {
    server = await openTestServer({}, open);
    api = apiOf(server);
  });
  afterAll(() => server.close());

  describe('tier schemes', () => {
    const tier = {
      key: 'micro',
      name: 'Micro',
      role: 'CREATOR',
      platform: 'INSTAGRAM',
      format: 'POST',
      minFollowers: 1000,
      maxFollowers: 100_000,
      medianFollowers: 20_000,
      followersLnSd: 0.7,
      defaultShare: 1,
    };
    const TIERS = 'id isDefault tiers { id key name maxFollowers minPrice { amount } }';
    const defaults = async () =>
      (
        await api.read('tierSchemes(filter: { isDefault: true }) { edges { node { key } } }')
      ).tierSchemes.edges.map((edge: any) => edge.node.key);

    it('come with every workspace, one of them the default', async () => {
      const { tierSchemes } = await api.read(
        'tierSchemes { edges { node { key isDefault tiers { key } } } }',
      );
      expect(tierSchemes.edges.map((edge: any) => edge.node)).toEqual([
        {
          key: 'bands',
          isDefault: false,
          tiers: ['nano', 'micro', 'mid', 'macro', 'mega'].map((key) => ({ key })),
        },
        {
          key: 'roles',
          isDefault: true,
          tiers: ['celebrity', 'star-video', 'micro-video', 'micro-post', 'sharer'].map((key) => ({
            key,
          })),
        },
      ]);
    });

    it('are created, changed tier by tier, made the default and archived', async () => {
      const { tierSchemeEdge } = await api.mutate(
        'createTierScheme',
        {
          key: 'own',
          name: 'Own',
          tiers: [tier, { ...tier, key: 'other', name: 'Other', defaultShare: 0 }],
        },
        `tierSchemeEdge { node { ${TIERS} } }`,
      );
      const { id, tiers } = tierSchemeEdge.node;
      const { tierScheme } = await api.mutate(
        'updateTierScheme',
        {
          id,
          isDefault: true,
          tiers: [
            { ...tier, key: 'new', maxFollowers: null, minPrice: dollars('5'), defaultShare: 0.5 },
            { ...tier, name: 'Micro 2', defaultShare: 0.5 },
          ],
        },
        `tierScheme { ${TIERS} }`,
      );
      expect(tierScheme).toMatchObject({
        isDefault: true,
        tiers: [
          { key: 'new', maxFollowers: null, minPrice: { amount: '5.00' } },
          { id: tiers[0].id, key: 'micro', name: 'Micro 2' },
        ],
      });
      expect(await defaults()).toEqual(['own']);
      expect(await api.mutate('archiveTierScheme', { id })).toMatchObject({
        code: 'CONFLICT',
        message: `input.id must be a scheme that is not the default, but got "${id}"`,
      });
      const { tierSchemes } = await api.read(
        'tierSchemes(filter: { isDefault: false }) { edges { node { id key } } }',
      );
      const roles = tierSchemes.edges.find((edge: any) => edge.node.key === 'roles').node.id;
      await api.mutate('updateTierScheme', { id: roles, isDefault: true });
      expect(await defaults()).toEqual(['roles']);
      expect(await api.mutate('archiveTierScheme', { id })).toMatchObject({
        __typename: 'ArchiveTierSchemePayload',
      });
    });

    it('may begin at nobody, and can be forecast', async () => {
      const tiers = [{ ...tier, key: 'beginners', minFollowers: 0 }];
      await api.mutate('createTierScheme', { key: 'small', name: 'Small', tiers });
      const mix = 'mix: [{ tier: "beginners", count: 1 }]';
      await api.read(`forecast(scenario: { ${mix} }, precision: { draws: 8 }) { draws }`);
    });

    it('leave one default when several are made it at once', async () => {
      const ids = [];
      for (const key of ['a', 'b', 'c', 'd']) {
        const { tierSchemeEdge } = await api.mutate(
          'createTierScheme',
          { key, name: key, tiers: [tier] },
          'tierSchemeEdge { node { id } }',
        );
        ids.push(tierSchemeEdge.node.id);
      }
      const answers = await Promise.all([
        ...ids.map((id) => api.mutate('updateTierScheme', { id, isDefault: true })),
        api.mutate('createTierScheme', { key: 'e', name: 'E', isDefault: true, tiers: [tier] }),
      ]);
      expect(answers.map(({ __typename }) => __typename)).toEqual([
        ...ids.map(() => 'UpdateTierSchemePayload'),
        'CreateTierSchemePayload',
      ]);
      expect(await defaults()).toHaveLength(1);
    });

    it.each<[string, object, string]>([
      ['no tiers', { tiers: [] }, 'input.tiers must have at least one tier, but got []'],
      ['a key twice', { tiers: [tier, tier] }, 'input.tiers must name each key once, but got [{'],
      [
        'a name twice',
        { tiers: [tier, { ...tier, key: 'other' }] },
        'input.tiers[1].name must be unique in the scheme, but got "Micro"',
      ],
      [
        'shares that do not add up',
        { tiers: [{ ...tier, defaultShare: 0.9 }] },
        'input.tiers must have default shares that add up to 1 or all are 0, but got 0.9',
      ],
      [
        'a default without shares',
        { isDefault: true, tiers: [{ ...tier, defaultShare: 0 }] },
        'input.tiers must have default shares that add up to 1, but got 0',
      ],
      [
        'bounds the wrong way round',
        { tiers: [{ ...tier, maxFollowers: 999 }] },
        'input.tiers[0].maxFollowers must be at least minFollowers, which is 1000, but got 999',
      ],
      [
        'a median outside the bounds',
        { tiers: [{ ...tier, medianFollowers: 999 }] },
        'input.tiers[0].medianFollowers must be from minFollowers to maxFollowers, 1000 to 100000, but got 999',
      ],
      [
        'a spread that is negative',
        { tiers: [{ ...tier, followersLnSd: -0.1 }] },
        'input.tiers[0].followersLnSd must be a number from 0 to 5, but got -0.1',
      ],
      [
        'a format that the platform lacks',
        { tiers: [{ ...tier, format: 'VIDEO' }] },
        'input.tiers[0].format must be one of POST, STORY, SHARE on INSTAGRAM, but got "VIDEO"',
      ],
      ['a known key', { key: 'roles' }, 'input.key must be new in this workspace'],
    ])('refuse %s by name and store nothing', async (_what, changes, message) => {
      const before = await server.db.tierScheme.count();
      const refusal = await api.mutate('createTierScheme', {
        key: 'bad',
        name: 'Bad',
        tiers: [tier],
        ...changes,
      });
      expect(refusal.message).toContain(message);
      expect(await server.db.tierScheme.count()).toBe(before);
    });
  });

  describe('assumptions', () => {
    const ROW = 'id name version preset negativity note overrides { name value }';

    it('make a new version beside the old one, which stays as it is', async () => {
      const first = await api.mutate(
        'createAssumptions',
        {
          name: 'House view',
          preset: 'YEAR_2017',
          overrides: [{ name: 'reach.rate.INSTAGRAM_POST', value: 0.3 }],
          note: 'From last year',
        },
        `assumptionsEdge { node { ${ROW} parameters { name value overridden } } }`,
      );
      const { id, parameters } = first.assumptionsEdge.node;
      expect(parameters.filter(({ overridden }: any) => overridden)).toEqual([
        { name: 'reach.rate.INSTAGRAM_POST', value: 0.3, overridden: true },
      ]);
      const second = await api.mutate(
        'updateAssumptions',
        { id, negativity: 'CLAIM' },
        `assumptionsEdge { node { ${ROW} } }`,
      );
      expect(second.assumptionsEdge.node).toMatchObject({
        name: 'House view',
        version: 2,
        preset: 'YEAR_2017',
        negativity: 'CLAIM',
        note: null,
        overrides: [{ name: 'reach.rate.INSTAGRAM_POST', value: 0.3 }],
      });
      const { node } = await api.read(`node(id: $id) { ... on Assumptions { ${ROW} } }`, { id });
      expect(node).toMatchObject({ version: 1, negativity: null, note: 'From last year' });

      const campaign = await addCampaign(api, { assumptionsId: id });
      await api.mutate('archiveAssumptions', { id });
      const lists = await api.read(
        `assumptions(filter: { name: "House view" }) { edges { node { version } } }
         campaign: node(id: $campaign) { ... on Campaign { assumptions { version } } }`,
        { campaign: campaign.id },
      );
      expect(lists).toEqual({
        assumptions: { edges: [{ node: { version: 2 } }] },
        campaign: { assumptions: { version: 1 } },
      });
      const refusal = await api.mutate('updateCampaign', { id: campaign.id, assumptionsId: id });
      expect(refusal).toMatchObject({ code: 'CONFLICT', path: ['input', 'assumptionsId'] });
    });

    it.each<[string, object, string]>([
      [
        'a value outside the range of its parameter',
        { overrides: [{ name: 'reach.rate.INSTAGRAM_POST', value: -1 }] },
        'input.overrides[0].value of reach.rate.INSTAGRAM_POST must be a number between',
      ],
      [
        'a flight of half a day',
        { overrides: [{ name: 'scenario.flightDays', value: 30.5 }] },
        'input.overrides[0].value of scenario.flightDays must be a whole number, but got 30.5',
      ],
      [
        'a name longer than any parameter has',
        { overrides: [{ name: 'x'.repeat(101), value: 1 }] },
        'input.overrides[0].name must be at most 100 characters',
      ],
      [
        'an unknown parameter',
        { overrides: [{ name: 'reach.rate.MYSPACE', value: 1 }] },
        'input.overrides[0].name must name a parameter',
      ],
      [
        'a parameter twice',
        {
          overrides: [
            { name: 'reach.rate.INSTAGRAM_POST', value: 0.2 },
            { name: 'reach.rate.INSTAGRAM_POST', value: 0.3 },
          ],
        },
        'input.overrides must name each parameter once',
      ],
      ['a known name', { name: 'House view' }, 'input.name must be new in this workspace'],
    ])('refuse %s by name', async (_what, changes, message) => {
      const before = await server.db.assumptions.count();
      const refusal = await api.mutate('createAssumptions', { name: 'Bad', ...changes });
      expect(refusal.message).toContain(message);
      expect(await server.db.assumptions.count()).toBe(before);
    });
  });

  describe('audience cells', () => {
    it('are created, changed, and deleted only while nothing refers to them', async () => {
      const { audienceCellEdge } = await api.mutate(
        'createAudienceCell',
        { key: 'us-f', name: 'US women', people: 120_000_000 },
        'audienceCellEdge { node { id people } }',
      );
      const { id } = audienceCellEdge.node;
      expect(
        await api.mutate('createAudienceCell', { key: 'us-f', name: 'x', people: 1 }),
      ).toMatchObject({
        message: 'input.key must be new in this workspace, but got "us-f"',
      });
      const { audienceCell } = await api.mutate(
        'updateAudienceCell',
        { id, people: 5_000_000_000 },
        'audienceCell { name people }',
      );
      expect(audienceCell).toEqual({ name: 'US women', people: 5_000_000_000 });
      const campaign = await addCampaign(api, { audience: ['us-f'] });
      expect(await api.mutate('deleteAudienceCell', { id })).toMatchObject({
        message:
          'input.id must be a cell that nothing refers to, but got "one with 0 profiles and 1 campaigns"',
      });
      await api.mutate('updateCampaign', { id: campaign.id, audience: [] });
      const { deletedId } = await api.mutate('deleteAudienceCell', { id }, 'deletedId');
      expect(deletedId).toBe(id);
      expect((await api.read('audienceCells { totalCount }')).audienceCells.totalCount).toBe(0);
    });
  });
});
