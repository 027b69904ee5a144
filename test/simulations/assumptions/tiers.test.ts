import { describe, expect, it } from 'vitest';
import { TIER_SCHEMES } from '../../../simulations/index.js';

describe('the built-in tier schemes', () => {
  it('have one default', () => {
    expect(TIER_SCHEMES.filter(({ isDefault }) => isDefault).map(({ key }) => key)).toEqual([
      'roles',
    ]);
  });

  it('answer the bare question with 30% micro video, 30% micro post and 40% sharers', () => {
    const [roles] = TIER_SCHEMES;
    expect(Object.fromEntries(roles.tiers.map((tier) => [tier.key, tier.defaultShare]))).toEqual({
      celebrity: 0,
      'star-video': 0,
      'micro-video': 0.3,
      'micro-post': 0.3,
      sharer: 0.4,
    });
  });
});

describe.each(TIER_SCHEMES)('the tiers of scheme $key', ({ tiers }) => {
  it('have keys of their own', () => {
    expect(new Set(tiers.map(({ key }) => key)).size).toBe(tiers.length);
  });

  it('share out the whole budget', () => {
    expect(tiers.reduce((sum, { defaultShare }) => sum + defaultShare, 0)).toBeCloseTo(1, 12);
  });

  it('have medians inside their bounds', () => {
    for (const { key, minFollowers, medianFollowers, maxFollowers } of tiers) {
      expect(medianFollowers, key).toBeGreaterThan(minFollowers);
      expect(medianFollowers, key).toBeLessThan(maxFollowers ?? Infinity);
    }
  });

  it('need no platform for sharers only', () => {
    for (const { key, role, platform, format } of tiers) {
      expect(platform === null, key).toBe(role === 'SHARER');
      expect(format === 'SHARE', key).toBe(role === 'SHARER');
    }
  });
});
