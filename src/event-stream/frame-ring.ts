/** The answer to one event, as it is sent to everybody who asked the same. */
export interface Frame {
  readonly position: bigint;
  readonly cursor: string;
  /** The execution's result. */
  readonly json: string;
}

/** Frames that are sent at once. */
export class Chunk {
  private serverSent: Buffer | undefined;

  constructor(readonly frames: readonly Frame[]) {}

  /** Position of the last frame. */
  get position(): bigint {
    return this.frames[this.frames.length - 1].position;
  }

  /** As server-sent events: the same bytes for everybody, made once. */
  get bytes(): Buffer {
    this.serverSent ??= Buffer.from(
      this.frames
        .map(({ cursor, json }) => `id: ${cursor}\nevent: next\ndata: ${json}\n\n`)
        .join(''),
    );
    return this.serverSent;
  }
}

/** About as much as a connection takes at once. */
const CHUNK_CHARACTERS = 64 * 2 ** 10;
/** Chunks whose bytes are kept for the next to ask: those at the front ask for the same. */
const KEPT_CHUNKS = 16;

/** The latest frames of a delivery group, which those who are a little behind are served from. */
export class FrameRing {
  private frames: Frame[] = [];
  private characters = 0;
  private readonly chunks = new Map<bigint, Chunk>();

  /** @param tail - every event after this position is in the ring, or is yet to come */
  constructor(private tail: bigint) {}

  append(frames: readonly Frame[]): void {
    this.chunks.clear();
    for (const frame of frames) {
      this.frames.push(frame);
      this.characters += frame.json.length;
    }
  }

  /** Forgets the oldest frames, but for so many characters of JSON. */
  trim(limit: number): void {
    let gone = 0;
    while (this.characters > limit && gone < this.frames.length) {
      this.characters -= this.frames[gone].json.length;
      this.tail = this.frames[gone].position;
      gone++;
    }
    this.frames.splice(0, gone);
  }

  /** @returns what follows a position: null for nothing yet, undefined if it is kept no more */
  after(position: bigint): Chunk | null | undefined {
    if (position < this.tail) return undefined;
    const known = this.chunks.get(position);
    if (known) return known;
    const start = this.indexAfter(position);
    let end = start;
    for (let size = 0; end < this.frames.length && size < CHUNK_CHARACTERS; end++) {
      size += this.frames[end].json.length;
    }
    if (start === end) return null;
    const chunk = new Chunk(this.frames.slice(start, end));
    if (this.chunks.size < KEPT_CHUNKS) this.chunks.set(position, chunk);
    return chunk;
  }

  private indexAfter(position: bigint): number {
    let low = 0;
    let high = this.frames.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.frames[middle].position > position) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
