import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metricField } from '../../schema/metric.js';
import { nodeId } from '../../schema/node-id.js';
import { METRICS, type Metric } from '../../simulations/index.js';
import { openTestServer, type TestServer } from '../support/server.js';
import { makeRoster, type Roster } from './roster.js';

let server: TestServer;
let roster: Roster;

beforeAll(async () => {
  server = await openTestServer();
  roster = await makeRoster(server);
});
afterAll(() => server.close());

const PLAN = `budget: { amount: "20000", currency: USD }
  mix: [{ tier: "micro-video", share: 0.5 }, { tier: "micro-post", share: 0.5 }]`;
const QUICK = 'precision: { draws: 64 }';

async function forecast(scenario: string, selection: string, rest = QUICK) {
  const { data, errors } = await server.query(
    `{ forecast(scenario: { ${scenario} } ${rest}) { ${selection} } }`,
  );
  expect(errors).toBeUndefined();
  return data.forecast;
}

describe('the simplest question', () => {
  it('is answered with a budget alone, and says how it was answered', async () => {
    const answer = await forecast(
      'budget: { amount: "5000", currency: USD }',
      'id seed draws engineVersion summary table precision { draws placements reason } tiers { key name }',
      '',
    );
    expect(answer.seed).toBe('groundswell');
    expect(answer.draws).toBe(8192);
    expect(answer.precision.reason).toBe(
      'The server took 8,192 draws, its most unless asked for more with `precision`.',
    );
    expect(answer.tiers).toEqual([
      { key: 'micro-video', name: 'Micro video' },
      { key: 'micro-post', name: 'Micro post' },
      { key: 'sharer', name: 'Sharer' },
    ]);
    expect(answer.summary.match(/[^ ]\.( |$)/g)).toHaveLength(2);
    for (const name of ['Micro video', 'Micro post', 'Sharer', 'Total']) {
      expect(answer.table.filter((line: string) => line.startsWith(`${name} `))).toHaveLength(4);
    }
  });

  it('asked twice is the same forecast, and another seed is another', async () => {
    const ask = (rest: string) => forecast(PLAN, 'id total { reach { mean } }', rest);
    const first = await ask(QUICK);
    expect(await ask(QUICK)).toEqual(first);
    expect(await ask(`${QUICK} seed: "groundswell"`)).toEqual(first);
    const renamed = PLAN.replace('mix: [{', 'mix: [{ name: "Another name",');
    expect(renamed).not.toBe(PLAN);
    const sameNumbers = await forecast(renamed, 'id total { reach { mean } }');
    expect(sameNumbers.total).toEqual(first.total);
    expect(sameNumbers.id).not.toBe(first.id);
    const other = await ask(`${QUICK} seed: "other luck"`);
    expect(other.id).not.toBe(first.id);
    expect(other.total.reach.mean).not.toBe(first.total.reach.mean);
  });
});

