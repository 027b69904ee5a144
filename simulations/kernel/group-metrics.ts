import type { Metric } from '../metrics.js';
import type { GroupPlan, Plan } from '../plan.js';
import { BLOCK } from '../random.js';
import type { Block, LineSums } from './block.js';
import { shareReachedThrice } from './frequency.js';
import { planReach, type ReachPlan, uniqueReach, uniqueTargetReach } from './unique-reach.js';

/** Metrics that display advertising has by construction no value for. */
const OF_PEOPLE: readonly Metric[] = ['NEGATIVE_ENGAGEMENT_RATIO', 'NET_SENTIMENT', 'CPE', 'EMV'];

/** One group's metrics over all draws, filled block by block. */
export class GroupMetrics {
  /** Null where a metric is undefined by construction. */
  readonly draws: ReadonlyMap<Metric, Float64Array | null>;
  private readonly reach: ReachPlan;
  private readonly unique = new Float64Array(BLOCK);
  private readonly target = new Float64Array(BLOCK);

  constructor(
    private readonly plan: Plan,
    readonly group: GroupPlan,
    draws: number,
  ) {
    this.reach = planReach(plan, group.lines);
    const displayOnly = group.basis === null;
    this.draws = new Map(
      plan.metrics.map((metric) => [
        metric,
        displayOnly && OF_PEOPLE.includes(metric) ? null : new Float64Array(draws),
      ]),
    );
  }

  /** Adds the block's draws, from position `at` on. */
  add(block: Block, at: number): void {
    const { needs } = this.plan;
    for (let d = 0; d < block.size && needs.unique; d++) {
      this.unique[d] = uniqueReach(block, this.reach, d);
      this.target[d] = needs.target ? uniqueTargetReach(block, this.reach, d) : this.unique[d];
    }
    for (const [metric, draws] of this.draws) {
      if (draws !== null) this.fill(block, metric, draws, at);
    }
  }

  private fill(block: Block, metric: Metric, out: Float64Array, at: number): void {
    const { size } = block;
    const { universe } = this.plan.scenario;
    const { unique, target } = this;
    const sum = (of: keyof SummedFields, d: number): number => this.sum(block, of, d);
    const impressions = (d: number): number => sum('views', d) + sum('amplified', d);
    const engagements = (d: number): number => sum('positive', d) + sum('negative', d);
    const formulas: Readonly<Record<Metric, (d: number) => number>> = {
      PLACEMENTS: (d) => sum('posted', d),
      BOOKED: (d) => sum('booked', d),
      OUTREACH: (d) => sum('outreach', d),
      SPEND: (d) => sum('spend', d),
      UNSPENT: (d) => sum('unspent', d),
      REFUNDS: (d) => sum('refunds', d),
      IMPRESSIONS: impressions,
      GROSS_REACH: (d) => sum('reach', d) + sum('amplified', d),
      REACH: (d) => unique[d],
      TARGET_REACH: (d) => target[d],
      FREQUENCY: (d) => rate(impressions(d), unique[d]),
      REACH_3_PLUS: (d) =>
        universe * shareReachedThrice(impressions(d) / universe, unique[d] / universe),
      ENGAGEMENTS: engagements,
      POSITIVE_ENGAGEMENTS: (d) => sum('positive', d),
      NEGATIVE_ENGAGEMENTS: (d) => sum('negative', d),
      NEGATIVE_ENGAGEMENT_RATIO: (d) => rate(sum('negative', d), engagements(d)),
      NET_SENTIMENT: (d) => rate(engagements(d) - 2 * sum('negative', d), engagements(d)),
      BRAND_SAFETY_EVENTS: (d) => sum('events', d),
      SHARES: (d) => sum('shares', d),
      CLICKS: (d) => sum('clicks', d),
      CONVERSIONS: (d) => sum('conversions', d),
      REDEMPTIONS: (d) => sum('redemptions', d),
      REVENUE: (d) => sum('revenue', d),
      EMV: (d) => sum('emv', d),
      CPM: (d) => 1000 * cost(sum('spend', d), impressions(d)),
      CPE: (d) => cost(sum('spend', d), engagements(d)),
      CPC: (d) => cost(sum('spend', d), sum('clicks', d)),
      CPA: (d) => cost(sum('spend', d), sum('conversions', d)),
      ROAS: (d) => rate(sum('revenue', d), sum('spend', d)),
    };
    const formula = formulas[metric];
    for (let d = 0; d < size; d++) out[at + d] = formula(d);
    if (metric === 'BRAND_SAFETY_EVENTS') this.addSharedEvents(block, out, at);
  }

  private sum({ sums }: Block, of: keyof SummedFields, d: number): number {
    const { lines } = this.group;
    let total = 0;
    for (let i = 0; i < lines.length; i++) total += sums[lines[i]][of][d];
    return total;
  }

  /** An influencer with several placements in the group counts once. */
  private addSharedEvents({ sharedEvents }: Block, out: Float64Array, at: number): void {
    const counted = new Set<string>();
    for (const { draw, profile, line } of sharedEvents) {
      const event = `${draw} ${profile}`;
      if (!this.group.lines.includes(line) || counted.has(event)) continue;
      counted.add(event);
      out[at + draw]++;
    }
  }
}

type SummedFields = {
  [K in keyof LineSums as LineSums[K] extends Float64Array ? K : never]: LineSums[K];
};

/** NaN over zero: a rate that nobody can state. */
function rate(of: number, over: number): number {
  return over > 0 ? of / over : NaN;
}

/** +∞ for money without any outcome, NaN for neither. */
function cost(spend: number, outcomes: number): number {
  if (outcomes > 0) return spend / outcomes;
  return spend > 0 ? Infinity : NaN;
}
