import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());

describe('a server', () => {
  it('answers a query', async () => {
    expect(await server.query('{ __typename }')).toEqual({
      status: 200,
      data: { __typename: 'Query' },
    });
  });
});
