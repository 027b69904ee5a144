import type { Prisma } from '../prisma/generated/client.js';
import type { EventKind } from '../prisma/generated/enums.js';
import type { Transaction } from './mutation.js';

/** Where every commit that appended events is told, as `workspaceId:position` of its last one. */
export const EVENTS_CHANNEL = 'groundswell_events';

export interface NewEvent {
  readonly kind: EventKind;
  readonly campaignId: string | null;
  /** The row that it is about: a result, a placement or a saved forecast. */
  readonly subjectId?: string;
  /** Why a derived event is told; a campaign is told the same kind and cause once. */
  readonly cause?: string;
  /** What a derived event says beyond its subject. */
  readonly details?: Prisma.InputJsonObject;
}

/**
 * Appends events to a workspace's stream; the last thing that a transaction does, because until it
 * ends nobody else can append. So positions have no gaps, and follow the order of commits.
 *
 * @returns the position of each event; null for a cause that was told before
 */
export async function appendEvents(
  tx: Transaction,
  workspaceId: string,
  events: readonly NewEvent[],
): Promise<(bigint | null)[]> {
  const fresh = await untold(tx, workspaceId, events);
  if (fresh.length === 0) return events.map(() => null);
  const last = await append(tx, workspaceId, fresh);
  const positions = new Map(
    fresh.map((event, i) => [event, last - BigInt(fresh.length - 1 - i)] as const),
  );
  return events.map((event) => positions.get(event) ?? null);
}

/**
 * Makes everybody else who would append wait until this transaction ends: what it reads from now
 * on, no event that it does not see can contradict.
 */
export async function lockEvents(tx: Transaction, workspaceId: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "EventCounter" AS c ("workspaceId") VALUES (${workspaceId}::uuid)
    ON CONFLICT ("workspaceId") DO UPDATE SET position = c.position`;
}

/** The events whose cause was not told yet; whoever tells the same waits. */
async function untold(
  tx: Transaction,
  workspaceId: string,
  events: readonly NewEvent[],
): Promise<readonly NewEvent[]> {
  const derived = events.filter(({ cause }) => cause !== undefined);
  if (derived.length === 0) return events;
  await lockEvents(tx, workspaceId);
  const told = await tx.event.findMany({
    where: {
      workspaceId,
      campaignId: { in: derived.flatMap(({ campaignId }) => campaignId ?? []) },
      kind: { in: derived.map(({ kind }) => kind) },
      cause: { in: derived.flatMap(({ cause }) => cause ?? []) },
    },
    select: { campaignId: true, kind: true, cause: true },
  });
  const seen = new Set(told.map(causeKey));
  return events.filter((event) => {
    if (event.cause === undefined) return true;
    const key = causeKey(event);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

const causeKey = ({
  campaignId,
  kind,
  cause,
}: Pick<NewEvent, 'campaignId' | 'kind'> & { readonly cause?: string | null }): string =>
  JSON.stringify([campaignId, kind, cause]);

/** @returns the last position */
async function append(
  tx: Transaction,
  workspaceId: string,
  events: readonly NewEvent[],
): Promise<bigint> {
  const rows = JSON.stringify(events.map((event, i) => ({ ...event, n: events.length - 1 - i })));
  const [{ position }] = await tx.$queryRaw<{ position: bigint }[]>`
    WITH counter AS (
      INSERT INTO "EventCounter" AS c ("workspaceId", position)
      VALUES (${workspaceId}::uuid, ${events.length})
      ON CONFLICT ("workspaceId") DO UPDATE SET position = c.position + EXCLUDED.position
      RETURNING position
    ), written AS (
      INSERT INTO "Event" ("workspaceId", position, kind, "campaignId", "subjectId", cause, details,
        "recordedAt")
      SELECT ${workspaceId}::uuid, counter.position - e.n, e.kind, e."campaignId", e."subjectId",
             e.cause, e.details, clock_timestamp()
      FROM counter, jsonb_to_recordset(${rows}::jsonb)
        AS e(n int, kind "EventKind", "campaignId" uuid, "subjectId" text, cause text, details jsonb)
    )
    SELECT position,
           pg_notify(${EVENTS_CHANNEL}, ${workspaceId} || ':' || position)::text AS notified
    FROM counter`;
  return position;
}
