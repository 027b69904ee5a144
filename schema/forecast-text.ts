import {
  probabilityAtLeast,
  quantile,
  type Column,
  type GroupKind,
  type Metric,
  type Outcome,
} from '../simulations/index.js';
import { readableMoney, readableOdds, readableShare } from './readable.js';
import type { ResolvedScenario } from './scenario.js';
import { textTable } from './text-table.js';
import { minorUnits, readable } from './unit.js';

/** What the summary and the table are written from. */
export const SUMMARY_METRICS: readonly Metric[] = [
  'REACH',
  'ENGAGEMENTS',
  'NEGATIVE_ENGAGEMENT_RATIO',
  'CLICKS',
];
const TABLE_COLUMNS: readonly (readonly [Metric, string])[] = [
  ['PLACEMENTS', 'Placements'],
  ['SPEND', 'Spend'],
  ['REACH', 'Reach'],
  ['ENGAGEMENTS', 'Engagements'],
  ['NEGATIVE_ENGAGEMENT_RATIO', 'Negative share'],
  ['CLICKS', 'Clicks'],
  ['CPE', 'Per engagement'],
];
export const TABLE_METRICS = TABLE_COLUMNS.map(([metric]) => metric);

/** Above this share a planner should expect a conversation about it. */
const HIGH_NEGATIVE_RATIO = 0.05;

/** A group's column: undefined if it was not computed, null if the metric does not exist there. */
export function columnOf(
  outcome: Outcome,
  kind: GroupKind,
  key: string,
  metric: Metric,
): Column | null | undefined {
  return outcome.groups.find((group) => group.kind === kind && group.key === key)?.columns[metric];
}

/** Two sentences: what the money buys, and the odds that it goes wrong or meets its targets. */
export function forecastSummary(resolved: ResolvedScenario, outcome: Outcome): string {
  const { currency } = resolved.scenario;
  const total = (metric: Metric) => columnOf(outcome, 'TOTAL', 'total', metric) ?? null;
  /** `6.91M people (5.13M to 9.08M)`: the median, P10 and P90. */
  const range = (metric: Metric, what: string) => {
    const at = (p: number) => readableQuantile(metric, total(metric), p, currency);
    return `${at(0.5)} ${what} (${at(0.1)} to ${at(0.9)})`;
  };
  const ratio = total('NEGATIVE_ENGAGEMENT_RATIO');
  const gain = ratio
    ? `earn ${range('ENGAGEMENTS', 'engagements')}`
    : `bring ${range('CLICKS', 'clicks')}`;
  const first = `${buyer(resolved)} should reach ${range('REACH', 'people')} and ${gain}, each range with 8 chances in 10.`;
  const risks = [risk(ratio, outcome.draws), ...promise(outcome)];
  return `${first} ${risks.join(', and ')}.`;
}

function buyer({ scenario }: ResolvedScenario): string {
  if (scenario.budgetMinor === null) return 'This plan';
  const budget = scenario.budgetMinor / minorUnits(scenario.currency);
  return `${readableMoney(budget, scenario.currency)} spent this way`;
}

function risk(ratio: Column | null, draws: number): string {
  if (!ratio) return 'Display advertising earns no engagement, so none of it can turn negative';
  const above = probabilityAtLeast(ratio, HIGH_NEGATIVE_RATIO);
  const odds = above === null ? 'unknown' : readableOdds(above, draws);
  const median = quantile(ratio, 0.5);
  return `The odds that more than ${readableShare(HIGH_NEGATIVE_RATIO)} of the engagement is negative are ${odds} (median ${median === null ? '–' : readableShare(median)})`;
}

/** The odds of what was promised: the targets, or else the budget where it can be overspent. */
function promise({ targets: { joint, probabilities }, withinBudget, draws }: Outcome): string[] {
  if (joint !== null && probabilities.length > 0) {
    const what = probabilities.length === 1 ? 'the target' : `all ${probabilities.length} targets`;
    return [`the odds of meeting ${what} are ${readableOdds(joint, draws)}`];
  }
  if (withinBudget === null || withinBudget === 1) return [];
  return [`the odds of staying within the budget are ${readableOdds(withinBudget, draws)}`];
}

/** A quantile in words: `–` where nothing is defined, `∞` where money brings no outcome. */
function readableQuantile(
  metric: Metric,
  column: Column | null,
  p: number,
  currency: string,
): string {
  if (!column || column.sorted.length === 0) return '–';
  const value = quantile(column, p);
  return value === null ? '∞' : readable(metric, value, currency);
}

/** One row per line of the plan and one for the whole; P50 and, in brackets, P10–P90. */
export function forecastTable(resolved: ResolvedScenario, outcome: Outcome): string[] {
  const lines = resolved.scenario.lines.map(({ key }) => ({
    name: resolved.lineNames[key],
    column: (metric: Metric) => columnOf(outcome, 'LINE', key, metric) ?? null,
  }));
  const total = {
    name: 'Total',
    column: (metric: Metric) => columnOf(outcome, 'TOTAL', 'total', metric) ?? null,
  };
  return resultTable(lines.length > 1 ? [...lines, total] : lines, resolved.scenario.currency);
}

export interface TableRow {
  readonly name: string;
  readonly column: (metric: Metric) => Column | null;
}

export function resultTable(rows: readonly TableRow[], currency: string): string[] {
  const table = textTable(
    ['', ...TABLE_COLUMNS.map(([, title]) => title)],
    rows.map(({ name, column }) => [
      name,
      ...TABLE_METRICS.map((metric) => tableCell(metric, column(metric), currency)),
    ]),
  );
  return [
    ...table,
    'Median, with P10–P90 in brackets; – where there is nothing to measure, ∞ where money brings nothing.',
  ];
}

function tableCell(metric: Metric, column: Column | null, currency: string): string {
  const [low, median, high] = [0.1, 0.5, 0.9].map((p) =>
    readableQuantile(metric, column, p, currency),
  );
  return low === median && median === high ? median : `${median} (${low}–${high})`;
}
