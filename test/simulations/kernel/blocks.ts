import { KernelBlock } from '../../../simulations/kernel/kernel-block.js';
import type { Scenario, Selection } from '../../../simulations/index.js';
import { OracleBlock } from '../../../simulations/oracle/block.js';
import { makePlan, type Plan } from '../../../simulations/plan/plan.js';
import { seedKey, Streams } from '../../../simulations/random.js';
import type { Block } from '../../../simulations/world/block.js';
import type { LineSums } from '../../../simulations/world/line-sums.js';
import { ALL_GROUPS, ALL_METRICS } from '../../support/scenario.js';

export const EVERYTHING: Selection = {
  metrics: ALL_METRICS,
  groups: ALL_GROUPS,
  withinBudget: true,
};

/** A block, and how many of its draws are made. */
export interface Which {
  readonly index: number;
  readonly size: number;
}

/** Two blocks, the second of them cut short. */
export const BLOCKS: readonly Which[] = [
  { index: 0, size: 256 },
  { index: 1, size: 72 },
];

/** What decisions in f64 end in. */
export const EXACT = ['booked', 'posted', 'spend', 'unspent', 'refunds', 'events'] as const;
/** What f32 is enough for. */
export const RATES = [
  'outreach',
  'views',
  'reach',
  'base',
  'positiveRate',
  'negativeRate',
  'shareRate',
  'viralShareRate',
  'clickRate',
  'conversionRate',
  'poolW',
  'poolAmplified',
  'targetW',
  'targetAmplified',
] as const satisfies readonly (keyof LineSums)[];

/** A block's sums before counts are drawn, and what its bookings tell. */
export interface Placed {
  readonly plan: Plan;
  readonly block: Block;
  readonly sums: readonly LineSums[];
  readonly size: number;
  readonly tallies: readonly { nothingBought: number; rosterExhausted: number }[];
}

export function openKernel(scenario: Scenario, seed = 'test', select = EVERYTHING): KernelBlock {
  return new KernelBlock(makePlan(scenario, select), seedKey(seed), { aborted: false });
}

export function openOracle(scenario: Scenario, seed = 'test', select = EVERYTHING): OracleBlock {
  const plan = makePlan(scenario, select);
  return new OracleBlock(plan, new Streams(seedKey(seed)), { aborted: false });
}

export function place(block: Block, { index, size }: Which): Placed {
  const tallies = Array.from({ length: block.plan.lineCount }, () => ({
    nothingBought: 0,
    rosterExhausted: 0,
  }));
  block.start(index, size);
  block.place(block.plan.lines, tallies);
  return { plan: block.plan, block, sums: block.sums, size, tallies };
}
