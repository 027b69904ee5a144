import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import {
  calibrate,
  ENGINE_VERSION,
  type Learned,
  type Prior,
  type RecordedPlacement,
} from '../simulations/index.js';

/** What to learn from. */
export interface CalibrationTask {
  readonly prior: Prior;
  /** As `packPlacements` made them. */
  readonly placements: readonly Uint8Array[];
  /** Fingerprint of what was learned last; null if nothing was. */
  readonly known: string | null;
}

export interface CalibrationFit {
  /** Of everything that the fit depends on: the same gives the same. */
  readonly fingerprint: string;
  /** Null if that is what is known. */
  readonly learned: Learned | null;
}

/** Placements as bytes, which another thread is handed where objects would be copied one by one. */
export const packPlacements = (placements: readonly RecordedPlacement[]): Uint8Array =>
  serialize(placements);

/** @throws ScenarioError for overrides of the prior that are no parameters */
export function fitCalibration({
  prior,
  placements: packed,
  known,
}: CalibrationTask): CalibrationFit {
  const placements = packed.flatMap((some) => deserialize(some) as RecordedPlacement[]);
  const fingerprint = fingerprintOf(prior, placements);
  return { fingerprint, learned: fingerprint === known ? null : calibrate(prior, placements) };
}

const fingerprintOf = (prior: Prior, placements: readonly RecordedPlacement[]): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        ENGINE_VERSION,
        prior.preset,
        prior.negativity,
        Object.entries(prior.overrides).sort(([a], [b]) => (a < b ? -1 : 1)),
        placements,
      ]),
    )
    .digest('base64');
