import {
  probabilityAtLeast,
  quantile,
  type Column,
  type GroupKind,
  type Line,
  type Metric,
  type Outcome,
} from '../simulations/index.js';
import { readableMoney, readableOdds, readableShare } from './readable.js';
import { readableQuantile, resultTable } from './result-table.js';
import type { ResolvedScenario } from './scenario.js';
import { minorUnits } from './unit.js';

/** What the summary and the table are written from. */
export const SUMMARY_METRICS: readonly Metric[] = [
  'REACH',
  'ENGAGEMENTS',
  'NEGATIVE_ENGAGEMENT_RATIO',
  'CLICKS',
];

const TARGETS: Readonly<Partial<Record<number, string>>> = { 1: 'the target', 2: 'both targets' };

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
  const odds = [risk(ratio, outcome.draws), ...promise(outcome)];
  const last = odds.length - 1;
  return `${first} ${odds.map((clause, i) => (i > 0 && i === last ? `and ${clause}` : clause)).join(', ')}.`;
}

/** A budget is spent only where a line books until the money is gone; else it is a limit. */
function buyer({ scenario }: ResolvedScenario): string {
  const { budgetMinor, currency, lines, today } = scenario;
  if (today !== undefined) {
    return lines.some(isSeen) ? 'Given what was seen of it so far, this campaign' : 'This campaign';
  }
  if (budgetMinor === null || !lines.some(({ buy }) => 'share' in buy)) return 'This plan';
  return `${readableMoney(budgetMinor / minorUnits(currency), currency)} spent this way`;
}

const isSeen = ({ candidates }: Line): boolean =>
  !('medianFollowers' in candidates) && candidates.some(({ seen }) => seen !== undefined);

function risk(ratio: Column | null, draws: number): string {
  if (!ratio) return 'Display advertising earns no engagement, so none of it can turn negative';
  const above = probabilityAtLeast(ratio, HIGH_NEGATIVE_RATIO);
  const odds = above === null ? 'unknown' : readableOdds(above, draws);
  const median = quantile(ratio, 0.5);
  return `The odds that more than ${readableShare(HIGH_NEGATIVE_RATIO)} of the engagement is negative are ${odds} (median ${median === null ? '–' : readableShare(median)})`;
}

/** The odds of what was promised: the targets, and the budget where it can be overspent. */
function promise({ targets: { joint, probabilities }, withinBudget, draws }: Outcome): string[] {
  const promises: string[] = [];
  if (joint !== null && probabilities.length > 0) {
    const what = TARGETS[probabilities.length] ?? `all ${probabilities.length} targets`;
    promises.push(`the odds of meeting ${what} are ${readableOdds(joint, draws)}`);
  }
  if (withinBudget !== null && withinBudget < 1) {
    promises.push(`the odds of staying within the budget are ${readableOdds(withinBudget, draws)}`);
  }
  return promises;
}

/** Every line of the plan and, where there are several, the whole. */
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
