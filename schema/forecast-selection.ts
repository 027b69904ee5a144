import type { GroupKind, Metric, Selection } from '../simulations/index.js';
import { SUMMARY_METRICS } from './forecast-text.js';
import { HEADLINE_METRICS } from './forecast-warnings.js';
import { METRIC_NAMES, metricField } from './metric.js';
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
const WRITTEN: Readonly<
  Record<string, { readonly metrics: readonly Metric[]; readonly groups: readonly GroupKind[] }>
> = {
  summary: { metrics: SUMMARY_METRICS, groups: ['TOTAL'] },
  table: { metrics: TABLE_METRICS, groups: ['LINE', 'TOTAL'] },
  warnings: { metrics: HEADLINE_METRICS, groups: ['TOTAL'] },
  monteCarloError: { metrics: HEADLINE_METRICS, groups: ['TOTAL'] },
};

/** What the engine must compute for the fields that a query selects on a Forecast. */
export function forecastSelection({ fields }: SelectedFields): Selection {
  const selections = [...fields].flatMap(([name, below]): Selection[] => {
    if (Object.hasOwn(WRITTEN, name)) return [WRITTEN[name]];
    if (!Object.hasOwn(GROUPS, name)) return [];
    return [{ metrics: metricsIn(below), groups: [GROUPS[name]] }];
  });
  return unite(selections);
}

/** Everything that any of the selections asks for. */
export function unite(selections: readonly Selection[]): Selection {
  const metrics = new Set(selections.flatMap((selection) => selection.metrics));
  const groups = new Set(selections.flatMap((selection) => selection.groups));
  return { metrics: METRIC_NAMES.filter((metric) => metrics.has(metric)), groups: [...groups] };
}

function metricsIn({ fields }: SelectedFields): Metric[] {
  return [...fields.keys()].flatMap((field) => METRIC_OF.get(field) ?? []);
}
