import { describe, expect, it } from 'vitest';
import { bindParameters } from '../../../simulations/parameters.js';
import { SETTLED_SHARE, settledAge } from '../../../simulations/index.js';
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
