import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..');
const SOURCE = path.join(ROOT, 'src/planner');
/** Where src/planner/vite.config.ts builds to. */
export const PAGE_DIR = path.join(ROOT, 'dist/planner');
/** Names what the page was built from; it goes with the folder. */
const STAMP = path.join(PAGE_DIR, '.made-from');

/**
 * Builds the planner's page, unless it is up to date.
 * @returns whether anything was built
 */
export async function buildPage(): Promise<boolean> {
  const source = await fingerprint();
  if ((await readFile(STAMP, 'utf8').catch(() => null)) === source) return false;
  const { build } = await import('vite');
  await build({ configFile: path.join(SOURCE, 'vite.config.ts'), logLevel: 'error' });
  await writeFile(STAMP, source);
  return true;
}

/** The page's files, and the packages that it is made of and built with. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(SOURCE)).sort()) {
    hash.update(name).update(await readFile(path.join(SOURCE, name)));
  }
  hash.update(await readFile(path.join(ROOT, 'package-lock.json')));
  return hash.digest('hex');
}
