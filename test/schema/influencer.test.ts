import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../support/server.js';
import { addInfluencer, type Api, apiOf, dollars } from './api.js';

const PROFILE = `id platform handle followers authenticity engagementRateByFollowers
  recentPosts { posts asOf views reach engagements }
  audience { cell { key } share } offers { format price { amount currency } }`;

const instagram = {
  platform: 'INSTAGRAM',
  handle: '@Ann.Bakes',
  followers: 20_000,
  authenticity: 0.7,
  recentPosts: { posts: 9, asOf: '2026-01-02T00:00:00Z', reach: 5000, engagements: 600 },
  audience: [
    { cell: 'de', share: 0.4 },
    { cell: 'us', share: 0.6 },
  ],
  offers: [{ format: 'POST', price: dollars('200.5') }],
};
const ann = {
  externalId: 'crm-1',
  name: '  Ann Baker ',
  topics: ['Beauty', 'travel', 'beauty'],
  country: 'US',
  profiles: [instagram, { platform: 'YOUTUBE', handle: 'annbakes', followers: 3_200_000_000 }],
};

describe('influencers and their profiles', () => {
  let server: TestServer;
  let api: Api;
  let annId: string;

  beforeAll(async () => {
    server = await openTestServer();
    api = apiOf(server);
    for (const key of ['us', 'de']) {
      await api.mutate('createAudienceCell', { key, name: key, people: 1000 });
    }
  });
  afterAll(() => server.close());

  it('are created whole, with handles, topics and names in one spelling', async () => {
    const { influencerEdge } = await api.mutate(
      'createInfluencer',
      ann,
      `influencerEdge { node {
        id externalId name role topics country archivedAt
        profiles { totalCount edges { node { ${PROFILE} influencer { name } } } }
      } }`,
    );
    const { id, profiles, ...person } = influencerEdge.node;
    annId = id;
    expect(person).toEqual({
      externalId: 'crm-1',
      name: 'Ann Baker',
      role: 'CREATOR',
      topics: ['beauty', 'travel'],
      country: 'US',
      archivedAt: null,
    });
    expect(profiles.totalCount).toBe(2);
    const [youtube, post] = profiles.edges.map((edge: any) => edge.node);
    expect(youtube).toMatchObject({ followers: 3_200_000_000, recentPosts: null, audience: [] });
    expect(post).toMatchObject({
      handle: 'ann.bakes',
      engagementRateByFollowers: 0.03,
      recentPosts: {
        posts: 9,
        asOf: '2026-01-02T00:00:00.000Z',
        views: null,
        reach: 5000,
        engagements: 600,
      },
      audience: [
        { cell: { key: 'us' }, share: 0.6 },
        { cell: { key: 'de' }, share: 0.4 },
      ],
      offers: [{ format: 'POST', price: { amount: '200.50', currency: 'USD' } }],
      influencer: { name: 'Ann Baker' },
    });
  });

  const bob = { name: 'Bob' };
  const profile = { platform: 'TIKTOK', handle: 'bob', followers: 10 };
  const second = (changes: object) => ({
    ...bob,
    profiles: [profile, { ...profile, handle: 'bob2', ...changes }],
  });
  it.each<[string, object, string]>([
    ['an empty name', { name: ' ' }, 'input.name must not be empty, but got " "'],
    [
      'a long name',
      { name: 'x'.repeat(201) },
      `input.name must have at most 200 characters, but got "${'x'.repeat(99)}… (203 characters)`,
    ],
    [
      'a known external id',
      { ...bob, externalId: 'crm-1' },
      'input.externalId must be new in this workspace, archived influencers included, but got "crm-1"',
    ],
    [
      'negative followers',
      second({ followers: -3 }),
      'input.profiles[1].followers must be a whole number from 0 to 10000000000, but got -3',
    ],
    [
      'more followers than people',
      second({ followers: 10_000_000_001 }),
      'input.profiles[1].followers must be a whole number from 0 to 10000000000, but got 10000000001',
    ],
    [
      'a known handle in another spelling',
      second({ platform: 'INSTAGRAM', handle: 'ANN.bakes' }),
      'input.profiles[1].handle must be new on its platform in this workspace, archived profiles included, but got "ann.bakes"',
    ],
    [
      'a handle twice in one call',
      second({ handle: '@Bob' }),
      'input.profiles[1].handle must be new on its platform in this workspace, archived profiles included, but got "bob"',
    ],
    [
      'audience shares above 1',
      second({
        audience: [
          { cell: 'us', share: 0.7 },
          { cell: 'de', share: 0.4 },
        ],
      }),
      'input.profiles[1].audience must have shares that add up to at most 1, but got [{"cell":"us","share":0.7},{"cell":"de","share":0.4}]',
    ],
    [
      'an unknown audience cell',
      second({ audience: [{ cell: 'mars', share: 0.7 }] }),
      'input.profiles[1].audience[0].cell must be the key of an audience cell of this workspace, but got "mars"',
    ],
    [
      'another currency',
      second({ offers: [{ format: 'VIDEO', price: { amount: '5', currency: 'EUR' } }] }),
      'input.profiles[1].offers[0].price.currency must be USD, the workspace\'s currency (there are no exchange rates yet), but got "EUR"',
    ],
    [
      'a fraction of a cent',
      second({ offers: [{ format: 'VIDEO', price: dollars('5.001') }] }),
      'input.profiles[1].offers[0].price.amount must have at most 2 decimals in USD, but got "5.001"',
    ],
    [
      'a negative price',
      second({ offers: [{ format: 'VIDEO', price: dollars('-5') }] }),
      'input.profiles[1].offers[0].price.amount must be at least 0.00 and at most 10000000000000.00, but got "-5"',
    ],
    [
      'a format that the platform lacks',
      second({ offers: [{ format: 'POST', price: dollars('5') }] }),
      'input.profiles[1].offers[0].format must be one of VIDEO, SHARE on TIKTOK, but got "POST"',
    ],
    [
      'recent posts that say nothing',
      second({ recentPosts: { posts: 3, asOf: '2026-01-02T00:00:00Z' } }),
      'input.profiles[1].recentPosts must have at least one of views, reach and engagements, but got {"asOf":"2026-01-02T00:00:00.000Z","posts":3}',
    ],
  ])('refuse %s by name and store nothing', async (_what, input, message) => {
    const before = await api.read('influencers { totalCount } profiles { totalCount }');
    const refusal = await api.mutate('createInfluencer', input);
    expect(refusal.message).toBe(message);
    const named = message.split(' ')[0].replaceAll('[', '.').replaceAll(']', '');
    expect(refusal.path.join('.')).toBe(named);
    expect(await api.read('influencers { totalCount } profiles { totalCount }')).toEqual(before);
  });

  it('refuse an authenticity above 1 before anything runs', async () => {
    const { errors } = await server.query(
      'mutation ($input: CreateInfluencerInput!) { createInfluencer(input: $input) { __typename } }',
      { input: second({ authenticity: 1.5 }) },
    );
    expect(errors?.[0].message).toContain('"input.profiles[1].authenticity"');
    expect(errors?.[0].message).toContain('must be a number from 0 to 1, but got 1.5');
  });

  it('change only what an update names, and clear what it sets to null', async () => {
    const input = { id: annId, externalId: null, role: 'ANCHOR' };
    const answer = await api.mutate(
      'updateInfluencer',
      input,
      'influencer { name externalId role topics }',
    );
    expect(answer.influencer).toEqual({
      name: 'Ann Baker',
      externalId: null,
      role: 'ANCHOR',
      topics: ['beauty', 'travel'],
    });
    expect(await api.mutate('updateInfluencer', { id: annId, name: null })).toMatchObject({
      __typename: 'InputError',
      message: 'input.name must not be null, but got null',
      path: ['input', 'name'],
      code: 'BAD_INPUT',
    });
  });

  it('keep the engagement rate in step with followers and posts', async () => {
    const node = await addInfluencer(api, {
      name: 'Cat',
      profiles: [{ ...instagram, handle: 'cat', offers: [], audience: [] }],
    });
    const { id } = node.profiles.edges[0].node;
    const update = async (changes: object) =>
      (
        await api.mutate(
          'updateProfile',
          { id, ...changes },
          'profile { engagementRateByFollowers recentPosts { posts } audience { share } }',
        )
      ).profile;
    expect(await update({ followers: 6000 })).toMatchObject({ engagementRateByFollowers: 0.1 });
    expect(await update({ followers: 0 })).toMatchObject({ engagementRateByFollowers: null });
    expect(await update({ audience: [{ cell: 'us', share: 1 }] })).toMatchObject({
      audience: [{ share: 1 }],
      recentPosts: { posts: 9 },
    });
    expect(await update({ recentPosts: null, audience: null })).toEqual({
      engagementRateByFollowers: null,
      recentPosts: null,
      audience: [],
    });
    expect(await api.mutate('updateProfile', { id, handle: 'ann.bakes' })).toMatchObject({
      code: 'CONFLICT',
      path: ['input', 'handle'],
    });
  });

  it('refuse ids of other things and of nothing', async () => {
    const cases = [
      ['nonsense', 'InputError', 'input.id must be an id of type Influencer, but got "nonsense"'],
      [
        btoa('Campaign:01a20933-6ed8-718d-8964-ba87acdaf51c'),
        'InputError',
        'input.id must be an id of type Influencer',
      ],
      [btoa('Influencer:1; DROP TABLE'), 'InputError', 'input.id must be an id of type Influencer'],
      [
        btoa('Influencer:01a20933-6ed8-718d-8964-ba87acdaf51c'),
        'NotFoundError',
        'input.id must be an id of type Influencer of this workspace',
      ],
    ];
    for (const [id, __typename, message] of cases) {
      const refusal = await api.mutate('updateInfluencer', { id });
      expect(refusal).toMatchObject({ __typename, path: ['input', 'id'] });
      expect(refusal.message).toContain(message);
    }
  });

  it('leave the lists when archived, and come back', async () => {
    const lists = `influencers { totalCount } profiles { totalCount }
      gone: influencers(filter: { archived: true }) { totalCount }`;
    const before = await api.read(lists);
    const archived = await api.mutate(
      'archiveInfluencer',
      { id: annId },
      'influencer { archivedAt }',
    );
    expect(archived.influencer.archivedAt).toBe('2026-01-15T12:00:00.000Z');
    expect(await api.read(lists)).toEqual({
      influencers: { totalCount: before.influencers.totalCount - 1 },
      profiles: { totalCount: before.profiles.totalCount - 2 },
      gone: { totalCount: 1 },
    });
    const refused = await api.mutate('createProfile', { influencerId: annId, profile });
    expect(refused).toMatchObject({ code: 'CONFLICT', path: ['input', 'influencerId'] });
    await api.mutate('unarchiveInfluencer', { id: annId });
    expect(await api.read(lists)).toEqual(before);
  });

  it('make an offer once per format, change its price and take it back', async () => {
    const node = await addInfluencer(api, {
      name: 'Dee',
      profiles: [{ ...profile, handle: 'dee' }],
    });
    const profileId = node.profiles.edges[0].node.id;
    const input = { profileId, format: 'VIDEO', price: dollars('10') };
    const { offerEdge } = await api.mutate('createOffer', input, 'offerEdge { node { id } }');
    const { id } = offerEdge.node;
    expect(await api.mutate('createOffer', input)).toMatchObject({
      message:
        'input.format must be a format without an offer of this profile, archived ones included, but got "VIDEO"',
      code: 'CONFLICT',
    });
    const updated = await api.mutate(
      'updateOffer',
      { id, price: dollars('0') },
      'offer { price { amount } profile { handle } }',
    );
    expect(updated.offer).toEqual({ price: { amount: '0.00' }, profile: { handle: 'dee' } });
    await api.mutate('archiveOffer', { id });
    const { node: found } = await api.read('node(id: $id) { ... on Profile { offers { id } } }', {
      id: profileId,
    });
    expect(found.offers).toEqual([]);
  });
});
