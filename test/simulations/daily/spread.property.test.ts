import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Arena } from '../../../simulations/kernel/arena.js';
import { KernelMath } from '../../../simulations/kernel/kernel-math.js';
import { HEAP, loadKernel } from '../../../simulations/kernel/module.js';
import { REFERENCE_MATH } from '../../../simulations/world/block-math.js';

const DRAWS = 5;
const POINTS = 9;
const CELLS = 4;
const MOST_AGES = 12;

const arena = new Arena(HEAP);
const host = { stopIfAsked: () => undefined, sharedEvent: () => undefined };
const kernel = new KernelMath(loadKernel(arena.memory, host));
const room = (length: number) => [new Float64Array(length), arena.f64(length)] as const;
const to = room(DRAWS * POINTS);
const shares = room(CELLS * MOST_AGES);
const rest = room(CELLS * MOST_AGES);
const [amounts, posted, first, cell] = [room(DRAWS), room(DRAWS), room(DRAWS), room(DRAWS)];

const set = (both: readonly Float64Array[], values: readonly number[]) => {
  for (const one of both) one.set(values);
};
const numbers = (length: number) =>
  fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: length, maxLength: length });

it('spreads what a placement brings by the same bits in the kernel, whatever is cut off at the end', () => {
  const placement = fc.record({
    ages: fc.integer({ min: 1, max: MOST_AGES }),
    draws: fc.subarray([0, 1, 2, 3, 4]),
    sums: numbers(DRAWS * POINTS),
    shares: numbers(CELLS * MOST_AGES),
    rest: numbers(CELLS * MOST_AGES),
    amounts: numbers(DRAWS),
    first: fc.array(fc.nat(POINTS - 1), { minLength: DRAWS, maxLength: DRAWS }),
    cell: fc.array(fc.nat(CELLS - 1), { minLength: DRAWS, maxLength: DRAWS }),
  });
  const predicate = ({
    ages,
    draws,
    ...of
  }: typeof placement extends fc.Arbitrary<infer T> ? T : never) => {
    set(to, of.sums);
    set(shares, of.shares);
    set(rest, of.rest);
    set(amounts, of.amounts);
    set(first, of.first);
    set(cell, of.cell);
    set(posted, draws);
    [REFERENCE_MATH, kernel].forEach((math, i) => {
      const arrival = { ages, shares: shares[i], rest: rest[i] };
      const count = draws.length;
      math.spread(to[i], POINTS, arrival, amounts[i], posted[i], count, first[i], cell[i]);
    });
    expect([...to[1]]).toEqual([...to[0]]);
  };
  fc.assert(fc.property(placement, predicate), { seed: 13, numRuns: 300 });
});
