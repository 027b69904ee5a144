import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { importInfluencers, type ImportOptions } from '../../../src/import/import-influencers.js';
import { parseMapping } from '../../../src/import/mapping.js';
import { connect, type Target } from '../../../src/import/target.js';
import type { TestServer } from '../../support/server.js';

export const SILENT = { start: () => undefined, advance: () => undefined, stop: () => undefined };

/** A folder for the files of one test file. */
export async function openFolder() {
  const dir = await mkdtemp(path.join(tmpdir(), 'import-'));
  return {
    async write(name: string, content: string | Uint8Array) {
      const file = path.join(dir, name);
      await writeFile(file, content);
      return file;
    },
    path: (name: string) => path.join(dir, name),
    close: () => rm(dir, { recursive: true }),
  };
}

/** An import into a server without a port. */
export const targetOf = (server: TestServer): Promise<Target> =>
  connect(
    'the test server',
    '/graphql',
    (path, init) => server.fetch(path, init),
    () => Promise.resolve(),
  );

/** A target that accepts everything and stores nothing. */
export const NOWHERE: Target = {
  name: 'nowhere',
  currency: 'USD',
  upsert: (rows) =>
    Promise.resolve({ created: rows.length, updated: 0, unchanged: 0, rejected: [] }),
  close: () => Promise.resolve(),
};

export const importFile = (
  file: string,
  target: Target,
  { map = 'profiles', ...options }: Partial<ImportOptions> & { map?: string } = {},
) =>
  importInfluencers(
    {
      file,
      mapping: parseMapping(map),
      strict: false,
      dryRun: false,
      signal: new AbortController().signal,
      ...options,
    },
    target,
    SILENT,
  );
