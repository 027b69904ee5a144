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

/** The threads run a bundle too. */
const simulationWorker = (file: string): Plugin => ({
  name: 'simulation-worker',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('/src/simulation-pool.ts')) return null;
    const source = "new URL('./simulation-worker.ts', import.meta.url)";
    if (!code.includes(source)) throw new Error(`${id} does not name its worker as ${source}`);
    return code.replace(source, `new URL(${JSON.stringify(pathToFileURL(file).href)})`);
  },
});

/**
 * Bundles the server, its packages and its simulation threads: what it does is the same, and a start
 * costs less than half of what reading some thousand files one by one does. These tests start it two
 * hundred times.
 *
 * @returns the file to run
 */
export async function buildServer(): Promise<string> {
  const worker = await bundle(path.join(ROOT, 'src/simulation-worker.ts'), []);
  return bundle(path.join(import.meta.dirname, 'server-entry.ts'), [simulationWorker(worker)]);
}

async function bundle(entry: string, plugins: readonly Plugin[]): Promise<string> {
  const { output } = (await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    plugins: [...plugins, samePlace],
    // What reads files of its own package stays in it.
    ssr: { noExternal: true, external: ['@electric-sql/pglite', 'pg-native', 'piscina', 'vite'] },
    build: {
      ssr: entry,
      target: 'node20',
      write: false,
      rolldownOptions: { output: { codeSplitting: false } },
    },
  })) as Rolldown.RolldownOutput;
  const [{ code }] = output;
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 16);
  const file = path.join(CACHE_DIR, `${path.basename(entry, '.ts')}-${hash}.mjs`);
  await mkdir(CACHE_DIR, { recursive: true });
  // Renamed into place, so that a run beside this one never starts half a file.
  await writeFile(`${file}.${process.pid}`, code);
  await rename(`${file}.${process.pid}`, file);
  return file;
}
