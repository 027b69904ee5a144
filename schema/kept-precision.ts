import { BATCHES } from '../simulations/index.js';
import { InputError } from './errors.js';
import { METRIC_NAMES } from './metric.js';
import type { ChosenPrecision } from './precision.js';
import { resultsPerDraw } from './request-budget.js';

/** Everything that a forecast can be asked for. */
export const EVERYTHING = {
  metrics: METRIC_NAMES,
  groups: ['TOTAL', 'TIER', 'LAYER', 'PLATFORM', 'LINE'],
  withinBudget: true,
} as const;

/** Draws × metrics × groups that one forecast may keep, before groups of the same lines share theirs. */
export const MOST_KEPT = 8_000_000;

/**
 * What can be kept of it: fewer draws where the server chose their number.
 *
 * @throws InputError where the question asks for more
 */
export function keptPrecision(
  chosen: ChosenPrecision,
  lines: number,
  asked: number | null,
): ChosenPrecision {
  const most = MOST_KEPT / resultsPerDraw(EVERYTHING, lines);
  const ofLines = `a plan of ${lines} ${lines === 1 ? 'line' : 'lines'}`;
  if ('goal' in chosen) {
    if (chosen.limit <= most) return chosen;
    return { ...chosen, limit: powerBelow(most), limitedBy: `what is kept of ${ofLines}` };
  }
  const limit = Math.min(chosen.limit, Math.floor(most / BATCHES) * BATCHES);
  if (chosen.draws <= limit) return { ...chosen, limit };
  if (asked !== null) {
    const rule = `must be at most ${limit} to be kept, for ${ofLines}`;
    throw new InputError(['input', 'precision', 'draws'], rule, asked);
  }
  const draws = powerBelow(most);
  const reason = `The server took ${draws.toLocaleString('en-US')} draws: as many as are kept of ${ofLines}.`;
  return { ...chosen, draws, limit, reason };
}

const powerBelow = (most: number): number => 2 ** Math.floor(Math.log2(most));
