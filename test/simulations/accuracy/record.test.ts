import { readFileSync } from 'node:fs';
import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import {
  BANDS,
  column,
  observe,
  type Observation,
  oddsRecord,
  trackRecord,
} from '../../../simulations/index.js';
import { binomialInterval } from '../../../simulations/accuracy/binomial-interval.js';

const { crps: CRPS, chi2Limit } = JSON.parse(
  readFileSync(new URL('reference.json', import.meta.url), 'utf8'),
) as {
  crps: { law: string; draws: number[]; observed: number; pit: number; crps: number }[];
  chi2Limit: number;
};
/** One false alarm in a million. */
const Z = 4.892;

const of = (draws: readonly number[]) => column(Float64Array.from(draws));

describe('a number that was held against what came', () => {
  it.each(CRPS)('scores as integrated: $law at $observed', ({ draws, observed, pit, crps }) => {
    const observation = observe('a', of(draws), observed, 1, 0.5)!;
    // 64 draws in place of a law: the sum is off by some 1/64² of the spread, the PIT by 1/128.
    expect(Math.abs(observation.crps / crps - 1)).toBeLessThan(0.02);
    expect(Math.abs(observation.pit - pit)).toBeLessThanOrEqual(1 / 128 + 1e-12);
    expect(observation.baselineCrps).toBeCloseTo(Math.abs(observed - 1), 9);
  });

  it('has the same scores in cents as in dollars', () => {
    const dollars = observe('a', of([8, 9, 10, 12]), 11, 10, 0.5)!;
    const cents = observe('a', of([800, 900, 1000, 1200]), 1100, 1000, 0.5)!;
    expect(cents).toEqual({
      ...dollars,
      crps: expect.closeTo(dollars.crps, 12),
      pinball: dollars.pinball.map((loss) => expect.closeTo(loss, 12)),
    });
    expect(dollars).toMatchObject({ baselineCrps: 0.1, inside: [false, true, true] });
  });

  it('has no score without draws', () => {
    expect(observe('a', of([NaN]), 1, 1, 0.5)).toBeNull();
  });
});

/** `campaigns` × 3 metrics: half of the variance is the campaign's own luck. */
function simulated(
  campaigns: number,
  { toldSd, metrics = 3 }: { toldSd: number; metrics?: number },
) {
  const uniform = seedrandom.alea(`record ${toldSd}`);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const observations: Observation[] = [];
  for (let c = 0; c < campaigns; c++) {
    const luck = normal();
    for (let m = 0; m < metrics; m++) {
      const median = Math.exp(3 + 2 * normal());
      const observed = median * Math.exp(0.5 * (Math.SQRT1_2 * luck + Math.SQRT1_2 * normal()));
      const draws = Array.from({ length: 199 }, () => median * Math.exp(toldSd * normal()));
      observations.push(observe(String(c), of(draws), observed, 1.3 * median, uniform())!);
    }
  }
  return trackRecord(observations)!;
}

const chi2 = (counts: readonly number[]) => {
  const due = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - due) ** 2 / due, 0);
};

