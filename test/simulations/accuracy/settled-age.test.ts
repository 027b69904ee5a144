import { describe, expect, it } from 'vitest';
import { bindParameters } from '../../../simulations/bind-parameters.js';
import {
  OBSERVED_METRICS,
  SETTLED_SHARE,
  settledAge,
  usualGrowth,
  usualShare,
} from '../../../simulations/index.js';
import { maturityShare } from '../../../simulations/world/maturity.js';
import { assumptions } from '../../support/scenario.js';

describe('the age at which a count is settled', () => {
  it.each(['INSTAGRAM_POST', 'TIKTOK_VIDEO', 'YOUTUBE_VIDEO', 'SHARER_ACTION'] as const)(
    'is when 95%% of what %s will have is there',
    (row) => {
      const { maturity } = bindParameters(assumptions(), 'USD').rows[row];
      expect(maturityShare(maturity, settledAge(row, 'ENGAGEMENTS'))).toBeCloseTo(SETTLED_SHARE, 9);
    },
  );

  it('of a story is not after it is gone', () => {
    expect(settledAge('INSTAGRAM_STORY', 'IMPRESSIONS')).toBeLessThanOrEqual(1);
  });

  it('is later for clicks, later still for orders, and at once for money spent', () => {
    const days = (['SPEND', 'SHARES', 'CLICKS', 'REVENUE'] as const).map((metric) =>
      settledAge('TIKTOK_VIDEO', metric),
    );
    expect(days).toEqual([...days].sort((a, b) => a - b));
    expect(new Set(days).size).toBe(4);
    expect(days[0]).toBe(0);
  });
});

describe('the usual share of a final count', () => {
  const { rows } = bindParameters(assumptions(), 'USD');
  const row = (name: string) => name as Parameters<typeof usualShare>[0];

  it.each(Object.keys(rows))('of settled counts of %s grows from about 95%% to all', (name) => {
    for (const metric of OBSERVED_METRICS) {
      const age = settledAge(row(name), metric);
      expect(usualShare(row(name), metric, age)).toBeGreaterThanOrEqual(SETTLED_SHARE);
      expect(usualShare(row(name), metric, age + 2)).toBeGreaterThanOrEqual(
        usualShare(row(name), metric, age),
      );
      expect(usualShare(row(name), metric, 5000)).toBe(1);
    }
  });

  it('is the share of views, of clicks, which lag them, or of orders, which lag these', () => {
    const { maturity } = rows.TIKTOK_VIDEO;
    const shares = (['SPEND', 'SHARES', 'CLICKS', 'REVENUE'] as const).map((metric) =>
      usualShare('TIKTOK_VIDEO', metric, 20),
    );
    expect(shares[0]).toBe(1);
    expect(shares[1]).toBe(maturityShare(maturity, 20));
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    expect(new Set(shares).size).toBe(4);
  });
});

describe('the usual growth of a count', () => {
  it('is that of its share, without end from where there is nothing, and never below 1', () => {
    const { maturity } = bindParameters(assumptions(), 'USD').rows.TIKTOK_VIDEO;
    const growth = (from: number, to: number, metric: 'SHARES' | 'CLICKS' = 'SHARES') =>
      usualGrowth('TIKTOK_VIDEO', metric, from, to);
    expect(growth(0.5, 20)).toBe(maturityShare(maturity, 20) / maturityShare(maturity, 0.5));
    expect(growth(0.5, 20, 'CLICKS')).toBeGreaterThan(growth(0.5, 20));
    expect(growth(-1, 3)).toBe(Infinity);
    expect(growth(3, 3)).toBe(1);
    expect(growth(20, 3)).toBe(1);
  });
});
