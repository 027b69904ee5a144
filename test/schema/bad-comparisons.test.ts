import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../support/server.js';
import { makeRoster } from './roster.js';

let server: TestServer;

beforeAll(async () => {
  server = await openTestServer();
  await makeRoster(server);
});
afterAll(() => server.close());

const BUDGET = 'budget: { amount: "100000", currency: USD }';

describe('a comparison is refused', () => {
  const plan = (name: string, share = 1) =>
    `{ name: "${name}", scenario: { ${BUDGET} mix: [{ tier: "micro-video", share: ${share} }] } }`;

  it.each([
    [plan('a'), 'scenarios must have 2 to 10 scenarios, but got 1'],
    [`${plan('a')} ${plan('a')}`, 'scenarios[1].name must be unique, but got "a"'],
    [`${plan('a')} ${plan(' a ')}`, 'scenarios[1].name must be unique, but got "a"'],
    [
      `${plan('a')} ${plan('b', 0.5)}`,
      'scenarios[1].scenario.mix must have shares that add up to 1, but got 0.5',
    ],
  ])('%#', async (scenarios, message) => {
    const { errors } = await server.query(`{ compare(scenarios: [${scenarios}]) { summary } }`);
    expect(errors?.[0].message).toBe(message);
  });

  it('on a metric without a better direction', async () => {
    const { errors } = await server.query(
      `{ compare(scenarios: [${plan('a')} ${plan('b')}] metrics: [REACH, SPEND]) { summary } }`,
    );
    expect(errors?.[0].message).toMatch(
      /^metrics\[1\] must be a metric of which more or less is better \(IMPRESSIONS, .*\), but got "SPEND"$/,
    );
  });

  it('on a metric twice', async () => {
    const { errors } = await server.query(
      `{ compare(scenarios: [${plan('a')} ${plan('b')}] metrics: [REACH, REACH]) { summary } }`,
    );
    expect(errors?.[0].message).toBe('metrics[1] must be named once, but got "REACH"');
  });

  it('of tiers for a budget that buys too much, naming the budget', async () => {
    const { errors } = await server.query(
      '{ compareTiers(budget: { amount: "1000000000", currency: USD }) { summary } }',
    );
    expect(errors?.[0].extensions?.['path']).toEqual(['budget', 'amount']);
    expect(errors?.[0].message).toMatch(/^budget.amount must buy at most about 1000000 placements/);
  });

  it('of an unknown scheme, naming those there are', async () => {
    const { errors } = await server.query(
      '{ compareTiers(budget: { amount: "1000", currency: USD }, scheme: "sizes") { summary } }',
    );
    expect(errors?.[0].message).toBe(
      'scheme must be the key or id of a tier scheme (keys: roles, bands) of this workspace, but got "sizes"',
    );
  });
});
