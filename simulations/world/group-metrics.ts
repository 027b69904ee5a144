import type { Metric } from '../metrics.js';
import type { GroupPlan } from '../plan/groups.js';
import type { Plan } from '../plan/plan.js';
import { BLOCK } from '../random.js';
import type { Block } from './block.js';
import type { LineSums } from './line-sums.js';
import { shareReachedThrice } from '../math/frequency.js';
import { planReach, type ReachPlan, uniqueReach, uniqueTargetReach } from './unique-reach.js';

const FIELDS = [
  'posted',
  'booked',
  'outreach',
  'spend',
  'unspent',
  'refunds',
  'views',
  'reach',
  'amplified',
  'positive',
  'negative',
  'events',
  'shares',
  'clicks',
  'conversions',
  'redemptions',
  'revenue',
  'emv',
] as const satisfies readonly (keyof LineSums)[];

/** A group's sums over its lines in key order, one value per draw of the block. */
type Totals = Readonly<Record<(typeof FIELDS)[number] | 'unique' | 'target', Float64Array>> & {
  readonly universe: number;
};

/** Every metric of a group in one draw; money in minor units. */
const FORMULAS: Readonly<Record<Metric, (totals: Totals, d: number) => number>> = {
  PLACEMENTS: ({ posted }, d) => posted[d],
  BOOKED: ({ booked }, d) => booked[d],
  OUTREACH: ({ outreach }, d) => outreach[d],
  SPEND: ({ spend }, d) => spend[d],
  UNSPENT: ({ unspent }, d) => unspent[d],
  REFUNDS: ({ refunds }, d) => refunds[d],
  IMPRESSIONS: impressions,
  GROSS_REACH: ({ reach, amplified }, d) => reach[d] + amplified[d],
  REACH: ({ unique }, d) => unique[d],
  TARGET_REACH: ({ target }, d) => target[d],
  FREQUENCY: (totals, d) => rate(impressions(totals, d), totals.unique[d]),
  REACH_3_PLUS: (totals, d) =>
    totals.universe *
    shareReachedThrice(
      impressions(totals, d) / totals.universe,
      totals.unique[d] / totals.universe,
    ),
  ENGAGEMENTS: engagements,
  POSITIVE_ENGAGEMENTS: ({ positive }, d) => positive[d],
  NEGATIVE_ENGAGEMENTS: ({ negative }, d) => negative[d],
  NEGATIVE_ENGAGEMENT_RATIO: (totals, d) => rate(totals.negative[d], engagements(totals, d)),
  NET_SENTIMENT: (totals, d) =>
    rate(totals.positive[d] - totals.negative[d], engagements(totals, d)),
  BRAND_SAFETY_EVENTS: ({ events }, d) => events[d],
  SHARES: ({ shares }, d) => shares[d],
  CLICKS: ({ clicks }, d) => clicks[d],
  CONVERSIONS: ({ conversions }, d) => conversions[d],
  REDEMPTIONS: ({ redemptions }, d) => redemptions[d],
  REVENUE: ({ revenue }, d) => revenue[d],
  EMV: ({ emv }, d) => emv[d],
  CPM: (totals, d) => 1000 * cost(totals.spend[d], impressions(totals, d)),
  CPE: (totals, d) => cost(totals.spend[d], engagements(totals, d)),
  CPC: ({ spend, clicks }, d) => cost(spend[d], clicks[d]),
  CPA: ({ spend, conversions }, d) => cost(spend[d], conversions[d]),
  ROAS: ({ revenue, spend }, d) => rate(revenue[d], spend[d]),
};

/** Metrics that display advertising has by construction no value for. */
const OF_PEOPLE: readonly Metric[] = ['NEGATIVE_ENGAGEMENT_RATIO', 'NET_SENTIMENT', 'CPE', 'EMV'];

/** Whether a metric has no value for a group by construction. */
export function isUndefined(metric: Metric, { basis }: GroupPlan): boolean {
  return basis === null && OF_PEOPLE.includes(metric);
}

/** The metrics of some lines added up, block by block. */
export class GroupMetrics {
  private readonly totals: Totals;
  private readonly reach: ReachPlan;

  /** @param draws - per metric that is defined, room for all draws of the run */
  constructor(
    private readonly plan: Plan,
    private readonly group: GroupPlan,
    private readonly draws: ReadonlyMap<Metric, Float64Array>,
  ) {
    this.reach = planReach(plan, group.lines);
    this.totals = emptyTotals(plan.scenario.universe);
  }

  /** Writes the block's draws, from position `at` on. */
  write(block: Block, at: number): void {
    this.addUp(block);
    for (const [metric, draws] of this.draws) {
      const formula = FORMULAS[metric];
      for (let d = 0; d < block.size; d++) draws[at + d] = formula(this.totals, d);
    }
  }

  private addUp(block: Block): void {
    const { totals, reach } = this;
    const { needs } = this.plan;
    const { size, sums } = block;
    for (const field of FIELDS) {
      const total = totals[field];
      total.fill(0);
      for (const line of this.group.lines) {
        const part = sums[line][field];
        for (let d = 0; d < size; d++) total[d] += part[d];
      }
    }
    if (needs.events) this.addSharedEvents(block);
    if (!needs.unique) return;
    const { unique, target } = totals;
    for (let d = 0; d < size; d++) {
      unique[d] = uniqueReach(block, reach, d);
      target[d] = needs.target ? uniqueTargetReach(block, reach, d) : unique[d];
    }
  }

  /** An influencer with several placements in the group counts once. */
  private addSharedEvents({ sharedEvents }: Block): void {
    const { events } = this.totals;
    const counted = new Set<string>();
    for (const { draw, profile, line } of sharedEvents) {
      const event = `${draw} ${profile}`;
      if (!this.group.lines.includes(line) || counted.has(event)) continue;
      counted.add(event);
      events[draw]++;
    }
  }
}

function emptyTotals(universe: number): Totals {
  const empty = () => new Float64Array(BLOCK);
  return {
    universe,
    posted: empty(),
    booked: empty(),
    outreach: empty(),
    spend: empty(),
    unspent: empty(),
    refunds: empty(),
    views: empty(),
    reach: empty(),
    amplified: empty(),
    positive: empty(),
    negative: empty(),
    events: empty(),
    shares: empty(),
    clicks: empty(),
    conversions: empty(),
    redemptions: empty(),
    revenue: empty(),
    emv: empty(),
    unique: empty(),
    target: empty(),
  };
}

function impressions({ views, amplified }: Totals, d: number): number {
  return views[d] + amplified[d];
}

function engagements({ positive, negative }: Totals, d: number): number {
  return positive[d] + negative[d];
}

/** NaN over zero: a rate that nobody can state. */
function rate(of: number, over: number): number {
  return over > 0 ? of / over : NaN;
}

/** +∞ for money without any outcome, NaN for neither. */
function cost(spend: number, outcomes: number): number {
  if (outcomes > 0) return spend / outcomes;
  return spend > 0 ? Infinity : NaN;
}
