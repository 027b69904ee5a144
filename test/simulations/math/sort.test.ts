import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortDefined } from '../../../simulations/math/sort.js';

/** As the language sorts numbers, but for zeros, which are equal whatever their sign. */
const expected = (values: Float64Array) =>
  values
    .filter((value) => !Number.isNaN(value))
    .sort()
    .map(unsigned);

const unsigned = (value: number) => value + 0;

function sorted(values: Float64Array): Float64Array {
  const into = new Float64Array(values.length);
  return into.subarray(0, sortDefined(values, into));
}

describe('sortDefined', () => {
  it('sorts any numbers, infinities and zeros of both signs among them, and leaves out NaN', () => {
    // Few numbers are compared, many are sorted by their digits.
    const few = fc.float64Array({ maxLength: 100 });
    const many = fc.float64Array({ minLength: 1024, maxLength: 1500 });
    fc.assert(
      fc.property(fc.oneof(few, many), (values) => {
        expect(sorted(values).map(unsigned)).toEqual(expected(values));
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it.each([
    ['equal numbers', () => 7],
    ['whole numbers', (i: number) => (i * 7919) % 1000],
    ['undefined numbers alone', () => NaN],
    ['signs in turn', (i: number) => (i % 2 === 0 ? i : -i)],
    ['costs without an outcome', (i: number) => (i % 3 === 0 ? Infinity : 1 / i)],
    [
      'numbers of all sizes and signs',
      (i: number) => (i % 2 === 0 ? 1 : -1) * 10 ** ((i % 600) - 300),
    ],
    [
      'numbers that differ in their last digits alone',
      (i: number) => 1 + ((i * 7919) % 3000) * 2e-16,
    ],
    ['falling numbers a billionth apart', (i: number) => 1e6 - i * 1e-3],
  ])('sorts %s', (_what, value) => {
    const values = Float64Array.from({ length: 3000 }, (_, i) => value(i));
    expect(sorted(values).map(unsigned)).toEqual(expected(values));
  });

  it('reads and writes parts of shared memory, and nothing beside them', () => {
    const all = new Float64Array(new SharedArrayBuffer(8 * 4098)).fill(-1);
    const values = all.subarray(1, 2049);
    const into = all.subarray(2049, 4097);
    values.set(Float64Array.from({ length: 2048 }, (_, i) => (i * 7919) % 2048));
    const before = Float64Array.from(values);
    expect(sortDefined(values, into)).toBe(2048);
    expect(Float64Array.from(into)).toEqual(Float64Array.from({ length: 2048 }, (_, i) => i));
    expect(Float64Array.from(values)).toEqual(before);
    expect([all[0], all[4097]]).toEqual([-1, -1]);
  });
});
