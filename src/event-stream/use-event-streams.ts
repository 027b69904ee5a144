import type { ExecutionArgs, ExecutionResult } from 'graphql';
import { isAsyncIterable, type Plugin, type YogaInitialContext } from 'graphql-yoga';
import type { ContextDeps, RequestContext } from '../context.js';
import type { Masking } from '../masking.js';
import type { EventFeeds } from './event-feeds.js';
import type { EventStream } from './event-stream.js';
import type { OpenStreams } from './open-streams.js';
import { operationKey } from './operation-key.js';

export interface EventStreamsDeps extends ContextDeps {
  readonly streams: OpenStreams;
  readonly feeds: EventFeeds;
}

/**
 * Counts subscriptions, ends them when the server shuts down, and makes those to a campaign's events
 * streams that share their work.
 *
 * @param eventStreams - gets each such stream by its request, for the transport to attach to
 */
export function useEventStreams(
  deps: EventStreamsDeps,
  masking: Masking,
  eventStreams: WeakMap<Request, EventStream>,
): Plugin<RequestContext & YogaInitialContext> {
  const { streams, feeds, viewer } = deps;
  return {
    onSubscribe({ subscribeFn, setSubscribeFn }) {
      setSubscribeFn(async (args: ExecutionArgs) => {
        const ending = new AbortController();
        const close = streams.open(viewer.workspaceId, () => {
          ending.abort();
        });
        try {
          const result = (await subscribeFn(args)) as ExecutionResult | AsyncIterable<unknown>;
          if (!isAsyncIterable(result)) {
            close();
            return result;
          }
          const { following, params, request } = args.contextValue as RequestContext &
            YogaInitialContext;
          if (!following.events) return endable(result, ending.signal, close);
          const { schema, document, operationName, variableValues } = args;
          const key = operationKey(
            params.query ?? '',
            document,
            operationName,
            variableValues ?? {},
          );
          const operation = { schema, document, operationName, variableValues, key };
          const stream = feeds.stream(following.events, operation, deps, masking);
          eventStreams.set(request, stream);
          return endable(stream, ending.signal, close);
        } catch (error) {
          close();
          throw error;
        }
      });
    },
  };
}

/** Ends an iterable when it is told to, even while it makes its next value. */
function endable<T>(
  iterable: AsyncIterable<T>,
  signal: AbortSignal,
  onEnd: () => void,
): AsyncIterableIterator<T, undefined> {
  const iterator = iterable[Symbol.asyncIterator]();
  const done = { done: true, value: undefined } as const;
  const end = () => {
    onEnd();
    // A generator that is at work ends after it: nobody waits for that.
    iterator.return?.().catch(() => undefined);
  };
  const ended = new Promise<typeof done>((resolve) => {
    signal.addEventListener(
      'abort',
      () => {
        end();
        resolve(done);
      },
      { once: true },
    );
  });
  return {
    async next() {
      const result = await Promise.race([iterator.next(), ended]);
      if (!result.done) return result;
      onEnd();
      return done;
    },
    async return() {
      onEnd();
      await iterator.return?.();
      return done;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
