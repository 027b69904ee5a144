import { readdirSync, readFileSync } from 'node:fs';
import { format } from 'prettier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../support/server.js';

const FOLDER = new URL('queries/planning/', import.meta.url);
const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.graphql'))
  .map((file) => file.replace('.graphql', ''));

/** Mathematical functions differ in the last bits between releases of Node. */
const nineDigits = (_key: string, value: unknown): unknown =>
  typeof value === 'number' ? Number(value.toPrecision(9)) : value;

describe('recorded forecasts', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer();
  });
  afterAll(() => server.close());

  // To record an answer on purpose: npx vitest run test/schema/planning-queries.test.ts --update
  it.each(names)('%s answers as recorded', async (name) => {
    const document = readFileSync(new URL(`${name}.graphql`, FOLDER), 'utf8');
    const { data, errors } = await server.query(document);
    const answer = await format(JSON.stringify({ data, errors }, nineDigits), {
      parser: 'json',
      printWidth: 100,
    });
    await expect(answer).toMatchFileSnapshot(`queries/planning/${name}.json`);
  });
});
