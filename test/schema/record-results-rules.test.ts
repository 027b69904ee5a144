import { describe, expect, it } from 'vitest';
import { describeDatabases } from '../support/database.js';
import { dollars } from './api.js';
import { hours, NOW } from './posted.js';
import { recorder } from './recorder.js';

describeDatabases('recording results', (open) => {
  const on = recorder(open);
  const { seen, record, stored, told, indices, refusalOf } = on;

  it('takes those of an archived campaign, whose posts go on', async () => {
    const { campaign } = on.posted;
    await on.api.mutate('archiveCampaign', { id: campaign }, 'campaign { id }');
    expect((await record([seen(1, { clicks: 1 })])).accepted).toHaveLength(1);
  });

  describe('refuses, by index, field, rule and value,', () => {
    it.each<[string, object, string, string, string]>([
      [
        'a negative count',
        { clicks: -1 },
        'clicks',
        'a whole number from 0 to 1000000000000',
        '-1',
      ],
      [
        'a count beyond belief',
        { clicks: 1e13 },
        'clicks',
        'a whole number from 0 to 10000',
        '1000',
      ],
      [
        'more people than showings',
        { impressions: 5, reach: 6 },
        'reach',
        'at most impressions, which is 5',
        '6',
      ],
      [
        'more against than with an opinion',
        { valencedReactions: 1, negativeReactions: 2 },
        'negativeReactions',
        'at most valencedReactions, which is 1',
        '2',
      ],
      [
        'those against without the whole',
        { negativeReactions: 0 },
        'valencedReactions',
        'be there beside negativeReactions',
        'null',
      ],
      [
        'more with an opinion than there are reactions',
        { engagements: 6, valencedReactions: 100 },
        'valencedReactions',
        'at most engagements, which is 6',
        '100',
      ],
      [
        'more orders than clicks',
        { clicks: 1, conversions: 2 },
        'conversions',
        'at most clicks, which is 1',
        '2',
      ],
      ['no count at all', {}, '', 'have at least one count', 'placementId'],
      [
        'another currency',
        { revenue: { amount: '1', currency: 'EUR' } },
        'revenue.currency',
        'must be USD',
        'EUR',
      ],
      [
        'the future',
        { clicks: 1, capturedAt: '2026-04-20T12:01:00.001Z' },
        'capturedAt',
        'must not be in the future',
        '12:01:00.001',
      ],
      [
        'a time before it was posted',
        { clicks: 1, capturedAt: hours(-1) },
        'capturedAt',
        `before the placement was posted, ${hours(0)}`,
        hours(-1),
      ],
      [
        'what is no id',
        { clicks: 1, placementId: 'x' },
        'placementId',
        'an id of type Placement',
        'x',
      ],
    ])('%s', async (_name, change, field, rule, value) => {
      const refusal = await refusalOf([seen(1, { clicks: 0 }, 1), { ...seen(2, {}), ...change }]);
      expect(refusal[0]).toBe(field === '' ? '1' : `1.${field}`);
      expect(refusal[1]).toContain(rule);
      expect(refusal[2]).toContain(value);
    });

    it('a placement of nobody, or that is not posted, or was archived', async () => {
      const { db } = on.server;
      const [planned, cancelled, archived] = on.posted.rows;
      const update = (id: string, data: object) => db.placement.update({ where: { id }, data });
      await update(planned, { status: 'PLANNED', postedAt: null });
      await update(cancelled, { status: 'CANCELLED', postedAt: null });
      await update(archived, { archivedAt: NOW });
      const campaign = on.posted.campaign;
      const unknown = await refusalOf([{ ...seen(1, { clicks: 1 }), placementId: campaign }]);
      expect(unknown).toEqual([
        '0.placementId',
        'must be an id of type Placement',
        `"${campaign}"`,
      ]);
      const rules = [];
      for (const placement of [0, 1, 2]) {
        const [field, rule] = await refusalOf([seen(1, { clicks: 1 }, placement)]);
        expect(field).toBe('0.placementId');
        rules.push(rule);
      }
      expect(rules).toEqual([
        'must be a placement that is POSTED; this one is PLANNED, and updatePlacement says when it was posted',
        'must be a placement that is POSTED; this one was CANCELLED',
        'must be a placement that is not archived',
      ]);
    });

    it('counts that shrink, and late ones that do not fit between their neighbours', async () => {
      await record([seen(10, { clicks: 100, reach: 50 }), seen(20, { clicks: 200 })]);
      await record([seen(30, { clicks: 300, reach: 90 })]);
      const clicks = (hour: number, n: number) => refusalOf([seen(hour, { clicks: n })]);
      const before = (n: number) => `must be at least ${n}, which the source counted before`;
      const later = (n: number) => `must be at most ${n}, which the source counted later`;
      expect(await clicks(40, 299)).toEqual(['0.clicks', before(300), '299']);
      expect(await clicks(15, 99)).toEqual(['0.clicks', before(100), '99']);
      expect(await clicks(15, 201)).toEqual(['0.clicks', later(200), '201']);
      expect(await clicks(5, 101)).toEqual(['0.clicks', later(100), '101']);
      // The snapshot in between did not see the reach: the ones around it did.
      const reach = (hour: number, n: number) => refusalOf([seen(hour, { reach: n })]);
      expect(await reach(25, 49)).toEqual(['0.reach', before(50), '49']);
      expect(await reach(25, 91)).toEqual(['0.reach', later(90), '91']);
      expect((await record([seen(25, { reach: 50, clicks: 300 })])).accepted).toHaveLength(1);
      expect(
        (await record([seen(15, { clicks: 100 }), seen(5, { clicks: 100 })])).accepted,
      ).toHaveLength(2);
      // What came late does not lower what was seen so far.
      const { placement } = await on.api.read(
        'placement(id: $id) { actuals { clicks capturedAt } }',
        {
          id: on.posted.ids[0],
        },
      );
      expect(placement.actuals).toEqual({ clicks: 300, capturedAt: hours(30) });
      // Every source is held to its own counts.
      const vendor = { ...seen(40, { clicks: 1 }), source: 'VENDOR' };
      expect((await record([vendor])).accepted).toHaveLength(1);
    });

    it('money that shrinks', async () => {
      await record([{ ...seen(1, {}), revenue: dollars('10') }]);
      expect(await refusalOf([{ ...seen(2, {}), revenue: dollars('9.99') }])).toEqual([
        '0.revenue',
        'must be at least {"amount":"10.00","currency":"USD"}, which the source counted before',
        '{"amount":"9.99","currency":"USD"}',
      ]);
    });

    it('counts that shrink inside the list, whatever its order', async () => {
      expect(await refusalOf([seen(1, { clicks: 5 }), seen(2, { clicks: 4 })])).toEqual([
        '1.clicks',
        'must be at least 5, which the source counted before',
        '4',
      ]);
      expect(await refusalOf([seen(2, { clicks: 4 }), seen(1, { clicks: 5 })])).toEqual([
        '1.clicks',
        'must be at most 4, which the source counted later',
        '5',
      ]);
      const late = [seen(3, { clicks: 9 }), seen(1, { clicks: 2 }), seen(2, { clicks: 1 })];
      expect(await refusalOf(late)).toEqual([
        '2.clicks',
        'must be at least 2, which the source counted before',
        '1',
      ]);
      await record([seen(10, { clicks: 10 })]);
      // Between what is stored and what the list brings.
      const between = [seen(12, { clicks: 20 }), seen(11, { clicks: 9 })];
      expect(await refusalOf(between)).toEqual([
        '1.clicks',
        'must be at least 10, which the source counted before',
        '9',
      ]);
    });

    it('a list that is empty or too long, and a key that is none', async () => {
      const conflict = async (results: object[], more: object = {}) => {
        const { __typename, path } = await record(results, more);
        return [__typename, path.join('.')];
      };
      const many = Array.from({ length: 1001 }, () => seen(1, { clicks: 1 }));
      expect(await conflict([])).toEqual(['InputError', 'input.results']);
      expect(await conflict(many)).toEqual(['InputError', 'input.results']);
      for (const key of ['', 'a\nb', 'x'.repeat(201)]) {
        expect(await conflict([seen(1, { clicks: 1 })], { key })).toEqual([
          'InputError',
          'input.key',
        ]);
      }
    });
  });

  it('says every value at fault, and how many results there are', async () => {
    const answer = await record([
      seen(1, { clicks: -1, shares: -2 }),
      seen(1, { clicks: 1 }, 1),
      { ...seen(1, { clicks: 1 }), placementId: 'x' },
    ]);
    expect(answer.message).toBe(
      '2 of 3 results cannot be recorded, so none was: input.results[0].shares must be a whole number from 0 to 1000000000000, but got -2',
    );
    expect(indices(answer.rejected)).toEqual([0, 0, 2]);
    expect(answer.rejected[2]).toEqual({
      index: 2,
      path: ['input', 'results', '2', 'placementId'],
      rule: 'must be an id of type Placement',
      value: '"x"',
      message: 'input.results[2].placementId must be an id of type Placement, but got "x"',
    });
    expect(await stored()).toEqual([]);
    expect(await told()).toEqual([]);
  });
});
