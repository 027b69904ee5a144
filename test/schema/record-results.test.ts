import { describe, expect, it } from 'vitest';
import { describeDatabases } from '../support/database.js';
import { dollars } from './api.js';
import { hours } from './posted.js';
import { recorder } from './recorder.js';

describeDatabases('recording results', (open) => {
  const on = recorder(open);
  const { seen, record, recordGood, stored, told, indices } = on;

  it('stores every count, its event in the same transaction, and what adds up', async () => {
    const counts = {
      ...{ impressions: 9_000_000_000, reach: 5000, engagements: 400 },
      ...{ valencedReactions: 50, negativeReactions: 2, shares: 30, clicks: 20 },
      ...{ conversions: 3, redemptions: 7 },
    };
    const answer = await record([
      { ...seen(1, counts), revenue: dollars('120.50') },
      seen(2, { impressions: 7 }, 1),
    ]);
    expect(answer).toMatchObject({
      accepted: [{ index: 0 }, { index: 1 }],
      repeated: [],
      rejected: [],
    });
    const events = await told();
    expect(events.map(({ kind, subjectId }) => [kind, subjectId])).toEqual(
      await Promise.all(
        on.posted.rows.slice(0, 2).map(async (placementId) => {
          const { id } = await on.server.db.result.findFirstOrThrow({ where: { placementId } });
          return ['RESULT_RECORDED', id];
        }),
      ),
    );
    const { placement, campaignEvents, campaign } = await on.api.read(
      `placement(id: $id) {
         latestResult { id capturedAt source ${Object.keys(counts).join(' ')} revenue { amount }
                        negativeEngagementRatio recordedAt placement { id } }
         results { totalCount edges { node { impressions } } }
         actuals { impressions grossReach revenue { amount } capturedAt placements }
       }
       campaignEvents(campaignId: $campaign) {
         edges { node { ... on ResultRecorded { result { id reach placement { id } } } } }
       }
       campaign(id: $campaign) {
         actuals { placements impressions grossReach clicks shares negativeEngagementRatio capturedAt }
       }`,
      { id: on.posted.ids[0], campaign: on.posted.campaign },
    );
    expect(placement.latestResult).toMatchObject({
      ...counts,
      capturedAt: hours(1),
      source: 'PLATFORM',
      revenue: { amount: '120.50' },
      negativeEngagementRatio: 0.04,
      placement: { id: on.posted.ids[0] },
    });
    expect(placement.results).toEqual({
      totalCount: 1,
      edges: [{ node: { impressions: 9_000_000_000 } }],
    });
    expect(placement.actuals).toEqual({
      impressions: 9_000_000_000,
      grossReach: 5000,
      revenue: { amount: '120.50' },
      capturedAt: hours(1),
      placements: 1,
    });
    expect(campaignEvents.edges[0].node.result).toEqual({
      id: placement.latestResult.id,
      reach: 5000,
      placement: { id: on.posted.ids[0] },
    });
    expect(campaign.actuals).toEqual({
      ...{ placements: 2, impressions: 9_000_000_007, grossReach: 5000, clicks: 20, shares: 30 },
      ...{ negativeEngagementRatio: 0.04, capturedAt: hours(2) },
    });
  });

  it('takes the highest count of all sources for what was seen so far', async () => {
    await record([
      seen(5, { impressions: 100, clicks: 9 }),
      { ...seen(4, { impressions: 120, reach: 80 }), source: 'VENDOR' },
    ]);
    const { placement, campaign } = await on.api.read(
      `placement(id: $id) { latestResult { source } actuals { impressions grossReach clicks shares } }
       campaign(id: $campaign) { actuals { impressions } }`,
      { id: on.posted.ids[0], campaign: on.posted.campaign },
    );
    expect(placement.latestResult.source).toBe('PLATFORM');
    expect(placement.actuals).toEqual({
      impressions: 120,
      grossReach: 80,
      clicks: 9,
      shares: null,
    });
    await on.api.mutate('archivePlacement', { id: on.posted.ids[0] });
    expect(
      await on.api.read('campaign(id: $id) { actuals { impressions } }', {
        id: on.posted.campaign,
      }),
    ).toEqual({ campaign: { actuals: null } });
    expect(campaign.actuals.impressions).toBe(120);
  });
  it('accepts the good, repeats what is there, and refuses the rest', async () => {
    const first = await record([seen(10, { clicks: 10 })]);
    const answer = await recordGood([
      seen(10, { clicks: 10 }),
      seen(11, { clicks: 9 }),
      seen(12, { clicks: 12 }),
      seen(10, { clicks: 11 }),
      seen(10, { clicks: 10, shares: 1 }),
      seen(12, { clicks: 12 }),
      seen(12, { clicks: 13 }),
      seen(1, { clicks: -1 }, 1),
      seen(1, { clicks: 1 }, 2),
    ]);
    expect(indices(answer.accepted)).toEqual([2, 8]);
    expect(indices(answer.repeated)).toEqual([0, 5]);
    expect(answer.repeated[0].result.id).toBe(first.accepted[0].result.id);
    expect(answer.repeated[1].result.id).toBe(answer.accepted[0].result.id);
    expect(answer.rejected.map(({ path, rule }: any) => [path.slice(2).join('.'), rule])).toEqual([
      ['1.clicks', 'must be at least 10, which the source counted before'],
      ['3.clicks', 'must be 10, as recorded before for the same placement, moment and source'],
      ['4.shares', 'must be null, as recorded before for the same placement, moment and source'],
      ['6.clicks', 'must be 12, as recorded before for the same placement, moment and source'],
      ['7.clicks', 'must be a whole number from 0 to 1000000000000'],
    ]);
    expect(await stored()).toHaveLength(3);
    expect((await told()).map(({ subjectId }) => subjectId)).toEqual(
      [...first.accepted, ...answer.accepted].map(({ result }: any) =>
        Buffer.from(result.id, 'base64').toString().replace('Result:', ''),
      ),
    );
  });

  it('keeps the moment of posting before the first result', async () => {
    await record([seen(5, { clicks: 1 }), seen(7, { clicks: 1 })]);
    const [id] = on.posted.ids;
    expect(await on.api.mutate('updatePlacement', { id, postedAt: hours(6) })).toMatchObject({
      __typename: 'ConflictError',
      message: `input.postedAt must be at or before its first result, of ${hours(5)}, but got "${hours(6)}"`,
    });
    const { placement } = await on.api.mutate(
      'updatePlacement',
      { id, postedAt: hours(5) },
      'placement { postedAt }',
    );
    expect(placement.postedAt).toBe(hours(5));
  });

  it('has no effect when everything is a repeat', async () => {
    const results = [seen(1, { clicks: 1 }), seen(2, { clicks: 2 }), seen(1, { shares: 1 }, 1)];
    await record(results);
    const [before, events] = [await stored(), await told()];
    expect(indices((await record(results)).repeated)).toEqual([0, 1, 2]);
    expect(await stored()).toEqual(before);
    expect(await told()).toEqual(events);
  });
  describe('reaches targets', () => {
    const promise = (targets: object[]) =>
      on.server.db.target.createMany({
        data: targets.map((target, position) => ({
          ...{ workspaceId: on.server.workspaceId, campaignId: on.posted.campaignId, position },
          ...{ metric: 'CLICKS', ...target },
        })),
      });
    const reached = async () =>
      (await told()).filter(({ kind }) => kind === 'TARGET_REACHED').map(({ details }) => details);

    it('once, when what was recorded adds up to them', async () => {
      await promise([
        { atLeast: 100 },
        { atMost: 50 },
        { metric: 'REACH', atLeast: 1 },
        { metric: 'REVENUE', atLeast: 5000 },
      ]);
      await record([seen(1, { clicks: 60, reach: 9 }), seen(1, { clicks: 39 }, 1)]);
      expect(await reached()).toEqual([]);
      await record([{ ...seen(2, { clicks: 61 }), revenue: dollars('60') }]);
      const both = [
        { metric: 'CLICKS', atLeast: 100, value: 100 },
        { metric: 'REVENUE', atLeast: 5000, value: 6000 },
      ];
      expect(await reached()).toEqual(both);
      await record([seen(3, { clicks: 70 })]);
      expect(await reached()).toEqual(both);
      const { campaignEvents } = await on.api.read(
        'campaignEvents(campaignId: $id, last: 2) { edges { node { ... on TargetReached { metric atLeast } } } }',
        { id: on.posted.campaign },
      );
      expect(campaignEvents.edges[0].node).toEqual({ metric: 'REVENUE', atLeast: 50 });
    });

    it('by the highest count of each placement, whatever several sources have told of it', async () => {
      await promise([{ atLeast: 130 }]);
      const by = (source: string, hour: number, clicks: number, placement = 0) => ({
        ...seen(hour, { clicks }, placement),
        source,
      });
      // Added up by source 215 in the end, by placement no more than 120.
      await record([by('PLATFORM', 1, 50), by('VENDOR', 2, 60)]);
      await record([by('PLATFORM', 3, 40, 1), by('PLATFORM', 2, 55)]);
      await record([by('VENDOR', 4, 70), by('CREATOR', 1, 20, 1), by('CREATOR', 5, 50, 1)]);
      expect(await reached()).toEqual([]);
      const [id] = on.posted.ids;
      await on.api.mutate('archivePlacement', { id });
      await record([by('PLATFORM', 6, 59, 1)]);
      expect(await reached()).toEqual([]);
      await on.api.mutate('unarchivePlacement', { id });
      expect(await reached()).toEqual([]);
      await record([by('PLATFORM', 7, 60, 1)]);
      expect(await reached()).toEqual([{ metric: 'CLICKS', atLeast: 130, value: 130 }]);
    });

    it('that two writers pass together', async () => {
      await promise([{ atLeast: 2 }]);
      await Promise.all([0, 1].map((placement) => record([seen(1, { clicks: 1 }, placement)])));
      expect(await reached()).toHaveLength(1);
    });

    const lower = async (atLeast: number) => {
      const targets = [{ metric: 'CLICKS', atLeast }];
      const id = on.posted.campaign;
      const answer = await on.api.mutate('updateCampaign', { id, targets }, 'campaign { id }');
      expect(answer.campaign).toEqual({ id });
    };

    it('that are lowered below what was counted, at once and once', async () => {
      await record([seen(1, { clicks: 60 })]);
      await lower(61);
      expect(await reached()).toEqual([]);
      await lower(60);
      await lower(60);
      expect(await reached()).toEqual([{ metric: 'CLICKS', atLeast: 60, value: 60 }]);
    });

    it('that are lowered while the results come that reach them', async () => {
      for (let clicks = 1; clicks <= 5; clicks++) {
        await Promise.all([lower(clicks), record([seen(clicks, { clicks })])]);
        expect(await reached()).toHaveLength(clicks);
      }
    });
  });

  it('keeps order and loses nothing under 8 writers on the same placements', async () => {
    const lists = Array.from({ length: 8 }, (_, writer) =>
      Array.from({ length: 6 }, (_unused, round) =>
        [0, 1, 2].map((placement) =>
          seen(1 + round + writer / 10, { clicks: 10 * round + writer }, (placement + writer) % 3),
        ),
      ),
    );
    const answers = await Promise.all(
      lists.map(async (rounds) => {
        const done = [];
        for (const results of rounds) done.push(await recordGood(results));
        return done;
      }),
    );
    const accepted = answers.flat().flatMap(({ accepted: list }) => list);
    expect(answers.flat().flatMap(({ rejected }) => rejected)).toEqual([]);
    expect(accepted).toHaveLength(8 * 6 * 3);
    const events = await told();
    expect(events).toHaveLength(accepted.length);
    expect(new Set(events.map(({ subjectId }) => subjectId)).size).toBe(accepted.length);
    const positions = events.map(({ position }) => Number(position));
    expect(positions.at(-1)! - positions[0]).toBe(positions.length - 1);
    const latest = await on.server.db.latestCounts.findMany({
      where: { placementId: { in: on.posted.rows } },
    });
    expect(latest.map(({ clicks }) => clicks)).toEqual([57n, 57n, 57n]);
  });
});
