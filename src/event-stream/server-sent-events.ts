import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { ExecutionResult } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import { answerJson } from './answer-json.js';
import { NotAStreamError, SlowReaderError } from './errors.js';
import type { EventStream, Sink } from './event-stream.js';
import type { Chunk } from './frame-ring.js';
import type { StreamLimits } from './open-streams.js';
import { clientRetryMs } from './retry.js';

const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  connection: 'keep-alive',
  // A proxy that collects answers would hold events back.
  'x-accel-buffering': 'no',
};
/** What a client may take an answer as; of the first it reads errors whatever the status. */
const JSON_TYPES = ['application/graphql-response+json', 'application/json'];
/** What may wait in the server for one reader, in bytes, beside what the connection holds. */
const WAITING_BYTES = 64 * 2 ** 10;

/**
 * Answers those who ask for `text/event-stream`: an answer is the event `next`, the end is the event
 * `complete`, as graphql-sse has them, with an `id` wherever the stream can be resumed and a time to
 * reconnect after that is another one for each client.
 */
export function useServerSentEvents(
  limits: StreamLimits,
  eventStreams: WeakMap<Request, EventStream>,
): Plugin {
  return {
    onResultProcess(hook) {
      const { request, result, resultProcessor, serverContext } = hook;
      // Nothing else takes streams; without a processor the client accepts none of them.
      if (isAsyncIterable(result) && resultProcessor === undefined) {
        const accept = request.headers.get('accept') ?? '';
        // Nobody reads it, so nobody else would end it.
        const stream = result[Symbol.asyncIterator]();
        stream.return?.().catch(() => undefined);
        hook.setResultProcessor(() => refusal(accept), 'application/json');
        return;
      }
      if (Array.isArray(result) || !(isAsyncIterable(result) || takesOnlyStreams(request))) return;
      const { res } = serverContext as { res?: ServerResponse };
      hook.setResultProcessor((processed, { Response }) => {
        const answer = processed as ExecutionResult | AsyncIterable<ExecutionResult>;
        const body = new EventBody(answer, res, {
          ...limits,
          // The only client that reads events of other names is the browser's, which only sends GET.
          heartbeat: request.method === 'GET' ? 'event: heartbeat\ndata: {}\n\n' : ':\n\n',
        });
        body.begin(eventStreams.get(request));
        return new Response(body as never, { status: statusOf(answer), headers: HEADERS });
      }, 'text/event-stream');
    },
  };
}

/** Whether the client reads one answer as a stream too. urql takes streams as well, after JSON. */
export function takesOnlyStreams({ headers }: Request): boolean {
  const accept = headers.get('accept') ?? '*/*';
  return accept.includes('text/event-stream') && !/\/(\*|.*json)/.test(accept);
}

/** To who takes no stream, in a form that it does take. */
function refusal(accept: string): Response {
  const type = JSON_TYPES.find((each) => accept.includes(each)) ?? 'application/json';
  return new Response(answerJson({ errors: [new NotAStreamError(accept)] }), {
    status: 406,
    headers: { 'content-type': `${type}; charset=utf-8` },
  });
}

/** The largest that an error asks for; what a stream is refused with is told inside of it. */
function statusOf(answer: ExecutionResult | AsyncIterable<unknown>): number {
  if (isAsyncIterable(answer)) return 200;
  const statuses = (answer.errors ?? []).map(({ extensions }) => {
    const { status = 200, spec = false } = (extensions['http'] ?? {}) as {
      status?: number;
      spec?: boolean;
    };
    return spec ? 200 : status;
  });
  return Math.max(200, ...statuses);
}

interface BodyOptions extends StreamLimits {
  readonly heartbeat: string;
}

/** What one client reads. */
class EventBody extends Readable implements Sink {
  isFree = true;
  private isOver = false;
  private blockedSince = 0;
  private stream: EventStream | undefined;
  private readonly timer: NodeJS.Timeout;
  private readonly waiting: (() => void)[] = [];
  private answers: AsyncIterator<ExecutionResult> | undefined;

  constructor(
    private readonly answer: ExecutionResult | AsyncIterable<ExecutionResult>,
    private readonly response: ServerResponse | undefined,
    private readonly options: BodyOptions,
  ) {
    super({ highWaterMark: WAITING_BYTES });
    this.timer = setInterval(() => {
      this.beat();
    }, options.heartbeatMs);
  }

  /** @param stream - whose events come beside the answers; those are only its end */
  begin(stream: EventStream | undefined): void {
    this.stream = stream;
    this.put(`retry: ${clientRetryMs()}\n\n`);
    stream?.attach(this);
    void this.tell();
  }

  send(chunk: Chunk): void {
    this.put(chunk.bytes);
  }

  private put(bytes: Buffer | string): void {
    if (this.isOver) return;
    this.isFree = this.push(bytes);
    if (!this.isFree) this.blockedSince ||= performance.now();
  }

  override _read(): void {
    this.isFree = true;
    this.blockedSince = 0;
    for (const wake of this.waiting.splice(0)) wake();
    this.stream?.pump();
  }

  private async tell(): Promise<void> {
    try {
      if (isAsyncIterable(this.answer)) {
        this.answers = this.answer[Symbol.asyncIterator]();
        for (;;) {
          const next = await this.answers.next();
          if (next.done) break;
          this.tellAnswer(next.value);
          // The next estimate is made when the last has been taken; a notice waits for nobody.
          if (!this.isFree && !this.stream)
            await new Promise<void>((resolve) => this.waiting.push(resolve));
        }
      } else {
        this.tellAnswer(this.answer);
      }
      this.complete();
    } catch {
      // Errors are answers; what is thrown here is that the client has left.
      this.destroy();
    }
  }

  private tellAnswer(answer: ExecutionResult): void {
    this.put(`event: next\ndata: ${answerJson(answer)}\n\n`);
  }

  private complete(): void {
    if (this.isOver) return;
    this.put(`retry: ${clientRetryMs()}\nevent: complete\ndata:\n\n`);
    this.isOver = true;
    this.push(null);
    clearInterval(this.timer);
    const { response } = this;
    if (!response) return;
    const cut = setTimeout(() => response.destroy(), this.options.endMs);
    response.once('close', () => {
      clearTimeout(cut);
    });
  }

  private beat(): void {
    if (this.isFree) this.put(this.options.heartbeat);
    else if (performance.now() - this.blockedSince >= this.options.stallMs) this.cutOff();
  }

  private cutOff(): void {
    if (this.stream) {
      this.stream.cutOff();
    } else {
      this.tellAnswer({ errors: [new SlowReaderError(null)] });
      this.complete();
      this.leave();
    }
  }

  private leave(): void {
    this.answers?.return?.().catch(() => undefined);
    for (const wake of this.waiting.splice(0)) wake();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.isOver = true;
    clearInterval(this.timer);
    this.leave();
    if (!this.readableEnded) this.response?.destroy();
    done(error);
  }
}
