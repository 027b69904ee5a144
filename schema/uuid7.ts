import { randomBytes } from 'node:crypto';

/** Positions that fit into the 12 bits of rand_a; further ids take the next millisecond. */
const PER_MILLISECOND = 4096;

/** Ids that sort in the order of the list: UUID version 7 (RFC 9562, section 5.7). */
export function uuids7(count: number, now: Date): string[] {
  const random = randomBytes(8 * count);
  return Array.from({ length: count }, (_, i) => {
    const millisecond = now.getTime() + Math.floor(i / PER_MILLISECOND);
    const time = millisecond.toString(16).padStart(12, '0');
    const position = (i % PER_MILLISECOND).toString(16).padStart(3, '0');
    const tail = random.subarray(8 * i, 8 * i + 8);
    tail[0] = 0x80 | (tail[0] & 0x3f);
    const hex = tail.toString('hex');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${position}-${hex.slice(0, 4)}-${hex.slice(4)}`;
  });
}
