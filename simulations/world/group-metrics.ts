import type { Metric } from '../metrics.js';
import type { GroupPlan } from '../plan/groups.js';
import type { Plan } from '../plan/plan.js';
import { BLOCK } from '../random.js';
import type { Block } from './block.js';
import type { Allocate, LineSums } from './line-sums.js';
import { planReach, type ReachPlan, uniqueReach, uniqueTargetReach } from './unique-reach.js';

/** What is added up over a group's lines, in key order. */
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

type Field = (typeof FIELDS)[number];

/** A group's values, one per draw of the block; whatever no selected metric needs is left out. */
type Values = Record<Field | keyof typeof DERIVED, Float64Array>;
type Value = keyof Values;

/** What follows from the sums, in an order in which it can be computed: what each is made from. */
const DERIVED = {
  impressions: ['views', 'amplified'],
  grossReach: ['reach', 'amplified'],
  engagements: ['positive', 'negative'],
  /** Positive less negative engagements. */
  balance: ['positive', 'negative'],
  unique: [],
  target: [],
  thrice: ['impressions', 'unique'],
} as const satisfies Record<string, readonly string[]>;

/** How a metric follows from a group's values, draw by draw. */
interface Formula {
  readonly reads: readonly Value[];
  /** Writes `size` draws from position `at` on. */
  readonly write: (values: Values, draws: Float64Array, at: number, size: number) => void;
}

/** Money in minor units. */
const FORMULAS: Readonly<Record<Metric, Formula>> = {
  PLACEMENTS: value('posted'),
  BOOKED: value('booked'),
  OUTREACH: value('outreach'),
  SPEND: value('spend'),
  UNSPENT: value('unspent'),
  REFUNDS: value('refunds'),
  IMPRESSIONS: value('impressions'),
  GROSS_REACH: value('grossReach'),
  AMPLIFIED_REACH: value('amplified'),
  REACH: value('unique'),
  TARGET_REACH: value('target'),
  FREQUENCY: rate('impressions', 'unique'),
  REACH_3_PLUS: value('thrice'),
  ENGAGEMENTS: value('engagements'),
  POSITIVE_ENGAGEMENTS: value('positive'),
  NEGATIVE_ENGAGEMENTS: value('negative'),
  NEGATIVE_ENGAGEMENT_RATIO: rate('negative', 'engagements'),
  NET_SENTIMENT: rate('balance', 'engagements'),
  BRAND_SAFETY_EVENTS: value('events'),
  SHARES: value('shares'),
  CLICKS: value('clicks'),
  CONVERSIONS: value('conversions'),
  REDEMPTIONS: value('redemptions'),
  REVENUE: value('revenue'),
  EMV: value('emv'),
  CPM: cost('impressions', 1000),
  CPE: cost('engagements'),
  CPC: cost('clicks'),
  CPA: cost('conversions'),
  ROAS: rate('revenue', 'spend'),
};

/** Metrics that display advertising has by construction no value for. */
const OF_PEOPLE: readonly Metric[] = ['NEGATIVE_ENGAGEMENT_RATIO', 'NET_SENTIMENT', 'CPE', 'EMV'];

/** Whether a metric has no value for a group by construction. */
export function isUndefined(metric: Metric, { basis }: GroupPlan): boolean {
  return basis === null && OF_PEOPLE.includes(metric);
}

/** Without a wanted audience everybody is wanted. */
export function sameMetric({ scenario }: Plan, metric: Metric): Metric {
  return metric === 'TARGET_REACH' && scenario.audience === null ? 'REACH' : metric;
}

/** The metrics of some lines added up, block by block. */
export class GroupMetrics {
  private readonly reach: ReachPlan;
  private readonly needed: ReadonlySet<Value>;
  /** Room for the values; a line alone in its group takes the place of its sums. */
  private readonly own: Values;

  /**
   * @param draws - per metric that is defined, room for all draws of the run
   * @param allocate - of the blocks to come
   */
  constructor(
    private readonly plan: Plan,
    private readonly group: GroupPlan,
    private readonly draws: ReadonlyMap<Metric, Float64Array>,
    allocate: Allocate,
  ) {
    this.reach = planReach(plan, group.lines);
    this.needed = neededFor([...draws.keys()]);
    this.own = Object.fromEntries(
      [...this.needed].map((name) => [name, allocate(BLOCK)]),
    ) as Values;
  }

