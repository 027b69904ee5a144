import { describe, expect, it } from 'vitest';
import { comparisonSummary, type NamedAnswer } from '../../schema/comparison-text.js';
import type { Metric, Row } from '../../simulations/index.js';
import { line, outcome, resolved } from './hand-made.js';

type Total = Readonly<Partial<Record<Metric, readonly number[] | null>>>;

const plan = (name: string, row: Row, total: Total): NamedAnswer => ({
  name,
  answer: {
    resolved: resolved([line({ key: name, row })]),
    precision: { draws: 8, placements: 1, reason: '' },
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
      'Most likely the most reach comes from Crowd (odds of 87.5% against all the others) and the most engagements from Star (50%); in the worst tenth of the worlds the least negative engagement comes from Crowd (4%). The closest race is the one for engagements: it does not go to Star with odds of 50%.',
    );
  });

  it('says what display advertising is better at, and at what it is not', () => {
    expect(comparisonSummary([star, crowd, display])).toContain(
      '. For the same money Display ads would win on reach with odds of 12.5% (against Crowd), on clicks with odds of 50% (against Crowd) and on cost per 1,000 impressions with odds of over 87.5% (against Crowd), but earn no engagement.',
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
