import type { Better } from './distribution.js';
import type { Column } from './outcome.js';

export interface PairedOdds {
  /** P(a is better than b) over the pairs in which both are defined; null without any. */
  readonly probability: number | null;
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
  let wins = 0;
  let ties = 0;
  let left = 0;
  for (let d = 0; d < draws; d++) {
    const x = a.draws[d];
    const y = b.draws[d];
    if (Number.isNaN(x) || Number.isNaN(y)) left += 1;
    else if (x === y) ties += 1;
    else if (better === 'HIGHER' ? x > y : x < y) wins += 1;
  }
  const pairs = draws - left;
  return {
    probability: pairs === 0 ? null : (wins + ties / 2) / pairs,
    ties,
    undefined: left,
  };
}
