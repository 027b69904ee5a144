import fc from 'fast-check';
import { PARAMETERS } from '../../../simulations/assumptions/presets.js';
import {
  type Buy,
  type Candidate,
  type Line,
  placementsOf,
  resolveAssumptions,
  type Role,
  type Scenario,
  ScenarioError,
} from '../../../simulations/index.js';
import { aScenario, CREATOR_ROWS, people } from '../../support/scenario.js';

const double = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const magnitude = (min: number, max: number) =>
  double(Math.log(min), Math.log(max)).map((ln) => Math.exp(ln));
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });

/** Long runs show nothing that short ones do not. */
const MOST_PLACEMENTS = 60;

const buy: fc.Arbitrary<Buy> = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 12 }).map((count) => ({ count })) },
  { weight: 1, arbitrary: double(0.01, 0.2).map((share) => ({ share })) },
);

const terms = fc.record({
  tier: fc.constantFrom(null, 'small', 'large'),
  sponsored: fc.boolean(),
  vetted: fc.boolean(),
  promoCode: fc.boolean(),
  adLoad: fc.constantFrom(0, 1, 4, 10),
  feeMinor: maybe(magnitude(100, 1e6)),
});

type OwnLine = Omit<Line, 'key'>;

const roleOf = (row: Line['row'], role: Role): Role => (row === 'SHARER_ACTION' ? 'SHARER' : role);

const hypothetical: fc.Arbitrary<OwnLine> = fc
  .record({
    row: fc.constantFrom(...CREATOR_ROWS),
    role: fc.constantFrom<Role>('CREATOR', 'CREATOR', 'ANCHOR'),
    candidates: fc
      .record({
        median: magnitude(50, 2e7),
        spread: fc.oneof(fc.constant(0), double(0, 2)),
        bound: fc.boolean(),
      })
      .map(({ median, spread, bound }) => ({
        ...people(median, spread),
        minFollowers: bound ? Math.max(1, median / 2) : 1,
        maxFollowers: bound ? median * 3 : null,
      })),
    buy,
    terms,
  })
  .map(({ terms, ...own }) => ({ ...terms, ...own, role: roleOf(own.row, own.role) }));

const recentPosts = fc
  .record({
    posts: fc.integer({ min: 0, max: 50 }),
    views: maybe(magnitude(1, 1e7)),
    reach: maybe(magnitude(1, 1e7)),
    engagements: maybe(magnitude(0.5, 1e6)),
  })
  .chain((all) =>
    fc.constantFrom(
      all,
      { ...all, engagements: null },
      { ...all, views: null, reach: null, engagements: 300 },
    ),
  );

const candidate: fc.Arbitrary<Omit<Candidate, 'ordinal'>> = fc.record({
  profile: fc.constantFrom('ada', 'bob', 'eve', 'joe', 'sue'),
  followers: magnitude(1, 3e7),
  authenticity: maybe(double(0.02, 1)),
  recentPosts: maybe(recentPosts),
  niche: maybe(fc.constantFrom('food', 'games')),
  fit: maybe(double(-4, 4)),
  audience: fc.constantFrom<Readonly<Record<string, number>>>(
    {},
    { young: 0.5, old: 0.3 },
    { young: 1 },
    { old: 0.01 },
  ),
  feeMinor: maybe(magnitude(1, 1e6)),
  plannedDay: maybe(double(-40, 120)),
  posted: fc.boolean(),
});

const named: fc.Arbitrary<OwnLine> = fc
  .record({
    row: fc.constantFrom(...CREATOR_ROWS),
    role: fc.constantFrom<Role>('CREATOR', 'ANCHOR'),
    candidates: fc.array(candidate, { minLength: 1, maxLength: 8 }),
    some: fc.constantFrom('all', 'first', 'share'),
    terms,
  })
  .map(({ terms, candidates, some, ...own }) => ({
    ...terms,
    ...own,
    role: roleOf(own.row, own.role),
    candidates: candidates.map((one, ordinal) => ({ ...one, ordinal })),
    buy:
      some === 'all'
        ? { all: true }
        : some === 'share'
          ? { share: 0.1 }
          : { count: Math.ceil(candidates.length / 2) },
  }));

const display: fc.Arbitrary<OwnLine> = terms.map((own) => ({
  ...own,
  row: 'DISPLAY_AD',
  role: 'CREATOR',
  candidates: people(1),
  buy: { share: 0.1 },
}));

