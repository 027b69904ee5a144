import {
  type Column,
  type Diagnostic,
  type Group,
  type Metric,
  type Outcome,
  type Selection,
} from '../simulations/index.js';
import type { AnsweredPrecision } from './answered-precision.js';

/** An outcome but for its draws: each metric says at which position they are kept. */
export interface SavedOutcome {
  readonly groups: readonly (Omit<Group, 'columns'> & {
    /** Null: undefined by construction. */
    readonly columns: Readonly<Partial<Record<Metric, number | null>>>;
  })[];
  readonly targets: Outcome['targets'];
  readonly withinBudget: number | null;
  readonly withinBudgetStandardError: number | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly precision: AnsweredPrecision;
}

/** Groups of the same lines share their draws, which are kept once. */
export function splitOutcome(
  outcome: Outcome,
  precision: AnsweredPrecision,
): { readonly saved: SavedOutcome; readonly columns: readonly Float64Array[] } {
  const columns: Float64Array[] = [];
  const positions = new Map<string, number>();
  const buffers: ArrayBufferLike[] = [];
  const keep = ({ draws }: Column): number => {
    const buffer = buffers.indexOf(draws.buffer);
    const key = `${buffer === -1 ? buffers.push(draws.buffer) - 1 : buffer} ${draws.byteOffset}`;
    const known = positions.get(key);
    if (known !== undefined) return known;
    positions.set(key, columns.length);
    return columns.push(draws) - 1;
  };
  const { targets, withinBudget, withinBudgetStandardError, diagnostics } = outcome;
  const groups = outcome.groups.map(({ kind, key, basis, columns: of }) => ({
    kind,
    key,
    basis,
    columns: Object.fromEntries(
      Object.entries(of).map(([metric, each]) => [metric, each && keep(each)]),
    ),
  }));
  return {
    saved: { groups, targets, withinBudget, withinBudgetStandardError, diagnostics, precision },
    columns,
  };
}

/** Where the draws are kept that a selection reads. */
export function positionsOf({ groups }: SavedOutcome, select: Selection): number[] {
  const of = groups
    .filter(({ kind }) => select.groups.includes(kind))
    .flatMap(({ columns }) => select.metrics.map((metric) => columns[metric]));
  return [...new Set(of.filter((position) => typeof position === 'number'))];
}

/**
 * The outcome of a selection; a metric that did not exist when it was saved has no values.
 *
 * @param columns - by position
 */
export function joinOutcome(
  { groups, targets, withinBudget, withinBudgetStandardError, diagnostics }: SavedOutcome,
  about: Pick<Outcome, 'engineVersion' | 'seed' | 'draws'>,
  select: Selection,
  columns: ReadonlyMap<number, Column>,
): Outcome {
  const columnAt = (position: number | null | undefined): Column | null =>
    (position == null ? null : columns.get(position)) ?? null;
  return {
    ...about,
    groups: groups
      .filter(({ kind }) => select.groups.includes(kind))
      .map(({ columns: positions, ...group }) => ({
        ...group,
        columns: Object.fromEntries(
          select.metrics.map((metric) => [metric, columnAt(positions[metric])]),
        ),
      })),
    targets,
    withinBudget,
    withinBudgetStandardError,
    diagnostics,
  };
}
