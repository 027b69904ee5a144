import type { LinePlan } from '../plan/line.js';
import type { Plan } from '../plan/plan.js';
import type { SeenPlan } from '../plan/seen.js';
import type { Identity } from '../random.js';
import type { Snapshot } from '../scenario.js';

/** What the model is told apart by, as far as placements that were seen are concerned. */
export type Modelled = Pick<Plan, 'scenario' | 'parameters' | 'lines'>;

/** Own effects of an account, in standard normals; those of its placements follow. */
export const ACCOUNT = { reach: 0, rest: 1, engagement: 2, fit: 3, negativity: 4 } as const;
export const ACCOUNT_EFFECTS = 5;
/** Own effects of a placement, after the account's. */
export const POST = {
  reach: 0,
  engagement: 1,
  negativity: 2,
  timing: 3,
  clicks: 4,
  shares: 5,
} as const;
export const POST_EFFECTS = 6;

/** A placement that was seen. */
export interface SeenPlacement {
  readonly line: LinePlan;
  readonly seen: SeenPlan;
  /** Position among the line's placements that were seen. */
  readonly k: number;
  readonly snapshot: Snapshot;
  /** Where its own effects begin among its cluster's. */
  readonly at: number;
  readonly post: Identity;
}

/** The placements of one influencer that were seen: they share the account's effects. */
export interface Cluster {
  readonly profile: string;
  readonly influencer: Identity;
  readonly placements: readonly SeenPlacement[];
  /** Number of own effects. */
  readonly effects: number;
}

/** In the order of profiles and of their placements, whatever the order of lines. */
export function clustersOf(lines: readonly LinePlan[]): Cluster[] {
  const byProfile = new Map<string, { line: LinePlan; seen: SeenPlan; k: number }[]>();
  for (const line of lines) {
    const { seen } = line;
    seen?.profiles.forEach((profile, k) => {
      const known = byProfile.get(profile);
      if (known === undefined) byProfile.set(profile, [{ line, seen, k }]);
      else known.push({ line, seen, k });
    });
  }
  const keyOf = ({ line, seen, k }: { line: LinePlan; seen: SeenPlan; k: number }): string =>
    `${line.row.row} ${String(seen.ordinals[k]).padStart(9, '0')}`;
  return [...byProfile]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([profile, placements]) => {
      const ordered = placements.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
      const [{ seen, k }] = ordered;
      return {
        profile,
        influencer: seen.roster.influencer[k],
        effects: ACCOUNT_EFFECTS + POST_EFFECTS * ordered.length,
        placements: ordered.map((one, i) => ({
          ...one,
          snapshot: one.seen.snapshots[one.k],
          at: ACCOUNT_EFFECTS + POST_EFFECTS * i,
          post: one.seen.roster.post[one.k],
        })),
      };
    });
}
