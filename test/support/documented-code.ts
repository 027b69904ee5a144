import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fencedBlocks } from './fenced-blocks.js';

const ROOT = path.join(import.meta.dirname, '../..');

/** The JavaScript blocks of a document, e.g. `docs/clients.md`, in its order. */
export async function javaScriptOf(document: string): Promise<string[]> {
  const blocks = fencedBlocks(await readFile(path.join(ROOT, document), 'utf8'));
  return blocks.flatMap(({ language, text }) => (language === 'js' ? [text] : []));
}

const IMPORT = /^import \{([^}]*)\} from '([^']*)';(?: \/\/.*)?$/gm;

type Names = Readonly<Record<string, unknown>>;

/**
 * Runs documented code as a module of its own, with what it imports.
 *
 * @param given - what it takes for granted, and modules that are not installed by their names
 * @param wanted - names of its own
 * @returns these
 */
export async function runDocumented(
  code: string,
  given: Names,
  wanted: readonly string[],
): Promise<any> {
  const scope: Record<string, unknown> = { ...given };
  for (const [, names, from] of code.matchAll(IMPORT)) {
    const module = (given[from] ?? (await import(/* @vite-ignore */ from))) as Names;
    for (const part of names.split(',')) {
      const [name, alias = name] = part.trim().split(' as ');
      if (name === '') continue;
      if (!(name in module)) throw new Error(`${from} has no ${name}`);
      scope[alias] = module[name];
    }
  }
  const names = Object.keys(scope).filter((name) => /^\w+$/.test(name));
  const body = `'use strict'; return (async () => {
    ${code.replaceAll(IMPORT, '')}
    return { ${wanted.join(', ')} };
  })();`;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  return new Function(...names, body)(...names.map((name) => scope[name])) as Promise<unknown>;
}
