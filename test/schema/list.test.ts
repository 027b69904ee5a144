import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeDatabases } from '../support/database.js';
import { openTestServer, type TestServer } from '../support/server.js';
import { addInfluencer, type Api, apiOf, dollars } from './api.js';

/** Handle, followers, authenticity: ties and unknown values on purpose. */
const ACCOUNTS = [
  ['a', 100, null],
  ['b', 300, 0.5],
  ['c', 300, 0.5],
  ['d', 300, null],
  ['e', 200, 0.9],
  ['f', 50, 0.1],
  ['g', 400, null],
] as const;

describeDatabases('lists', (open) => {
  let server: TestServer;
  let api: Api;

  beforeAll(async () => {
    server = await openTestServer({}, open);
    api = apiOf(server);
    await api.mutate('createAudienceCell', { key: 'us', name: 'US', people: 1000 });
    for (const [handle, followers, authenticity] of ACCOUNTS) {
      await addInfluencer(api, {
        name: `Person ${handle.toUpperCase()} 100%`,
        role: handle === 'g' ? 'ANCHOR' : 'CREATOR',
        country: handle === 'f' ? 'DE' : 'US',
        topics: [handle === 'a' ? 'Food' : 'travel'],
        profiles: [
          {
            platform: 'YOUTUBE',
            handle,
            followers,
            authenticity,
            recentPosts: { posts: 3, asOf: '2026-01-01T00:00:00Z', engagements: 10 },
            audience: handle === 'b' ? [{ cell: 'us', share: 0.4 }] : [],
            offers: [{ format: 'VIDEO', price: dollars(String(followers / 10)) }],
          },
          { platform: 'TIKTOK', handle: `${handle}-tiktok`, followers: 1 },
        ],
      });
    }
  });
  afterAll(() => server.close());

  const handles = (page: any): string => page.edges.map((edge: any) => edge.node.handle).join('');
  const profiles = async (args: string): Promise<any> =>
    (
      await api.read(
        `profiles(${args}) { totalCount edges { node { handle } } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } }`,
      )
    ).profiles;
  const YOUTUBE = 'filter: { platform: YOUTUBE }';

  it.each([
    ['FOLLOWERS', 'ASC', 'faebcdg'],
    ['FOLLOWERS', 'DESC', 'gdcbeaf'],
    ['AUTHENTICITY', 'ASC', 'fbceadg'],
    ['AUTHENTICITY', 'DESC', 'ecbfgda'],
    ['HANDLE', 'DESC', 'gfedcba'],
    ['CREATED_AT', 'ASC', 'abcdefg'],
  ])('by %s %s read the same in pages of any size, both ways', async (field, direction, all) => {
    const order = `${YOUTUBE}, orderBy: { field: ${field}, direction: ${direction} }`;
    for (const size of [1, 2, 3, 7]) {
      let forwards = '';
      let after = '';
      for (let more = true; more;) {
        const page = await profiles(`${order}, first: ${size}${after}`);
        forwards += handles(page);
        more = page.pageInfo.hasNextPage;
        after = `, after: "${page.pageInfo.endCursor}"`;
        expect(page.totalCount).toBe(7);
      }
      expect(forwards).toBe(all);

      let backwards = '';
      let before = '';
      for (let more = true; more;) {
        const page = await profiles(`${order}, last: ${size}${before}`);
        backwards = handles(page) + backwards;
        more = page.pageInfo.hasPreviousPage;
        before = `, before: "${page.pageInfo.startCursor}"`;
      }
      expect(backwards).toBe(all);
    }
  });

  it('between two cursors hold what is between them', async () => {
    const order = `${YOUTUBE}, orderBy: { field: HANDLE }`;
    const { pageInfo } = await profiles(`${order}, first: 6`);
    const first = await profiles(`${order}, first: 1`);
    const between = `after: "${first.pageInfo.endCursor}", before: "${pageInfo.endCursor}"`;
    expect(handles(await profiles(`${order}, ${between}`))).toBe('bcde');
    expect(handles(await profiles(`${order}, first: 2, ${between}`))).toBe('bc');
    expect(handles(await profiles(`${order}, last: 2, ${between}`))).toBe('de');
  });

  it('keep their cursors when the row at the cursor moves', async () => {
    const order = `${YOUTUBE}, orderBy: { field: FOLLOWERS }`;
    const page = await profiles(`${order}, first: 2`);
    expect(handles(page)).toBe('fa');
    const a = { where: { handle: 'a' } };
    await server.db.profile.updateMany({ ...a, data: { followers: 1000n } });
    const rest = await profiles(`${order}, after: "${page.pageInfo.endCursor}"`);
    await server.db.profile.updateMany({ ...a, data: { followers: 100n } });
    expect(handles(rest)).toBe('ebcdga');
  });

  it('refuse a cursor of another list in the same order', async () => {
    const edge = async (list: string) =>
      (await api.read(`${list}(first: 1) { edges { cursor } }`))[list].edges[0].cursor;
    const [influencer, profile] = [await edge('influencers'), await edge('profiles')];
    const ask = (list: string, after: string) =>
      server.query(`{ ${list}(after: "${after}") { edges { cursor } } }`);
    for (const [list, after] of [
      ['campaigns', influencer],
      ['influencers', profile],
    ]) {
      expect((await ask(list, after)).errors).toMatchObject([
        {
          message: expect.stringMatching(/^after must be a cursor of this list in this order, /),
          extensions: { code: 'BAD_INPUT', path: ['after'] },
        },
      ]);
    }
    expect((await ask('influencers', influencer)).data.influencers.edges).toHaveLength(6);
  });

  it('answer 20 items unless told', async () => {
    expect(await api.read('profiles { totalCount edges { cursor } }')).toMatchObject({
      profiles: { totalCount: 14, edges: { length: 14 } },
    });
  });

  it('answer when only their total is asked for', async () => {
    expect(
      await api.read(
        'influencers(first: 1) { totalCount edges { node { profiles { totalCount } } } }',
      ),
    ).toEqual({
      influencers: { totalCount: 7, edges: [{ node: { profiles: { totalCount: 2 } } }] },
    });
    expect(await api.read('profiles { totalCount }')).toEqual({ profiles: { totalCount: 14 } });
  });

  it.each([
    ['first: 0', 'first must be from 1 to 100, but got 0', ['first']],
    ['first: 101', 'first must be from 1 to 100, but got 101', ['first']],
    ['last: -1', 'last must be from 1 to 100, but got -1', ['last']],
    ['first: 1, last: 1', 'last must not be given together with first, but got 1', ['last']],
    ['after: "x"', 'after must be a cursor of this list in this order, but got "x"', ['after']],
    [
      `before: "${Buffer.from('["Profile","createdAt","2026-01-01T00:00:00.000Z","x"]').toString('base64url')}"`,
      'before must be a cursor of this list in this order',
      ['before'],
    ],
    [
      `after: "${Buffer.from('["Profile","createdAt","now()","01a20933-6ed8-718d-8964-ba87acdaf51c"]').toString('base64url')}"`,
      'after must be a cursor of this list in this order',
      ['after'],
    ],
    [
      'filter: { followers: { min: 5, max: 4 } }',
      'filter.followers.max must be at least min, which is 5, but got 4',
      ['filter', 'followers', 'max'],
    ],
    [
      'filter: { price: { max: { amount: "1", currency: "EUR" } } }',
      "filter.price.max.currency must be USD, the workspace's currency",
      ['filter', 'price', 'max', 'currency'],
    ],
    [
      `filter: { tierId: "${btoa('Tier:01a20933-6ed8-718d-8964-ba87acdaf51c')}" }`,
      'filter.tierId must be an id of type Tier of this workspace',
      ['filter', 'tierId'],
    ],
  ])('refuse %s by name', async (args, message, path) => {
    const { errors } = await server.query(`{ profiles(${args}) { totalCount } }`);
    expect(errors).toHaveLength(1);
    expect(errors?.[0].message).toContain(message);
    expect(errors?.[0].extensions).toMatchObject({ path });
    expect(['BAD_INPUT', 'NOT_FOUND']).toContain(errors?.[0].extensions?.code);
  });

  it.each([
    ['platform: YOUTUBE', 'abcdefg'],
    ['platform: YOUTUBE, role: ANCHOR', 'g'],
    ['followers: { min: 200, max: 300 }', 'bcde'],
    ['platform: YOUTUBE, followers: { max: 100 }', 'af'],
    ['engagementRateByFollowers: { min: 0.1, max: 1 }', 'af'],
    ['authenticity: { min: 0.5 }', 'bce'],
    ['audience: { cell: "us", minShare: 0.4 }', 'b'],
    ['audience: { cell: "us", minShare: 0.5 }', ''],
    ['platform: YOUTUBE, topic: "FOOD"', 'a'],
    ['platform: YOUTUBE, country: "DE"', 'f'],
    ['price: { format: VIDEO, min: { amount: "30", currency: "USD" } }', 'bcdg'],
    ['price: { format: INTEGRATION }', ''],
    ['platform: YOUTUBE, search: "PERSON c"', 'c'],
    ['platform: YOUTUBE, search: "100%"', 'abcdefg'],
    ['platform: YOUTUBE, search: "100_"', ''],
    ['archived: true', ''],
  ])('of profiles with { %s } hold %s', async (filter, expected) => {
    const page = await profiles(`filter: { ${filter} }, orderBy: { field: HANDLE }`);
    expect(handles(page)).toBe(expected);
    expect(page.totalCount).toBe(expected.length);
  });

  it('of a tier hold whom its predicate takes in, prices included', async () => {
    const tier = {
      name: 'Small',
      role: 'CREATOR',
      platform: 'YOUTUBE',
      format: 'VIDEO',
      minFollowers: 100,
      maxFollowers: 300,
      medianFollowers: 200,
      followersLnSd: 0.5,
    };
    const { tierSchemeEdge } = await api.mutate(
      'createTierScheme',
      {
        key: 'mine',
        name: 'Mine',
        tiers: [
          { ...tier, key: 'small' },
          { ...tier, key: 'cheap', name: 'Cheap', maxPrice: dollars('20') },
        ],
      },
      'tierSchemeEdge { node { tiers { id } } }',
    );
    const [small, cheap] = tierSchemeEdge.node.tiers;
    const of = async ({ id }: { id: string }) =>
      handles(await profiles(`filter: { tierId: "${id}" }, orderBy: { field: HANDLE }`));
    expect(await of(small)).toBe('abcde');
    expect(await of(cheap)).toBe('ae');
  });

  it.each([
    ['search: "person c"', ['Person C 100%']],
    ['search: "G-TIK"', ['Person G 100%']],
    ['role: ANCHOR', ['Person G 100%']],
    ['topic: "food"', ['Person A 100%']],
    ['country: "DE"', ['Person F 100%']],
    ['profile: { platform: YOUTUBE, followers: { max: 100 } }', ['Person A 100%', 'Person F 100%']],
    ['profile: { platform: TIKTOK, followers: { min: 2 } }', []],
  ])('of influencers with { %s } hold %j', async (filter, names) => {
    const { influencers } = await api.read(
      `influencers(filter: { ${filter} }, orderBy: { field: NAME }) { edges { node { name } } }`,
    );
    expect(influencers.edges.map((edge: any) => edge.node.name)).toEqual(names);
  });

  it('of offers follow prices, formats and platforms', async () => {
    const { offers } = await api.read(
      `offers(
        filter: { platform: YOUTUBE, format: VIDEO, price: { max: { amount: "20", currency: "USD" } } }
        orderBy: { field: PRICE, direction: DESC }
      ) { edges { node { price { amount } } } }`,
    );
    expect(offers.edges.map((edge: any) => edge.node.price.amount)).toEqual([
      '20.00',
      '10.00',
      '5.00',
    ]);
  });
});
