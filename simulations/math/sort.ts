/** The most that one pass tells apart: two of them nearly always do. */
const DIGIT_BITS = 12;
/** Bits of a key beyond those that count the numbers: few that differ share all of the bits kept. */
const SPARE_BITS = 8;
/** Below, counting digits takes longer than comparing. */
const FEW = 512;
/** Moves per number after which insertion is given up. */
const MOST_MOVES = 8;

/**
 * Sorts numbers in ascending order, −∞ first and +∞ last, NaN left out, zeros of both signs equal.
 *
 * @param sorted - filled from its start; as long as `values`, and in other memory
 * @returns how many are not NaN
 * @remarks A radix sort of the leading bits that tell the numbers apart, the lowest digit first. What
 *   shares all of these is mostly equal or rare, and put in order by insertion. Takes half the time of
 *   a radix sort of all bits.
 */
export function sortDefined(values: Float64Array, sorted: Float64Array): number {
  if (values.length < FEW) {
    const defined = values.filter((value) => !Number.isNaN(value)).sort();
    sorted.set(defined);
    return defined.length;
  }
  const { length, least, bits } = rangeOf(values);
  const kept = Math.min(bits, SPARE_BITS + 32 - Math.clz32(length));
  const drop = bits - kept;
  const passes = Math.max(1, Math.ceil(kept / DIGIT_BITS));
  const digitBits = Math.ceil(kept / passes);
  const digits = 2 ** digitBits;
  const places = countDigits(values, least, drop, digitBits, passes);
  const other = new Float64Array(passes > 1 ? length : 0);
  let from = values;
  for (let pass = 0; pass < passes; pass++) {
    // The last pass ends where the answer belongs.
    const to = (passes - pass) % 2 === 1 ? sorted : other;
    const ends = places.subarray(pass * digits, (pass + 1) * digits);
    startPlaces(ends);
    move(pass === 0 ? from : from.subarray(0, length), to, ends, least, drop + pass * digitBits);
    from = to;
  }
  if (!insert(sorted, length)) sorted.subarray(0, length).sort();
  return length;
}

/** A number's upper word, as a signed one in the order of the numbers. */
function keyOf(upper: number): number {
  return upper ^ ((upper >> 31) & 0x7fffffff);
}

/** How many numbers are defined, their least key, and how many bits tell their keys apart. */
function rangeOf(values: Float64Array): { length: number; least: number; bits: number } {
  const words = wordsOf(values);
  let length = 0;
  let least = 0x7fffffff;
  let most = -0x80000000;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    const key = keyOf(words[2 * i + 1]);
    if (key < least) least = key;
    if (key > most) most = key;
    length++;
  }
  return { length, least, bits: length === 0 ? 0 : 32 - Math.clz32(most - least) };
}

/** @returns how often each digit occurs, [pass][digit] */
function countDigits(
  values: Float64Array,
  least: number,
  drop: number,
  digitBits: number,
  passes: number,
): Uint32Array {
  const words = wordsOf(values);
  const digits = 2 ** digitBits;
  const counts = new Uint32Array(passes * digits);
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    const key = (keyOf(words[2 * i + 1]) - least) >>> drop;
    counts[key & (digits - 1)]++;
    if (passes === 1) continue;
    counts[digits + ((key >>> digitBits) & (digits - 1))]++;
    if (passes > 2) counts[2 * digits + ((key >>> (2 * digitBits)) & (digits - 1))]++;
  }
  return counts;
}

/** Turns counts into the place of each digit's first number. */
function startPlaces(counts: Uint32Array): void {
  let place = 0;
  for (let digit = 0; digit < counts.length; digit++) {
    const count = counts[digit];
    counts[digit] = place;
    place += count;
  }
}

function move(
  from: Float64Array,
  to: Float64Array,
  ends: Uint32Array,
  least: number,
  shift: number,
): void {
  const words = wordsOf(from);
  const mask = ends.length - 1;
  for (let i = 0; i < from.length; i++) {
    const value = from[i];
    if (Number.isNaN(value)) continue;
    to[ends[((keyOf(words[2 * i + 1]) - least) >>> shift) & mask]++] = value;
  }
}

/** @returns whether it could be done in few moves */
function insert(sorted: Float64Array, length: number): boolean {
  let movesLeft = MOST_MOVES * length;
  for (let i = 1; i < length; i++) {
    const value = sorted[i];
    if (value >= sorted[i - 1]) continue;
    let at = i;
    for (; at > 0 && sorted[at - 1] > value; at--) sorted[at] = sorted[at - 1];
    sorted[at] = value;
    movesLeft -= i - at;
    if (movesLeft < 0) return false;
  }
  return true;
}

function wordsOf(values: Float64Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
}
