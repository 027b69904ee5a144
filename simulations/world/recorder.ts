import type { LinePlan } from '../plan/line.js';
import type { Block } from './block.js';

/** Whoever wants to know of every placement when it was posted. */
export interface PlacementRecorder {
  /**
   * Candidate k of a line has been added to the line's sums.
   *
   * @param day - of the flight, per draw: when it went live, where it did
   */
  placed(block: Block, line: LinePlan, k: number, day: Float64Array): void;
}