describe('a record', () => {
  it('of calibrated forecasts holds what its bands promise', () => {
    const record = simulated(400, { toldSd: 0.5 });
    expect(record).toMatchObject({ campaigns: 400, observations: 1200, verdict: 'AS_PROMISED' });
    for (const [i, { band, share, low, high }] of record.coverage.entries()) {
      expect(band).toBe(BANDS[i]);
      // As wide as if the three metrics of a campaign were one.
      expect(Math.abs(share - band)).toBeLessThan(Z * Math.sqrt((band * (1 - band)) / 400));
      expect(low).toBeLessThan(band);
      expect(high).toBeGreaterThan(band);
    }
    expect(record.skill).toBeGreaterThan(0);
  });

  it('of calibrated forecasts has an even PIT', () => {
    const { pit, pitMean } = simulated(1000, { toldSd: 0.5, metrics: 1 });
    expect(pit.reduce((sum, count) => sum + count, 0)).toBe(1000);
    expect(chi2(pit)).toBeLessThan(chi2Limit);
    expect(Math.abs(pitMean - 0.5)).toBeLessThan(Z * Math.sqrt(1 / 12 / 1000));
  });

  it('of overconfident forecasts is caught', () => {
    const record = simulated(400, { toldSd: 0.3 });
    expect(record.verdict).toBe('TOO_NARROW');
    for (const { band, high } of record.coverage) expect(high).toBeLessThan(band);
    expect(chi2(simulated(1000, { toldSd: 0.3, metrics: 1 }).pit)).toBeGreaterThan(chi2Limit);
  });

  it('of timid forecasts is caught, and is worse than of calibrated ones', () => {
    const record = simulated(400, { toldSd: 0.9 });
    expect(record.verdict).toBe('TOO_WIDE');
    expect(record.crps).toBeGreaterThan(simulated(400, { toldSd: 0.5 }).crps);
  });

  it('of few campaigns says so, however many numbers they have', () => {
    expect(simulated(5, { toldSd: 0.5, metrics: 40 }).verdict).toBe('TOO_EARLY');
  });

  it('is as sure as its campaigns are even', () => {
    const record = (counts: readonly number[]) =>
      trackRecord(
        counts.flatMap((count, c) =>
          Array.from({ length: count }, () => observe(String(c), of([10, 14]), 12, 10, 0.5)!),
        ),
      )!.coverage[1];
    // 27 numbers of which one campaign has 18: 27² ÷ (18² + 9 · 1²) = 2.19 trials.
    const trials = 27 ** 2 / (18 ** 2 + 9);
    expect(record([18, ...Array<number>(9).fill(1)])).toEqual({
      ...{ band: 0.8, share: 1 },
      ...binomialInterval(trials, trials),
    });
    expect(record(Array<number>(10).fill(7))).toEqual({
      ...{ band: 0.8, share: 1 },
      ...binomialInterval(10, 10),
    });
  });

  it('of forecasts no better than the baseline seldom says otherwise, and of better ones it does', () => {
    const uniform = seedrandom.alea('skill');
    /** Of twelve campaigns of three numbers; the forecast's error is `ratio` times the baseline's. */
    const skillOf = (ratio: number) =>
      trackRecord(
        Array.from({ length: 36 }, (_, i) => ({
          ...observe(String(i % 12), of([10, 14]), 12, 10, 0.5)!,
          crps: ratio * uniform(),
          baselineCrps: uniform(),
        })),
      )!.skillInterval!;
    const REPEATS = 1000;
    const wrong = Array.from({ length: REPEATS }, () => skillOf(1)).filter(
      ({ low, high }) => low > 0 || high < 0,
    );
    expect(wrong.length / REPEATS).toBeLessThan(0.05 + Z * Math.sqrt((0.05 * 0.95) / REPEATS));
    expect(wrong.length).toBeGreaterThan(0);
    for (let i = 0; i < 20; i++) expect(skillOf(0.2).low).toBeGreaterThan(0);
  });

  it('tells how far its skill is from chance: each campaign is one trial', () => {
    // Twice as many numbers of each campaign say no more.
    const record = (times: number) =>
      trackRecord(
        [9, 10, 11, 12, 13].flatMap((draw, c) =>
          Array.from({ length: times }, () => observe(String(c), of([draw, draw]), 12, 10, 0.5)!),
        ),
      )!;
    const { skill, skillInterval } = record(1);
    // Errors .3, .2, .1, 0 and .1 of a baseline's .2: mean .7 and standard deviation √.325 of it.
    const half = (2.7764451051977987 * Math.sqrt(0.325)) / Math.sqrt(5);
    expect(skill).toBeCloseTo(0.3, 12);
    expect(skillInterval!.low).toBeCloseTo(0.3 - half, 9);
    expect(skillInterval!.high).toBeCloseTo(0.3 + half, 9);
    expect(record(2).skillInterval!.low).toBeCloseTo(0.3 - half, 9);
    expect(trackRecord([observe('a', of([9]), 12, 10, 0.5)!])!.skillInterval).toBeNull();
  });

  it('averages losses, and has the skill that the baseline leaves', () => {
    const record = trackRecord([
      observe('a', of([10, 10]), 12, 10, 0.5)!,
      observe('b', of([12, 12]), 12, 10, 0.5)!,
    ])!;
    expect(record).toMatchObject({ crps: 0.1, baselineCrps: 0.2, skill: 0.5, pitMean: 0.75 });
    expect(record.pinball[2]).toBeCloseTo((0.9 * 0.2) / 2, 12);
    expect(record.baselinePinball[2]).toBeCloseTo(0.9 * 0.2, 12);
    // Both draws of the first lie below what came; those of the second tie with it.
    expect(record.pit).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  it('is none without observations', () => {
    expect(trackRecord([])).toBeNull();
    expect(oddsRecord([])).toBeNull();
  });
});

describe('odds', () => {
  const stated = (uniform: () => number, told: (p: number) => number) =>
    Array.from({ length: 1000 }, (_, i) => {
      const p = uniform();
      return { campaign: String(i), probability: told(p), happened: uniform() < p };
    });

  it('that are right come true as often as stated', () => {
    const record = oddsRecord(stated(seedrandom.alea('odds'), (p) => p))!;
    expect(record).toMatchObject({ campaigns: 1000, count: 1000 });
    expect(record.bins).toHaveLength(5);
    for (const { stated: p, happened, count } of record.bins) {
      expect(Math.abs(happened - p)).toBeLessThan(Z * Math.sqrt((p * (1 - p)) / count));
    }
    // E(p(1 − p)) of uniform p is 1/6, its sd per statement at most 1/4; the base rate's is 1/4.
    expect(Math.abs(record.brier - 1 / 6)).toBeLessThan((Z * 0.25) / Math.sqrt(1000));
    expect(record.brier).toBeLessThan(record.baseRateBrier);
  });

  it('gain on the base rate as far as campaigns tell', () => {
    const uniform = seedrandom.alea('gain');
    const gain = (campaigns: number) =>
      oddsRecord(stated(uniform, (p) => p).slice(0, campaigns))!.gainInterval!;
    // 1/4 − 1/6 in the long run.
    const of1000 = gain(1000);
    expect(of1000.low).toBeGreaterThan(0);
    expect(of1000.low).toBeLessThan(1 / 12);
    expect(of1000.high).toBeGreaterThan(1 / 12);
    // Odds of a coin gain nothing.
    const coin = oddsRecord(stated(uniform, () => 0.5).slice(0, 12))!.gainInterval!;
    expect(coin.low).toBeLessThanOrEqual(0);
    const ofOne = [0.9, 0.2].map((probability) => ({ campaign: 'a', probability, happened: true }));
    expect(oddsRecord(ofOne)!.gainInterval).toBeNull();
  });

  it('that exaggerate are caught', () => {
    const record = oddsRecord(
      stated(seedrandom.alea('odds'), (p) => (p < 0.5 ? p / 5 : 1 - (1 - p) / 5)),
    )!;
    const [first] = record.bins;
    const last = record.bins.at(-1)!;
    expect(first.low).toBeGreaterThan(first.stated);
    expect(last.high).toBeLessThan(last.stated);
  });

  it('are scored by their squared error, and a share of 1 is in the last bin', () => {
    const record = oddsRecord([
      { campaign: 'a', probability: 1, happened: true },
      { campaign: 'a', probability: 0.5, happened: false },
    ])!;
    expect(record).toMatchObject({ campaigns: 1, brier: 0.125, baseRateBrier: 0.25 });
    expect(record.bins.map(({ from, count }) => [from, count])).toEqual([
      [0.4, 1],
      [0.8, 1],
    ]);
  });
});