describe('selecting less', () => {
  const EVERYTHING = Object.keys(METRICS)
    .map((metric) => `${metricField(metric as Metric)} { mean p90 }`)
    .join(' ');
  const AUDIENCE = `${PLAN} audience: { cells: ["gen-z"] } targets: [{ metric: REACH, atLeast: 100000 }]`;
  let all: any;

  beforeAll(async () => {
    all = await forecast(
      AUDIENCE,
      `id summary table jointProbability total { ${EVERYTHING} } tiers { ${EVERYTHING} } layers { ${EVERYTHING} } platforms { ${EVERYTHING} } lines { ${EVERYTHING} }`,
    );
  });

  it.each(Object.keys(METRICS) as Metric[])('never changes a number: %s', async (metric) => {
    const field = metricField(metric);
    const one = await forecast(
      AUDIENCE,
      `id total { ${field} { mean p90 } } lines { ${field} { mean p90 } }`,
    );
    expect(one).toEqual({
      id: all.id,
      total: { [field]: all.total[field] },
      lines: all.lines.map((line: any) => ({ [field]: line[field] })),
    });
  });

  it.each(['tiers', 'layers', 'platforms'])('never changes a number: only %s', async (groups) => {
    const one = await forecast(AUDIENCE, `${groups} { reach { mean p90 } }`);
    expect(one[groups]).toEqual(all[groups].map(({ reach }: any) => ({ reach })));
  });

  it('leaves the texts and the odds as they are', async () => {
    expect(await forecast(AUDIENCE, 'summary')).toEqual({ summary: all.summary });
    expect(await forecast(AUDIENCE, 'table')).toEqual({ table: all.table });
    expect(await forecast(AUDIENCE, 'jointProbability')).toEqual({
      jointProbability: all.jointProbability,
    });
  });

  it('works through fragments, aliases and directives', async () => {
    const { data, errors } = await server.query(
      `query ($no: Boolean = false) {
        a: forecast(scenario: { ${AUDIENCE} } ${QUICK}) {
          whole: total { ...Middle }
          clicks: total @include(if: $no) { clicks { mean } }
        }
      }
      fragment Middle on ForecastMetrics { people: reach { mean } ... { spend { mean @skip(if: true) p90 } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.a).toEqual({
      whole: {
        people: { mean: all.total.reach.mean },
        spend: { p90: all.total.spend.p90 },
      },
    });
  });
});

describe('a distribution', () => {
  it('answers every question about one set of draws, money in major units', async () => {
    const { total, draws } = await forecast(
      PLAN,
      `draws total { spend {
        unit currency mean sd p5 p10 p25 p50 p75 p90 p95 middle: quantile(p: 0.5)
        atLeast: probabilityAtLeast(value: 1) atMost: probabilityAtMost(value: 20000)
        worst: tailMean(worst: 0.1) histogram(bins: 4) { from to count }
        standardError medianError: standardError(p: 0.5) undefinedShare
      } unspent { tailMean(worst: 0.1) } }`,
    );
    const { spend } = total;
    expect(spend).toMatchObject({ unit: 'MONEY', currency: 'USD' });
    expect(spend.mean).toBeGreaterThan(10_000);
    expect(spend.mean).toBeLessThan(20_000);
    const quantiles = ['p5', 'p10', 'p25', 'p50', 'p75', 'p90', 'p95'].map((p) => spend[p]);
    expect(quantiles).toEqual([...quantiles].sort((a, b) => a - b));
    expect(spend.middle).toBe(spend.p50);
    expect([spend.atLeast, spend.atMost, spend.undefinedShare]).toEqual([1, 1, 0]);
    expect(spend.worst).toBeNull();
    expect(
      spend.histogram.reduce((sum: number, bin: { count: number }) => sum + bin.count, 0),
    ).toBe(draws);
    expect(spend.histogram[3].to).toBeLessThanOrEqual(20_000);
    expect(spend.standardError).toBeGreaterThan(0);
    expect(spend.medianError).toBeGreaterThan(0);
  });

  it('has its worst cases where its metric is bad', async () => {
    const { total } = await forecast(
      PLAN,
      'total { reach { p10 p50 tailMean(worst: 0.1) } negativeEngagementRatio { p50 p90 tailMean(worst: 0.1) } }',
    );
    expect(total.reach.tailMean).toBeLessThanOrEqual(total.reach.p10);
    expect(total.negativeEngagementRatio.tailMean).toBeGreaterThanOrEqual(
      total.negativeEngagementRatio.p90,
    );
  });

  it('does not exist where its metric does not: display advertising has no cost per engagement', async () => {
    const { total } = await forecast(
      'budget: { amount: "1000", currency: USD } mix: [{ platform: DISPLAY, share: 1 }]',
      'total { cpe { mean } negativeEngagementRatio { mean } basis engagementsAre reach { p50 } }',
    );
    expect(total).toMatchObject({
      cpe: null,
      negativeEngagementRatio: null,
      basis: null,
      engagementsAre: [],
    });
    expect(total.reach.p50).toBeGreaterThan(0);
  });

  it('refuses a histogram of no or too many bars', async () => {
    const { errors } = await server.query(
      `{ forecast(scenario: { ${PLAN} } ${QUICK}) { total { reach { histogram(bins: 0) { count } } } } }`,
    );
    expect(errors?.[0].message).toBe('bins must be from 1 to 200, but got 0');
  });
});

describe('targets', () => {
  it('have the odds of their distributions, money in major units, and joint odds below each', async () => {
    const answer = await forecast(
      `${PLAN} targets: [{ metric: REACH, atLeast: 250000 }, { metric: SPEND, atMost: 19500 }, { metric: CPE, atMost: 1.5 }]`,
      `targets { metric atLeast atMost probability standardError } jointProbability
       total { reach { probabilityAtLeast(value: 250000) } spend { probabilityAtMost(value: 19500) } cpe { probabilityAtMost(value: 1.5) } }`,
    );
    const { total, targets, jointProbability } = answer;
    expect(targets).toMatchObject([
      { metric: 'REACH', atLeast: 250_000, atMost: null },
      { metric: 'SPEND', atLeast: null, atMost: 19_500 },
      { metric: 'CPE', atLeast: null, atMost: 1.5 },
    ]);
    const odds = targets.map(({ probability }: any) => probability);
    expect(odds).toEqual([
      total.reach.probabilityAtLeast,
      total.spend.probabilityAtMost,
      total.cpe.probabilityAtMost,
    ]);
    expect(Math.min(...odds)).toBeGreaterThan(0);
    expect(Math.max(...odds)).toBeLessThan(1);
    expect(jointProbability).toBeLessThanOrEqual(Math.min(...odds));
  });

  it('are none by default, and nothing is promised jointly', async () => {
    expect(await forecast(PLAN, 'targets { metric } jointProbability')).toEqual({
      targets: [],
      jointProbability: null,
    });
  });
});

describe('what to buy', () => {
  it('by count is booked exactly, and the budget holds or not', async () => {
    const answer = await forecast(
      'budget: { amount: "10000", currency: USD } mix: [{ tier: "micro-post", count: 50 }]',
      'withinBudget total { booked { p5 p95 } spend { probabilityAtMost(value: 10000) sd } }',
    );
    expect(answer.total.booked).toEqual({ p5: 50, p95: 50 });
    expect(answer.total.spend.sd).toBeGreaterThan(0);
    expect(answer.withinBudget).toBe(answer.total.spend.probabilityAtMost);
  });

  it('can be a shortlist of real profiles, grouped by tier, with the price of their offers', async () => {
    const [ada, bob, cy] = ['ada', 'bob', 'cy'].map((who) =>
      nodeId('Profile', roster.profiles[who as keyof Roster['profiles']]),
    );
    const answer = await forecast(
      `shortlist: [{ profileId: "${ada}", count: 2 }, { profileId: "${bob}", fee: { amount: "5000", currency: USD } }, { profileId: "${cy}" }]`,
      'withinBudget lines { key name booked { mean } spend { p95 } } tiers { key name }',
    );
    expect(answer.withinBudget).toBeNull();
    expect(answer.lines).toMatchObject([
      { name: 'Micro post: Instagram posts', booked: { mean: 2 }, spend: { p95: 500 } },
      { name: 'Star video: YouTube videos', booked: { mean: 1 }, spend: { p95: 5000 } },
      { name: 'Sharer: Shares by ordinary people', booked: { mean: 1 } },
    ]);
    expect(answer.tiers.map(({ name }: any) => name)).toEqual([
      'Micro post',
      'Star video',
      'Sharer',
    ]);
  });

  it('keeps a promise of exactly what is spent, as it keeps the budget', async () => {
    const ada = nodeId('Profile', roster.profiles.ada);
    const answer = await forecast(
      `shortlist: [{ profileId: "${ada}", fee: { amount: "1950", currency: USD } }]
       fees: { agency: 0.1 } budget: { amount: "2145", currency: USD }
       targets: [{ metric: SPEND, atMost: 2145 }]`,
      'withinBudget targets { probability } jointProbability total { spend { p90 probabilityAtMost(value: 2145) } }',
    );
    // 10% on top of 195,000 cents is a little more than 214,500 to a computer.
    expect(answer.total.spend.p90).not.toBe(2145);
    expect(answer).toMatchObject({
      ...{ withinBudget: 1, targets: [{ probability: 1 }], jointProbability: 1 },
      total: { spend: { probabilityAtMost: 1 } },
    });
  });

  it('can be a campaign’s own placements, with its budget, flight, targets and assumptions', async () => {
    const answer = await forecast(
      `campaignId: "${nodeId('Campaign', roster.campaign)}"`,
      `total { booked { mean } targetReach { mean } reach { mean } } targets { metric atMost }
       assumptions { preset negativity parameters { name value overridden } } withinBudget warnings { code }`,
    );
    expect(answer.total.booked.mean).toBe(3);
    expect(answer.total.targetReach.mean).toBeLessThan(answer.total.reach.mean);
    expect(answer.targets).toEqual([{ metric: 'SPEND', atMost: 9000 }]);
    expect(answer.assumptions).toMatchObject({ preset: 'YEAR_2020', negativity: 'CLAIM' });
    expect(answer.assumptions.parameters).toContainEqual({
      name: 'level.reach.sd',
      value: 0.5,
      overridden: true,
    });
    expect(answer.warnings.map(({ code }: any) => code)).toContain('OLD_PRESET');
    expect(answer.withinBudget).toBeGreaterThan(0);
  });

  it('of a campaign can be asked with other money, time and assumptions', async () => {
    const answer = await forecast(
      `campaignId: "${nodeId('Campaign', roster.campaign)}" budget: { amount: "1", currency: USD }
       flight: { days: 90 } assumptions: { preset: YEAR_2025 } targets: []`,
      'withinBudget targets { metric } assumptions { preset negativity parameters { overridden } }',
    );
    expect(answer).toMatchObject({
      withinBudget: 0,
      targets: [],
      assumptions: { preset: 'YEAR_2025', negativity: null },
    });
    expect(answer.assumptions.parameters.every(({ overridden }: any) => !overridden)).toBe(true);
  });

  it('lists only the parameters that it uses', async () => {
    const names = async (mix: string) => {
      const { assumptions } = await forecast(
        `budget: { amount: "1000", currency: USD } mix: [${mix}]`,
        'assumptions { parameters { name } }',
      );
      return assumptions.parameters.map(({ name }: any) => name) as string[];
    };
    const display = await names('{ platform: DISPLAY, share: 1 }');
    expect(display).toContain('display.cpm.median');
    expect(display).not.toContain('reach.rate.INSTAGRAM_POST');
    const posts = await names('{ tier: "micro-post", share: 1 }');
    expect(posts).toContain('reach.rate.INSTAGRAM_POST');
    expect(posts).not.toContain('reach.rate.TIKTOK_VIDEO');
    expect(posts).not.toContain('display.cpm.median');
    expect(posts).not.toContain('coupon.redeemedShare.alpha');
    expect(await names('{ tier: "micro-post", share: 1, promoCode: true }')).toContain(
      'coupon.redeemedShare.alpha',
    );
  });
});

describe('any small plan', () => {
  const TIERS = ['celebrity', 'star-video', 'micro-video', 'micro-post', 'sharer'];

  it('is consistent: quantiles in order, tiers add up, people fewer than contacts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.constantFrom(...TIERS), { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 6 }),
        fc.string({ minLength: 1, maxLength: 8 }),
        async (tiers, count, seed) => {
          const mix = tiers.map((tier) => `{ tier: "${tier}", count: ${count} }`).join(' ');
          const spread = '{ mean p10 p50 p90 undefinedShare }';
          const { total, tiers: parts } = await forecast(
            `mix: [${mix}]`,
            `total { engagements ${spread} reach ${spread} grossReach ${spread} impressions ${spread} negativeEngagements ${spread} placements ${spread} booked ${spread} }
             tiers { engagements { mean } placements { mean } reach { mean } }`,
            `precision: { draws: 16 } seed: ${JSON.stringify(seed)}`,
          );
          for (const { p10, p50, p90, undefinedShare } of Object.values<any>(total)) {
            expect(undefinedShare).toBe(0);
            expect(p10).toBeLessThanOrEqual(p50);
            expect(p50).toBeLessThanOrEqual(p90);
          }
          const sum = (metric: string) =>
            parts.reduce((all: number, tier: any) => all + Number(tier[metric].mean), 0);
          expect(sum('engagements')).toBeCloseTo(total.engagements.mean, 6);
          expect(sum('placements')).toBeCloseTo(total.placements.mean, 9);
          expect(sum('reach')).toBeGreaterThanOrEqual(total.reach.mean * (1 - 1e-9));
          expect(total.reach.mean).toBeLessThanOrEqual(total.grossReach.mean * (1 + 1e-9));
          expect(total.reach.mean).toBeLessThanOrEqual(total.impressions.mean * (1 + 1e-9));
          expect(total.negativeEngagements.mean).toBeLessThanOrEqual(total.engagements.mean);
          expect(total.placements.mean).toBeLessThanOrEqual(total.booked.mean);
        },
      ),
      { numRuns: 20, seed: 20260115 },
    );
  });
});
