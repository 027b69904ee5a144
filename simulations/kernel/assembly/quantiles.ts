/**
 * Quantiles of random words, from tables that simulations/math builds.
 *
 * A word is folded to the nearer end of its range, where grids are finest: table cells halve in
 * width towards 0, so tails are as exact as the middle.
 */
import { ROW } from './lanes';

/** Bytes between the halves of an f32 table: below and above the median. */
export const UPPER_CELLS: i32 = 4104;
/** First cell of a table: ½ has the biased exponent 126, and 128 cells an octave. */
const FIRST_CELL: usize = 126 << 7;

/**
 * Four quantiles in f32, linear within 1/128 of an octave.
 *
 * @param table - f32 pairs (value, slope per 2⁻¹⁶ cell), less the cells before the first
 */
@inline
export function quantileOfFour(table: usize, words: v128): v128 {
  const upper = i32x4.shr_s(words, 31);
  const x = folded(words, upper);
  const half = v128.and(upper, i32x4.splat(UPPER_CELLS));
  return lookUp(table, i32x4.add(i32x4.shr_u(x, 16), half), x);
}

/** As `quantileOfFour`, of a law that is symmetric around 0: by the lower half of its table. */
@inline
export function normalOfFour(table: usize, words: v128): v128 {
  const upper = i32x4.shr_s(words, 31);
  const x = folded(words, upper);
  return v128.xor(lookUp(table, i32x4.shr_u(x, 16), x), i32x4.shl(upper, 31));
}

/** Distance from the nearer end of the words, plus ½. */
@inline
function folded(words: v128, upper: v128): v128 {
  const whole = f32x4.convert_i32x4_s(v128.xor(words, upper));
  return f32x4.add(whole, f32x4.splat(0.5));
}

/** Turns a block's words into normals with mean 0. */
export function toNormals(words: usize, normals: usize, sd: f64): void {
  const from = origin(normals);
  const scale = f32x4.splat(<f32>sd);
  let at: usize = 0;
  // Two at a time, for a look-up waits for its addresses.
  do {
    const first = normalOfFour(from, v128.load(words + at));
    const second = normalOfFour(from, v128.load(words + at, 16));
    v128.store(words + at, f32x4.mul(scale, first));
    v128.store(words + at, f32x4.mul(scale, second), 16);
    at += 32;
  } while (at < ROW);
}

/** Values of four cells at where the last 16 bits of x say. */
@inline
function lookUp(table: usize, cells: v128, x: v128): v128 {
  const within = f32x4.convert_i32x4_s(v128.and(x, i32x4.splat(0xffff)));
  const offsets = i32x4.shl(cells, 3);
  const low = i64x2.extract_lane(offsets, 0);
  const high = i64x2.extract_lane(offsets, 1);
  const first = v128.load64_lane(
    table + <usize>(low >>> 32),
    v128.load64_zero(table + <usize><u32>low),
    1,
  );
  const second = v128.load64_lane(
    table + <usize>(high >>> 32),
    v128.load64_zero(table + <usize><u32>high),
    1,
  );
  const values = v128.shuffle<i32>(first, second, 0, 2, 4, 6);
  const slopes = v128.shuffle<i32>(first, second, 1, 3, 5, 7);
  return f32x4.add(f32x4.mul(slopes, within), values);
}

/** Where `quantileOfFour` counts from in a table that begins at an address. */
@inline
export function origin(table: usize): usize {
  return table - (FIRST_CELL << 3);
}

/**
 * A quantile in f64, cubic within 1/32 of an octave: the same operations as in
 * simulations/math/word-quantile.ts, so the same bits.
 */
@inline
export function quantileOf(table: usize, word: u32): f64 {
  const upper = word >>> 31;
  const n = ((upper != 0 ? ~word : word) << 1) | 1;
  const octave = 31 - clz<u32>(n);
  let cell: u32;
  let t: f64 = 0;
  if (octave >= 5) {
    cell = (octave << 5) + ((n >>> (octave - 5)) & 31);
    t = <f64>(n & ((1 << (octave - 5)) - 1)) * powerOfTwo(5 - <i32>octave);
  } else {
    cell = (octave << 5) + ((n << (5 - octave)) & 31);
  }
  const at = table + (<usize>((upper << 10) + cell) << 5);
  return ((load<f64>(at, 24) * t + load<f64>(at, 16)) * t + load<f64>(at, 8)) * t + load<f64>(at);
}

/** `quantileOf` of the first two words, bit by bit: octave, cell and t are bits of n ÷ 2 as a double. */
@inline
export function quantileOfTwo(table: usize, words: v128): v128 {
  const upper = i32x4.shr_s(words, 31);
  const folded = f64x2.convert_low_i32x4_s(v128.xor(words, upper));
  const bits = f64x2.add(folded, f64x2.splat(0.5));
  const rest = v128.and(i64x2.shl(bits, 5), i64x2.splat(0x000fffffffffffff));
  const t = f64x2.sub(v128.or(rest, f64x2.splat(1)), f64x2.splat(1));
  const segments = v128.and(i64x2.shr_u(bits, 42), i64x2.splat(~31));
  const half = i64x2.extend_low_i32x4_s(v128.and(upper, i32x4.splat(1024 << 5)));
  const offsets = i64x2.add(segments, half);
  // The exponent of ½ has the first 32 segments.
  const from = table - (1022 << 10);
  const first = from + <usize>i64x2.extract_lane(offsets, 0);
  const second = from + <usize>i64x2.extract_lane(offsets, 1);
  const low0 = v128.load(first);
  const low1 = v128.load(second);
  const high0 = v128.load(first, 16);
  const high1 = v128.load(second, 16);
  const c0 = v128.shuffle<i64>(low0, low1, 0, 2);
  const c1 = v128.shuffle<i64>(low0, low1, 1, 3);
  const c2 = v128.shuffle<i64>(high0, high1, 0, 2);
  const c3 = v128.shuffle<i64>(high0, high1, 1, 3);
  let value = f64x2.add(f64x2.mul(c3, t), c2);
  value = f64x2.add(f64x2.mul(value, t), c1);
  return f64x2.add(f64x2.mul(value, t), c0);
}

/** 2^k, |k| < 1000. */
@inline
export function powerOfTwo(k: i32): f64 {
  return reinterpret<f64>(<i64>(1023 + k) << 52);
}
