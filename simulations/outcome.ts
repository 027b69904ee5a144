import type { EvidenceReport } from './evidence/report.js';
import type { Metric } from './metrics.js';

/** Draw d belongs to batch d mod BATCHES; batches use independent streams. */
export const BATCHES = 8;

/**
 * One metric of one group over all worlds.
 *
 * `draws` is in the order of draws: NaN where the value is undefined, +∞ for a cost without any
 * outcome. `sorted` holds the defined values in ascending order, +∞ last.
 */
export interface Column {
  readonly draws: Float64Array;
  readonly sorted: Float64Array;
}

export type GroupKind = 'TOTAL' | 'TIER' | 'LAYER' | 'PLATFORM' | 'LINE';

/** Lines added up: all of them, or those of one tier, role, platform, or a single line. */
export interface Group {
  readonly kind: GroupKind;
  /** Tier key, role, platform or line key; `total` for the whole. */
  readonly key: string;
  /** Absent: not selected. Null: undefined by construction (display has no CPE). */
  readonly columns: Readonly<Partial<Record<Metric, Column | null>>>;
  /** What counts as negative: reactions on YouTube, comments elsewhere; null without engagements. */
  readonly basis: 'DISLIKES' | 'COMMENT_SENTIMENT' | 'MIXED' | null;
}

/** What to compute. Asking for less never changes a number. */
export interface Selection {
  readonly metrics: readonly Metric[];
  readonly groups: readonly GroupKind[];
  /** Whether to compute P(spend ≤ budget), which takes every price. */
  readonly withinBudget?: boolean;
  /** Day by day: each of the metrics of each of the groups. */
  readonly daily?: Pick<Selection, 'metrics' | 'groups'>;
}

export interface Precision {
  /** Number of worlds: a multiple of BATCHES. */
  readonly draws: number;
}

/** A fact about the run that a careful reader must know; schema/ says it in words. */
export type Diagnostic =
  | { readonly kind: 'NOTHING_BOUGHT'; readonly line: string; readonly probability: number }
  | { readonly kind: 'UNSPENT'; readonly line: string; readonly share: number }
  | { readonly kind: 'ROSTER_EXHAUSTED'; readonly line: string; readonly probability: number }
  | { readonly kind: 'SHARER_REACH'; readonly share: number };

export interface Outcome {
  readonly engineVersion: number;
  readonly seed: string;
  readonly draws: number;
  readonly groups: readonly Group[];
  /** Probability of each of the scenario's targets in order, and of all of them in the same world. */
  readonly targets: {
    readonly probabilities: readonly number[];
    /** Monte Carlo standard error of each probability. */
    readonly standardErrors: readonly number[];
    readonly joint: number | null;
    readonly jointStandardError: number | null;
  };
  /** P(spend ≤ budget); null without a budget, or where it was not selected. */
  readonly withinBudget: number | null;
  readonly withinBudgetStandardError: number | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Absent: not selected. */
  readonly daily?: DailyOutcome;
  /** What the placements that were seen say; absent where the question says no today. */
  readonly evidence?: EvidenceReport;
}

/** What parts of a plan have brought by the end of each of some points of time. */
export interface DailyOutcome {
  /** Worlds: the first of the outcome's. */
  readonly draws: number;
  /** Day on which the first point begins, counted from the start of the flight. */
  readonly firstDay: number;
  /** Days from one point to the next. */
  readonly stepDays: number;
  readonly points: number;
  readonly groups: readonly DailyGroup[];
}

export interface DailyGroup {
  readonly kind: GroupKind;
  readonly key: string;
  /**
   * Cumulative, [point · draws + draw], the last point being the group's metric itself. Absent: not
   * selected, or undefined by construction.
   */
  readonly curves: Readonly<Partial<Record<Metric, Float64Array>>>;
}
