import type { Outcome, Scenario, Selection } from '../simulations/index.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import type { Loaders } from './loaders.js';

/** What `simulate` refuses a scenario with; the server rethrows it on this side of its threads. */
export { ScenarioError } from '../simulations/index.js';

/** Who asks: everything a request reads or writes belongs to this workspace. */
export interface Viewer {
  readonly workspaceId: string;
  /** ISO 4217; every price in the workspace is in it. */
  readonly currency: string;
}

export interface SimulateOptions {
  readonly seed: string;
  readonly draws: number;
  readonly select: Selection;
}

/** What a resolver may ask of the server. */
export interface Context {
  readonly viewer: Viewer;
  readonly db: PrismaClient;
  readonly loaders: Loaders;
  /**
   * Runs a scenario off the main thread.
   * @throws ScenarioError with the scenario's path; SimulationBusyError, SimulationDeadlineError
   */
  readonly simulate: (scenario: Scenario, options: SimulateOptions) => Promise<Outcome>;
  /** The server's clock. */
  readonly now: () => Date;
}
