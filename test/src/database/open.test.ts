import { existsSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  inject,
  it,
  onTestFinished,
} from 'vitest';
import { EMBEDDED_POSTGRES_MAJOR } from '../../../src/database/embedded.js';
import { DataFolderLockedError, DatabaseUnavailableError } from '../../../src/database/errors.js';
import { readLock, takeLock } from '../../../src/database/lock.js';
import { openDatabase } from '../../../src/database/open.js';
import { createServerDatabase } from '../../support/database.js';
import { answerWith, openFakePostgres, refuseWith } from '../../support/fake-postgres.js';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'open-'));
});
afterAll(() => rm(root, { recursive: true }));

/** The one line that opening fails with. */
async function refusal(databaseUrl: string | undefined, dataDir: string): Promise<string> {
  const error: unknown = await openDatabase({ databaseUrl, dataDir }).then(
    async (database) => {
      await database.close();
      return undefined;
    },
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DatabaseUnavailableError);
  const { message } = error as Error;
  expect(message).not.toContain('\n');
  return message;
}

describe('the embedded database in a folder', () => {
  /** A folder with a finished database in it. */
  let made: string;
  beforeAll(async () => {
    made = path.join(root, 'made', 'deep');
    const { db, close } = await openDatabase({ databaseUrl: undefined, dataDir: made });
    await db.workspace.create({ data: { slug: 'kept', name: 'Kept', currency: 'USD' } });
    await close();
  });

  const copy = async (name: string) => {
    const dir = path.join(root, name);
    await cp(made, dir, { recursive: true });
    return dir;
  };

  it('keeps what was written when it is opened again', async () => {
    const database = await openDatabase({ databaseUrl: undefined, dataDir: made });
    onTestFinished(database.close);
    expect(database.kind).toBe('embedded');
    expect(await database.db.workspace.count({ where: { slug: 'kept' } })).toBe(1);
    const [{ major }] = await database.db.$queryRaw<{ major: number }[]>`
      SELECT current_setting('server_version_num')::int / 10000 AS major`;
    expect(major).toBe(EMBEDDED_POSTGRES_MAJOR);
  });

  it('knows how many rows it has, for its planner, from the second start on', async () => {
    const { db, close } = await openDatabase({ databaseUrl: undefined, dataDir: made });
    onTestFinished(close);
    const [{ rows }] = await db.$queryRaw<{ rows: number }[]>`
      SELECT reltuples::int AS rows FROM pg_class WHERE relname = 'Workspace'`;
    expect(rows).toBe(1);
  });

  it('is refused while a process has it open, and free when that closes', async () => {
    const first = await openDatabase({ databaseUrl: undefined, dataDir: made });
    await expect(openDatabase({ databaseUrl: undefined, dataDir: made })).rejects.toThrow(
      DataFolderLockedError,
    );
    await first.close();
    expect(await readLock(made)).toBeNull();
  });

  it('keeps every acknowledged commit of a process that is killed while it writes', async () => {
    const dir = await copy('killed');
    const writer = spawn(
      process.execPath,
      ['--import', 'tsx', path.join(import.meta.dirname, '../../support/database-writer.ts'), dir],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let acknowledged = 0;
    for await (const line of createInterface(writer.stdout)) {
      acknowledged = Number(line);
      if (acknowledged === 100) writer.kill('SIGKILL');
    }
    expect(acknowledged).toBeGreaterThanOrEqual(100);
    const { db, close } = await openDatabase({ databaseUrl: undefined, dataDir: dir });
    onTestFinished(close);
    expect(
      await db.workspace.count({ where: { slug: { startsWith: 'w' } } }),
    ).toBeGreaterThanOrEqual(acknowledged);
  });

  it('begins again when its first start was killed before it was finished', async () => {
    const dir = path.join(root, 'unfinished');
    await mkdir(path.join(dir, 'postgres', 'global'), { recursive: true });
    await writeFile(path.join(dir, 'unfinished'), '');
    const { db, close } = await openDatabase({ databaseUrl: undefined, dataDir: dir });
    onTestFinished(close);
    expect(await db.workspace.count()).toBe(0);
    expect(await readdir(dir)).not.toContain('unfinished');
  });

  it('says when its folder cannot be one', async () => {
    const file = path.join(root, 'file');
    await writeFile(file, '');
    expect(await refusal(undefined, path.join(file, 'data'))).toBe(
      `DATA_DIR ${file}/data must be a folder that can be created and written, ` +
        `but got: ENOTDIR: not a directory, mkdir '${file}/data'`,
    );
  });

  it.skipIf(!existsSync('/proc'))('says when no folder can be made there', async () => {
    expect(await refusal(undefined, '/proc/groundswell/data')).toBe(
      'DATA_DIR /proc/groundswell/data must be a folder that can be created and written, ' +
        "but got: ENOENT: no such file or directory, mkdir '/proc/groundswell'",
    );
  });

  it('says when it is damaged, and lets go of the folder', async () => {
    const dir = await copy('damaged');
    await writeFile(path.join(dir, 'postgres/global/pg_control'), 'x');
    expect(await refusal(undefined, dir)).toContain(
      `the database in ${dir}/postgres is damaged: put a copy back, or move the folder away to start empty`,
    );
    expect(await readLock(dir)).toBeNull();
  });

  it('is not laid over a folder that holds something else', async () => {
    const dir = path.join(root, 'else');
    await mkdir(path.join(dir, 'postgres'), { recursive: true });
    await writeFile(path.join(dir, 'postgres/letter.txt'), 'Dear');
    expect(await refusal(undefined, dir)).toMatch(/is damaged: .* \(no PG_VERSION\)$/);
    expect(await readdir(path.join(dir, 'postgres'))).toEqual(['letter.txt']);
  });

  it('says when a newer PostgreSQL wrote it', async () => {
    const dir = path.join(root, 'newer');
    await mkdir(path.join(dir, 'postgres/global'), { recursive: true });
    await writeFile(path.join(dir, 'postgres/PG_VERSION'), '19\n');
    expect(await refusal(undefined, dir)).toBe(
      `the database in ${dir}/postgres was written by PostgreSQL 19, but this release reads 18: ` +
        'start the release that wrote it, or move the folder away to start empty',
    );
  });
});

describe('a DATABASE_URL that leads nowhere', () => {
  let fake: Awaited<ReturnType<typeof openFakePostgres>> | undefined;
  afterEach(async () => {
    await fake?.close();
    fake = undefined;
  });
  const refusalOf = async (replies: readonly Buffer[]) => {
    fake = await openFakePostgres(replies);
    const message = await refusal(`postgresql://ann:secret@127.0.0.1:${fake.port}/plans`, root);
    expect(message).not.toContain('secret');
    return message.replace(String(fake.port), 'PORT');
  };

  it.each([
    [
      'postgresql://ann:secret@[oops/plans',
      'DATABASE_URL must be a URL such as postgresql://user:password@host:5432/database',
    ],
    [
      'postgresql://ann:secret@127.0.0.1:1/plans',
      'DATABASE_URL must lead to a running PostgreSQL, but nothing answers at 127.0.0.1:1',
    ],
    [
      'postgresql://ann:secret@127.0.0.1:1/plans?schema=other',
      'DATABASE_URL must not name another schema than public, but got schema=other: use a database of its own',
    ],
  ])('says so of %s', async (url, message) => {
    expect(await refusal(url, root)).toBe(message);
  });

  it('says when the password is wrong', async () => {
    expect(await refusalOf(refuseWith('28P01', 'password authentication failed'))).toBe(
      'DATABASE_URL has a wrong password for user "ann" at 127.0.0.1:PORT',
    );
  });

  it('says when the user is not let in', async () => {
    expect(await refusalOf(refuseWith('28000', 'role "ann" does not exist'))).toBe(
      'DATABASE_URL names a user that 127.0.0.1:PORT does not let in: role "ann" does not exist',
    );
  });

  it('says when the database does not exist', async () => {
    expect(await refusalOf(refuseWith('3D000', 'database "plans" does not exist'))).toBe(
      'DATABASE_URL must name a database that exists, but 127.0.0.1:PORT has no "plans"',
    );
  });

  it('says what the server says of anything else', async () => {
    expect(await refusalOf(refuseWith('53300', 'sorry, too many clients already'))).toBe(
      'DATABASE_URL leads to 127.0.0.1:PORT, which failed: sorry, too many clients already',
    );
  });

  it('says when the server is too old', async () => {
    const old = answerWith({ version: '130014', name: '13.14', encoding: 'UTF8' });
    expect(await refusalOf(old)).toBe(
      'DATABASE_URL must lead to PostgreSQL 14 or newer, but 127.0.0.1:PORT is 13.14',
    );
  });

  it('says when the database cannot hold every text', async () => {
    const latin = answerWith({ version: '150000', name: '15.0', encoding: 'LATIN1' });
    expect(await refusalOf(latin)).toBe(
      'DATABASE_URL must lead to a database in UTF8, but "plans" is in LATIN1',
    );
  });
});

const server = inject('databaseServer');
describe.skipIf(server === null)('a database on a server', () => {
  it('is opened by several processes, of which the first is found by the folder', async () => {
    const { url, drop } = await createServerDatabase(server!);
    onTestFinished(drop);
    const dataDir = path.join(root, 'served');
    const first = await openDatabase({ databaseUrl: url, dataDir });
    const second = await openDatabase({ databaseUrl: url, dataDir });
    await first.announce('http://127.0.0.1:4000');
    await second.announce('http://127.0.0.1:4001');
    expect(await readLock(dataDir)).toMatchObject({
      url: 'http://127.0.0.1:4000',
      database: `${new URL(url).host}${new URL(url).pathname}`,
    });
    await second.close();
    expect(await readLock(dataDir)).not.toBeNull();
    await first.close();
    await (await takeLock(dataDir, 'embedded')).release();
  });
});
