import type { Candidate, Snapshot } from '../scenario.js';
import type { Roster } from './roster.js';

/** A line's placements of which something was counted, in the order of the line. */
export interface SeenPlan {
  readonly roster: Roster;
  readonly profiles: readonly string[];
  readonly ordinals: readonly number[];
  readonly snapshots: readonly Snapshot[];
}

/** Whether anything was counted of a placement. */
export function isSeen({ seen }: Candidate): boolean {
  if (seen === undefined) return false;
  return Object.entries(seen).some(([name, count]) => name !== 'ageDays' && count !== null);
}

export function planSeen(roster: Roster, candidates: readonly Candidate[]): SeenPlan {
  return {
    roster,
    profiles: candidates.map(({ profile }) => profile),
    ordinals: candidates.map(({ ordinal }) => ordinal),
    snapshots: candidates.map(({ seen }) => seen!),
  };
}
