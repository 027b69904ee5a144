import type { LinePlan } from '../plan/line.js';
import type { Roster } from '../plan/roster.js';
import { BLOCK, PURPOSE } from '../random.js';
import type { Block } from '../world/block.js';
import { TICKS_PER_DAY, ticksBeyond } from '../world/delays.js';

/**
 * Writes on which day of the flight an overdue placement goes live, per draw, given that it has not by
 * now: whoever is late already has a long delay, or waits for somebody to step in.
 *
 * @param k - position in the roster
 * @param luck - room for the draws' words
 */
export function drawOverdueDays(
  day: Float64Array,
  { plan, streams, tables, index }: Block,
  { role }: LinePlan,
  { plannedDay, overdueDays, post }: Roster,
  k: number,
  luck: Uint32Array,
): void {
  const ticks = tables.live(plan.parameters.roles[role].cancellation);
  const passed = Math.floor(overdueDays[k] * TICKS_PER_DAY);
  const planned = plannedDay[k] - overdueDays[k];
  streams.fillWords(luck, PURPOSE.DELAY, post[k], 0, index);
  for (let d = 0; d < BLOCK; d++) {
    const live = planned + ticksBeyond(ticks, passed, luck[d]) / TICKS_PER_DAY;
    day[d] = Math.max(plannedDay[k], live);
  }
}
