import { expect, vi } from 'vitest';
import type { Follower, Seen } from './followers.js';
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
    `query ($id: ID!) {
      first: campaignEvents(campaignId: $id, first: 1) { totalCount edges { node { position } } }
      last: campaignEvents(campaignId: $id, last: 1) { edges { node { position } } }
    }`,
    { id: world.campaignId },
  );
  const { totalCount } = data.first;
  const [first, last]: number[] = [data.first, data.last].map(
    ({ edges }) => edges[0].node.position,
  );
  // Nothing else is written meanwhile: the workspace's positions are the campaign's.
  expect(last - first + 1).toBe(totalCount);
  await vi.waitUntil(() => followers.every(({ seen }) => (seen.at(-1)?.position ?? 0) >= last), {
    timeout: 60_000,
  });
  await Promise.all(followers.map((follower) => follower.leave()));

  for (const { seen, wrong } of followers) {
    expect(wrong).toEqual([]);
    expectEachOnce(seen);
    expect([seen[0].position, seen.length]).toEqual([first, totalCount]);
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
  expect(totalCount).toBe(world.firstEvents + world.targets + acknowledged.length);

  const storedAt = new Map(seen.map((event) => [event.result?.id, Date.parse(event.recordedAt)]));
  const again = writers.acknowledged.filter(({ failedAt }) => failedAt !== null);
  return {
    events: totalCount,
    sentAgain: again.length,
    lostAnswers: again.filter(({ results, failedAt }) => storedAt.get(results[0].id)! <= failedAt!)
      .length,
    connections: followers.reduce((sum, follower) => sum + follower.connections(), 0),
  };
}

/** Positions without a gap or a repeat. */
export function expectEachOnce(seen: readonly Seen[]): void {
  const [{ position: first }] = seen;
  expect(seen.map(({ position }) => position)).toEqual(seen.map((_, i) => first + i));
}

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
