import fc from 'fast-check';
import { describe, it, expect } from 'vitest';
import { Arena } from '../../../simulations/kernel/arena.js';
import { KernelMath } from '../../../simulations/kernel/kernel-math.js';
import { HEAP, loadKernel } from '../../../simulations/kernel/module.js';
import { BLOCK } from '../../../simulations/random.js';
import { type BlockMath, REFERENCE_MATH } from '../../../simulations/world/block-math.js';

const arena = new Arena(HEAP);
const host = { stopIfAsked: () => undefined, sharedEvent: () => undefined };
const kernel = new KernelMath(loadKernel(arena.memory, host));
const [out, one, other] = [arena.f64(BLOCK), arena.f64(BLOCK), arena.f64(BLOCK)];

const PEOPLE = 150_000_000;

type Apply = (math: BlockMath, out: Float64Array, one: Float64Array, other: Float64Array) => void;

/** Both ways of the arithmetic on the same pairs, which fill a block over and over. */
function expectSame(pairs: readonly (readonly [number, number])[], apply: Apply, size = BLOCK) {
  for (let d = 0; d < BLOCK; d++) [one[d], other[d]] = pairs[d % pairs.length];
  const expected = new Float64Array(BLOCK).fill(0.25);
  out.fill(0.25);
  apply(REFERENCE_MATH, expected, one.slice(), other.slice());
  apply(kernel, out, one, other);
  // Told apart by Object.is: zeros of both signs differ, NaNs do not.
  expect([...out.subarray(0, size)]).toEqual([...expected.subarray(0, size)]);
}

const tenTo = (least: number, most: number) =>
  fc.double({ min: least, max: most, noNaN: true }).map((power) => 10 ** power);
const pairsOf = (one: fc.Arbitrary<number>, other: fc.Arbitrary<number>) =>
  fc.array(fc.tuple(one, other), { minLength: 2, maxLength: BLOCK });
const check = (pairs: fc.Arbitrary<[number, number][]>, apply: Apply) => {
  fc.assert(
    fc.property(pairs, (of) => {
      expectSame(of, apply);
    }),
    { seed: 1, numRuns: 200 },
  );
};

const word = fc.nat(2 ** 32 - 1).map((w) => (w + 0.5) * 2 ** -32);
const theta = fc.oneof(tenTo(-2, 2), tenTo(2.9, 3.1), fc.constantFrom(1000, 1e9, Infinity));
const share = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  tenTo(-20, 0),
  fc.constantFrom(0, 1, 1 - 2 ** -53, 5e-324),
);

describe('the kernel’s arithmetic has the bits of the reference', () => {
  it('in Poisson counts of any mean', () => {
    const mean = fc.oneof(tenTo(-12, 13), tenTo(1, 2), fc.constantFrom(0, 40, 39.99999999999999));
    check(pairsOf(mean, word), (math, counts, means, uniforms) => {
      math.poissons(counts, means, uniforms, BLOCK);
    });
  });

  it('at the ends of the random words', () => {
    const ends = fc.constantFrom(0.5, 1.5, 2 ** 31 - 0.5, 2 ** 31 + 0.5, 2 ** 32 - 0.5);
    const uniform = fc.oneof(
      ends.map((w) => w * 2 ** -32),
      fc.constantFrom(0.075, 0.925),
    );
    check(pairsOf(tenTo(1, 6), uniform), (math, counts, means, uniforms) => {
      math.poissons(counts, means, uniforms, BLOCK);
    });
  });

  it('in the share reached by any W', () => {
    const weight = fc.oneof(tenTo(-20, 3), tenTo(-320, 300), fc.constantFrom(0, Infinity));
    check(pairsOf(weight, theta), (math, shares, weights, thetas) => {
      math.mixtureShares(shares, weights, thetas, BLOCK);
    });
  });

  it('in the w of any share', () => {
    check(pairsOf(share, theta), (math, joined, shares, thetas) => {
      math.addMixtureWeights(joined, shares, thetas, BLOCK);
    });
  });

  it('in the share that sees something three times', () => {
    const frequency = fc.oneof(
      tenTo(-1, 3),
      tenTo(-8, -1).map((more) => 1 + more),
      tenTo(-3, 300),
    );
    const reached = fc
      .tuple(frequency, share)
      .map(([times, p]): [number, number] => [times * p * PEOPLE, p * PEOPLE]);
    check(fc.array(reached, { minLength: 2, maxLength: BLOCK }), (math, thrice, shown, unique) => {
      math.reachedThrice(thrice, shown, unique, PEOPLE, BLOCK);
    });
  });

  it('in as many draws as there are', () => {
    for (const size of [1, 72, 255]) {
      expectSame(
        [
          [50, 0.3],
          [3, 0.9],
        ],
        (math, counts, means, uniforms) => {
          math.poissons(counts, means, uniforms, size);
        },
        size,
      );
    }
  });
});
