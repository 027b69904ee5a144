import type { Candidate, Snapshot } from '../../simulations/index.js';
import { aCandidate } from './scenario.js';

export const NOTHING: Snapshot = {
  ageDays: 1,
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

/** A placement that went live on its day and was counted. */
export function aSeen(seen: Partial<Snapshot>, own: Partial<Candidate> = {}): Candidate {
  return aCandidate({ plannedDay: 0, posted: true, seen: { ...NOTHING, ...seen }, ...own });
}
