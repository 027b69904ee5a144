import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import type { Prisma, Workspace } from '../prisma/generated/client.js';
import { appendEvents, type NewEvent } from '../schema/event-log.js';
import { nodeId } from '../schema/node-id.js';
import type { SnapshotInput } from '../schema/result-rules.js';
import { writeResultsWithin } from '../schema/write-results.js';
import type { DemoCampaign } from './demo-campaigns.js';

const FILE = fileURLToPath(new URL('../prisma/demo/results.csv', import.meta.url));
const DAY_MS = 86_400_000;

const COUNTS = [
  ...(['impressions', 'reach', 'engagements', 'valencedReactions', 'negativeReactions'] as const),
  ...(['shares', 'clicks'] as const),
];

/** A line of the file: what was seen of a placement, or that it was cancelled. */
type Line = Readonly<Record<'handle' | 'status' | 'postedDay' | 'ageDays' | Count, string>>;
type Count = (typeof COUNTS)[number];

interface Happening {
  readonly at: Date;
  readonly event?: NewEvent;
  readonly result?: SnapshotInput;
}

/** Brings a campaign's placements to where they are `now`, told day by day as it would have been. */
export async function writeDemoResults(
  tx: Prisma.TransactionClient,
  { id: workspaceId, currency }: Workspace,
  { name }: Pick<DemoCampaign, 'name'>,
  now: Date,
): Promise<void> {
  const { id: campaignId, flightStart } = await tx.campaign.findFirstOrThrow({
    where: { workspaceId, name },
  });
  const placements = await tx.placement.findMany({
    where: { workspaceId, campaignId },
    select: { id: true, plannedAt: true, profile: { select: { handle: true } } },
    orderBy: [{ plannedAt: 'asc' }, { id: 'asc' }],
  });
  const lines = await readLines();
  await tx.placement.updateMany({ where: { campaignId }, data: { status: 'BOOKED' } });
  const booked = placements.map(({ id }) => told('PLACEMENT_BOOKED', campaignId, id));
  await appendEvents(tx, workspaceId, booked);

  const happenings: Happening[] = [];
  for (const { id, plannedAt, profile } of placements) {
    const own = lines.filter(({ handle }) => handle === profile.handle);
    if (own.length === 0 || plannedAt > now) continue;
    if (own[0].status === 'CANCELLED') {
      await tx.placement.update({ where: { id }, data: { status: 'CANCELLED' } });
      happenings.push({ at: plannedAt, event: told('PLACEMENT_CANCELLED', campaignId, id) });
      continue;
    }
    const postedAt = new Date(flightStart.getTime() + Number(own[0].postedDay) * DAY_MS);
    if (postedAt > now) continue;
    await tx.placement.update({ where: { id }, data: { status: 'POSTED', postedAt } });
    happenings.push({ at: postedAt, event: told('PLACEMENT_POSTED', campaignId, id) });
    for (const line of own) {
      const result = snapshot(id, postedAt, line);
      if (result.capturedAt <= now) happenings.push({ at: result.capturedAt, result });
    }
  }
  happenings.sort((a, b) => a.at.getTime() - b.at.getTime());
  for (let day = 1; happenings.length > 0; day++) {
    const end = flightStart.getTime() + day * DAY_MS;
    const next = happenings.findIndex(({ at }) => at.getTime() >= end);
    const ofDay = happenings.splice(0, next < 0 ? happenings.length : next);
    await appendEvents(
      tx,
      workspaceId,
      ofDay.flatMap(({ event }) => event ?? []),
    );
    const results = ofDay.flatMap(({ result }) => result ?? []);
    if (results.length === 0) continue;
    const key = `demonstration, day ${day}`;
    const recorder = { workspaceId, currency, now };
    await writeResultsWithin(tx, recorder, { key, mode: 'ALL_OR_NOTHING', results });
  }
}

const readLines = async (): Promise<Line[]> =>
  parse(await readFile(FILE, 'utf8'), { columns: true });

const told = (kind: NewEvent['kind'], campaignId: string, subjectId: string): NewEvent => ({
  kind,
  campaignId,
  subjectId,
});

function snapshot(id: string, postedAt: Date, line: Line): SnapshotInput {
  const known = COUNTS.filter((count) => line[count] !== '');
  return {
    placementId: nodeId('Placement', id),
    capturedAt: new Date(postedAt.getTime() + Number(line.ageDays) * DAY_MS),
    source: 'PLATFORM',
    ...(Object.fromEntries(known.map((count) => [count, BigInt(line[count])])) as Partial<
      Record<Count, bigint>
    >),
  };
}
