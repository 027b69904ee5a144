import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodeEventCursor } from '../../schema/event-cursor.js';
import { appendEvents } from '../../schema/event-log.js';
import { describeDatabases } from '../support/database.js';
import { openTestServer, type TestServer } from '../support/server.js';
import { addCampaign, addInfluencer, type Api, apiOf } from './api.js';

describeDatabases('the events of a campaign', (open) => {
  let server: TestServer;
  let api: Api;
  let campaign: string;
  let profileId: string;
  let placements: string[];

  beforeAll(async () => {
    server = await openTestServer({}, open);
    api = apiOf(server);
    campaign = (await addCampaign(api)).id;
    const { profiles } = await addInfluencer(api, {
      name: 'Ann',
      profiles: [{ platform: 'TIKTOK', handle: 'ann', followers: 5000 }],
    });
    profileId = profiles.edges[0].node.id;
    placements = [await plan(campaign), await plan(campaign)];
  });
  afterAll(() => server.close());

  const plan = async (campaignId: string): Promise<string> => {
    const { placementEdge } = await api.mutate(
      'createPlacement',
      {
        campaignId,
        profileId,
        format: 'VIDEO',
        plannedAt: '2026-04-02T00:00:00Z',
      },
      'placementEdge { node { id } }',
    );
    return placementEdge.node.id;
  };

  const step = (placement: number, input: object) =>
    api.mutate('updatePlacement', { id: placements[placement], ...input }, 'placement { status }');

  const events = async (args: string, selection = 'kind position', id = campaign) =>
    (
      await api.read(
        `campaignEvents(campaignId: $id${args}) {
          totalCount
          pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
          edges { cursor node { cursor ${selection} } }
        }`,
        { id },
      )
    ).campaignEvents;
  const kinds = (page: any) => page.edges.map(({ node }: any) => node.kind);

  it('are told of placements when they are booked, posted and cancelled, and only then', async () => {
    await step(0, { status: 'BOOKED' });
    await step(0, { status: 'BOOKED', sponsored: false });
    await step(1, { status: 'CANCELLED' });
    expect((await step(1, { status: 'POSTED' })).code).toBe('CONFLICT');
    await step(0, { status: 'POSTED' });
    const page = await events(
      '',
      `__typename kind position campaign { id }
       ... on PlacementBooked { placement { id } }
       ... on PlacementPosted { placement { id status } }
       ... on PlacementCancelled { placement { id } }`,
    );
    const [first, second] = placements.map((id) => ({ id }));
    expect(page.edges.map(({ node }: any) => node)).toMatchObject([
      { __typename: 'PlacementBooked', kind: 'PLACEMENT_BOOKED', position: 1, placement: first },
      { __typename: 'PlacementCancelled', position: 2, placement: second },
      { __typename: 'PlacementPosted', position: 3, placement: { ...first, status: 'POSTED' } },
    ]);
    expect(page.edges[0].node.campaign.id).toBe(campaign);
    expect(page.edges.map(({ cursor }: any) => cursor)).toEqual(
      page.edges.map(({ node }: any) => node.cursor),
    );
    expect(page.totalCount).toBe(3);
  });

  it('are read on from a cursor, missing nothing and repeating nothing', async () => {
    const first = await events(', first: 2');
    expect(kinds(first)).toEqual(['PLACEMENT_BOOKED', 'PLACEMENT_CANCELLED']);
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const rest = await events(`, first: 2, after: "${first.pageInfo.endCursor}"`);
    expect(kinds(rest)).toEqual(['PLACEMENT_POSTED']);
    expect(rest.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const nothing = await events(`, after: "${rest.pageInfo.endCursor}"`);
    expect(nothing).toMatchObject({ edges: [], pageInfo: { endCursor: null }, totalCount: 3 });
    const last = await events(', last: 1');
    expect(last.edges).toEqual(rest.edges);
    expect(last.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const before = await events(`, last: 5, before: "${last.pageInfo.endCursor}"`);
    expect(before.edges).toEqual(first.edges);
  });

  it('leave out what happened in other campaigns, whose positions are gaps', async () => {
    const campaignId = (await server.db.campaign.findFirstOrThrow()).id;
    const other = await server.db.campaign.create({
      data: {
        ...{ workspaceId: server.workspaceId, name: 'Other', objective: 'REACH', currency: 'USD' },
        budgetMinor: 1n,
        flightStart: new Date('2026-04-01'),
        flightEnd: new Date('2026-05-01'),
      },
    });
    await server.db.$transaction((tx) =>
      appendEvents(tx, server.workspaceId, [
        { kind: 'FORECAST_SAVED', campaignId: other.id, subjectId: 'theirs' },
        { kind: 'FORECAST_SAVED', campaignId: null, subjectId: 'nobody’s' },
        { kind: 'FORECAST_SAVED', campaignId, subjectId: 'ours' },
        { kind: 'OUTLOOK_CHANGED', campaignId, cause: 'first' },
        {
          ...{ kind: 'TARGET_REACHED', campaignId, cause: 'REVENUE 100' },
          details: { metric: 'REVENUE', atLeast: 10_000, value: 12_050 },
        },
      ]),
    );
    const page = await events(
      ', last: 3',
      '__typename position ... on TargetReached { metric atLeast actual }',
    );
    expect(page.edges.map(({ node }: any) => node)).toMatchObject([
      { __typename: 'ForecastSaved', position: 6 },
      { __typename: 'OutlookChanged', position: 7 },
      { __typename: 'TargetReached', position: 8, metric: 'REVENUE', atLeast: 100, actual: 120.5 },
    ]);
  });

  it('are told of a placement that is archived, and of one that is brought back, once each', async () => {
    const [id] = placements;
    for (const verb of ['archive', 'archive', 'unarchive', 'unarchive']) {
      await api.mutate(`${verb}Placement`, { id });
    }
    const page = await events(
      ', last: 3',
      `__typename kind
       ... on PlacementArchived { placement { id } } ... on PlacementUnarchived { placement { id } }`,
    );
    expect(page.edges.map(({ node }: any) => node)).toMatchObject([
      { kind: 'TARGET_REACHED' },
      { __typename: 'PlacementArchived', kind: 'PLACEMENT_ARCHIVED', placement: { id } },
      { __typename: 'PlacementUnarchived', kind: 'PLACEMENT_UNARCHIVED', placement: { id } },
    ]);
  });

  it('are told when as many placements stand posted as a target promises', async () => {
    const targets = [
      { metric: 'PLACEMENTS', atLeast: 2 },
      { metric: 'PLACEMENTS', atMost: 1 },
      { metric: 'REACH', atLeast: 1 },
    ];
    const { id } = await addCampaign(api, { targets });
    const post = async () => {
      const placement = await plan(id);
      await api.mutate('updatePlacement', { id: placement, status: 'BOOKED' });
      await api.mutate('updatePlacement', { id: placement, status: 'POSTED' });
      return placement;
    };
    const archived = await post();
    await api.mutate('archivePlacement', { id: archived });
    await post();
    const told = async () => {
      const selection = 'kind ... on TargetReached { metric atLeast actual }';
      const { edges } = await events('', selection, id);
      return edges
        .map(({ node }: any) => node)
        .filter(({ kind }: any) => kind === 'TARGET_REACHED');
    };
    expect(await told()).toEqual([]);
    await api.mutate('unarchivePlacement', { id: archived });
    const reached = { kind: 'TARGET_REACHED', metric: 'PLACEMENTS', atLeast: 2, actual: 2 };
    expect(await told()).toMatchObject([reached]);
    await post();
    expect(await told()).toMatchObject([reached]);
  });

  it('are refused with what is no cursor, or a page that is too large', async () => {
    const refused = async (args: string) => {
      const { errors } = await server.query(
        `{ campaignEvents(campaignId: "${campaign}"${args}) { totalCount } }`,
      );
      return errors?.[0].extensions;
    };
    expect(await refused(', after: "x"')).toMatchObject({ code: 'BAD_INPUT', path: ['after'] });
    expect(await refused(', before: "x"')).toMatchObject({ code: 'BAD_INPUT', path: ['before'] });
    expect(await refused(', first: 101')).toMatchObject({ code: 'BAD_INPUT', path: ['first'] });
  });

  it('are refused after a cursor that lies in the future, and told after that of now', async () => {
    const { workspaceId } = server;
    const { id: campaignId } = await server.db.campaign.findFirstOrThrow({
      orderBy: { id: 'asc' },
    });
    const told = [1, 2].map(() => ({ kind: 'OUTLOOK_CHANGED' as const, campaignId }));
    const positions = await server.db.$transaction((tx) => appendEvents(tx, workspaceId, told));
    const position = positions.at(-1)!;
    const ask = (name: string, at: bigint) =>
      server.query(
        `{ campaignEvents(campaignId: "${campaign}", ${name}: "${encodeEventCursor(at)}", first: 2) {
          edges { cursor }
        } }`,
      );
    for (const name of ['after', 'before']) {
      expect((await ask(name, position + 1n)).errors).toMatchObject([
        {
          message: expect.stringContaining(`${name} must be a cursor of an event that was told`),
          extensions: { code: 'UNKNOWN_CURSOR', path: [name] },
        },
      ]);
    }
    expect((await ask('after', position)).data.campaignEvents.edges).toEqual([]);
    expect((await ask('before', position)).data.campaignEvents.edges).not.toEqual([]);
  });
});
