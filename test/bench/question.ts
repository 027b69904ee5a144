import { type Metric, METRICS, type Outcome, type Selection } from '../../simulations/index.js';

/** What is computed: reach, engagements and the negative ratio, or everything. */
export type Mode = 'three' | 'all';
export const MODES: readonly Mode[] = ['three', 'all'];

export const THREE = ['REACH', 'ENGAGEMENTS', 'NEGATIVE_ENGAGEMENT_RATIO'] as const;
export type Three = (typeof THREE)[number];

/** Of the whole and of every tier. */
export const SELECT: Readonly<Record<Mode, Selection>> = {
  three: { metrics: THREE, groups: ['TOTAL', 'TIER'] },
  all: { metrics: Object.keys(METRICS) as Metric[], groups: ['TOTAL', 'TIER'] },
};

/** Defined values of one metric of the whole, in ascending order. */
export function totalOf({ groups }: Outcome, metric: Metric): Float64Array {
  const column = groups.find(({ kind }) => kind === 'TOTAL')?.columns[metric];
  if (!column) throw new Error(`${metric} of the whole was not simulated`);
  return column.sorted;
}

/** @returns seconds that something took */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
