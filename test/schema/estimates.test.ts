import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { simulate, type SimulateOptions } from '../../simulations/index.js';
import { openTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
let simulated: SimulateOptions[];

beforeAll(async () => {
  server = await openTestServer({
    // However many are asked for, one of each line is simulated: what is tested is how often.
    simulate: (scenario, options) => {
      simulated.push(options);
      const lines = scenario.lines.map((line) =>
        'count' in line.buy ? { ...line, buy: { count: 1 } } : line,
      );
      return Promise.resolve().then(() => simulate({ ...scenario, lines }, options));
    },
  });
});
beforeEach(() => {
  simulated = [];
});
afterAll(() => server.close());

const ONE = 'mix: [{ tier: "micro-post", count: 1 }]';
const DISPLAY = 'budget: { amount: "1000", currency: USD } mix: [{ platform: DISPLAY, share: 1 }]';

const ask = (plan: string, precision: string, selection: string) =>
  server.query(`{ forecast(scenario: { ${plan} } precision: { ${precision} }) { ${selection} } }`);
const drawsAsked = () => simulated.map(({ draws }) => draws);

describe('a relative error that is asked for', () => {
  const PRECISION = 'precision { draws relativeError met limit reason price }';

  it('doubles the draws until it is met', async () => {
    const { data } = await ask(ONE, 'relativeError: 0.03, of: REACH', `draws ${PRECISION}`);
    const { draws, precision } = data.forecast;
    expect(drawsAsked()).toEqual([512, 1024, 2048, 4096, 8192].filter((n) => n <= draws));
    expect(draws).toBeGreaterThan(512);
    expect(precision).toMatchObject({ draws, met: true, limit: 1_048_576, price: draws });
    expect(precision.relativeError).toBeLessThanOrEqual(0.03);
    expect(precision.reason).toMatch(
      /^[\d,]+ draws bring the standard error of the average reach to [\d.]+% of it; at most 3% was asked for\.$/,
    );
  });

  it('ends in the forecast that those draws are when they are asked for at once', async () => {
    const selection = `id total { reach { mean p10 p90 standardError } spend { mean } } draws`;
    const error = await ask(ONE, 'relativeError: 0.03, of: REACH', selection);
    const { draws } = error.data.forecast;
    expect(await ask(ONE, `draws: ${draws}`, selection)).toEqual(error);
  });

  it('is of the quantile that is named', async () => {
    const { data } = await ask(
      ONE,
      'relativeError: 0.06, of: REACH, statistic: P90',
      `${PRECISION} total { reach { p90 standardError(p: 0.9) } }`,
    );
    const { precision, total } = data.forecast;
    expect(precision.relativeError).toBe(total.reach.standardError / total.reach.p90);
    expect(precision.reason).toContain('the standard error of the P90 of the reach');
  });

  it('is the largest among the headline means when none is named', async () => {
    const { data } = await ask(ONE, 'relativeError: 0.5', `${PRECISION} monteCarloError`);
    expect(data.forecast.precision.relativeError).toBe(data.forecast.monteCarloError);
  });

  it('is given up at the most draws that its price allows', async () => {
    const many = 'mix: [{ tier: "sharer", count: 100000 }]';
    const { data } = await ask(many, 'relativeError: 0.0001', PRECISION);
    expect(drawsAsked()).toEqual([512, 1024]);
    expect(data.forecast.precision).toMatchObject({ draws: 1024, limit: 1024, met: false });
    expect(data.forecast.precision.reason).toMatch(
      /^1,024 draws, the largest doubling within the limit of 200,000,000 draws × placements, leave the standard error of the average .* at [\d.]+% of it; at most 0\.01% was asked for\.$/,
    );
  });

  it('pays for every draw once', async () => {
    // 512 + 1,024 draws of them would be above the limit of a request.
    const many = 'mix: [{ tier: "sharer", count: 190000 }]';
    const { errors } = await ask(many, 'relativeError: 0.0001', 'summary');
    expect(errors).toBeUndefined();
  });

  it('is given up where more draws would not tell', async () => {
    const { data } = await ask(ONE, 'relativeError: 0.1, of: REDEMPTIONS', PRECISION);
    expect(drawsAsked()).toEqual([512]);
    expect(data.forecast.precision).toMatchObject({ met: false, relativeError: null });
    expect(data.forecast.precision.reason).toBe(
      '512 draws give no relative error of the average redemptions, because it is 0, infinite or undefined; ask for `draws`.',
    );
  });

  it('of what a plan does not have is refused', async () => {
    const { errors } = await ask(DISPLAY, 'relativeError: 0.1, of: CPE', PRECISION);
    expect(errors?.[0].message).toBe(
      'precision.of must be a metric that the plan has, but got "CPE"',
    );
  });

  it('holds for the plan of a comparison that has the largest', async () => {
    const plan = (name: string, tier: string) =>
      `{ name: "${name}", scenario: { mix: [{ tier: "${tier}", count: 1 }] } }`;
    const { data } = await server.query(
      `{ compare(scenarios: [${plan('a', 'micro-post')} ${plan('b', 'micro-video')}], precision: { relativeError: 0.2, of: REACH }) {
        scenarios { forecast { ${PRECISION} total { reach { mean standardError } } } } } }`,
    );
    const forecasts: any[] = data.compare.scenarios.map(({ forecast }: any) => forecast);
    const errors = forecasts.map(({ total: { reach } }) => reach.standardError / reach.mean);
    for (const { precision } of forecasts) {
      expect(precision).toEqual(forecasts[0].precision);
      expect(precision.relativeError).toBe(Math.max(...errors));
    }
  });
});

describe('the relative errors of a request', () => {
  const aliases = (names: string, rest: string) =>
    `{ ${names.replaceAll(/./g, (name) => `${name}: forecast(${rest}) { precision { draws met reason } } `)} }`;

  it('share its price, and are given up where the next draws would not fit', async () => {
    const many = 'scenario: { mix: [{ tier: "sharer", count: 190000 }] }';
    const { data, errors } = await server.query(
      aliases('ab', `${many} precision: { relativeError: 0.0001 }`),
    );
    expect(errors).toBeUndefined();
    expect(drawsAsked()).toEqual([512, 512]);
    for (const { precision } of [data.a, data.b]) {
      expect(precision).toMatchObject({ draws: 512, met: false });
      expect(precision.reason).toMatch(
        /^512 draws, the largest doubling within what is left of the request’s 200,000,000 draws × placements, leave/,
      );
    }
  });

  it('are refused where not even the first draws fit', async () => {
    const many = 'scenario: { mix: [{ tier: "sharer", count: 190000 }] }';
    const { errors } = await server.query(
      aliases('abc', `${many} precision: { relativeError: 0.0001 }`),
    );
    expect(errors?.[0].extensions).toMatchObject({ code: 'TOO_EXPENSIVE', limit: 200_000_000 });
    expect(simulated.length).toBeLessThanOrEqual(2);
  });

  it('share its memory, whatever is selected', async () => {
    const few = await openTestServer({
      simulate: (scenario, options) => {
        simulated.push(options);
        return Promise.resolve(simulate(scenario, { ...options, draws: 512 }));
      },
    });
    const { data, errors } = await few.query(
      aliases('abcdefghijklmn', `scenario: { ${ONE} } precision: { relativeError: 0.0001 }`),
    );
    await few.close();
    expect(errors).toBeUndefined();
    const answers: any[] = Object.values(data).map(({ precision }: any) => precision);
    // The spend and three headline metrics of each.
    const draws = answers.reduce<number>((sum, answer) => sum + Number(answer.draws), 0);
    expect(draws * 4).toBeLessThanOrEqual(40_000_000);
    expect(answers.map(({ reason }) => reason as string)).toContainEqual(
      expect.stringMatching(/within what is left of the request’s 40,000,000 results/),
    );
  });
});

it('a standard error of 0 of draws that differ meets no relative error', async () => {
  // A median on a whole count in every batch.
  const draws = Float64Array.from({ length: 512 }, (_, d) => [0, 1, 1, 2][Math.floor(d / 8) % 4]);
  const column = { draws, sorted: draws.toSorted() };
  const counts = await openTestServer({
    simulate: (scenario, options) => {
      const outcome = simulate(
        { ...scenario, lines: scenario.lines.map((line) => ({ ...line, buy: { count: 1 } })) },
        { ...options, draws: 8 },
      );
      const groups = outcome.groups.map((group) => ({
        ...group,
        columns: { ...group.columns, CONVERSIONS: column },
      }));
      return Promise.resolve({ ...outcome, draws: options.draws, groups });
    },
  });
  const { data } = await counts.query(
    `{ forecast(scenario: { mix: [{ tier: "sharer", count: 100000 }] } precision: { relativeError: 0.1, of: CONVERSIONS, statistic: P50 }) { precision { draws relativeError met reason } } }`,
  );
  await counts.close();
  expect(data.forecast.precision).toEqual({
    draws: 1024,
    relativeError: null,
    met: false,
    reason:
      '1,024 draws, the largest doubling within the limit of 200,000,000 draws × placements, cannot tell the standard error of the P50 of the conversions: it comes out as 0, although the draws differ; at most 10% was asked for.',
  });
});

describe('a price', () => {
  it('is told without simulating anything', async () => {
    const { data } = await ask(
      ONE,
      'draws: 1000',
      'id seed draws engineVersion assumptions { preset } precision { price limit }',
    );
    expect(data.forecast).toMatchObject({ draws: 1000, precision: { price: 1000 } });
    const comparison = await server.query(
      `{ compareTiers(budget: { amount: "1000", currency: USD }) { scenarios { name forecast { precision { price } } } } }`,
    );
    expect(comparison.data.compareTiers.scenarios).toHaveLength(6);
    expect(simulated).toEqual([]);
  });

  it('is told with the id of the forecast that it would buy', async () => {
    const free = await ask(ONE, 'draws: 8', 'id');
    const bought = await ask(ONE, 'draws: 8', 'id total { reach { mean } }');
    expect(bought.data.forecast.id).toBe(free.data.forecast.id);
  });
});

it('the odds of keeping the budget are simulated for those who ask', async () => {
  const budget = `budget: { amount: "100", currency: USD } ${ONE}`;
  for (const selection of ['total { reach { mean } }', 'warnings { code }', 'table']) {
    await ask(budget, 'draws: 8', selection);
  }
  for (const selection of ['withinBudget', 'withinBudgetStandardError', 'summary']) {
    await ask(budget, 'draws: 8', selection);
  }
  expect(simulated.map(({ select }) => select.withinBudget)).toEqual([
    ...[false, false, false],
    ...[true, true, true],
  ]);
});
