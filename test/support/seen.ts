import type { Candidate, Snapshot } from '../../simulations/index.js';
import { NOTHING_SEEN } from '../../simulations/plan/seen.js';
import { aCandidate } from './scenario.js';

export const NOTHING: Snapshot = { ...NOTHING_SEEN, ageDays: 1 };

/** A placement that went live on its day and was counted. */
export function aSeen(seen: Partial<Snapshot>, own: Partial<Candidate> = {}): Candidate {
  return aCandidate({ plannedDay: 0, posted: true, seen: { ...NOTHING, ...seen }, ...own });
}
