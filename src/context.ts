import { setMaxListeners } from 'node:events';
import type { GraphQLError } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { PrismaClient } from '../prisma/generated/client.js';
import type { Context, Followed, News, SimulateOptions, Viewer } from '../schema/context.js';
import { createLoaders } from '../schema/loaders.js';
import type { Outcome, Scenario } from '../simulations/index.js';
import type { Calibrate, ScoreColumns } from './analysis-threads.js';

/**
 * Runs a scenario.
 *
 * @param signal - aborts when nobody waits for the answer any more
 * @param workspaceId - who asks; nothing is shared between workspaces
 * @throws ScenarioError, SimulationBusyError, SimulationDeadlineError
 */
export type Simulate = (
  scenario: Scenario,
  options: SimulateOptions,
  signal: AbortSignal,
  workspaceId: string,
) => Promise<Outcome>;

export interface RequestContext extends Context {
  /** Stops what still runs for the request. */
  readonly work: AbortController;
  /** Which events the operation turned out to be for, once that is known. */
  readonly following: { events?: Followed };
}

export interface ContextDeps {
  readonly db: PrismaClient;
  readonly viewer: Viewer;
  readonly simulate: Simulate;
  readonly calibrate: Calibrate;
  readonly score: ScoreColumns;
  readonly now: () => Date;
  /** Calls `wake` whenever a workspace may have new events; without it, nobody ever does. */
  readonly onNews?: (workspaceId: string, wake: () => void) => () => void;
}

/**
 * One request's Context: its own loaders, and work on threads that stops when its client goes away or
 * its answer is written, which an error in one field does while others still run.
 *
 * @param signal - aborts when its client goes away
 */
export function createContext(
  deps: ContextDeps,
  { signal, lastEventId = null }: { signal: AbortSignal; lastEventId?: string | null },
): RequestContext {
  const work = new AbortController();
  // Every simulation of the request listens; Node would take more than ten for a leak.
  setMaxListeners(0, work.signal);
  signal.addEventListener('abort', () => {
    work.abort(signal.reason);
  });
  const { db, viewer, simulate, calibrate, score, now, onNews } = deps;
  const following: RequestContext['following'] = {};
  return {
    db,
    viewer,
    now,
    loaders: createLoaders({ db, viewer }),
    simulate: (scenario, options) => simulate(scenario, options, work.signal, viewer.workspaceId),
    calibrate: (task) => calibrate(task, work.signal),
    score: (columns) => score(columns, work.signal),
    news: () => newsOf(viewer, work.signal, onNews),
    follow: (followed) => {
      following.events = followed;
      return NOTHING;
    },
    following,
    lastEventId,
    work,
  };
}

/** What happens while nobody waits is told at once when somebody does. */
function newsOf({ workspaceId }: Viewer, signal: AbortSignal, onNews: ContextDeps['onNews']): News {
  let isNew = false;
  let tell: (() => void) | null = null;
  const wake = () => {
    isNew = true;
    tell?.();
  };
  const stop = onNews?.(workspaceId, wake);
  signal.addEventListener('abort', () => {
    stop?.();
    tell?.();
  });
  return {
    async next() {
      if (!isNew && !signal.aborted) await new Promise<void>((resolve) => (tell = resolve));
      tell = null;
      isNew = false;
      return !signal.aborted;
    },
  };
}

/** The events do not come this way (event-stream/use-event-streams.ts). */
const NOTHING: AsyncIterable<never> = {
  [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }),
};

/** Ends what still runs for a request once its answer is there, or its stream of answers has ended. */
export function useEnding(): Plugin<RequestContext> {
  return {
    onExecute: () => ({
      onExecuteDone({ args, result, setResult }) {
        // What is stopped now must not add its errors to an answer that did not wait for it.
        if (!isAsyncIterable(result) && result.errors) {
          setResult({ ...result, errors: [...(result.errors as readonly GraphQLError[])] });
        }
        args.contextValue.work.abort();
      },
    }),
    onSubscribe: ({ args }) => ({
      onSubscribeResult({ result }) {
        const end = () => {
          args.contextValue.work.abort();
        };
        if (!isAsyncIterable(result)) end();
        // Called as soon as the client stops reading, while an estimate is still being made.
        return { onEnd: end };
      },
    }),
  };
}
