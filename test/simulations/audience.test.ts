import { describe, expect, it } from 'vitest';
import {
  quantile,
  resolveAssumptions,
  simulate,
  undefinedShare,
  type Audience,
  type Candidate,
  type Cell,
  type Line,
  type Metric,
  type Scenario,
} from '../../simulations/index.js';
import { NO_FEES } from '../support/scenario.js';

function columnOf(scenario: Scenario, metric: Metric) {
  const outcome = simulate(scenario, {
    seed: 'audience',
    draws: 256,
    select: { metrics: [metric], groups: ['TOTAL'] },
  });
  const column = outcome.groups[0].columns[metric];
  if (!column) throw new Error(`${metric} is missing`);
  return column;
}

function scenarioOf(
  candidates: Line['candidates'],
  cells: readonly Cell[],
  audience: Audience | null,
): Scenario {
  return {
    currency: 'USD',
    budgetMinor: null,
    flightDays: 30,
    universe: 60e6,
    cells,
    audience,
    fees: NO_FEES,
    brandContent: false,
    lines: [
      {
        key: 'posts',
        tier: null,
        role: 'CREATOR',
        row: 'INSTAGRAM_POST',
        candidates,
        buy: Array.isArray(candidates) ? { all: true } : { count: 20 },
        feeMinor: null,
        sponsored: true,
        vetted: false,
        promoCode: false,
        adLoad: 1,
      },
    ],
    targets: [],
    assumptions: resolveAssumptions({ preset: '2025', negativity: null, overrides: {} }),
  };
}

describe('a wanted audience', () => {
  it.each([6e6, 6e4, 600, 6])('of %d people in 60 million is reached in every world', (people) => {
    const population = {
      medianFollowers: 20_000,
      followersLnSd: 0.7,
      minFollowers: 5_000,
      maxFollowers: 100_000,
    };
    const reach = columnOf(
      scenarioOf(population, [], { people, platformShare: {} }),
      'TARGET_REACH',
    );
    expect(undefinedShare(reach)).toBe(0);
    expect(quantile(reach, 1)).toBeLessThanOrEqual(people);
  });
});

describe('an audience that is known in part', () => {
  const cells = [
    { key: 'women', people: 30e6, wanted: true },
    { key: 'men', people: 30e6, wanted: false },
  ];
  const profile = (audience: Candidate['audience']): Candidate => ({
    profile: 'p',
    ordinal: 0,
    followers: 1_000_000,
    authenticity: null,
    recentPosts: null,
    niche: null,
    fit: null,
    audience,
    feeMinor: null,
    plannedDay: null,
    posted: true,
  });

  it('loses nobody, though the named cells are everybody', () => {
    const reach = (audience: Candidate['audience']) =>
      quantile(columnOf(scenarioOf([profile(audience)], cells, null), 'REACH'), 0.5) ?? NaN;
    const known = reach({ women: 0.4, men: 0.6 });
    // One post reaches far less than a percent of anybody, so hardly anyone is reached twice.
    expect(Math.abs(reach({ women: 0.4 }) / known - 1)).toBeLessThan(0.01);
  });
});
