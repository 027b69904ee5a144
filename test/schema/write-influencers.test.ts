import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PrismaClient } from '../../prisma/generated/client.js';
import type { BatchMode } from '../../schema/batch-mode.js';
import { createWorkspace } from '../../schema/workspace.js';
import type { InfluencerRowInput } from '../../schema/influencer-row.js';
import { writeInfluencers } from '../../schema/write-influencers.js';
import { describeDatabases, type TestDatabase } from '../support/database.js';

const AS_OF = new Date('2026-01-10T00:00:00.000Z');

function row(handle: string, more: Partial<InfluencerRowInput> = {}): InfluencerRowInput {
  return { platform: 'TIKTOK', handle, followers: 1000n, ...more };
}

const full = row('ada', {
  externalId: 'p1',
  name: 'Ada',
  role: 'CREATOR',
  topics: ['food', 'travel'],
  country: 'US',
  authenticity: 0.7,
  recentPosts: { posts: 12, asOf: AS_OF, views: 500.5, engagements: 60 },
  offers: [{ format: 'VIDEO', price: { amount: '250.50', currency: 'USD' } }],
  audience: [
    { cell: 'young', share: 0.6 },
    { cell: 'old', share: 0.4 },
  ],
});

describeDatabases('writing influencers in bulk', (open) => {
  let database: TestDatabase;
  let db: PrismaClient;
  let workspace: { id: string; currency: string };

  beforeAll(async () => {
    database = await open();
    db = database.db;
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.reset();
    workspace = await createWorkspace(db, {
      slug: 'test',
      name: 'Test',
      currency: 'USD',
      isDemo: false,
    });
    const cells = ['young', 'old'].map((key) => ({
      workspaceId: workspace.id,
      key,
      name: key,
      people: 1000n,
    }));
    await db.audienceCell.createMany({ data: cells });
  });

  const write = (rows: InfluencerRowInput[], mode: BatchMode = 'ALL_OR_NOTHING') =>
    writeInfluencers(db, workspace, rows, { mode });

  const stored = () =>
    db.influencer.findMany({
      include: { profiles: { include: { offers: true, audience: true }, orderBy: { id: 'asc' } } },
      orderBy: { id: 'asc' },
    });

  it('stores every field of a row', async () => {
    expect(await write([full])).toEqual({ created: 1, updated: 0, unchanged: 0, rejected: [] });
    const [person] = await stored();
    expect(person).toMatchObject({
      externalId: 'p1',
      name: 'Ada',
      role: 'CREATOR',
      topics: ['food', 'travel'],
      country: 'US',
      isDemo: false,
    });
    expect(person.profiles[0]).toMatchObject({
      platform: 'TIKTOK',
      handle: 'ada',
      followers: 1000n,
      authenticity: 0.7,
      recentPosts: 12,
      recentPostsAsOf: AS_OF,
      recentViews: 500.5,
      recentReach: null,
      recentEngagements: 60,
      engagementRateByFollowers: 0.06,
    });
    expect(person.profiles[0].offers).toMatchObject([
      { format: 'VIDEO', priceMinor: 25050n, currency: 'USD' },
    ]);
    expect(person.profiles[0].audience.map(({ share }) => share).sort()).toEqual([0.4, 0.6]);
  });

  it('gives a new row without name and role the handle and CREATOR', async () => {
    await write([row('bob')]);
    expect(await stored()).toMatchObject([
      { name: 'bob', role: 'CREATOR', topics: [], externalId: null },
    ]);
  });

  it('writes nothing when the same rows come again', async () => {
    await write([full, row('bob')]);
    const before = await stored();
    expect(await write([full, row('bob')])).toEqual({
      created: 0,
      updated: 0,
      unchanged: 2,
      rejected: [],
    });
    expect(await stored()).toEqual(before);
  });

  it.each<[string, Partial<InfluencerRowInput>]>([
    ['the name', { name: 'Ada L.' }],
    ['the followers', { followers: 1001n }],
    ['the authenticity', { authenticity: 0.8 }],
    ['the recent posts', { recentPosts: { posts: 12, asOf: AS_OF, views: 501 } }],
    ['an offer', { offers: [{ format: 'VIDEO', price: { amount: '251', currency: 'USD' } }] }],
    ['a new offer', { offers: [{ format: 'SHARE', price: { amount: '5', currency: 'USD' } }] }],
    [
      'a share of the audience',
      {
        audience: [
          { cell: 'young', share: 0.5 },
          { cell: 'old', share: 0.4 },
        ],
      },
    ],
    ['an audience that loses a cell', { audience: [{ cell: 'young', share: 0.6 }] }],
  ])('counts a row as updated when it changes %s', async (_what, change) => {
    await write([full, row('bob')]);
    expect(await write([{ ...full, ...change }, row('bob')])).toMatchObject({
      updated: 1,
      unchanged: 1,
    });
    expect(await write([{ ...full, ...change }])).toMatchObject({ updated: 0, unchanged: 1 });
  });

  it('keeps what a row leaves out', async () => {
    await write([full]);
    await write([row('ada', { followers: 2000n })]);
    const [person] = await stored();
    expect(person).toMatchObject({ externalId: 'p1', name: 'Ada', topics: ['food', 'travel'] });
    expect(person.profiles[0]).toMatchObject({
      followers: 2000n,
      authenticity: 0.7,
      recentViews: 500.5,
      engagementRateByFollowers: 0.03,
    });
    expect(person.profiles[0].audience).toHaveLength(2);
  });

  it('keeps what is archived archived', async () => {
    await write([full]);
    await db.profile.updateMany({ data: { archivedAt: AS_OF } });
    await write([{ ...full, followers: 5n }]);
    expect((await stored())[0].profiles[0]).toMatchObject({ followers: 5n, archivedAt: AS_OF });
  });

  it('makes rows with one externalId one person', async () => {
    await write([full, row('ada', { platform: 'YOUTUBE', externalId: 'p1' })]);
    await write([row('ada.l', { platform: 'INSTAGRAM', externalId: 'p1' })]);
    const people = await stored();
    expect(people).toHaveLength(1);
    expect(people[0].profiles.map(({ platform }) => platform).sort()).toEqual([
      'INSTAGRAM',
      'TIKTOK',
      'YOUTUBE',
    ]);
  });

  it('gives a person without externalId the first one that comes', async () => {
    await write([row('ada')]);
    await write([
      row('ada', { platform: 'YOUTUBE', externalId: 'p1' }),
      row('ada', { externalId: 'p1' }),
    ]);
    const people = await stored();
    expect(people).toMatchObject([{ externalId: 'p1' }]);
    expect(people[0].profiles).toHaveLength(2);
  });

  it('finds handles in any spelling', async () => {
    await write([row('Zoë')]);
    expect(await write([row(' @zoe\u0308 ')])).toMatchObject({ created: 0, unchanged: 1 });
  });

  it('stores nothing when one row is bad', async () => {
    const written = await write([row('bob'), row('eve', { followers: -3n })]);
    expect(written).toMatchObject({ created: 0, updated: 0, unchanged: 0 });
    expect(written.rejected).toHaveLength(1);
    expect(await db.influencer.count()).toBe(0);
  });

  it('stores the good rows beside bad ones when asked to', async () => {
    const rows = [
      row('bob'),
      row('eve', { followers: -3n }),
      row('fay', { audience: [{ cell: 'x', share: 1 }] }),
    ];
    const written = await write(rows, 'ACCEPT_THE_GOOD');
    expect(written).toMatchObject({ created: 1, updated: 0, unchanged: 0 });
    expect(written.rejected.map(({ index }) => index)).toEqual([1, 2]);
    expect(await db.profile.findMany()).toMatchObject([{ handle: 'bob' }]);
  });

  it('says what it would do and stores nothing in a dry run', async () => {
    await write([row('bob')]);
    const rows = [full, row('bob', { followers: 7n })];
    const written = await writeInfluencers(db, workspace, rows, {
      mode: 'ALL_OR_NOTHING',
      dryRun: true,
    });
    expect(written).toEqual({ created: 1, updated: 1, unchanged: 0, rejected: [] });
    expect(await db.profile.findMany()).toMatchObject([{ handle: 'bob', followers: 1000n }]);
  });

  it('loses nothing and creates nobody twice when calls with the same rows run at once', async () => {
    const rows = Array.from({ length: 50 }, (_, i) =>
      row(`h${i}`, {
        externalId: `p${i % 10}`,
        offers: [{ format: 'VIDEO', price: { amount: '9', currency: 'USD' } }],
      }),
    );
    const all = await Promise.all(
      [rows, rows.toReversed(), rows, rows.toReversed()].map((some) => write(some)),
    );
    expect(all.reduce((sum, { created }) => sum + created, 0)).toBe(50);
    expect(await db.influencer.count()).toBe(10);
    expect(await db.profile.count()).toBe(50);
    expect(await db.offer.count()).toBe(50);
  });

  describe('names index, field, rule and value of', () => {
    const price = (amount: string, currency = 'USD') => ({ amount, currency });
    it.each<[string, InfluencerRowInput[], string[]]>([
      [
        'negative followers',
        [row('a'), row('b', { followers: -3n })],
        ['input.rows[1].followers must be a whole number from 0 to 10000000000, but got -3'],
      ],
      ['an empty handle', [row(' @ ')], ['input.rows[0].handle must not be empty, but got ""']],
      [
        'a handle with a space',
        [row('a b')],
        ['input.rows[0].handle must not contain spaces, @ or control characters, but got "a b"'],
      ],
      [
        'every bad field of a row',
        [row('a', { authenticity: 1.5, country: 'usa', topics: ['x', ''] })],
        [
          'input.rows[0].topics[1] must not be empty, but got ""',
          'input.rows[0].country must be a country code of two capital letters (ISO 3166-1), but got "usa"',
          'input.rows[0].authenticity must be from 0 to 1, but got 1.5',
        ],
      ],
      [
        'an authenticity that is not a number',
        [row('a', { authenticity: Number.NaN })],
        ['input.rows[0].authenticity must be a number, but got NaN'],
      ],
      [
        'a name with a NUL byte',
        [row('a', { name: 'x\u0000' })],
        ['input.rows[0].name must not contain control characters, but got "x\\u0000"'],
      ],
      [
        'recent posts without a metric',
        [row('a', { recentPosts: { posts: 3, asOf: AS_OF } })],
        [
          'input.rows[0].recentPosts must have at least one of views, reach and engagements, but got {"posts":3,"asOf":"2026-01-10T00:00:00.000Z"}',
        ],
      ],
      [
        'more views than a forecast takes',
        [row('a', { recentPosts: { posts: 3, asOf: AS_OF, views: 1e308 } })],
        ['input.rows[0].recentPosts.views must be at most 100000000000, but got 1e+308'],
      ],
      [
        'a format of another platform',
        [row('a', { offers: [{ format: 'STORY', price: price('5') }] })],
        ['input.rows[0].offers[0].format must be one of VIDEO, SHARE on TIKTOK, but got "STORY"'],
      ],
      [
        'a price in another currency',
        [row('a', { offers: [{ format: 'VIDEO', price: price('5', 'EUR') }] })],
        [
          'input.rows[0].offers[0].price.currency must be USD, the workspace\'s currency (there are no exchange rates yet), but got "EUR"',
        ],
      ],
      [
        'shares above the whole',
        [
          row('a', {
            audience: [
              { cell: 'young', share: 0.6 },
              { cell: 'old', share: 0.6 },
            ],
          }),
        ],
        [
          'input.rows[0].audience must have shares that add up to at most 1, but got [{"cell":"young","share":0.6},{"cell":"old","share":0.6}]',
        ],
      ],
      [
        'a cell that does not exist',
        [row('a', { audience: [{ cell: 'mars', share: 0.1 }] })],
        [
          'input.rows[0].audience[0].cell must be the key of an audience cell (young, old), but got "mars"',
        ],
      ],
      [
        'an account twice',
        [row('a'), row('b'), row('@A')],
        [
          'input.rows[2].handle must be there once per platform, and is already in input.rows[0], but got "a"',
        ],
      ],
      [
        'a person with two names',
        [row('a', { externalId: 'p', name: 'Ada' }), row('b', { externalId: 'p', name: 'Eve' })],
        [
          'input.rows[1].name must be "Ada", as in input.rows[0] for the same person, but got "Eve"',
        ],
      ],
    ])('%s', async (_what, rows, messages) => {
      const { rejected } = await write(rows);
      expect(rejected.map(({ message }) => message)).toEqual(messages);
    });

    it('an account that belongs to another person', async () => {
      await write([row('a', { externalId: 'p1' }), row('b'), row('c', { externalId: 'p2' })]);
      const { rejected } = await write([
        row('a', { externalId: 'p2' }),
        row('b', { externalId: 'p2' }),
      ]);
      expect(rejected.map(({ message }) => message)).toEqual([
        'input.rows[0].externalId must be "p1", the person this account belongs to, but got "p2"',
        'input.rows[1].externalId must not be that of another person than the one this account belongs to, but got "p2"',
      ]);
    });
  });
});
