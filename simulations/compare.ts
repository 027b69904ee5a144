import { type Better, standardErrorOfBatches } from './distribution.js';
import { BATCHES, type Column } from './outcome.js';

export interface PairedOdds {
  /** P(a is better than b) over the pairs in which both are defined; null without any. */
  readonly probability: number | null;
  /** Monte Carlo error of the probability, from independent batches; null when a batch has none. */
  readonly standardError: number | null;
  /** Number of pairs with equal values; each counts half. */
  readonly ties: number;
  /** Number of pairs that are left out because one of the two is undefined. */
  readonly undefined: number;
}

/**
 * How often `a` beats `b` in the same world. Two infinite costs are a tie.
 *
 * @throws RangeError if the two have different numbers of draws: then they are not paired
 */
export function probabilityBetter(a: Column, b: Column, better: Better): PairedOdds {
  const draws = a.draws.length;
  if (b.draws.length !== draws) {
    throw new RangeError(`b must have as many draws as a (${draws}), but got ${b.draws.length}`);
  }
  const wins = new Float64Array(BATCHES);
  const pairs = new Float64Array(BATCHES);
  let ties = 0;
  for (let d = 0; d < draws; d++) {
    const x = a.draws[d];
    const y = b.draws[d];
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    pairs[d % BATCHES] += 1;
    if (x === y) {
      ties += 1;
      wins[d % BATCHES] += 0.5;
    } else if (better === 'HIGHER' ? x > y : x < y) wins[d % BATCHES] += 1;
  }
  const share = (won: number, of: number) => (of === 0 ? null : won / of);
  const all = sum(pairs);
  return {
    probability: share(sum(wins), all),
    standardError: standardErrorOfBatches(Array.from(wins, (won, i) => share(won, pairs[i]))),
    ties,
    undefined: draws - all,
  };
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
