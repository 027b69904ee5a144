import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const DEBIAN = '/usr/lib/postgresql';

/** Where PostgreSQL's own programs are; null if they are not installed. */
export const POSTGRES_BIN = [
  process.env['POSTGRES_BIN'],
  ...(existsSync(DEBIAN) ? readdirSync(DEBIAN).map((version) => `${DEBIAN}/${version}/bin`) : []),
  '/opt/homebrew/bin',
  '/usr/local/bin',
].find((folder) => folder !== undefined && existsSync(path.join(folder, 'initdb')));

/** A PostgreSQL of a test's own, which it may restart. */
export interface PostgresCluster {
  readonly port: number;
  /** Of its database `postgres`. */
  readonly url: string;
  /** Ends every session. @param mode - `immediate` is a crash, `fast` an orderly end */
  readonly stop: (mode: 'immediate' | 'fast') => Promise<void>;
  readonly start: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Makes one in a temporary folder and starts it. */
export async function openPostgresCluster(): Promise<PostgresCluster> {
  const folder = await mkdtemp(path.join(tmpdir(), 'groundswell-cluster-'));
  const port = await freePort();
  const isRoot = userInfo().uid === 0;
  // PostgreSQL refuses to run as root.
  if (isRoot) {
    await chmod(folder, 0o755);
    await run('chown', ['postgres', folder]);
  }
  const execute = (program: string, args: readonly string[]) => {
    const command = [path.join(POSTGRES_BIN!, program), ...args];
    const [file, ...rest] = isRoot ? ['runuser', '-u', 'postgres', '--', ...command] : command;
    return run(file, rest, { cwd: folder });
  };
  const data = path.join(folder, 'data');
  const control = (...args: string[]) =>
    execute('pg_ctl', ['-D', data, '-w', '-t', '60', '-l', path.join(folder, 'log'), ...args]);
  const start = async () => {
    const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''`;
    await control('-o', options, 'start');
  };
  const stop = async (mode: string) => {
    await control('-m', mode, 'stop');
  };
  await execute('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '-N']);
  await start();
  return {
    ...{ port, start, stop },
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    async close() {
      await stop('immediate').catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
