import { describe, expect, it } from 'vitest';
import { bindParameters } from '../../../simulations/bind-parameters.js';
import { CREATOR_ROWS } from '../../../simulations/parameters.js';
import { lnMaturity, maturityShare } from '../../../simulations/world/maturity.js';
import { assumptions } from '../../support/scenario.js';

const { rows, maturitySd } = bindParameters(assumptions(), 'USD');
const at = (row: keyof typeof rows, days: number) => maturityShare(rows[row].maturity, days);

describe('the share of its final count that a post has', () => {
  it('is the log-logistic of its age, relative to that of a matured post', () => {
    const f = (t: number) => t ** 1.16 / (t ** 1.16 + 2.5 ** 1.16);
    expect(at('TIKTOK_VIDEO', 1)).toBeCloseTo(f(1) / f(30), 12);
    expect(at('TIKTOK_VIDEO', 6)).toBeCloseTo(f(6) / f(30), 12);
  });

  it('is slower for a post of a longer half-life', () => {
    const { maturity } = rows.YOUTUBE_VIDEO;
    const f = (t: number) => t ** 0.75 / (t ** 0.75 + (2 * 3.3) ** 0.75);
    expect(maturityShare(maturity, 3, Math.LN2)).toBeCloseTo(f(3) / f(30), 12);
  });

  it.each(CREATOR_ROWS)(
    'of %s rises from 0 before it is posted to 1 when it has matured',
    (row) => {
      const { maturedDays } = rows[row].maturity;
      expect([at(row, -1), at(row, 0), at(row, maturedDays), at(row, 1000)]).toEqual([0, 0, 1, 1]);
      let before = 0;
      for (let i = 1; i <= 100; i++) {
        const share = at(row, (i / 100) * maturedDays);
        expect(share).toBeGreaterThan(before);
        before = share;
      }
    },
  );

  it('reaches 1 after 24 hours for a story', () => {
    expect(at('INSTAGRAM_STORY', 0.99)).toBeLessThan(1);
    expect(at('INSTAGRAM_STORY', 1)).toBe(1);
  });

  it('is about what was measured: Instagram 75% by day 1 and 90% by day 2, TikTok 55% by day 3', () => {
    expect(at('INSTAGRAM_POST', 1)).toBeGreaterThan(0.65);
    expect(at('INSTAGRAM_POST', 1)).toBeLessThan(0.8);
    expect(Math.abs(at('INSTAGRAM_POST', 2) - 0.9)).toBeLessThan(0.05);
    expect(Math.abs(at('TIKTOK_VIDEO', 3) - 0.55)).toBeLessThan(0.05);
  });
});

it('a count says more of the final one the older the post is', () => {
  const { maturity } = rows.TIKTOK_VIDEO;
  const [young, old] = [0.1, 20].map((days) => lnMaturity(maturity, maturitySd, days));
  expect(young.median).toBeCloseTo(Math.log(maturityShare(maturity, 0.1)), 12);
  expect(young.sd).toBeGreaterThan(old.sd);
  expect(lnMaturity(maturity, maturitySd, 30)).toEqual({ median: 0, sd: 0.05 });
  expect(lnMaturity(maturity, maturitySd, 0).median).toBe(-Infinity);
});
