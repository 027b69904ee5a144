/** Sorting of f64 in place of simulations/math/sort.ts: the same passes, so the same bits. */

const DIGIT_BITS: i32 = 12;
const SPARE_BITS: i32 = 8;
const MOST_MOVES: i32 = 8;

/** Of the numbers looked at last: the least of their keys and the greatest. */
let least: i32 = 0;
let most: i32 = 0;

/**
 * @param values - f64, overwritten
 * @param sorted - as long; filled from its start
 * @param places - room for three times 4096 whole numbers
 * @returns how many are not NaN; the bitwise complement of it if they are not in order yet
 */
export function sortDefined(values: usize, length: i32, sorted: usize, places: usize): i32 {
  const count = rangeOf(values, length) ? length : leaveOutUndefined(values, length);
  const bits = count == 0 ? 0 : 32 - clz<i32>(most - least);
  const kept = min<i32>(bits, SPARE_BITS + 32 - clz<i32>(count));
  const drop = bits - kept;
  const passes = max<i32>(1, (kept + DIGIT_BITS - 1) / DIGIT_BITS);
  const digitBits = (kept + passes - 1) / passes;
  const end = values + (<usize>count << 3);
  const bytes: usize = <usize>4 << digitBits;
  memory.fill(places, 0, <usize>passes * bytes);
  if (passes == 2) countTwo(values, end, drop, digitBits, places);
  else for (let p = 0; p < passes; p++) countOne(values, end, drop + p * digitBits, digitBits, places + <usize>p * bytes);
  let from = values;
  let to = sorted;
  for (let p = 0; p < passes; p++) {
    const ends = places + <usize>p * bytes;
    startPlaces(ends, bytes);
    move(from, count, to, ends, drop + p * digitBits, (1 << digitBits) - 1);
    const other = from;
    from = to;
    to = other;
  }
  if (from != sorted) memory.copy(sorted, from, <usize>count << 3);
  return insert(sorted, count) ? count : ~count;
}

/** A number's upper word, as a signed one in the order of the numbers. */
@inline
function keyOf(number: usize): i32 {
  const upper = load<i32>(number, 4);
  return upper ^ ((upper >> 31) & 0x7fffffff);
}

/** Looks for the range of the keys. @returns whether all numbers are defined */
function rangeOf(values: usize, length: i32): bool {
  const magnitude = i32x4.splat(0x7fffffff);
  let low = magnitude;
  let high = i32x4.splat(-0x80000000);
  let isUndefined = i64x2.splat(0);
  const fours = values + (<usize>(length & ~3) << 3);
  for (let at = values; at < fours; at += 32) {
    const first = v128.load(at);
    const second = v128.load(at, 16);
    isUndefined = v128.or(isUndefined, f64x2.ne(first, first));
    isUndefined = v128.or(isUndefined, f64x2.ne(second, second));
    const upper = v128.shuffle<i32>(first, second, 1, 3, 5, 7);
    const keys = v128.xor(upper, v128.and(i32x4.shr_s(upper, 31), magnitude));
    low = i32x4.min_s(low, keys);
    high = i32x4.max_s(high, keys);
  }
  if (v128.any_true(isUndefined)) return false;
  least = min(
    min(i32x4.extract_lane(low, 0), i32x4.extract_lane(low, 1)),
    min(i32x4.extract_lane(low, 2), i32x4.extract_lane(low, 3)),
  );
  most = max(
    max(i32x4.extract_lane(high, 0), i32x4.extract_lane(high, 1)),
    max(i32x4.extract_lane(high, 2), i32x4.extract_lane(high, 3)),
  );
  for (let at = fours; at < values + (<usize>length << 3); at += 8) {
    if (load<f64>(at) != load<f64>(at)) return false;
    least = min(least, keyOf(at));
    most = max(most, keyOf(at));
  }
  return true;
}

/** Moves the defined numbers up to the front, with the range of their keys. @returns their number */
function leaveOutUndefined(values: usize, length: i32): i32 {
  least = 0x7fffffff;
  most = -0x80000000;
  let to = values;
  for (let at = values; at < values + (<usize>length << 3); at += 8) {
    const value = load<f64>(at);
    if (value != value) continue;
    least = min(least, keyOf(at));
    most = max(most, keyOf(at));
    store<f64>(to, value);
    to += 8;
  }
  return <i32>((to - values) >> 3);
}

function countOne(values: usize, end: usize, shift: i32, digitBits: i32, counts: usize): void {
  const mask = (1 << digitBits) - 1;
  for (let at = values; at < end; at += 8) {
    const place = counts + (<usize>(((keyOf(at) - least) >>> shift) & mask) << 2);
    store<i32>(place, load<i32>(place) + 1);
  }
}

function countTwo(values: usize, end: usize, drop: i32, digitBits: i32, counts: usize): void {
  const mask = (1 << digitBits) - 1;
  const second = counts + (<usize>4 << digitBits);
  for (let at = values; at < end; at += 8) {
    const key = (keyOf(at) - least) >>> drop;
    const low = counts + (<usize>(key & mask) << 2);
    const high = second + (<usize>((key >>> digitBits) & mask) << 2);
    store<i32>(low, load<i32>(low) + 1);
    store<i32>(high, load<i32>(high) + 1);
  }
}

/** Turns counts into the place of each digit's first number. */
function startPlaces(counts: usize, bytes: usize): void {
  let place = 0;
  for (let at = counts; at < counts + bytes; at += 4) {
    const count = load<i32>(at);
    store<i32>(at, place);
    place += count;
  }
}

function move(from: usize, count: i32, to: usize, ends: usize, shift: i32, mask: i32): void {
  const end = from + (<usize>count << 3);
  for (let at = from; at < end; at += 8) {
    const place = ends + (<usize>(((keyOf(at) - least) >>> shift) & mask) << 2);
    const next = load<i32>(place);
    store<i32>(place, next + 1);
    store<i64>(to + (<usize>next << 3), load<i64>(at));
  }
}

/** @returns whether it could be done in few moves */
function insert(sorted: usize, count: i32): bool {
  let movesLeft = MOST_MOVES * <i64>count;
  const end = sorted + (<usize>count << 3);
  for (let i = sorted + 8; i < end; i += 8) {
    const value = load<f64>(i);
    if (value >= load<f64>(i - 8)) continue;
    let at = i;
    for (; at > sorted && load<f64>(at - 8) > value; at -= 8) store<f64>(at, load<f64>(at - 8));
    store<f64>(at, value);
    movesLeft -= (i - at) >> 3;
    if (movesLeft < 0) return false;
  }
  return true;
}
