import { createClient } from 'graphql-sse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeId } from '../../schema/node-id.js';
import { openTestServer, type TestServer } from '../support/server.js';
import { apiOf } from './api.js';
import { addPosted, hours, NOW } from './posted.js';
import { makeRoster } from './roster.js';

const OUTLOOK = `cursor forecast { total { engagements { p50 } } } evidence { seen capturedAt }
  placements { edges { seen node { status } } }`;

describe('an outlook that is followed', () => {
  let server: TestServer;
  let url: string;
  let posted: Awaited<ReturnType<typeof addPosted>>;

  beforeAll(async () => {
    server = await openTestServer({ now: () => NOW });
    url = `${await server.listen()}/graphql`;
    posted = await addPosted(server, 3);
  });
  afterAll(() => server.close());

  const record = (placement: number, hour: number, engagements: number) =>
    apiOf(server).mutate('recordResults', {
      key: `${placement} ${hour}`,
      results: [
        {
          placementId: posted.ids[placement],
          capturedAt: hours(hour),
          source: 'PLATFORM',
          impressions: engagements * 10,
          engagements,
        },
      ],
    });

  const follow = (campaignId: string) =>
    createClient({ url, retryAttempts: 0 }).iterate({
      query: `subscription ($id: ID!) {
        campaignOutlook(campaignId: $id, precision: { draws: 256 }) { ${OUTLOOK} }
      }`,
      variables: { id: campaignId },
    });

  it('is told at once, anew when results arrive, and as the field of the campaign says', async () => {
    const answers = follow(posted.campaign);
    const next = async () => (await answers.next()).value;
    const first = (await next()).data.campaignOutlook;
    expect(first.evidence).toMatchObject({ seen: 0, capturedAt: null });
    await record(0, 30, 40_000);
    const second = (await next()).data.campaignOutlook;
    expect(second.evidence).toMatchObject({ seen: 1 });
    const engagementsOf = (outlook: any) => outlook.forecast.total.engagements.p50 as number;
    expect(engagementsOf(second)).toBeGreaterThan(engagementsOf(first));
    await Promise.all([record(1, 31, 300), record(2, 31, 200)]);
    let third = (await next()).data.campaignOutlook;
    // A slow machine may tell of the two one by one.
    if (third.evidence.seen === 2) third = (await next()).data.campaignOutlook;
    expect(third.evidence).toMatchObject({ seen: 3 });
    const { campaign } = await apiOf(server).read(
      `campaign(id: $id) { outlook(precision: { draws: 256 }) { ${OUTLOOK} } }`,
      { id: posted.campaign },
    );
    expect(campaign.outlook.forecast).toEqual(third.forecast);
    await apiOf(server).mutate('archivePlacement', { id: posted.ids[2] });
    expect((await next()).data.campaignOutlook.evidence).toMatchObject({ seen: 2 });
    await answers.return?.();
    const told = await server.db.event.findMany({ where: { kind: 'OUTLOOK_CHANGED' } });
    expect(told.length).toBeGreaterThanOrEqual(2);
    expect(new Set(told.map(({ cause }) => cause)).size).toBe(told.length);
  });

  it('of a campaign without placements begins with the first that there is', async () => {
    const { campaign, rows, ids } = await addPosted(server, 1);
    await server.db.placement.update({ where: { id: rows[0] }, data: { archivedAt: NOW } });
    const answers = follow(campaign);
    const first = answers.next();
    // Time to fail in.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await apiOf(server).mutate('unarchivePlacement', { id: ids[0] });
    expect((await first).value.data.campaignOutlook.placements.edges).toHaveLength(1);
    await answers.return?.();
  });

  it('of a campaign that there is not is refused', async () => {
    const answers = follow(posted.ids[0]);
    const { value } = (await answers.next()) as any;
    expect(value.errors[0].extensions).toMatchObject({ code: 'BAD_INPUT', path: ['campaignId'] });
  });

  it('of another workspace’s campaign is not found', async () => {
    const theirs = await makeRoster(server, 'elsewhere');
    const answers = follow(nodeId('Campaign', theirs.campaign));
    const { value } = (await answers.next()) as any;
    expect(value.errors[0].extensions).toMatchObject({ code: 'NOT_FOUND', path: ['campaignId'] });
  });
});
