import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeDatabases } from '../support/database.js';
import { addPosted, hours } from './posted.js';
import { recorder } from './recorder.js';

type Counts = Readonly<Record<string, number>>;
type Seen = readonly [hour: number, counts: Counts];

const atLeast = (part: string, count: number) =>
  `must be at least ${part}, which the source counted as ${count} before`;
const atMost = (whole: string, count: number) =>
  `must be at most ${whole}, which the source counted as ${count} later`;

describeDatabases('parts and wholes of different moments', (open) => {
  const on = recorder(open);
  const { seen, record, recordGood, stored, indices, refusalOf } = on;

  const PAIRS = [
    ['reach', 'impressions'],
    ['valencedReactions', 'engagements'],
    ['conversions', 'clicks'],
  ];

  describe.each(PAIRS)('%s and %s', (part, whole) => {
    const earlier = () => seen(10, { [part]: 5000 });
    const later = () => seen(20, { [whole]: 4000 });

    it('of a later result must fit those recorded before', async () => {
      await record([earlier()]);
      expect(await refusalOf([later()])).toEqual([`0.${whole}`, atLeast(part, 5000), '4000']);
    });

    it('of a late result must fit those recorded before', async () => {
      await record([later()]);
      expect(await refusalOf([earlier()])).toEqual([`0.${part}`, atMost(whole, 4000), '5000']);
    });

    it('of one list must fit, whatever its order', async () => {
      const forth = [`1.${whole}`, atLeast(part, 5000), '4000'];
      const back = [`1.${part}`, atMost(whole, 4000), '5000'];
      expect(await refusalOf([earlier(), later()])).toEqual(forth);
      expect(await refusalOf([later(), earlier()])).toEqual(back);
      const good = await recordGood([later(), earlier(), seen(15, { [part]: 4000 })]);
      expect(indices(good.accepted)).toEqual([0, 2]);
      expect(good.rejected).toEqual([
        {
          ...{ index: 1, path: ['input', 'results', '1', part], value: '5000' },
          rule: back[1],
          message: `input.results[1].${part} ${back[1]}, but got 5000`,
        },
      ]);
      expect(await stored()).toHaveLength(2);
    });

    it('of the same count fit, and a part may be more than its whole was before', async () => {
      const first = [seen(10, { [part]: 5000 }), seen(20, { [whole]: 5000 })];
      expect((await record(first)).accepted).toHaveLength(2);
      const after = [seen(30, { [part]: 6000 }), seen(25, { [whole]: 5500 })];
      expect((await record(after)).accepted).toHaveLength(2);
    });
  });

  it.each<[string, Seen[], Seen, string, string]>([
    [
      'over results that saw neither',
      [
        [10, { reach: 50 }],
        [15, { clicks: 1 }],
        [40, { clicks: 2 }],
      ],
      [30, { impressions: 49 }],
      'impressions',
      atLeast('reach', 50),
    ],
    [
      'and the nearest part before counts, not one after',
      [
        [10, { reach: 50 }],
        [20, { reach: 70 }],
        [40, { reach: 90 }],
      ],
      [30, { impressions: 69 }],
      'impressions',
      atLeast('reach', 70),
    ],
    [
      'and the nearest whole after counts, not one before',
      [
        [10, { clicks: 50 }],
        [20, { clicks: 70 }],
        [40, { clicks: 90 }],
      ],
      [15, { conversions: 71 }],
      'conversions',
      atMost('clicks', 70),
    ],
    [
      'and the stricter bound is told, of a part',
      [
        [10, { impressions: 100 }],
        [20, { reach: 300 }],
      ],
      [30, { impressions: 90 }],
      'impressions',
      atLeast('reach', 300),
    ],
    [
      'and the stricter bound is told, of the whole itself',
      [
        [10, { impressions: 300 }],
        [20, { reach: 100 }],
      ],
      [30, { impressions: 90 }],
      'impressions',
      'must be at least 300, which the source counted before',
    ],
    [
      'and the stricter bound is told, of the part itself',
      [
        [20, { clicks: 300 }],
        [30, { conversions: 100 }],
      ],
      [10, { conversions: 301 }],
      'conversions',
      'must be at most 100, which the source counted later',
    ],
    [
      'and reactions are never fewer than those against before',
      [[10, { valencedReactions: 9, negativeReactions: 8 }]],
      [20, { valencedReactions: 7 }],
      'valencedReactions',
      'must be at least 9, which the source counted before',
    ],
  ])('fit %s', async (_name, before, [hour, counts], field, rule) => {
    await record(before.map(([at, there]) => seen(at, there)));
    const refusal = [`0.${field}`, rule, String(counts[field])];
    expect(await refusalOf([seen(hour, counts)])).toEqual(refusal);
  });

  it('of reactions are both refused of a late result', async () => {
    await record([seen(20, { valencedReactions: 7 })]);
    const late = await record([seen(10, { valencedReactions: 9, negativeReactions: 8 })]);
    expect(late.rejected.map(({ path, rule }: any) => [path[3], rule])).toEqual([
      ['valencedReactions', 'must be at most 7, which the source counted later'],
      ['negativeReactions', atMost('valencedReactions', 7)],
    ]);
  });

  it('of other sources and placements are left alone', async () => {
    await record([seen(10, { reach: 5000 })]);
    const other = [
      { ...seen(20, { impressions: 4000 }), source: 'VENDOR' },
      seen(20, { impressions: 4000 }, 1),
    ];
    expect((await record(other)).accepted).toHaveLength(2);
  });

  it('are taken or refused as if every result were held to every other', async () => {
    const count = fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined, freq: 1 });
    const snapshot = fc.record({
      hour: fc.integer({ min: 1, max: 7 }),
      counts: fc.record({
        ...{ impressions: count, reach: count, clicks: count, conversions: count },
        ...{ engagements: count, valencedReactions: count },
      }),
    });
    const lists = fc.array(fc.array(snapshot, { minLength: 1, maxLength: 4 }), {
      minLength: 2,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(lists, async (sent) => {
        const { ids } = await addPosted(on.server, 1);
        const held: Sent[] = [];
        for (const list of sent) {
          const results = list.map(({ hour, counts }) => ({
            ...{ placementId: ids[0], capturedAt: hours(hour), source: 'PLATFORM', ...counts },
          }));
          const { accepted, rejected } = await recordGood(results);
          const expected = list.map((one) => {
            const fate = fateOf(one, held);
            if (fate === 'accepted') held.push(one);
            return fate;
          });
          const at = (fate: string) => expected.flatMap((is, i) => (is === fate ? [i] : []));
          expect(indices(accepted)).toEqual(at('accepted'));
          expect([...new Set(indices(rejected))]).toEqual(at('rejected'));
        }
      }),
      { seed: 20, numRuns: 60 },
    );
  });
});

