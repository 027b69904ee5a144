import { describe, expect, it } from 'vitest';
import {
  DEFAULT_SEED,
  ENGINE_VERSION,
  forecastId,
  type Scenario,
  simulate,
} from '../../simulations/index.js';
import {
  aCandidate,
  ALL_METRICS,
  aLine,
  aScenario,
  average,
  columnOf,
  drawsOf,
  people,
  run,
  withoutVariance,
} from '../support/scenario.js';

const only = withoutVariance;
const first = (scenario: Scenario, metric: Parameters<typeof drawsOf>[1], key?: string): number =>
  drawsOf(run(scenario, { draws: 8 }), metric, key)[0];

describe('without variance', () => {
  const still = { 'shares.rate.INSTAGRAM_POST': 0, 'shares.rate.YOUTUBE_VIDEO': 0 };
  const roster = (...all: Parameters<typeof aCandidate>[0][]): Scenario =>
    aScenario({
      lines: [
        aLine({
          candidates: all.map((own, i) =>
            aCandidate({ profile: `p${i}`, authenticity: 0.6, ...own }),
          ),
          buy: { all: true },
          sponsored: false,
        }),
      ],
      assumptions: only(still),
    });

  it('reach and views are the table’s, capped in order', () => {
    const scenario = roster({});
    expect(first(scenario, 'GROSS_REACH')).toBeCloseTo(25_000, 0);
    expect(first(scenario, 'IMPRESSIONS')).toBeCloseTo(31_250, 0);
    const capped = {
      ...scenario,
      universe: 20_000,
      assumptions: only({ ...still, 'reach.viewsCap': 0.3 }),
    };
    // V ≤ .3 f = 30,000 leaves R = 24,000, then R ≤ .6 U = 12,000 and V is made of it again.
    expect(first(capped, 'GROSS_REACH')).toBeCloseTo(12_000, 6);
    expect(first(capped, 'IMPRESSIONS')).toBeCloseTo(15_000, 6);
    const views = aLine({
      row: 'YOUTUBE_VIDEO',
      candidates: people(100_000),
      buy: { count: 1 },
      sponsored: false,
    });
    expect(first({ ...scenario, lines: [views] }, 'IMPRESSIONS')).toBeGreaterThan(18_900);
    expect(first({ ...scenario, lines: [views] }, 'GROSS_REACH')).toBeCloseTo(19_000 / 1.33, -2);
  });

  it('a measured authenticity replaces the draw', () => {
    const ratio =
      first(roster({ authenticity: 0.3 }), 'GROSS_REACH') / first(roster({}), 'GROSS_REACH');
    expect(ratio).toBeCloseTo(0.3 / 0.6, 3);
  });

  it('two profiles of one niche overlap κ times as often as by chance', () => {
    const scenario = { ...roster({ niche: 'food' }, { niche: 'food' }), universe: 1_000_000 };
    const p = 0.025;
    const theta = 1 / 2.5;
    const w = theta * ((1 - p) ** (-1 / theta) - 1);
    const reach = 1e6 * (1 - (1 + (2 * w) / theta) ** -theta);
    expect(first(scenario, 'REACH') / reach).toBeCloseTo(1, 3);
  });

  it('two niches are joined with the overlap across niches', () => {
    const scenario = { ...roster({ niche: 'food' }, { niche: 'games' }), universe: 1_000_000 };
    const theta = 1 / 0.3;
    const w = theta * ((1 - 0.025) ** (-1 / theta) - 1);
    const reach = 1e6 * (1 - (1 + (2 * w) / theta) ** -theta);
    expect(first(scenario, 'REACH') / reach).toBeCloseTo(1, 3);
  });

  it('audience cells are a partition: disjoint audiences add up', () => {
    const cells = [
      { key: 'a', people: 400_000, wanted: true },
      { key: 'b', people: 600_000, wanted: false },
    ];
    const scenario = {
      ...roster({ audience: { a: 1 } }, { audience: { b: 1 } }),
      universe: 1_000_000,
      cells,
      audience: { people: 400_000, platformShare: {} },
    };
    expect(first(scenario, 'REACH') / first(scenario, 'GROSS_REACH')).toBeCloseTo(1, 6);
    expect(first(scenario, 'TARGET_REACH') / first(scenario, 'REACH')).toBeCloseTo(0.5, 6);
  });

  it('cells of unknown audiences change nothing', () => {
    const plain = roster({}, {}, {});
    const cells = [{ key: 'a', people: 20_000_000, wanted: true }];
    expect(first({ ...plain, cells }, 'REACH') / first(plain, 'REACH')).toBeCloseTo(1, 12);
  });

  it('several deliverables of one influencer are cheaper by 8% per doubling', () => {
    const two = roster({ profile: 'ada' }, { profile: 'ada', ordinal: 1 });
    expect(first(two, 'SPEND') / first(roster({}), 'SPEND')).toBeCloseTo(2 * 0.92, 2);
  });

  it('money with fees on top buys less: budget ÷ (1 + fees)', () => {
    const line = aLine({ feeMinor: 10_000, buy: { share: 1 } });
    const fees = { ...aScenario().fees, agencyShare: 0.15, rightsShare: 0.1 };
    const scenario = aScenario({
      budgetMinor: 1_000_000,
      fees,
      lines: [line],
      assumptions: only(),
    });
    expect(first(scenario, 'BOOKED')).toBe(80);
    expect(first(scenario, 'SPEND')).toBeCloseTo(1_000_000, 6);
    const screened = { ...scenario, fees: { ...fees, screeningMinor: 12_500 } };
    expect(first({ ...screened, lines: [{ ...line, vetted: true }] }, 'BOOKED')).toBe(40);
    expect(first(screened, 'BOOKED')).toBe(80);
  });

  it('a line stops at the first who is too dear, and says so', () => {
    const scenario: Scenario = {
      ...roster({ feeMinor: 600 }, { feeMinor: 600 }, { feeMinor: 100 }),
      budgetMinor: 1000,
    };
    const lines = [{ ...scenario.lines[0], buy: { share: 1 } }];
    const outcome = run({ ...scenario, lines }, { draws: 8 });
    expect(drawsOf(outcome, 'BOOKED')[0]).toBe(1);
    expect(drawsOf(outcome, 'UNSPENT')[0]).toBe(400);
    expect(outcome.diagnostics).toContainEqual({ kind: 'UNSPENT', line: 'posts', share: 0.4 });
    const rich = run({ ...scenario, budgetMinor: 5000, lines }, { draws: 8 });
    expect(rich.diagnostics).toContainEqual({
      kind: 'ROSTER_EXHAUSTED',
      line: 'posts',
      probability: 1,
    });
    const poor = run({ ...scenario, budgetMinor: 500, lines }, { draws: 8 });
    expect(poor.diagnostics).toContainEqual({
      kind: 'NOTHING_BOUGHT',
      line: 'posts',
      probability: 1,
    });
    // Nothing bought: rates and costs over nothing are undefined, counts are 0.
    expect(drawsOf(poor, 'FREQUENCY')[0]).toBeNaN();
    expect(drawsOf(poor, 'CPE')[0]).toBeNaN();
    expect(drawsOf(poor, 'NEGATIVE_ENGAGEMENT_RATIO')[0]).toBeNaN();
    expect(drawsOf(poor, 'REACH')[0]).toBe(0);
  });

  it('a budget is kept or broken by a count line', () => {
    const lines = [aLine({ feeMinor: 100, buy: { count: 10 } })];
    const scenario = aScenario({ lines, assumptions: only() });
    expect(run({ ...scenario, budgetMinor: 1000 }, { draws: 8 }).withinBudget).toBe(1);
    expect(run({ ...scenario, budgetMinor: 999 }, { draws: 8 }).withinBudget).toBe(0);
    expect(run({ ...scenario, budgetMinor: null }, { draws: 8 }).withinBudget).toBeNull();
  });

  it('whether the budget is kept is answered only where it is selected', () => {
    const select = { metrics: ['REACH'], groups: ['TOTAL'] } as const;
    const ask = (withinBudget: boolean) =>
      simulate(aScenario(), { seed: 'test', draws: 64, select: { ...select, withinBudget } });
    const [without, within] = [ask(false), ask(true)];
    expect([without.withinBudget, without.withinBudgetStandardError]).toEqual([null, null]);
    expect(within.withinBudget).toBeGreaterThan(0);
    expect(within.withinBudgetStandardError).not.toBeNull();
    expect(without.groups).toEqual(within.groups);
    expect(without.diagnostics).toEqual(within.diagnostics);
  });

  it('money without an outcome costs infinitely much, and sorts last', () => {
    const cold = only({ 'clicks.rate.INSTAGRAM_POST': 0 });
    const column = columnOf(run(aScenario({ assumptions: cold }), { draws: 8 }), 'CPC');
    expect([...column.sorted]).toEqual(Array.from({ length: 8 }, () => Infinity));
  });

  it('brand content lifts the creators’ engagement by a tenth in ln', () => {
    const scenario = aScenario({ lines: [aLine({ buy: { count: 200 } })], assumptions: only() });
    const lift =
      first({ ...scenario, brandContent: true }, 'ENGAGEMENTS') / first(scenario, 'ENGAGEMENTS');
    expect(lift).toBeCloseTo(Math.exp(0.1), 1);
  });

  it('promo codes are redeemed by most who convert, leak, and are shared', () => {
    const line = aLine({
      promoCode: true,
      candidates: people(1_000_000),
      buy: { count: 50 },
      sponsored: true,
    });
    const assumptions = only({ 'shares.viral.probability': 0 });
    const scenario = aScenario({ lines: [line], assumptions });
    const outcome = run(scenario, { draws: 512 });
    const conversions = drawsOf(outcome, 'CONVERSIONS');
    const reach = drawsOf(outcome, 'GROSS_REACH');
    // How far each world is from the closed form: only the redeemed share, around .6, is left to chance.
    const off = drawsOf(outcome, 'SHARES').map((shares, d) => {
      const seen = (shares * 100 * 5) / (reach[d] - shares * 100);
      return drawsOf(outcome, 'REDEMPTIONS')[d] / (conversions[d] * 0.6) - (1 + 0.1 + 0.7 * seen);
    });
    expect(average(off)).toBeCloseTo(0, 3);
    const plain = { ...scenario, lines: [{ ...line, promoCode: false }] };
    expect(first(plain, 'REDEMPTIONS')).toBe(0);
  });

  it('trust lowers the clicks of a star by .87 and raises a sharer’s by 1.24', () => {
    const clicks = (followers: number, sponsored: boolean) => {
      const line = aLine({ candidates: people(followers), buy: { count: 1000 }, sponsored });
      return run(aScenario({ lines: [line], assumptions: only(still) }), { draws: 8 });
    };
    const perReach = (followers: number) => {
      const outcome = clicks(followers, true);
      return average(drawsOf(outcome, 'CLICKS')) / drawsOf(outcome, 'GROSS_REACH')[0];
    };
    expect(perReach(1_000_000) / perReach(100_000)).toBeCloseTo(0.87, 1);
    expect(perReach(1_200) / perReach(100_000)).toBeCloseTo(1.24, 1);
  });

  it('display advertising buys viewable impressions and has no engagements', () => {
    const line = aLine({ key: 'display', row: 'DISPLAY_AD', buy: { share: 1 } });
    const outcome = run(aScenario({ lines: [line], assumptions: only() }), { draws: 8 });
    const served = (100_000 / 3) * 1000;
    const seen = served * 0.54 * 0.9;
    expect(drawsOf(outcome, 'IMPRESSIONS')[0] / seen).toBeCloseTo(1, 2);
    // Blocked shares are uniform between .15 and .41 in any case.
    const open = [0.59, 0.85].map((share) => {
      const people = 60e6 * share;
      return people * (1 - (1 + seen / people / 1.2) ** -1.2);
    });
    expect(drawsOf(outcome, 'REACH')[0]).toBeGreaterThan(open[0]);
    expect(drawsOf(outcome, 'REACH')[0]).toBeLessThan(open[1]);
    expect(drawsOf(outcome, 'CLICKS')[0] / (served * 0.9 * 0.0008)).toBeCloseTo(1, 1);
    const { columns, basis } = outcome.groups[0];
    expect(basis).toBeNull();
    expect([columns.CPE, columns.NEGATIVE_ENGAGEMENT_RATIO, columns.NET_SENTIMENT]).toEqual([
      null,
      null,
      null,
    ]);
    expect(drawsOf(outcome, 'ENGAGEMENTS')[0]).toBe(0);
  });
});

