import { describe, expect, it } from 'vitest';
import { forecastSummary, forecastTable } from '../../schema/forecast-text.js';
import { forecastWarnings } from '../../schema/forecast-warnings.js';
import { usedParameters } from '../../schema/used-parameters.js';
import { line, outcome, resolved } from './hand-made.js';

const parts = () => resolved([line({ key: 'micro-post', row: 'INSTAGRAM_POST' })]);

describe('a summary', () => {
  it('says in two sentences what the money buys and how likely the crowd turns', () => {
    const made = outcome({
      total: {
        REACH: [1e6, 2e6, 3e6, 4e6, 5e6, 6e6, 7e6, 8e6, 9e6, 10e6],
        ENGAGEMENTS: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((k) => k * 1000),
        NEGATIVE_ENGAGEMENT_RATIO: [0.01, 0.02, 0.03, 0.03, 0.03, 0.03, 0.03, 0.03, 0.06, 0.07],
      },
    });
    expect(forecastSummary(parts(), made)).toBe(
      '$100,000 spent this way should reach 5M people (1M to 9M) and earn 50K engagements (10K to 90K), each range with 8 chances in 10. The odds that more than 5% of the engagement is negative are 20% (median 3%).',
    );
  });

  it.each([
    [1, 'the target'],
    [2, 'both targets'],
    [3, 'all 3 targets'],
  ])('ends with the odds of meeting %i targets', (count, what) => {
    const made = outcome({
      total: { REACH: [1, 1], ENGAGEMENTS: [2, 2], NEGATIVE_ENGAGEMENT_RATIO: [0.01, 0.01] },
      targets: {
        probabilities: Array<number>(count).fill(0.5),
        standardErrors: Array<number>(count).fill(0),
        joint: 0.375,
        jointStandardError: 0,
      },
    });
    expect(forecastSummary(parts(), made)).toContain(
      `, and the odds of meeting ${what} are 37.5%.`,
    );
  });

  it('says how likely the budget holds when the spend is uncertain', () => {
    const made = outcome({
      total: { REACH: [1, 1], ENGAGEMENTS: [2, 2], NEGATIVE_ENGAGEMENT_RATIO: [0.01, 0.01] },
      withinBudget: 0.625,
    });
    expect(forecastSummary(parts(), made)).toContain(
      ', and the odds of staying within the budget are 62.5%.',
    );
  });

  it('says how likely the budget holds beside the targets', () => {
    const counted = { ...line({ key: 'a', row: 'INSTAGRAM_POST' }), buy: { count: 3 } };
    const plan = resolved([counted]);
    const made = outcome({
      total: { REACH: [1, 1], ENGAGEMENTS: [2, 2], NEGATIVE_ENGAGEMENT_RATIO: [0.01, 0.01] },
      targets: { probabilities: [0.5], standardErrors: [0], joint: 0.5, jointStandardError: 0 },
      withinBudget: 0,
    });
    const summary = forecastSummary(plan, made);
    expect(summary).toMatch(/^This plan should reach /);
    expect(summary).toContain(
      ' (median 1%), the odds of meeting the target are 50%, and the odds of staying within the budget are under 50%.',
    );
  });

  it('says of a campaign under way whether anything was seen', () => {
    const made = outcome({
      total: { REACH: [1, 1], ENGAGEMENTS: [2, 2], NEGATIVE_ENGAGEMENT_RATIO: [0.01, 0.01] },
    });
    const underWay = (seen?: { ageDays: number }) => {
      const plan = parts();
      const lines = [{ ...plan.scenario.lines[0], candidates: [{ seen }] as never }];
      return { ...plan, scenario: { ...plan.scenario, lines, today: 3 } };
    };
    expect(forecastSummary(underWay(), made)).toMatch(/^This campaign should reach /);
    expect(forecastSummary(underWay({ ageDays: 1 }), made)).toMatch(
      /^Given what was seen of it so far, this campaign should reach /,
    );
  });

  it('never promises certainty that the draws cannot show', () => {
    const made = outcome({
      total: { REACH: [1, 1], ENGAGEMENTS: [2, 2], NEGATIVE_ENGAGEMENT_RATIO: [0.01, 0.01] },
    });
    expect(forecastSummary(parts(), made)).toContain('is negative are under 50% (');
  });

  it('speaks of clicks where nothing earns engagement', () => {
    const plan = resolved([line({ key: 'display', row: 'DISPLAY_AD' })]);
    const made = outcome({
      total: {
        REACH: [1e6, 1e6],
        ENGAGEMENTS: [0, 0],
        NEGATIVE_ENGAGEMENT_RATIO: null,
        CLICKS: [5000, 5000],
      },
    });
    expect(forecastSummary(plan, made)).toBe(
      '$100,000 spent this way should reach 1M people (1M to 1M) and bring 5K clicks (5K to 5K), each range with 8 chances in 10. Display advertising earns no engagement, so none of it can turn negative.',
    );
  });
});

