import { afterAll, beforeAll, describe, it } from 'vitest';
import { openTestServer, type TestServer } from '../support/server.js';
import { recordedOperations } from './recorded-operations.js';

const { names, expectAnswer } = recordedOperations('nouns');

/** In order of their names, on one database: later operations find what earlier ones made. */
describe('recorded operations on nouns', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer();
  });
  afterAll(() => server.close());

  // To record an answer on purpose: npx vitest run test/schema/recorded-nouns.test.ts --update
  it.each(names)('%s answers as recorded', (name) => expectAnswer(server, name));
});
