import type { GroupKind, Selection } from '../simulations/index.js';
import type { Context } from './context.js';
import { PriceError, TooComplexError } from './errors.js';
import { PRICE_LIMIT } from './precision.js';

/** What forecasts take of their server. */
interface Expense {
  /** Draws × placements: time. */
  readonly work: number;
  /** Numbers kept until the answer is written, 16 bytes each: memory. */
  readonly results: number;
}

/**
 * Numbers that all forecasts of one request may keep, so that aliases do not multiply what one may.
 * A number takes 8 bytes in the order of the draws and 8 in its own; while a run is doubled to be
 * more precise, the shorter one is there as well: 40 million × 16 bytes × 1.5 is 1 GB.
 */
const RESULTS_LIMIT = 40_000_000;

const taken = new WeakMap<Context, Expense>();

/**
 * @throws PriceError when the forecasts of the request would take too much time together
 * @throws TooComplexError when they would take too much memory
 */
export function takeFromBudget(ctx: Context, { work, results }: Expense): void {
  const before = taken.get(ctx) ?? { work: 0, results: 0 };
  const now = { work: before.work + Math.ceil(work), results: before.results + results };
  taken.set(ctx, now);
  if (now.work > PRICE_LIMIT) {
    const rule = 'The operation must ask for fewer or smaller forecasts at once';
    throw new PriceError([], rule, now.work, PRICE_LIMIT);
  }
  if (now.results > RESULTS_LIMIT) {
    throw new TooComplexError(
      'results',
      { results: now.results },
      { results: RESULTS_LIMIT },
      'draws × metrics × groups and pairs of all its forecasts; select fewer of them, or ask for fewer draws',
    );
  }
}

/** How many numbers a plan of so many lines keeps per draw, at most. */
export function resultsPerDraw({ metrics, groups }: Selection, lines: number): number {
  return metrics.length * groups.reduce((sum, kind) => sum + mostGroups(kind, lines), 0);
}

function mostGroups(kind: GroupKind, lines: number): number {
  switch (kind) {
    case 'TOTAL':
      return 1;
    case 'LAYER':
      return Math.min(3, lines);
    case 'PLATFORM':
      return Math.min(5, lines);
    case 'TIER':
    case 'LINE':
      return lines;
  }
}
