/**
 * Arithmetic on four draws at a time, in f32.
 *
 * Constants are read from memory: vectors given in the code are built anew, from scalars, in every
 * turn of a loop. Loops over draws ask at their end whether to go on: V8 moves what is the same in
 * every turn out of a loop only if every turn takes the whole of it.
 */

/** Draws of a block, and bytes of an array with one 32-bit or one 64-bit value per draw. */
export const BLOCK: i32 = 256;
export const ROW: usize = 1024;
export const ROW64: usize = 2048;

/** 2^f − 1 … on |f| ≤ ½: a minimax polynomial, within 1e-7. */
const EXP2 = memory.data<f32>([
  1.0000000716543658, 0.6931469670549246, 0.24022119724871616, 0.05550713289560556,
  0.009675541293013536, 0.0013276466799866965,
]);
/** ln(1 + f) ÷ f on the fractions around 1 that ln splits off. */
const LN = memory.data<f32>([
  0.999999945322921, -0.5000036513321353, 0.3333505867865329, -0.24969908276966238,
  0.19900173193886972, -0.17250848169238941, 0.16222524464960641, -0.10106764313464543,
]);
/** 1, log2 e, ln 2, the number whose addition rounds to whole numbers, and the range of exp2. */
const CONSTANTS = memory.data<f32>([1, 1.4426950408889634, 0.6931471805599453, 12582912, 126, -126]);
/** Bits of √½: where ln splits a number into a power of two and a fraction. */
const SQRT_HALF = memory.data<i32>([0x3f3504f3]);

@inline
function coefficient(table: usize, i: usize): v128 {
  return v128.load32_splat(table + (i << 2));
}

@inline
export function one(): v128 {
  return coefficient(CONSTANTS, 0);
}

/** a·b + c, rounded twice: one rounding would differ between machines. */
@inline
export function mulAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Within 2e-7 relative for |x| < 1, 2e-6 at 80; arguments beyond ±87 count as ±87. */
@inline
export function exp(x: v128): v128 {
  const magic = coefficient(CONSTANTS, 3);
  const y = f32x4.pmax(
    f32x4.pmin(f32x4.mul(x, coefficient(CONSTANTS, 1)), coefficient(CONSTANTS, 4)),
    coefficient(CONSTANTS, 5),
  );
  const shifted = f32x4.add(y, magic);
  const f = f32x4.sub(y, f32x4.sub(shifted, magic));
  let p = mulAdd(coefficient(EXP2, 5), f, coefficient(EXP2, 4));
  p = mulAdd(p, f, coefficient(EXP2, 3));
  p = mulAdd(p, f, coefficient(EXP2, 2));
  p = mulAdd(p, f, coefficient(EXP2, 1));
  p = mulAdd(p, f, coefficient(EXP2, 0));
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

/** Within 1e-7 absolute, x > 0. */
@inline
export function ln(x: v128): v128 {
  const exponent = i32x4.shr_s(i32x4.sub(x, coefficient(SQRT_HALF, 0)), 23);
  const f = f32x4.sub(i32x4.sub(x, i32x4.shl(exponent, 23)), one());
  let p = mulAdd(coefficient(LN, 7), f, coefficient(LN, 6));
  p = mulAdd(p, f, coefficient(LN, 5));
  p = mulAdd(p, f, coefficient(LN, 4));
  p = mulAdd(p, f, coefficient(LN, 3));
  p = mulAdd(p, f, coefficient(LN, 2));
  p = mulAdd(p, f, coefficient(LN, 1));
  p = mulAdd(p, f, coefficient(LN, 0));
  return f32x4.add(
    f32x4.mul(f, p),
    f32x4.mul(f32x4.convert_i32x4_s(exponent), coefficient(CONSTANTS, 2)),
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
