/**
 * log, log1p and expm1 with the operations of simulations/math/elementary.ts, so with their bits: of
 * one value, and of two side by side.
 */
import { powerOfTwo } from './quantiles';

const LN2_HIGH: f64 = 6.9314718036912381649e-1;
const LN2_LOW: f64 = 1.90821492927058770002e-10;
const PER_LN2: f64 = 1.442695040888963387;
const EXP_MOST: f64 = 709.782712893383973096;
const EXPM1_LEAST: f64 = -56 * 0.6931471805599453;
/** The high word of 1 less that of √½: added, the exponent changes at √½ instead of 1. */
const TO_ROOT_HALF: i64 = (<i64>(0x3ff00000 - 0x3fe6a09e)) << 32;
const SUBNORMAL_BELOW: f64 = 2.2250738585072014e-308;
const TWO_POWER_54: f64 = 18014398509481984;
/** 2⁻⁵³ and 2⁻⁵⁴. */
const TINY: f64 = 1.1102230246251565e-16;
const TINIER: f64 = 5.551115123125783e-17;
/** Beyond, pairs are left to the one by one. */
const LARGE: f64 = 1e300;
const CENTRE_LEAST: f64 = -0.2928932188134524;
const CENTRE_MOST: f64 = 0.4142135623730949;

@inline
function powerOf(x: f64): i32 {
  return <i32>((reinterpret<i64>(x) + TO_ROOT_HALF) >>> 52);
}

/** 2^(1023 − power), which may be subnormal. */
@inline
function inversePower(power: i32): f64 {
  return power < 2046
    ? reinterpret<f64>(<i64>(2046 - power) << 52)
    : reinterpret<f64>(<i64>0x0008000000000000 >>> (power - 2046));
}

/** The natural logarithm: −∞ at 0, NaN below. */
export function log64(x: f64): f64 {
  if (!(x > 0)) return x == 0 ? -Infinity : NaN;
  if (x == Infinity) return x;
  const isSubnormal = x < SUBNORMAL_BELOW;
  const scaled = isSubnormal ? x * TWO_POWER_54 : x;
  const power = powerOf(scaled);
  const k = <f64>(power - 0x3ff - (isSubnormal ? 54 : 0));
  const f = scaled * inversePower(power) - 1;
  const halfSquare = 0.5 * f * f;
  const s = f / (2 + f);
  return s * (halfSquare + logSeries(s * s)) + k * LN2_LOW - halfSquare + f + k * LN2_HIGH;
}

/** ln(1 + x): −∞ at −1, NaN below. */
export function log1p64(x: f64): f64 {
  if (!(x > -1)) return x == -1 ? -Infinity : NaN;
  if (x == Infinity || abs(x) < TINY) return x;
  let k = 0;
  let f = x;
  let lost: f64 = 0;
  if (x < CENTRE_LEAST || x > CENTRE_MOST) {
    const sum = 1 + x;
    const power = powerOf(sum);
    k = power - 0x3ff;
    if (k < 54) lost = (k >= 2 ? 1 - (sum - x) : x - (sum - 1)) / sum;
    f = sum * inversePower(power) - 1;
  }
  const halfSquare = 0.5 * f * f;
  const s = f / (2 + f);
  return (
    s * (halfSquare + logSeries(s * s)) +
    (<f64>k * LN2_LOW + lost) -
    halfSquare +
    f +
    <f64>k * LN2_HIGH
  );
}

