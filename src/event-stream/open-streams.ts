import type { StreamSettings } from '../config.js';
import { ServerStoppingError, TooManyStreamsError } from './errors.js';
import { clientRetryMs } from './retry.js';

export interface StreamLimits extends StreamSettings {
  /**
   * How long a client may take nothing of what is sent before it is cut off; that it takes nothing
   * is noticed at a heartbeat, so it has up to one more.
   */
  readonly stallMs: number;
  /** How long it may then take to read why. */
  readonly endMs: number;
}

export const STREAM_LIMITS: StreamLimits = Object.freeze({
  total: 10_000,
  perWorkspace: 5_000,
  heartbeatMs: 10_000,
  stallMs: 20_000,
  endMs: 5_000,
});

const retryAfterSeconds = () => Math.ceil(clientRetryMs() / 1000);

/** Every subscription that is open, over any transport. */
export class OpenStreams {
  private readonly endings = new Set<() => void>();
  private readonly perWorkspace = new Map<string, number>();
  private isStopping = false;

  constructor(private readonly limits: StreamLimits) {}

  /**
   * Opens a stream.
   *
   * @param end - called when the server shuts down
   * @returns what says that it is closed
   * @throws TooManyStreamsError, ServerStoppingError
   */
  open(workspaceId: string, end: () => void): () => void {
    if (this.isStopping) throw new ServerStoppingError(retryAfterSeconds());
    const { total, perWorkspace } = this.limits;
    if (this.endings.size >= total) {
      throw new TooManyStreamsError('server', total, retryAfterSeconds());
    }
    const ofWorkspace = this.perWorkspace.get(workspaceId) ?? 0;
    if (ofWorkspace >= perWorkspace) {
      throw new TooManyStreamsError('workspace', perWorkspace, retryAfterSeconds());
    }
    // Its own function, so that two streams never share an entry.
    const ending = () => {
      end();
    };
    this.endings.add(ending);
    this.perWorkspace.set(workspaceId, ofWorkspace + 1);
    return () => {
      if (!this.endings.delete(ending)) return;
      const left = this.perWorkspace.get(workspaceId)! - 1;
      if (left === 0) this.perWorkspace.delete(workspaceId);
      else this.perWorkspace.set(workspaceId, left);
    };
  }

  /** Ends every stream in order, and lets none begin. */
  stop(): void {
    this.isStopping = true;
    for (const end of [...this.endings]) end();
  }
}
