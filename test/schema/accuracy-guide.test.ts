import { readFileSync } from 'node:fs';
import { parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { schema } from '../../schema/index.js';
import { keptPrecision } from '../../schema/kept-precision.js';
import { settledAge } from '../../simulations/index.js';
import { fencedBlocks } from '../support/fenced-blocks.js';

const guide = readFileSync(new URL('../../docs/accuracy.md', import.meta.url), 'utf8');

it('the guide asks what the API answers', () => {
  const documents = fencedBlocks(guide).filter(({ language }) => language === 'graphql');
  expect(documents).toHaveLength(2);
  for (const { text } of documents) expect(validate(schema, parse(text))).toEqual([]);
});

it('the guide says when counts are settled, and how many draws are kept', () => {
  const days = (
    ['INSTAGRAM_STORY', 'SHARER_ACTION', 'INSTAGRAM_POST', 'TIKTOK_VIDEO', 'YOUTUBE_VIDEO'] as const
  ).map((row) => settledAge(row, 'ENGAGEMENTS'));
  const text = guide.replace(/\s+/g, ' ');
  const [story, share, post, tiktok, youtube] = days.map((age) => age.toFixed(1));
  expect(text).toContain(
    `a story after ${story} days, a share after ${share}, an Instagram post after ${post}, a TikTok video after ${tiktok}, a YouTube video after ${youtube}`,
  );
  const later = (metric: 'CLICKS' | 'REVENUE') =>
    (settledAge('TIKTOK_VIDEO', metric) - settledAge('TIKTOK_VIDEO', 'SHARES')).toFixed(1);
  expect(text).toContain(`clicks ${later('CLICKS')} days later, orders ${later('REVENUE')}`);
  const chosen = { draws: 8, placements: 1, limit: 2 ** 20, reason: '' };
  const kept = (lines: number) => keptPrecision(chosen, lines, null).limit.toLocaleString('en-US');
  expect(text).toContain(`${kept(3)} draws of three lines, ${kept(50)} of fifty`);
});
