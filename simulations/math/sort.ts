/** Digits of 11, 11 and 10 bits of each of the two words of a number, the lowest first. */
const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;
const PASSES = 6;
/** Below, counting so many digits takes longer than comparing. */
const FEW = 1024;

/**
 * Sorts numbers in ascending order, −∞ first and +∞ last, NaN left out.
 *
 * @param sorted - filled from its start; as long as `values`, and in other memory
 * @returns how many are not NaN
 * @remarks A radix sort, the lowest digit first. The bits of positive numbers are in the order of the
 *   numbers once the sign bit is set, those of negative ones once all bits are inverted.
 */
export function sortDefined(values: Float64Array, sorted: Float64Array): number {
  if (values.length < FEW) {
    const defined = values.filter((value) => !Number.isNaN(value)).sort();
    sorted.set(defined);
    return defined.length;
  }
  let keys = new Uint32Array(2 * values.length);
  const counts = new Uint32Array(PASSES * DIGITS);
  const length = takeKeys(values, keys, counts);
  let other = new Uint32Array(length);
  for (let pass = 0; pass < PASSES; pass++) {
    const ends = counts.subarray(pass * DIGITS, (pass + 1) * DIGITS);
    if (!startPlaces(ends, length / 2)) continue;
    const word = pass < PASSES / 2 ? 0 : 1;
    const shift = DIGIT_BITS * (pass % (PASSES / 2));
    for (let i = 0; i < length; i += 2) {
      const to = 2 * ends[(keys[i + word] >>> shift) & (DIGITS - 1)]++;
      other[to] = keys[i];
      other[to + 1] = keys[i + 1];
    }
    [keys, other] = [other, keys];
  }
  giveNumbers(keys, length, sorted);
  return length / 2;
}

/** Writes the numbers' bits in an order of their own, and counts every digit. @returns words written */
function takeKeys(values: Float64Array, keys: Uint32Array, counts: Uint32Array): number {
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  let length = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    const negative = words[2 * i + 1] >> 31;
    const low = (words[2 * i] ^ negative) >>> 0;
    const high = (words[2 * i + 1] ^ (negative | 0x80000000)) >>> 0;
    keys[length++] = low;
    keys[length++] = high;
    counts[low & (DIGITS - 1)]++;
    counts[DIGITS + ((low >>> DIGIT_BITS) & (DIGITS - 1))]++;
    counts[2 * DIGITS + (low >>> (2 * DIGIT_BITS))]++;
    counts[3 * DIGITS + (high & (DIGITS - 1))]++;
    counts[4 * DIGITS + ((high >>> DIGIT_BITS) & (DIGITS - 1))]++;
    counts[5 * DIGITS + (high >>> (2 * DIGIT_BITS))]++;
  }
  return length;
}

/** Turns counts into the place of each digit's first number. @returns whether there is anything to move */
function startPlaces(counts: Uint32Array, all: number): boolean {
  let place = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    const count = counts[digit];
    if (count === all) return false;
    counts[digit] = place;
    place += count;
  }
  return true;
}

function giveNumbers(keys: Uint32Array, length: number, sorted: Float64Array): void {
  const words = new Uint32Array(sorted.buffer, sorted.byteOffset, length);
  for (let i = 0; i < length; i += 2) {
    const negative = ~(keys[i + 1] >> 31);
    words[i] = keys[i] ^ negative;
    words[i + 1] = keys[i + 1] ^ (negative | 0x80000000);
  }
}
