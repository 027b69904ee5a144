import type { SpreadName } from './observations.js';

/** What a fit knows of levels, slopes and campaign shocks, and of the spreads around them. */
export interface Posterior {
  readonly mean: Float64Array;
  /** Row by row. */
  readonly covariance: Float64Array;
  readonly size: number;
  readonly campaigns: number;
  /** The prior's covariance, as wide as the results made it. */
  readonly prior: Float64Array;
  /** What each row's, or for negativity each platform's, own results say, without any prior. */
  readonly information: ReadonlyMap<
    string,
    { readonly precision: Float64Array; readonly weighted: Float64Array }
  >;
  readonly spreads: readonly LearnedSpread[];
}

export interface LearnedSpread {
  readonly name: SpreadName;
  /** Of accounts of 100,000 followers. */
  readonly variance: number;
  readonly prior: number;
  /** How many effects the results show as clearly as if they had been seen themselves. */
  readonly seen: number;
  /** Mean ln(followers ÷ 100,000) of the accounts that have shown it; 0 if it is the same for all. */
  readonly size: number;
  /** How ln sd changes with size; null if it does not. */
  readonly slope: {
    readonly value: number;
    readonly prior: number;
    /** What the results say alone, as a precision. */
    readonly information: number;
  } | null;
}
