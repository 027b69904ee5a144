import { checkScenario, isRoster, MAX_PLACEMENTS } from './check.js';
import type { Metric } from './metrics.js';
import type { Group, GroupKind, Selection } from './outcome.js';
import {
  bindParameters,
  type CreatorRow,
  LN_ANCHOR,
  type Parameters,
  PLATFORM_OF,
  RECENT_POSTS_ROW,
  type RowParameters,
} from './parameters.js';
import { type Identity, identityOf } from './random.js';
import {
  type Candidate,
  type Line,
  type Platform,
  type Role,
  type Scenario,
  ScenarioError,
} from './scenario.js';

/** Audiences that overlap alike: one niche, profiles of unknown niche, or known audience cells. */
export interface Niche {
  readonly overlap: 'sameNiche' | 'unknownNiche' | 'acrossNiches';
  readonly key: string;
}

/** Where w of the gamma mixture is summed: a niche over everybody, or within one audience cell. */
export interface Pool {
  readonly niche: Niche;
  /** Index into `Plan.cells`; −1: spread over all cells in proportion to their people. */
  readonly cell: number;
}

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

export interface PopulationPlan {
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
  readonly roster: Roster | null;
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

export interface DisplayPlan {
  readonly index: number;
  readonly key: string;
  readonly identity: Identity;
  readonly moneyMinor: number;
  readonly wantedShare: number;
}

/** Lines added up, by position in key order. */
export interface GroupPlan {
  readonly kind: GroupKind;
  readonly key: string;
  readonly lines: Int32Array;
  readonly basis: Group['basis'];
}

/** Which model steps the selected metrics need. */
export interface Needs {
  readonly money: boolean;
  readonly reach: boolean;
  readonly unique: boolean;
  readonly target: boolean;
  readonly engagement: boolean;
  readonly shares: boolean;
  readonly clicks: boolean;
  readonly events: boolean;
}

/** A checked scenario laid out for the loops: lines in key order, numbers bound, names gone. */
export interface Plan {
  readonly scenario: Scenario;
  readonly parameters: Parameters;
  readonly lineCount: number;
  readonly lines: readonly LinePlan[];
  readonly displays: readonly DisplayPlan[];
  /** People per audience cell, the unnamed rest last; one cell of everybody without cells. */
  readonly cells: Float64Array;
  readonly groups: readonly GroupPlan[];
  /** Targets are about all lines, whether their sum is selected or not. */
  readonly total: GroupPlan;
  readonly metrics: readonly Metric[];
  readonly needs: Needs;
  /** Factor from creators' fees to what is paid with agency and usage rights. */
  readonly feeFactor: number;
  /** People in the wanted audience, everybody without one. */
  readonly targetPeople: number;
  /** Planned days lie in between, in whole days. */
  readonly firstDay: number;
  readonly lastDay: number;
}

/**
 * Checks a scenario and lays it out.
 *
 * @throws ScenarioError naming field, rule and value
 */
export function makePlan(scenario: Scenario, select: Selection): Plan {
  checkScenario(scenario);
  const parameters = bindParameters(scenario.assumptions, scenario.currency);
  checkSize(scenario, parameters);
  const ordered = inKeyOrder(scenario.lines);
  const context = planContext(scenario, parameters, ordered);
  const lines: LinePlan[] = [];
  const displays: DisplayPlan[] = [];
  ordered.forEach((line, index) => {
    if (line.row === 'DISPLAY_AD') displays.push(planDisplay(context, line, index));
    else lines.push(planLine(context, line, line.row, index));
  });
  const metrics = metricsOf(scenario, select);
  return {
    scenario,
    parameters,
    lineCount: ordered.length,
    lines,
    displays,
    cells: context.cells,
    groups: planGroups(ordered, select.groups),
    total: planGroups(ordered, ['TOTAL'])[0],
    metrics,
    needs: needsOf(metrics, scenario),
    feeFactor: feeFactor(scenario),
    targetPeople: scenario.audience?.people ?? scenario.universe,
    ...dayRange(scenario),
  };
}

/**
 * How many candidates a run is expected to simulate, a little on the high side; known before any
 * draw, so that work can be priced.
 *
 * @throws ScenarioError as `simulate` would
 */
export function placementsOf(scenario: Scenario): number {
  checkScenario(scenario);
  const parameters = bindParameters(scenario.assumptions, scenario.currency);
  return checkSize(scenario, parameters);
}

export function feeFactor({ fees }: Scenario): number {
  return 1 + fees.agencyShare + fees.rightsShare;
}

function checkSize(scenario: Scenario, parameters: Parameters): number {
  let total = 0;
  scenario.lines.forEach((line, i) => {
    const placements = expectedPlacements(scenario, parameters, line);
    if (!(placements <= MAX_PLACEMENTS)) {
      throw new ScenarioError(
        `lines[${i}].buy.share`,
        `must buy at most about ${MAX_PLACEMENTS} placements`,
        placements,
      );
    }
    total += placements;
  });
  if (!(total <= MAX_PLACEMENTS)) {
    throw new ScenarioError('lines', `must buy at most about ${MAX_PLACEMENTS} placements`, total);
  }
  return total;
}

/** Money ÷ the median price, which is below the mean price: rather too many than too few. */
function expectedPlacements(scenario: Scenario, parameters: Parameters, line: Line): number {
  const { buy, candidates, row } = line;
  if (row === 'DISPLAY_AD') return 1;
  if ('count' in buy) return buy.count;
  const named = isRoster(candidates) ? candidates.length : Infinity;
  if ('all' in buy || isRoster(candidates)) return named;
  const { alpha, beta } = parameters.negotiated;
  const { lnPrice, priceSlope } = parameters.rows[row];
  const median = Math.max(
    candidates.minFollowers,
    Math.min(candidates.medianFollowers, candidates.maxFollowers ?? Infinity),
  );
  const fee =
    line.feeMinor ??
    (Math.exp(lnPrice + priceSlope * (Math.log(median) - LN_ANCHOR)) * alpha) / (alpha + beta);
  const { fees } = scenario;
  const fixed = fees.seedingMinor + fees.moderationMinor + (line.vetted ? fees.screeningMinor : 0);
  const money = (scenario.budgetMinor ?? 0) * buy.share;
  return Math.ceil(money / (fee * feeFactor(scenario) + fixed)) + 1;
}

function inKeyOrder(lines: readonly Line[]): Line[] {
  return [...lines].sort((a, b) => (a.key < b.key ? -1 : 1));
}

interface PlanContext {
  readonly scenario: Scenario;
  readonly parameters: Parameters;
  readonly cells: Float64Array;
  readonly cellIndex: ReadonlyMap<string, number>;
  readonly wantedCells: ReadonlySet<string>;
  /** Placements per profile in the whole scenario. */
  readonly deliverables: ReadonlyMap<string, number>;
  readonly sharedProfiles: ReadonlyMap<string, number>;
  /** Profiles whose screening has been charged to an earlier placement. */
  readonly screened: Set<string>;
  /** Lines of one tier and row so far: their hypothetical influencers are different people. */
  readonly decks: Map<string, number>;
}

function planContext(
  scenario: Scenario,
  parameters: Parameters,
  ordered: readonly Line[],
): PlanContext {
  const { cells, universe } = scenario;
  const named = cells.reduce((people, cell) => people + cell.people, 0);
  const deliverables = new Map<string, number>();
  for (const { candidates } of ordered) {
    if (!isRoster(candidates)) continue;
    for (const { profile } of candidates) {
      deliverables.set(profile, (deliverables.get(profile) ?? 0) + 1);
    }
  }
  const shared = [...deliverables].filter(([, count]) => count > 1);
  return {
    scenario,
    parameters,
    cells: Float64Array.from([...cells.map(({ people }) => people), Math.max(0, universe - named)]),
    cellIndex: new Map(cells.map(({ key }, i) => [key, i])),
    wantedCells: new Set(cells.filter(({ wanted }) => wanted).map(({ key }) => key)),
    deliverables,
    sharedProfiles: new Map(shared.map(([profile], i) => [profile, i])),
    screened: new Set(),
    decks: new Map(),
  };
}

/** The same tier, row and deck is the same luck in every scenario, whatever the line is called. */
function lineIdentity(context: PlanContext, { key, tier, row }: Line): Identity {
  if (tier === null) return identityOf(JSON.stringify(['line', key, row]));
  const shelf = JSON.stringify(['tier', tier, row]);
  const deck = context.decks.get(shelf) ?? 0;
  context.decks.set(shelf, deck + 1);
  return identityOf(`${shelf}${deck}`);
}

function wantedShareOf({ scenario }: PlanContext, platform: Platform): number {
  const { audience, universe } = scenario;
  if (audience === null) return 1;
  return audience.platformShare[platform] ?? audience.people / universe;
}

function planDisplay(context: PlanContext, line: Line, index: number): DisplayPlan {
  return {
    index,
    key: line.key,
    identity: lineIdentity(context, line),
    moneyMinor: moneyOf(context.scenario, line),
    wantedShare: wantedShareOf(context, 'DISPLAY'),
  };
}

function moneyOf({ budgetMinor }: Scenario, { buy }: Line): number {
  return 'share' in buy ? (budgetMinor ?? NaN) * buy.share : NaN;
}

function planLine(context: PlanContext, line: Line, rowName: CreatorRow, index: number): LinePlan {
  const { parameters, scenario } = context;
  const { buy, candidates } = line;
  const row = parameters.rows[rowName];
  const pools: Pool[] = [];
  const targetPools: Niche[] = [];
  const screening = line.vetted ? scenario.fees.screeningMinor : 0;
  const roster = isRoster(candidates)
    ? planRoster(context, line, row, candidates, screening, pools, targetPools)
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
    population: isRoster(candidates)
      ? { lnMedian: NaN, lnSd: 0, lnMin: NaN, lnMax: NaN }
      : {
          lnMedian: Math.log(candidates.medianFollowers),
          lnSd: candidates.followersLnSd,
          lnMin: Math.log(candidates.minFollowers),
          lnMax: Math.log(candidates.maxFollowers ?? Infinity),
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

const UNKNOWN_NICHE: Niche = { overlap: 'unknownNiche', key: '' };
/** Cells carry the niche already, so inside a cell only the overlap across niches is left. */
const KNOWN_AUDIENCE: Niche = { overlap: 'acrossNiches', key: '' };

function planRoster(
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
    lnFollowers: column(({ followers }) => Math.log(followers)),
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
      Math.pow(1 - parameters.bundleDiscount, Math.log2(context.deliverables.get(profile) ?? 1)),
    ),
    screeningMinor: column(({ profile }) => {
      if (screeningMinor === 0 || context.screened.has(profile)) return 0;
      context.screened.add(profile);
      return screeningMinor;
    }),
    plannedDay: column(({ plannedDay }) => plannedDay),
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

function nicheOf({ niche }: Candidate): Niche {
  return niche === null ? UNKNOWN_NICHE : { overlap: 'sameNiche', key: niche };
}

function poolPosition(pools: Pool[], { niche, cell }: Pool): number {
  const at = pools.findIndex((pool) => pool.cell === cell && sameNiche(pool.niche, niche));
  return at >= 0 ? at : pools.push({ niche, cell }) - 1;
}

function nichePosition(niches: Niche[], niche: Niche): number {
  const at = niches.findIndex((other) => sameNiche(other, niche));
  return at >= 0 ? at : niches.push(niche) - 1;
}

export function sameNiche(a: Niche, b: Niche): boolean {
  return a.overlap === b.overlap && a.key === b.key;
}

function lnOf(value: number | null): number | null {
  return value === null ? null : Math.log(value);
}

function times(value: number | null, factor: number): number | null {
  return value === null ? null : value * factor;
}

function planGroups(ordered: readonly Line[], kinds: readonly GroupKind[]): GroupPlan[] {
  const group = (kind: GroupKind, key: string, has: (line: Line) => boolean): GroupPlan => {
    const lines = ordered.flatMap((line, index) => (has(line) ? [index] : []));
    return { kind, key, lines: Int32Array.from(lines), basis: basisOf(ordered.filter(has)) };
  };
  const each = (kind: GroupKind, keyOf: (line: Line) => string | null) =>
    [...new Set(ordered.map(keyOf))]
      .filter((key) => key !== null)
      .map((key) => group(kind, key, (line) => keyOf(line) === key));
  const ofKind: Readonly<Record<GroupKind, () => GroupPlan[]>> = {
    TOTAL: () => [group('TOTAL', 'total', () => true)],
    TIER: () => each('TIER', ({ tier }) => tier),
    // Display advertising is nobody's layer: it is there to be compared with.
    LAYER: () => each('LAYER', ({ role, row }) => (row === 'DISPLAY_AD' ? null : role)),
    PLATFORM: () => each('PLATFORM', ({ row }) => PLATFORM_OF[row]),
    LINE: () => each('LINE', ({ key }) => key),
  };
  return [...new Set(kinds)].flatMap((kind) => ofKind[kind]());
}

function basisOf(lines: readonly Line[]): Group['basis'] {
  const bases = new Set(
    lines
      .filter(({ row }) => row !== 'DISPLAY_AD')
      .map(({ row }) => (PLATFORM_OF[row] === 'YOUTUBE' ? 'DISLIKES' : 'COMMENT_SENTIMENT')),
  );
  if (bases.size > 1) return 'MIXED';
  return [...bases][0] ?? null;
}

function metricsOf({ targets }: Scenario, { metrics }: Selection): Metric[] {
  return [...new Set([...metrics, ...targets.map(({ metric }) => metric)])];
}

const REACH: readonly Metric[] = ['REACH', 'TARGET_REACH', 'FREQUENCY', 'REACH_3_PLUS'];
const VIEWS: readonly Metric[] = [...REACH, 'IMPRESSIONS', 'GROSS_REACH', 'CPM'];
const ENGAGEMENT: readonly Metric[] = [
  'ENGAGEMENTS',
  'POSITIVE_ENGAGEMENTS',
  'NEGATIVE_ENGAGEMENTS',
  'NEGATIVE_ENGAGEMENT_RATIO',
  'NET_SENTIMENT',
  'CPE',
  'EMV',
];
const CLICKS: readonly Metric[] = [
  'CLICKS',
  'CONVERSIONS',
  'REDEMPTIONS',
  'REVENUE',
  'CPC',
  'CPA',
  'ROAS',
];
const MONEY: readonly Metric[] = ['SPEND', 'REFUNDS', 'CPM', 'CPE', 'CPC', 'CPA', 'ROAS'];

function needsOf(metrics: readonly Metric[], { audience, budgetMinor }: Scenario): Needs {
  const any = (of: readonly Metric[]): boolean => metrics.some((metric) => of.includes(metric));
  return {
    // P(spend ≤ budget) is part of every answer with a budget.
    money: budgetMinor !== null || any(MONEY),
    reach: any([...VIEWS, ...ENGAGEMENT, ...CLICKS, 'SHARES']),
    unique: any(REACH),
    target: audience !== null && any(['TARGET_REACH']),
    engagement: any(ENGAGEMENT),
    shares: any([...VIEWS, 'SHARES', 'EMV', 'REDEMPTIONS']),
    clicks: any(CLICKS),
    events: any(['BRAND_SAFETY_EVENTS']),
  };
}

/** TikTok's shares are drawn from its engagements, so whoever needs the one needs the other. */
export function needsEngagementOf({ needs }: Plan, { row }: LinePlan): boolean {
  return needs.engagement || (needs.shares && row.sharesAreEngagements);
}

function dayRange({ lines, flightDays }: Scenario): { firstDay: number; lastDay: number } {
  let firstDay = 0;
  let lastDay = flightDays;
  for (const { candidates } of lines) {
    if (!isRoster(candidates)) continue;
    for (const { plannedDay } of candidates) {
      if (plannedDay === null) continue;
      firstDay = Math.min(firstDay, Math.floor(plannedDay));
      lastDay = Math.max(lastDay, Math.ceil(plannedDay));
    }
  }
  return { firstDay, lastDay };
}
