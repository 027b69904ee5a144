import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildServer } from './build-server.js';

let bundle: Promise<string> | undefined;

/** The server as it is shipped, in a process of its own on a free port. */
export interface ServerProcess {
  readonly port: number;
  readonly process: ChildProcess;
  /** Everything that it has written. */
  readonly output: () => string;
  /** Its memory, in bytes, where the system tells. */
  readonly memoryBytes: () => number | null;
  /** Ends it at once, in the middle of everything. */
  readonly kill: () => Promise<void>;
  /** Asks it to end. @returns its exit code */
  readonly stop: () => Promise<number | null>;
}

/** A server on its way: it may be killed before it is ready. */
export interface StartingServer extends Pick<ServerProcess, 'kill'> {
  readonly ready: Promise<ServerProcess>;
}

/** @param settings - environment variables, e.g. `DATA_DIR` */
export async function startServer(
  settings: Readonly<Record<string, string>>,
): Promise<StartingServer> {
  const file = await (bundle ??= buildServer());
  const child = spawn(process.execPath, [file], {
    cwd: path.join(import.meta.dirname, '../..'),
    env: { PATH: process.env['PATH'], PORT: '0', SIMULATION_WORKERS: '1', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  let output = '';
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  const ready = new Promise<ServerProcess>((resolve, reject) => {
    const read = (bytes: unknown) => {
      output += String(bytes);
      const port = /ready: http:\/\/[^/]+:(\d+)/.exec(output)?.[1];
      if (port === undefined) return;
      resolve({
        port: Number(port),
        process: child,
        output: () => output,
        memoryBytes: () => memoryBytes(child.pid!),
        kill,
        async stop() {
          child.kill('SIGTERM');
          const [code] = await exited;
          return code;
        },
      });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void exited.then(() => {
      reject(new Error(`the server ended before it was ready: ${output}`));
    });
  });
  ready.catch(() => undefined);
  return { ready, kill };
}

function memoryBytes(pid: number): number | null {
  try {
    const kiB = /VmRSS:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kiB === undefined ? null : Number(kiB) * 1024;
  } catch {
    return null;
  }
}
