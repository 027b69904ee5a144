import seedrandom from 'seedrandom';
import type { Candidate, Line, Scenario, Snapshot } from '../../../simulations/index.js';
import { sharesSoFar } from '../../../simulations/evidence/lags.js';
import { binomial } from '../../../simulations/math/counts.js';
import { normalQuantile } from '../../../simulations/math/normal.js';
import { OracleBlock } from '../../../simulations/oracle/block.js';
import { makePlan, type Plan } from '../../../simulations/plan/plan.js';
import { seedKey, Streams } from '../../../simulations/random.js';
import { drawCounts } from '../../../simulations/world/line-counts.js';
import { maturityShare } from '../../../simulations/world/maturity.js';
import { ALL_METRICS } from '../../support/scenario.js';

/** What a placement of a world brings in the end, and when it went live. */
interface Fate {
  readonly line: Line;
  readonly candidate: Candidate;
  /** Day of the flight; null where it was cancelled without a replacement. */
  readonly postedDay: number | null;
  readonly isStandIn: boolean;
  readonly views: number;
  readonly reach: number;
  readonly positive: number;
  readonly negative: number;
  readonly shares: number;
  readonly clicks: number;
  readonly conversions: number;
}

/** Every placement a line of its own: its fate is the line's sums. */
export function singled(scenario: Scenario): Scenario {
  return {
    ...scenario,
    lines: scenario.lines.flatMap((line) =>
      (line.candidates as readonly Candidate[]).map((candidate, k) => ({
        ...line,
        key: `${line.key} ${String(k).padStart(4, '0')}`,
        tier: null,
        candidates: [candidate],
      })),
    ),
  };
}

/**
 * Fates of a campaign's placements in the first worlds of a seed.
 *
 * @returns [world][placement]
 */
export function fatesOf(scenario: Scenario, seed: string, worlds: number): Fate[][] {
  const alone = singled(scenario);
  const plan = makePlan(alone, { metrics: ALL_METRICS, groups: ['TOTAL'] });
  const block = new OracleBlock(plan, new Streams(seedKey(seed)), { aborted: false });
  const days = new Map<number, Float64Array>();
  const standIns = new Map<number, Uint8Array>();
  block.record({
    placed: (_block, line, _k, day) => {
      days.set(line.index, day.slice());
      standIns.set(line.index, block.isStandIn.slice());
    },
  });
  block.start(0, worlds);
  const tallies = plan.lines.map(() => ({ nothingBought: 0, rosterExhausted: 0 }));
  block.place(plan.lines, tallies);
  for (const line of plan.lines) drawCounts(block, line);
  const lineOf = new Map(alone.lines.map((line) => [line.key, line]));
  return Array.from({ length: worlds }, (_, d) =>
    plan.lines.map(({ key, index }) => {
      const sums = block.sums[index];
      const line = lineOf.get(key)!;
      const [candidate] = line.candidates as readonly Candidate[];
      const postedDay = sums.posted[d] > 0 ? days.get(index)![d] : null;
      return {
        line,
        candidate,
        postedDay,
        isStandIn: postedDay !== null && standIns.get(index)![d] === 1,
        views: sums.views[d],
        reach: sums.reach[d],
        positive: sums.positive[d],
        negative: sums.negative[d],
        shares: sums.shares[d],
        clicks: sums.clicks[d],
        conversions: sums.conversions[d],
      };
    }),
  );
}

/** Reports of one placement, day after day: counts grow as the model says posts do. */
class Reporter {
  private readonly random: seedrandom.PRNG;
  private readonly lnFactor: number;
  private done = { views: 0, clicks: 0, conversions: 0 };
  private counts = { positive: 0, negative: 0, shares: 0, clicks: 0, conversions: 0 };

  constructor(
    private readonly plan: Plan,
    private readonly fate: Fate,
    seed: string,
  ) {
    this.random = seedrandom.alea(seed);
    const sd = plan.parameters.maturityPostSd;
    this.lnFactor = sd * normalQuantile(Math.max(1e-12, this.random()));
  }

  /** Ages only grow. */
  at(ageDays: number): Snapshot {
    const { fate, plan, lnFactor, done, counts } = this;
    const row = plan.parameters.rows[fate.line.row as never] as Plan['lines'][number]['row'];
    const views = maturityShare(row.maturity, ageDays, lnFactor);
    const usual = sharesSoFar(plan.parameters, row, ageDays);
    const scale = usual.views > 0 ? views / usual.views : 1;
    const now = {
      views,
      clicks: Math.min(views, usual.clicks * scale),
      conversions: Math.min(views, usual.conversions * scale),
    };
    const grow = (name: keyof typeof counts, of: keyof typeof now): void => {
      const left = fate[name] - counts[name];
      const chance = done[of] < 1 ? Math.max(0, (now[of] - done[of]) / (1 - done[of])) : 0;
      counts[name] += binomial(left, chance, Math.max(1e-12, this.random()));
    };
    grow('positive', 'views');
    grow('negative', 'views');
    grow('shares', 'views');
    grow('clicks', 'clicks');
    grow('conversions', 'conversions');
    this.done = now;
    const reactions = counts.positive + counts.negative;
    return {
      ageDays,
      impressions: Math.round(fate.views * views),
      reach: Math.min(Math.round(fate.reach * views), Math.round(fate.views * views)),
      engagements: reactions,
      valencedReactions: reactions,
      negativeReactions: counts.negative,
      shares: counts.shares,
      clicks: counts.clicks,
      conversions: Math.min(counts.conversions, counts.clicks),
      redemptions: null,
      revenueMinor: null,
    };
  }
}

/** Somebody of the same size, of whom nothing else is known. */
function standIn(candidate: Candidate): Candidate {
  const profile = `${candidate.profile} stand-in`;
  return { ...candidate, profile, recentPosts: null, authenticity: null, fit: null };
}

/** A campaign under way in one world: what is known of it from day to day. */
export class Flight {
  private readonly reporters: readonly Reporter[];

  constructor(
    private readonly scenario: Scenario,
    private readonly fates: readonly Fate[],
    seed: string,
  ) {
    const plan = makePlan(scenario, { metrics: ALL_METRICS, groups: ['TOTAL'] });
    this.reporters = fates.map((fate, i) => new Reporter(plan, fate, `${seed} ${i}`));
  }

  /** What is asked on a day; days only grow. */
  on(today: number): Scenario {
    const lines = new Map<string, Line & { candidates: Candidate[] }>();
    this.fates.forEach((fate, i) => {
      const { line, candidate, postedDay } = fate;
      // That somebody cancelled is known by the day on which they were to post.
      if (postedDay === null && (candidate.plannedDay ?? 0) <= today) return;
      const own = { ...line, key: line.row, candidates: [] as Candidate[] };
      const of = lines.get(line.row) ?? own;
      lines.set(line.row, of);
      of.candidates.push(
        postedDay !== null && postedDay < today
          ? {
              ...(fate.isStandIn ? standIn(candidate) : candidate),
              plannedDay: postedDay,
              posted: true,
              seen: this.reporters[i].at(today - postedDay),
            }
          : candidate,
      );
    });
    return { ...this.scenario, today, lines: [...lines.values()] };
  }
}
