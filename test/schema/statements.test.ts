import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTestServer, type TestServer } from '../support/server.js';

const CHILDREN = 30;

/** Every statement that reaches the database, and how many rows it brings back. */
async function watched(work: () => Promise<unknown>) {
  const original = Reflect.get(pg.Client.prototype, 'query');
  let statements = 0;
  let rows = 0;
  const count = (result: any) => {
    rows += Number(result?.rows?.length ?? 0);
    return result;
  };
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...args: any[]
  ) {
    statements++;
    const done = args.at(-1);
    if (typeof done !== 'function') return Reflect.apply(original, this, args).then(count);
    // The pool waits for a callback.
    const counted = (error: unknown, result: unknown) => done(error, count(result));
    return Reflect.apply(original, this, [...args.slice(0, -1), counted]);
  } as any);
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
  return { statements, rows };
}

describe('nested lists', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await openTestServer();
    const { db, workspaceId } = server;
    const cell = await db.audienceCell.create({
      data: { workspaceId, key: 'us', name: 'US', people: 1000n },
    });
    const season = {
      workspaceId,
      objective: 'REACH' as const,
      budgetMinor: 100n,
      currency: 'USD',
      flightStart: new Date('2026-04-01'),
      flightEnd: new Date('2026-05-01'),
    };
    const campaign = await db.campaign.create({ data: { ...season, name: 'Spring' } });
    const layer = await db.layer.create({
      data: { workspaceId, campaignId: campaign.id, role: 'CREATOR' },
    });
    const people = await db.influencer.createManyAndReturn({
      data: Array.from({ length: 50 }, (_, i) => ({ workspaceId, name: `Person ${i}` })),
    });
    const profiles = await db.profile.createManyAndReturn({
      data: people.flatMap(({ id }, i) =>
        Array.from({ length: CHILDREN }, (_, k) => ({
          workspaceId,
          influencerId: id,
          platform: 'TIKTOK' as const,
          handle: `${i}-${k}`,
          followers: BigInt(k),
        })),
      ),
    });
    const ofEach = profiles.map(({ id }) => ({ workspaceId, profileId: id }));
    await db.audienceShare.createMany({
      data: ofEach.map((row) => ({ ...row, cellId: cell.id, share: 0.5 })),
    });
    await db.offer.createMany({
      data: ofEach.map((row) => ({ ...row, format: 'VIDEO', priceMinor: 1n, currency: 'USD' })),
    });
    const planned = {
      workspaceId,
      format: 'VIDEO' as const,
      plannedAt: new Date('2026-04-02'),
      currency: 'USD',
    };
    await db.placement.createMany({
      data: ofEach.map((row) => ({
        ...planned,
        ...row,
        campaignId: campaign.id,
        layerId: layer.id,
      })),
    });

    const assumptions = await db.assumptions.createManyAndReturn({
      data: Array.from({ length: 50 }, (_, i) => ({
        workspaceId,
        name: `View ${i}`,
        version: 1,
        preset: '2025',
        overrides: {},
      })),
    });
    const campaigns = await db.campaign.createManyAndReturn({
      data: assumptions.map(({ id }) => ({ ...season, name: 'Autumn', assumptionsId: id })),
    });
    const layers = await db.layer.createManyAndReturn({
      data: campaigns.map(({ id }) => ({ workspaceId, campaignId: id, role: 'CREATOR' as const })),
    });
    await db.target.createMany({
      data: campaigns.map(({ id }) => ({
        workspaceId,
        campaignId: id,
        position: 0,
        metric: 'REACH',
        atLeast: 1,
      })),
    });
    await db.campaignCell.createMany({
      data: campaigns.map(({ id }) => ({ workspaceId, campaignId: id, cellId: cell.id })),
    });
    // Campaign i has i + 1 placements, each of another person.
    await db.placement.createMany({
      data: layers.flatMap(({ id, campaignId }, i) =>
        Array.from({ length: i + 1 }, (_, k) => ({
          ...planned,
          campaignId,
          layerId: id,
          profileId: profiles[k * CHILDREN + 1].id,
        })),
      ),
    });
    const schemes = await db.tierScheme.createManyAndReturn({
      data: Array.from({ length: 50 }, (_, i) => ({ workspaceId, key: `k${i}`, name: 'Scheme' })),
    });
    await db.tier.createMany({
      // Scheme i has i + 1 tiers.
      data: schemes.flatMap(({ id }, i) =>
        Array.from({ length: i + 1 }, (_, position) => ({
          workspaceId,
          schemeId: id,
          key: `t${position}`,
          name: `Tier ${position}`,
          position,
          role: 'CREATOR' as const,
          platform: 'TIKTOK' as const,
          format: 'VIDEO' as const,
          minFollowers: 1n,
          medianFollowers: 1000n,
          followersLnSd: 0.5,
        })),
      ),
    });
  });
  afterAll(() => server.close());

  /** One for each autumn campaign. */
  async function saveForecasts() {
    const campaigns = await server.db.campaign.findMany({ where: { name: 'Autumn' }, take: 20 });
    for (const { id } of campaigns) {
      const { errors } = await server.query(
        `mutation { saveForecast(input: { name: "Autumn", campaignId: "${btoa(`Campaign:${id}`)}",
          scenario: { mix: [{ platform: TIKTOK, population: { medianFollowers: 1000 }, count: 1 }] }, precision: { draws: 8 } }) { __typename } }`,
      );
      expect(errors).toBeUndefined();
    }
  }

  const ask = (parents: number) => async () => {
    const { data, errors } = await server.query(
      `query ($first: Int!) {
        influencers(first: $first) {
          totalCount
          edges { node {
            name
            profiles(first: 3) {
              totalCount
              edges { node {
                handle
                influencer { name }
                audience { share cell { key } }
                offers { price { amount } }
                placements(first: 2) { totalCount edges { node { campaign { name } layer } } }
              } }
            }
          } }
        }
      }`,
      { first: parents },
    );
    expect(errors).toBeUndefined();
    const { edges } = data.influencers;
    expect(edges).toHaveLength(parents);
    expect(edges[0].node.profiles.totalCount).toBe(CHILDREN);
    expect(edges[0].node.profiles.edges).toHaveLength(3);
  };

  it('take as many statements for 50 parents as for 5, and read no children beyond the page', async () => {
    const few = await watched(ask(5));
    const many = await watched(ask(50));
    expect(few.statements).toBeGreaterThan(5);
    expect(many.statements).toBe(few.statements);
    // Per influencer: one profile more than the page, their count, and the person again; per
    // profile: a share, an offer, a placement and their count. Once: the rest of the page of
    // influencers, their count, the cell, the campaign and the layer.
    const perInfluencer = 4 + 1 + 1 + 3 * 4;
    expect(many.rows).toBeLessThanOrEqual(50 * perInfluencer + 51 + 4);
    expect(50 * perInfluencer + 51 + 4).toBeLessThan(50 * CHILDREN);
  });

  it.each([
    [
      'campaigns',
      'name layers { role } targets { metric } audience { key } assumptions { name } placements(first: 2) { totalCount edges { node { layer profile { influencer { name } } } } }',
    ],
    ['tierSchemes', 'tiers { key scheme { key } }'],
    ['offers', 'profile { handle influencer { name } }'],
    ['assumptions', 'name parameters { value }'],
  ])('under %s take as many statements for 50 parents as for 5', async (list, selection) => {
    const of = (first: number) =>
      watched(async () => {
        const { data, errors } = await server.query(
          `{ ${list}(first: ${first}) { edges { node { ${selection} } } } }`,
        );
        expect(errors).toBeUndefined();
        expect(data[list].edges).toHaveLength(first);
      });
    const few = await of(5);
    expect(few.statements).toBeGreaterThan(0);
    expect((await of(50)).statements).toBe(few.statements);
  });

  it('of saved forecasts take as many statements for 20 as for 2, answers and scores included', async () => {
    await saveForecasts();
    const of = (first: number) =>
      watched(async () => {
        const { data, errors } = await server.query(
          `{ savedForecasts(first: ${first}) { totalCount edges { node {
            name standing campaign { name savedForecasts(first: 2) { edges { node { name } } } }
            forecast { id total { reach { p50 } } } scores { actual }
          } } } }`,
        );
        expect(errors).toBeUndefined();
        expect(data.savedForecasts.edges).toHaveLength(first);
        expect(data.savedForecasts.edges[0].node.forecast.total.reach.p50).toBeGreaterThan(0);
      });
    const few = await of(2);
    expect(few.statements).toBeGreaterThan(0);
    expect((await of(20)).statements).toBe(few.statements);
  });

  it('take one statement for 50 nodes of a type', async () => {
    const ids = (await server.db.profile.findMany({ take: 50 })).map(({ id }) =>
      btoa(`Profile:${id}`),
    );
    const { statements, rows } = await watched(async () => {
      const document = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
      const { data } = await server.query(document, { ids });
      expect(data).toEqual({ nodes: ids.map((id) => ({ id })) });
    });
    expect({ statements, rows }).toEqual({ statements: 1, rows: 50 });
  });

  it('cost so much that pages of pages of pages are refused before anything is read', async () => {
    const { statements } = await watched(async () => {
      const { errors } = await server.query(`{
        influencers(first: 100) { edges { node {
          profiles(first: 100) { edges { node { placements(first: 100) { totalCount } } } }
        } } }
      }`);
      expect(errors?.[0].message).toMatch(
        /^The operation's complexity must be at most 20000, but got \d+$/,
      );
      expect(errors?.[0].extensions).toMatchObject({ code: 'TOO_COMPLEX' });
    });
    expect(statements).toBe(0);
  });

  describe('that a forecast is made of', () => {
    const asking = (document: string) =>
      watched(async () => {
        const { errors } = await server.query(document);
        expect(errors).toBeUndefined();
      });

    it('take as many statements for a campaign of 50 placements as for one of 5', async () => {
      const campaigns = await server.db.campaign.findMany({
        where: { name: 'Autumn' },
        include: { _count: { select: { placements: true } } },
      });
      const of = async (placements: number) => {
        const { id } = campaigns.find(({ _count }) => _count.placements === placements)!;
        return asking(
          `{ forecast(scenario: { campaignId: "${btoa(`Campaign:${id}`)}" }, precision: { draws: 8 }) { id } }`,
        );
      };
      const few = await of(5);
      expect(few.statements).toBeGreaterThan(0);
      expect((await of(50)).statements).toBe(few.statements);
    });

    it('take as many statements for an outlook of 50 placements as of 5, and one of them for its nodes', async () => {
      const campaigns = await server.db.campaign.findMany({
        where: { name: 'Autumn' },
        include: { _count: { select: { placements: true } } },
      });
      const of = (placements: number, node: string) => {
        const { id } = campaigns.find(({ _count }) => _count.placements === placements)!;
        const edges = `placements(first: 50) { edges { overdue ${node} } }`;
        return asking(
          `{ campaign(id: "${btoa(`Campaign:${id}`)}") { outlook(precision: { draws: 8 }) {
            ${edges} warnings { ${edges} } } } }`,
        );
      };
      const few = await of(5, 'node { status }');
      const many = await of(50, 'node { status }');
      expect(many.statements).toBe(few.statements);
      const without = await of(50, '');
      expect(many.statements - without.statements).toBe(1);
      expect(many.rows - without.rows).toBe(50);
    });

    it('take as many statements for a comparison of 20 tiers as of 2', async () => {
      const of = (tiers: number) =>
        asking(
          `{ compareTiers(scheme: "k${tiers - 1}", budget: { amount: "100", currency: USD }, audience: { cells: ["us"] }, precision: { draws: 8 }) { scenarios { forecast { id } } } }`,
        );
      const few = await of(2);
      expect(few.statements).toBeGreaterThan(0);
      expect((await of(20)).statements).toBe(few.statements);
    });
  });
});