describe('a day of the flight', () => {
  const days = { 'day.sd.INSTAGRAM': 0.5, 'shares.rate.INSTAGRAM_POST': 0 };
  const posted = (own: Parameters<typeof aCandidate>[0], overrides = {}): Float64Array => {
    const candidates = [aCandidate({ authenticity: 0.6, ...own })];
    const lines = [aLine({ candidates, buy: { all: true } })];
    const assumptions = only({ ...days, ...overrides });
    return drawsOf(run(aScenario({ lines, assumptions })), 'GROSS_REACH');
  };

  it('is as good or bad for everybody who posts on it', () => {
    const monday = posted({ plannedDay: 7.1 });
    expect(posted({ plannedDay: 7.9, profile: 'bob' })).toEqual(monday);
    expect(posted({ plannedDay: 8.1 })).not.toEqual(monday);
  });

  it('is the day on which a replacement steps in', () => {
    const replaced = {
      'booking.cancellation.CREATOR': 1,
      'booking.replacement.probability': 1,
      'booking.replacement.delay.median': 7,
      'authenticity.unvetted.alpha': 6e5,
      'authenticity.unvetted.beta': 4e5,
    };
    const late = posted({ plannedDay: 0.5 }, replaced);
    posted({ plannedDay: 7.5 }).forEach((reach, d) => {
      // The replacement's own authenticity is within 1% of .6.
      expect(Math.abs(late[d] / reach - 1)).toBeLessThan(0.01);
    });
  });
});

