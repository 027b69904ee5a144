import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { PrismaClient } from '../../prisma/generated/client.js';
import { appendEvents, type NewEvent } from '../../schema/event-log.js';
import { createWorkspace } from '../../schema/workspace.js';
import { describeDatabases, type TestDatabase } from '../support/database.js';

describeDatabases('the event log', (open) => {
  let database: TestDatabase;
  let db: PrismaClient;
  let workspaceId: string;
  let campaignId: string;

  beforeAll(async () => {
    database = await open();
    db = database.db;
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.reset();
    workspaceId = await addWorkspace('test');
    campaignId = await addCampaign();
  });

  async function addWorkspace(slug: string): Promise<string> {
    const { id } = await createWorkspace(db, { slug, name: slug, currency: 'USD', isDemo: false });
    return id;
  }

  async function addCampaign(): Promise<string> {
    const { id } = await db.campaign.create({
      data: {
        ...{ workspaceId, name: 'Spring', objective: 'REACH', budgetMinor: 1n, currency: 'USD' },
        ...{ flightStart: new Date('2026-03-01'), flightEnd: new Date('2026-04-01') },
      },
    });
    return id;
  }

  const append = (...events: NewEvent[]) =>
    db.$transaction((tx) => appendEvents(tx, workspaceId, events));
  const saved = (subjectId: string): NewEvent => ({
    kind: 'FORECAST_SAVED',
    campaignId,
    subjectId,
  });
  const reached = (cause: string): NewEvent => ({ kind: 'TARGET_REACHED', campaignId, cause });
  const log = () => db.event.findMany({ where: { workspaceId }, orderBy: { position: 'asc' } });
  const counter = async () =>
    (await db.eventCounter.findFirst({ where: { workspaceId } }))?.position;

  it('numbers events from 1 in the order of the list', async () => {
    expect(await append(saved('a'), saved('b'))).toEqual([1n, 2n]);
    expect(await append({ ...saved('c'), details: { name: 'C' } })).toEqual([3n]);
    expect((await log()).map(({ position, subjectId }) => [position, subjectId])).toEqual([
      [1n, 'a'],
      [2n, 'b'],
      [3n, 'c'],
    ]);
    expect((await log())[2]).toMatchObject({ campaignId, cause: null, details: { name: 'C' } });
  });

  it('tells a cause once per campaign and kind, and leaves no gap for a repeat', async () => {
    expect(await append(reached('x'), saved('a'), reached('x'))).toEqual([1n, 2n, null]);
    expect(await append(reached('x'))).toEqual([null]);
    expect(await append(reached('x'), saved('b'), reached('y'))).toEqual([null, 3n, 4n]);
    const other = await addCampaign();
    expect(await append({ ...reached('x'), campaignId: other })).toEqual([5n]);
    expect(await append({ ...reached('x'), kind: 'OUTLOOK_CHANGED' })).toEqual([6n]);
    expect(await counter()).toBe(6n);
  });

  it('appends nothing when there is nothing', async () => {
    expect(await append()).toEqual([]);
    expect(await counter()).toBeUndefined();
  });

  it('takes back what is rolled back', async () => {
    await append(saved('a'));
    const failing = db.$transaction(async (tx) => {
      await appendEvents(tx, workspaceId, [saved('b')]);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await append(saved('c'))).toEqual([2n]);
  });

  it('numbers every workspace by itself', async () => {
    await append(saved('a'));
    const other = await addWorkspace('other');
    const event: NewEvent = { kind: 'FORECAST_SAVED', campaignId: null, subjectId: 'b' };
    expect(await db.$transaction((tx) => appendEvents(tx, other, [event]))).toEqual([1n]);
  });

  it('has no gap, and the order of commits, under 8 writers of which some roll back', async () => {
    const rounds = 12;
    const seen: bigint[] = [];
    const done = new AbortController();
    // Reads beside the writers: what it has seen once, nothing may appear before.
    const watch = (async () => {
      while (!done.signal.aborted) {
        const positions = (await log()).map(({ position }) => position);
        expect(positions.slice(0, seen.length)).toEqual(seen);
        expect(positions).toEqual(positions.map((_position, i) => BigInt(i + 1)));
        seen.splice(0, seen.length, ...positions);
        await setTimeout(5);
      }
    })();
    let committed = 0;
    const acknowledged = new Map<string, bigint>();
    const write = async (writer: number) => {
      for (let round = 0; round < rounds; round++) {
        const name = `${writer}.${round}`;
        const rollsBack = (writer + round) % 3 === 0;
        const events = [saved(name), reached(`shared ${round}`), saved(`${name} again`)];
        const work = db.$transaction(async (tx) => {
          const positions = await appendEvents(tx, workspaceId, events);
          if ((writer * 7 + round) % 5 === 0) await setTimeout(3);
          if (rollsBack) throw new Error('rolled back');
          return positions;
        });
        if (rollsBack) {
          await expect(work).rejects.toThrow('rolled back');
        } else {
          const positions = await work;
          committed += positions.filter((position) => position !== null).length;
          acknowledged.set(name, positions[0]!);
        }
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer)));
    done.abort();
    await watch;

    const events = await log();
    expect(events).toHaveLength(committed);
    expect(events.map(({ position }) => position)).toEqual(events.map((_e, i) => BigInt(i + 1)));
    expect(await counter()).toBe(BigInt(committed));
    for (const [name, position] of acknowledged) {
      expect(events[Number(position) - 1].subjectId).toBe(name);
    }
    const causes = events.flatMap(({ cause }) => cause ?? []);
    expect(causes).toHaveLength(rounds);
    expect(new Set(causes).size).toBe(rounds);
  });
});
