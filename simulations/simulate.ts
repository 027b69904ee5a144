import { createHash } from 'node:crypto';
import type { StopSignal } from './aborted.js';
import { checkRun } from './check.js';
import { column } from './distribution.js';
import { addToPools, drawWantedShare } from './kernel/audience.js';
import { drawClicks, drawShares } from './kernel/actions.js';
import { Block } from './kernel/block.js';
import { book, type BookingTally } from './kernel/booking.js';
import { runDisplay } from './kernel/display.js';
import { countEvents, drawEngagement } from './kernel/engagement.js';
import { GroupMetrics } from './kernel/group-metrics.js';
import {
  drawFollowers,
  drawOwnPostsEffects,
  drawPrice,
  drawStandIns,
  knowsOwnPosts,
} from './kernel/influencer.js';
import { drawCounts } from './kernel/line-counts.js';
import { post } from './kernel/posting.js';
import { drawReach } from './kernel/reach.js';
import {
  BATCHES,
  type Column,
  type Diagnostic,
  type Group,
  type Outcome,
  type Selection,
} from './outcome.js';
import type { GroupPlan } from './plan/groups.js';
import type { LinePlan } from './plan/line.js';
import { needsEngagementOf } from './plan/needs.js';
import { makePlan, type Plan } from './plan/plan.js';
import { BLOCK, seedKey, Streams } from './random.js';
import type { Scenario, Target } from './scenario.js';
import type { Metric } from './metrics.js';

/** Changes whenever the same scenario, seed and draws give other numbers. */
export const ENGINE_VERSION = 1;

/** The seed of a question that names none. */
export const DEFAULT_SEED = 'groundswell';

export interface SimulateOptions {
  readonly seed: string;
  /** Number of worlds: a multiple of BATCHES. */
  readonly draws: number;
  readonly select: Selection;
  /** Looked at before every block of draws, and every few hundred candidates. */
  readonly signal?: StopSignal;
}

/**
 * Simulates a scenario: the same scenario, seed and draws give the same numbers, whatever is
 * selected, in whatever order the lines come.
 *
 * @throws ScenarioError naming field, rule and value, before any draw
 * @throws SimulationAborted when the signal says so
 */
export function simulate(scenario: Scenario, options: SimulateOptions): Outcome {
  checkRun(options);
  const { seed, draws, select, signal } = options;
  const plan = makePlan(scenario, select);
  const run = new Run(plan, seed, draws, signal);
  for (let index = 0; index * BLOCK < draws; index++) {
    run.block(index);
  }
  return run.outcome(seed, select);
}

/**
 * The name of a forecast: the same question under the same engine, whatever is read from it.
 *
 * @returns 64 hexadecimal digits
 */
export function forecastId(scenario: Scenario, seed: string, draws: number): string {
  const question = canonical({ engineVersion: ENGINE_VERSION, seed, draws, scenario });
  return createHash('sha256').update(question).digest('hex');
}

/** JSON with the keys of every object in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

interface LineTally extends BookingTally {
  unspentMinor: number;
  reach: number;
}

/** All blocks of one scenario, and what they add up to. */
class Run {
  private readonly state: Block;
  private readonly total: GroupMetrics;
  /** Metrics by the lines they add up: a tier of one line is that line. */
  private readonly byLines = new Map<string, GroupMetrics>();
  private readonly spend: Float64Array;
  private readonly tallies: LineTally[];

  constructor(
    private readonly plan: Plan,
    seed: string,
    private readonly draws: number,
    signal: StopSignal = { aborted: false },
  ) {
    this.state = new Block(plan, new Streams(seedKey(seed)), signal);
    for (const group of plan.groups) this.metricsOf(group);
    this.total = this.metricsOf(plan.total);
    this.spend = new Float64Array(draws);
    this.tallies = Array.from({ length: plan.lineCount }, () => ({
      nothingBought: 0,
      rosterExhausted: 0,
      unspentMinor: 0,
      reach: 0,
    }));
  }

