import { quantile, type Column, type Metric } from '../simulations/index.js';
import { textTable } from './text-table.js';
import { readable } from './unit.js';

export interface TableRow {
  readonly name: string;
  readonly column: (metric: Metric) => Column | null;
}

/** What a planner looks for first, each with its spread. */
const SPREADS: readonly (readonly [Metric, string])[] = [
  ['REACH', 'Reach'],
  ['ENGAGEMENTS', 'Engagements'],
  ['NEGATIVE_ENGAGEMENT_RATIO', 'Negative engagement'],
];
const MEDIANS: readonly (readonly [Metric, string])[] = [
  ['PLACEMENTS', 'Placements'],
  ['SPEND', 'Spend'],
  ['CLICKS', 'Clicks'],
  ['CPE', 'CPE'],
];
export const TABLE_METRICS = [...SPREADS, ...MEDIANS].map(([metric]) => metric);

const NOTES = ['P10–P90: 8 chances in 10. P50: the middle.', 'CPE: cost per engagement.'];
const SIGNS: readonly (readonly [string, string])[] = [
  ['–', '–: nothing to measure.'],
  ['∞', '∞: money without an outcome.'],
];

/**
 * A block of P10, P50 and P90 per headline metric, one of medians, and what the signs mean.
 *
 * @remarks Narrow, because GraphiQL wraps at about 50 characters on a small screen.
 */
export function resultTable(rows: readonly TableRow[], currency: string): string[] {
  const cells = (row: TableRow, metric: Metric, quantiles: readonly number[]) =>
    quantiles.map((p) => readableQuantile(metric, row.column(metric), p, currency));
  const spreads = SPREADS.flatMap(([metric, title]) => [
    [title, 'P10', 'P50', 'P90'],
    ...rows.map((row) => [row.name, ...cells(row, metric, [0.1, 0.5, 0.9])]),
    ['', '', '', ''],
  ]);
  const medians = [
    ['Medians', ...MEDIANS.map(([, title]) => title)],
    ...rows.map((row) => [row.name, ...MEDIANS.flatMap(([metric]) => cells(row, metric, [0.5]))]),
  ];
  const lines = [...textTable(spreads), ...textTable(medians)];
  const signs = SIGNS.filter(([sign]) => lines.some((line) => line.includes(sign)));
  return [...lines, '', ...NOTES, ...signs.map(([, note]) => note)];
}

/** A quantile in words: `–` where nothing is defined, `∞` where money brings no outcome. */
export function readableQuantile(
  metric: Metric,
  column: Column | null,
  p: number,
  currency: string,
): string {
  if (!column || column.sorted.length === 0) return '–';
  const value = quantile(column, p);
  return value === null ? '∞' : readable(metric, value, currency);
}
