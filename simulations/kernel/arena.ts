/**
 * Memory of a kernel, given out piece by piece; it grows as needed, and is given back as a whole.
 *
 * Pages that were touched once cost nothing again, and the system takes microseconds for each new one:
 * so a thread keeps the memory of what has ended for what comes next.
 */
export class Arena {
  readonly memory = new WebAssembly.Memory({ initial: 16, maximum: 65536, shared: true });
  private end: number;
  /** Up to where pieces have been given out before, and are not 0 any more. */
  private used = 0;

  /** @param start - first byte that the kernel's own data leave free */
  constructor(private readonly start: number) {
    this.end = start;
  }

  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** Forgets its pieces. */
  clear(): void {
    this.used = Math.max(this.used, this.end);
    this.end = this.start;
  }

  /** Zeros, as all pieces are. */
  f64(length: number): Float64Array {
    return this.take(Float64Array, length);
  }

  f32(length: number): Float32Array {
    return this.take(Float32Array, length);
  }

  /** Holds anything: whoever takes it writes before reading. */
  scratch(length: number): Float32Array {
    return this.take(Float32Array, length, true);
  }

  i32(length: number): Int32Array {
    return this.take(Int32Array, length);
  }

  private take<T extends Float64Array | Float32Array | Int32Array>(
    Type: (new (buffer: ArrayBufferLike, at: number, length: number) => T) & {
      readonly BYTES_PER_ELEMENT: number;
    },
    length: number,
    isScratch = false,
  ): T {
    const at = this.end;
    this.end += Math.ceil((length * Type.BYTES_PER_ELEMENT) / ALIGNMENT) * ALIGNMENT;
    const missing = this.end - this.bytes;
    // Growing takes as long for a page as for many, and pages that nobody touches take no room.
    if (missing > 0) this.memory.grow(Math.ceil(Math.max(missing, this.bytes) / PAGE));
    const piece = new Type(this.memory.buffer, at, length);
    if (at < this.used && !isScratch) piece.fill(0);
    return piece;
  }
}

const PAGE = 65536;
const ALIGNMENT = 64;