it('viral placements multiply what their shares reach, not the shares', () => {
  const viral = { 'shares.viral.probability': 1, 'shares.viral.median': 8 };
  const amplified = (overrides: Readonly<Record<string, number>>) => {
    const outcome = run(aScenario({ assumptions: only(overrides) }), { draws: 8 });
    const own = drawsOf(outcome, 'IMPRESSIONS')[0] / 1.25;
    const gross = drawsOf(outcome, 'GROSS_REACH')[0];
    // Impressions are R·1.25 + amplified, gross reach R + amplified.
    return { people: (gross - own) / (1 - 1 / 1.25), shares: drawsOf(outcome, 'SHARES')[0] };
  };
  const [plain, spread] = [amplified({}), amplified(viral)];
  expect(spread.shares).toBe(plain.shares);
  expect(plain.people / plain.shares / 100).toBeCloseTo(1, 6);
  expect(spread.people / spread.shares / 800).toBeCloseTo(1, 6);
});

describe('an influencer with several placements', () => {
  it('has one brand-safety event in a group, and one in each of its lines', () => {
    const line = (key: string, ordinal: number) =>
      aLine({ key, candidates: [aCandidate({ ordinal })], buy: { all: true } });
    const sure = only({ 'brandSafety.annualRate.CREATOR': 10 });
    const scenario = aScenario({
      flightDays: 3650,
      lines: [line('a', 0), line('b', 1)],
      assumptions: sure,
    });
    expect(first(scenario, 'BRAND_SAFETY_EVENTS')).toBe(1);
    expect(first(scenario, 'BRAND_SAFETY_EVENTS', 'a')).toBe(1);
    expect(first(scenario, 'BRAND_SAFETY_EVENTS', 'b')).toBe(1);
  });

  it('has one reach effect in all of them', () => {
    const candidates = [aCandidate(), aCandidate({ ordinal: 1 })];
    const effects = only({
      'reach.influencerSd.INSTAGRAM_POST': 0.4,
      'shares.rate.INSTAGRAM_POST': 0,
    });
    const lines = candidates.map((candidate, i) =>
      aLine({ key: `${i}`, candidates: [candidate], buy: { all: true }, feeMinor: 90_000 }),
    );
    const outcome = run(aScenario({ lines, assumptions: effects }));
    const [one, two] = ['0', '1'].map((key) => drawsOf(outcome, 'GROSS_REACH', key));
    one.forEach((reach, d) => {
      expect(two[d] / reach).toBeCloseTo(1, 9);
    });
  });
});

