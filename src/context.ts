import { setMaxListeners } from 'node:events';
import type { GraphQLError } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { PrismaClient } from '../prisma/generated/client.js';
import type { Context, Followed, SimulateOptions, Viewer } from '../schema/context.js';
import { createLoaders } from '../schema/loaders.js';
import type { Outcome, Scenario } from '../simulations/index.js';

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
  readonly now: () => Date;
}

/**
 * One request's Context: its own loaders, and simulations that stop when its client goes away or
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
  const { db, viewer, simulate, now } = deps;
  const following: RequestContext['following'] = {};
  return {
    db,
    viewer,
    now,
    loaders: createLoaders({ db, viewer }),
    simulate: (scenario, options) => simulate(scenario, options, work.signal, viewer.workspaceId),
    follow: (followed) => {
      following.events = followed;
      return NOTHING;
    },
    following,
    lastEventId,
    work,
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
