import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionResult, type GraphQLError, parse } from 'graphql';
import { CloseCode, handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws';
import { type GraphQLParams, isAsyncIterable } from 'graphql-yoga';
import { WebSocket, WebSocketServer } from 'ws';
import { schema } from '../../schema/index.js';
import { clientError } from './answer-json.js';
import { ServerStoppingError, TooManyStreamsError } from './errors.js';
import type { Log } from '../masking.js';
import type { EventStream, Sink } from './event-stream.js';
import type { Chunk } from './frame-ring.js';
import type { StreamLimits } from './open-streams.js';
import { clientRetryMs } from './retry.js';

export interface WebSocketDeps {
  /** Answers an operation as it is answered over HTTP. */
  readonly answer: (
    params: GraphQLParams,
    request: Request,
  ) => Promise<ExecutionResult | AsyncIterable<ExecutionResult>>;
  readonly newRequest: (signal: AbortSignal) => Request;
  readonly mask: (error: GraphQLError, request: Request) => GraphQLError;
  /** Why a connection may not be opened; null if it may. */
  readonly refusal: (request: IncomingMessage) => string | null;
  readonly eventStreams: WeakMap<Request, EventStream>;
  readonly limits: StreamLimits;
  readonly messageBytes: number;
  readonly log: Log;
}

export interface WebSockets {
  /** Takes nothing new, tells when to come back, and closes each connection after its answers. */
  readonly stop: () => void;
  /** Closes what is left. */
  readonly cut: () => void;
}

const PATH = '/graphql';
/** Operations that one connection may have under way. */
const OPERATIONS = 100;
/**
 * What a connection that is not read is closed with. It is none of graphql-ws's own codes, so its
 * clients connect again, as often as they may.
 */
const SLOW_READER = 4490;
/** The library asks of what it did not parse itself only which kind of operation it is. */
const ANY_SUBSCRIPTION = parse('subscription { any }');

/** Serves the protocol of graphql-ws (`graphql-transport-ws`) at `/graphql`. */
export function serveWebSockets(http: Server, deps: WebSocketDeps): WebSockets {
  const { limits, log, messageBytes, refusal } = deps;
  const connections = new Set<Connection>();
  let isStopping = false;

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: messageBytes,
    handleProtocols,
    // One buffer for all who read the same is worth more than a smaller one for each.
    perMessageDeflate: false,
  });
  const server = makeServer<never, { readonly connection: Connection }>({
    onSubscribe: ({ extra: { connection } }, id, payload) =>
      isStopping
        ? [new ServerStoppingError(Math.ceil(clientRetryMs() / 1000))]
        : begin(connection, id, payload, deps),
    subscribe: ({ rootValue }) => rootValue as ExecutionResult,
    onError: (_context, _id, _payload, errors) => errors.map(clientError),
    onNext: (_context, _id, _payload, _args, { errors, ...answer }) =>
      errors && { ...answer, errors: errors.map(clientError) },
    onComplete: ({ extra: { connection } }, _id, payload) => {
      connection.end(payload);
    },
  });

  const accept = (socket: WebSocket, transport: Duplex) => {
    const connection = new Connection(socket, transport, limits);
    connections.add(connection);
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: (text) =>
          new Promise((resolve) => {
            // What cannot be sent is not missed: the client has left.
            socket.send(text, () => {
              resolve();
            });
          }),
        close: (code, reason) => {
          socket.close(code, reason);
        },
        onMessage: (take) => {
          socket.on('message', (data: Buffer) => {
            take(data.toString()).catch((error: unknown) => {
              log('a WebSocket message failed', error);
              socket.close(CloseCode.InternalServerError, 'Internal server error');
            });
          });
        },
      },
      { connection },
    );
    socket.once('close', (code, reason) => {
      connections.delete(connection);
      connection.close();
      closed(code, reason.toString()).catch((error: unknown) => {
        log('a WebSocket could not be closed in order', error);
      });
    });
  };

  http.on('upgrade', (request, socket, head) => {
    socket.on('error', () => undefined);
    const refused = refusal(request);
    if (refused !== null) refuse(socket, 403, refused);
    else if (request.url?.split('?', 1)[0] !== PATH) refuse(socket, 404, `Only ${PATH} is here`);
    else if (isStopping || connections.size >= limits.total) {
      refuse(socket, 503, isStopping ? 'The server is shutting down' : 'Too many connections');
    } else {
      sockets.handleUpgrade(request, socket, head, (accepted) => {
        accept(accepted, socket);
      });
    }
  });

  return {
    stop() {
      isStopping = true;
      for (const connection of connections) connection.stop();
    },
    cut() {
      for (const connection of connections) connection.cut();
    },
  };
}

