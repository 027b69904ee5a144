import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeDatabases, openTestDatabase } from '../support/database.js';
import { openTestServer, type TestServer } from '../support/server.js';
import { type Api, apiOf, dollars } from './api.js';
import { addPosted, hours, NOW } from './posted.js';

const ANSWER = `accepted { index result { id } } repeated { index result { id } }
  rejected { index path rule value message }`;

describeDatabases('recording results', (open) => {
  let server: TestServer;
  let api: Api;
  let keys = 0;

  beforeAll(async () => {
    server = await openTestServer({ now: () => NOW }, open);
    api = apiOf(server);
  });
  afterAll(() => server.close());

  /** Of a campaign of its own. */
  let posted: Awaited<ReturnType<typeof addPosted>>;
  beforeEach(async () => {
    posted = await addPosted(server, 3);
  });

  const seen = (hour: number, counts: object, placement = 0) => ({
    placementId: posted.ids[placement],
    capturedAt: hours(hour),
    source: 'PLATFORM',
    ...counts,
  });

  const record = async (results: object[], more: object = {}) => {
    const { data, errors } = await server.query(
      `mutation ($input: RecordResultsInput!) {
        recordResults(input: $input) {
          __typename
          ... on MutationError { message path code }
          ... on RejectedResultsError { rejected { index path rule value message } }
          ... on RecordResultsPayload { ${ANSWER} }
        }
      }`,
      { input: { key: `key ${keys++}`, results, ...more } },
    );
    expect(errors).toBeUndefined();
    return data.recordResults;
  };
  const recordGood = (results: object[], more: object = {}) =>
    record(results, { mode: 'ACCEPT_THE_GOOD', ...more });

  const stored = () =>
    server.db.result.findMany({
      where: { placementId: { in: posted.rows } },
      orderBy: [{ placementId: 'asc' }, { capturedAt: 'asc' }],
    });
  const told = () =>
    server.db.event.findMany({
      where: { campaignId: posted.campaignId },
      orderBy: { position: 'asc' },
    });
  const indices = (list: { index: number }[]) => list.map(({ index }) => index);

  /** The one refusal of a list of results, which must have stored nothing. */
  async function refusalOf(results: object[]) {
    const before = await stored();
    const answer = await record(results);
    expect(answer).toMatchObject({ __typename: 'RejectedResultsError', code: 'BAD_INPUT' });
    expect(answer.rejected).toHaveLength(1);
    expect(answer.path).toEqual(answer.rejected[0].path);
    expect(await stored()).toEqual(before);
    const { path, rule, value } = answer.rejected[0];
    return [path.slice(2).join('.'), rule, value];
  }

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
        posted.rows.slice(0, 2).map(async (placementId) => {
          const { id } = await server.db.result.findFirstOrThrow({ where: { placementId } });
          return ['RESULT_RECORDED', id];
        }),
      ),
    );
    const { placement, campaignEvents, campaign } = await api.read(
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
      { id: posted.ids[0], campaign: posted.campaign },
    );
    expect(placement.latestResult).toMatchObject({
      ...counts,
      capturedAt: hours(1),
      source: 'PLATFORM',
      revenue: { amount: '120.50' },
      negativeEngagementRatio: 0.04,
      placement: { id: posted.ids[0] },
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
      placement: { id: posted.ids[0] },
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
    const { placement, campaign } = await api.read(
      `placement(id: $id) { latestResult { source } actuals { impressions grossReach clicks shares } }
       campaign(id: $campaign) { actuals { impressions } }`,
      { id: posted.ids[0], campaign: posted.campaign },
    );
    expect(placement.latestResult.source).toBe('PLATFORM');
    expect(placement.actuals).toEqual({
      impressions: 120,
      grossReach: 80,
      clicks: 9,
      shares: null,
    });
    await api.mutate('archivePlacement', { id: posted.ids[0] });
    expect(
      await api.read('campaign(id: $id) { actuals { impressions } }', { id: posted.campaign }),
    ).toEqual({ campaign: { actuals: null } });
    expect(campaign.actuals.impressions).toBe(120);
  });

  describe('refuses, by index, field, rule and value,', () => {
    it.each<[string, object, string, string, string]>([
      [
        'a negative count',
        { clicks: -1 },
        'clicks',
        'a whole number from 0 to 1000000000000',
        '-1',
      ],
      [
        'a count beyond belief',
        { clicks: 1e13 },
        'clicks',
        'a whole number from 0 to 10000',
        '1000',
      ],
      [
        'more people than showings',
        { impressions: 5, reach: 6 },
        'reach',
        'at most impressions, which is 5',
        '6',
      ],
      [
        'more against than with an opinion',
        { valencedReactions: 1, negativeReactions: 2 },
        'negativeReactions',
        'at most valencedReactions, which is 1',
        '2',
      ],
      [
        'those against without the whole',
        { negativeReactions: 0 },
        'valencedReactions',
        'be there beside negativeReactions',
        'null',
      ],
      [
        'more orders than clicks',
        { clicks: 1, conversions: 2 },
        'conversions',
        'at most clicks, which is 1',
        '2',
      ],
      ['no count at all', {}, '', 'have at least one count', 'placementId'],
      [
        'another currency',
        { revenue: { amount: '1', currency: 'EUR' } },
        'revenue.currency',
        'must be USD',
        'EUR',
      ],
      [
        'the future',
        { clicks: 1, capturedAt: '2026-04-20T12:01:00.001Z' },
        'capturedAt',
        'must not be in the future',
        '12:01:00.001',
      ],
      [
        'a time before it was posted',
        { clicks: 1, capturedAt: hours(-1) },
        'capturedAt',
        `before the placement was posted, ${hours(0)}`,
        hours(-1),
      ],
      [
        'what is no id',
        { clicks: 1, placementId: 'x' },
        'placementId',
        'an id of type Placement',
        'x',
      ],
    ])('%s', async (_name, change, field, rule, value) => {
      const refusal = await refusalOf([seen(1, { clicks: 0 }, 1), { ...seen(2, {}), ...change }]);
      expect(refusal[0]).toBe(field === '' ? '1' : `1.${field}`);
      expect(refusal[1]).toContain(rule);
      expect(refusal[2]).toContain(value);
    });

    it('a placement of nobody, or that is not posted, or was archived', async () => {
      const { db } = server;
      const [planned, cancelled, archived] = posted.rows;
      const update = (id: string, data: object) => db.placement.update({ where: { id }, data });
      await update(planned, { status: 'PLANNED', postedAt: null });
      await update(cancelled, { status: 'CANCELLED', postedAt: null });
      await update(archived, { archivedAt: NOW });
      const campaign = posted.campaign;
      const unknown = await refusalOf([{ ...seen(1, { clicks: 1 }), placementId: campaign }]);
      expect(unknown).toEqual([
        '0.placementId',
        'must be an id of type Placement',
        `"${campaign}"`,
      ]);
      const rules = [];
      for (const placement of [0, 1, 2]) {
        const [field, rule] = await refusalOf([seen(1, { clicks: 1 }, placement)]);
        expect(field).toBe('0.placementId');
        rules.push(rule);
      }
      expect(rules).toEqual([
        'must be a placement that is POSTED; this one is PLANNED, and updatePlacement says when it was posted',
        'must be a placement that is POSTED; this one was CANCELLED',
        'must be a placement that is not archived',
      ]);
    });

    it('counts that shrink, and late ones that do not fit between their neighbours', async () => {
      await record([seen(10, { clicks: 100, reach: 50 }), seen(20, { clicks: 200 })]);
      await record([seen(30, { clicks: 300, reach: 90 })]);
      const clicks = (hour: number, n: number) => refusalOf([seen(hour, { clicks: n })]);
      const before = (n: number) => `must be at least ${n}, which the source counted before`;
      const later = (n: number) => `must be at most ${n}, which the source counted later`;
      expect(await clicks(40, 299)).toEqual(['0.clicks', before(300), '299']);
      expect(await clicks(15, 99)).toEqual(['0.clicks', before(100), '99']);
      expect(await clicks(15, 201)).toEqual(['0.clicks', later(200), '201']);
      expect(await clicks(5, 101)).toEqual(['0.clicks', later(100), '101']);
      // The snapshot in between did not see the reach: the ones around it did.
      const reach = (hour: number, n: number) => refusalOf([seen(hour, { reach: n })]);
      expect(await reach(25, 49)).toEqual(['0.reach', before(50), '49']);
      expect(await reach(25, 91)).toEqual(['0.reach', later(90), '91']);
      expect((await record([seen(25, { reach: 50, clicks: 300 })])).accepted).toHaveLength(1);
      expect(
        (await record([seen(15, { clicks: 100 }), seen(5, { clicks: 100 })])).accepted,
      ).toHaveLength(2);
      // What came late does not lower what was seen so far.
      const { placement } = await api.read('placement(id: $id) { actuals { clicks capturedAt } }', {
        id: posted.ids[0],
      });
      expect(placement.actuals).toEqual({ clicks: 300, capturedAt: hours(30) });
      // Every source is held to its own counts.
      const vendor = { ...seen(40, { clicks: 1 }), source: 'VENDOR' };
      expect((await record([vendor])).accepted).toHaveLength(1);
    });

    it('money that shrinks', async () => {
      await record([{ ...seen(1, {}), revenue: dollars('10') }]);
      expect(await refusalOf([{ ...seen(2, {}), revenue: dollars('9.99') }])).toEqual([
        '0.revenue',
        'must be at least {"amount":"10.00","currency":"USD"}, which the source counted before',
        '{"amount":"9.99","currency":"USD"}',
      ]);
    });

    it('counts that shrink inside the list, whatever its order', async () => {
      expect(await refusalOf([seen(1, { clicks: 5 }), seen(2, { clicks: 4 })])).toEqual([
        '1.clicks',
        'must be at least 5, which the source counted before',
        '4',
      ]);
      expect(await refusalOf([seen(2, { clicks: 4 }), seen(1, { clicks: 5 })])).toEqual([
        '1.clicks',
        'must be at most 4, which the source counted later',
        '5',
      ]);
      const late = [seen(3, { clicks: 9 }), seen(1, { clicks: 2 }), seen(2, { clicks: 1 })];
      expect(await refusalOf(late)).toEqual([
        '2.clicks',
        'must be at least 2, which the source counted before',
        '1',
      ]);
      await record([seen(10, { clicks: 10 })]);
      // Between what is stored and what the list brings.
      const between = [seen(12, { clicks: 20 }), seen(11, { clicks: 9 })];
      expect(await refusalOf(between)).toEqual([
        '1.clicks',
        'must be at least 10, which the source counted before',
        '9',
      ]);
    });

    it('a list that is empty or too long, and a key that is none', async () => {
      const conflict = async (results: object[], more: object = {}) => {
        const { __typename, path } = await record(results, more);
        return [__typename, path.join('.')];
      };
      const many = Array.from({ length: 1001 }, () => seen(1, { clicks: 1 }));
      expect(await conflict([])).toEqual(['InputError', 'input.results']);
      expect(await conflict(many)).toEqual(['InputError', 'input.results']);
      for (const key of ['', 'a\nb', 'x'.repeat(201)]) {
        expect(await conflict([seen(1, { clicks: 1 })], { key })).toEqual([
          'InputError',
          'input.key',
        ]);
      }
    });
  });

  it('says every value at fault, and how many results there are', async () => {
    const answer = await record([
      seen(1, { clicks: -1, shares: -2 }),
      seen(1, { clicks: 1 }, 1),
      { ...seen(1, { clicks: 1 }), placementId: 'x' },
    ]);
    expect(answer.message).toBe(
      '2 of 3 results cannot be recorded, so none was: input.results[0].shares must be a whole number from 0 to 1000000000000, but got -2',
    );
    expect(indices(answer.rejected)).toEqual([0, 0, 2]);
    expect(answer.rejected[2]).toEqual({
      index: 2,
      path: ['input', 'results', '2', 'placementId'],
      rule: 'must be an id of type Placement',
      value: '"x"',
      message: 'input.results[2].placementId must be an id of type Placement, but got "x"',
    });
    expect(await stored()).toEqual([]);
    expect(await told()).toEqual([]);
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
    const [id] = posted.ids;
    expect(await api.mutate('updatePlacement', { id, postedAt: hours(6) })).toMatchObject({
      __typename: 'ConflictError',
      message: `input.postedAt must be at or before its first result, of ${hours(5)}, but got "${hours(6)}"`,
    });
    const { placement } = await api.mutate(
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

  describe('under a key', () => {
    it('answers the same request the same, however it is written', async () => {
      const results = [
        { ...seen(1, { clicks: 1 }), revenue: dollars('10.50') },
        seen(2, { clicks: 0 }),
      ];
      const first = await recordGood(results, { key: 'again' });
      expect(indices(first.accepted)).toEqual([0]);
      const [before, events] = [await stored(), await told()];
      const written = [
        { ...seen(1, { clicks: 1, reach: null }), revenue: dollars('10.5') },
        { ...seen(2, { clicks: 0 }), capturedAt: hours(2).replace('Z', '+00:00') },
      ];
      expect(await recordGood(written, { key: 'again' })).toEqual(first);
      expect(await stored()).toEqual(before);
      expect(await told()).toEqual(events);
    });

    it.each<[string, (results: any[]) => object[], object]>([
      ['other counts', ([one]) => [{ ...one, clicks: 2 }], {}],
      ['another moment', ([one]) => [{ ...one, capturedAt: hours(2) }], {}],
      ['one more result', ([one]) => [one, seen(2, { clicks: 2 })], {}],
      ['another mode', (results) => results, { mode: 'ACCEPT_THE_GOOD' }],
    ])('refuses %s', async (name, change, more) => {
      const key = `taken ${name} ${posted.campaignId}`;
      const results = [seen(1, { clicks: 1 })];
      await record(results, { key });
      expect(await record(change(results), { key, ...more })).toEqual({
        __typename: 'ConflictError',
        code: 'CONFLICT',
        path: ['input', 'key'],
        message: `input.key must be a new one, because it came with another mode or other results before, but got "${key}"`,
      });
      expect(await stored()).toHaveLength(1);
    });

    it('stays free when everything was refused', async () => {
      const key = `free ${posted.campaignId}`;
      expect((await record([seen(1, { clicks: -1 })], { key })).code).toBe('BAD_INPUT');
      const planned = { where: { id: posted.rows[0] }, data: { status: 'BOOKED' as const } };
      await server.db.placement.update(planned);
      expect((await record([seen(1, { clicks: 1 })], { key })).code).toBe('BAD_INPUT');
      await server.db.placement.update({ ...planned, data: { status: 'POSTED' } });
      expect(indices((await record([seen(1, { clicks: 1 })], { key })).accepted)).toEqual([0]);
    });

    it('has one effect when it comes many times at once', async () => {
      const key = `at once ${posted.campaignId}`;
      const results = [seen(1, { clicks: 1 }), seen(1, { clicks: 1 }, 1)];
      const answers = await Promise.all(Array.from({ length: 8 }, () => record(results, { key })));
      expect(indices(answers[0].accepted)).toEqual([0, 1]);
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect(await stored()).toHaveLength(2);
      expect(await told()).toHaveLength(2);
    });

    it('is answered again after the first answer was lost', async () => {
      // The commit is done and its answer never leaves the server, as when it is killed there.
      const key = `lost ${posted.campaignId}`;
      const dying = new Proxy(server.db, {
        get(db, name) {
          const value = Reflect.get(db, name) as unknown;
          if (name !== '$transaction') return value;
          return async (...args: unknown[]) => {
            await Reflect.apply(value as () => Promise<unknown>, db, args);
            throw new Error('killed');
          };
        },
      });
      const killed = await openTestServer(
        {
          ...{ db: dying, now: () => NOW, log: () => undefined },
          viewer: { workspaceId: server.workspaceId, currency: 'USD' },
        },
        openTestDatabase,
      );
      const results = [seen(1, { clicks: 1 })];
      const { errors } = await killed.query(
        'mutation ($input: RecordResultsInput!) { recordResults(input: $input) { __typename } }',
        { input: { key, results } },
      );
      await killed.close();
      expect(errors).toHaveLength(1);
      const [lost] = await stored();
      const answer = await record(results, { key });
      expect(Buffer.from(answer.accepted[0].result.id, 'base64').toString()).toBe(
        `Result:${lost.id}`,
      );
      expect(await stored()).toHaveLength(1);
      expect(await told()).toHaveLength(1);
    });
  });

  describe('reaches targets', () => {
    const promise = (targets: object[]) =>
      server.db.target.createMany({
        data: targets.map((target, position) => ({
          ...{ workspaceId: server.workspaceId, campaignId: posted.campaignId, position },
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
      const { campaignEvents } = await api.read(
        'campaignEvents(campaignId: $id, last: 2) { edges { node { ... on TargetReached { metric atLeast } } } }',
        { id: posted.campaign },
      );
      expect(campaignEvents.edges[0].node).toEqual({ metric: 'REVENUE', atLeast: 50 });
    });

    it('that two writers pass together', async () => {
      await promise([{ atLeast: 2 }]);
      await Promise.all([0, 1].map((placement) => record([seen(1, { clicks: 1 }, placement)])));
      expect(await reached()).toHaveLength(1);
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
    const latest = await server.db.latestCounts.findMany({
      where: { placementId: { in: posted.rows } },
    });
    expect(latest.map(({ clicks }) => clicks)).toEqual([57n, 57n, 57n]);
  });
});
