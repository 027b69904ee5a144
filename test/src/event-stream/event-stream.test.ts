import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { EventRow } from '../../../schema/event.js';
import { encodeEventCursor } from '../../../schema/event-cursor.js';
import { CampaignFeed } from '../../../src/event-stream/campaign-feed.js';
import { EventStream, type Sink } from '../../../src/event-stream/event-stream.js';
import type { Chunk, Frame } from '../../../src/event-stream/frame-ring.js';

const KEPT_CHARACTERS = 2000;
const rows: EventRow[] = [];
const upTo = (last: number): bigint[] => Array.from({ length: last }, (_, i) => BigInt(i + 1));

/** A table of events, one answer a hundred characters long. */
function openFeed(head = 0n) {
  const table = [...rows];
  const counts = { reads: 0, executions: 0 };
  const feed = new CampaignFeed(
    head,
    (after) => {
      counts.reads++;
      return Promise.resolve(table.filter(({ position }) => position > after).slice(0, 100));
    },
    () => KEPT_CHARACTERS,
    (error) => error as GraphQLError,
  );
  const answer = (events: readonly EventRow[]): Promise<Frame[]> => {
    counts.executions += events.length;
    const frames = events.map(({ position }) => ({
      position,
      cursor: encodeEventCursor(position),
      json: 'x'.repeat(100),
    }));
    return Promise.resolve(frames);
  };
  const open = (after: bigint, isFree = true) => {
    const sink = new FakeSink(isFree);
    const stream = new EventStream(
      after,
      (member) => feed.join('key', answer, member),
      (member) => feed.leave('key', member),
      (error) => error as GraphQLError,
    );
    stream.attach(sink);
    return { sink, stream };
  };
  const tell = async (events: number) => {
    for (let i = 0; i < events; i++) {
      table.push({ position: BigInt(table.length + 1) } as EventRow);
    }
    feed.wake();
    await settled();
  };
  return { open, tell, counts };
}

class FakeSink implements Sink {
  readonly positions: bigint[] = [];

  constructor(public isFree: boolean) {}

  send({ frames }: Chunk): void {
    expect(this.isFree).toBe(true);
    this.positions.push(...frames.map(({ position }) => position));
  }
}

/** Everything that needs no time has happened. */
const settled = async () => {
  for (let i = 0; i < 200; i++) await Promise.resolve();
};

describe('a stream of events', () => {
  it('is one reading and one execution of each event for all', async () => {
    const { open, tell, counts } = openFeed();
    const streams = Array.from({ length: 100 }, () => open(0n));
    await tell(1);
    await tell(1);
    expect(counts).toEqual({ reads: 2, executions: 2 });
    for (const { sink } of streams) expect(sink.positions).toEqual([1n, 2n]);
  });

  it('is sent nothing while it takes nothing, and goes on from the table where it was', async () => {
    const { open, tell } = openFeed();
    const slow = open(0n);
    const other = open(0n);
    await tell(10);
    slow.sink.isFree = false;
    for (let i = 0; i < 50; i++) await tell(20);
    expect(slow.sink.positions).toEqual(upTo(10));
    expect(other.sink.positions).toEqual(upTo(1010));
    slow.sink.isFree = true;
    slow.stream.pump();
    await settled();
    expect(slow.sink.positions).toEqual(upTo(1010));
    await tell(1);
    expect(slow.sink.positions).toEqual(upTo(1011));
  });

  it('of another group misses nothing that is being executed when it begins', async () => {
    const table = upTo(3).map((position) => ({ position }) as EventRow);
    const feed = new CampaignFeed(
      0n,
      (after) => Promise.resolve(table.filter(({ position }) => position > after)),
      () => KEPT_CHARACTERS,
      (error) => error as GraphQLError,
    );
    const executed: (() => void)[] = [];
    const open = (key: string) => {
      const sink = new FakeSink(true);
      const answer = async (events: readonly EventRow[]): Promise<Frame[]> => {
        await new Promise<void>((resolve) => executed.push(resolve));
        return events.map(({ position }) => ({ position, cursor: '', json: '{}' }));
      };
      const stream = new EventStream(
        0n,
        (member) => feed.join(key, answer, member),
        (member) => feed.leave(key, member),
        (error) => error as GraphQLError,
      );
      stream.attach(sink);
      return sink;
    };
    const execute = async () => {
      for (const each of executed.splice(0)) each();
      await settled();
    };
    const first = open('first');
    feed.wake();
    await settled();
    const second = open('second');
    await execute();
    table.push({ position: 4n } as EventRow);
    feed.wake();
    await settled();
    await execute();
    await execute();
    expect(first.positions).toEqual(upTo(4));
    expect(second.positions).toEqual(upTo(4));
  });

  it('that is cut off says so, with the cursor of the last event that was sent', async () => {
    const { open, tell } = openFeed();
    const { sink, stream } = open(0n);
    await tell(3);
    sink.isFree = false;
    await tell(3);
    stream.cutOff();
    const { value } = await stream.next();
    const cursor = encodeEventCursor(3n);
    expect(value?.errors?.[0].extensions).toMatchObject({ code: 'SLOW_READER', cursor });
    expect((await stream.next()).done).toBe(true);
    sink.isFree = true;
    await tell(3);
    expect(sink.positions).toEqual([1n, 2n, 3n]);
  });

  it('is told what cannot be read, as the last answer', async () => {
    const failure = new GraphQLError('broken');
    const feed = new CampaignFeed(
      0n,
      () => Promise.reject(failure),
      () => 0,
      (error) => error as GraphQLError,
    );
    const stream = new EventStream(
      0n,
      (member) => feed.join('key', () => Promise.resolve([]), member),
      (member) => feed.leave('key', member),
      (error) => error as GraphQLError,
    );
    feed.wake();
    expect((await stream.next()).value?.errors).toEqual([failure]);
    expect((await stream.next()).done).toBe(true);
  });
});
