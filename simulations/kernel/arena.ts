/** The kernel's memory, given out piece by piece; it grows as needed and goes as a whole. */
export class Arena {
  readonly memory = new WebAssembly.Memory({ initial: 16, maximum: 65536, shared: true });
  private end: number;

  /** @param start - first byte that the kernel's own data leave free */
  constructor(start: number) {
    this.end = start;
  }

  f64(length: number): Float64Array {
    const at = this.take(length * 8);
    return new Float64Array(this.memory.buffer, at, length);
  }

  f32(length: number): Float32Array {
    const at = this.take(length * 4);
    return new Float32Array(this.memory.buffer, at, length);
  }

  i32(length: number): Int32Array {
    const at = this.take(length * 4);
    return new Int32Array(this.memory.buffer, at, length);
  }

  private take(bytes: number): number {
    const at = this.end;
    this.end += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    const missing = this.end - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    return at;
  }
}

const PAGE = 65536;
const ALIGNMENT = 64;