/** Names that the arbitrary lines do not override one by one: rules hold between them. */
const TOGETHER = /correlation|\.weight$|\.min$|\.max$|^scenario|^fees/;

/** Some assumptions at their limits, or anywhere between. */
const overrides = fc
  .record({
    one: fc.subarray(
      PARAMETERS('2017', null).filter(({ name }) => !TOGETHER.test(name)),
      { maxLength: 12 },
    ),
    /** Where each lies between its limits; more than 1 or less than 0 stands for a limit. */
    where: fc.array(double(-0.3, 1.3), { minLength: 12, maxLength: 12 }),
    usual: fc.constantFrom(0, 0.2, 0.65, 1),
    excess: fc.constantFrom(null, 0, 1e-4, 9e-4, 0.01, 5, 100),
  })
  .map(({ one, where, usual, excess }) => ({
    'reach.postMixture.TIKTOK_VIDEO.usual.weight': usual,
    'reach.postMixture.TIKTOK_VIDEO.viral.weight': 1 - usual,
    ...(excess === null ? {} : { 'overlap.unknownNiche.median': excess }),
    ...Object.fromEntries(
      one.map(({ name, min, max }, i) => {
        const at = Math.min(Math.max(where[i], 0), 1);
        // Half of the time between in ratios, for limits lie orders of magnitude apart.
        const inRatios = min > 0 && i % 2 === 0;
        return [name, inRatios ? min * (max / min) ** at : min + (max - min) * at];
      }),
    ),
  }));

const choice = fc.record({
  preset: fc.constantFrom('2017' as const, '2020' as const, '2025' as const),
  negativity: fc.constantFrom(null, 'claim' as const, 'null' as const),
});

const cells = [
  { key: 'young', people: 10_000_000, wanted: true },
  { key: 'old', people: 20_000_000, wanted: false },
];

const rest = fc.record({
  lines: fc.array(
    fc.oneof(
      { weight: 6, arbitrary: hypothetical },
      { weight: 3, arbitrary: named },
      { weight: 1, arbitrary: display },
    ),
    { minLength: 1, maxLength: 5 },
  ),
  universe: fc.constantFrom(30_000_000, 60_000_000, 1e10),
  flightDays: fc.constantFrom(1, 30, 400),
  brandContent: fc.boolean(),
  audience: fc.constantFrom(
    null,
    { people: 10_000_000, platformShare: { INSTAGRAM: 0.4, TIKTOK: 0.01 } },
    { people: 3_000_000, platformShare: { INSTAGRAM: 1, YOUTUBE: 0 } },
  ),
  budgetMinor: magnitude(1e4, 3e7),
  fees: fc.record({
    agencyShare: fc.constantFrom(0, 0.15),
    rightsShare: fc.constantFrom(0, 0.3),
    screeningMinor: fc.constantFrom(0, 2_000),
    seedingMinor: fc.constantFrom(0, 1_000),
    moderationMinor: fc.constantFrom(0, 500),
    killFee: fc.boolean(),
  }),
});

function build(own: { lines: readonly OwnLine[] }, assumptions: Scenario['assumptions']): Scenario {
  const offset = 100;
  return aScenario({
    ...own,
    cells,
    assumptions,
    lines: own.lines.map((line, i) => ({
      ...line,
      key: `line ${i}`,
      candidates: Array.isArray(line.candidates)
        ? (line.candidates as readonly Candidate[]).map((one) => ({
            ...one,
            ordinal: one.ordinal + offset * i,
          }))
        : line.candidates,
    })),
  });
}

function isShort(scenario: Scenario): boolean {
  try {
    return placementsOf(scenario) <= MOST_PLACEMENTS;
  } catch (error) {
    if (error instanceof ScenarioError) return false;
    throw error;
  }
}

/** Scenarios under the assumptions of a preset. */
export const scenarios = fc
  .tuple(rest, choice)
  .map(([own, chosen]) => build(own, resolveAssumptions({ ...chosen, overrides: {} })))
  .filter(isShort);

/** Scenarios under any assumptions that are allowed. */
export const extremes = fc
  .tuple(rest, choice, overrides)
  .map(([own, chosen, changed]) =>
    build(own, resolveAssumptions({ ...chosen, overrides: changed })),
  )
  .filter(isShort);