interface Sent {
  readonly hour: number;
  readonly counts: Readonly<Record<string, number | undefined>>;
}

/** Counts of a result, and those that they must not exceed in the same one or a later one. */
const LIMITS = [
  ...['impressions', 'reach', 'clicks', 'conversions', 'engagements', 'valencedReactions'].map(
    (name) => [name, name],
  ),
  ['reach', 'impressions'],
  ['valencedReactions', 'engagements'],
  ['conversions', 'clicks'],
];

const exceeds = (earlier: Sent, later: Sent): boolean =>
  LIMITS.some(([low, high]) => (earlier.counts[low] ?? -1) > (later.counts[high] ?? Infinity));

/** What becomes of a result beside those that are held already. */
function fateOf(one: Sent, held: readonly Sent[]): 'accepted' | 'repeated' | 'rejected' {
  const isEmpty = Object.values(one.counts).every((value) => value === undefined);
  if (isEmpty || exceeds(one, one)) return 'rejected';
  const twin = held.find(({ hour }) => hour === one.hour);
  if (twin) {
    const names = LIMITS.map(([name]) => name);
    const isSame = names.every((name) => twin.counts[name] === one.counts[name]);
    return isSame ? 'repeated' : 'rejected';
  }
  const fits = held.every((other) =>
    other.hour < one.hour ? !exceeds(other, one) : !exceeds(one, other),
  );
  return fits ? 'accepted' : 'rejected';
}
