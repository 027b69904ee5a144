import { afterAll, beforeAll, describe, it } from 'vitest';
import { openTestServer, type TestServer } from '../support/server.js';
import { recordedOperations } from './recorded-operations.js';

const { names, expectAnswer } = recordedOperations('planning');

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
  it.each(names)('%s answers as recorded', (name) => expectAnswer(server, name, nineDigits));
});
