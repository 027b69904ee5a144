import { randomBytes } from 'node:crypto';

/** Ids of one moment that sort in the order of the list: UUID version 7 (RFC 9562, section 5.7). */
export function uuids7(count: number, now: Date): string[] {
  const random = randomBytes(8 * count);
  const time = now.getTime().toString(16).padStart(12, '0');
  return Array.from({ length: count }, (_, i) => {
    // 12 bits of rand_a carry the position, 4,096 at most.
    const tail = random.subarray(8 * i, 8 * i + 8);
    tail[0] = 0x80 | (tail[0] & 0x3f);
    const position = i.toString(16).padStart(3, '0');
    const hex = tail.toString('hex');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${position}-${hex.slice(0, 4)}-${hex.slice(4)}`;
  });
}
