/**
 * exp, log, expm1 and log1p by basic operations alone, so that their bits do not depend on the
 * JavaScript engine: within 1 ulp, by the algorithms and constants of fdlibm 5.3 (Sun, 1993).
 *
 * The kernel repeats `exp` with the same operations in the same order.
 */

/** ln 2 as a sum, the first part short enough for whole multiples of it to be exact. */
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const PER_LN2 = 1.442695040888963387;

/** exp is infinite above, 0 below. */
const EXP_MOST = 709.782712893383973096;
const EXP_LEAST = -745.13321910194110842;

/** Two powers of two make any that a double can be scaled by: 2^k at k + 538. */
const HALF_POWERS = Float64Array.from({ length: 1051 }, (_, i) => 2 ** (i - 538));

/** e^x, x being any number. */
export function exp(x: number): number {
  if (!(x <= EXP_MOST)) return x > EXP_MOST ? Infinity : x;
  if (x < EXP_LEAST) return 0;
  const k = Math.floor(x * PER_LN2 + 0.5) | 0;
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 +
            t *
              (6.61375632143793436117e-5 +
                t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
  const y = 1 + ((r * c) / (2 - c) - low + high);
  const half = k >> 1;
  return y * HALF_POWERS[half + 538] * HALF_POWERS[k - half + 538];
}

/** One double seen as its halves; nothing is kept in it between calls. */
const DOUBLE = new Float64Array(1);
const WORDS = new Uint32Array(DOUBLE.buffer);
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/** The high word of 1 less that of √½: added, the exponent changes at √½ instead of 1. */
const TO_ROOT_HALF = 0x3ff00000 - 0x3fe6a09e;

/** 2^(1023 − power). */
const INVERSE_POWERS = Float64Array.from({ length: 2048 }, (_, power) => 2 ** (1023 - power));

const SUBNORMAL_BELOW = 2.2250738585072014e-308;

/** The natural logarithm: −∞ at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  const isSubnormal = x < SUBNORMAL_BELOW;
  const scaled = isSubnormal ? x * 2 ** 54 : x;
  DOUBLE[0] = scaled;
  const power = (WORDS[HIGH] + TO_ROOT_HALF) >>> 20;
  const k = power - 0x3ff - (isSubnormal ? 54 : 0);
  const f = scaled * INVERSE_POWERS[power] - 1;
  const halfSquare = 0.5 * f * f;
  const s = f / (2 + f);
  return s * (halfSquare + logSeries(s * s)) + k * LN2_LOW - halfSquare + f + k * LN2_HIGH;
}

/** ln(1 + x): −∞ at −1, NaN below. */
export function log1p(x: number): number {
  if (!(x > -1)) return x === -1 ? -Infinity : NaN;
  if (x === Infinity || Math.abs(x) < 2 ** -53) return x;
  let k = 0;
  let f = x;
  let lost = 0;
  // Outside [√½, √2] the sum 1 + x is rounded, and `lost` brings back what that loses.
  if (x < -0.2928932188134524 || x > 0.4142135623730949) {
    const sum = 1 + x;
    DOUBLE[0] = sum;
    const power = (WORDS[HIGH] + TO_ROOT_HALF) >>> 20;
    k = power - 0x3ff;
    if (k < 54) lost = (k >= 2 ? 1 - (sum - x) : x - (sum - 1)) / sum;
    f = sum * INVERSE_POWERS[power] - 1;
  }
  const halfSquare = 0.5 * f * f;
  const s = f / (2 + f);
  return s * (halfSquare + logSeries(s * s)) + (k * LN2_LOW + lost) - halfSquare + f + k * LN2_HIGH;
}

/** (ln(1 + s) − ln(1 − s) − 2s) ÷ s as a polynomial of z = s². */
function logSeries(z: number): number {
  const w = z * z;
  const even =
    w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const odd =
    z *
    (6.66666666666673513e-1 +
      w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  return odd + even;
}

/** e^x − 1, without cancellation near 0. */
export function expm1(x: number): number {
  if (!(x <= EXP_MOST)) return x > EXP_MOST ? Infinity : x;
  if (x < -56 * 0.6931471805599453) return -1;
  if (Math.abs(x) < 2 ** -54) return x;
  let k = 0;
  let r = x;
  let lost = 0;
  if (Math.abs(x) > 0.34657359027997264) {
    k = Math.floor(x * PER_LN2 + 0.5);
    const high = x - k * LN2_HIGH;
    const low = k * LN2_LOW;
    r = high - low;
    lost = high - r - low;
  }
  const half = 0.5 * r;
  const s = r * half;
  const r1 =
    1 +
    s *
      (-3.33333333333331316428e-2 +
        s *
          (1.58730158725481460165e-3 +
            s *
              (-7.93650757867487942473e-5 +
                s * (4.00821782732936239552e-6 + s * -2.01099218183624371326e-7))));
  const t = 3 - r1 * half;
  let e = s * ((r1 - t) / (6 - r * t));
  if (k === 0) return r - (r * e - s);
  e = r * (e - lost) - lost;
  e -= s;
  if (k === -1) return 0.5 * (r - e) - 0.5;
  if (k === 1) return r < -0.25 ? -2 * (e - (r + 0.5)) : 1 + 2 * (r - e);
  const quarter = k >> 1;
  const first = HALF_POWERS[quarter + 538];
  const second = HALF_POWERS[k - quarter + 538];
  if (k < 0 || k > 56) return (r - e + 1) * first * second - 1;
  const inverse = HALF_POWERS[538 - k];
  return (k < 20 ? r - e + (1 - inverse) : r - (e + inverse) + 1) * first * second;
}
