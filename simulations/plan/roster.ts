import { exp, log, log1p } from '../math/elementary.js';
import { RECENT_POSTS_ROW, type RowParameters } from '../parameters.js';
import { type Identity, identityOf } from '../random.js';
import type { Candidate, Line, Scenario } from '../scenario.js';
import type { PlanContext } from './context.js';
import {
  KNOWN_AUDIENCE,
  type Niche,
  nicheOf,
  nichePosition,
  type Pool,
  poolPosition,
} from './pools.js';

/** Named profiles in the order of booking, one column per fact; NaN where a fact is unknown. */
export interface Roster {
  readonly size: number;
  readonly influencer: readonly Identity[];
  readonly post: readonly Identity[];
  /** Position among the profiles with several placements in the scenario; −1 for the others. */
  readonly sharedProfile: Int32Array;
  readonly lnFollowers: Float64Array;
  readonly lnAuthenticity: Float64Array;
  /** Recent posts: their number, and ln of the mean reach or views, and of the mean engagements. */
  readonly recentPosts: Float64Array;
  readonly lnRecentBase: Float64Array;
  readonly lnRecentEngagements: Float64Array;
  readonly fit: Float64Array;
  readonly feeMinor: Float64Array;
  /** Factor on the negotiated price for several deliverables from one influencer. */
  readonly bundle: Float64Array;
  /** Paid with the first placement of each influencer. */
  readonly screeningMinor: Float64Array;
  readonly plannedDay: Float64Array;
  /** By how many days it has missed its planned day so far; 0 where it has not. */
  readonly overdueDays: Float64Array;
  readonly posted: Uint8Array;
  /** Candidate k is in local pools `poolOf[poolStart[k]]` up to `poolStart[k + 1]`. */
  readonly poolStart: Int32Array;
  readonly poolOf: Int32Array;
  /** People of the pool per person reached, divided by the pool's people. */
  readonly poolWeight: Float64Array;
  readonly targetPoolOf: Int32Array;
  /** Share of the audience that is wanted. */
  readonly wantedShare: Float64Array;
}

export function planRoster(
  context: PlanContext,
  line: Line,
  row: RowParameters,
  candidates: readonly Candidate[],
  screeningMinor: number,
  pools: Pool[],
  targetPools: Niche[],
): Roster {
  const { scenario, parameters, cells, cellIndex, wantedCells } = context;
  const size = candidates.length;
  const column = (of: (candidate: Candidate) => number | null): Float64Array =>
    Float64Array.from(candidates, (candidate) => of(candidate) ?? NaN);
  const recent = (of: (posts: NonNullable<Candidate['recentPosts']>) => number | null) =>
    column(({ recentPosts }) =>
      recentPosts === null || recentPosts.posts === 0 ? null : lnOf(of(recentPosts)),
    );
  /** Per doubling of one profile's deliverables. */
  const lnDiscount = log1p(-parameters.bundleDiscount);
  const { viewsPerPerson, basedOnViews } = parameters.rows[RECENT_POSTS_ROW[row.row]];

  const poolStart = new Int32Array(size + 1);
  const poolOf: number[] = [];
  const poolWeight: number[] = [];
  const targetPoolOf = new Int32Array(size);
  candidates.forEach((candidate, k) => {
    const known = Object.entries(candidate.audience).filter(([, share]) => share > 0);
    const niche = known.length > 0 ? KNOWN_AUDIENCE : nicheOf(candidate);
    if (known.length === 0) {
      poolOf.push(poolPosition(pools, { niche, cell: -1 }));
      poolWeight.push(1 / scenario.universe);
    }
    let left = 1;
    for (const [key, share] of known) {
      const cell = cellIndex.get(key) ?? -1;
      poolOf.push(poolPosition(pools, { niche, cell }));
      poolWeight.push(share / cells[cell]);
      left -= share;
    }
    const rest = cells.length - 1;
    if (known.length > 0 && left > 1e-9) {
      // Where the named cells are everybody, what is not said of an audience may be anywhere.
      const cell = cells[rest] > 0 ? rest : -1;
      poolOf.push(poolPosition(pools, { niche, cell }));
      poolWeight.push(left / (cell < 0 ? scenario.universe : cells[cell]));
    }
    poolStart[k + 1] = poolOf.length;
    targetPoolOf[k] = nichePosition(targetPools, niche);
  });

  return {
    size,
    influencer: candidates.map(({ profile }) => identityOf(JSON.stringify(['profile', profile]))),
    post: candidates.map(({ profile, ordinal }) =>
      identityOf(JSON.stringify(['post', profile, row.row, ordinal])),
    ),
    sharedProfile: Int32Array.from(
      candidates,
      ({ profile }) => context.sharedProfiles.get(profile) ?? -1,
    ),
    lnFollowers: column(({ followers }) => log(followers)),
    lnAuthenticity: column(({ authenticity }) => lnOf(authenticity)),
    recentPosts: column(({ recentPosts }) => recentPosts?.posts ?? 0),
    lnRecentBase: recent(({ views, reach }) => {
      if (basedOnViews) return views ?? times(reach, viewsPerPerson);
      return reach ?? times(views, 1 / viewsPerPerson);
    }),
    lnRecentEngagements: recent(({ engagements }) => engagements),
    fit: column(({ fit }) => fit),
    feeMinor: column(({ feeMinor }) => feeMinor ?? line.feeMinor),
    bundle: column(({ profile }) =>
      exp(lnDiscount * (log(context.deliverables.get(profile) ?? 1) / Math.LN2)),
    ),
    screeningMinor: column(({ profile }) => {
      if (screeningMinor === 0 || context.screened.has(profile)) return 0;
      context.screened.add(profile);
      return screeningMinor;
    }),
    plannedDay: column((candidate) =>
      candidate.plannedDay === null ? null : comingDay(candidate, scenario),
    ),
    overdueDays: column(
      (candidate) => comingDay(candidate, scenario) - (candidate.plannedDay ?? 0),
    ),
    posted: Uint8Array.from(candidates, ({ posted }) => (posted ? 1 : 0)),
    poolStart,
    poolOf: Int32Array.from(poolOf),
    poolWeight: Float64Array.from(poolWeight),
    targetPoolOf,
    wantedShare: column(({ audience }) => {
      if (scenario.audience === null) return 1;
      const shares = Object.entries(audience);
      if (shares.length === 0) return null;
      return shares.reduce((sum, [cell, share]) => sum + (wantedCells.has(cell) ? share : 0), 0);
    }),
  };
}

/** What has not gone live by now does from now on; 0 without a planned day. */
function comingDay({ plannedDay, posted }: Candidate, { today }: Scenario): number {
  if (plannedDay === null) return 0;
  return today === undefined || posted ? plannedDay : Math.max(plannedDay, today);
}

function lnOf(value: number | null): number | null {
  return value === null ? null : log(value);
}

function times(value: number | null, factor: number): number | null {
  return value === null ? null : value * factor;
}
