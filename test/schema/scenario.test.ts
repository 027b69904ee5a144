import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLoaders } from '../../schema/loaders.js';
import { nodeId } from '../../schema/node-id.js';
import { resolveScenario } from '../../schema/scenario.js';
import type { ScenarioInputShape } from '../../schema/scenario-input.js';
import { ScenarioError, type Scenario } from '../../simulations/index.js';
import { openTestServer, type TestServer } from '../support/server.js';
import { makeRoster, type Roster } from './roster.js';

let server: TestServer;
let roster: Roster;

beforeAll(async () => {
  server = await openTestServer();
  roster = await makeRoster(server);
});
afterAll(() => server.close());

function resolve(input: ScenarioInputShape) {
  const { db, workspaceId } = server;
  const viewer = { workspaceId, currency: 'USD' };
  return resolveScenario(input, { db, viewer, loaders: createLoaders({ db, viewer }) }, [
    'scenario',
  ]);
}
const BUDGET = { amount: '1234.50', currency: 'USD' };
const lines = ({ scenario }: { scenario: Scenario }) => scenario.lines;

describe('a resolved scenario', () => {
  it('fills in what the question leaves open: 30 days, 60 million people, no fees, 2025', async () => {
    const { scenario, lineNames } = await resolve({ budget: BUDGET });
    expect(scenario).toMatchObject({
      currency: 'USD',
      budgetMinor: 123_450,
      flightDays: 30,
      universe: 60_000_000,
      cells: [],
      audience: null,
      fees: { agencyShare: 0, rightsShare: 0, screeningMinor: 0, killFee: false },
      brandContent: false,
      targets: [],
      assumptions: { preset: '2025', negativity: null },
    });
    expect(scenario.lines.map(({ key, buy }) => [key, buy])).toEqual([
      ['micro-video', { share: 0.3 }],
      ['micro-post', { share: 0.3 }],
      ['sharer', { share: 0.4 }],
    ]);
    expect(lineNames['micro-post']).toBe('Micro post');
  });

  it('takes fees, prices and targets to minor units', async () => {
    const money = (amount: string) => ({ amount, currency: 'USD' });
    const { scenario } = await resolve({
      budget: BUDGET,
      fees: { agency: 0.1, rights: 0.2, screening: money('10'), seeding: money('0.5') },
      mix: [{ tier: 'sharer', share: 1, fee: money('20') }],
      targets: [
        { metric: 'CPE', atMost: 0.5 },
        { metric: 'REACH', atLeast: 1000 },
      ],
    });
    expect(scenario.fees).toMatchObject({
      agencyShare: 0.1,
      rightsShare: 0.2,
      screeningMinor: 1000,
      seedingMinor: 50,
      moderationMinor: 0,
    });
    expect(scenario.lines[0].feeMinor).toBe(2000);
    expect(scenario.targets).toEqual([
      { metric: 'CPE', atLeast: null, atMost: 50 },
      { metric: 'REACH', atLeast: 1000, atMost: null },
    ]);
  });

  it('copies a tier’s population, and gives like lines keys of their own', async () => {
    const answer = await resolve({
      mix: [
        { tier: 'sharer', count: 1 },
        { tier: 'sharer', count: 2, name: 'More sharers' },
        { role: 'SHARER', count: 3, population: { medianFollowers: 300n } },
        {
          platform: 'YOUTUBE',
          count: 4,
          population: { medianFollowers: 500n, maxFollowers: 900n },
        },
      ],
    });
    expect(lines(answer)).toMatchObject([
      { key: 'sharer', tier: 'sharer', role: 'SHARER', row: 'SHARER_ACTION', buy: { count: 1 } },
      { key: 'sharer#2', tier: 'sharer' },
      { key: 'sharer-sharer-action', tier: null, role: 'SHARER', row: 'SHARER_ACTION' },
      { key: 'creator-youtube-video', tier: null, role: 'CREATOR', row: 'YOUTUBE_VIDEO' },
    ]);
    expect(lines(answer)[0].candidates).toEqual({
      medianFollowers: 1200,
      followersLnSd: 0.8,
      minFollowers: 100,
      maxFollowers: 10_000,
    });
    expect(lines(answer)[3].candidates).toEqual({
      medianFollowers: 500,
      followersLnSd: 0,
      minFollowers: 1,
      maxFollowers: 900,
    });
    expect(Object.values(answer.lineNames)).toEqual([
      'Sharer',
      'More sharers',
      'Shares by ordinary people',
      'YouTube videos',
    ]);
  });

  it('copies real profiles: followers, own posts, first topic as niche, audience, offer', async () => {
    const profile = nodeId('Profile', roster.profiles.ada);
    const answer = await resolve({ shortlist: [{ profileId: profile, count: 2, fit: 1.5 }] });
    const candidate = {
      profile: roster.profiles.ada,
      ordinal: 0,
      followers: 20_000,
      authenticity: 0.8,
      recentPosts: { posts: 12, views: null, reach: 6000, engagements: 400 },
      niche: 'beauty',
      fit: 1.5,
      audience: { 'gen-z': 0.6 },
      feeMinor: 25_000,
      plannedDay: null,
      posted: false,
    };
    expect(lines(answer)).toMatchObject([
      {
        tier: 'micro-post',
        role: 'CREATOR',
        row: 'INSTAGRAM_POST',
        buy: { all: true },
        candidates: [candidate, { ...candidate, ordinal: 1 }],
      },
    ]);
    // Known audiences bring the workspace's cells in, though nobody in particular is wanted.
    expect(answer.scenario.cells).toEqual([
      { key: 'gen-x', people: 10_000_000, wanted: false },
      { key: 'gen-z', people: 20_000_000, wanted: false },
    ]);
    expect(answer.scenario.audience).toBeNull();
  });

  it('reads a campaign: money, flight, audience, fees, targets, placements in their order', async () => {
    const { scenario } = await resolve({ campaignId: nodeId('Campaign', roster.campaign) });
    expect(scenario).toMatchObject({
      budgetMinor: 1_000_000,
      flightDays: 20,
      universe: 50_000_000,
      fees: { agencyShare: 0.1 },
      targets: [{ metric: 'SPEND', atLeast: null, atMost: 900_000 }],
      assumptions: { preset: '2020', negativity: 'claim', values: { 'level.reach.sd': 0.5 } },
      cells: [
        { key: 'gen-x', wanted: false },
        { key: 'gen-z', wanted: true },
      ],
      audience: { people: 20_000_000, platformShare: { INSTAGRAM: 0.6 } },
    });
    expect(scenario.lines.map(({ vetted }) => vetted)).toEqual([true, true]);
    expect(scenario.lines[0].candidates).toMatchObject([
      { plannedDay: 2, posted: false, feeMinor: 20_000, ordinal: 0 },
      { plannedDay: 9, posted: true, feeMinor: 25_000, ordinal: 1 },
    ]);
    expect(scenario.lines[1].candidates).toMatchObject([{ plannedDay: 5, feeMinor: null }]);
  });

  it('knows mean shares of the wanted audience from the profiles that have one', async () => {
    const { scenario } = await resolve({ budget: BUDGET, audience: { cells: ['gen-x'] } });
    expect(scenario.audience).toEqual({ people: 10_000_000, platformShare: { INSTAGRAM: 0 } });
  });

  it('counts a day that has begun', async () => {
    const { scenario } = await resolve({
      budget: BUDGET,
      flight: { start: new Date('2026-05-01T09:00:00Z'), end: new Date('2026-05-03T18:00:00Z') },
    });
    expect(scenario.flightDays).toBe(3);
  });

  it('says in the client’s words what only the engine refuses', async () => {
    const { inputError } = await resolve({ mix: [{ tier: 'sharer', count: 1 }] });
    const message = (path: string) =>
      inputError(new ScenarioError(path, 'must be fine', 7)).message;
    expect(message('lines[0].buy.count')).toBe('scenario.mix[0].count must be fine, but got 7');
    expect(message('lines[0].candidates.minFollowers')).toBe(
      'scenario.mix[0].population.minFollowers must be fine, but got 7',
    );
    expect(message('lines[0].row')).toBe('scenario.mix[0] row must be fine, but got 7');
    expect(message('budgetMinor')).toBe('scenario.budget.amount must be fine, but got 7');
    expect(message('cells')).toBe('scenario cells must be fine, but got 7');
  });
});

