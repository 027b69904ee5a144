import type { CreatorRow } from '../parameters.js';

/** What one placement brought, as last seen. */
export interface RecordedPlacement {
  /** The account that posted it: placements of one share its effects. */
  readonly creator: string;
  /** Placements of one campaign share its shocks; null if it is in none. */
  readonly campaign: string | null;
  readonly row: CreatorRow;
  readonly followers: number;
  /** Measured share of authentic followers, 0–1; null if never measured. */
  readonly authenticity: number | null;
  readonly vetted: boolean;
  readonly sponsored: boolean;
  /** Days from going live to when the counts were seen; Infinity if nothing is added any more. */
  readonly baseAgeDays: number;
  readonly engagementsAgeDays: number;
  /** Counts so far; null where nobody told. Reach and impressions are of `baseAgeDays`. */
  readonly reach: number | null;
  readonly impressions: number | null;
  readonly engagements: number | null;
  /** Reactions that carry a valence, and the negative ones among them. */
  readonly valenced: number | null;
  readonly negative: number | null;
}
