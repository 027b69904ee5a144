import type { PrismaClient } from '../prisma/generated/client.js';
import type { Context, SimulateOptions, Viewer } from '../schema/context.js';
import { createLoaders } from '../schema/loaders.js';
import type { Outcome, Scenario } from '../simulations/index.js';

/**
 * Runs a scenario; `signal` aborts when nobody waits for the answer any more.
 * @throws ScenarioError, SimulationBusyError, SimulationDeadlineError
 */
export type Simulate = (
  scenario: Scenario,
  options: SimulateOptions,
  signal: AbortSignal,
) => Promise<Outcome>;

export interface ContextDeps {
  readonly db: PrismaClient;
  readonly viewer: Viewer;
  readonly simulate: Simulate;
  readonly now: () => Date;
}

/** One request's Context: its own loaders, and simulations that stop when its client goes away. */
export function createContext(deps: ContextDeps, request: Request): Context {
  const { db, viewer, simulate, now } = deps;
  return {
    db,
    viewer,
    now,
    loaders: createLoaders({ db, viewer }),
    simulate: (scenario, options) => simulate(scenario, options, request.signal),
  };
}
