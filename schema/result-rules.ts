import { createHash } from 'node:crypto';
import type { PlacementStatus, ResultSource } from '../prisma/generated/enums.js';
import { formatPath, InputError, type Path, show } from './errors.js';
import { formatMajor, type MoneyInputShape, toMinor } from './money.js';
import { rowId } from './node-id.js';
import {
  type Count,
  COUNT_COLUMNS,
  COUNT_NAMES,
  type CountColumn,
  type CountValues,
  NO_COUNTS,
  partOf,
  PARTS,
  wholeOf,
} from './result-counts.js';

/** One snapshot as the API takes it. */
export interface SnapshotInput extends Readonly<Partial<Record<Count, bigint | null>>> {
  readonly placementId: string;
  readonly capturedAt: Date;
  readonly source: ResultSource;
  readonly revenue?: MoneyInputShape | null;
}

/** One snapshot that is right in itself. */
export interface Snapshot {
  /** Position in the list, from 0. */
  readonly index: number;
  readonly placementId: string;
  readonly capturedAt: Date;
  readonly source: ResultSource;
  readonly counts: CountValues;
}

/** A value that keeps a snapshot from being recorded, in words. */
export interface Rejection {
  /** Position of the snapshot in the list, from 0. */
  readonly index: number;
  /** From the argument to the value. */
  readonly path: readonly string[];
  readonly rule: string;
  /** What was there instead, as `show` writes it. */
  readonly value: string;
  readonly message: string;
}

/** More than every person on earth a hundred times; sums of a million placements are exact. */
const MAX_COUNT = 1_000_000_000_000n;

/** How far the clock of who captures may be ahead of the server's. */
const CLOCK_TOLERANCE_MS = 60_000;

export function rejection(index: number, field: string, rule: string, value: unknown): Rejection {
  return rejectionAt(index, ['input', 'results', index, field], rule, value);
}

function rejectionAt(index: number, path: Path, rule: string, value: unknown): Rejection {
  return {
    index,
    path: path.map(String),
    rule,
    value: show(value),
    message: `${formatPath(path)} ${rule}, but got ${show(value)}`,
  };
}

/**
 * Checks a snapshot by itself.
 * @returns the snapshot, or every value that is impossible
 */
export function checkSnapshot(
  input: SnapshotInput,
  index: number,
  { currency, now }: { readonly currency: string; readonly now: Date },
): Snapshot | readonly Rejection[] {
  const rejected: Rejection[] = [];
  const path = ['input', 'results', index];

  const { capturedAt, source, revenue } = input;
  const placementId = attempt(rejected, index, () =>
    rowId([...path, 'placementId'], 'Placement', input.placementId),
  );
  if (capturedAt.getTime() > now.getTime() + CLOCK_TOLERANCE_MS) {
    const rule = `must not be in the future; now is ${now.toISOString()}`;
    rejected.push(rejection(index, 'capturedAt', rule, capturedAt));
  }
  const counts: Record<CountColumn, bigint | null> = { ...NO_COUNTS };
  for (const name of COUNT_NAMES) counts[name] = input[name] ?? null;
  if (revenue != null) {
    counts.revenueMinor = attempt(rejected, index, () =>
      toMinor([...path, 'revenue'], revenue, currency),
    );
  }

  for (const name of COUNT_NAMES) {
    const value = counts[name];
    if (value !== null && (value < 0n || value > MAX_COUNT)) {
      const rule = `must be a whole number from 0 to ${MAX_COUNT}`;
      rejected.push(rejection(index, name, rule, value));
    }
  }
  for (const [part, whole] of PARTS) {
    const [some, all] = [counts[part], counts[whole]];
    if (some !== null && all !== null && some > all) {
      rejected.push(rejection(index, part, `must be at most ${whole}, which is ${all}`, some));
    }
  }
  if (counts.negativeReactions !== null && counts.valencedReactions === null) {
    const rule = 'must be there beside negativeReactions';
    rejected.push(rejection(index, 'valencedReactions', rule, null));
  }
  if (revenue == null && COUNT_NAMES.every((name) => counts[name] === null)) {
    rejected.push(rejectionAt(index, path, 'must have at least one count', withoutNulls(input)));
  }
  return placementId === null || rejected.length > 0
    ? rejected
    : { index, placementId, capturedAt, source, counts };
}

/** Notes what is wrong with an input, and goes on. */
function attempt<Value>(rejected: Rejection[], index: number, work: () => Value): Value | null {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    rejected.push(rejectionAt(index, numbered(error.inputPath, index), error.rule, error.got));
    return null;
  }
}

/** Errors hold paths as text; the message has the index in brackets. */
const numbered = (path: readonly string[], index: number): Path =>
  path.map((part, i) => (i === 2 ? index : part));

const withoutNulls = (input: SnapshotInput) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value != null));

/** What is known of a snapshot's placement. */
export interface KnownPlacement {
  readonly status: PlacementStatus;
  readonly postedAt: Date | null;
  readonly archivedAt: Date | null;
}