function refuse(socket: Duplex, status: number, why: string): void {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(why)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${why}`);
}

async function begin(
  connection: Connection,
  id: string,
  payload: SubscribePayload,
  { answer, newRequest, mask, eventStreams }: WebSocketDeps,
) {
  if (connection.size >= OPERATIONS) {
    return [new TooManyStreamsError('connection', OPERATIONS, 1)];
  }
  const request = newRequest(connection.begin(payload));
  const result = await answer(payload as GraphQLParams, request);
  if (!isAsyncIterable(result)) {
    // What stopping for a client that has left made fail is read by nobody, and nobody's fault.
    const { aborted } = request.signal;
    const errors = result.errors?.map((error) => (aborted ? error : mask(error, request)));
    if (errors && !('data' in result)) {
      connection.end(payload);
      return errors;
    }
    return executed({ ...result, ...(errors && { errors }) });
  }
  const stream = eventStreams.get(request);
  if (stream) connection.attach(id, payload, stream);
  return executed(result);
}

const executed = (rootValue: unknown) => ({
  schema,
  document: ANY_SUBSCRIPTION,
  rootValue,
  contextValue: {},
});

/** One client, with all that it has asked for. */
class Connection {
  /** By what the client sent: it may use an id again at once. */
  private readonly operations = new Map<SubscribePayload, AbortController>();
  private readonly streams = new Map<SubscribePayload, EventStream>();
  private readonly timer: NodeJS.Timeout;
  /** Runs from the first beat that was not answered. */
  private silence: NodeJS.Timeout | undefined;
  private isStopping = false;

  constructor(
    private readonly socket: WebSocket,
    private readonly transport: Duplex,
    private readonly limits: StreamLimits,
  ) {
    const { heartbeatMs, stallMs } = limits;
    const hear = () => {
      clearTimeout(this.silence);
      this.silence = undefined;
    };
    socket.on('pong', hear);
    socket.on('message', hear);
    // What was wrong is in the code that the connection is closed with.
    socket.on('error', () => undefined);
    transport.on('drain', () => {
      for (const stream of this.streams.values()) stream.pump();
    });
    this.timer = setInterval(() => {
      this.silence ??= setTimeout(() => {
        this.cutOff();
      }, stallMs);
      this.beat();
    }, heartbeatMs);
  }

  get size(): number {
    return this.operations.size;
  }

  /** @returns aborts when nobody waits for the answer any more */
  begin(payload: SubscribePayload): AbortSignal {
    const work = new AbortController();
    this.operations.set(payload, work);
    return work.signal;
  }

  end(payload: SubscribePayload): void {
    this.operations.delete(payload);
    this.streams.delete(payload);
    this.closeIfDone();
  }

  attach(id: string, payload: SubscribePayload, stream: EventStream): void {
    this.streams.set(payload, stream);
    stream.attach(this.sink(id));
  }

  private sink(id: string): Sink {
    const { socket, transport } = this;
    const head = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
    return {
      get isFree() {
        return !transport.writableNeedDrain && socket.readyState === WebSocket.OPEN;
      },
      send({ frames }: Chunk) {
        transport.cork();
        for (const { json } of frames) socket.send(`${head}${json}}`);
        transport.uncork();
      },
    };
  }

  /** Once for the client to see, once for an answer by whatever speaks the protocol below. */
  private beat(): void {
    if (this.transport.writableNeedDrain || this.socket.readyState !== WebSocket.OPEN) return;
    this.socket.send('{"type":"ping"}');
    this.socket.ping();
  }

  private cutOff(): void {
    for (const stream of this.streams.values()) stream.cutOff();
    // After the library has passed the notices on.
    setImmediate(() => {
      this.closeSoon(SLOW_READER, 'Slow reader');
    });
  }

  stop(): void {
    this.isStopping = true;
    if (this.socket.readyState === WebSocket.OPEN) {
      const payload = { retryAfter: clientRetryMs() / 1000 };
      this.socket.send(JSON.stringify({ type: 'ping', payload }));
    }
    this.closeIfDone();
  }

  private closeIfDone(): void {
    // After the answer has been handed over, which is what comes next.
    if (this.isStopping && this.size === 0) {
      setImmediate(() => {
        this.closeSoon(1001, 'Going away');
      });
    }
  }

  private closeSoon(code: number, reason: string): void {
    this.stopTimers();
    this.socket.close(code, reason);
    setTimeout(() => {
      this.socket.terminate();
    }, this.limits.endMs).unref();
  }

  cut(): void {
    this.socket.terminate();
  }

  /** The client is gone. */
  close(): void {
    this.stopTimers();
    for (const work of this.operations.values()) work.abort();
    this.operations.clear();
    this.streams.clear();
  }

  private stopTimers(): void {
    clearInterval(this.timer);
    clearTimeout(this.silence);
  }
}
