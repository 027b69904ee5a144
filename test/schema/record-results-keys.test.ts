import { describe, expect, it } from 'vitest';
import { describeDatabases, openTestDatabase } from '../support/database.js';
import { openTestServer } from '../support/server.js';
import { dollars } from './api.js';
import { hours, NOW } from './posted.js';
import { recorder } from './recorder.js';

describeDatabases('recording results', (open) => {
  const on = recorder(open);
  const { seen, record, recordGood, stored, told, indices } = on;

  describe('under a key', () => {
    it('answers the same request the same, however it is written', async () => {
      const results = [
        { ...seen(1, { clicks: 1 }), revenue: dollars('10.50') },
        seen(2, { clicks: 0 }),
      ];
      const first = await recordGood(results, { key: 'again' });
      expect(indices(first.accepted)).toEqual([0]);
      const [before, events] = [await stored(), await told()];
      const written = [
        { ...seen(1, { clicks: 1, reach: null }), revenue: dollars('10.5') },
        { ...seen(2, { clicks: 0 }), capturedAt: hours(2).replace('Z', '+00:00') },
      ];
      expect(await recordGood(written, { key: 'again' })).toEqual(first);
      expect(await stored()).toEqual(before);
      expect(await told()).toEqual(events);
    });

    it.each<[string, (results: any[]) => object[], object]>([
      ['other counts', ([one]) => [{ ...one, clicks: 2 }], {}],
      ['another moment', ([one]) => [{ ...one, capturedAt: hours(2) }], {}],
      ['one more result', ([one]) => [one, seen(2, { clicks: 2 })], {}],
      ['another mode', (results) => results, { mode: 'ACCEPT_THE_GOOD' }],
    ])('refuses %s', async (name, change, more) => {
      const key = `taken ${name} ${on.posted.campaignId}`;
      const results = [seen(1, { clicks: 1 })];
      await record(results, { key });
      expect(await record(change(results), { key, ...more })).toEqual({
        __typename: 'ConflictError',
        code: 'CONFLICT',
        path: ['input', 'key'],
        message: `input.key must be a new one, because it came with another mode or other results before, but got "${key}"`,
      });
      expect(await stored()).toHaveLength(1);
    });

    it.each([
      ['200 characters of two UTF-16 units', '😀'.repeat(200)],
      ['emoji that are joined', '👩‍👩‍👧‍👦 👩🏽‍🚀 🏳️‍🌈'],
      ['accents, spaces and any script', 'relay, Thursday noon – é 東京 हिन्दी'],
    ])('takes %s', async (_name, key) => {
      expect((await record([seen(1, { clicks: 1 })], { key })).accepted).toHaveLength(1);
    });

    it.each([
      ['201 characters', '😀'.repeat(201)],
      ['what turns the direction of text', 'a\u202Eb'],
      ['a joiner that joins no emoji', 'a\u200Db'],
      ['a joiner at the end', '👩\u200D'],
      ['a space without width', 'a\u200Bb'],
      ['a control character', 'a\u0007b'],
    ])('refuses %s', async (_name, key) => {
      const { message, path } = await record([seen(1, { clicks: 1 })], { key });
      expect(path).toEqual(['input', 'key']);
      expect(message).toMatch(
        /^input\.key must be 1 to 200 printable characters, but got "\P{Cs}+$/u,
      );
      expect(await stored()).toEqual([]);
    });

    it('stays free when everything was refused', async () => {
      const key = `free ${on.posted.campaignId}`;
      expect((await record([seen(1, { clicks: -1 })], { key })).code).toBe('BAD_INPUT');
      const planned = { where: { id: on.posted.rows[0] }, data: { status: 'BOOKED' as const } };
      await on.server.db.placement.update(planned);
      expect((await record([seen(1, { clicks: 1 })], { key })).code).toBe('BAD_INPUT');
      await on.server.db.placement.update({ ...planned, data: { status: 'POSTED' } });
      expect(indices((await record([seen(1, { clicks: 1 })], { key })).accepted)).toEqual([0]);
    });

    it('has one effect when it comes many times at once', async () => {
      const key = `at once ${on.posted.campaignId}`;
      const results = [seen(1, { clicks: 1 }), seen(1, { clicks: 1 }, 1)];
      const answers = await Promise.all(Array.from({ length: 8 }, () => record(results, { key })));
      expect(indices(answers[0].accepted)).toEqual([0, 1]);
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect(await stored()).toHaveLength(2);
      expect(await told()).toHaveLength(2);
    });

    it('is answered again after the first answer was lost', async () => {
      // The commit is done and its answer never leaves the server, as when it is killed there.
      const key = `lost ${on.posted.campaignId}`;
      const dying = new Proxy(on.server.db, {
        get(db, name) {
          const value = Reflect.get(db, name) as unknown;
          if (name !== '$transaction') return value;
          return async (...args: unknown[]) => {
            await Reflect.apply(value as () => Promise<unknown>, db, args);
            throw new Error('killed');
          };
        },
      });
      const killed = await openTestServer(
        {
          ...{ db: dying, now: () => NOW, log: () => undefined },
          viewer: { workspaceId: on.server.workspaceId, currency: 'USD' },
        },
        openTestDatabase,
      );
      const results = [seen(1, { clicks: 1 })];
      const { errors } = await killed.query(
        'mutation ($input: RecordResultsInput!) { recordResults(input: $input) { __typename } }',
        { input: { key, results } },
      );
      await killed.close();
      expect(errors).toHaveLength(1);
      const [lost] = await stored();
      const answer = await record(results, { key });
      expect(Buffer.from(answer.accepted[0].result.id, 'base64').toString()).toBe(
        `Result:${lost.id}`,
      );
      expect(await stored()).toHaveLength(1);
      expect(await told()).toHaveLength(1);
    });
  });
});
