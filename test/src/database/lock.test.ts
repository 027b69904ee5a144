import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataFolderLockedError } from '../../../src/database/errors.js';
import { readLock, takeLock } from '../../../src/database/lock.js';
import { identify } from '../../../src/database/process-identity.js';

describe('the lock of a data folder', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'lock-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  const write = (record: object | string) =>
    writeFile(
      path.join(dir, 'lock.json'),
      typeof record === 'string'
        ? record
        : JSON.stringify({ id: 'a', url: null, database: 'embedded', ...record }),
    );

  it('names its owner, and the address once that is announced', async () => {
    const lock = await takeLock(dir, 'embedded');
    expect(await readLock(dir)).toEqual({ pid: process.pid, url: null, database: 'embedded' });
    await lock.announce('http://127.0.0.1:4000');
    expect((await readLock(dir))?.url).toBe('http://127.0.0.1:4000');
  });

  it('is refused to a second taker, with the folder, the process and what to do', async () => {
    const lock = await takeLock(dir, 'embedded');
    await lock.announce('http://127.0.0.1:4000');
    await expect(takeLock(dir, 'embedded')).rejects.toThrow(
      new DataFolderLockedError(
        `DATA_DIR ${dir} is in use by process ${process.pid}, serving http://127.0.0.1:4000: ` +
          'stop that process, or set DATA_DIR to another folder',
      ),
    );
  });

  it('is free again after its release, which leaves nothing behind', async () => {
    await (await takeLock(dir, 'embedded')).release();
    expect(await readdir(dir)).toEqual([]);
    expect(await readLock(dir)).toBeNull();
    await takeLock(dir, 'embedded');
  });

  it('is taken over from a process that died without releasing it', async () => {
    const child = spawn('sleep', ['60']);
    const owner = await identify(child.pid!);
    await write(owner);
    await expect(takeLock(dir, 'embedded')).rejects.toThrow(DataFolderLockedError);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await readLock(dir)).toBeNull();
    await takeLock(dir, 'embedded');
    expect((await readLock(dir))?.pid).toBe(process.pid);
    expect(await readdir(dir)).toEqual(['lock.json']);
  });

  it.runIf(process.platform === 'linux')(
    'is not held by a later process that was given the number of its owner',
    async () => {
      await write({ pid: process.pid, startedAt: '1' });
      expect(await readLock(dir)).toBeNull();
      await takeLock(dir, 'embedded');
    },
  );

  it.each(['', '{', '{"pid":1}'])('is taken over when its file says only %j', async (text) => {
    await write(text);
    await takeLock(dir, 'embedded');
    expect((await readLock(dir))?.pid).toBe(process.pid);
  });

  it('goes to exactly one of many that find a dead owner at once', async () => {
    for (let round = 0; round < 10; round++) {
      await write({ pid: 2 ** 30, startedAt: null, id: String(round) });
      const takers = Array.from({ length: 20 }, () => takeLock(dir, 'embedded'));
      const outcomes = await Promise.allSettled(takers);
      const winners = outcomes.filter(({ status }) => status === 'fulfilled');
      expect(winners).toHaveLength(1);
      expect(await readdir(dir)).toEqual(['lock.json']);
    }
  });

  it('survives a taker that died while it took over', async () => {
    await write({ pid: 2 ** 30, startedAt: null, id: 'a' });
    const abandoned = JSON.stringify({
      ...{ id: 'b', pid: 2 ** 30, startedAt: null, url: null, database: 'embedded' },
    });
    await writeFile(path.join(dir, 'lock.json.a'), abandoned);
    await takeLock(dir, 'embedded');
    expect(await readdir(dir)).toEqual(['lock.json']);
  });

  it('is not released by a former owner', async () => {
    const lock = await takeLock(dir, 'embedded');
    await write({ ...(await identify(process.pid)), id: 'successor' });
    await lock.release();
    expect(JSON.parse(await readFile(path.join(dir, 'lock.json'), 'utf8'))).toMatchObject({
      id: 'successor',
    });
  });
});
