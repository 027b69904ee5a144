import {
  baselineOf,
  type BaselineGroup,
  type Metric,
  OBSERVED_METRICS,
  type ObservedMetric,
  type Scenario,
  type Target,
} from '../simulations/index.js';
import type { SavedOutcome } from './saved-outcome.js';

/** What a saved forecast will be held to, as plain data. */
export interface ScoredPart {
  /** Whether it is of placements that its campaign had, not of a plan that may become others. */
  readonly isOwnPlan: boolean;
  /** What is paid beside the fees; money in minor units. */
  readonly costs: {
    readonly feeFactor: number;
    readonly perPlacementMinor: number;
    readonly perInfluencerMinor: number;
  };
  /** Of the plan, display advertising included. */
  readonly platforms: readonly string[];
  readonly groups: readonly ScoredGroup[];
  readonly targets: readonly (Target & { readonly probability: number })[];
}

export interface ScoredGroup {
  readonly kind: BaselineGroup['kind'];
  readonly key: string;
  /**
   * Where the draws are kept of what shares reach, which is in impressions and gross reach while no
   * post counts it; null where they reach nobody. Absent where it was not kept yet.
   */
  readonly amplified?: number | null;
  readonly metrics: Readonly<Partial<Record<ObservedMetric, ScoredMetric>>>;
}

export interface ScoredMetric {
  /** Where its draws are kept. */
  readonly position: number;
  /** The baseline. */
  readonly point: number;
}

/** @param columns - by position */
export function scoredPart(
  scenario: Scenario,
  { groups, targets }: SavedOutcome,
  columns: readonly Float64Array[],
  isOwnPlan: boolean,
): ScoredPart {
  const { fees, lines } = scenario;
  const positionOf = ({ kind, key }: BaselineGroup, metric: Metric) =>
    groups.find((group) => group.kind === kind && group.key === key)?.columns[metric] ?? null;
  const amplifiedIn = (group: BaselineGroup): number | null => {
    const position = positionOf(group, 'AMPLIFIED_REACH');
    return position === null || columns[position].every((people) => people === 0) ? null : position;
  };
  return {
    isOwnPlan,
    costs: {
      feeFactor: 1 + fees.agencyShare + fees.rightsShare,
      perPlacementMinor: fees.seedingMinor + fees.moderationMinor,
      perInfluencerMinor: lines.some(({ vetted }) => vetted) ? fees.screeningMinor : 0,
    },
    platforms: groups.filter(({ kind }) => kind === 'PLATFORM').map(({ key }) => key),
    groups: baselineOf(scenario).map((group) => ({
      kind: group.kind,
      key: group.key,
      amplified: amplifiedIn(group),
      metrics: Object.fromEntries(
        OBSERVED_METRICS.flatMap((metric) => {
          const position = positionOf(group, metric);
          const point = group.points[metric];
          // Without a code there is nothing to redeem, and nothing to foresee.
          return position === null || !(point > 0) ? [] : [[metric, { position, point }]];
        }),
      ),
    })),
    targets: scenario.targets.map((target, i) => ({
      ...target,
      probability: targets.probabilities[i],
    })),
  };
}