@inline
function logSeries(z: f64): f64 {
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
export function expm164(x: f64): f64 {
  if (!(x <= EXP_MOST)) return x > EXP_MOST ? Infinity : x;
  if (x < EXPM1_LEAST) return -1;
  if (abs(x) < TINIER) return x;
  let k = 0;
  let r = x;
  let lost: f64 = 0;
  if (abs(x) > 0.34657359027997264) {
    k = <i32>Math.floor(x * PER_LN2 + 0.5);
    const high = x - <f64>k * LN2_HIGH;
    const low = <f64>k * LN2_LOW;
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
  if (k == 0) return r - (r * e - s);
  e = r * (e - lost) - lost;
  e -= s;
  if (k == -1) return 0.5 * (r - e) - 0.5;
  if (k == 1) return r < -0.25 ? -2 * (e - (r + 0.5)) : 1 + 2 * (r - e);
  const quarter = k >> 1;
  const first = powerOfTwo(quarter);
  const second = powerOfTwo(k - quarter);
  if (k < 0 || k > 56) return (r - e + 1) * first * second - 1;
  const inverse = powerOfTwo(-k);
  return (k < 20 ? r - e + (1 - inverse) : r - (e + inverse) + 1) * first * second;
}

/** For two at a time constants are read from memory, as lanes.ts says why. */
const CONSTANTS = memory.data<f64>([
  1, 2, 3, 6, 0.5, 6.9314718036912381649e-1, 1.90821492927058770002e-10, 1.442695040888963387,
  0.34657359027997264, 1.1102230246251565e-16, 5.551115123125783e-17, -0.2928932188134524,
  0.4142135623730949,
]);
const ONE: i32 = 0;
const TWO: i32 = 1;
const THREE: i32 = 2;
const SIX: i32 = 3;
const HALF: i32 = 4;
const HIGH: i32 = 5;
const LOW: i32 = 6;
const PER: i32 = 7;
const HALF_LN2: i32 = 8;
const TINY_AT: i32 = 9;
const TINIER_AT: i32 = 10;
const LEAST_AT: i32 = 11;
const MOST_AT: i32 = 12;
const LOG_SERIES = memory.data<f64>([
  3.999999999940941908e-1, 2.222219843214978396e-1, 1.531383769920937332e-1, 6.66666666666673513e-1, 2.857142874366239149e-1, 1.818357216161805012e-1, 1.479819860511658591e-1,
]);
const EXPM1_SERIES = memory.data<f64>([
  1, -3.33333333333331316428e-2, 1.58730158725481460165e-3, -7.93650757867487942473e-5, 4.00821782732936239552e-6, -2.01099218183624371326e-7,
]);

@inline
export function coefficient(table: usize, i: i32): v128 {
  return v128.load64_splat(table + (<usize>i << 3));
}

@inline
function both(x: f64): v128 {
  return f64x2.splat(x);
}

/** Whole numbers of 64 bits that fit into 32, as f64. */
@inline
function converted(whole: v128): v128 {
  return f64x2.convert_low_i32x4_s(v128.shuffle<i32>(whole, whole, 0, 2, 0, 2));
}

@inline
function lanesOf(first: f64, second: f64): v128 {
  return f64x2.replace_lane(f64x2.splat(first), 1, second);
}

@inline
function logSeriesOfTwo(z: v128): v128 {
  const w = f64x2.mul(z, z);
  let even = f64x2.add(coefficient(LOG_SERIES, 1), f64x2.mul(w, coefficient(LOG_SERIES, 2)));
  even = f64x2.mul(w, f64x2.add(coefficient(LOG_SERIES, 0), f64x2.mul(w, even)));
  let odd = f64x2.add(coefficient(LOG_SERIES, 5), f64x2.mul(w, coefficient(LOG_SERIES, 6)));
  odd = f64x2.add(coefficient(LOG_SERIES, 4), f64x2.mul(w, odd));
  odd = f64x2.mul(z, f64x2.add(coefficient(LOG_SERIES, 3), f64x2.mul(w, odd)));
  return f64x2.add(odd, even);
}

/** `log64` of two values. */
@inline
export function logOfTwo(x: v128): v128 {
  if (!areBetween(x, SUBNORMAL_BELOW, LARGE)) {
    return lanesOf(log64(f64x2.extract_lane(x, 0)), log64(f64x2.extract_lane(x, 1)));
  }
  const power = i64x2.shr_u(i64x2.add(x, i64x2.splat(TO_ROOT_HALF)), 52);
  const k = converted(i64x2.sub(power, i64x2.splat(0x3ff)));
  const inverse = i64x2.shl(i64x2.sub(i64x2.splat(2046), power), 52);
  const f = f64x2.sub(f64x2.mul(x, inverse), coefficient(CONSTANTS, ONE));
  const halfSquare = f64x2.mul(f64x2.mul(coefficient(CONSTANTS, HALF), f), f);
  const s = f64x2.div(f, f64x2.add(coefficient(CONSTANTS, TWO), f));
  let sum = f64x2.mul(s, f64x2.add(halfSquare, logSeriesOfTwo(f64x2.mul(s, s))));
  sum = f64x2.add(sum, f64x2.mul(k, coefficient(CONSTANTS, LOW)));
  sum = f64x2.add(f64x2.sub(sum, halfSquare), f);
  return f64x2.add(sum, f64x2.mul(k, coefficient(CONSTANTS, HIGH)));
}

/** Whether both values are above one number and below another. */
@inline
export function areBetween(x: v128, above: f64, below: f64): bool {
  return i64x2.all_true(v128.and(f64x2.gt(x, both(above)), f64x2.lt(x, both(below))));
}

/** `log1p64` of two values. */
@inline
export function log1pOfTwo(x: v128): v128 {
  if (!areBetween(x, -1, LARGE)) {
    return lanesOf(log1p64(f64x2.extract_lane(x, 0)), log1p64(f64x2.extract_lane(x, 1)));
  }
  const sum = f64x2.add(coefficient(CONSTANTS, ONE), x);
  const power = i64x2.shr_u(i64x2.add(sum, i64x2.splat(TO_ROOT_HALF)), 52);
  const whole = i64x2.sub(power, i64x2.splat(0x3ff));
  const inverse = i64x2.shl(i64x2.sub(i64x2.splat(2046), power), 52);
  const above = f64x2.sub(coefficient(CONSTANTS, ONE), f64x2.sub(sum, x));
  const below = f64x2.sub(x, f64x2.sub(sum, coefficient(CONSTANTS, ONE)));
  let lost = v128.bitselect(above, below, i64x2.gt_s(whole, i64x2.splat(1)));
  lost = v128.and(f64x2.div(lost, sum), i64x2.lt_s(whole, i64x2.splat(54)));
  const isOutside = v128.or(f64x2.lt(x, coefficient(CONSTANTS, LEAST_AT)), f64x2.gt(x, coefficient(CONSTANTS, MOST_AT)));
  lost = v128.and(lost, isOutside);
  const k = v128.and(converted(whole), isOutside);
  const f = v128.bitselect(f64x2.sub(f64x2.mul(sum, inverse), coefficient(CONSTANTS, ONE)), x, isOutside);
  const halfSquare = f64x2.mul(f64x2.mul(coefficient(CONSTANTS, HALF), f), f);
  const s = f64x2.div(f, f64x2.add(coefficient(CONSTANTS, TWO), f));
  let ln = f64x2.mul(s, f64x2.add(halfSquare, logSeriesOfTwo(f64x2.mul(s, s))));
  ln = f64x2.add(ln, f64x2.add(f64x2.mul(k, coefficient(CONSTANTS, LOW)), lost));
  ln = f64x2.add(f64x2.sub(ln, halfSquare), f);
  ln = f64x2.add(ln, f64x2.mul(k, coefficient(CONSTANTS, HIGH)));
  return v128.bitselect(x, ln, f64x2.lt(f64x2.abs(x), coefficient(CONSTANTS, TINY_AT)));
}

/** `expm164` of two values. */
@inline
export function expm1OfTwo(x: v128): v128 {
  // Below EXPM1_LEAST and above 56 ln 2 hardly anybody comes.
  if (!areBetween(x, EXPM1_LEAST, -EXPM1_LEAST)) {
    return lanesOf(expm164(f64x2.extract_lane(x, 0)), expm164(f64x2.extract_lane(x, 1)));
  }
  const isScaled = f64x2.gt(f64x2.abs(x), coefficient(CONSTANTS, HALF_LN2));
  const k = v128.and(f64x2.floor(f64x2.add(f64x2.mul(x, coefficient(CONSTANTS, PER)), coefficient(CONSTANTS, HALF))), isScaled);
  const high = f64x2.sub(x, f64x2.mul(k, coefficient(CONSTANTS, HIGH)));
  const low = f64x2.mul(k, coefficient(CONSTANTS, LOW));
  const r = f64x2.sub(high, low);
  const lost = f64x2.sub(f64x2.sub(high, r), low);
  const half = f64x2.mul(coefficient(CONSTANTS, HALF), r);
  const s = f64x2.mul(r, half);
  let r1 = f64x2.add(coefficient(EXPM1_SERIES, 4), f64x2.mul(s, coefficient(EXPM1_SERIES, 5)));
  r1 = f64x2.add(coefficient(EXPM1_SERIES, 3), f64x2.mul(s, r1));
  r1 = f64x2.add(coefficient(EXPM1_SERIES, 2), f64x2.mul(s, r1));
  r1 = f64x2.add(coefficient(EXPM1_SERIES, 1), f64x2.mul(s, r1));
  r1 = f64x2.add(coefficient(CONSTANTS, ONE), f64x2.mul(s, r1));
  const t = f64x2.sub(coefficient(CONSTANTS, THREE), f64x2.mul(r1, half));
  const quotient = f64x2.div(f64x2.sub(r1, t), f64x2.sub(coefficient(CONSTANTS, SIX), f64x2.mul(r, t)));
  const e0 = f64x2.mul(s, quotient);
  const unscaled = f64x2.sub(r, f64x2.sub(f64x2.mul(r, e0), s));
  const isTiny = f64x2.lt(f64x2.abs(x), coefficient(CONSTANTS, TINIER_AT));
  if (!v128.any_true(isScaled)) return v128.bitselect(x, unscaled, isTiny);
  const e = f64x2.sub(f64x2.sub(f64x2.mul(r, f64x2.sub(e0, lost)), lost), s);
  const difference = f64x2.sub(r, e);
  const whole = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(k));
  const quarter = i64x2.shr_s(whole, 1);
  const first = powersOfTwo(quarter);
  const second = powersOfTwo(i64x2.sub(whole, quarter));
  const inverse = powersOfTwo(i64x2.neg(whole));
  let falling = f64x2.mul(f64x2.mul(f64x2.add(difference, coefficient(CONSTANTS, ONE)), first), second);
  falling = f64x2.sub(falling, coefficient(CONSTANTS, ONE));
  const near = f64x2.add(difference, f64x2.sub(coefficient(CONSTANTS, ONE), inverse));
  const far = f64x2.add(f64x2.sub(r, f64x2.add(e, inverse)), coefficient(CONSTANTS, ONE));
  let value = v128.bitselect(near, far, i64x2.lt_s(whole, i64x2.splat(20)));
  value = f64x2.mul(f64x2.mul(value, first), second);
  value = v128.bitselect(falling, value, i64x2.lt_s(whole, i64x2.splat(0)));
  const onceBelow = f64x2.sub(f64x2.mul(coefficient(CONSTANTS, HALF), difference), coefficient(CONSTANTS, HALF));
  value = v128.bitselect(onceBelow, value, i64x2.eq(whole, i64x2.splat(-1)));
  const onceAbove = v128.bitselect(
    f64x2.mul(both(-2), f64x2.sub(e, f64x2.add(r, coefficient(CONSTANTS, HALF)))),
    f64x2.add(coefficient(CONSTANTS, ONE), f64x2.mul(coefficient(CONSTANTS, TWO), difference)),
    f64x2.lt(r, both(-0.25)),
  );
  value = v128.bitselect(onceAbove, value, i64x2.eq(whole, i64x2.splat(1)));
  value = v128.bitselect(unscaled, value, i64x2.eq(whole, i64x2.splat(0)));
  return v128.bitselect(x, value, isTiny);
}

@inline
function powersOfTwo(k: v128): v128 {
  return i64x2.shl(i64x2.add(k, i64x2.splat(1023)), 52);
}
