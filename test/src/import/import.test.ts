import { mkdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ImportError } from '../../../src/import/errors.js';
import type { Target } from '../../../src/import/target.js';
import { openTestServer, type TestServer } from '../../support/server.js';
import { importFile, openFolder, targetOf } from './support.js';

const HEADER = 'platform,handle,followers,name';
const many = (n: number) =>
  [HEADER, ...Array.from({ length: n }, (_, i) => `TIKTOK,h${i},${1000 + i},N ${i}`), ''].join(
    '\n',
  );

describe('an import', () => {
  let server: TestServer;
  let target: Target;
  let folder: Awaited<ReturnType<typeof openFolder>>;

  beforeAll(async () => {
    server = await openTestServer();
    target = await targetOf(server);
    folder = await openFolder();
  });
  afterAll(async () => {
    await server.close();
    await folder.close();
  });
  beforeEach(() => server.db.influencer.deleteMany());

  it('changes nothing the second time', async () => {
    const file = await folder.write('x.csv', many(1500));
    expect(await importFile(file, target)).toMatchObject({ created: 1500, isStored: true });
    const before = await server.db.profile.findMany({ orderBy: { id: 'asc' } });
    expect(await importFile(file, target)).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 1500,
    });
    expect(await server.db.profile.findMany({ orderBy: { id: 'asc' } })).toEqual(before);
  });

  it('stores good rows, and writes bad ones beside with line, field, rule and value', async () => {
    const file = await folder.write(
      'bad.csv',
      [
        HEADER,
        'TIKTOK,ada,100,Ada',
        'TIKTOK,bob,-3,"Bob, ""B"""',
        'MYSPACE,eve,many,Eve',
        'TIKTOK,fay,1',
        'TIKTOK,@ADA,200,Ada',
        'TIKTOK,gus,7,"=HYPERLINK(""x"")"',
        '',
      ].join('\n'),
    );
    const result = await importFile(file, target);
    expect(result).toMatchObject({ created: 2, rejects: { count: 4 } });
    expect(result.rejects.examples).toEqual([
      'line 3: followers must be a whole number from 0 to 10000000000, but got -3',
      'line 4: platform must be one of INSTAGRAM, TIKTOK, YOUTUBE, but got "MYSPACE"',
      'line 4: followers must be a whole number from 0 to 10000000000, but got "many"',
      'line 5: row must have 4 cells, but got 3',
      'line 6: handle must be there once per platform, and is already in line 2, but got "ada"',
    ]);
    expect(await readFile(result.rejects.file, 'utf8')).toBe(
      [
        `${HEADER},line,field,rule,value`,
        'TIKTOK,bob,-3,"Bob, ""B""",3,followers,must be a whole number from 0 to 10000000000,-3',
        'MYSPACE,eve,many,Eve,4,platform; followers,"must be one of INSTAGRAM, TIKTOK, YOUTUBE; must be a whole number from 0 to 10000000000","""MYSPACE""; ""many"""',
        'TIKTOK,fay,1,,5,row,must have 4 cells,3',
        'TIKTOK,@ADA,200,Ada,6,handle,"must be there once per platform, and is already in line 2","""ada"""',
        '',
      ].join('\n'),
    );
    const gus = await server.db.influencer.findFirst({ where: { name: { startsWith: '=' } } });
    expect(gus?.name).toBe('=HYPERLINK("x")');
  });

  it('takes the old file of rejected rows away when there are none any more', async () => {
    const file = await folder.write('fixed.csv', `${HEADER}\nTIKTOK,ada,-1,Ada\n`);
    const { rejects } = await importFile(file, target);
    await folder.write('fixed.csv', `${HEADER}\nTIKTOK,ada,1,Ada\n`);
    await importFile(file, target);
    await expect(readFile(rejects.file)).rejects.toThrow('ENOENT');
  });

  it('stores nothing when there is no place for the bad rows', async () => {
    const file = await folder.write('full.csv', `${HEADER}\nTIKTOK,ada,1,Ada\nTIKTOK,bob,-1,Bob\n`);
    await mkdir(`${file}.rejected.csv`);
    await expect(importFile(file, target)).rejects.toThrow(
      /^.*full\.csv\.rejected\.csv: cannot be written, and the bad rows belong there \(EISDIR/,
    );
    expect(await server.db.profile.count()).toBe(0);
  });

  it('reports what only the database can refuse by line too', async () => {
    const head = `${HEADER},externalId,audience.mars`;
    const file = await folder.write(
      'db.csv',
      `${head}\nTIKTOK,ada,1,Ada,p1,\nTIKTOK,bob,1,Bob,p2,0.5\n`,
    );
    expect((await importFile(file, target)).rejects.examples).toEqual([
      'line 3: audience.mars must be the key of an audience cell (none yet), but got "\\"mars\\""',
    ]);
  });

  it.each([
    ['a bad row in the file', `${many(3)}TIKTOK,x,-1,X\n`],
    [
      'a row that only the database refuses',
      'platform,handle,followers,audience.mars\nTIKTOK,h0,1,\nTIKTOK,h1,1,0.5\n',
    ],
  ])('stores nothing in strict mode beside %s', async (_what, content) => {
    const file = await folder.write('strict.csv', content);
    const result = await importFile(file, target, { strict: true });
    expect(result).toMatchObject({ isStored: false, rejects: { count: 1 } });
    expect(await server.db.profile.count()).toBe(0);
  });

  it('stores everything in strict mode when every row is good', async () => {
    const file = await folder.write('strict.csv', many(3));
    expect(await importFile(file, target, { strict: true })).toMatchObject({
      created: 3,
      isStored: true,
    });
    expect(await server.db.profile.count()).toBe(3);
  });

  it('says what it would do and stores nothing in a dry run', async () => {
    const file = await folder.write('dry.csv', many(3));
    expect(await importFile(file, target, { dryRun: true })).toMatchObject({
      created: 3,
      isStored: false,
    });
    expect(await server.db.profile.count()).toBe(0);
  });

  it('is completed by running it again after the server went away in the middle', async () => {
    const file = await folder.write('cut.csv', many(2500));
    let calls = 0;
    const dying: Target = {
      ...target,
      upsert: (...batch) =>
        ++calls > 1
          ? Promise.reject(new ImportError('the server is gone'))
          : target.upsert(...batch),
    };
    await expect(importFile(file, dying)).rejects.toThrow(
      'the server is gone; 1000 profiles are done: run the same command again for the rest',
    );
    expect(await server.db.profile.count()).toBe(1000);
    expect(await importFile(file, target)).toMatchObject({ created: 1500, unchanged: 1000 });
  });

  it('stops after a batch when it is interrupted, and says how to go on', async () => {
    const file = await folder.write('stop.csv', many(2500));
    const controller = new AbortController();
    const slow: Target = {
      ...target,
      upsert: (...batch) => {
        controller.abort();
        return target.upsert(...batch);
      },
    };
    await expect(importFile(file, slow, { signal: controller.signal })).rejects.toThrow(
      'stopped; 1000 profiles are done: run the same command again for the rest',
    );
    expect(await server.db.profile.count()).toBe(1000);
  });

  it('reads other column names, and the same platform for every row', async () => {
    const file = await folder.write(
      'mapped.csv',
      'account,fans,fee,beat\n@Ada,1200.0,99.5,food; Travel\n',
    );
    const map =
      'platform=TIKTOK,role=SHARER,handle=account,followers=fans,price.SHARE=fee,topics=beat';
    await importFile(file, target, { map });
    expect(
      await server.db.profile.findMany({ include: { influencer: true, offers: true } }),
    ).toMatchObject([
      {
        platform: 'TIKTOK',
        handle: 'ada',
        followers: 1200n,
        influencer: { role: 'SHARER', topics: ['food', 'travel'] },
        offers: [{ format: 'SHARE', priceMinor: 9950n }],
      },
    ]);
  });

  it('groups posts by account: organic ones, geometric means, zeros as a half, latest followers', async () => {
    const file = await folder.write(
      'posts.csv',
      [
        'account,time_utc,n_followers,n_plays,n_likes,n_comments,n_shares,sponsored_flag',
        'Ada,2020-11-07 17:02,1000,100,8,1,1,0',
        'ada,2020-11-05 23:46,900,400,30,5,5,0',
        'ada,2020-11-09 10:00,1100,9,9,9,9,1',
        'ada,2020-11-04 10:00,0,0,0,0,0,0',
        'bob,yesterday,10,1,1,1,1,0',
        '',
      ].join('\n'),
    );
    const { rejects } = await importFile(file, target, { map: 'tiktok-2020-videos' });
    expect(rejects.examples).toEqual([
      'line 6: time_utc must be a date such as 2020-11-07 or 2020-11-07 17:02, but got "yesterday"',
    ]);
    const [profile] = await server.db.profile.findMany();
    expect(profile).toMatchObject({
      handle: 'ada',
      followers: 1100n,
      recentPosts: 3,
      recentPostsAsOf: new Date('2020-11-07T17:02:00.000Z'),
    });
    expect(profile.recentViews).toBeCloseTo(Math.cbrt(100 * 400 * 0.5), 10);
    expect(profile.recentEngagements).toBeCloseTo(Math.cbrt(10 * 40 * 0.5), 10);
  });
});
