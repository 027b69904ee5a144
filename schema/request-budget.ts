import type { GroupKind, Selection } from '../simulations/index.js';
import type { Context } from './context.js';
import { PriceError, TooComplexError } from './errors.js';
import { PRICE_LIMIT } from './precision.js';

/** What forecasts take of their server. */
export interface Expense {
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

/** What all forecasts of one request may take together. */
export const REQUEST_LIMITS: Expense = { work: PRICE_LIMIT, results: RESULTS_LIMIT };

const taken = new WeakMap<Context, Expense>();

const withTaken = (ctx: Context, { work, results }: Expense): Expense => {
  const before = taken.get(ctx) ?? { work: 0, results: 0 };
  return { work: before.work + work, results: before.results + results };
};

/** Of a stream, every answer may take what a request may. */
export function renewBudget(ctx: Context): void {
  taken.delete(ctx);
}

/**
 * What is refused counts as taken: the request asks for too much, and nothing else of it grows.
 *
 * @throws PriceError when the forecasts of the request would take too much time together
 * @throws TooComplexError when they would take too much memory
 */
export function takeFromBudget(ctx: Context, expense: Expense): void {
  const now = withTaken(ctx, expense);
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

/**
 * Takes what a forecast can do without, if the request may still have it.
 *
 * @returns the limit in whose way it is; null if there is none and it was taken
 */
export function takeIfLeft(ctx: Context, expense: Expense): keyof Expense | null {
  const now = withTaken(ctx, expense);
  if (now.work > REQUEST_LIMITS.work) return 'work';
  if (now.results > REQUEST_LIMITS.results) return 'results';
  taken.set(ctx, now);
  return null;
}

/** How many numbers a plan of so many lines keeps per draw, at most: its spend always among them. */
export function resultsPerDraw({ metrics, groups }: Selection, lines: number): number {
  return 1 + metrics.length * groups.reduce((sum, kind) => sum + mostGroups(kind, lines), 0);
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