describe('a table', () => {
  it('has a row per line and a total, and a dash where there is nothing to divide by', () => {
    const plan = resolved([
      line({ key: 'micro-post', row: 'INSTAGRAM_POST' }),
      line({ key: 'display', row: 'DISPLAY_AD' }),
    ]);
    const columns = {
      PLACEMENTS: [10, 20],
      SPEND: [5_000_000, 5_000_000],
      REACH: [1000, 3000],
      ENGAGEMENTS: [100, 200],
      NEGATIVE_ENGAGEMENT_RATIO: [0.02, 0.04],
      CLICKS: [1, 2],
      CPE: [Infinity, Infinity],
    };
    const made = outcome({
      total: columns,
      lines: { 'micro-post': columns, display: { ...columns, ENGAGEMENTS: null, CPE: null } },
    });
    expect(forecastTable(plan, made)).toEqual([
      'Reach                P10  P50  P90',
      'micro-post            1K   1K   3K',
      'display               1K   1K   3K',
      'Total                 1K   1K   3K',
      '',
      'Engagements          P10  P50  P90',
      'micro-post           100  100  200',
      'display                –    –    –',
      'Total                100  100  200',
      '',
      'Negative engagement  P10  P50  P90',
      'micro-post            2%   2%   4%',
      'display               2%   2%   4%',
      'Total                 2%   2%   4%',
      '',
      'Medians     Placements    Spend  Clicks  CPE',
      'micro-post          10  $50,000       1    ∞',
      'display             10  $50,000       1    –',
      'Total               10  $50,000       1    ∞',
      '',
      'P10–P90: 8 chances in 10. P50: the middle.',
      'CPE: cost per engagement.',
      '–: nothing to measure.',
      '∞: money without an outcome.',
    ]);
  });
});

describe('warnings', () => {
  const codes = (made = outcome({ total: {} }), plan = parts(), year = 2026) =>
    forecastWarnings(plan, made, usedParameters(plan), year).map(({ code }) => code);

  it('always name what the answer rests on', () => {
    expect(codes()).toEqual(['EVIDENCE', 'INHERITED']);
  });

  it('name an old preset with its age', () => {
    const plan = resolved([line({ key: 'a', row: 'INSTAGRAM_POST' })], { preset: '2017' });
    expect(codes(undefined, plan)).toContain('OLD_PRESET');
    expect(codes(undefined, plan, 2020)).not.toContain('OLD_PRESET');
    expect(codes(undefined, plan, 2021)).toContain('OLD_PRESET');
  });

  it('name lines that may buy nothing above 5%, and leave over more than 20%', () => {
    const made = (probability: number, share: number) =>
      outcome({
        total: {},
        diagnostics: [
          { kind: 'NOTHING_BOUGHT', line: 'micro-post', probability },
          { kind: 'UNSPENT', line: 'micro-post', share },
        ],
      });
    expect(codes(made(0.05, 0.2))).toEqual(['EVIDENCE', 'INHERITED']);
    expect(codes(made(0.06, 0.21))).toEqual(['NOTHING_BOUGHT', 'UNSPENT', 'EVIDENCE', 'INHERITED']);
  });

  it('say on which evidence sharers carry over half of the reach', () => {
    const plan = resolved([line({ key: 'sharer', row: 'SHARER_ACTION' })]);
    const made = outcome({ total: {}, diagnostics: [{ kind: 'SHARER_REACH', share: 0.51 }] });
    expect(forecastWarnings(plan, made, usedParameters(plan), 2026)[0].message).toMatch(
      /^Friends’ feeds carry 51% of the reach; how many friends see a post is an assumption: /,
    );
  });

  it('name a Monte Carlo error above 2% of a headline', () => {
    const noisy = Array.from({ length: 64 }, (_, d) => (d % 8) + 1);
    expect(codes(outcome({ total: { REACH: noisy } }))).toContain('MONTE_CARLO_ERROR');
    expect(codes(outcome({ total: { REACH: noisy.map((value) => 1000 + value) } }))).not.toContain(
      'MONTE_CARLO_ERROR',
    );
  });

  it('name followers outside the data', () => {
    const plan = resolved([
      line({ key: 'tiny', row: 'TIKTOK_VIDEO', medianFollowers: 500, minFollowers: 1 }),
    ]);
    expect(forecastWarnings(plan, outcome({ total: {} }), [], 2026)[0].message).toBe(
      'tiny: 500 followers lie outside the data on TikTok videos, which reach from 1.8K to 97M.',
    );
  });

  it('name made-up profiles', () => {
    expect(codes(undefined, { ...parts(), usesDemoData: true })).toContain('DEMO_DATA');
  });
});
