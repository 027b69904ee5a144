import type { Assumptions as AssumptionsRow } from '../prisma/generated/client.js';
import type { Learned, LearnedParameter, Prior } from '../simulations/index.js';
import type { LearnedCounts } from './calibration-text.js';

/** How a version came out of recorded results; kept with it as JSON. */
export interface Calibration extends LearnedCounts {
  /** What was believed before any result: learning again starts from it, not from what it taught. */
  readonly prior: Prior;
  readonly asOf: string;
  /** Of the last event that could have been seen, in decimal digits. */
  readonly position: string;
  readonly engineVersion: number;
  /** Of everything that the fit depends on: the same gives the same version. */
  readonly fingerprint: string;
  readonly parameters: Learned['parameters'];
  readonly levels: Learned['levels'];
  /** The row's ids of what was learned from; absent from what was kept before it was told. */
  readonly campaignIds?: readonly string[];
}

export const calibrationOf = ({ calibration }: Pick<AssumptionsRow, 'calibration'>) =>
  calibration as unknown as Calibration | null;

/** What results have set, by the parameter's name. */
export const byParameter = (
  parameters: readonly LearnedParameter[] = [],
): ReadonlyMap<string, LearnedParameter> =>
  new Map(parameters.map((parameter) => [parameter.name, parameter]));
