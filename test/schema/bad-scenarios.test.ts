import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeId } from '../../schema/node-id.js';
import { openTestServer, type TestServer } from '../support/server.js';
import { makeRoster, type Roster } from './roster.js';

let server: TestServer;
let roster: Roster;

beforeAll(async () => {
  server = await openTestServer();
  roster = await makeRoster(server);
});
afterAll(() => server.close());

const BUDGET = 'budget: { amount: "100000", currency: USD }';
const POPULATION = 'population: { medianFollowers: 20000 }';
const TIERS =
  'celebrity, star-video, micro-video, micro-post, sharer, nano, micro, mid, macro, mega';

/** Asks `forecast` and answers its only error. */
async function refusal(scenario: string, rest = '') {
  const { errors } = await server.query(`{ forecast(scenario: { ${scenario} } ${rest}) { id } }`);
  expect(errors).toHaveLength(1);
  const [{ message, extensions }] = errors!;
  return { message, path: extensions?.['path'] as unknown, code: extensions?.['code'] as unknown };
}

describe('a scenario is refused, naming field, rule and value,', () => {
  it.each<[string, string, string]>([
    // budgets
    [
      'a negative budget',
      'budget: { amount: "-5", currency: USD }',
      'scenario.budget.amount must be more than 0 and at most 10000000000000.00, but got "-5"',
    ],
    [
      'no budget at all',
      'budget: { amount: "0", currency: USD }',
      'scenario.budget.amount must be more than 0 and at most 10000000000000.00, but got "0"',
    ],
    [
      'parts of a cent',
      'budget: { amount: "1.005", currency: USD }',
      'scenario.budget.amount must have at most 2 decimals in USD, but got "1.005"',
    ],
    [
      'another currency than the workspace’s',
      'budget: { amount: "100", currency: EUR }',
      'scenario.budget.currency must be USD, the workspace\'s currency (there are no exchange rates yet), but got "EUR"',
    ],
    [
      'a fee in another currency',
      `${BUDGET} mix: [{ tier: "sharer", share: 1, fee: { amount: "1", currency: EUR } }]`,
      'scenario.mix[0].fee.currency must be USD, the workspace\'s currency (there are no exchange rates yet), but got "EUR"',
    ],
    [
      'nothing to spend on shares',
      'flight: { days: 10 }',
      'scenario.budget must be given when something is bought by share, but got nothing',
    ],
    // shares and counts
    [
      'a share of zero',
      `${BUDGET} mix: [{ tier: "sharer", share: 0 }]`,
      'scenario.mix[0].share must be more than 0 and at most 1, but got 0',
    ],
    [
      'a negative share',
      `${BUDGET} mix: [{ tier: "micro-post", share: 1 }, { tier: "sharer", share: -0.5 }]`,
      'scenario.mix[1].share must be more than 0 and at most 1, but got -0.5',
    ],
    [
      'shares that add up to less',
      `${BUDGET} mix: [{ tier: "micro-post", share: 0.5 }, { tier: "sharer", share: 0.4 }]`,
      'scenario.mix must have shares that add up to 1, but got 0.9',
    ],
    [
      'shares that add up to more',
      `${BUDGET} mix: [{ tier: "micro-post", share: 0.75 }, { tier: "sharer", share: 0.5 }]`,
      'scenario.mix must have shares that add up to 1, but got 1.25',
    ],
    [
      'shares that leave nothing for what is counted',
      `${BUDGET} mix: [{ tier: "micro-post", share: 1 }, { tier: "micro-post", share: 0.5 }, { tier: "sharer", count: 5 }]`,
      'scenario.mix must have shares that add up to at most 1, but got 1.5',
    ],
    [
      'a share and a count',
      `${BUDGET} mix: [{ tier: "sharer", share: 1, count: 3 }]`,
      'scenario.mix[0] must have either a share or a count, but got {"share":1,"count":3}',
    ],
    [
      'neither share nor count',
      `${BUDGET} mix: [{ tier: "sharer" }]`,
      'scenario.mix[0] must have a share or a count, but got nothing',
    ],
    [
      'a billion placements',
      `${BUDGET} mix: [{ tier: "sharer", count: 1000000000 }]`,
      'scenario.mix[0].count must be from 1 to 1000000, but got 1000000000',
    ],
    [
      'a count of zero',
      `${BUDGET} mix: [{ tier: "sharer", count: 0 }]`,
      'scenario.mix[0].count must be from 1 to 1000000, but got 0',
    ],
    [
      'a bare budget that buys more placements than the engine takes',
      'budget: { amount: "100000000", currency: USD }',
      'scenario.budget must buy at most about 1000000 placements, but got 3333335',
    ],
    // lines
    ['an empty mix', `${BUDGET} mix: []`, 'scenario.mix must have 1 to 50 lines, but got 0'],
    [
      'too many lines',
      `${BUDGET} mix: [${'{ tier: "sharer", count: 1 },'.repeat(51)}]`,
      'scenario.mix must have 1 to 50 lines, but got 51',
    ],
    [
      'both a tier and a platform',
      `${BUDGET} mix: [{ tier: "sharer", platform: TIKTOK, share: 1 }]`,
      'scenario.mix[0].platform must not be given beside tier, but got "TIKTOK"',
    ],
    [
      'a format that the platform does not have',
      `${BUDGET} mix: [{ platform: TIKTOK, format: STORY, ${POPULATION}, share: 1 }]`,
      'scenario.mix[0].format must be one of VIDEO, SHARE on TIKTOK, but got "STORY"',
    ],
    [
      'neither tier nor platform',
      `${BUDGET} mix: [{ ${POPULATION}, share: 1 }]`,
      'scenario.mix[0].platform must be given, but got nothing',
    ],
    [
      'nobody in particular',
      `${BUDGET} mix: [{ platform: TIKTOK, share: 1 }]`,
      'scenario.mix[0].population must be given where there is no tier, but got nothing',
    ],
    [
      'a median outside the bounds',
      `${BUDGET} mix: [{ platform: TIKTOK, share: 1, population: { medianFollowers: 500, minFollowers: 1000 } }]`,
      'scenario.mix[0].population.minFollowers must be from 1 to 500, but got 1000',
    ],
    [
      'nobody following',
      `${BUDGET} mix: [{ platform: TIKTOK, share: 1, population: { medianFollowers: 0 } }]`,
      'scenario.mix[0].population.medianFollowers must be from 1 to 10000000000, but got 0',
    ],
    [
      'a wild spread',
      `${BUDGET} mix: [{ platform: TIKTOK, share: 1, population: { medianFollowers: 10, followersLnSd: 30 } }]`,
      'scenario.mix[0].population.followersLnSd must be from 0 to 3, but got 30',
    ],
    [
      'display ads by count',
      `${BUDGET} mix: [{ platform: DISPLAY, count: 1 }]`,
      'scenario.mix[0].count must not be given beside platform DISPLAY, but got 1',
    ],
    [
      'an ad load of 11',
      `${BUDGET} mix: [{ tier: "sharer", share: 1, adLoad: 11 }]`,
      'scenario.mix[0].adLoad must be from 0 to 10, but got 11',
    ],
    [
      'a fee of nothing',
      `${BUDGET} mix: [{ tier: "sharer", share: 1, fee: { amount: "0", currency: USD } }]`,
      'scenario.mix[0].fee.amount must be more than 0 and at most 10000000000000.00, but got "0"',
    ],
    [
      'two ways of saying what to buy',
      `${BUDGET} mix: [] shortlist: []`,
      'scenario must have at most one of mix, shortlist and campaignId, but got ["mix","shortlist"]',
    ],
    [
      'an empty roster',
      `${BUDGET} shortlist: []`,
      'scenario.shortlist must have 1 to 1000 items, but got 0',
    ],
    // flights
    [
      'a flight that ends before it starts',
      `${BUDGET} flight: { start: "2026-05-10T00:00:00Z", end: "2026-05-01T00:00:00Z" }`,
      'scenario.flight must last from 1 to 366 days, but got -9',
    ],
    [
      'a flight of no time',
      `${BUDGET} flight: { start: "2026-05-10T00:00:00Z", end: "2026-05-10T00:00:00Z" }`,
      'scenario.flight must last from 1 to 366 days, but got 0',
    ],
    [
      'a flight of years',
      `${BUDGET} flight: { days: 367 }`,
      'scenario.flight.days must last from 1 to 366 days, but got 367',
    ],
    [
      'an end without a start',
      `${BUDGET} flight: { end: "2026-05-10T00:00:00Z" }`,
      'scenario.flight.start must be given with an end, but got nothing',
    ],
    [
      'both days and an end',
      `${BUDGET} flight: { start: "2026-05-01T00:00:00Z", end: "2026-05-10T00:00:00Z", days: 9 }`,
      'scenario.flight must have either days or an end, but got {"end":"2026-05-10T00:00:00.000Z","days":9}',
    ],
    // people
    [
      'a universe of nobody',
      `${BUDGET} universe: 0`,
      'scenario.universe must be from 1 to 10000000000, but got 0',
    ],
    [
      'a universe smaller than the wanted cells',
      `${BUDGET} universe: 1000 audience: { cells: ["gen-z"] }`,
      "scenario.universe must be at least the 30000000 people of the workspace's audience cells, but got 1000",
    ],
    [
      'an audience of no cells',
      `${BUDGET} audience: { cells: [] }`,
      'scenario.audience.cells must name at least one cell, but got []',
    ],
    // assumptions
    [
      'an unknown parameter',
      `${BUDGET} assumptions: { overrides: [{ name: "reach.rate.INSTAGRAM", value: 1 }] }`,
      'scenario.assumptions.overrides[0].name must name a parameter (the nearest is "reach.rate.INSTAGRAM_POST"), but got "reach.rate.INSTAGRAM"',
    ],
    [
      'a parameter outside its range',
      `${BUDGET} assumptions: { overrides: [{ name: "campaign.reach.sd", value: 0.2 }, { name: "level.reach.sd", value: 9 }] }`,
      'scenario.assumptions.overrides[1].value must be a number between 0 and 3, but got 9',
    ],
    [
      'a flight of half a day by assumption',
      `${BUDGET} assumptions: { overrides: [{ name: "level.reach.sd", value: 1 }, { name: "scenario.flightDays", value: 30.5 }] }`,
      'scenario.assumptions.overrides[1].value must be a whole number, but got 30.5',
    ],
    [
      'a name longer than any parameter has',
      `${BUDGET} assumptions: { overrides: [{ name: "level.reach.sd", value: 1 }, { name: "${'x'.repeat(101)}", value: 1 }] }`,
      `scenario.assumptions.overrides[1].name must be at most 100 characters, but got "${'x'.repeat(99)}… (103 characters)`,
    ],
    [
      'a parameter twice',
      `${BUDGET} assumptions: { overrides: [{ name: "level.reach.sd", value: 1 }, { name: "level.reach.sd", value: 2 }] }`,
      'scenario.assumptions.overrides[1].name must name each parameter once, but got "level.reach.sd"',
    ],
    // targets
    [
      'a target without a threshold',
      `${BUDGET} targets: [{ metric: REACH }]`,
      'scenario.targets[0] must have exactly one of atLeast and atMost, but got {}',
    ],
    [
      'a target with two',
      `${BUDGET} targets: [{ metric: REACH, atLeast: 1, atMost: 2 }]`,
      'scenario.targets[0] must have exactly one of atLeast and atMost, but got {"atLeast":1,"atMost":2}',
    ],
    [
      'a name of control characters',
      `${BUDGET} mix: [{ tier: "sharer", share: 1, name: "\\u0007" }]`,
      'scenario.mix[0].name must be 1 to 100 printable characters, but got "\\u0007"',
    ],
  ])('%s', async (_what, scenario, message) => {
    const answer = await refusal(scenario);
    expect(answer.message).toBe(message);
    expect(answer.code).toBe('BAD_INPUT');
    // The path is the field at the head of the sentence, in the client's own words.
    expect(answer.path).toEqual(
      message
        .split(' ', 1)[0]
        .split(/[.[\]]+/)
        .filter(Boolean),
    );
  });

  it('what the workspace does not have, with what it has', async () => {
    expect(await refusal(`${BUDGET} mix: [{ tier: "nanos", share: 1 }]`)).toEqual({
      code: 'NOT_FOUND',
      path: ['scenario', 'mix', '0', 'tier'],
      message: `scenario.mix[0].tier must be the key or id of a tier (keys: ${TIERS}) of this workspace, but got "nanos"`,
    });
    expect(await refusal(`${BUDGET} audience: { cells: ["gen-y"] }`)).toMatchObject({
      code: 'NOT_FOUND',
      message:
        'scenario.audience.cells[0] must be the key or id of an audience cell (keys: gen-x, gen-z) of this workspace, but got "gen-y"',
    });
    const nobody = nodeId('Profile', '00000000-0000-7000-8000-000000000000');
    expect(await refusal(`${BUDGET} shortlist: [{ profileId: "${nobody}" }]`)).toMatchObject({
      code: 'NOT_FOUND',
      message: `scenario.shortlist[0].profileId must be an unarchived profile of this workspace, but got "${nobody}"`,
    });
  });

  it('what the workspace does not have, with the first ten of many', async () => {
    const { workspaceId } = server;
    const keys = Array.from({ length: 10 }, (_, i) => `a${i}`);
    await server.db.audienceCell.createMany({
      data: keys.map((key) => ({ workspaceId, key, name: key, people: 1 })),
    });
    const { message } = await refusal(`${BUDGET} audience: { cells: ["gen-y"] }`);
    await server.db.audienceCell.deleteMany({ where: { key: { in: keys } } });
    expect(message).toContain(`(keys: ${keys.join(', ')} and 2 more) of this workspace`);
  });

  it('an id of something else', async () => {
    const id = nodeId('Tier', roster.profiles.ada);
    expect((await refusal(`${BUDGET} shortlist: [{ profileId: "${id}" }]`)).message).toBe(
      `scenario.shortlist[0].profileId must be an id of type Profile, but got "${id}"`,
    );
  });

  it('a profile of another workspace', async () => {
    const { profile } = await makeRoster(server, 'other');
    const id = nodeId('Profile', profile);
    expect((await refusal(`${BUDGET} shortlist: [{ profileId: "${id}" }]`)).code).toBe('NOT_FOUND');
  });

  it('a campaign in which nobody is booked', async () => {
    const id = nodeId('Campaign', roster.emptyCampaign);
    expect(await refusal(`campaignId: "${id}"`)).toEqual({
      code: 'BAD_INPUT',
      path: ['scenario', 'campaignId'],
      message:
        'scenario.campaignId must have 1 to 5000 placements that are not cancelled, but got 0',
    });
  });

  it('a preset beside saved assumptions', async () => {
    const id = nodeId('Assumptions', roster.assumptions);
    expect(
      (await refusal(`${BUDGET} assumptions: { id: "${id}", preset: YEAR_2017 }`)).message,
    ).toBe(
      'scenario.assumptions.preset must not be given beside the id of saved assumptions, but got "2017"',
    );
  });

  it('a seed of 10 KB', async () => {
    const { message } = await refusal(BUDGET, `seed: "${'x'.repeat(10_240)}"`);
    expect(message).toBe(
      `seed must have 1 to 256 characters, but got "${'x'.repeat(99)}… (10242 characters)`,
    );
  });

  it('more placements than are worth simulating, for its price', async () => {
    const plan = `${BUDGET} mix: [{ tier: "sharer", count: 800000 }]`;
    expect(await refusal(plan)).toMatchObject({
      message:
        'scenario must lead to at most about 390625 placements, or ask for fewer draws than 512 with precision, but got 800000: the price, draws × placements, is 409600000, and the limit is 200000000',
      code: 'TOO_EXPENSIVE',
      path: ['scenario'],
    });
  });

  it('a number of draws that is none', async () => {
    expect((await refusal(BUDGET, 'precision: { draws: 0 }')).message).toBe(
      'precision.draws must be from 8 to 1048576, but got 0',
    );
  });
});