  block(index: number): void {
    const { plan, state } = this;
    const at = index * BLOCK;
    state.start(index, Math.min(BLOCK, this.draws - at));
    for (const line of plan.lines) book(state, line, this.tallies[line.index]);
    reserveParents(state);
    // Sharers pass on what the creators have posted.
    for (const line of plan.lines) if (line.role !== 'SHARER') runLine(state, line);
    for (const line of plan.lines) if (line.role === 'SHARER') runLine(state, line);
    for (const line of plan.lines) if (plan.needs.reach) drawCounts(state, line);
    for (const display of plan.displays) runDisplay(state, display);
    for (const metrics of this.byLines.values()) metrics.add(state, at);
    for (let i = 0; i < plan.lineCount; i++) this.tally(i, at);
  }

  private metricsOf(group: GroupPlan): GroupMetrics {
    const lines = group.lines.join();
    let metrics = this.byLines.get(lines);
    if (metrics === undefined) {
      metrics = new GroupMetrics(this.plan, group, this.draws);
      this.byLines.set(lines, metrics);
    }
    return metrics;
  }

  private tally(line: number, at: number): void {
    const { size, sums } = this.state;
    const tally = this.tallies[line];
    const { spend, unspent, reach, amplified } = sums[line];
    for (let d = 0; d < size; d++) {
      this.spend[at + d] += spend[d];
      tally.unspentMinor += unspent[d];
      tally.reach += reach[d] + amplified[d];
    }
  }

  outcome(seed: string, { metrics }: Selection): Outcome {
    const { plan, draws } = this;
    const columns = new Map<GroupMetrics, Group['columns']>();
    for (const group of plan.groups) {
      const of = this.metricsOf(group);
      if (!columns.has(of)) columns.set(of, columnsOf(of.draws, metrics));
    }
    return {
      engineVersion: ENGINE_VERSION,
      seed,
      draws,
      groups: plan.groups.map((group) => ({
        kind: group.kind,
        key: group.key,
        basis: group.basis,
        columns: columns.get(this.metricsOf(group)) ?? {},
      })),
      targets: targetOdds(plan.scenario.targets, this.total.draws, draws),
      withinBudget: this.withinBudget(),
      diagnostics: this.diagnostics(),
    };
  }

  private withinBudget(): number | null {
    const { budgetMinor } = this.plan.scenario;
    if (budgetMinor === null) return null;
    // A budget spent to the last unit is within it, whatever the rounding of the sum.
    const limit = budgetMinor * (1 + 1e-9);
    let within = 0;
    for (const spend of this.spend) if (spend <= limit) within++;
    return within / this.draws;
  }

  private diagnostics(): Diagnostic[] {
    const { plan, tallies, draws } = this;
    const found: Diagnostic[] = [];
    for (const line of plan.lines) {
      const { nothingBought, rosterExhausted, unspentMinor } = tallies[line.index];
      if (Number.isNaN(line.moneyMinor)) continue;
      const { key } = line;
      found.push({ kind: 'NOTHING_BOUGHT', line: key, probability: nothingBought / draws });
      found.push({ kind: 'UNSPENT', line: key, share: unspentMinor / draws / line.moneyMinor });
      if (rosterExhausted > 0) {
        found.push({ kind: 'ROSTER_EXHAUSTED', line: key, probability: rosterExhausted / draws });
      }
    }
    const reach = tallies.reduce((sum, tally) => sum + tally.reach, 0);
    const sharers = plan.lines.filter(({ role }) => role === 'SHARER');
    if (reach > 0 && sharers.length > 0) {
      const shared = sharers.reduce((sum, { index }) => sum + tallies[index].reach, 0);
      found.push({ kind: 'SHARER_REACH', share: shared / reach });
    }
    return found;
  }
}

