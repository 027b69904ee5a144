import {
  DAILY_METRICS,
  type GroupKind,
  type Metric,
  type Selection,
} from '../simulations/index.js';
import { SUMMARY_METRICS } from './forecast-text.js';
import { METRIC_NAMES, metricField } from './metric.js';
import { HEADLINE_METRICS } from './monte-carlo-error.js';
import { TABLE_METRICS } from './result-table.js';
import type { SelectedFields } from './selected-fields.js';

const METRIC_OF = new Map(METRIC_NAMES.map((metric) => [metricField(metric), metric]));

const GROUPS: Readonly<Record<string, GroupKind>> = {
  total: 'TOTAL',
  tiers: 'TIER',
  layers: 'LAYER',
  platforms: 'PLATFORM',
  lines: 'LINE',
};

/** Fields that are written from results which the query need not select itself. */
const WRITTEN: Readonly<Record<string, Selection>> = {
  summary: { metrics: SUMMARY_METRICS, groups: ['TOTAL'], withinBudget: true },
  table: { metrics: TABLE_METRICS, groups: ['LINE', 'TOTAL'] },
  warnings: { metrics: HEADLINE_METRICS, groups: ['TOTAL'] },
  monteCarloError: { metrics: HEADLINE_METRICS, groups: ['TOTAL'] },
  withinBudget: { metrics: [], groups: [], withinBudget: true },
  withinBudgetStandardError: { metrics: [], groups: [], withinBudget: true },
};

/** Fields that are known before any draw. */
const UNSIMULATED = new Set([
  '__typename',
  'id',
  'accuracy',
  'assumptions',
  'seed',
  'draws',
  'precision',
  'dailyPrice',
  'engineVersion',
]);

/**
 * What the engine must compute for the fields that a query selects on a Forecast; null where none
 * of them has to be simulated, so that the price of a plan can be asked without paying it.
 */
export function forecastSelection({ fields }: SelectedFields): Selection | null {
  const selections = [...fields].flatMap(([name, below]): Selection[] => {
    if (UNSIMULATED.has(name)) return [];
    if (Object.hasOwn(WRITTEN, name)) return [WRITTEN[name]];
    const groups = Object.hasOwn(GROUPS, name) ? [GROUPS[name]] : [];
    const days = below.fields.get('daily');
    return [
      {
        metrics: metricsIn(below),
        groups,
        ...(days && { daily: { metrics: dailyMetricsIn(days), groups } }),
      },
    ];
  });
  return selections.length === 0 ? null : unite(selections);
}

/** Everything that any of the selections asks for. */
export function unite(selections: readonly Selection[]): Selection {
  const metrics = new Set(selections.flatMap((selection) => selection.metrics));
  const groups = new Set(selections.flatMap((selection) => selection.groups));
  const daily = selections.flatMap((selection) => selection.daily ?? []);
  return {
    metrics: METRIC_NAMES.filter((metric) => metrics.has(metric)),
    groups: [...groups],
    withinBudget: selections.some(({ withinBudget }) => withinBudget === true),
    ...(daily.length > 0 && { daily: uniteDaily(daily) }),
  };
}

function uniteDaily(selections: readonly NonNullable<Selection['daily']>[]): Selection['daily'] {
  const { metrics, groups } = unite(selections);
  return { metrics, groups };
}

function dailyMetricsIn({ fields }: SelectedFields): Metric[] {
  const metrics = metricsIn(fields.get('days') ?? { fields: new Map() });
  return metrics.filter((metric) => (DAILY_METRICS as readonly Metric[]).includes(metric));
}

function metricsIn({ fields }: SelectedFields): Metric[] {
  return [...fields.keys()].flatMap((field) => METRIC_OF.get(field) ?? []);
}
