import { describe, expect, it } from 'vitest';
import { exp, expm1, log, log1p } from '../../../simulations/math/elementary.js';
import { seedKey, PURPOSE, Streams } from '../../../simulations/random.js';

const bits = new DataView(new ArrayBuffer(8));

/** A number's place among all doubles, so that neighbours differ by 1. */
function place(x: number): bigint {
  bits.setFloat64(0, x);
  const place = bits.getBigInt64(0);
  return place < 0n ? -(place & 0x7fffffffffffffffn) : place;
}

function ulps(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Infinity;
  return Math.abs(Number(place(a) - place(b)));
}

/** 200,000 numbers of both signs: some of all sizes, some up to 750, some around 1. */
function numbers(): number[] {
  const uniforms = new Float64Array(256);
  const found: number[] = [];
  for (let block = 0; block < 782; block++) {
    new Streams(seedKey('elementary')).fillUniforms(
      uniforms,
      PURPOSE.SHOCK,
      { high: 0, low: 0 },
      0,
      block,
    );
    uniforms.forEach((u, d) => {
      const x = [2 * u, 750 * u, 1 + (u - 0.5) / 8, 2 ** (2100 * u - 1070)][d & 3];
      found.push((d & 4) === 0 ? x : -x);
    });
  }
  return found;
}

const SPECIAL = [
  ...[0, 1, 0.5, 2, 5e-324, 1e-310, 2.2250738585072014e-308, 1.7976931348623157e308, Infinity],
  ...[2 ** -54, 2 ** -53, 0.34657359027997264, 0.41421356237309503, 0.41421356237309515],
  ...[0.2928932188134524, 1.0397207708399179, 13.5, 38.9, 709.782712893384, 709.7827128933841],
  ...[708.3964185322641, 745.1332191019411, 745.1332191019412],
].flatMap((x) => [x, -x]);

const FUNCTIONS = { exp, log, expm1, log1p };

describe.each(['exp', 'log', 'expm1', 'log1p'] as const)('%s', (name) => {
  it('is within 1 ulp of the engine’s, from the smallest numbers to the largest', () => {
    let worst = 0;
    for (const x of [...numbers(), ...SPECIAL, NaN]) {
      worst = Math.max(worst, ulps(FUNCTIONS[name](x), Math[name](x)));
    }
    expect(worst).toBeLessThanOrEqual(1);
  });
});

describe('elementary functions', () => {
  it('have exact values where there are any', () => {
    expect(exp(0)).toBe(1);
    expect(log(1)).toBe(0);
    expect(expm1(-0)).toBe(-0);
    expect(log1p(-0)).toBe(-0);
    expect(log(0)).toBe(-Infinity);
    expect(log1p(-1)).toBe(-Infinity);
    expect(exp(-Infinity)).toBe(0);
    expect(expm1(-Infinity)).toBe(-1);
    expect(log(-1)).toBeNaN();
    expect(log1p(-1.5)).toBeNaN();
  });

  // Recorded once: whatever engine runs this, the bits are these.
  it('have the recorded bits', () => {
    let sum = 0n;
    for (const x of [...numbers(), ...SPECIAL]) {
      for (const f of [exp, log, expm1, log1p]) {
        const y = f(x);
        if (!Number.isNaN(y)) sum = BigInt.asUintN(64, sum * 31n + place(y));
      }
    }
    expect(sum).toMatchInlineSnapshot(`17130298806198889484n`);
  });
});
