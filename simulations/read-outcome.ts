import { ENGINE_VERSION } from './engine-version.js';
import { evidenceReport } from './evidence/report.js';
import { isAtLeast, isAtMost } from './math/threshold.js';
import type { Metric } from './metrics.js';
import { BATCHES, type Column, type Diagnostic, type Outcome } from './outcome.js';
import type { GroupPlan } from './plan/groups.js';
import type { Plan } from './plan/plan.js';
import { BLOCK } from './random.js';
import type { RunOptions } from './run.js';
import { columnKey, type ColumnPlans, drawsAt, type RunMemory, TALLY } from './run-memory.js';
import type { Target } from './scenario.js';

type Tally = Record<(typeof TALLY)[number], number>;

/** Reads a finished run: columns as views of its memory, odds and diagnostics computed. */
export function readOutcome(
  plan: Plan,
  { all }: ColumnPlans,
  memory: RunMemory,
  { seed, select }: Pick<RunOptions, 'seed' | 'select'>,
): Outcome {
  const { draws } = memory;
  const position = new Map(
    all.map(({ metric, group }, i) => [columnKey(plan, metric, group), i] as const),
  );
  const columnOf = (metric: Metric, group: GroupPlan): Column | null => {
    const at = position.get(columnKey(plan, metric, group));
    return at === undefined ? null : columnAt(memory, at);
  };
  const drawsOf = (metric: Metric): Float64Array | null => {
    const at = position.get(columnKey(plan, metric, plan.total));
    return at === undefined ? null : drawsAt(memory, 'columns', at);
  };
  const within = select.withinBudget === true ? withinBudget(plan, memory, all.length) : null;
  const evidence = evidenceReport(plan);
  return {
    engineVersion: ENGINE_VERSION,
    seed,
    draws,
    groups: plan.groups.map((group) => ({
      kind: group.kind,
      key: group.key,
      basis: group.basis,
      columns: Object.fromEntries(
        select.metrics.map((metric) => [metric, columnOf(metric, group)]),
      ),
    })),
    targets: targetOdds(plan.scenario.targets, drawsOf, draws),
    withinBudget: within === null ? null : shareOf(within, 0, 1),
    withinBudgetStandardError: within === null ? null : standardErrorOfShare(within),
    diagnostics: diagnostics(plan, memory),
    ...(evidence && { evidence }),
  };
}

function columnAt(memory: RunMemory, index: number): Column {
  return {
    draws: drawsAt(memory, 'columns', index),
    sorted: drawsAt(memory, 'sorted', index).subarray(0, new Int32Array(memory.defined)[index]),
  };
}

/** 1 for each draw that keeps the budget; null without one. */
function withinBudget(plan: Plan, memory: RunMemory, spendColumn: number): Uint8Array | null {
  const { budgetMinor } = plan.scenario;
  if (budgetMinor === null) return null;
  return Uint8Array.from(drawsAt(memory, 'columns', spendColumn), (spend) =>
    isAtMost(spend, budgetMinor) ? 1 : 0,
  );
}

function diagnostics(plan: Plan, memory: RunMemory): Diagnostic[] {
  const { draws } = memory;
  const tallies = talliesOf(plan, memory);
  const found: Diagnostic[] = [];
  for (const line of plan.lines) {
    const { nothingBought, rosterExhausted, unspentMinor } = tallies[line.index];
    if (Number.isNaN(line.moneyMinor)) continue;
    const { key } = line;
    found.push({ kind: 'NOTHING_BOUGHT', line: key, probability: nothingBought / draws });
    found.push({ kind: 'UNSPENT', line: key, share: unspentMinor / draws / line.moneyMinor });
    if (rosterExhausted > 0) {
      found.push({ kind: 'ROSTER_EXHAUSTED', line: key, probability: rosterExhausted / draws });
    }
  }
  const reach = tallies.reduce((sum, tally) => sum + tally.reach, 0);
  const sharers = plan.lines.filter(({ role }) => role === 'SHARER');
  if (reach > 0 && sharers.length > 0) {
    const shared = sharers.reduce((sum, { index }) => sum + tallies[index].reach, 0);
    found.push({ kind: 'SHARER_REACH', share: shared / reach });
  }
  return found;
}

/** Per line, added up in the order of the blocks. */
function talliesOf({ lineCount }: Plan, memory: RunMemory): Tally[] {
  const of = new Float64Array(memory.tallies);
  const blocks = Math.ceil(memory.draws / BLOCK);
  return Array.from({ length: lineCount }, (_, line) => {
    const tally: Tally = { nothingBought: 0, rosterExhausted: 0, unspentMinor: 0, reach: 0 };
    for (let block = 0; block < blocks; block++) {
      TALLY.forEach((field, i) => {
        tally[field] += of[(block * lineCount + line) * TALLY.length + i];
      });
    }
    return tally;
  });
}

/** Whether a value keeps a promise, whatever the rounding; NaN does not. */
export function isMet(
  { atLeast, atMost }: Pick<Target, 'atLeast' | 'atMost'>,
  value: number,
): boolean {
  return atLeast === null ? isAtMost(value, atMost ?? NaN) : isAtLeast(value, atLeast);
}

/** P(target) per target and P(all), with the spread between batches; undefined draws miss. */
export function targetOdds(
  targets: readonly Target[],
  drawsOf: (metric: Metric) => Float64Array | null,
  draws: number,
): Outcome['targets'] {
  const all = new Uint8Array(draws).fill(1);
  const met = targets.map((target) => {
    const values = drawsOf(target.metric);
    return Uint8Array.from({ length: draws }, (_, d) => {
      const hit = isMet(target, values === null ? NaN : values[d]);
      if (!hit) all[d] = 0;
      return hit ? 1 : 0;
    });
  });
  return {
    probabilities: met.map((hits) => shareOf(hits, 0, 1)),
    standardErrors: met.map(standardErrorOfShare),
    joint: targets.length === 0 ? null : shareOf(all, 0, 1),
    jointStandardError: targets.length === 0 ? null : standardErrorOfShare(all),
  };
}

function shareOf(hits: Uint8Array, from: number, step: number): number {
  let sum = 0;
  let count = 0;
  for (let d = from; d < hits.length; d += step) {
    sum += hits[d];
    count++;
  }
  return sum / count;
}

/** Draws are independent, so batches of them are, and their spread measures the error. */
function standardErrorOfShare(hits: Uint8Array): number {
  const shares = Array.from({ length: BATCHES }, (_, batch) => shareOf(hits, batch, BATCHES));
  const mean = shares.reduce((sum, share) => sum + share, 0) / BATCHES;
  const squares = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0);
  return Math.sqrt(squares / (BATCHES - 1) / BATCHES);
}
