import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'prettier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from './support/server.js';

const ROOT = path.join(import.meta.dirname, '..');
const README = path.join(ROOT, 'README.md');
const EXAMPLES = /```graphql\n(?<query>[^`]*)```\n\n```json\n(?<answer>[^`]*)```/g;

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());

/** Floats to 1e-9: mathematical functions differ in the last bits between releases of Node. */
function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(9));
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, rounded(part)]));
}

describe('the README', () => {
  it('shows the answers that its queries get (npm run readme records it)', async () => {
    let readme = await readFile(README, 'utf8');
    const examples = [...readme.matchAll(EXAMPLES)];
    expect(examples.length).toBeGreaterThan(0);
    for (const [example, query, answer] of examples) {
      const { data, errors } = await server.query(query);
      expect(errors).toBeUndefined();
      if (process.env['UPDATE'] === undefined) {
        expect(rounded(data)).toEqual(rounded(JSON.parse(answer)));
        continue;
      }
      const recorded = await format(JSON.stringify(data), { parser: 'json', printWidth: 100 });
      readme = readme.replace(example, () => example.replace(answer, () => recorded));
      await writeFile(README, readme);
    }
  });

  it('names every setting, and no other', async () => {
    const text = await readFile(README, 'utf8');
    const config = await readFile(path.join(ROOT, 'src/config.ts'), 'utf8');
    const documented = [...text.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
    const read = [...config.matchAll(/^ {4}([A-Z_]+):/gm)].map(([, name]) => name);
    expect(documented.sort()).toEqual(read.sort());
  });
});

describe.each(['README.md', 'CONTRIBUTING.md'])('%s', (file) => {
  it('names commands that exist', async () => {
    const text = await readFile(path.join(ROOT, file), 'utf8');
    const { scripts } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...text.matchAll(/npm (?:run )?(?!ci\b|run\b|install\b)([a-z][a-z:-]*)/g)];
    expect(named.length).toBeGreaterThan(0);
    for (const [, name] of named) expect(Object.keys(scripts)).toContain(name);
  });

  it('links to files that exist', async () => {
    const text = await readFile(path.join(ROOT, file), 'utf8');
    for (const [, target] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      await expect(readFile(path.join(ROOT, target)), target).resolves.toBeDefined();
    }
  });
});
