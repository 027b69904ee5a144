import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../support/server.js';
import { type Api, apiOf } from './api.js';
import { addPosted, hours, NOW } from './posted.js';

const LAST = 430;

describe('an outlook warns of counts', () => {
  let server: TestServer;
  let api: Api;
  let posted: Awaited<ReturnType<typeof addPosted>>;
  let keys = 0;

  beforeAll(async () => {
    server = await openTestServer({ now: () => NOW });
    api = apiOf(server);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    posted = await addPosted(server, 3);
  });

  type Told = readonly [source: string, hour: number, counts: object, placement?: number];
  const record = async (...told: Told[]) => {
    const results = told.map(([source, hour, counts, placement = 0]) => ({
      ...{ placementId: posted.ids[placement], source, capturedAt: hours(hour), ...counts },
    }));
    const answer = await api.mutate(
      'recordResults',
      { key: `key ${keys++}`, results },
      'accepted { index }',
    );
    expect(answer.accepted).toHaveLength(told.length);
  };
  const warnings = async () => {
    const { campaign } = await api.read(
      `campaign(id: $id) { outlook(precision: { draws: 8 }) {
        warnings { code message placements { edges { node { id } } } } } }`,
      { id: posted.campaign },
    );
    return campaign.outlook.warnings.filter(({ code }: any) =>
      ['UNLIKELY_COUNT', 'SOURCES_DISAGREE'].includes(code),
    );
  };
  const only = async (code: string) => {
    const found = await warnings();
    expect(found.map((warning: any) => warning.code)).toEqual([code]);
    const [{ message, placements }] = found;
    return { message, ids: placements.edges.map(({ node }: any) => node.id) };
  };

  it('that two sources have not', async () => {
    await record(
      ['PLATFORM', LAST, { impressions: 2000, engagements: 288 }],
      ['MANUAL', LAST, { engagements: 5769 }],
    );
    expect(await only('SOURCES_DISAGREE')).toEqual({
      ids: [posted.ids[0]],
      message: `What sources counted of 1 placement is more than 3 times apart for its age: of @${posted.campaignId} MANUAL counted 5,769 engagements, and PLATFORM 288 engagements. The outlook takes the highest. Ask who counted it. If it is right, there is nothing to do. One that is too high cannot be taken back, because counts only rise: take its placement out with \`archivePlacement\`, and make it anew with the right counts.`,
    });
    await api.mutate('archivePlacement', { id: posted.ids[0] });
    expect(await warnings()).toEqual([]);
  });

  it('that two sources have not, the furthest apart by name', async () => {
    await record(
      ['PLATFORM', LAST, { clicks: 100, engagements: 0 }, 1],
      ['VENDOR', LAST, { clicks: 301 }, 1],
      ['PLATFORM', LAST, { engagements: 0 }, 2],
      ['CREATOR', LAST, { engagements: 30 }, 2],
    );
    const { ids, message } = await only('SOURCES_DISAGREE');
    expect(ids).toEqual([posted.ids[1], posted.ids[2]]);
    expect(message).toContain(
      'of 2 placements is more than 3 times apart for its age; the furthest',
    );
    expect(message).toContain('CREATOR counted 30 engagements, and PLATFORM 0 engagements');
  });

  it('but not of few, nor of three times as many', async () => {
    await record(
      ['PLATFORM', LAST, { clicks: 0, engagements: 100 }],
      ['VENDOR', LAST, { clicks: 29, engagements: 300 }],
    );
    expect(await warnings()).toEqual([]);
  });

  it('but not of those that have grown meanwhile', async () => {
    // A TikTok video has a seventh of its reactions after half a day.
    await record(['PLATFORM', 12, { engagements: 60 }], ['MANUAL', LAST, { engagements: 600 }]);
    expect(await warnings()).toEqual([]);
    await record(['PLATFORM', LAST, { engagements: 61 }]);
    await only('SOURCES_DISAGREE');
  });

  it('each as old as its source’s last result that has it', async () => {
    await record(['MANUAL', 12, { engagements: 60 }], ['PLATFORM', LAST, { engagements: 600 }]);
    await record(['MANUAL', LAST, { clicks: 5 }]);
    expect(await warnings()).toEqual([]);
  });

  it('that were next to impossible beforehand', async () => {
    await record(
      ['PLATFORM', LAST, { impressions: 2000 }, 1],
      ['VENDOR', LAST, { impressions: 9_999_999 }, 2],
    );
    const { ids, message } = await only('UNLIKELY_COUNT');
    expect(ids).toEqual([posted.ids[2]]);
    expect(message).toMatch(
      /^What was counted of 1 placement is so high that the odds of it were below 0\.01% beforehand: VENDOR counted 9,999,999 impressions of @\S+, where some \d+ were to be expected in the end\. Ask who counted it\..*`archivePlacement`/,
    );
    await record(['CREATOR', LAST, { reach: 900_000_000_000 }, 0]);
    const more = await only('UNLIKELY_COUNT');
    expect(more.ids).toEqual([posted.ids[0], posted.ids[2]]);
    expect(more.message).toContain(
      'of 2 placements is so high that the odds of it were below 0.01% beforehand; the furthest off: CREATOR counted 900,000,000,000 people of @',
    );
  });
});
