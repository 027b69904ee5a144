import {
  type AssumptionChoice,
  type Candidate,
  type Column,
  type Line,
  METRICS,
  type Metric,
  type Outcome,
  type Population,
  resolveAssumptions,
  type Row,
  type Scenario,
  simulate,
} from '../../simulations/index.js';

export const ALL_METRICS = Object.keys(METRICS) as Metric[];
export const ALL_GROUPS = ['TOTAL', 'TIER', 'LAYER', 'PLATFORM', 'LINE'] as const;

export const people = (medianFollowers: number, followersLnSd = 0): Population => ({
  medianFollowers,
  followersLnSd,
  minFollowers: 1,
  maxFollowers: null,
});

/** Ten hypothetical Instagram creators of 20,000 followers, unless said otherwise. */
export function aLine(own: Partial<Line> = {}): Line {
  return {
    key: 'posts',
    tier: null,
    role: own.row === 'SHARER_ACTION' ? 'SHARER' : 'CREATOR',
    row: 'INSTAGRAM_POST',
    candidates: people(20_000, 0.7),
    buy: { count: 10 },
    feeMinor: null,
    sponsored: true,
    vetted: false,
    promoCode: false,
    adLoad: 1,
    ...own,
  };
}

export function aCandidate(own: Partial<Candidate> = {}): Candidate {
  return {
    profile: 'ada',
    ordinal: 0,
    followers: 100_000,
    authenticity: null,
    recentPosts: null,
    niche: null,
    fit: null,
    audience: {},
    feeMinor: null,
    plannedDay: null,
    posted: false,
    ...own,
  };
}

export const NO_FEES: Scenario['fees'] = {
  agencyShare: 0,
  rightsShare: 0,
  screeningMinor: 0,
  seedingMinor: 0,
  moderationMinor: 0,
  killFee: false,
};

export function aScenario(own: Partial<Scenario> = {}): Scenario {
  return {
    currency: 'USD',
    budgetMinor: 10_000_000,
    flightDays: 30,
    universe: 60_000_000,
    cells: [],
    audience: null,
    fees: NO_FEES,
    brandContent: false,
    lines: [aLine()],
    targets: [],
    assumptions: assumptions(),
    ...own,
  };
}

export function assumptions(overrides: Readonly<Record<string, number>> = {}) {
  return resolveAssumptions({
    preset: '2017',
    negativity: null,
    overrides,
  } satisfies AssumptionChoice);
}

/**
 * Every spread of the model at zero: what is left of randomness is the counts'. Beta laws keep
 * their means, everybody posts on the planned day, nothing goes viral.
 */
export function withoutVariance(overrides: Readonly<Record<string, number>> = {}) {
  const { values } = assumptions();
  const still: Record<string, number> = {
    'reach.authenticityVarianceFloor': 0,
    'booking.cancellation.ANCHOR': 0,
    'booking.cancellation.CREATOR': 0,
    'booking.cancellation.SHARER': 0,
    'booking.onTime': 1,
    'shares.viral.probability': 0,
    'negativity.fit': 0,
  };
  for (const [name, value] of Object.entries(values)) {
    if (/(sd|Sd|spread)$/.test(name) || name.startsWith('day.sd.')) still[name] = 0;
    if (/\.influencerSd\.|\.postSd\.|\.slopeSd\.|sponsoredSd\.|price\.spread\./.test(name)) {
      still[name] = 0;
    }
    if (name.endsWith('.alpha') && name.replace('.alpha', '.beta') in values) {
      const other = values[name.replace('.alpha', '.beta')];
      still[name] = (1e5 * value) / (value + other);
      still[name.replace('.alpha', '.beta')] = (1e5 * other) / (value + other);
    }
    if (name.startsWith('brandSafety.annualRate')) still[name] = 0;
  }
  still['reach.postMixture.TIKTOK_VIDEO.usual.sd'] = 0;
  still['reach.postMixture.TIKTOK_VIDEO.viral.sd'] = 0;
  return assumptions({ ...still, ...overrides });
}

export interface Ask {
  readonly draws?: number;
  readonly seed?: string;
  readonly metrics?: readonly Metric[];
}

export function run(
  scenario: Scenario,
  { draws = 256, seed = 'test', metrics = ALL_METRICS }: Ask = {},
): Outcome {
  return simulate(scenario, {
    seed,
    draws,
    select: { metrics, groups: ALL_GROUPS, withinBudget: true },
  });
}

/** One metric of a group's draws; of the whole unless said otherwise. */
export function drawsOf(outcome: Outcome, metric: Metric, key = 'total'): Float64Array {
  return columnOf(outcome, metric, key).draws;
}

export function columnOf(outcome: Outcome, metric: Metric, key = 'total'): Column {
  const column = outcome.groups.find((group) => group.key === key)?.columns[metric];
  if (!column) throw new Error(`${metric} of ${key} was not simulated`);
  return column;
}

export function average(draws: Float64Array): number {
  return draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
}

export function deviation(draws: Float64Array): number {
  const mean = average(draws);
  return Math.sqrt(draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / (draws.length - 1));
}

export const CREATOR_ROWS = [
  'INSTAGRAM_POST',
  'INSTAGRAM_STORY',
  'TIKTOK_VIDEO',
  'YOUTUBE_VIDEO',
  'YOUTUBE_INTEGRATION',
  'SHARER_ACTION',
] as const satisfies readonly Row[];
