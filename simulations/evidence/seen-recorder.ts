import type { Block } from '../world/block.js';
import type { SeenPlacement } from './clusters.js';
import type { Reported } from './observations.js';

/** A placement that was seen, or of an influencer of whom another was, in the worlds of a block. */
export interface SeenWorlds {
  readonly placement: SeenPlacement;
  readonly reported: Reported;
  /** What engagements, shares and clicks are taken from, in the end. */
  readonly base: Float64Array;
  /** The post's own timing, in its standard normal. */
  readonly timing: Float64Array;
}

/** Whoever wants to know of every placement that was seen. */
export interface SeenRecorder {
  /** The placement has been added to its line's sums; what it is told of is overwritten by the next. */
  placedSeen(block: Block, worlds: SeenWorlds): void;
}