/** Room for the post effects of as many creators as the sharers can be tied to. */
function reserveParents(block: Block): void {
  const { plan, sums, size } = block;
  if (!plan.needs.engagement) return;
  let creators = 0;
  let sharers = 0;
  for (let d = 0; d < size; d++) {
    let booked = 0;
    for (const { role, index } of plan.lines) {
      if (role === 'CREATOR') booked += sums[index].booked[d];
      if (role === 'SHARER') sharers = Math.max(sharers, sums[index].booked[d]);
    }
    creators = Math.max(creators, booked);
  }
  const length = Math.min(creators, sharers) * BLOCK;
  if (block.parentEffects.length < length) block.parentEffects = new Float64Array(length);
}

/** Every booked candidate of a line, from followers to expected clicks. */
function runLine(block: Block, line: LinePlan): void {
  const { plan, size, active, creators } = block;
  const { needs } = plan;
  const { booked } = block.sums[line.index];
  const engages = needsEngagementOf(plan, line);
  let most = 0;
  for (let d = 0; d < size; d++) most = Math.max(most, booked[d]);
  for (let k = 0; k < most; k++) {
    block.take(line, k);
    let count = 0;
    for (let d = 0; d < size; d++) if (k < booked[d]) active[count++] = d;
    block.activeCount = count;
    const ownPosts = knowsOwnPosts(line, k);
    drawFollowers(block, line, k);
    if (ownPosts) drawOwnPostsEffects(block, line, k);
    drawPrice(block, line, k, ownPosts);
    post(block, line, k);
    if (needs.events) countEvents(block, line, k);
    if (!needs.reach) continue;
    drawStandIns(block, line, k);
    drawReach(block, line, k, ownPosts);
    if (needs.target) drawWantedShare(block, line, k);
    if (needs.unique) addToPools(block, line, k);
    if (engages) drawEngagement(block, line, k, ownPosts);
    if (needs.shares) drawShares(block, line, k);
    if (needs.clicks) drawClicks(block, line);
  }
  if (line.role === 'CREATOR') for (let d = 0; d < size; d++) creators[d] += booked[d];
}

function columnsOf(
  of: ReadonlyMap<Metric, Float64Array | null>,
  metrics: readonly Metric[],
): Partial<Record<Metric, Column | null>> {
  const columns: Partial<Record<Metric, Column | null>> = {};
  for (const metric of metrics) {
    const draws = of.get(metric) ?? null;
    columns[metric] = draws === null ? null : column(draws);
  }
  return columns;
}

/** P(target) per target and P(all), with the spread between batches; undefined draws miss. */
function targetOdds(
  targets: readonly Target[],
  of: ReadonlyMap<Metric, Float64Array | null>,
  draws: number,
): Outcome['targets'] {
  const all = new Uint8Array(draws).fill(1);
  const met = targets.map(({ metric, atLeast, atMost }) => {
    const values = of.get(metric) ?? null;
    return Uint8Array.from({ length: draws }, (_, d) => {
      const value = values === null ? NaN : values[d];
      const hit = atLeast === null ? value <= (atMost ?? NaN) : value >= atLeast;
      if (!hit) all[d] = 0;
      return hit ? 1 : 0;
    });
  });
  return {
    probabilities: met.map((hits) => shareOf(hits, 0, 1)),
    standardErrors: met.map(standardErrorOfShare),
    joint: targets.length === 0 ? null : shareOf(all, 0, 1),
  };
}

function shareOf(hits: Uint8Array, from: number, step: number): number {
  let sum = 0;
  let count = 0;
  for (let d = from; d < hits.length; d += step) {
    sum += hits[d];
    count++;
  }
  return sum / count;
}

/** Draws are independent, so batches of them are, and their spread measures the error. */
function standardErrorOfShare(hits: Uint8Array): number {
  const shares = Array.from({ length: BATCHES }, (_, batch) => shareOf(hits, batch, BATCHES));
  const mean = shares.reduce((sum, share) => sum + share, 0) / BATCHES;
  const squares = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0);
  return Math.sqrt(squares / (BATCHES - 1) / BATCHES);
}
