import type { Answer } from '../support/server.js';
import { apiOf } from '../schema/api.js';

export const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

/** A campaign in flight that results are recorded for. */
export interface World {
  readonly campaignId: string;
  readonly placementIds: readonly string[];
  /** When its placements were posted: results may be captured from then on. */
  readonly postedAt: Date;
  /** Events that it began with. */
  readonly firstEvents: number;
  /** Targets that its results will reach. */
  readonly targets: number;
}

/** A sum that any of the tests reaches in the middle of its results. */
const IMPRESSIONS = 100;

/**
 * Adds a campaign whose placements were posted thirty days ago, and whose events are the only ones
 * of its workspace.
 */
export async function addWorld(url: string, placements: number): Promise<World> {
  const api = apiOf({ query: (document, variables) => ask(url, document, variables) });
  const postedAt = new Date(Date.now() - 30 * DAY_MS);
  const start = postedAt.toISOString();
  const { influencerEdge } = await api.mutate(
    'createInfluencer',
    {
      name: 'Ann',
      profiles: [{ platform: 'TIKTOK', handle: 'ann', followers: 5000 }],
    },
    'influencerEdge { node { profiles { edges { node { id } } } } }',
  );
  const profileId: string = influencerEdge.node.profiles.edges[0].node.id;
  const { campaignEdge } = await api.mutate(
    'createCampaign',
    {
      ...{ name: 'Under fire', objective: 'REACH', layers: [{ role: 'CREATOR' }] },
      budget: { amount: '100000', currency: 'USD' },
      flight: { start, end: new Date(postedAt.getTime() + 60 * DAY_MS).toISOString() },
      targets: [{ metric: 'IMPRESSIONS', atLeast: IMPRESSIONS }],
    },
    'campaignEdge { node { id } }',
  );
  const campaignId: string = campaignEdge.node.id;
  const placementIds: string[] = [];
  for (let i = 0; i < placements; i++) {
    const { placementEdge } = await api.mutate(
      'createPlacement',
      { campaignId, profileId, format: 'VIDEO', plannedAt: start },
      'placementEdge { node { id } }',
    );
    const { id } = placementEdge.node;
    await api.mutate('updatePlacement', { id, status: 'BOOKED' });
    await api.mutate('updatePlacement', { id, status: 'POSTED', postedAt: start });
    placementIds.push(id);
  }
  return { campaignId, placementIds, postedAt, firstEvents: 2 * placements, targets: 1 };
}

/** @throws what fetch throws, and for a body that is no JSON */
export async function ask(
  url: string,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query, variables }),
    // Half of a connection may be gone without a word.
    signal: AbortSignal.timeout(20_000),
  });
  return { status: response.status, ...(await response.json()) };
}
