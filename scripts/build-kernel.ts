import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..');
const SOURCES = path.join(ROOT, 'simulations/kernel/assembly');
const OUTPUT = path.join(ROOT, 'simulations/kernel/generated');
const STAMP = path.join(OUTPUT, '.made-from');

/** Compiler options; a memory of the host's own, shared so that growing keeps its views. */
const OPTIONS = [
  '--runtime',
  'stub',
  '--importMemory',
  '--sharedMemory',
  '--initialMemory',
  '1',
  '--maximumMemory',
  '65536',
  '--enable',
  'simd',
  '--enable',
  'threads',
  '--disableWarning',
  '112',
  '-O3',
  '--noAssert',
  '--converge',
];

/**
 * Compiles simulations/kernel/assembly to WebAssembly, unless it is up to date, and writes down the
 * order of its structures' fields for the host. Uses no network.
 *
 * @returns whether anything was written
 */
export async function buildKernel(): Promise<boolean> {
  const sources = await readSources();
  const source = await fingerprint(sources);
  if ((await readFile(STAMP, 'utf8').catch(() => null)) === source) return false;
  const asc = await loadCompiler();
  await mkdir(OUTPUT, { recursive: true });
  const binary: { bytes: Uint8Array | null } = { bytes: null };
  let messages = '';
  const { error } = await asc.main(
    ['index.ts', '--outFile', 'kernel.wasm', '--baseDir', SOURCES, ...OPTIONS],
    {
      readFile: (name) => sources.get(path.normalize(name)) ?? null,
      writeFile: (_name, contents) => {
        if (typeof contents !== 'string') binary.bytes = contents;
      },
      listFiles: () => [],
      stderr: {
        write: (text) => {
          messages += String(text);
        },
      },
    },
  );
  if (error !== null || binary.bytes === null) {
    throw new Error(`The kernel does not compile:\n${messages}`);
  }
  await replace('kernel.wasm', binary.bytes);
  await replace('layout.json', JSON.stringify(layoutOf(sources.get('layout.ts')!)));
  await replace('.made-from', source);
  return true;
}

interface Compiler {
  main(
    options: readonly string[],
    io: {
      readonly readFile: (name: string) => string | null;
      readonly writeFile: (name: string, contents: Uint8Array | string) => void;
      readonly listFiles: () => readonly string[];
      readonly stderr: { readonly write: (text: Uint8Array | string) => void };
    },
  ): Promise<{ readonly error: Error | null }>;
}

/** By a name that the type checker does not follow: the compiler's types change those of arrays. */
async function loadCompiler(): Promise<Compiler> {
  const name = ['assemblyscript', 'asc'].join('/');
  return ((await import(name)) as { default: Compiler }).default;
}

async function readSources(): Promise<Map<string, string>> {
  const names = (await readdir(SOURCES)).filter((name) => name.endsWith('.ts')).sort();
  const texts = names.map(
    async (name) => [name, await readFile(path.join(SOURCES, name), 'utf8')] as const,
  );
  return new Map(await Promise.all(texts));
}

/** Names of the fields of each class, in order. */
function layoutOf(source: string): Record<string, string[]> {
  const classes = source.matchAll(/export class (\w+) \{([^}]*)\}/g);
  return Object.fromEntries(
    [...classes].map(([, name, body]) => [
      name,
      [...body.matchAll(/^ {2}(\w+): f64;$/gm)].map(([, field]) => field),
    ]),
  );
}

async function fingerprint(sources: ReadonlyMap<string, string>): Promise<string> {
  const hash = createHash('sha256').update(OPTIONS.join());
  for (const [name, text] of sources) hash.update(name).update(text);
  hash.update(await readFile(path.join(ROOT, 'node_modules/assemblyscript/package.json')));
  return hash.digest('hex');
}

/** Whole or not at all: several processes may build at once. */
async function replace(name: string, contents: string | Uint8Array): Promise<void> {
  const file = path.join(OUTPUT, name);
  await writeFile(`${file}.${process.pid}`, contents);
  await rename(`${file}.${process.pid}`, file);
}
