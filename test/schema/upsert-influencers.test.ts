import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../support/server.js';

const UPSERT = /* GraphQL */ `
  mutation ($input: UpsertInfluencersInput!) {
    upsertInfluencers(input: $input) {
      __typename
      ... on UpsertInfluencersPayload {
        created
        updated
        unchanged
        rejected {
          index
          path
          rule
          value
          message
        }
      }
      ... on MutationError {
        message
        path
        code
      }
      ... on RejectedRowsError {
        rejected {
          index
          path
          rule
          value
          message
        }
      }
    }
  }
`;

const row = (handle: string, more = {}) => ({
  platform: 'TIKTOK',
  handle,
  followers: 1000,
  ...more,
});

describe('upsertInfluencers', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer();
  });
  afterAll(() => server.close());
  beforeEach(() => server.db.influencer.deleteMany());

  const upsert = async (rows: object[], more = {}) => {
    const { data, errors } = await server.query(UPSERT, { input: { rows, ...more } });
    return data?.upsertInfluencers ?? errors;
  };

  it('stores rows with everything they can say', async () => {
    const full = row('@Ada', {
      externalId: 'p1',
      name: 'Ada',
      role: 'SHARER',
      topics: ['Food'],
      country: 'US',
      authenticity: 0.5,
      recentPosts: { posts: 3, asOf: '2026-01-01T00:00:00Z', views: 10, engagements: 2.5 },
      offers: [{ format: 'VIDEO', price: { amount: '12.50', currency: 'USD' } }],
    });
    expect(await upsert([full])).toEqual({
      __typename: 'UpsertInfluencersPayload',
      created: 1,
      updated: 0,
      unchanged: 0,
      rejected: [],
    });
    expect(await upsert([full])).toMatchObject({ created: 0, unchanged: 1 });
    expect(await server.db.profile.findFirst({ include: { offers: true } })).toMatchObject({
      handle: 'ada',
      recentEngagements: 2.5,
      offers: [{ priceMinor: 1250n }],
    });
  });

  it('stores nothing by default when half of the rows are bad, and names each', async () => {
    const rows = [row('a'), row('b', { followers: -3 }), row('c'), row('d', { authenticity: 2 })];
    expect(await upsert(rows)).toEqual({
      __typename: 'RejectedRowsError',
      code: 'BAD_INPUT',
      path: ['input', 'rows', '1', 'followers'],
      message:
        '2 of 4 rows cannot be written, so none was: input.rows[1].followers must be a whole number from 0 to 10000000000, but got -3',
      rejected: [
        {
          index: 1,
          path: ['input', 'rows', '1', 'followers'],
          rule: 'must be a whole number from 0 to 10000000000',
          value: '-3',
          message:
            'input.rows[1].followers must be a whole number from 0 to 10000000000, but got -3',
        },
        {
          index: 3,
          path: ['input', 'rows', '3', 'authenticity'],
          rule: 'must be from 0 to 1',
          value: '2',
          message: 'input.rows[3].authenticity must be from 0 to 1, but got 2',
        },
      ],
    });
    expect(await server.db.influencer.count()).toBe(0);
  });

  it('stores the good rows when asked to', async () => {
    const rows = [row('a'), row('a'), row('c')];
    expect(await upsert(rows, { mode: 'ACCEPT_THE_GOOD' })).toMatchObject({
      created: 2,
      rejected: [{ index: 1, path: ['input', 'rows', '1', 'handle'] }],
    });
  });

  it('stores nothing in a dry run', async () => {
    expect(await upsert([row('a')], { dryRun: true })).toMatchObject({ created: 1 });
    expect(await server.db.influencer.count()).toBe(0);
  });

  it('says of a dry run that the list would be rejected', async () => {
    const rows = [row('a'), row('a')];
    expect(await upsert(rows, { dryRun: true })).toMatchObject({
      __typename: 'RejectedRowsError',
      path: ['input', 'rows', '1', 'handle'],
    });
  });

  it.each([0, 1001])('refuses %i rows', async (n) => {
    const rows = Array.from({ length: n }, (_, i) => row(`h${i}`));
    expect(await upsert(rows)).toEqual({
      __typename: 'InputError',
      message: `input.rows must be 1 to 1000 rows, but got ${n}`,
      path: ['input', 'rows'],
      code: 'BAD_INPUT',
    });
  });

  it('takes 1,000 rows at once', async () => {
    const rows = Array.from({ length: 1000 }, (_, i) =>
      row(`h${i}`, { offers: [{ format: 'VIDEO', price: { amount: '1', currency: 'USD' } }] }),
    );
    expect(await upsert(rows)).toMatchObject({ created: 1000 });
  });
});
