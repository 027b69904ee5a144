import { describe, expect, it } from 'vitest';
import { calibrate, type Learned, resolveAssumptions } from '../../../simulations/index.js';
import { drawPlacements, PRIOR } from '../../support/calibration.js';

const FOLLOWERS = 25_000;
const lnFollowers = [Math.log(FOLLOWERS), 0] as const;

const SLOPES = {
  'reach.influencerSdSlope': -0.2,
  'engagement.influencerSdSlope': 0.15,
  'reach.postSdSlope': 0.25,
};

/** How many times as wide as the slope makes it a spread is at 100,000 followers. */
const factorOf = (slope: number) => (FOLLOWERS / 1e5) ** slope;

/** Parameters of a spread, by the parameter of its slope. */
function spreadsOf(slope: string, row: string): string[] {
  if (slope === 'reach.postSdSlope' && row === 'TIKTOK_VIDEO') {
    return ['usual.mean', 'usual.sd', 'viral.mean', 'viral.sd'].map(
      (part) => `reach.postMixture.${row}.${part}`,
    );
  }
  return [`${slope.replace('Slope', '')}.${row}`];
}

describe.each(['INSTAGRAM_POST', 'TIKTOK_VIDEO', 'YOUTUBE_VIDEO'] as const)(
  'of accounts of one size, %s, slopes of spreads',
  (row) => {
    const overReach = { [`engagement.overAccount.${row}`]: 0.2 };
    const slopes = Object.fromEntries(
      Object.entries(SLOPES).map(([name, slope]) => [`${name}.${row}`, slope]),
    );
    const placements = drawPlacements(
      'one size',
      { creators: 40, posts: 3, campaigns: 2 },
      { row, lnFollowers, reach: 0.2 },
    );
    const learn = (overrides: Record<string, number>) =>
      calibrate({ ...PRIOR, overrides: { ...overReach, ...overrides } }, placements);

    it('that are known teach what spreads do that are as wide at all sizes', () => {
      const { values } = resolveAssumptions(PRIOR);
      const factors = new Map(
        Object.entries(SLOPES).flatMap(([name, slope]) =>
          spreadsOf(name, row).map((spread) => [spread, factorOf(slope)] as const),
        ),
      );
      const widened = Object.fromEntries(
        [...factors].map(([spread, factor]) => [spread, values[spread] * factor]),
      );
      const known = { 'learning.spreadSlopeSd': 0 };
      const bySize = learn({ ...known, ...slopes });
      const alike = learn({ ...known, ...widened });
      expect(bySize.parameters.map(({ name }) => name)).toEqual(
        alike.parameters.map(({ name }) => name),
      );
      alike.parameters.forEach((parameter, i) => {
        const factor = factors.get(parameter.name) ?? 1;
        const other = bySize.parameters[i];
        // Six digits are kept.
        expect((factor * other.after) / parameter.after, parameter.name).toBeCloseTo(1, 5);
        expect(other.weight, parameter.name).toBeCloseTo(parameter.weight, 6);
        expect(other.data === null, parameter.name).toBe(parameter.data === null);
        if (parameter.data === null) return;
        const { estimate, standardError } = other.data!;
        expect((factor * estimate) / parameter.data.estimate, parameter.name).toBeCloseTo(1, 5);
        expect((factor * standardError) / parameter.data.standardError).toBeCloseTo(1, 5);
      });
      const levels = ({ levels }: Learned) => levels.map(({ after, sdAfter }) => [after, sdAfter]);
      levels(alike).forEach((level, i) => {
        level.forEach((value, j) => {
          expect(levels(bySize)[i][j] / value).toBeCloseTo(1, 6);
        });
      });
    });

    it('leave the spread of accounts of 100,000 followers as uncertain as they are', () => {
      const { parameters } = learn(slopes);
      for (const name of [`reach.influencerSd.${row}`, `engagement.influencerSd.${row}`]) {
        const { after, data, weight } = parameters.find((parameter) => parameter.name === name)!;
        // The weight is seen ÷ (seen + 20); the slope from there to here has an sd of .1.
        const seen = (20 * weight) / (1 - weight);
        const byChance = Math.hypot(1 / Math.sqrt(2 * seen), 0.1 * Math.log(4));
        const { estimate, standardError } = data!;
        expect(standardError / Math.max(estimate, after), name).toBeCloseTo(byChance, 4);
      }
    });

    it('stay as they were assumed', () => {
      const { parameters } = learn(slopes);
      for (const [name, slope] of Object.entries(slopes)) {
        const after = parameters.find((parameter) => parameter.name === name)?.after ?? slope;
        expect(after, name).toBeCloseTo(slope, 3);
      }
    });
  },
);
