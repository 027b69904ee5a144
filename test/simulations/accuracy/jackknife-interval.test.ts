import { describe, expect, it } from 'vitest';
import {
  jackknifeInterval,
  studentQuantile,
} from '../../../simulations/accuracy/jackknife-interval.js';

describe('the jackknife', () => {
  it('takes the quantiles of Student’s t', () => {
    // scipy.stats.t.ppf(0.975, degrees)
    for (const [degrees, quantile] of [
      [1, 12.706204736174694],
      [1.5, 6.016663104427929],
      [9, 2.262157162798205],
      [400, 1.9659123432294627],
    ]) {
      expect(studentQuantile(degrees) / quantile).toBeCloseTo(1, 9);
    }
  });

  it('gives a mean the interval that it has in textbooks', () => {
    // Mean 5, standard error √(20 ÷ 3 ÷ 4); t of 3 degrees is 3.182446305283708.
    const values = [2, 4, 6, 8];
    const leftOut = values.map((value) => (20 - value) / 3);
    const half = 3.182446305283708 * Math.sqrt(20 / 3 / 4);
    const interval = jackknifeInterval(5, leftOut, 4)!;
    expect(interval.low).toBeCloseTo(5 - half, 9);
    expect(interval.high).toBeCloseTo(5 + half, 9);
    // Fewer trials are less sure.
    expect(jackknifeInterval(5, leftOut, 2.5)!.low).toBeLessThan(interval.low);
  });

  it('says nothing from less than two trials, or of a number that hangs on one campaign', () => {
    expect(jackknifeInterval(5, [4, 6], 1.9)).toBeNull();
    expect(jackknifeInterval(5, [4, 6], 2)).not.toBeNull();
    expect(jackknifeInterval(5, [4, NaN, 6], 3)).toBeNull();
  });
});
