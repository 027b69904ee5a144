import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'prettier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureDemoWorkspace } from '../src/demo.js';
import { openTestDatabase } from './support/database.js';
import { fencedBlocks } from './support/fenced-blocks.js';
import { type Answer, openTestServer, type TestServer } from './support/server.js';

const ROOT = path.join(import.meta.dirname, '..');
const README = path.join(ROOT, 'README.md');
const NOW = new Date('2026-01-15T12:00:00.000Z');

/** Of the demonstration workspace, as everybody who starts has it. */
let server: TestServer;
beforeAll(async () => {
  const database = await openTestDatabase();
  const { id: workspaceId, currency } = await ensureDemoWorkspace(database.db, NOW);
  const viewer = { workspaceId, currency };
  server = await openTestServer({ viewer, now: () => NOW }, () => Promise.resolve(database));
});
afterAll(() => server.close());

/** Floats to 1e-9: mathematical functions differ in the last bits between releases of Node. */
function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(9));
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, rounded(part)]));
}

const NUMBER = /\d+(?:\.\d+)?/g;

/**
 * The same words, and numbers within 15%: the luck of a campaign's people belongs to their ids, which
 * every database has its own of. The least certain one, odds of 40% from 2,048 draws, has a standard
 * error of 2.7%.
 */
function expectAlike(answer: string, recorded: string): void {
  const [words, expected] = [answer, JSON.stringify(JSON.parse(recorded))].map((text) =>
    text.replaceAll(NUMBER, '#'),
  );
  expect(words).toBe(expected);
  const numbers = answer.match(NUMBER)!.map(Number);
  recorded.match(NUMBER)!.forEach((number, i) => {
    expect(Math.abs(numbers[i] - Number(number))).toBeLessThanOrEqual(0.15 * Number(number));
  });
}

/** The first answer of a stream, which is then left. */
async function firstEvent(response: Response) {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body!) {
    text += decoder.decode(chunk, { stream: true });
    const event = /^data: (\{.*)\n/m.exec(text);
    if (event !== null) return JSON.parse(event[1]) as Answer;
  }
  throw new Error(`no event in ${text}`);
}

describe('the README', () => {
  it('shows the answers that its queries get (npm run readme records it)', async () => {
    let readme = await readFile(README, 'utf8');
    const blocks = fencedBlocks(readme);
    const examples = blocks.flatMap(({ language, text }, i) =>
      language === 'json' ? [{ query: blocks[i - 1].text, answer: text }] : [],
    );
    expect(examples.length).toBeGreaterThan(0);
    for (const { query, answer } of examples) {
      const withAnswer = (text: string) =>
        `\`\`\`graphql\n${query}\`\`\`\n\n\`\`\`json\n${text}\`\`\``;
      expect(readme).toContain(withAnswer(answer));
      const { data, errors } = await server.query(query);
      expect(errors).toBeUndefined();
      if (process.env['UPDATE'] === undefined) {
        if (query.includes('campaigns(')) expectAlike(JSON.stringify(data), answer);
        else expect(rounded(data)).toEqual(rounded(JSON.parse(answer)));
        continue;
      }
      const recorded = await format(JSON.stringify(data), { parser: 'json', printWidth: 100 });
      readme = readme.replace(withAnswer(answer), () => withAnswer(recorded));
      await writeFile(README, readme);
    }
  });

  it('shows requests that are answered', async () => {
    const readme = await readFile(README, 'utf8');
    const { data } = await server.query(`{ placements(first: 1, filter: { status: [POSTED] }) {
      edges { node { id campaign { id } } } } }`);
    const [{ node: placement }] = data.placements.edges;
    const ids: Readonly<Record<string, string>> = {
      CAMPAIGN_ID: placement.campaign.id,
      PLACEMENT_ID: placement.id,
    };
    const requests = fencedBlocks(readme).filter(({ text }) => text.startsWith('curl '));
    expect(requests).toHaveLength(3);
    for (const { text: request } of requests) {
      const [, written] = / -d '(\{.*\})'\n$/s.exec(request)!;
      const body = written
        .replace(/[A-Z]+_ID/g, (name) => ids[name])
        // Which worlds are drawn first does not depend on how many are.
        .replace('draws: 32768', 'draws: 512');
      const isStream = request.includes('text/event-stream');
      const accept = isStream ? 'text/event-stream' : 'application/json';
      const headers = { accept, 'content-type': 'application/json' };
      const response = await server.fetch('/graphql', { method: 'POST', headers, body });
      expect(response.status).toBe(200);
      const answer = isStream ? await firstEvent(response) : ((await response.json()) as Answer);
      expect(answer.errors).toBeUndefined();
      expect(JSON.stringify(answer.data)).not.toContain('"message"');
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
