import type { Snapshot } from '../scenario.js';

/** Counts of a snapshot that only rise. */
export type Counted = Exclude<
  keyof Snapshot,
  'ageDays' | 'valencedReactions' | 'negativeReactions'
>;

/**
 * What had been counted of a post by some moments: what was counted at each count, and in between it
 * grows as posts do. What comes after the last count is left out.
 *
 * @param snapshots - at least one, the oldest first; of none is more kept than the last has
 * @param ends - the moments, as ages of the post in days, ascending
 * @param share - of its final count that a post usually has at an age
 * @returns whole numbers that never fall; null where the last snapshot does not have the count
 */
export function countsAt(
  snapshots: readonly Snapshot[],
  name: Counted,
  ends: readonly number[],
  share: (ageDays: number) => number,
): Float64Array | null {
  const { [name]: most } = snapshots[snapshots.length - 1];
  if (most === null) return null;
  const counts = new Float64Array(ends.length);
  let [fromAge, from, at] = [0, 0, 0];
  for (const { [name]: count, ageDays } of snapshots) {
    if (count === null) continue;
    const to = Math.min(most, Math.max(from, count));
    const [before, after] = [share(fromAge), share(ageDays)];
    for (; at < ends.length && ends[at] < ageDays; at++) {
      const age = ends[at];
      const part =
        after > before
          ? (share(Math.max(fromAge, age)) - before) / (after - before)
          : (age - fromAge) / (ageDays - fromAge);
      counts[at] = age <= fromAge ? from : Math.round(from + Math.min(1, part) * (to - from));
    }
    [fromAge, from] = [ageDays, to];
  }
  return counts.fill(most, at);
}
