import { describe, expect, it } from 'vitest';
import { accuracySummary } from '../../schema/accuracy-text.js';
import { column, observe, oddsRecord, trackRecord } from '../../simulations/index.js';

const campaigns = Array.from({ length: 10 }, (_, i) => `campaign ${i}`);
const record = trackRecord(
  campaigns.map((campaign) => observe(campaign, column(Float64Array.of(8, 14)), 12, 10, 0.5)!),
);
const odds = (probability: number, happened: (i: number) => boolean) =>
  oddsRecord(campaigns.map((campaign, i) => ({ campaign, probability, happened: happened(i) })));
const scored = { isWhole: true, saved: 10, notScored: 0 };

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
      'Of 10 numbers forecast for 10 campaigns, 100% came out inside the range of 8 chances in 10 (between 72.2% and 100% in the long run, with 95% confidence): that is what was promised, as far as so many campaigns can tell.',
    );
  });

  it('says that unique reach is seldom in a whole record', () => {
    const sentence = 'Unique reach is among the numbers only where a single placement was planned';
    expect(accuracySummary(record, null, scored)).toContain(sentence);
    expect(accuracySummary(record, null, { ...scored, isWhole: false })).not.toContain(sentence);
  });

  it('compares odds with hindsight only where targets came out differently', () => {
    const half = (i: number) => i % 2 === 0;
    expect(accuracySummary(record, odds(0.5, half), scored)).toContain(
      'The odds of 10 targets were no better than knowing how often targets are met (Brier score 0.25 against 0.25).',
    );
    expect(
      accuracySummary(
        record,
        odds(0.1, () => false),
        scored,
      ),
    ).toContain(
      'The odds of 10 targets, which all came out alike, have a Brier score of 0.01 (0 is perfect, 0.25 a coin).',
    );
  });
});
