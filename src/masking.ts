import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { GraphQLError } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { RequestContext } from './context.js';
import { isUnavailable } from './database/unavailable.js';
import { takesOnlyStreams } from './event-stream/server-sent-events.js';

/** What a client is told of what it cannot help. */
const UNEXPECTED = {
  message: 'Unexpected error',
  extensions: { code: 'INTERNAL_SERVER_ERROR', unexpected: true },
};
/** A database that restarts is back within seconds. */
const UNAVAILABLE = {
  message: 'The database does not answer; try again',
  extensions: { code: 'DATABASE_UNAVAILABLE', retryAfter: 5 },
};

export type Log = (message: string, error: unknown) => void;

/** Shows a client what it can do something about, and logs the rest. */
export interface Masking {
  /** What a request failed with; the log calls the request by its id. */
  readonly ofRequest: (error: GraphQLError, request: Request) => GraphQLError;
  /** What failed for no request in particular. */
  readonly ofServer: (error: unknown) => GraphQLError;
  readonly plugin: Plugin<RequestContext>;
}

/**
 * Gives every request an id (`x-request-id`): errors that are part of the API pass, everything else
 * is logged with that id and masked.
 *
 * @param isDevelopment - the answer carries the message and stack of what it masks
 */
export function createMasking(log: Log, isDevelopment: boolean): Masking {
  const ids = new WeakMap<Request, string>();
  const idOf = (request: Request): string => {
    const id = ids.get(request) ?? randomUUID();
    ids.set(request, id);
    return id;
  };

  const masked = (error: GraphQLError, cause: unknown, requestId: string): GraphQLError => {
    log(`request ${requestId} failed${error.path ? ` at ${error.path.join('.')}` : ''}`, cause);
    const { message, extensions } = isUnavailable(cause) ? UNAVAILABLE : UNEXPECTED;
    return new GraphQLError(message, {
      nodes: error.nodes,
      path: error.path,
      extensions: { ...extensions, requestId, ...(isDevelopment && { cause: inspect(cause) }) },
    });
  };

  const ofRequest = (error: GraphQLError, request: Request): GraphQLError => {
    const cause = causeOf(error);
    return cause === undefined ? asked(error, request) : masked(error, cause, idOf(request));
  };

  const ofServer = (error: unknown): GraphQLError => {
    const asGraphQL =
      error instanceof GraphQLError
        ? error
        : new GraphQLError('', { originalError: error as Error });
    const cause = causeOf(asGraphQL);
    return cause === undefined ? asGraphQL : masked(asGraphQL, cause, randomUUID());
  };

  const plugin: Plugin<RequestContext> = {
    onResultProcess(hook) {
      const { request, result } = hook;
      // What stopping for a client that has left made fail is read by nobody, and nobody's fault.
      if (request.signal.aborted) return;
      if (isAsyncIterable(result) || Array.isArray(result) || !result.errors) return;
      const errors = result.errors.map((error) => ofRequest(error, request));
      hook.setResult({ ...result, errors });
    },
    onSubscribe: ({ args }) => ({
      onSubscribeResult: () => ({
        onNext({ result, setResult }) {
          const { request, work } = args.contextValue;
          if (work.signal.aborted || isAsyncIterable(result) || !result.errors) return;
          const errors = result.errors as readonly GraphQLError[];
          setResult({ ...result, errors: errors.map((error) => ofRequest(error, request)) });
        },
      }),
    }),
    onResponse({ request, response }) {
      response.headers.set('x-request-id', idOf(request));
    },
  };
  return { ofRequest, ofServer, plugin };
}

/** What was thrown; undefined if it was an error of the API. */
export function causeOf(error: GraphQLError): unknown {
  const { originalError } = error;
  if (originalError === undefined) return undefined;
  return originalError instanceof GraphQLError ? causeOf(originalError) : originalError;
}

/** An operation that is refused as a whole is the request's fault, not a field's. */
function asked(error: GraphQLError, request: Request): GraphQLError {
  const path = variablePath(error.message);
  if (path !== null && [undefined, 'BAD_INPUT'].includes(error.extensions['code'] as string)) {
    Object.assign(error.extensions, { code: 'BAD_INPUT', path });
  }
  if (error.extensions['code'] === 'TOO_COMPLEX') {
    // A client of an event stream reads the events of status 200 alone.
    error.extensions['http'] = { status: takesOnlyStreams(request) ? 200 : 400 };
  }
  return error;
}

/** The library says in its message alone which variable is wrong, and where in it. */
function variablePath(message: string): string[] | null {
  const name = /^Variable "\$(\w+)" /.exec(message)?.[1];
  if (name === undefined) return null;
  const below = / got invalid value .*? at "\w+((?:\.\w+|\[\d+\])+)"; /s.exec(message)?.[1] ?? '';
  return [name, ...(below.match(/\w+/g) ?? [])];
}
