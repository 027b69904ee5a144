/** e^x with the operations of simulations/math/elementary.ts, so with its bits; |x| < 700. */
import { powerOfTwo } from './quantiles';

export function exp64(x: f64): f64 {
  const k = Math.floor(x * 1.442695040888963387 + 0.5);
  const high = x - k * 6.9314718036912381649e-1;
  const low = k * 1.90821492927058770002e-10;
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
  const whole = <i32>k;
  const half = whole >> 1;
  return y * powerOfTwo(half) * powerOfTwo(whole - half);
}

/** `exp64` of two values, bit by bit. */
@inline
export function exp64OfTwo(x: v128): v128 {
  const k = f64x2.floor(f64x2.add(f64x2.mul(x, f64x2.splat(1.442695040888963387)), f64x2.splat(0.5)));
  const high = f64x2.sub(x, f64x2.mul(k, f64x2.splat(6.9314718036912381649e-1)));
  const low = f64x2.mul(k, f64x2.splat(1.90821492927058770002e-10));
  const r = f64x2.sub(high, low);
  const t = f64x2.mul(r, r);
  let p = f64x2.mul(t, f64x2.splat(4.13813679705723846039e-8));
  p = f64x2.mul(t, f64x2.add(f64x2.splat(-1.6533902205465251539e-6), p));
  p = f64x2.mul(t, f64x2.add(f64x2.splat(6.61375632143793436117e-5), p));
  p = f64x2.mul(t, f64x2.add(f64x2.splat(-2.77777777770155933842e-3), p));
  p = f64x2.mul(t, f64x2.add(f64x2.splat(1.66666666666666019037e-1), p));
  const c = f64x2.sub(r, p);
  const quotient = f64x2.div(f64x2.mul(r, c), f64x2.sub(f64x2.splat(2), c));
  const y = f64x2.add(f64x2.splat(1), f64x2.add(f64x2.sub(quotient, low), high));
  return f64x2.mul(y, powersOfTwo(k));
}

/** 2^k, |k| < 1022: the sum with 1.5 · 2⁵² has the exponent in its last bits. */
@inline
function powersOfTwo(k: v128): v128 {
  return i64x2.shl(f64x2.add(k, f64x2.splat(6755399441055744 + 1023)), 52);
}
