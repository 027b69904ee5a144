import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { buildKernel } from './build-kernel.js';

const ROOT = path.join(import.meta.dirname, '..');
/** Names what prisma/generated was made from; it goes with the folder. */
const STAMP = path.join(ROOT, 'prisma/generated/.made-from');

/**
 * Writes the Prisma client and Pothos' types into prisma/generated, unless they are up to date.
 * Uses no network.
 * @returns whether anything was written
 */
export async function generateClient(): Promise<boolean> {
  const source = await fingerprint();
  if ((await readFile(STAMP, 'utf8').catch(() => null)) === source) return false;
  // A generation that dies halfway must not pass for an older, whole one.
  await rm(STAMP, { force: true });
  const cli = createRequire(import.meta.url).resolve('prisma/build/index.js');
  await promisify(execFile)(process.execPath, [cli, 'generate'], {
    cwd: ROOT,
    env: {
      ...process.env,
      // The generators are commands of packages; npm would have put them into PATH.
      PATH: [path.join(ROOT, 'node_modules/.bin'), process.env['PATH']].join(path.delimiter),
      // Every command first downloads a native engine unless a file is named. Generating never
      // starts it, so any file will do; migrating would, and so must never be given this.
      PRISMA_SCHEMA_ENGINE_BINARY: path.join(ROOT, 'package.json'),
      CHECKPOINT_DISABLE: '1',
    },
  });
  await writeFile(STAMP, source);
  return true;
}

/** The schema, and the packages that write the code. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  hash.update(await readFile(path.join(ROOT, 'prisma/schema.prisma')));
  for (const name of ['prisma', '@pothos/plugin-prisma']) {
    hash.update(await readFile(path.join(ROOT, 'node_modules', name, 'package.json')));
  }
  return hash.digest('hex');
}

if (process.argv[1] === import.meta.filename) {
  const [client, kernel] = await Promise.all([generateClient(), buildKernel()]);
  console.log(`prisma/generated is ${client ? 'written' : 'up to date'}.`);
  console.log(`simulations/kernel/generated is ${kernel ? 'written' : 'up to date'}.`);
}
