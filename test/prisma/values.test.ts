import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeDatabases, type TestDatabase } from '../support/database.js';
import { insertRows } from './rows.js';

describeDatabases('what is stored', (open) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  beforeEach(() => database.reset());

  it('comes back as it was: 64-bit counts, enums, lists, moments, JSON and bytes', async () => {
    const { db } = database;
    const { workspaceId, influencer, profile, assumptions, forecast } = await insertRows(db, 'w');
    const followers = 9_223_372_036_854_775_807n;
    const asOf = new Date('2026-02-28T23:59:59.999Z');
    await db.profile.update({
      where: { id: profile.id },
      data: { followers, platform: 'YOUTUBE', recentPostsAsOf: asOf, recentViews: 0.1 + 0.2 },
    });
    expect(await db.profile.findUniqueOrThrow({ where: { id: profile.id } })).toMatchObject({
      ...{ followers, platform: 'YOUTUBE', recentPostsAsOf: asOf, recentViews: 0.1 + 0.2 },
    });

    const topics = ['', 'a,b', '"', '{}', 'NULL', 'café'];
    await db.influencer.update({ where: { id: influencer.id }, data: { topics } });
    expect(await db.influencer.findFirst({ where: { topics: { has: 'a,b' } } })).toMatchObject({
      topics,
    });

    const overrides = { 'reach.rate.TIKTOK_VIDEO': 1e-300, deep: [1, null, true, { '': '€' }] };
    await db.assumptions.update({ where: { id: assumptions.id }, data: { overrides } });
    expect(
      (await db.assumptions.findUniqueOrThrow({ where: { id: assumptions.id } })).overrides,
    ).toEqual(overrides);

    const draws = new Uint8Array(new Float64Array([NaN, -0, Infinity, Math.PI]).buffer);
    const key = { savedForecastId: forecast.id, position: 1 };
    await db.savedColumn.create({ data: { workspaceId, ...key, draws } });
    const where = { savedForecastId_position: key };
    expect((await db.savedColumn.findUniqueOrThrow({ where })).draws).toEqual(draws);
  });

  it('may be any text, and is found whatever its case', async () => {
    const { db } = database;
    const { id: workspaceId } = await db.workspace.create({
      data: { slug: 'w', name: 'W', currency: 'USD' },
    });
    const names = [
      'Ann 👩🏽‍🚀',
      'Zoë',
      '\u0645\u0631\u062d\u0628\u0627',
      "O'Neil; DROP TABLE",
      '100%_\\',
    ];
    await db.influencer.createMany({ data: names.map((name) => ({ workspaceId, name })) });
    const stored = await db.influencer.findMany({ orderBy: { id: 'asc' } });
    expect(new Set(stored.map(({ name }) => name))).toEqual(new Set(names));
    const found = await db.influencer.findMany({
      where: { name: { contains: "o'neil", mode: 'insensitive' } },
    });
    expect(found).toHaveLength(1);
  });

  it('may be 8 MB in one value', async () => {
    const { db } = database;
    const { workspaceId, forecast } = await insertRows(db, 'w');
    const draws = new Uint8Array(8 * 2 ** 20).map((_, i) => (i * 31) % 251);
    const key = { savedForecastId: forecast.id, position: 1 };
    await db.savedColumn.create({ data: { workspaceId, ...key, draws } });
    const where = { savedForecastId_position: key };
    const stored = await db.savedColumn.findUniqueOrThrow({ where });
    expect(Buffer.compare(stored.draws, draws)).toBe(0);
  });

  it('is nothing of a transaction that fails', async () => {
    const { db } = database;
    const failing = db.$transaction(async (tx) => {
      await tx.workspace.create({ data: { slug: 'w', name: 'W', currency: 'USD' } });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    const refused = db.$transaction([
      db.workspace.create({ data: { slug: 'w', name: 'W', currency: 'USD' } }),
      db.workspace.create({ data: { slug: 'x', name: 'X', currency: 'usd' } }),
    ]);
    await expect(refused).rejects.toThrow('Workspace_currency_check');
    expect(await db.workspace.count()).toBe(0);
  });

  it.each(['ReadCommitted', 'RepeatableRead', 'Serializable'] as const)(
    'is seen in a transaction at the isolation asked for: %s',
    async (isolationLevel) => {
      const level = await database.db.$transaction(
        (tx) => tx.$queryRaw<{ level: string }[]>`
          SELECT replace(current_setting('transaction_isolation'), ' ', '') AS level`,
        { isolationLevel },
      );
      expect(level).toEqual([{ level: isolationLevel.toLowerCase() }]);
    },
  );

  it('names the key that is taken', async () => {
    const { db } = database;
    const data = { slug: 'w', name: 'W', currency: 'USD' };
    await db.workspace.create({ data });
    await expect(db.workspace.create({ data })).rejects.toMatchObject({ code: 'P2002' });
  });

  it('is written by many at once', async () => {
    const { db } = database;
    await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        db.$transaction(async (tx) => {
          await tx.workspace.create({ data: { slug: `w${i}`, name: 'W', currency: 'USD' } });
          return tx.workspace.count();
        }),
      ),
    );
    expect(await db.workspace.count()).toBe(50);
  });

  it('nests: children of a created row belong to its workspace', async () => {
    const { db } = database;
    const { id: workspaceId } = await db.workspace.create({
      data: { slug: 'w', name: 'W', currency: 'USD' },
    });
    const { profiles } = await db.influencer.create({
      data: {
        ...{ workspaceId, name: 'Ann' },
        profiles: { create: { platform: 'TIKTOK', handle: 'ann', followers: 1n } },
      },
      include: { profiles: true },
    });
    expect(profiles).toMatchObject([{ workspaceId }]);
  });
});
