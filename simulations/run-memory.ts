import { copyDaily, type DailyMemory } from './daily/daily-memory.js';
import { layLine, lengthened, type LineMemories, resultRows } from './line-memory.js';
import type { Metric } from './metrics.js';
import type { Selection } from './outcome.js';
import type { GroupPlan } from './plan/groups.js';
import type { Plan } from './plan/plan.js';
import { BLOCK } from './random.js';
import { isUndefined, sameMetric } from './world/group-metrics.js';

/** What the blocks of a run leave behind, in memory that threads can share. */
export interface RunMemory {
  /** Number of worlds that there is room for. */
  readonly draws: number;
  /** f64 [column][draw]: the columns of the plan, and last what is spent in all. */
  readonly columns: SharedArrayBuffer;
  /** As the columns of the answer, each sorted: the defined values first, +∞ last of them. */
  readonly sorted: SharedArrayBuffer;
  /** i32 [column]: how many draws are defined. */
  readonly defined: SharedArrayBuffer;
  /** i32 [column]: 1 where draws, sorted ones and their number were taken from another run. */
  readonly taken: SharedArrayBuffer;
  /** f64 [block][line][TALLY]. */
  readonly tallies: SharedArrayBuffer;
  /** What lines bring, of those that are kept for other runs. */
  readonly lines: LineMemories;
  /** Absent: no curves are selected. */
  readonly daily?: DailyMemory;
}

/** What a block says of a line: the fields of a tally in memory. */
export const TALLY = ['nothingBought', 'rosterExhausted', 'unspentMinor', 'reach'] as const;

/** A metric of some lines; groups of the same lines share their columns. */
export interface ColumnPlan {
  readonly metric: Metric;
  readonly group: GroupPlan;
}

/** The columns of a run in their order in memory, those undefined by construction left out. */
export interface ColumnPlans {
  readonly all: readonly ColumnPlan[];
  /** How many of them are of the answer and sorted; the others only tell whether targets are met. */
  readonly answered: number;
}

export function planColumns(plan: Plan, { metrics }: Selection): ColumnPlans {
  const columns = new Map<string, ColumnPlan>();
  const add = (metric: Metric, group: GroupPlan) => {
    if (isUndefined(metric, group)) return;
    const key = columnKey(plan, metric, group);
    if (!columns.has(key)) columns.set(key, { metric: sameMetric(plan, metric), group });
  };
  for (const group of plan.groups) for (const metric of metrics) add(metric, group);
  const answered = columns.size;
  for (const { metric } of plan.scenario.targets) add(metric, plan.total);
  return { all: [...columns.values()], answered };
}

export function columnKey(plan: Plan, metric: Metric, { lines }: GroupPlan): string {
  return `${sameMetric(plan, metric)} ${lines.join()}`;
}

/**
 * @param keys - of the lines to keep for other runs
 * @param known - what these bring, from other runs
 * @param daily - where its curves are drawn
 */
export function layRun(
  plan: Plan,
  { all, answered }: ColumnPlans,
  draws: number,
  keys: readonly string[] = [],
  known: LineMemories = {},
  daily?: DailyMemory,
): RunMemory {
  const bytes = draws * Float64Array.BYTES_PER_ELEMENT;
  const tallies = Math.ceil(draws / BLOCK) * plan.lineCount * TALLY.length;
  return {
    draws,
    columns: new SharedArrayBuffer((all.length + 1) * bytes),
    sorted: new SharedArrayBuffer(answered * bytes),
    defined: new SharedArrayBuffer(answered * Int32Array.BYTES_PER_ELEMENT),
    taken: new SharedArrayBuffer(answered * Int32Array.BYTES_PER_ELEMENT),
    tallies: new SharedArrayBuffer(tallies * Float64Array.BYTES_PER_ELEMENT),
    lines: layLines(plan, draws, keys, known),
    ...(daily && { daily }),
  };
}

function layLines(
  plan: Plan,
  draws: number,
  keys: readonly string[],
  known: LineMemories,
): LineMemories {
  return Object.fromEntries(
    keys.map((key) => {
      const rows = resultRows(
        plan.lines.find((line) => line.key === key)!,
        plan.needs,
      );
      return [key, key in known ? lengthened(known[key], rows, draws) : layLine(rows, draws)];
    }),
  );
}

/** A run as far as its columns go. */
export interface RunColumns {
  readonly plan: Plan;
  readonly columns: ColumnPlans;
  readonly memory: RunMemory;
}

/**
 * Takes over the columns of groups that have the same lines in both runs, finished.
 *
 * @param from - a run of the same selection and as many draws, that has ended
 * @param same - keys of the lines that bring the same in both
 */
export function takeColumns(from: RunColumns, to: RunColumns, same: readonly string[]): void {
  const places = new Map(namesOfColumns(from, same).map((name, place) => [name, place]));
  const defined = new Int32Array(to.memory.defined);
  const taken = new Int32Array(to.memory.taken);
  namesOfColumns(to, same).forEach((name, index) => {
    const place = places.get(name);
    if (name === null || place === undefined) return;
    for (const part of ['columns', 'sorted'] as const) {
      drawsAt(to.memory, part, index).set(drawsAt(from.memory, part, place));
    }
    defined[index] = new Int32Array(from.memory.defined)[place];
    taken[index] = 1;
  });
}

/** Of the columns of the answer; null for those of groups with other lines than these. */
function namesOfColumns({ plan, columns }: RunColumns, keys: readonly string[]): (string | null)[] {
  const known = new Map(
    plan.lines.filter(({ key }) => keys.includes(key)).map(({ index, key }) => [index, key]),
  );
  return columns.all.slice(0, columns.answered).map(({ metric, group }) => {
    const lines = [...group.lines].map((line) => known.get(line));
    return lines.includes(undefined) ? null : JSON.stringify([metric, lines]);
  });
}

/** A column's draws, or these in order, which fill it only as far as they are defined. */
export function drawsAt(
  memory: RunMemory,
  part: 'columns' | 'sorted',
  index: number,
): Float64Array {
  const at = index * memory.draws * Float64Array.BYTES_PER_ELEMENT;
  return new Float64Array(memory[part], at, memory.draws);
}

/**
 * Copies the draws that both runs of the same question have room for. A block that is not full in
 * both has tallies of other draws, and is to be drawn again.
 */
export function copyRun(from: RunMemory, to: RunMemory): void {
  const source = new Float64Array(from.columns);
  const target = new Float64Array(to.columns);
  const draws = Math.min(from.draws, to.draws);
  for (let at = 0; at < source.length; at += from.draws) {
    target.set(source.subarray(at, at + draws), (at / from.draws) * to.draws);
  }
  const tallies = new Float64Array(to.tallies);
  tallies.set(new Float64Array(from.tallies).subarray(0, tallies.length));
  if (from.daily !== undefined && to.daily !== undefined) copyDaily(from.daily, to.daily);
}
