import { describe, expect, it } from 'vitest';
import { learn } from '../../../simulations/evidence/learn.js';
import type { Scenario } from '../../../simulations/index.js';
import { makePlan } from '../../../simulations/plan/plan.js';
import { maturitySlope } from '../../../simulations/world/maturity.js';
import {
  aCandidate,
  aLine,
  ALL_METRICS,
  aScenario,
  assumptions,
  average,
  columnOf,
  deviation,
  run,
  withoutVariance,
} from '../../support/scenario.js';
import { aSeen } from '../../support/seen.js';

const planOf = (scenario: Scenario) =>
  makePlan(scenario, { metrics: ALL_METRICS, groups: ['TOTAL'] });

/** Normal in logs: levels, campaign and posts alone, nothing passed on. */
const NORMAL = {
  'level.reach.sd': 0.3,
  'level.sharedVariance': 0.5,
  'campaign.reach.sd': 0.2,
  'reach.postSd.INSTAGRAM_POST': 0.35,
  'time.postSd': 0.3,
  'shares.peoplePerShare.median': 1,
} as const;

describe('what was seen', () => {
  it('of one placement moves the common shocks as the conjugate update of normal laws says', () => {
    const reach = 40_000;
    const scenario = aScenario({
      assumptions: withoutVariance(NORMAL),
      today: 2,
      lines: [aLine({ buy: { all: true }, candidates: [aSeen({ reach, ageDays: 0.8 })] })],
    });
    const plan = planOf(scenario);
    const { common, clusters } = learn(plan)!;
    const [line] = plan.lines;
    const { lnShare, perLnFactor } = maturitySlope(line.row.maturity, 0.8);
    // ln f + ln ρ + ln s_R, and the authentic share's mean of an unvetted account.
    const usual = Math.log(100_000) + line.row.lnReachRate + line.row.lnSponsoredReach;
    const { constant } = clusters[0].hypotheses[0].forms[0].base;
    expect(constant).toBeCloseTo(usual, 4);
    const variance = 0.3 ** 2 + 0.2 ** 2 + 0.35 ** 2 + (0.3 * perLnFactor) ** 2;
    const excess = Math.log(reach) - lnShare - constant;
    const weights = {
      'campaign.reach.sd': 0.2,
      'level.reach': 0.3 * Math.SQRT1_2,
      'level.reach.INSTAGRAM': 0.3 * Math.SQRT1_2,
    };
    for (const [name, weight] of Object.entries(weights)) {
      const at = common.position.get(name)!;
      const n = common.names.length;
      expect(common.mean[at]).toBeCloseTo((weight * excess) / variance, 4);
      expect(common.covariance[at * n + at]).toBeCloseTo(1 - weight ** 2 / variance, 4);
    }
  });

  it('of two placements says of a third what weighing every world by its likelihood says', () => {
    const seen = [
      { profile: 'ada', reach: 24_000, ageDays: 0.9 },
      { profile: 'ben', reach: 42_000, ageDays: 2.5 },
    ];
    const normal = withoutVariance(NORMAL);
    const lineOf = (key: string, candidates: ReturnType<typeof aCandidate>[]) =>
      aLine({ key, buy: { all: true }, candidates });
    const third = lineOf('third', [aCandidate({ profile: 'cy', plannedDay: 5, posted: true })]);
    const ask = { draws: 65_536, metrics: ['GROSS_REACH'] as const };

    const forecast = run(
      aScenario({
        assumptions: normal,
        lines: [
          ...seen.map(({ profile }) =>
            lineOf(profile, [aCandidate({ profile, plannedDay: 0, posted: true })]),
          ),
          third,
        ],
      }),
      ask,
    );
    const { maturity } = planOf(aScenario({ assumptions: normal })).lines[0].row;
    const logsOf = (key: string) => columnOf(forecast, 'GROSS_REACH', key).draws.map(Math.log);
    const logs = seen.map(({ profile }) => logsOf(profile));
    const weights = new Float64Array(ask.draws).map((_, d) =>
      seen.reduce((product, { reach, ageDays }, i) => {
        const { lnShare, perLnFactor } = maturitySlope(maturity, ageDays);
        const z = (Math.log(reach) - lnShare - logs[i][d]) / (0.3 * perLnFactor);
        return product * Math.exp((-z * z) / 2);
      }, 1),
    );
    const of = logsOf('third');
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const mean = of.reduce((sum, ln, d) => sum + weights[d] * ln, 0) / total;
    const sd = Math.sqrt(of.reduce((sum, ln, d) => sum + weights[d] * (ln - mean) ** 2, 0) / total);
    const effective = total ** 2 / weights.reduce((sum, weight) => sum + weight ** 2, 0);

    const outlook = run(
      aScenario({
        assumptions: normal,
        today: 2.5,
        lines: [
          ...seen.map(({ profile, ...counts }) => lineOf(profile, [aSeen(counts, { profile })])),
          third,
        ],
      }),
      ask,
    );
    const drawn = columnOf(outlook, 'GROSS_REACH', 'third').draws.map(Math.log);
    // Five standard errors of the weighed worlds; the prior lies ten and more away.
    expect(effective).toBeGreaterThan(300);
    expect(Math.abs(average(drawn) - mean)).toBeLessThan((5 * sd) / Math.sqrt(effective));
    expect(Math.abs(deviation(drawn) / sd - 1)).toBeLessThan(5 / Math.sqrt(2 * effective));
    expect(Math.abs(average(of) - mean)).toBeGreaterThan((10 * sd) / Math.sqrt(effective));
  });

  it('of a post that still grows says how far it will go, between its own timing and what was usual', () => {
    const reach = 24_000;
    const ageDays = 1.5;
    const own = { 'level.reach.sd': 0, 'campaign.reach.sd': 0 };
    const scenario = aScenario({
      assumptions: withoutVariance({ ...NORMAL, ...own }),
      today: 2,
      lines: [aLine({ buy: { all: true }, candidates: [aSeen({ reach, ageDays })] })],
    });
    const plan = planOf(scenario);
    const { lnShare, perLnFactor } = maturitySlope(plan.lines[0].row.maturity, ageDays);
    const { constant } = learn(plan)!.clusters[0].hypotheses[0].forms[0].base;
    const [usual, timing] = [0.35 ** 2, (0.3 * perLnFactor) ** 2];
    const seen = Math.log(reach) - lnShare;
    const mean = (constant * timing + seen * usual) / (usual + timing);
    const sd = Math.sqrt((usual * timing) / (usual + timing));
    const outcome = run(scenario, { draws: 16_384, metrics: ['GROSS_REACH'] });
    const logs = columnOf(outcome, 'GROSS_REACH').draws.map(Math.log);
    // The curve of growth bends a little within the spread of timing, and shares reach .1% more.
    expect(Math.abs(average(logs) - mean)).toBeLessThan(0.03);
    expect(Math.abs(deviation(logs) / sd - 1)).toBeLessThan(0.06);
  });

  it('blames a backlash of one on a brand-safety event, not on the campaign', () => {
    const candidates = Array.from({ length: 10 }, (_, i) =>
      aSeen(
        {
          ageDays: 20,
          reach: 20_000,
          engagements: 1500,
          valencedReactions: 1000,
          negativeReactions: i === 4 ? 900 : 40,
        },
        { profile: `p${i}`, plannedDay: 5 },
      ),
    );
    // So rare that a single backlash is hardly ever one: here an influencer has one in six years.
    const plan = planOf(
      aScenario({
        today: 25,
        lines: [aLine({ buy: { all: true }, candidates })],
        assumptions: assumptions({ 'brandSafety.annualRate.CREATOR': 0.15 }),
      }),
    );
    const { clusters } = learn(plan)!;
    const chanceOf = (i: number) =>
      clusters[i].hypotheses
        .filter(({ hypothesis }) => hypothesis.eventBefore < Infinity)
        .reduce((sum, { probability }) => sum + probability, 0);
    expect(chanceOf(4)).toBeGreaterThan(0.5);
    for (const other of [0, 3, 9]) expect(chanceOf(other)).toBeLessThan(0.01);
  });
});
