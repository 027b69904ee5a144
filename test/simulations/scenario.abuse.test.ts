import { describe, expect, it } from 'vitest';
import {
  type Line,
  placementsOf,
  type Scenario,
  ScenarioError,
  simulate,
} from '../../simulations/index.js';
import { aCandidate, aLine, aScenario, people, run } from '../support/scenario.js';

const refusal = (scenario: Scenario, ask: Partial<Parameters<typeof simulate>[1]> = {}): string => {
  try {
    simulate(scenario, {
      seed: 'abuse',
      draws: 8,
      select: { metrics: ['REACH'], groups: ['TOTAL'] },
      ...ask,
    });
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  return 'accepted';
};

const withLine = (own: Partial<Line>): Scenario => aScenario({ lines: [aLine(own)] });
const withCandidate = (own: Parameters<typeof aCandidate>[0]): Scenario =>
  withLine({ candidates: [aCandidate(own)], buy: { all: true } });

describe('a scenario is refused, word for word,', () => {
  it.each<[string, Scenario, string]>([
    ['without lines', aScenario({ lines: [] }), 'lines must not be empty, but got no lines'],
    [
      'with a budget of NaN',
      aScenario({ budgetMinor: NaN }),
      'budgetMinor must be more than 0 and at most 9007199254740991, but got NaN',
    ],
    [
      'with a budget of 0',
      aScenario({ budgetMinor: 0 }),
      'budgetMinor must be more than 0 and at most 9007199254740991, but got 0',
    ],
    [
      'with a negative budget',
      aScenario({ budgetMinor: -5 }),
      'budgetMinor must be more than 0 and at most 9007199254740991, but got -5',
    ],
    [
      'with an endless budget',
      aScenario({ budgetMinor: Infinity }),
      'budgetMinor must be more than 0 and at most 9007199254740991, but got Infinity',
    ],
    [
      'in a currency that is none',
      aScenario({ currency: 'dollars' }),
      'currency must be an ISO 4217 code, but got dollars',
    ],
    [
      'with half a day of flight',
      aScenario({ flightDays: 0.5 }),
      'flightDays must be a whole number between 1 and 3650, but got 0.5',
    ],
    [
      'with nobody to reach',
      aScenario({ universe: 0 }),
      'universe must be between 1 and 100000000000, but got 0',
    ],
    [
      'with cells beyond the universe',
      aScenario({ universe: 100, cells: [{ key: 'a', people: 101, wanted: true }] }),
      "cells must hold at most the universe's 100 people, but got 101",
    ],
    [
      'with two cells of one key',
      aScenario({
        cells: [
          { key: 'a', people: 1, wanted: true },
          { key: 'a', people: 1, wanted: true },
        ],
      }),
      'cells[1].key must be unique, but got "a"',
    ],
    [
      'with an audience beyond the universe',
      aScenario({ universe: 10, audience: { people: 11, platformShare: {} } }),
      'audience.people must be between 1 and 10, but got 11',
    ],
    [
      'with a negative agency fee',
      aScenario({ fees: { ...aScenario().fees, agencyShare: -0.1 } }),
      'fees.agencyShare must be between 0 and 100, but got -0.1',
    ],
    [
      'with two lines of one key',
      aScenario({ lines: [aLine(), aLine()] }),
      'lines[1].key must be unique, but got "posts"',
    ],
    [
      'with a row that is none',
      withLine({ row: 'FAX' as Line['row'] }),
      'lines[0].row must be a row of the model\'s tables, but got "FAX"',
    ],
    [
      'with sharers who post videos',
      withLine({ role: 'SHARER', row: 'TIKTOK_VIDEO' }),
      'lines[0].row must be SHARER_ACTION for role SHARER and for no other, but got TIKTOK_VIDEO',
    ],
    [
      'with a share of 0',
      withLine({ buy: { share: 0 } }),
      'lines[0].buy.share must be more than 0 and at most 1, but got 0',
    ],
    [
      'with a share of NaN',
      withLine({ buy: { share: NaN } }),
      'lines[0].buy.share must be more than 0 and at most 1, but got NaN',
    ],
    [
      'with shares of more than the budget',
      aScenario({
        lines: [
          aLine({ key: 'a', buy: { share: 0.75 } }),
          aLine({ key: 'b', buy: { share: 0.5 } }),
        ],
      }),
      'lines must have shares that add up to at most 1, but got 1.25',
    ],
    [
      'with a share of no budget',
      { ...withLine({ buy: { share: 1 } }), budgetMinor: null },
      'budgetMinor must be given when lines[0] buys by share, but got null',
    ],
    [
      'with half a placement',
      withLine({ buy: { count: 1.5 } }),
      'lines[0].buy.count must be a whole number between 1 and 1000000, but got 1.5',
    ],
    [
      'with a billion placements',
      withLine({ buy: { count: 1e9 } }),
      'lines[0].buy.count must be a whole number between 1 and 1000000, but got 1000000000',
    ],
    [
      'with a billion placements over several lines',
      aScenario({
        lines: [
          aLine({ key: 'a', buy: { count: 600_000 } }),
          aLine({ key: 'b', buy: { count: 600_000 } }),
        ],
      }),
      'lines must buy at most 1000000 placements, but got 1200000',
    ],
    [
      'with a price that buys a billion',
      {
        ...withLine({ row: 'SHARER_ACTION', buy: { share: 1 }, feeMinor: 1 }),
        budgetMinor: 1_000_000_000,
      },
      'lines[0].buy.share must buy at most about 1000000 placements, but got 1000000001',
    ],
    [
      'with a price of nothing',
      withLine({ buy: { share: 1 }, feeMinor: 0 }),
      'lines[0].feeMinor must be more than 0 to buy by share, but got 0',
    ],
    [
      'with display ads by number',
      withLine({ row: 'DISPLAY_AD', buy: { count: 3 } }),
      'lines[0].buy must be a share for display ads, but got {"count":3}',
    ],
    [
      'with everybody of a population',
      withLine({ buy: { all: true } }),
      'lines[0].buy must be a share or a count without named profiles, but got all',
    ],
    [
      'with an empty roster',
      withLine({ candidates: [], buy: { all: true } }),
      'lines[0].candidates must not be empty, but got nobody',
    ],
    [
      'with more placements than names',
      withLine({ candidates: [aCandidate()], buy: { count: 2 } }),
      'lines[0].buy.count must be at most the number of candidates, 1, but got 2',
    ],
    [
      'with one placement twice',
      withLine({ candidates: [aCandidate(), aCandidate()], buy: { all: true } }),
      'lines[0].candidates[1].ordinal must tell the placements of one profile and row apart, but got 0',
    ],
    [
      'with no followers',
      withCandidate({ followers: 0 }),
      'lines[0].candidates[0].followers must be between 1 and 10000000000, but got 0',
    ],
    [
      'with an authenticity of 0',
      withCandidate({ authenticity: 0 }),
      'lines[0].candidates[0].authenticity must be more than 0 and at most 1, but got 0',
    ],
    [
      'with a fit of NaN',
      withCandidate({ fit: NaN }),
      'lines[0].candidates[0].fit must be between -10 and 10, but got NaN',
    ],
    [
      'with an audience in unknown cells',
      withCandidate({ audience: { mars: 0.1 } }),
      'lines[0].candidates[0].audience must name cells of the scenario, but got mars',
    ],
    [
      'with more than a whole audience',
      {
        ...withCandidate({ audience: { a: 0.7, b: 0.6 } }),
        cells: [
          { key: 'a', people: 10, wanted: true },
          { key: 'b', people: 10, wanted: true },
        ],
      },
      'lines[0].candidates[0].audience must have shares that add up to at most 1, but got 1.2999999999999998',
    ],
    [
      'with recent posts that nobody saw',
      withCandidate({ recentPosts: { posts: 3, views: 0, reach: null, engagements: null } }),
      'lines[0].candidates[0].recentPosts.views must be more than 0 and at most 100000000000, but got 0',
    ],
    [
      'with a median of NaN followers',
      withLine({ candidates: people(NaN) }),
      'lines[0].candidates.medianFollowers must be between 1 and 10000000000, but got NaN',
    ],
    [
      'with bounds the wrong way round',
      withLine({
        candidates: { medianFollowers: 10, followersLnSd: 0, minFollowers: 20, maxFollowers: 5 },
      }),
      'lines[0].candidates.maxFollowers must be between 20 and 10000000000, but got 5',
    ],
    [
      'with eleven ads among ten posts',
      withLine({ adLoad: 11 }),
      'lines[0].adLoad must be between 0 and 10, but got 11',
    ],
    [
      'with a target without a bound',
      aScenario({ targets: [{ metric: 'REACH', atLeast: null, atMost: null }] }),
      'targets[0] must have either atLeast or atMost, but got neither',
    ],
    [
      'with a target with two bounds',
      aScenario({ targets: [{ metric: 'REACH', atLeast: 1, atMost: 2 }] }),
      'targets[0] must have either atLeast or atMost, but got both',
    ],
    [
      'with a target of NaN',
      aScenario({ targets: [{ metric: 'REACH', atLeast: NaN, atMost: null }] }),
      'targets[0].atLeast must be a finite number, but got NaN',
    ],
    [
      'with a target that is no metric',
      aScenario({ targets: [{ metric: 'FAME' as 'REACH', atLeast: 1, atMost: null }] }),
      'targets[0].metric must be a metric, but got "FAME"',
    ],
    [
      'without a parameter',
      aScenario({ assumptions: { preset: '2017', negativity: null, values: {} } }),
      'assumptions.values["authenticity.unvetted.alpha"] must be a finite number, but got undefined',
    ],
  ])('%s', (_what, scenario, message) => {
    expect(refusal(scenario)).toBe(message);
  });
});

describe('a run is refused, word for word,', () => {
  it('with a seed of ten kilobytes', () => {
    expect(refusal(aScenario(), { seed: 'x'.repeat(10_240) })).toBe(
      'seed must be text of at most 1000 characters, but got 10240 characters',
    );
  });

  it.each([0, 7, 12, -8, NaN, 1e9])('with %d draws', (draws) => {
    expect(refusal(aScenario(), { draws })).toBe(
      `draws must be a multiple of 8 from 8 to 1048576, but got ${draws}`,
    );
  });

  it('with a metric that is none', () => {
    const select = { metrics: ['FAME' as 'REACH'], groups: [] };
    expect(refusal(aScenario(), { select })).toBe(
      'select.metrics[0] must be a metric, but got "FAME"',
    );
  });
});

describe('a run that is asked to stop', () => {
  it('stops before the next block', () => {
    let looks = 0;
    const signal = {
      get aborted() {
        looks++;
        return looks > 2;
      },
    };
    const select = { metrics: ['REACH'], groups: ['TOTAL'] } as const;
    expect(() => simulate(aScenario(), { seed: '', draws: 2560, select, signal })).toThrow(
      'the simulation was asked to stop',
    );
    expect(looks).toBe(3);
  });
});

describe('what is odd but possible', () => {
  it('is answered: no metric, an empty seed, one follower, a gift, an empty wanted audience', () => {
    expect(run(aScenario(), { metrics: [], seed: '' }).groups[0].columns).toEqual({});
    const gift = { followers: 1, feeMinor: 0, plannedDay: -40, posted: true, audience: { a: 0 } };
    const { groups } = run({
      ...withCandidate(gift),
      cells: [{ key: 'a', people: 60_000_000, wanted: true }],
      audience: { people: 1, platformShare: { INSTAGRAM: 0 } },
    });
    expect(groups[0].columns.SPEND?.draws.every((spend) => spend === 0)).toBe(true);
    expect(groups[0].columns.TARGET_REACH?.draws.every((people) => people === 0)).toBe(true);
  });

  it('has its placements known before any draw', () => {
    expect(placementsOf(aScenario())).toBe(10);
    expect(placementsOf(withLine({ buy: { share: 1 }, feeMinor: 100_000 }))).toBe(101);
    expect(placementsOf(withLine({ row: 'DISPLAY_AD', buy: { share: 1 } }))).toBe(1);
  });
});
