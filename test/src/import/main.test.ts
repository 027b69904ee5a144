import { afterEach, describe, expect, it, vi } from 'vitest';
import { run } from '../../../src/import/main.js';
import { lines } from '../../../src/import/progress.js';

const CONFIG = { dataDir: '/nowhere', databaseUrl: undefined };

describe('the import command', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('prints its help without arguments', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    expect(await run([], CONFIG)).toBe(0);
    expect(log.mock.calls[0][0]).toContain('npm run import -- influencers FILE.csv');
  });

  it.each([
    [['campaigns'], 'Import: only influencers can be imported, but got "campaigns"'],
    [
      ['influencers', 'x.csv', '--url', 'here'],
      'Import: --url must be an address such as http://127.0.0.1:4000, but got "here"',
    ],
    [
      ['influencers', 'x.csv', '--url', 'http://127.0.0.1:1'],
      'Import: the server at http://127.0.0.1:1 does not answer (bad port)',
    ],
  ])('answers %j with one line and exit code 1', async (args, message) => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    expect(await run(args, CONFIG)).toBe(1);
    expect(error.mock.calls).toEqual([[message]]);
  });
});

it('progress without a terminal is a line at the start and at every tenth', () => {
  const told: string[] = [];
  const progress = lines((line) => told.push(line));
  progress.start('Writing', 100);
  [5, 5, 1, 30, 59].forEach(progress.advance);
  expect(told).toEqual(['Writing …', 'Writing … 10%', 'Writing … 40%']);
});
