import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { METRIC_NAMES, metricField } from '../../schema/metric.js';
import { openTestServer, type TestServer } from '../support/server.js';

const BUDGET = 'budget: { amount: "100000", currency: USD }';

describe('a request is refused for what its forecasts take together:', () => {
  let busy: TestServer;
  beforeAll(async () => {
    busy = await openTestServer({ simulate: () => new Promise(() => undefined) });
  });
  afterAll(() => busy.close());

  const METRICS = METRIC_NAMES.map((metric) => `${metricField(metric)} { mean }`).join(' ');
  const mix = (line: string, lines = 1) => `mix: [${`{ tier: "sharer", ${line} } `.repeat(lines)}]`;

  it('their price', async () => {
    const aliases = ['a', 'b', 'c'].map(
      (alias) => `${alias}: forecast(scenario: { ${mix('count: 150000')} }) { summary }`,
    );
    const { errors } = await busy.query(`{ ${aliases.join(' ')} }`);
    expect(errors?.[0].message).toBe(
      'The operation must ask for fewer or smaller forecasts at once: the price, draws × placements, is 230400000, and the limit is 200000000',
    );
    expect(errors?.[0].extensions).toEqual({
      code: 'TOO_EXPENSIVE',
      path: [],
      price: 230_400_000,
      limit: 200_000_000,
    });
  });

  it.each([
    [
      'their memory',
      `{ forecast(scenario: { ${mix('count: 1', 50)} }, precision: { draws: 131072 }) { lines { ${METRICS} } } }`,
      /^The operation's results must be at most 40000000, but got \d+ \(draws × metrics × groups/,
    ],
    [
      'the memory of their pairs',
      `{ compare(scenarios: [${'abcdefghij'.replaceAll(/./g, (name) => `{ name: "${name}", scenario: { ${mix('count: 1')} } } `)}], precision: { draws: 131072 }) { pairs { a } } }`,
      /^The operation's results must be at most 40000000/,
    ],
    [
      'the length of the answer',
      `{ forecast(scenario: { ${BUDGET} }) { lines { ${'abcdefghijk'.replaceAll(/./g, (name) => `${name}: reach { histogram(bins: 200) { count } } `)} } } }`,
      /^The operation's complexity must be at most 20000/,
    ],
    [
      'the length of the answer, whatever a bad argument takes off',
      `{ profiles(first: -100) { edges { node { ${METRIC_NAMES.map((_, i) => `p${i}: id`).join(' ')} } } } influencers(first: 100) { edges { node { profiles(first: 100) { edges { node { id handle } } } } } } }`,
      /^The operation's complexity must be at most 20000/,
    ],
  ])('%s', async (_what, document, message) => {
    const { errors, status } = await busy.query(document);
    expect(errors?.[0].message).toMatch(message);
    expect(errors?.[0].extensions?.['code']).toBe('TOO_COMPLEX');
    expect(status).toBe(400);
  });
});
