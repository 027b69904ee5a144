import type { Outcome, Scenario, Selection } from '../simulations/index.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import type { EventRow } from './event.js';
import type { CalibrationTask, CalibrationFit } from './calibration-fit.js';
import type { Loaders } from './loaders.js';
import type { ColumnScore, ColumnToScore } from './score-columns.js';

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

/** Which events a subscription is for. */
export interface Followed {
  readonly campaignId: string;
  /** Those after this position in the workspace's stream. */
  readonly after: bigint;
  /** The workspace's last position; what comes after it is new. */
  readonly head: bigint;
}

/** Says when something may have happened in the workspace. */
export interface News {
  /** Waits for the next time; false when the request has ended. */
  next(): Promise<boolean>;
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
  /**
   * Learns from recorded results off the main thread. What is packed in the task is handed over.
   * @throws AnalysisBusyError, AnalysisDeadlineError
   */
  readonly calibrate: (task: CalibrationTask) => Promise<CalibrationFit>;
  /**
   * Scores saved draws off the main thread. The packed draws are handed over.
   * @throws AnalysisBusyError, AnalysisDeadlineError
   */
  readonly score: (columns: readonly ColumnToScore[]) => Promise<(ColumnScore | null)[][]>;
  /**
   * What a subscription to a campaign's events returns: the server reads them, executes the
   * operation for each, once for all who ask the same, and delivers the answers.
   */
  readonly follow: (followed: Followed) => AsyncIterable<EventRow>;
  /** From now on, until the request ends. */
  readonly news: () => News;
  /** Where the client's stream broke off, as it says beside the operation; null if it does not. */
  readonly lastEventId: string | null;
  /** The server's clock. */
  readonly now: () => Date;
}
