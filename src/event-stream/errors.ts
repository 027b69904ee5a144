import { ApiError } from '../../schema/errors.js';

/** As many subscriptions are open as may be. */
export class TooManyStreamsError extends ApiError {
  constructor(
    whose: 'server' | 'workspace' | 'connection',
    limit: number,
    retryAfterSeconds: number,
  ) {
    super(
      'TOO_MANY_STREAMS',
      [],
      `The ${whose} has ${limit} subscriptions open, which is its limit; try again in ${retryAfterSeconds} seconds`,
      { limit, retryAfter: retryAfterSeconds },
    );
  }
}

/** A subscription was asked for as one answer. */
export class NotAStreamError extends ApiError {
  constructor(accept: string) {
    super(
      'NOT_ACCEPTABLE',
      [],
      `A subscription is answered as text/event-stream (graphql-sse) or over a WebSocket (graphql-ws), but the request accepts "${accept}"`,
    );
  }
}

/** The server shuts down: what could not be finished, or was asked too late. */
export class ServerStoppingError extends ApiError {
  constructor(retryAfterSeconds: number) {
    super(
      'SERVER_STOPPING',
      [],
      `The server is shutting down; try again in ${retryAfterSeconds} seconds`,
      { retryAfter: retryAfterSeconds },
    );
  }
}

/** A subscriber stopped reading, or fell further behind than what is kept for all. */
export class SlowReaderError extends ApiError {
  /** @param cursor - of the last event sent; null if none was, or events have none */
  constructor(cursor: string | null) {
    super(
      'SLOW_READER',
      [],
      cursor === null
        ? 'The stream was cut off, because it was not read; subscribe again'
        : `The stream was cut off, because it was not read; subscribe again after "${cursor}"`,
      { cursor },
    );
  }
}
