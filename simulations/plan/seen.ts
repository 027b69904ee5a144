import { isRoster } from '../check.js';
import type { Candidate, Line, Snapshot } from '../scenario.js';
import type { Roster } from './roster.js';

/**
 * A line's placements of which something was counted, and those of the same influencers that are still
 * to come, in the order of the line.
 */
export interface SeenPlan {
  readonly roster: Roster;
  /** Positions among the line's candidates. */
  readonly positions: readonly number[];
  readonly profiles: readonly string[];
  readonly ordinals: readonly number[];
  readonly snapshots: readonly Snapshot[];
  /** What was counted before, the oldest first. */
  readonly earlier: readonly (readonly Snapshot[])[];
}

/** Whether anything was counted of a placement. */
export function isSeen({ seen }: Candidate): boolean {
  if (seen === undefined) return false;
  return Object.entries(seen).some(([name, count]) => name !== 'ageDays' && count !== null);
}

/** Influencers of whom something was seen: it says something about their other placements. */
export function seenProfiles(lines: readonly Line[]): ReadonlySet<string> {
  const candidates = lines.flatMap((line) => (isRoster(line.candidates) ? line.candidates : []));
  return new Set(candidates.filter(isSeen).map(({ profile }) => profile));
}

/** Whether a placement belongs with those that were seen. */
export function isWithSeen(
  candidate: Candidate,
  { buy }: Line,
  profiles: ReadonlySet<string>,
): boolean {
  if (isSeen(candidate)) return true;
  return 'all' in buy && candidate.plannedDay !== null && profiles.has(candidate.profile);
}

/** @param positions - of the candidates among those of their line */
export function planSeen(
  roster: Roster,
  candidates: readonly Candidate[],
  positions: readonly number[],
): SeenPlan {
  return {
    roster,
    positions,
    profiles: candidates.map(({ profile }) => profile),
    ordinals: candidates.map(({ ordinal }) => ordinal),
    snapshots: candidates.map((candidate) => (isSeen(candidate) ? candidate.seen! : NOTHING_SEEN)),
    earlier: candidates.map(({ earlier }) => earlier ?? []),
  };
}

/** Of a placement that is still to come, or on the air and not counted yet. */
export const NOTHING_SEEN: Snapshot = {
  ageDays: 0,
  impressions: null,
  reach: null,
  engagements: null,
  valencedReactions: null,
  negativeReactions: null,
  shares: null,
  clicks: null,
  conversions: null,
  redemptions: null,
  revenueMinor: null,
};