/** The rule that keeps results from being recorded for a placement; null if they may be. */
export function checkPlacement(
  { index, capturedAt }: Snapshot,
  placementId: string,
  placement: KnownPlacement | undefined,
): Rejection | null {
  if (placement === undefined) {
    return rejection(
      index,
      'placementId',
      'must be an id of type Placement of this workspace',
      placementId,
    );
  }
  const { status, postedAt, archivedAt } = placement;
  if (archivedAt !== null) {
    const rule = 'must be a placement that is not archived';
    return rejection(index, 'placementId', rule, placementId);
  }
  if (status !== 'POSTED') {
    const rule =
      status === 'CANCELLED'
        ? 'must be a placement that is POSTED; this one was CANCELLED'
        : `must be a placement that is POSTED; this one is ${status}, and updatePlacement says when it was posted`;
    return rejection(index, 'placementId', rule, placementId);
  }
  if (postedAt !== null && capturedAt < postedAt) {
    const rule = `must not be before the placement was posted, ${postedAt.toISOString()}`;
    return rejection(index, 'capturedAt', rule, capturedAt);
  }
  return null;
}

/** The nearest counts around a snapshot, of its placement and source; null where there are none. */
export interface Bounds {
  /** Before it. */
  readonly least: CountValues;
  /** After it. */
  readonly most: CountValues;
}

/** A bound, and the other count that sets it; null where the count's own does. */
interface Bound {
  readonly by: Count | null;
  readonly value: bigint;
}

/** The stricter of a count's own bound and that of another; its own if both are the same. */
function strictest(
  counts: CountValues,
  column: CountColumn,
  other: Count | null,
  isStricter: (a: bigint, b: bigint) => boolean,
): Bound | null {
  const own = counts[column];
  const others = other && counts[other];
  if (others !== null && (own === null || isStricter(others, own))) {
    return { by: other, value: others };
  }
  return own === null ? null : { by: null, value: own };
}

/** A column as the API knows it: its field, and a value in the units of the field. */
function shownAs(column: CountColumn, currency: string) {
  const isMoney = column === 'revenueMinor';
  const money = (minor: bigint) => ({ amount: formatMajor({ minor, currency }), currency });
  return {
    field: isMoney ? 'revenue' : column,
    of: (value: bigint | null) => (isMoney && value !== null ? money(value) : value),
  };
}

/**
 * A count that is less than before or more than after, a whole that is less than its part before, or
 * a part that is more than its whole after.
 */
export function checkBounds(
  { index, counts }: Snapshot,
  bounds: Bounds,
  currency: string,
): Rejection[] {
  const rejected: Rejection[] = [];
  for (const column of COUNT_COLUMNS) {
    const value = counts[column];
    if (value === null) continue;
    const fault = faultOf(column, value, bounds);
    if (fault === null) continue;
    const { limit, bound, when } = fault;
    const { field, of } = shownAs(column, currency);
    const counted = bound.by === null ? show(of(bound.value)) : bound.by;
    const as = bound.by === null ? '' : ` as ${bound.value}`;
    const rule = `must be ${limit} ${counted}, which the source counted${as} ${when}`;
    rejected.push(rejection(index, field, rule, of(value)));
  }
  return rejected;
}

/** The bound that a count breaks; null if it breaks none. */
function faultOf(column: CountColumn, value: bigint, { least, most }: Bounds) {
  const low = strictest(least, column, partOf(column), (a, b) => a > b);
  if (low !== null && value < low.value) return { limit: 'at least', bound: low, when: 'before' };
  const high = strictest(most, column, wholeOf(column), (a, b) => a < b);
  if (high !== null && value > high.value) return { limit: 'at most', bound: high, when: 'later' };
  return null;
}

/** The counts that a snapshot of the same placement, moment and source has otherwise. */
export function checkTwin(
  { index, counts }: Snapshot,
  twin: CountValues,
  currency: string,
): Rejection[] {
  return COUNT_COLUMNS.filter((column) => counts[column] !== twin[column]).map((column) => {
    const { field, of } = shownAs(column, currency);
    const rule = `must be ${show(of(twin[column]))}, as recorded before for the same placement, moment and source`;
    return rejection(index, field, rule, of(counts[column]));
  });
}

/** SHA-256 of what a request says, however it is written: `10` and `10.00` are the same money. */
export function hashSnapshots(mode: string, results: readonly SnapshotInput[]): string {
  const rows = results.map(({ placementId, capturedAt, source, revenue, ...counts }) => [
    placementId,
    capturedAt.toISOString(),
    source,
    ...COUNT_NAMES.map((name) => (counts[name] == null ? null : String(counts[name]))),
    revenue == null ? null : [plainAmount(revenue.amount), revenue.currency],
  ]);
  return createHash('sha256')
    .update(JSON.stringify([mode, rows]))
    .digest('hex');
}

const plainAmount = (amount: string): string =>
  amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount;