describe('resolving', () => {
  it('finds no profile of an archived influencer, as for a placement', async () => {
    const { db, workspaceId } = server;
    const { profiles } = await db.influencer.create({
      data: {
        workspaceId,
        name: 'Gone',
        archivedAt: new Date(),
        profiles: { create: { platform: 'TIKTOK', handle: 'gone', followers: 5000n } },
      },
      include: { profiles: true },
    });
    const profileId = nodeId('Profile', profiles[0].id);
    await expect(resolve({ shortlist: [{ profileId }] })).rejects.toThrow(
      `scenario.shortlist[0].profileId must be an unarchived profile of this workspace, but got "${profileId}"`,
    );
  });

  async function statements(input: ScenarioInputShape): Promise<number> {
    const spy = vi.spyOn(pg.Client.prototype, 'query');
    try {
      await resolve(input);
      return spy.mock.calls.length;
    } finally {
      spy.mockRestore();
    }
  }

  it('takes as many statements for many profiles as for one', async () => {
    const { db, workspaceId } = server;
    const [{ influencerId }] = await db.profile.findMany({ take: 1 });
    const profiles = await db.profile.createManyAndReturn({
      data: Array.from({ length: 40 }, (_, i) => ({
        workspaceId,
        influencerId,
        platform: 'TIKTOK' as const,
        handle: `one${i}`,
        followers: 5000n,
      })),
    });
    const shortlist = profiles.map(({ id }) => ({ profileId: nodeId('Profile', id) }));
    const one = await statements({ shortlist: shortlist.slice(0, 1) });
    expect(one).toBeGreaterThan(0);
    expect(await statements({ shortlist })).toBe(one);
  });
});
