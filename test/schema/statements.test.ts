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
    const campaign = await db.campaign.create({
      data: {
        workspaceId,
        name: 'Spring',
        objective: 'REACH',
        budgetMinor: 100n,
        currency: 'USD',
        flightStart: new Date('2026-04-01'),
        flightEnd: new Date('2026-05-01'),
      },
    });
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
    await db.placement.createMany({
      data: ofEach.map((row) => ({
        ...row,
        campaignId: campaign.id,
        layerId: layer.id,
        format: 'VIDEO',
        plannedAt: new Date('2026-04-02'),
        currency: 'USD',
      })),
    });
  });
  afterAll(() => server.close());

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
});
