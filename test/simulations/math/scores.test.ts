import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import {
  brier,
  column,
  crps,
  insideBand,
  pinball,
  randomisedPit,
  score,
} from '../../../simulations/index.js';

const Z = 4.892;
const of = (...draws: number[]) => column(Float64Array.from(draws));

describe('scores', () => {
  it('CRPS is E|X − y| − ½ E|X − X′|', () => {
    const draws = [3, 1, 4, 1, 5, 9, 2, 6];
    const y = 3.5;
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const away = mean(draws.map((x) => Math.abs(x - y)));
    const apart = mean(draws.flatMap((x) => draws.map((other) => Math.abs(x - other))));
    expect(crps(of(...draws), y)).toBeCloseTo(away - apart / 2, 12);
  });

  it('CRPS of a certain forecast is its absolute error', () => {
    expect(crps(of(2, 2, 2, 2), 5)).toBe(3);
  });

  it('pinball loss charges p for each unit too low and 1 − p for each too high', () => {
    expect(pinball(10, 12, 0.9)).toBeCloseTo(1.8, 12);
    expect(pinball(10, 8, 0.9)).toBeCloseTo(0.2, 12);
  });

  it('Brier is 0 for the truth, 1 for its contrary and .25 for a coin', () => {
    expect([brier(1, true), brier(1, false), brier(0.5, true)]).toEqual([0, 1, 0.25]);
  });

  it('a band holds an observation on its edge', () => {
    const forecast = of(...Array.from({ length: 10 }, (_, i) => i + 1));
    expect(score(forecast, 1, 0.5).inside).toBe(true);
    expect(score(forecast, 9, 0.5).inside).toBe(true);
    expect(score(forecast, 9.1, 0.5).inside).toBe(false);
  });

  it('a band of a share leaves as much out on either side', () => {
    const forecast = of(...Array.from({ length: 100 }, (_, i) => i + 1));
    const held = (share: number) =>
      Array.from({ length: 100 }, (_, i) => i + 1).filter((x) => insideBand(forecast, x, share));
    expect([held(0.5).at(0), held(0.5).at(-1)]).toEqual([25, 75]);
    expect([held(0.9).at(0), held(0.9).at(-1)]).toEqual([5, 95]);
  });
});

describe('the randomised PIT of counts', () => {
  const RUNS = 4000;
  const uniform = seedrandom.alea('pit');
  const coins = () => [1, 2, 3].filter(() => uniform() < 0.5).length;
  const forecast = of(0, 1, 1, 1, 2, 2, 2, 3);
  const means = (bias: number) => {
    let sum = 0;
    for (let i = 0; i < RUNS; i++) sum += randomisedPit(forecast, coins() + bias, uniform());
    return sum / RUNS;
  };
  const tolerance = Z * Math.sqrt(1 / 12 / RUNS);

  it('of an honest forecast is uniform around one half', () => {
    expect(Math.abs(means(0) - 0.5)).toBeLessThan(tolerance);
  });

  it('of counts that are a tenth too high is caught', () => {
    expect(Math.abs(means(0.1) - 0.5)).toBeGreaterThan(tolerance);
  });
});
