import { describe, expect, it } from 'vitest';
import { accuracySummary } from '../../schema/accuracy-text.js';
import { column, observe, oddsRecord, trackRecord } from '../../simulations/index.js';

const campaigns = Array.from({ length: 10 }, (_, i) => `campaign ${i}`);
/** Of the campaigns in order, what was told of twelve. */
const recordOf = (told: (i: number) => number) =>
  trackRecord(
    campaigns.map((campaign, i) =>
      observe(campaign, column(Float64Array.of(told(i) - 3, told(i) + 3)), 12, 10, 0.5)!,
    ),
  );
const record = recordOf(() => 11);
const odds = (probability: number | ((i: number) => number), happened: (i: number) => boolean) =>
  oddsRecord(
    campaigns.map((campaign, i) => ({
      ...{ campaign, happened: happened(i) },
      probability: typeof probability === 'number' ? probability : probability(i),
    })),
  );
const all = { kind: 'ALL', platforms: [], tier: null } as const;
const scored = { scope: all, ofAllMetrics: true, saved: 10, notScored: 0, usesDemoData: false };
const half = (i: number) => i % 2 === 0;

describe('the summary of a record', () => {
  it('says what to do while there is nothing', () => {
    expect(accuracySummary(null, null, { ...scored, saved: 0 })).toContain('`saveForecast`');
  });

  it('says what waits, and where nothing does, that there is nothing of it', () => {
    expect(accuracySummary(null, null, { ...scored, saved: 3, notScored: 1 })).toBe(
      'Nothing of this could be held against results yet: 1 of 3 saved forecasts is not scored, and `notScored` says why.',
    );
    expect(accuracySummary(null, null, { ...scored, saved: 1 })).toBe(
      'Of 1 saved forecast none told a number of this that results tell too.',
    );
  });

  it('promises no more than the campaigns can tell', () => {
    expect(accuracySummary(record, null, scored)).toContain(
      'Of 10 numbers forecast for 10 campaigns on any platforms, 100% came out inside the range of 8 chances in 10 (between 72.2% and 100% in the long run, with 95% confidence): that is what was promised, as far as so many campaigns can tell.',
    );
  });

  it('says of what it is', () => {
    const first = (scope: Parameters<typeof accuracySummary>[2]['scope']) =>
      accuracySummary(record, null, { ...scored, scope }).split(',')[0];
    const platforms = ['INSTAGRAM', 'SHARER'] as const;
    expect(first({ kind: 'SAME_PLATFORMS', platforms, tier: null })).toBe(
      'Of 10 numbers forecast for 10 campaigns on just Instagram and Friends’ feeds',
    );
    expect(first({ kind: 'PLATFORMS', platforms, tier: null })).toBe(
      'Of 10 numbers forecast for Instagram and Friends’ feeds in 10 campaigns',
    );
    expect(first({ kind: 'TIER', platforms: [], tier: 'micro-post' })).toBe(
      'Of 10 numbers forecast for the tier micro-post in 10 campaigns',
    );
  });

  it('says that unique reach is seldom in a whole record', () => {
    const sentence = 'Unique reach is among the numbers only where a single placement was planned';
    expect(accuracySummary(record, null, scored)).toContain(sentence);
    const ofTier = { kind: 'TIER', platforms: [], tier: 'micro-post' } as const;
    for (const facts of [
      { ...scored, ofAllMetrics: false },
      { ...scored, scope: ofTier },
    ]) {
      expect(accuracySummary(record, null, facts)).not.toContain(sentence);
    }
  });

  it('calls forecasts better or worse than medians only beyond chance', () => {
    const sentence = (told: (i: number) => number) =>
      accuracySummary(recordOf(told), null, scored).split('. ')[1];
    // Errors of .5 of the baseline's 2 on average, and 1 of it.
    expect(sentence((i) => (half(i) ? 12 : 13))).toMatch(
      /^The forecasts’ error is [\d.]+% smaller than that of multiplying the preset’s medians out \(between [\d.]+% smaller and [\d.]+% smaller in the long run, with 95% confidence\)$/,
    );
    expect(sentence((i) => (half(i) ? 17 : 18))).toMatch(
      /^The forecasts’ error is [\d.]+% larger than .* \(between [\d.]+% larger and [\d.]+% larger in/,
    );
    expect(sentence((i) => (i < 8 ? 12 : 19))).toMatch(
      /^Whether the forecasts’ error is smaller than that of .* out so many campaigns cannot tell: it was [\d.]+% (smaller|larger) \(between [\d.]+% larger and [\d.]+% smaller in/,
    );
  });

  it('compares odds with hindsight only where targets came out differently, and beyond chance', () => {
    const told = (of: ReturnType<typeof odds>) => accuracySummary(record, of, scored);
    expect(told(odds((i) => (half(i) ? 0.8 : i / 30), half))).toMatch(
      /The odds of 10 targets of 10 campaigns were better than knowing how often targets are met \(Brier score 0\.04 against 0\.25; between 0\.\d\d lower and 0\.\d\d lower in the long run, with 95% confidence\)\./,
    );
    expect(told(odds((i) => (half(i) ? 0.1 : 0.9 - i / 100), half))).toMatch(
      /The odds of 10 targets of .* were worse than .* \(Brier score 0\.\d\d against 0\.25; between 0\.\d\d higher and 0\.\d\d higher in/,
    );
    expect(told(odds((i) => (i < 7 ? 0.6 : 0.3), half))).toMatch(
      /Whether the odds of 10 targets of .* were better than .* cannot be told yet \(Brier score 0\.\d\d against 0\.25; between 0\.\d\d higher and 0\.\d\d lower in/,
    );
    const uneven = [...campaigns, ...Array.from({ length: 200 }, () => campaigns[0])];
    const ofOne = oddsRecord(
      uneven.map((campaign, i) => ({ campaign, probability: 0.5, happened: half(i) })),
    );
    expect(told(ofOne)).toMatch(/cannot be told yet \(Brier score 0.25 against 0.25\)\./);
    const tiktok = { kind: 'PLATFORMS', platforms: ['TIKTOK'], tier: null } as const;
    expect(
      accuracySummary(
        record,
        odds(0.1, () => false),
        { ...scored, scope: tiktok },
      ),
    ).toContain(
      'The odds of 10 targets of 10 campaigns on just TikTok, which all came out alike, have a Brier score of 0.01 (0 is perfect, 0.25 a coin).',
    );
  });
});
