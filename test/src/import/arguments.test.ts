import { describe, expect, it } from 'vitest';
import { readArguments } from '../../../src/import/arguments.js';

describe('the arguments of an import', () => {
  it('are help when there are none', () => {
    expect(readArguments([])).toBeNull();
    expect(readArguments(['influencers', 'x.csv', '--help'])).toBeNull();
  });

  it('name a file and how to read it', () => {
    const args = ['influencers', 'x.csv', '--map', 'handle=a,followers=b', '--strict'];
    expect(readArguments(args)).toEqual({
      file: 'x.csv',
      mapping: {
        kind: 'rows',
        columnOf: new Map([
          ['handle', 'a'],
          ['followers', 'b'],
        ]),
      },
      strict: true,
      dryRun: false,
      url: undefined,
    });
  });

  it.each<[string[], string]>([
    [['campaigns', 'x.csv'], 'only influencers can be imported, but got "campaigns x.csv"'],
    [['influencers'], 'influencers: name the file, e.g. influencers creators.csv'],
    [['influencers', 'a.csv', 'b.csv'], 'one file at a time, but got "b.csv" too'],
    [
      ['influencers', 'x.csv', '--map', 'tiktok'],
      '--map must be profiles, tiktok-2020-videos, instagram-2017-posts, instagram-2019-posts, youtube-2017-videos, or field=column,…, but got "tiktok"',
    ],
    [
      ['influencers', 'x.csv', '--map', 'fans=n'],
      '--map: a field must be one of externalId, name, role, topics, country, platform, handle, followers, authenticity, posts, asOf, views, reach, engagements, price.FORMAT, audience.CELL, but got "fans"',
    ],
    [['influencers', 'x.csv', '--map', 'name=a,name=b'], '--map: name is there twice'],
  ])('%j are refused', (args, message) => {
    expect(() => readArguments(args)).toThrow(message);
  });

  it('that are unknown are refused', () => {
    expect(() => readArguments(['influencers', 'x.csv', '--fast'])).toThrow(
      "Unknown option '--fast'",
    );
  });
});
