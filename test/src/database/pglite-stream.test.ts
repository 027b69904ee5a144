import type { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPGlite } from '../../../src/database/pglite.js';
import { PGliteStream } from '../../../src/database/pglite-stream.js';

type Done = (error?: Error | null) => void;

/** Gets every byte by itself, as a network may bring it. */
class Dripping extends PGliteStream {
  override _write(bytes: Buffer, encoding: BufferEncoding, done: Done): void {
    const send = (at: number): void => {
      super._write(bytes.subarray(at, at + 1), encoding, (error) => {
        if (error || at + 1 === bytes.length) done(error);
        else send(at + 1);
      });
    };
    send(0);
  }

  override _writev(chunks: { chunk: Buffer }[], done: Done): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'utf8', done);
  }
}

describe('a stream into the embedded database', () => {
  let pglite: PGlite;
  beforeAll(async () => {
    pglite = await openPGlite();
  });
  afterAll(() => pglite.close());

  const connect = async (stream: PGliteStream) => {
    const client = new pg.Client({
      user: 'postgres',
      database: 'postgres',
      ssl: false,
      stream: () => stream,
    });
    await client.connect();
    return client;
  };

  it('puts messages together that arrive in pieces', async () => {
    const client = await connect(new Dripping(pglite));
    const { rows } = await client.query('SELECT $1::text AS a, $2::int AS b', ['x', 7]);
    expect(rows).toEqual([{ a: 'x', b: 7 }]);
    await client.end();
  });

  it('leaves no open transaction to the next connection', async () => {
    const first = await connect(new PGliteStream(pglite));
    await first.query('BEGIN');
    await first.query('CREATE TABLE t (a int)');
    await first.end();
    const second = await connect(new PGliteStream(pglite));
    const { rows } = await second.query(`SELECT to_regclass('t') AS t`);
    expect(rows).toEqual([{ t: null }]);
    await second.end();
  });

  it('goes on after an error', async () => {
    const client = await connect(new PGliteStream(pglite));
    await expect(client.query('SELECT $1::int', ['x'])).rejects.toMatchObject({ code: '22P02' });
    expect((await client.query('SELECT 1 AS a')).rows).toEqual([{ a: 1 }]);
    await client.end();
  });

  it('gives everything else its turn between two statements', async () => {
    const client = await connect(new PGliteStream(pglite));
    let turns = 0;
    let isAsking = true;
    const count = () => {
      if (!isAsking) return;
      setImmediate(() => {
        turns++;
        count();
      });
    };
    count();
    for (let i = 0; i < 20; i++) await client.query('SELECT 1');
    isAsking = false;
    expect(turns).toBeGreaterThanOrEqual(19);
    await client.end();
  });
});
