import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** The server as it is shipped, in a process of its own. */
export interface ServerProcess {
  /** Of GraphQL. */
  readonly url: string;
  /** @throws Error with the messages of the answer, if it carries errors */
  ask(query: string, variables?: object): Promise<any>;
  close(): Promise<void>;
}

/**
 * Starts the server with an embedded database in a temporary folder, at its default settings.
 *
 * @param settings - environment variables, e.g. `DATABASE_URL`
 */
export async function startServer(
  settings: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const root = path.join(import.meta.dirname, '..', '..');
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  const child = spawn(process.execPath, ['scripts/start.js'], {
    cwd: root,
    env: { PATH: process.env['PATH'], DATA_DIR: folder, PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const url = await Promise.race([
    urlOf(child.stdout),
    ended.then(() => {
      throw new Error('the server ended before it was ready');
    }),
  ]);
  return {
    url,
    async ask(query, variables = {}) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = await response.json();
      if (errors) throw new Error(errors.map(({ message }: any) => message).join('; '));
      return data;
    },
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function urlOf(output: NodeJS.ReadableStream): Promise<string> {
  const lines = createInterface({ input: output });
  for await (const line of lines) {
    const url = /http:\S+\/graphql/.exec(line)?.[0];
    if (url !== undefined) {
      // The rest has to be read too, or a full pipe would stop the server.
      output.resume();
      return url;
    }
  }
  throw new Error('the server did not say where it is');
}
