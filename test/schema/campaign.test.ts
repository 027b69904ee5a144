import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeDatabases } from '../support/database.js';
import { openTestServer, type TestServer } from '../support/server.js';
import { addCampaign, addInfluencer, type Api, apiOf, dollars } from './api.js';

const UNKNOWN = '01a20933-6ed8-718d-8964-ba87acdaf51c';

describeDatabases('campaigns and placements', (open) => {
  let server: TestServer;
  let api: Api;
  let profileId: string;
  let influencerId: string;

  beforeAll(async () => {
    server = await openTestServer({}, open);
    api = apiOf(server);
    await api.mutate('createAudienceCell', { key: 'us', name: 'US', people: 1000 });
    await api.mutate('createAudienceCell', { key: 'de', name: 'DE', people: 1000 });
    const ann = await addInfluencer(api, {
      name: 'Ann',
      profiles: [{ platform: 'YOUTUBE', handle: 'ann', followers: 1000 }],
    });
    influencerId = ann.id;
    profileId = ann.profiles.edges[0].node.id;
  });
  afterAll(() => server.close());

  const CAMPAIGN = `name objective budget { amount currency } flight { start end } universe vetted
    agencyFeeShare assumptions { name } layers { role budgetShare }
    targets { metric atLeast atMost } audience { key } placements { totalCount }`;
  const whole = {
    name: 'Spring',
    objective: 'CONVERSIONS',
    budget: dollars('100000'),
    flight: { start: '2026-04-01T00:00:00Z', end: '2026-05-01T02:00:00+02:00' },
    universe: 60_000_000,
    vetted: true,
    agencyFeeShare: 0.15,
    layers: [
      { role: 'CREATOR', budgetShare: 0.7 },
      { role: 'ANCHOR', budgetShare: 0.3 },
    ],
    targets: [
      { metric: 'REACH', atLeast: 1_000_000 },
      { metric: 'CPM', atMost: 12.5 },
    ],
    audience: ['us', 'de'],
  };

  it('are created whole', async () => {
    const { campaignEdge } = await api.mutate(
      'createCampaign',
      whole,
      `campaignEdge { node { ${CAMPAIGN} } }`,
    );
    expect(campaignEdge.node).toEqual({
      ...whole,
      budget: dollars('100000.00'),
      flight: { start: '2026-04-01T00:00:00.000Z', end: '2026-05-01T00:00:00.000Z' },
      assumptions: null,
      layers: [
        { role: 'ANCHOR', budgetShare: 0.3 },
        { role: 'CREATOR', budgetShare: 0.7 },
      ],
      targets: [
        { metric: 'REACH', atLeast: 1_000_000, atMost: null },
        { metric: 'CPM', atLeast: null, atMost: 12.5 },
      ],
      audience: [{ key: 'de' }, { key: 'us' }],
      placements: { totalCount: 0 },
    });
    const [, cpm] = await server.db.target.findMany({ orderBy: { position: 'asc' } });
    expect(cpm.atMost).toBe(1250);
  });

  it.each<[string, object, string]>([
    [
      'a budget of nothing',
      { budget: dollars('0') },
      'input.budget.amount must be more than 0 and at most 10000000000000.00, but got "0"',
    ],
    [
      'a budget in another currency',
      { budget: { amount: '1', currency: 'JPY' } },
      'input.budget.currency must be USD, the workspace\'s currency (there are no exchange rates yet), but got "JPY"',
    ],
    [
      'a flight that ends before it starts',
      { flight: { start: '2026-04-01T00:00:00Z', end: '2026-04-01T00:00:00Z' } },
      'input.flight.end must be after the start of the flight, but got "2026-04-01T00:00:00.000Z"',
    ],
    [
      'a flight of 367 days',
      { flight: { start: '2026-04-01T00:00:00Z', end: '2027-04-03T00:00:00Z' } },
      'input.flight.end must be at most 366 days after the start of the flight, but got "2027-04-03T00:00:00.000Z"',
    ],
    [
      'layer shares above 1',
      {
        layers: [
          { role: 'ANCHOR', budgetShare: 0.6 },
          { role: 'SHARER', budgetShare: 0.6 },
        ],
      },
      'input.layers must have budget shares that add up to at most 1, but got [{"budgetShare":0.6,"role":"ANCHOR"},{"budgetShare":0.6,"role":"SHARER"}]',
    ],
    [
      'a layer twice',
      { layers: [{ role: 'ANCHOR' }, { role: 'ANCHOR' }] },
      'input.layers must name each role once, but got [{"role":"ANCHOR"},{"role":"ANCHOR"}]',
    ],
    [
      'a target with both bounds',
      { targets: [{ metric: 'REACH', atLeast: 1, atMost: 2 }] },
      'input.targets[0] must have exactly one of atLeast and atMost, but got {"atLeast":1,"atMost":2,"metric":"REACH"}',
    ],
    [
      'a target without a bound',
      { targets: [{ metric: 'REACH', atLeast: 1 }, { metric: 'CPM' }] },
      'input.targets[1] must have exactly one of atLeast and atMost, but got {"metric":"CPM"}',
    ],
    [
      'a share above 1 as a target',
      { targets: [{ metric: 'NEGATIVE_ENGAGEMENT_RATIO', atMost: 5 }] },
      'input.targets[0].atMost must be from 0 to 1, but got 5',
    ],
    [
      'an unknown audience cell',
      { audience: ['us', 'mars'] },
      'input.audience[1] must be the key of an audience cell of this workspace, but got "mars"',
    ],
    [
      'nobody to reach',
      { universe: 0 },
      'input.universe must be a whole number from 1 to 10000000000, but got 0',
    ],
    [
      'unknown assumptions',
      { assumptionsId: btoa(`Assumptions:${UNKNOWN}`) },
      `input.assumptionsId must be an id of type Assumptions of this workspace, but got "${btoa(`Assumptions:${UNKNOWN}`)}"`,
    ],
  ])('refuse %s by name and store nothing', async (_what, changes, message) => {
    const before = await server.db.campaign.count();
    const refusal = await api.mutate('createCampaign', { ...whole, ...changes });
    expect(refusal.message).toBe(message);
    expect(await server.db.campaign.count()).toBe(before);
  });

  it('change only what an update names, all of it or nothing', async () => {
    const { id } = await addCampaign(api, { targets: whole.targets, audience: ['us'] });
    const refusal = await api.mutate('updateCampaign', {
      id,
      name: 'Changed',
      targets: [],
      audience: ['mars'],
    });
    expect(refusal.__typename).toBe('NotFoundError');
    const read = async () =>
      (await api.read(`node(id: $id) { ... on Campaign { ${CAMPAIGN} } }`, { id })).node;
    const before = await read();
    expect(before).toMatchObject({ name: 'Spring', targets: { length: 2 } });
    await api.mutate('updateCampaign', { id, budget: dollars('5'), audience: null });
    expect(await read()).toEqual({ ...before, budget: dollars('5.00'), audience: [] });
  });

  it('book placements inside the flight, on layers and formats that exist', async () => {
    const { id: campaignId } = await addCampaign(api, { layers: [{ role: 'CREATOR' }] });
    const input = {
      campaignId,
      profileId,
      format: 'VIDEO',
      plannedAt: '2026-04-10T00:00:00Z',
      fee: dollars('1500'),
    };
    const { placementEdge } = await api.mutate(
      'createPlacement',
      input,
      `placementEdge { node {
        format layer status plannedAt postedAt fee { amount } sponsored promoCode
        campaign { name } profile { handle placements { totalCount } }
      } }`,
    );
    expect(placementEdge.node).toEqual({
      format: 'VIDEO',
      layer: 'CREATOR',
      status: 'PLANNED',
      plannedAt: '2026-04-10T00:00:00.000Z',
      postedAt: null,
      fee: { amount: '1500.00' },
      sponsored: true,
      promoCode: false,
      campaign: { name: 'Spring' },
      profile: { handle: 'ann', placements: { totalCount: 1 } },
    });
    for (const [changes, message] of [
      [
        { plannedAt: '2026-05-01T00:00:00Z' },
        'input.plannedAt must be inside the campaign\'s flight, from 2026-04-01T00:00:00.000Z to before 2026-05-01T00:00:00.000Z, but got "2026-05-01T00:00:00.000Z"',
      ],
      [{ format: 'STORY' }, 'input.format must be one of VIDEO, INTEGRATION, SHARE on YOUTUBE'],
      [{ layer: 'ANCHOR' }, "input.layer must be one of the campaign's layers, CREATOR"],
      [{ fee: dollars('-1') }, 'input.fee.amount must be at least 0.00'],
      [
        { profileId: btoa(`Profile:${UNKNOWN}`) },
        'input.profileId must be an id of type Profile of this workspace',
      ],
      [{ campaignId: profileId }, 'input.campaignId must be an id of type Campaign'],
    ] as const) {
      const refusal = await api.mutate('createPlacement', { ...input, ...changes });
      expect(refusal.message).toContain(message);
    }
    const refusals = [
      await api.mutate('updateCampaign', {
        id: campaignId,
        flight: { start: '2026-04-11T00:00:00Z', end: '2026-05-01T00:00:00Z' },
      }),
      await api.mutate('updateCampaign', { id: campaignId, layers: [{ role: 'SHARER' }] }),
    ];
    expect(refusals.map(({ code, message }) => [code, message.split(', but')[0]])).toEqual([
      ['CONFLICT', 'input.flight must hold the placement planned at 2026-04-10T00:00:00.000Z'],
      ['CONFLICT', 'input.layers must keep the layer CREATOR, which has placements'],
    ]);
  });

  it('cannot book what is archived', async () => {
    const { id: campaignId } = await addCampaign(api);
    const input = { campaignId, profileId, format: 'VIDEO', plannedAt: '2026-04-10T00:00:00Z' };
    for (const [noun, id, field] of [
      ['Profile', profileId, 'profileId'],
      ['Influencer', influencerId, 'profileId'],
      ['Campaign', campaignId, 'campaignId'],
    ]) {
      await api.mutate(`archive${noun}`, { id });
      expect(await api.mutate('createPlacement', input)).toMatchObject({
        __typename: 'ConflictError',
        path: ['input', field],
      });
      await api.mutate(`unarchive${noun}`, { id });
    }
    expect(await api.mutate('createPlacement', input)).toMatchObject({
      __typename: 'CreatePlacementPayload',
    });
  });

  it('keep the date of what is archived twice', async () => {
    const { id } = await addCampaign(api);
    const archive = async () =>
      (await api.mutate('archiveCampaign', { id }, 'campaign { archivedAt updatedAt }')).campaign;
    const first = await archive();
    expect(first.archivedAt).not.toBeNull();
    expect(await archive()).toEqual(first);
  });

  it('take back no placement that the flight has left outside', async () => {
    const { id: campaignId } = await addCampaign(api);
    const { placementEdge } = await api.mutate(
      'createPlacement',
      { campaignId, profileId, format: 'VIDEO', plannedAt: '2026-04-10T00:00:00Z' },
      'placementEdge { node { id } }',
    );
    const { id } = placementEdge.node;
    await api.mutate('archivePlacement', { id });
    const flight = { start: '2026-04-11T00:00:00Z', end: '2026-05-01T00:00:00Z' };
    await api.mutate('updateCampaign', { id: campaignId, flight });
    expect(await api.mutate('unarchivePlacement', { id })).toMatchObject({
      code: 'CONFLICT',
      path: ['input', 'id'],
      message: `input.id must be planned inside the flight, from 2026-04-11T00:00:00.000Z up to 2026-05-01T00:00:00.000Z, but got "${id}"`,
    });
    await api.mutate('updateCampaign', {
      id: campaignId,
      flight: { ...flight, start: '2026-04-10T00:00:00Z' },
    });
    expect(await api.mutate('unarchivePlacement', { id })).toMatchObject({
      __typename: 'UnarchivePlacementPayload',
    });
  });

  it('take placements step by step to a final state', async () => {
    const { id: campaignId } = await addCampaign(api);
    const plan = async () => {
      const input = { campaignId, profileId, format: 'VIDEO', plannedAt: '2026-04-10T00:00:00Z' };
      const { placementEdge } = await api.mutate(
        'createPlacement',
        input,
        'placementEdge { node { id } }',
      );
      return placementEdge.node.id;
    };
    const update = (id: string, changes: object) =>
      api.mutate(
        'updatePlacement',
        { id, ...changes },
        'placement { status postedAt fee { amount } }',
      );

    const id = await plan();
    expect(await update(id, { status: 'POSTED' })).toMatchObject({
      code: 'CONFLICT',
      message: 'input.status must be BOOKED or CANCELLED after PLANNED, but got "POSTED"',
    });
    expect(await update(id, { postedAt: '2026-04-11T00:00:00Z' })).toMatchObject({
      message: 'input.postedAt must be left out until POSTED, but got "2026-04-11T00:00:00.000Z"',
    });
    await update(id, { status: 'BOOKED', fee: dollars('7') });
    expect(await update(id, { status: 'POSTED' })).toMatchObject({
      placement: {
        status: 'POSTED',
        postedAt: '2026-01-15T12:00:00.000Z',
        fee: { amount: '7.00' },
      },
    });
    for (const status of ['PLANNED', 'BOOKED', 'CANCELLED']) {
      expect(await update(id, { status })).toMatchObject({
        message: `input.status must stay POSTED, which is final, but got "${status}"`,
      });
    }
    expect(await update(id, { plannedAt: '2026-04-12T00:00:00Z' })).toMatchObject({
      message:
        'input.plannedAt must not change once the placement is POSTED, but got "2026-04-12T00:00:00.000Z"',
    });
    const other = await plan();
    await update(other, { status: 'CANCELLED' });
    expect(await update(other, { status: 'BOOKED' })).toMatchObject({ code: 'CONFLICT' });

    const of = async (filter: string) =>
      (
        await api.read(
          `placements(filter: { campaignId: "${campaignId}", ${filter} }) { totalCount }`,
        )
      ).placements.totalCount;
    expect(await of('status: [POSTED, CANCELLED]')).toBe(2);
    expect(await of('status: [BOOKED]')).toBe(0);
    expect(await of('layer: CREATOR, plannedAt: { from: "2026-04-10T00:00:00Z" }')).toBe(2);
    expect(await of('plannedAt: { to: "2026-04-10T00:00:00Z" }')).toBe(0);
    await api.mutate('archivePlacement', { id: other });
    expect(await of('status: [CANCELLED]')).toBe(0);
    expect(await of('archived: true')).toBe(1);
  });

  it('let one of two opposite steps at the same moment win, never both', async () => {
    const { id: campaignId } = await addCampaign(api);
    const { placementEdge } = await api.mutate(
      'createPlacement',
      { campaignId, profileId, format: 'VIDEO', plannedAt: '2026-04-10T00:00:00Z' },
      'placementEdge { node { id } }',
    );
    const { id } = placementEdge.node;
    await api.mutate('updatePlacement', { id, status: 'BOOKED' });
    const answers = await Promise.all(
      ['POSTED', 'CANCELLED'].map((status) => api.mutate('updatePlacement', { id, status })),
    );
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual([
      'ConflictError',
      'UpdatePlacementPayload',
    ]);
  });

  it('are found by what planners remember', async () => {
    await addCampaign(api, { name: 'Winter', objective: 'SENTIMENT', budget: dollars('77') });
    const found = async (filter: string) =>
      (
        await api.read(`campaigns(filter: { ${filter} }) { edges { node { name } } }`)
      ).campaigns.edges.map((edge: any) => edge.node.name);
    expect(await found('search: "wint"')).toEqual(['Winter']);
    expect(await found('objective: SENTIMENT')).toEqual(['Winter']);
    expect(
      await found(
        'budget: { min: { amount: "76", currency: "USD" }, max: { amount: "78", currency: "USD" } }',
      ),
    ).toEqual(['Winter']);
    expect(await found('search: "Winter", live: { from: "2026-05-01T00:00:00Z" }')).toEqual([]);
    expect(
      await found(
        'search: "Winter", live: { from: "2026-04-30T00:00:00Z", to: "2026-06-01T00:00:00Z" }',
      ),
    ).toEqual(['Winter']);
  });
});
