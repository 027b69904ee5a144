import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCsv } from '../../../src/import/csv.js';
import { check } from '../../../src/import/check.js';
import { parseMapping } from '../../../src/import/mapping.js';
import { readProfiles } from '../../../src/import/profiles.js';

const folder = process.env['BACKTEST_DATA'] ?? '';
if (folder === '') {
  console.info('The presets are not tried: set BACKTEST_DATA to the folder with the CSV files.');
}

describe.skipIf(folder === '')('the presets read the data sets in BACKTEST_DATA', () => {
  it.each([
    // Rejected: accounts whose followers are 0 in every row; YouTube gives that for hidden ones.
    ['tiktok_videos_2020.csv', 'tiktok-2020-videos', 1247, [13870, 22397]],
    ['ig_posts_2017_macro.csv', 'instagram-2017-posts', 662, []],
    ['ig_posts_2019_ordinary.csv', 'instagram-2019-posts', 477, []],
    ['yt_videos_with_subs_2017.csv', 'youtube-2017-videos', 266, [6, 9, 30, 91, 108, 302]],
  ])('%s by %s', async (name, preset, profiles, rejectedLines) => {
    const file = path.join(folder, name);
    const csv = await openCsv(file, () => undefined);
    const entries = check(readProfiles(file, csv, parseMapping(preset), 'USD'), 'USD');
    let good = 0;
    const rejected: number[] = [];
    for await (const { row, source } of entries) {
      if (row === null) rejected.push(source.line);
      else good++;
    }
    expect([good, rejected]).toEqual([profiles, rejectedLines]);
  });
});
