import { isRoster, MAX_PLACEMENTS } from '../check.js';
import { log } from '../math/elementary.js';
import { type CreatorRow, RECENT_POSTS_ROW, type RowParameters } from '../parameters.js';
import type { Identity } from '../random.js';
import type { Candidate, Line, Role } from '../scenario.js';
import { lineIdentity, moneyOf, type PlanContext, wantedShareOf } from './context.js';
import { expectedPlacements } from './expected-placements.js';
import { type Niche, type Pool, UNKNOWN_NICHE } from './pools.js';
import { planRoster, type Roster } from './roster.js';
import { isWithSeen, planSeen, type SeenPlan } from './seen.js';

interface PopulationPlan {
  readonly lnMedian: number;
  readonly lnSd: number;
  readonly lnMin: number;
  readonly lnMax: number;
}

/** A line of influencers, ready to be simulated. */
export interface LinePlan {
  /** Position in key order among all lines. */
  readonly index: number;
  readonly key: string;
  /** Whose luck the line's hypothetical influencers and counts share across scenarios. */
  readonly identity: Identity;
  readonly role: Role;
  readonly row: RowParameters;
  /** The row that recent posts are judged by. */
  readonly recentPostsRow: RowParameters;
  /** Named profiles, but for placements that were seen and what belongs with them. */
  readonly roster: Roster | null;
  readonly seen: SeenPlan | null;
  readonly population: PopulationPlan;
  /** Number booked, or NaN where money decides. */
  readonly count: number;
  /** Gross of fees, or NaN where a number is booked. */
  readonly moneyMinor: number;
  /** Where booking by money stops at the latest: a world of absurdly low prices must end. */
  readonly mostCandidates: number;
  /** NaN: list price, negotiated. */
  readonly feeMinor: number;
  readonly screeningMinor: number;
  readonly sponsored: boolean;
  readonly vetted: boolean;
  readonly promoCode: boolean;
  readonly lnAdLoad: number;
  readonly pools: readonly Pool[];
  readonly targetPools: readonly Niche[];
  readonly platformWantedShare: number;
}

export function planLine(
  context: PlanContext,
  line: Line,
  rowName: CreatorRow,
  index: number,
): LinePlan {
  const { parameters, scenario } = context;
  const { buy, candidates } = line;
  const row = parameters.rows[rowName];
  const pools: Pool[] = [];
  const targetPools: Niche[] = [];
  const screening = line.vetted ? scenario.fees.screeningMinor : 0;
  const planNamed = (people: readonly Candidate[]) =>
    planRoster(context, line, row, people, screening, pools, targetPools);
  const named = isRoster(candidates) ? candidates : [];
  const isApart = (candidate: Candidate) => isWithSeen(candidate, line, context.seenProfiles);
  const apart = [...named.keys()].filter((k) => isApart(named[k]));
  const reported = apart.map((k) => named[k]);
  const seen = apart.length > 0 ? planSeen(planNamed(reported), reported, apart) : null;
  const roster = isRoster(candidates)
    ? planNamed(seen === null ? candidates : candidates.filter((one) => !isApart(one)))
    : null;
  if (roster === null) {
    pools.push({ niche: UNKNOWN_NICHE, cell: -1 });
    targetPools.push(UNKNOWN_NICHE);
  }
  return {
    index,
    key: line.key,
    identity: lineIdentity(context, line),
    role: line.role,
    row,
    recentPostsRow: parameters.rows[RECENT_POSTS_ROW[rowName]],
    roster,
    seen,
    population: isRoster(candidates)
      ? { lnMedian: NaN, lnSd: 0, lnMin: NaN, lnMax: NaN }
      : {
          lnMedian: log(candidates.medianFollowers),
          lnSd: candidates.followersLnSd,
          lnMin: log(candidates.minFollowers),
          lnMax: log(candidates.maxFollowers ?? Infinity),
        },
    count: 'count' in buy ? buy.count : 'all' in buy ? (roster?.size ?? NaN) : NaN,
    moneyMinor: moneyOf(scenario, line),
    mostCandidates:
      roster?.size ??
      Math.min(MAX_PLACEMENTS, 1000 + 20 * expectedPlacements(scenario, parameters, line)),
    feeMinor: line.feeMinor ?? NaN,
    screeningMinor: screening,
    sponsored: line.sponsored,
    vetted: line.vetted,
    promoCode: line.promoCode,
    lnAdLoad: line.sponsored ? -parameters.adLoad * (line.adLoad - 1) : 0,
    pools,
    targetPools,
    platformWantedShare: wantedShareOf(context, row.platform),
  };
}
