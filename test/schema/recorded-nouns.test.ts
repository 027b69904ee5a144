import { readdirSync, readFileSync } from 'node:fs';
import { format } from 'prettier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../support/server.js';

const FOLDER = new URL('queries/nouns/', import.meta.url);
const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.graphql'))
  .map((file) => file.replace('.graphql', ''))
  .sort();

/** In order of their names, on one database: later operations find what earlier ones made. */
describe('recorded operations on nouns', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer();
  });
  afterAll(() => server.close());

  // To record an answer on purpose: npx vitest run test/schema/recorded-nouns.test.ts --update
  it.each(names)('%s answers as recorded', async (name) => {
    const document = readFileSync(new URL(`${name}.graphql`, FOLDER), 'utf8');
    const { data, errors } = await server.query(document);
    const answer = await format(JSON.stringify({ data, errors }), {
      parser: 'json',
      printWidth: 100,
    });
    await expect(answer).toMatchFileSnapshot(`queries/nouns/${name}.json`);
  });
});
