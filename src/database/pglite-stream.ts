import { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { PGlite } from '@electric-sql/pglite';

const TERMINATE = 'X'.charCodeAt(0);

/**
 * Speaks PostgreSQL's wire protocol to a PGlite in this process: given to `pg` as its `stream`,
 * it makes the embedded database one more server to the driver above, with the same SQL, types and
 * errors.
 *
 * PGlite is a single session, so only one of these may be open at a time: a pool on it needs
 * `max: 1`.
 */
export class PGliteStream extends Duplex {
  /** Bytes that do not yet make a whole message. */
  private pending: Buffer = Buffer.alloc(0);
  private started = false;

  constructor(private readonly pglite: PGlite) {
    super();
  }

  // What `pg` calls on a socket beside reading and writing.
  connect(): this {
    queueMicrotask(() => this.emit('connect'));
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  override _read(): void {
    // Answers are pushed as they arrive.
  }

  override _write(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    this.exchange(chunk).then(() => {
      done();
    }, done);
  }

  /** `pg` corks Parse … Sync; passing them on as one block saves a call into WASM per message. */
  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.exchange(Buffer.concat(chunks.map(({ chunk }) => chunk))).then(() => {
      done();
    }, done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    // The session outlives its connection: a transaction left open would swallow the next one's work.
    const reset = this.pglite.closed ? Promise.resolve() : this.pglite.exec('ROLLBACK');
    reset.then(
      () => {
        done(error);
      },
      (failure: unknown) => {
        done(error ?? (failure as Error));
      },
    );
  }

  private async exchange(chunk: Buffer): Promise<void> {
    const bytes = this.pending.length > 0 ? Buffer.concat([this.pending, chunk]) : chunk;
    const { end, terminated } = this.scan(bytes);
    this.pending = bytes.subarray(end);
    if (terminated) {
      this.push(null);
    } else if (end > 0) {
      await this.pglite.runExclusive(() =>
        this.pglite.execProtocolRawStream(bytes.subarray(0, end), {
          // PGlite reuses its buffer for the next answer.
          onRawData: (data) => this.push(Buffer.from(data)),
        }),
      );
      // Nothing here ever waits for the system: a hundred statements, each asked when the one before
      // is answered, would hold up everything else until the last.
      await setImmediate();
    }
  }

  /** Finds where the last whole message ends, and whether one of them ends the session. */
  private scan(bytes: Buffer): { end: number; terminated: boolean } {
    let end = 0;
    let terminated = false;
    for (;;) {
      // The first message, start-up, has no type byte before its length.
      const header = this.started ? 1 : 0;
      if (bytes.length - end < header + 4) break;
      const length = header + bytes.readInt32BE(end + header);
      if (bytes.length - end < length) break;
      if (this.started && bytes[end] === TERMINATE) terminated = true;
      this.started = true;
      end += length;
    }
    return { end, terminated };
  }
}