  /** Writes the block's draws, from position `at` on. */
  write(block: Block, at: number): void {
    const values = this.valuesOf(block);
    for (const [metric, draws] of this.draws) {
      FORMULAS[metric].write(values, draws, at, block.size);
    }
  }

  private valuesOf(block: Block): Values {
    const { needed, reach } = this;
    const values = this.sumsOf(block);
    const { universe } = this.plan.scenario;
    const { positive, negative, views, amplified, impressions, unique } = values;
    if (needed.has('impressions')) add(impressions, views, amplified);
    if (needed.has('grossReach')) add(values.grossReach, values.reach, amplified);
    if (needed.has('engagements')) add(values.engagements, positive, negative);
    if (needed.has('balance')) subtract(values.balance, positive, negative);
    if (needed.has('unique')) {
      uniqueReach(block, reach, unique);
      this.keepSeen(block, unique);
    }
    if (needed.has('target')) uniqueTargetReach(block, reach, values.target);
    if (needed.has('thrice')) {
      block.math.reachedThrice(values.thrice, impressions, unique, universe, block.size);
    }
    return values;
  }

  /**
   * People whom one placement reaches are different people, whereas pools let one part of its audience
   * overlap with another: what was counted is kept, as far as there are so many people.
   */
  private keepSeen({ seen, size }: Block, unique: Float64Array): void {
    if (seen === null) return;
    const { universe } = this.plan.scenario;
    for (const line of this.group.lines) {
      const most = seen.sums[line]?.mostReach;
      if (most === undefined) continue;
      for (let d = 0; d < size; d++) unique[d] = Math.max(unique[d], Math.min(universe, most[d]));
    }
  }

  private sumsOf(block: Block): Values {
    const values = { ...this.own };
    const [first, ...others] = this.group.lines;
    const { sums } = block;
    for (const field of FIELDS) {
      if (!this.needed.has(field)) continue;
      // To a line's events each group adds its own.
      if (others.length === 0 && field !== 'events') {
        values[field] = sums[first][field];
        continue;
      }
      values[field].set(sums[first][field]);
      for (const line of others) add(values[field], values[field], sums[line][field]);
    }
    if (this.needed.has('events')) this.addSharedEvents(values.events, block);
    return values;
  }

  /** An influencer with several placements in the group counts once. */
  private addSharedEvents(events: Float64Array, { sharedEvents }: Block): void {
    const counted = new Set<string>();
    for (const { draw, profile, line } of sharedEvents) {
      const event = `${draw} ${profile}`;
      if (!this.group.lines.includes(line) || counted.has(event)) continue;
      counted.add(event);
      events[draw]++;
    }
  }
}

/** The values that metrics are read from, and those that these are made from. */
function neededFor(metrics: readonly Metric[]): ReadonlySet<Value> {
  const needed = new Set<Value>();
  const need = (name: Value) => {
    needed.add(name);
    if (name in DERIVED) DERIVED[name as keyof typeof DERIVED].forEach(need);
  };
  for (const metric of metrics) FORMULAS[metric].reads.forEach(need);
  return needed;
}

function value(of: Value): Formula {
  return {
    reads: [of],
    write: ({ [of]: values }, draws, at, size) => {
      for (let d = 0; d < size; d++) draws[at + d] = values[d];
    },
  };
}

/** NaN over zero: a rate that nobody can state. */
function rate(of: Value, over: Value): Formula {
  return {
    reads: [of, over],
    write: ({ [of]: counts, [over]: bases }, draws, at, size) => {
      for (let d = 0; d < size; d++) {
        draws[at + d] = bases[d] > 0 ? counts[d] / bases[d] : NaN;
      }
    },
  };
}

/** +∞ for money without any outcome, NaN for neither. */
function cost(over: Value, per = 1): Formula {
  return {
    reads: ['spend', over],
    write: ({ spend, [over]: outcomes }, draws, at, size) => {
      for (let d = 0; d < size; d++) {
        if (outcomes[d] > 0) draws[at + d] = per * (spend[d] / outcomes[d]);
        else draws[at + d] = spend[d] > 0 ? Infinity : NaN;
      }
    },
  };
}

function add(sum: Float64Array, one: Float64Array, other: Float64Array): void {
  for (let d = 0; d < BLOCK; d++) sum[d] = one[d] + other[d];
}

function subtract(difference: Float64Array, from: Float64Array, other: Float64Array): void {
  for (let d = 0; d < BLOCK; d++) difference[d] = from[d] - other[d];
}
