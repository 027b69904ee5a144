import {
  probabilityAtLeast,
  quantile,
  type Column,
  type GroupKind,
  type Metric,
  type Outcome,
} from '../simulations/index.js';
import { readableMoney, readableOdds } from './readable.js';
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
export const TABLE_METRICS: readonly Metric[] = [
  'PLACEMENTS',
  'SPEND',
  'REACH',
  'ENGAGEMENTS',
  'NEGATIVE_ENGAGEMENT_RATIO',
  'CLICKS',
  'CPE',
];

const TABLE_TITLES: Readonly<Partial<Record<Metric, string>>> = {
  PLACEMENTS: 'Placements',
  SPEND: 'Spend',
  REACH: 'Reach',
  ENGAGEMENTS: 'Engagements',
  NEGATIVE_ENGAGEMENT_RATIO: 'Negative share',
  CLICKS: 'Clicks',
  CPE: 'Per engagement',
};

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
  const { scenario } = resolved;
  const total = (metric: Metric) => columnOf(outcome, 'TOTAL', 'total', metric) ?? null;
  const engagements = total('ENGAGEMENTS');
  const gains = [
    `reach ${middle('REACH', total('REACH'), scenario.currency)} people`,
    engagements
      ? `earn ${middle('ENGAGEMENTS', engagements, scenario.currency)} engagements`
      : `bring ${middle('CLICKS', total('CLICKS'), scenario.currency)} clicks`,
  ];
  const first = `${buyer(resolved)} should ${gains.join(' and ')}, each range with 8 chances in 10.`;
  return `${first} ${risk(resolved, outcome, total('NEGATIVE_ENGAGEMENT_RATIO'))}`;
}

function buyer({ scenario }: ResolvedScenario): string {
  if (scenario.budgetMinor === null) return 'This plan';
  const budget = scenario.budgetMinor / minorUnits(scenario.currency);
  return `${readableMoney(budget, scenario.currency)} spent this way`;
}

function risk(resolved: ResolvedScenario, outcome: Outcome, ratio: Column | null): string {
  const { scenario } = resolved;
  const negatives = ratio
    ? `The odds that more than ${readable('NEGATIVE_ENGAGEMENT_RATIO', HIGH_NEGATIVE_RATIO, scenario.currency)} of the engagement is negative are ${above(ratio, HIGH_NEGATIVE_RATIO, outcome.draws)} (median ${readable('NEGATIVE_ENGAGEMENT_RATIO', quantile(ratio, 0.5), scenario.currency)})`
    : 'Display advertising earns no engagement, so none of it can turn negative';
  const { joint, probabilities } = outcome.targets;
  if (joint !== null && probabilities.length > 0) {
    const what = probabilities.length === 1 ? 'the target' : `all ${probabilities.length} targets`;
    return `${negatives}, and the odds of meeting ${what} are ${readableOdds(joint, outcome.draws)}.`;
  }
  if (outcome.withinBudget !== null && outcome.withinBudget < 1) {
    return `${negatives}, and the odds of staying within the budget are ${readableOdds(outcome.withinBudget, outcome.draws)}.`;
  }
  return `${negatives}.`;
}

function above(column: Column, threshold: number, draws: number): string {
  const probability = probabilityAtLeast(column, threshold);
  return probability === null ? 'unknown' : readableOdds(probability, draws);
}

/** `6.91M (5.13M to 9.08M)`: the median, P10 and P90. */
function middle(metric: Metric, column: Column | null, currency: string): string {
  if (!column) return '–';
  const at = (p: number) => readable(metric, quantile(column, p), currency);
  return `${at(0.5)} (${at(0.1)} to ${at(0.9)})`;
}

/** One row per line of the plan and one for the whole; P50 and, in brackets, P10–P90. */
export function forecastTable(resolved: ResolvedScenario, outcome: Outcome): string {
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

export function resultTable(rows: readonly TableRow[], currency: string): string {
  const table = textTable(
    ['', ...TABLE_METRICS.map((metric) => TABLE_TITLES[metric] ?? metric)],
    rows.map(({ name, column }) => [
      name,
      ...TABLE_METRICS.map((metric) => tableCell(metric, column(metric), currency)),
    ]),
  );
  return `${table}\nMedian, with P10–P90 in brackets; – where there is nothing to divide by.`;
}

function tableCell(metric: Metric, column: Column | null, currency: string): string {
  if (!column) return '–';
  const at = (p: number) => readable(metric, quantile(column, p), currency);
  const [low, median, high] = [at(0.1), at(0.5), at(0.9)];
  return low === median && median === high ? median : `${median} (${low}–${high})`;
}
