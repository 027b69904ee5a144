import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSimulationPool, type SimulationPool } from '../../src/simulation-pool.js';
import { openTestServer, type TestServer } from '../support/server.js';

const QUERY = `query ($amount: Decimal!) {
  forecast(scenario: { budget: { amount: $amount, currency: USD } }, precision: { draws: 512 }) {
    summary
    total { reach { p10 p50 p90 mean } }
  }
}`;

let pool: SimulationPool;
let threaded: TestServer;
let inline: TestServer;
beforeAll(async () => {
  pool = openSimulationPool({ workers: 2, queue: 8, deadlineMs: 60_000 });
  threaded = await openTestServer({
    simulate: async (...asked) => (await pool.run(asked[0], asked[1], asked[2])).outcome,
  });
  inline = await openTestServer();
});
afterAll(async () => {
  await pool.close();
  await threaded.close();
  await inline.close();
});

describe('a forecast in a worker thread', () => {
  it('has the bytes that it has outside of one', async () => {
    const [there, here] = await Promise.all([
      threaded.query(QUERY, { amount: '20000' }),
      inline.query(QUERY, { amount: '20000' }),
    ]);
    expect(there.errors).toBeUndefined();
    expect(there).toEqual(here);
  });

  it('answers others while it runs', async () => {
    const order: string[] = [];
    const forecast = threaded.query(QUERY, { amount: '30000' }).then(() => order.push('forecast'));
    await threaded.query('{ __typename }').then(() => order.push('__typename'));
    await forecast;
    expect(order).toEqual(['__typename', 'forecast']);
  });
});
