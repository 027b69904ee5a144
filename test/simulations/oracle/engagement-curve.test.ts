import { describe, expect, it } from 'vitest';
import { bindParameters } from '../../../simulations/bind-parameters.js';
import { lnEngagementRate } from '../../../simulations/oracle/engagement-curve.js';
import { assumptions } from '../../support/scenario.js';

const { rows } = bindParameters(assumptions(), 'USD');
// Slopes −.05 below and −.09 above.
const row = rows.YOUTUBE_VIDEO;

const rate = (followers: number, { knee = 1e5, shock = 0, curvature = 0 } = {}): number =>
  lnEngagementRate(
    { ...row, engagementCurvature: curvature },
    Math.log(knee),
    Math.log(followers),
    shock,
  ) - Math.log(0.017);

describe('the engagement rate', () => {
  it.each([1e4, 1e5, 1e6])('is the table’s at 100,000 followers, with a knee at %d', (knee) => {
    expect(rate(1e5, { knee })).toBeCloseTo(0, 12);
  });

  it.each([1e4, 1e5, 1e6])('falls by .05 below and by .09 above a knee at %d', (knee) => {
    expect(rate(knee / 10, { knee }) - rate(knee, { knee })).toBeCloseTo(0.05 * Math.LN10, 12);
    expect(rate(knee * 10, { knee }) - rate(knee, { knee })).toBeCloseTo(-0.09 * Math.LN10, 12);
  });

  it('takes the world’s shock of the slope on both sides of the knee', () => {
    const moved = (followers: number) => rate(followers, { shock: 0.03 }) - rate(followers);
    expect(moved(1e4)).toBeCloseTo(-0.03 * Math.LN10, 12);
    expect(moved(1e6)).toBeCloseTo(0.03 * Math.LN10, 12);
  });

  it('bends by the square of ln followers', () => {
    const bend = rate(1e6, { curvature: -0.02 }) - rate(1e6);
    expect(bend).toBeCloseTo(-0.02 * Math.LN10 ** 2, 12);
  });
});