describe('targets', () => {
  it('are met or missed in each world, and jointly at most as often as the rarest', () => {
    const scenario = aScenario({
      targets: [
        { metric: 'REACH', atLeast: 40_000, atMost: null },
        { metric: 'NEGATIVE_ENGAGEMENT_RATIO', atLeast: null, atMost: 0.05 },
      ],
    });
    const { targets, ...outcome } = run(scenario);
    const reach = drawsOf({ targets, ...outcome }, 'REACH').filter((x) => x >= 40_000).length / 256;
    expect(targets.probabilities[0]).toBe(reach);
    expect(targets.joint).toBeLessThanOrEqual(Math.min(...targets.probabilities));
    expect(targets.joint).toBeGreaterThan(0);
    expect(run(scenario, { metrics: [] }).targets).toEqual(targets);
  });
});

describe('the id of a forecast', () => {
  const scenario = aScenario();

  it('is the question’s, whatever the order of its keys', () => {
    const turned = Object.fromEntries(Object.entries(scenario).reverse()) as unknown as Scenario;
    expect(forecastId(turned, 's', 8)).toBe(forecastId(scenario, 's', 8));
    expect(forecastId(scenario, 's', 8)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('changes with the scenario, the seed and the number of draws', () => {
    const ids = [
      forecastId(scenario, 's', 8),
      forecastId(scenario, 't', 8),
      forecastId(scenario, 's', 16),
      forecastId({ ...scenario, universe: 1e6 }, 's', 8),
    ];
    expect(new Set(ids).size).toBe(4);
  });
});

it('an outcome says its engine, seed and draws', () => {
  const { engineVersion, seed, draws } = run(aScenario(), { seed: DEFAULT_SEED, draws: 8 });
  expect({ engineVersion, seed, draws }).toEqual({
    engineVersion: ENGINE_VERSION,
    seed: 'groundswell',
    draws: 8,
  });
  expect(ALL_METRICS).toHaveLength(30);
});
