import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeId } from '../../schema/node-id.js';
import { describeDatabases } from '../support/database.js';
import { openTestServer, type TestServer } from '../support/server.js';
import { apiOf, dollars } from './api.js';

const NOBODY = '019a0000-0000-7000-8000-000000000000';
const cursor = (table: string, column: string, value: string) =>
  Buffer.from(JSON.stringify([table, column, value, NOBODY])).toString('base64url');

describeDatabases('values that no column can hold', (open) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await openTestServer({}, open);
  });
  afterAll(() => server.close());

  /** The one error of a refused query: code and message. */
  async function refusal(document: string, variables = {}) {
    const { errors } = await server.query(document, variables);
    expect(errors).toHaveLength(1);
    const [{ message, extensions }] = errors!;
    return {
      message,
      code: extensions?.['code'] as unknown,
      path: extensions?.['path'] as unknown,
    };
  }

  describe('in a text', () => {
    const PROFILES = 'query ($f: ProfileFilter) { profiles(filter: $f) { totalCount } }';
    const ASSUMPTIONS = 'query ($f: AssumptionsFilter) { assumptions(filter: $f) { totalCount } }';

    it.each([
      [PROFILES, { topic: 'a\0' }, 'filter.topic must not contain NUL, but got "a\\u0000"'],
      [PROFILES, { country: '\0' }, 'filter.country must not contain NUL, but got "\\u0000"'],
      [PROFILES, { search: '\0' }, 'filter.search must not contain NUL, but got "\\u0000"'],
      [PROFILES, { topic: '\ud800' }, 'filter.topic must be Unicode text, but got "\\ud800"'],
      [
        PROFILES,
        { audience: { cell: '\0', minShare: 0.1 } },
        'filter.audience.cell must not contain NUL, but got "\\u0000"',
      ],
      [ASSUMPTIONS, { name: '\0' }, 'filter.name must not contain NUL, but got "\\u0000"'],
    ])('are refused by name: %s %j', async (document, f, message) => {
      expect(await refusal(document, { f })).toMatchObject({ code: 'BAD_INPUT', message });
    });

    it.each([
      ['createInfluencer', { name: 'n', topics: ['\udfff'] }, ['input', 'topics', '0']],
      ['createInfluencer', { name: '\ud800' }, ['input', 'name']],
      [
        'createCampaign',
        {
          name: 'c',
          objective: 'REACH',
          budget: dollars('1'),
          flight: { start: '2026-05-01T00:00:00Z', end: '2026-06-01T00:00:00Z' },
          audience: ['\0'],
        },
        ['input', 'audience', '0'],
      ],
    ])('are a typed error of %s %j', async (mutation, input, path) => {
      const result = await apiOf(server).mutate(mutation, input);
      expect(result).toMatchObject({ __typename: 'InputError', code: 'BAD_INPUT', path });
    });

    it('are reported row by row in bulk, beside the good rows', async () => {
      const row = { platform: 'TIKTOK', followers: 1 };
      const { created, rejected } = await apiOf(server).mutate(
        'upsertInfluencers',
        {
          mode: 'ACCEPT_THE_GOOD',
          rows: [
            { ...row, handle: 'good' },
            { ...row, handle: 'a\ud800' },
            { ...row, handle: 'b', name: '\udfff' },
            { ...row, handle: 'c', topics: ['\ud800'] },
            { ...row, handle: 'd', externalId: '\0' },
          ],
        },
        'created rejected { path message }',
      );
      expect(created).toBe(1);
      expect(rejected.map(({ message }: any) => message)).toEqual([
        'input.rows[1].handle must be Unicode text, but got "a\\ud800"',
        'input.rows[2].name must be Unicode text, but got "\\udfff"',
        'input.rows[3].topics[0] must be Unicode text, but got "\\ud800"',
        'input.rows[4].externalId must not contain control characters, but got "\\u0000"',
      ]);
    });
  });

  it.each([
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+23:59',
    '9999-12-31T23:59:59-23:59',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
  ])('are no moments: %s', async (from) => {
    const document = 'query ($f: CampaignFilter) { campaigns(filter: $f) { totalCount } }';
    const { code, message, path } = await refusal(document, { f: { live: { from } } });
    expect(code).toBe('BAD_INPUT');
    expect(message).toContain('DateTime must be a moment');
    expect(path).toEqual(['f', 'live', 'from']);
  });

  it.each([
    ['profiles', 'AUTHENTICITY', cursor('Profile', 'authenticity', '1e+999')],
    ['profiles', 'AUTHENTICITY', cursor('Profile', 'authenticity', '1e-999')],
    ['profiles', 'AUTHENTICITY', cursor('Profile', 'authenticity', '9'.repeat(400))],
    ['profiles', 'FOLLOWERS', cursor('Profile', 'followers', '9'.repeat(19))],
    ['campaigns', 'FLIGHT_START', cursor('Campaign', 'flightStart', '2026-02-30T00:00:00.000Z')],
    ['campaigns', 'FLIGHT_START', cursor('Campaign', 'flightStart', '0000-01-01T00:00:00.000Z')],
    ['campaigns', 'FLIGHT_START', cursor('Campaign', 'flightStart', '+010000-01-01T00:00:00.000Z')],
    ['campaigns', 'NAME', cursor('Campaign', 'name', '\0')],
  ])('are no cursors of %s by %s: %s', async (list, field, after) => {
    const document = `{ ${list}(after: "${after}", orderBy: { field: ${field} }) { totalCount } }`;
    expect(await refusal(document)).toMatchObject({ code: 'BAD_INPUT', path: ['after'] });
  });

  it.each(['Money', 'Query', 'ID', 'Nope', '__proto__', 'constructor'])(
    'are no ids: of %s',
    async (typename) => {
      const id = nodeId(typename, NOBODY);
      expect(await refusal(`{ node(id: "${id}") { id } }`)).toEqual({
        code: 'BAD_INPUT',
        message: `id must be an id of this API, but got "${id}"`,
        path: ['id'],
      });
      expect(await refusal(`{ nodes(ids: ["${id}"]) { id } }`)).toMatchObject({
        path: ['ids', '0'],
      });
    },
  );

  it.each(['', ':', 'x', '%%%', '0'.repeat(40)])('are no ids at all: "%s"', async (text) => {
    expect(await refusal(`{ node(id: "${text}") { id } }`)).toEqual({
      code: 'BAD_INPUT',
      message: `id must be an id of this API, but got "${text}"`,
      path: ['id'],
    });
    const good = nodeId('Influencer', NOBODY);
    expect(await refusal(`{ nodes(ids: ["${good}", "${text}"]) { id } }`)).toEqual({
      code: 'BAD_INPUT',
      message: `ids[1] must be an id of this API, but got "${text}"`,
      path: ['ids', '1'],
    });
  });
});
