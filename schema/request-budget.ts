import type { GroupKind, Selection } from '../simulations/index.js';
import type { Context } from './context.js';
import { TooComplexError } from './errors.js';
import { LIMIT as MOST_WORK } from './precision.js';

/** What forecasts take of their server. */
interface Expense {
  /** Draws × placements: time. */
  readonly work: number;
  /** Numbers kept until the answer is written, 16 bytes each: memory. */
  readonly results: number;
}

/** For one request together, so that aliases do not multiply what one forecast may take. */
const LIMIT = { work: MOST_WORK, results: 30_000_000 };

const ADVICE = {
  work: 'draws × placements of all its forecasts; ask for fewer in one request',
  results:
    'draws × metrics × groups and pairs of all its forecasts; select fewer of them, or ask for fewer draws',
};

const taken = new WeakMap<Context, Expense>();

/** @throws TooComplexError when the request has asked for more than it may */
export function takeFromBudget(ctx: Context, { work, results }: Expense): void {
  const before = taken.get(ctx) ?? { work: 0, results: 0 };
  const now = { work: before.work + Math.ceil(work), results: before.results + results };
  taken.set(ctx, now);
  for (const measure of ['work', 'results'] as const) {
    if (now[measure] > LIMIT[measure])
      throw new TooComplexError(measure, now, LIMIT, ADVICE[measure]);
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
