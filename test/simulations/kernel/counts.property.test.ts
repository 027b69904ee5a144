import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exp } from '../../../simulations/math/elementary.js';
import { lnBetaTail, lnGammaTail } from '../../../simulations/math/special-functions.js';
import type { LinePlan } from '../../../simulations/plan/line.js';
import { BLOCK, PURPOSE, type Purpose } from '../../../simulations/random.js';
import type { Block } from '../../../simulations/world/block.js';
import { drawCounts } from '../../../simulations/world/line-counts.js';
import type { LineSums } from '../../../simulations/world/line-sums.js';
import { scenarios } from './arbitraries.js';
import { BLOCKS, openKernel, openOracle, place } from './blocks.js';

/** A count, the mean of its law, and its distribution function. */
interface Count {
  readonly purpose: Purpose;
  readonly of: (sums: LineSums, d: number) => number;
  readonly mean: (sums: LineSums, d: number) => number;
  readonly atMost: (n: number, sums: LineSums, d: number) => number;
}

function poisson(
  purpose: Purpose,
  rate: 'positiveRate' | 'negativeRate' | 'shareRate' | 'clickRate' | 'conversionRate',
  of: Count['of'],
): Count {
  return {
    purpose,
    of,
    mean: (sums, d) => sums[rate][d],
    atMost: (n, sums, d) => exp(lnGammaTail(n + 1, sums[rate][d], true)),
  };
}

const engagements = ({ positive, negative }: LineSums, d: number) => positive[d] + negative[d];
const shareOfEngagements = ({ shareRate, positiveRate, negativeRate }: LineSums, d: number) =>
  shareRate[d] / (positiveRate[d] + negativeRate[d]);

const COUNTS: readonly Count[] = [
  poisson(PURPOSE.COUNT_POSITIVE, 'positiveRate', (sums, d) => sums.positive[d]),
  poisson(PURPOSE.COUNT_NEGATIVE, 'negativeRate', (sums, d) => sums.negative[d]),
  poisson(PURPOSE.COUNT_CONVERSIONS, 'conversionRate', (sums, d) => sums.conversions[d]),
  poisson(PURPOSE.COUNT_CLICKS, 'clickRate', (sums, d) => sums.clicks[d] - sums.conversions[d]),
];
const SHARES = poisson(PURPOSE.COUNT_SHARES, 'shareRate', (sums, d) => sums.shares[d]);
/** Where shares are some of the engagements. */
const SHARES_OF_ENGAGEMENTS: Count = {
  purpose: PURPOSE.COUNT_SHARES,
  of: SHARES.of,
  mean: (sums, d) => engagements(sums, d) * shareOfEngagements(sums, d),
  atMost: (n, sums, d) => {
    const p = shareOfEngagements(sums, d);
    return exp(lnBetaTail(n + 1, engagements(sums, d) - n, p, 1 - p, true));
  },
};

/** Above, means that differ by 10⁻⁶ differ by more than 1/1000 of a count. */
const MOST_MEAN = 1000;

/** How often counts with means up to MOST_MEAN are drawn, and how often they are not the same. */
interface Tally {
  draws: number;
  differing: number;
}

/**
 * A mean that is higher by x lowers P(N ≤ n) by at most x·P(N = n), and P(N = n) ≤ .4/√variance.
 */
function compare(kernel: Block, oracle: Block, line: LinePlan, count: Count, tally: Tally): void {
  const uniforms = new Float64Array(BLOCK);
  oracle.streams.fillUniforms(uniforms, count.purpose, line.identity, 0, oracle.index);
  const got = kernel.sums[line.index];
  const wanted = oracle.sums[line.index];
  for (let d = 0; d < oracle.size; d++) {
    // Shares of other engagements are another count.
    if (count === SHARES_OF_ENGAGEMENTS && engagements(got, d) !== engagements(wanted, d)) continue;
    const mean = count.mean(wanted, d);
    if (mean <= MOST_MEAN) tally.draws++;
    const [n, other] = [count.of(got, d), count.of(wanted, d)];
    if (n === other) continue;
    if (mean <= MOST_MEAN) tally.differing++;
    const isSome = count === SHARES_OF_ENGAGEMENTS ? 1 - shareOfEngagements(wanted, d) : 1;
    const perMean = Math.min(1, 0.4 / Math.sqrt(mean * isSome));
    const between = Math.abs(count.mean(got, d) - mean);
    const toStep = Math.abs(count.atMost(Math.min(n, other), wanted, d) - uniforms[d]);
    expect(toStep).toBeLessThan(Math.max(1e-4, 1.1 * between * perMean));
    expect(Math.abs(n - other)).toBeLessThanOrEqual(Math.ceil(between * (1 + 6 * perMean)));
  }
}

it('counts are the same but where the deciding uniform lies next to a step', () => {
  const tally: Tally = { draws: 0, differing: 0 };
  for (const scenario of fc.sample(scenarios, { seed: 11, numRuns: 60 })) {
    const kernel = openKernel(scenario);
    const oracle = openOracle(scenario);
    for (const which of BLOCKS) {
      const { plan } = place(kernel, which);
      place(oracle, which);
      for (const line of plan.lines) {
        // Counting turns rates of amplified reach into reach; what it draws from stays.
        drawCounts(kernel, line);
        drawCounts(oracle, line);
        const shares = line.row.sharesAreEngagements ? SHARES_OF_ENGAGEMENTS : SHARES;
        for (const count of [...COUNTS, shares]) compare(kernel, oracle, line, count, tally);
      }
    }
  }
  expect(tally.draws).toBeGreaterThan(100_000);
  expect(tally.differing / tally.draws).toBeLessThan(1 / 1000);
});
