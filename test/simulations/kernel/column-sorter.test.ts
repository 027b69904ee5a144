import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ColumnSorter } from '../../../simulations/kernel/column-sorter.js';
import { sortDefined } from '../../../simulations/math/sort.js';

const bits = (values: Float64Array) => new BigUint64Array(values.buffer);

function expectSame(values: Float64Array): void {
  const [one, other] = [new Float64Array(values.length), new Float64Array(values.length)];
  const defined = sortDefined(values, one);
  expect(new ColumnSorter(values.length).sort(values, other)).toBe(defined);
  expect(bits(other)).toEqual(bits(one));
}

it('sorts any numbers as the reference does, bit by bit, zeros of both signs too', () => {
  const any = fc.float64Array({ minLength: 500, maxLength: 1500 });
  const clean = fc.float64Array({ minLength: 512, maxLength: 1500, noNaN: true });
  const whole = fc
    .array(fc.integer({ min: -2, max: 300 }), { minLength: 512, maxLength: 1500 })
    .map((values) => Float64Array.from(values, (value) => value * -0.5));
  fc.assert(fc.property(fc.oneof(any, clean, whole), expectSame), { seed: 1, numRuns: 60 });
});

it.each([
  ['equal numbers', () => 7],
  ['undefined numbers alone', () => NaN],
  ['costs without an outcome', (i: number) => (i % 3 === 0 ? Infinity : i % 7 === 0 ? NaN : 1 / i)],
  ['numbers of all sizes', (i: number) => (i % 2 === 0 ? 1 : -1) * 10 ** ((i % 600) - 300)],
  ['falling numbers a billionth apart', (i: number) => 1e6 - i * 1e-3],
  ['numbers with the same first bits', (i: number) => 1 + ((i * 7919) % 3000) * 2e-16],
])('sorts %s as the reference does, of any length', (_what, value) => {
  // The most draws need three passes.
  for (const length of [513, 4099, 70_001]) {
    expectSame(Float64Array.from({ length }, (_, i) => value(i)));
  }
});
