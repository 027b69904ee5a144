import { expect, vi } from 'vitest';
import type { Follower } from './followers.js';
import { ask, type World } from './world.js';
import { nameOf, type Writers } from './writers.js';

/** What a run went through. */
export interface Tally {
  readonly events: number;
  /** Lists that were stored although their answer was lost: told again, stored once. */
  readonly lostAnswers: number;
  /** Lists that were sent more than once. */
  readonly sentAgain: number;
  readonly connections: number;
}

/**
 * Ends a run, and holds what was seen against what was acknowledged: every subscriber has seen
 * every event once and in order, positions have no gaps, and every result that was acknowledged is
 * there once, under the id that it was acknowledged with, and nothing else is.
 */
export async function settle(
  url: string,
  world: World,
  writers: Writers,
  followers: readonly Follower[],
): Promise<Tally> {
  await writers.stop();
  expect(writers.wrong).toEqual([]);
  const { data } = await ask(
    url,
    'query ($id: ID!) { campaignEvents(campaignId: $id, last: 1) { totalCount nodes: edges { node { position } } } }',
    { id: world.campaignId },
  );
  const { totalCount, nodes } = data.campaignEvents;
  const last: number = nodes[0].node.position;
  expect(totalCount).toBe(last);
  await vi.waitUntil(() => followers.every(({ seen }) => (seen.at(-1)?.position ?? 0) >= last), {
    timeout: 60_000,
  });
  await Promise.all(followers.map((follower) => follower.leave()));

  const positions = Array.from({ length: last }, (_, i) => i + 1);
  for (const { seen, wrong } of followers) {
    expect(wrong).toEqual([]);
    expect(seen.map(({ position }) => position)).toEqual(positions);
  }
  const [{ seen }] = followers;
  const recorded = seen.flatMap(({ result }) => result ?? []);
  const acknowledged = writers.acknowledged.flatMap(({ results }) => results);
  expect(
    recorded
      .map(({ id, placement, source, capturedAt }) => ({
        name: nameOf(placement.id, source, capturedAt),
        id,
      }))
      .sort(byName),
  ).toEqual([...acknowledged].sort(byName));
  expect(seen.filter(({ kind }) => kind === 'TARGET_REACHED')).toHaveLength(world.targets);
  expect(last).toBe(world.firstEvents + world.targets + acknowledged.length);

  const storedAt = new Map(seen.map((event) => [event.result?.id, Date.parse(event.recordedAt)]));
  const again = writers.acknowledged.filter(({ failedAt }) => failedAt !== null);
  return {
    events: last,
    sentAgain: again.length,
    lostAnswers: again.filter(({ results, failedAt }) => storedAt.get(results[0].id)! <= failedAt!)
      .length,
    connections: followers.reduce((sum, follower) => sum + follower.connections(), 0),
  };
}

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
