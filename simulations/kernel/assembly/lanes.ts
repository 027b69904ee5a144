/**
 * Arithmetic on four draws at a time, in f32.
 *
 * Loops over draws ask at their end whether to go on: V8 moves what is the same in every turn, vectors
 * of one number for instance, out of a loop only if every turn takes the whole of it. And they are
 * short: turns overlap only as far as a processor looks ahead, so what exp is taken of goes through
 * memory, and its long chain of operations begins anew.
 */

/** Draws of a block, and bytes of an array with one 32-bit or one 64-bit value per draw. */
export const BLOCK: i32 = 256;
export const ROW: usize = 1024;
export const ROW64: usize = 2048;

/** Bits of √½: where ln splits a number into a power of two and a fraction. */
const SQRT_HALF: i32 = 0x3f3504f3;

@inline
export function one(): v128 {
  return f32x4.splat(1);
}

/** a·b + c, rounded twice: one rounding would differ between machines. */
@inline
export function mulAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

/**
 * By a minimax polynomial of 2^f on |f| ≤ ½, and by adding the number that rounds to whole numbers.
 * Within 2e-7 relative for |x| < 1, 2e-6 at 80; arguments beyond ±87 count as ±87.
 */
@inline
export function exp(x: v128): v128 {
  const magic = f32x4.splat(12582912);
  const y = f32x4.pmax(
    f32x4.pmin(f32x4.mul(x, f32x4.splat(1.4426950408889634)), f32x4.splat(126)),
    f32x4.splat(-126),
  );
  const shifted = f32x4.add(y, magic);
  const f = f32x4.sub(y, f32x4.sub(shifted, magic));
  let p = mulAdd(f32x4.splat(0.0013276466799866965), f, f32x4.splat(0.009675541293013536));
  p = mulAdd(p, f, f32x4.splat(0.05550713289560556));
  p = mulAdd(p, f, f32x4.splat(0.24022119724871616));
  p = mulAdd(p, f, f32x4.splat(0.6931469670549246));
  p = mulAdd(p, f, f32x4.splat(1.0000000716543658));
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

/** By ln(1 + f) ÷ f on the fractions around 1. Within 1e-7 absolute, x > 0. */
@inline
export function ln(x: v128): v128 {
  const exponent = i32x4.shr_s(i32x4.sub(x, i32x4.splat(SQRT_HALF)), 23);
  const f = f32x4.sub(i32x4.sub(x, i32x4.shl(exponent, 23)), one());
  let p = mulAdd(f32x4.splat(-0.10106764313464543), f, f32x4.splat(0.16222524464960641));
  p = mulAdd(p, f, f32x4.splat(-0.17250848169238941));
  p = mulAdd(p, f, f32x4.splat(0.19900173193886972));
  p = mulAdd(p, f, f32x4.splat(-0.24969908276966238));
  p = mulAdd(p, f, f32x4.splat(0.3333505867865329));
  p = mulAdd(p, f, f32x4.splat(-0.5000036513321353));
  p = mulAdd(p, f, f32x4.splat(0.999999945322921));
  return f32x4.add(
    f32x4.mul(f, p),
    f32x4.mul(f32x4.convert_i32x4_s(exponent), f32x4.splat(0.6931471805599453)),
  );
}

/** 1 ÷ (1 + e^−x). */
@inline
export function logistic(x: v128): v128 {
  return f32x4.div(one(), f32x4.add(one(), exp(f32x4.neg(x))));
}

@inline
export function splat(x: f64): v128 {
  return f32x4.splat(<f32>x);
}

/** One array of f32 per draw, filled with one value. */
export function fill(out: usize, x: f64): void {
  const value = splat(x);
  let at: usize = 0;
  do {
    v128.store(out + at, value);
    at += 16;
  } while (at < ROW);
}

/** Adds to a line's sums in memory. */
@inline
export function add(sum: usize, value: v128): void {
  v128.store(sum, f32x4.add(v128.load(sum), value));
}
