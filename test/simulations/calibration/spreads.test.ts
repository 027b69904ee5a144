import { describe, expect, it } from 'vitest';
import { bindParameters } from '../../../simulations/bind-parameters.js';
import { Spreads } from '../../../simulations/calibration/spreads.js';
import { resolveAssumptions } from '../../../simulations/index.js';
import { PRIOR } from '../../support/calibration.js';

const NAME = 'reach.influencerSd.INSTAGRAM_POST';
const p = bindParameters(resolveAssumptions(PRIOR), 'USD');
const PRIOR_VARIANCE = p.rows.INSTAGRAM_POST.influencerSd ** 2;

/** Effects by size: those that a law expects, in rounds until nothing moves, or as many as are given. */
function learn(
  variances: ReadonlyMap<number, number>,
  {
    spreadWeight = 0,
    rounds = 1,
    seen = () => 1,
  }: {
    readonly spreadWeight?: number;
    readonly rounds?: number;
    readonly seen?: (size: number) => number;
  } = {},
) {
  const others = { unseenSd: 0, overReachSd: 0, leastMaturity: 0, formatShare: 0.5 };
  const spreads = new Spreads(p, { ...others, spreadWeight, spreadSlopeSd: 1000 });
  const spread = spreads.of(NAME);
  const moved: number[] = [];
  for (let round = 0; round < rounds; round++) {
    spreads.forget();
    for (const [size, square] of variances) {
      spreads.add({ spread, size, square, seen: seen(size) });
    }
    moved.push(spreads.update());
  }
  const [{ variance, slope, size }] = spreads.learned();
  return { variance, slope: slope!, size, moved };
}

const lawOf = (variance: number, slope: number, sizes: readonly number[]) =>
  new Map(sizes.map((size) => [size, variance * Math.exp(2 * slope * size)]));

describe('a spread and its slope over size', () => {
  it('are those of effects that follow a law, within one round where it is near', () => {
    const found = learn(lawOf(2 * PRIOR_VARIANCE, 0.08, [-3, -1, 0, 2, 4]));
    expect(found.variance / PRIOR_VARIANCE / 2).toBeCloseTo(1, 3);
    expect(found.slope.value).toBeCloseTo(0.08, 4);
    // Of the ln variance where the accounts are on average, at .4.
    expect(found.moved[0]).toBeCloseTo(Math.log(2) + 2 * 0.08 * 0.4, 3);
  });

  it('are found from far off', () => {
    const found = learn(lawOf(1e-4 * PRIOR_VARIANCE, -0.25, [-4, 0, 3]), { rounds: 12 });
    expect(found.variance / PRIOR_VARIANCE).toBeCloseTo(1e-4, 9);
    expect(found.slope.value).toBeCloseTo(-0.25, 6);
    expect(found.moved.at(-1)).toBeLessThan(1e-9);
    const wide = learn(lawOf(1e4 * PRIOR_VARIANCE, 0.25, [-4, 0, 3]), { rounds: 12 });
    expect(wide.variance / PRIOR_VARIANCE / 1e4).toBeCloseTo(1, 6);
    expect(wide.slope.value).toBeCloseTo(0.25, 6);
  });

  it('are found of accounts that are all larger, too', () => {
    const found = learn(lawOf(1e-4 * PRIOR_VARIANCE, -0.2, [2, 3.5]), { rounds: 12 });
    expect(found.variance / PRIOR_VARIANCE).toBeCloseTo(1e-4, 9);
    expect(found.slope.value).toBeCloseTo(-0.2, 6);
  });

  it('are weighed against the prior’s effects, which say nothing of the slope', () => {
    const found = learn(new Map([[2, 3 * PRIOR_VARIANCE]]), { spreadWeight: 2, rounds: 4 });
    // One effect of 3 and two of 1, all of accounts of that size.
    expect(found.variance / PRIOR_VARIANCE).toBeCloseTo(5 / 3, 3);
    expect(found.slope.value).toBeCloseTo(0, 4);
  });

  it('are told by what was seen of the accounts, and their sizes about its mean', () => {
    const seen = (size: number) => (size > 0 ? 0.9 : 0.3);
    const { size, slope } = learn(lawOf(PRIOR_VARIANCE, 0, [-2, 4]), { seen });
    expect(size).toBeCloseTo((0.3 * -2 + 0.9 * 4) / 1.2, 9);
    expect(slope.information).toBeCloseTo(2 * (0.3 * 4.5 ** 2 + 0.9 * 1.5 ** 2), 9);
  });
});
