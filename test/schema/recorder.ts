import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { TestDatabase } from '../support/database.js';
import { openTestServer, type TestServer } from '../support/server.js';
import { type Api, apiOf } from './api.js';
import { addPosted, hours, NOW } from './posted.js';

const ANSWER = `accepted { index result { id } } repeated { index result { id } }
  rejected { index path rule value message }`;

/** What tests record results with: a server for all of them, and three posts of a campaign for each. */
export function recorder(open: () => Promise<TestDatabase>) {
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

  return {
    get server() {
      return server;
    },
    get api() {
      return api;
    },
    get posted() {
      return posted;
    },
    ...{ seen, record, recordGood, stored, told, indices, refusalOf },
  };
}
