import { describe, expect, it } from 'vitest';
import { comparisonSummary, type NamedAnswer } from '../../schema/comparison-text.js';
import type { Metric, Row } from '../../simulations/index.js';
import { line, outcome, resolved } from './hand-made.js';

type Total = Readonly<Partial<Record<Metric, readonly number[] | null>>>;

const plan = (name: string, row: Row, total: Total): NamedAnswer => ({
  name,
  answer: {
    resolved: resolved([line({ key: name, row })]),
    precision: {
      draws: 8,
      placements: 1,
      limit: 8,
      relativeError: null,
      met: null,
      reason: '',
      milliseconds: 0,
    },
    outcome: outcome({ total }),
    year: 2026,
  },
});
const eight = (...values: number[]) => Array.from({ length: 8 }, (_, d) => values[d] ?? values[0]);

const star = plan('Star', 'YOUTUBE_VIDEO', {
  REACH: eight(100, 100, 900),
  ENGAGEMENTS: eight(5),
  NEGATIVE_ENGAGEMENT_RATIO: eight(0.01, 0.3),
  CLICKS: eight(10),
  CPM: eight(400),
});
const crowd = plan('Crowd', 'INSTAGRAM_POST', {
  REACH: eight(500),
  ENGAGEMENTS: eight(5),
  NEGATIVE_ENGAGEMENT_RATIO: eight(0.04),
  CLICKS: eight(20),
  CPM: eight(200),
});
const display = plan('Display ads', 'DISPLAY_AD', {
  REACH: eight(400, 1000),
  ENGAGEMENTS: eight(0),
  NEGATIVE_ENGAGEMENT_RATIO: null,
  CLICKS: eight(20),
  CPM: eight(100),
});

describe('the summary of a comparison', () => {
  it('names who wins reach and engagements most often, and whose worst case is the mildest', () => {
    expect(comparisonSummary([star, crowd])).toBe(
      'Crowd would most often reach the most people (about 500, odds of 87.5%) and Star would most often earn the most engagements (about 5, odds of 50%); in the worst tenth of cases 4% of the engagement would be negative with Crowd, 30% with Star. The race for engagements is the closest: the odds that it goes to somebody other than Star are 50%.',
    );
  });

  it('names a plan that wins both once', () => {
    expect(comparisonSummary([{ ...crowd, name: '2 crowds' }, display])).toMatch(
      /^2 crowds would most often reach the most people \(about 500, odds of over 87\.5%\) and earn the most engagements \(about 5, odds of over 87\.5%\); /,
    );
  });

  it('says what display advertising is better at, and at what it is not', () => {
    expect(comparisonSummary([star, crowd, display])).toContain(
      '. Against the best of the others Display ads would win on reach with odds of 12.5%, on clicks with odds of 50% and on cost per 1,000 impressions with odds of over 87.5%, but earn no engagement.',
    );
  });

  it('has two sentences whatever is compared', () => {
    for (const plans of [
      [star, crowd],
      [star, display],
      [display, plan('Again', 'DISPLAY_AD', { REACH: eight(1), CLICKS: eight(1), CPM: eight(1) })],
    ]) {
      expect(comparisonSummary(plans).match(/\.( |$)/g)).toHaveLength(2);
    }
  });
});
