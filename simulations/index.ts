/** The only door: scenario in, distributions out. */
export { SimulationAborted } from './aborted.js';
export { baselineOf, type BaselineGroup } from './accuracy/baseline.js';
export type { ShareInterval } from './accuracy/binomial-interval.js';
export { OBSERVED_METRICS, type ObservedMetric } from './accuracy/observed-metrics.js';
export * from './accuracy/record.js';
export { SETTLED_SHARE, settledAge, usualGrowth, usualShare } from './accuracy/settled-age.js';
export type {
  Assumptions,
  EvidenceClass,
  Negativity,
  Parameter,
  Preset,
} from './assumptions/assumptions.js';
export { FOLLOWERS_IN_DATA } from './assumptions/data-range.js';
export {
  DEFAULT_PRESET,
  isOutdated,
  NEGATIVITY_BELIEFS,
  PARAMETERS,
  PRESETS,
  type PresetInfo,
} from './assumptions/presets.js';
export { resolveAssumptions, type AssumptionChoice } from './assumptions/resolve.js';
export { TIER_SCHEMES, type TierDefinition, type TierScheme } from './assumptions/tiers.js';
export { calibrate, type Prior } from './calibration/calibrate.js';
export type { Learned, LearnedLevel, LearnedParameter } from './calibration/learned.js';
export type { RecordedPlacement } from './calibration/recorded.js';
export { probabilityBetter, type PairedOdds } from './compare.js';
export * from './distribution.js';
export * from './math/scores.js';
export { ROUNDING } from './math/threshold.js';
export { DAILY_METRICS, type DailyMetric } from './daily/metrics.js';
export { type DailySize, dailySizeOf, PRICE_OF_DAYS } from './daily/daily-memory.js';
export {
  type EvidenceReport,
  type Expected,
  NEGATIVE_SHARE,
  type PlacementReport,
} from './evidence/report.js';
export { UNLIKELY, type UnlikelyCount } from './evidence/unlikely-counts.js';
export { METRICS, type Metric } from './metrics.js';
export * from './outcome.js';
export { BLOCK } from './random.js';
export { isMet, targetOdds } from './read-outcome.js';
export type { CreatorRow } from './parameters.js';
export { placementsOf } from './plan/expected-placements.js';
export * from './scenario.js';
export { ENGINE_VERSION } from './engine-version.js';
export type { LineMemories, LineMemory } from './line-memory.js';
export { lineNames } from './line-names.js';
export { type OtherRun, type ReusedLines, Run, type RunOptions } from './run.js';
export type { RunMemory } from './run-memory.js';
export { DEFAULT_SEED, forecastId, simulate, type SimulateOptions } from './simulate.js';
export { warmUp } from './warm-up.js';
