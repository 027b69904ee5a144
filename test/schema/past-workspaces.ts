import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createWorkspace } from '../../schema/workspace.js';
import type { ObservedMetric } from '../../simulations/index.js';
import type { ServerDeps } from '../../src/server.js';
import type { TestDatabase } from '../support/database.js';
import { openTestServer, type TestServer } from '../support/server.js';
import { addCampaign, addInfluencer, type Api, apiOf, dollars } from './api.js';
import { addPastCampaign, daysAfterStart, FLIGHT, LONG_AFTER } from './past-campaigns.js';

/** A server that is asked about the past, for all tests of a suite; a workspace for each of them. */
export function pastWorkspaces(open: () => Promise<TestDatabase>, own: Partial<ServerDeps> = {}) {
  let server: TestServer;
  let api: Api;
  /** Who asks. */
  const viewer = { workspaceId: '', currency: 'USD' };
  let workspaces = 0;

  beforeAll(async () => {
    server = await openTestServer({ viewer, now: () => LONG_AFTER, ...own }, open);
    api = apiOf(server);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    const { id } = await createWorkspace(server.db, {
      ...{ slug: `w${++workspaces}`, name: 'W', currency: 'USD', isDemo: false },
    });
    viewer.workspaceId = id;
  });

  /**
   * A campaign of one placement on day 5 that was planned and forecast through the API in April,
   * whatever the database's clock says, and posted on its day.
   */
  async function planAndPost({
    platform,
    format,
    followers,
    targets,
    draws,
  }: {
    readonly platform: string;
    readonly format: string;
    readonly followers: number;
    readonly targets: readonly ObservedMetric[];
    readonly draws: number;
  }): Promise<string> {
    const { profiles } = await addInfluencer(api, {
      name: 'Ada',
      profiles: [{ platform, handle: 'ada', followers }],
    });
    const campaign = await addCampaign(api, {
      flight: { start: FLIGHT.flightStart, end: FLIGHT.flightEnd },
      targets: targets.map((metric) => ({ metric, atLeast: 1 })),
    });
    const { placementEdge } = await api.mutate(
      'createPlacement',
      {
        ...{ campaignId: campaign.id, profileId: profiles.edges[0].node.id, format },
        ...{ plannedAt: daysAfterStart(5), fee: dollars('500') },
      },
      'placementEdge { node { id } }',
    );
    const { id } = placementEdge.node;
    await api.mutate('saveForecast', {
      ...{ name: 'Plan', scenario: { campaignId: campaign.id }, precision: { draws } },
    });
    const ofApril = {
      where: { workspaceId: viewer.workspaceId },
      data: { createdAt: daysAfterStart(-20) },
    };
    await server.db.savedForecast.updateMany(ofApril);
    await server.db.placement.updateMany(ofApril);
    await api.mutate('updatePlacement', { id, status: 'BOOKED' });
    await api.mutate('updatePlacement', { id, status: 'POSTED', postedAt: daysAfterStart(5) });
    return id;
  }

  /** The last results of a placement. */
  const record = (placementId: string, day: number, counts: object) =>
    api.mutate('recordResults', {
      key: 'last',
      results: [{ placementId, capturedAt: daysAfterStart(day), source: 'PLATFORM', ...counts }],
    });

  return {
    get server() {
      return server;
    },
    get api() {
      return api;
    },
    /** Of the test at hand. */
    get workspaceId() {
      return viewer.workspaceId;
    },
    viewer,
    past: () => addPastCampaign(server.db, { workspaceId: viewer.workspaceId }, `ada${workspaces}`),
    planAndPost,
    record,
  };
}

/** 1 to 100. */
export const hundred = <Name extends ObservedMetric>(metric: Name) => ({
  metric,
  draws: Array.from({ length: 100 }, (_, i) => i + 1),
  point: 50,
});
