/** The only door: scenario in, distributions out. */
export type { Assumptions, EvidenceClass, Negativity, Parameter, Preset } from './assumptions/assumptions.js';
export { METRICS, type Metric } from './metrics.js';
export * from './outcome.js';
export * from './scenario.js';
