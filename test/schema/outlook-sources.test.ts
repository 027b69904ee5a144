import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLoaders } from '../../schema/loaders.js';
import { campaignUnderWay } from '../../schema/outlook-scenario.js';
import type { Candidate } from '../../simulations/index.js';
import { openTestServer, type TestServer } from '../support/server.js';
import { addPosted, NOW } from './posted.js';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer({ now: () => NOW });
});
afterAll(() => server.close());

it('an outlook takes no more of a part than there is of the whole, whoever saw them', async () => {
  const { db, workspaceId } = server;
  const { campaignId, rows } = await addPosted(server, 1);
  const common = { workspaceId, placementId: rows[0], capturedAt: NOW };
  await db.latestCounts.createMany({
    data: [
      {
        ...{ ...common, source: 'PLATFORM', impressions: 8000n, clicks: 9000n, conversions: 1n },
        ...{ engagements: 40n, valencedReactions: 40n },
      },
      {
        ...{ ...common, source: 'VENDOR', valencedReactions: 50n, negativeReactions: 4n },
      },
      {
        ...{ ...common, source: 'CREATOR', reach: 8500n, clicks: 20n, conversions: 9500n },
        ...{ valencedReactions: 30n, negativeReactions: 20n },
      },
    ],
  });
  const viewer = { workspaceId, currency: 'USD' };
  const ctx = { db, viewer, loaders: createLoaders({ db, viewer }), now: () => NOW };
  const { resolved } = await campaignUnderWay(campaignId, ctx, ['id']);
  const [{ seen }] = resolved.scenario.lines[0].candidates as readonly Candidate[];
  expect(seen).toMatchObject({
    ...{ impressions: 8000, reach: 8000, clicks: 9000, conversions: 9000 },
    // The share against is one source's own: to cut it to another's engagements would move it.
    ...{ engagements: 40, valencedReactions: 50, negativeReactions: 4 },
  });
});
