import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());

it('the opening query says what $100,000 buys in each tier, with two sentences first', async () => {
  const file = new URL('../../src/planner/opening-query.graphql', import.meta.url);
  const { data, errors } = await server.query(await readFile(file, 'utf8'));
  expect(errors).toBeUndefined();
  const { summary, table, scenarios, warnings } = data.compareTiers;
  expect(Object.keys(data.compareTiers).slice(0, 2)).toEqual(['summary', 'table']);
  expect(summary.match(/[^ ]\.( |$)/g)).toHaveLength(2);
  for (const title of ['Reach', 'Engagements', 'Negative engagement']) {
    expect(table).toContainEqual(expect.stringMatching(new RegExp(`^${title} +P10 +P50 +P90$`)));
  }
  // What GraphiQL shows in one line beside the query on a screen 1280 pixels wide.
  for (const line of table) expect(line.length).toBeLessThanOrEqual(48);
  expect(warnings.length).toBeGreaterThan(0);
  expect(scenarios.map(({ name }: { name: string }) => name)).toEqual([
    'Celebrity',
    'Star video',
    'Micro video',
    'Micro post',
    'Sharer',
    'Display ads',
  ]);
  for (const { name, forecast } of scenarios) {
    const { reach, engagements, negativeEngagementRatio } = forecast.total;
    expect(reach.p10).toBeLessThanOrEqual(reach.p50);
    expect(reach.p50).toBeLessThan(reach.p90);
    if (name === 'Display ads') {
      expect(negativeEngagementRatio).toBeNull();
      continue;
    }
    expect(engagements.p50).toBeLessThan(engagements.p90);
    expect(negativeEngagementRatio.p50).toBeLessThan(negativeEngagementRatio.p90);
  }
});
