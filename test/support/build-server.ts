import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin, type Rolldown } from 'vite';

const ROOT = path.join(import.meta.dirname, '../..');
const CACHE_DIR = path.join(ROOT, 'node_modules/.cache/groundswell');

/** What a source knows of its own place stays true in the bundle. */
const samePlace: Plugin = {
  name: 'same-place',
  transform: (code, id) =>
    code
      .replaceAll('import.meta.dirname', JSON.stringify(path.dirname(id)))
      .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href)),
};

/**
 * Bundles the server: it starts in half the time that reading its sources one by one takes, and
 * these tests start it a hundred times.
 *
 * @returns the file to run
 */
export async function buildServer(): Promise<string> {
  const { output } = (await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    plugins: [samePlace],
    build: {
      ssr: path.join(import.meta.dirname, 'server-entry.ts'),
      target: 'node20',
      write: false,
      rolldownOptions: { output: { codeSplitting: false } },
    },
  })) as Rolldown.RolldownOutput;
  const [{ code }] = output;
  const name = createHash('sha256').update(code).digest('hex').slice(0, 16);
  const file = path.join(CACHE_DIR, `server-${name}.mjs`);
  await mkdir(CACHE_DIR, { recursive: true });
  // Renamed into place, so that a run beside this one never starts half a file.
  await writeFile(`${file}.${process.pid}`, code);
  await rename(`${file}.${process.pid}`, file);
  return file;
}
