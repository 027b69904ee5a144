import {
  type Event as StoredEvent,
  Prisma,
  type PrismaClient,
  type Result as ResultRow,
} from '../prisma/generated/client.js';
import type { EventKind } from '../prisma/generated/enums.js';
import type { Metric } from '../simulations/index.js';
import { builder } from './builder.js';
import { Campaign } from './campaign.js';
import { EventKindEnum } from './enums.js';
import { encodeEventCursor } from './event-cursor.js';
import { promised } from './loaders.js';
import { MetricEnum } from './metric.js';
import { Placement } from './placement.js';
import { Result } from './result.js';
import { unitOf } from './unit.js';

/** An event of a campaign, with the result that it is about. */
export interface EventRow extends Pick<
  StoredEvent,
  'position' | 'kind' | 'subjectId' | 'cause' | 'details' | 'recordedAt'
> {
  readonly campaignId: string;
  readonly result: ResultRow | null;
}

/** Which events of a campaign: `limit` of those between the positions, neither included. */
export interface EventRange {
  readonly after?: bigint;
  readonly before?: bigint;
  readonly limit: number;
  /** The latest of them, latest first. */
  readonly latest?: boolean;
}

/** Reads a part of a campaign's stream in one statement, the earliest first. */
export async function readEvents(
  db: PrismaClient,
  workspaceId: string,
  campaignId: string,
  { after = 0n, before, limit, latest = false }: EventRange,
): Promise<EventRow[]> {
  const upTo = before === undefined ? Prisma.empty : Prisma.sql`AND e.position < ${before}`;
  // Of the columns of both tables, only recordedAt has the same name.
  const rows = await db.$queryRaw<(Omit<EventRow, 'result'> & ResultRow & { toldAt: Date })[]>`
    SELECT r.*, e.position, e.kind, e."campaignId", e."subjectId", e.cause, e.details,
           e."recordedAt" AS "toldAt"
    FROM "Event" e
    LEFT JOIN "Result" r
      ON r.id = CASE WHEN e.kind = 'RESULT_RECORDED' THEN e."subjectId"::uuid END
    WHERE e."workspaceId" = ${workspaceId}::uuid AND e."campaignId" = ${campaignId}::uuid
      AND e.position > ${after} ${upTo}
    ORDER BY e.position ${Prisma.raw(latest ? 'DESC' : 'ASC')} LIMIT ${limit}`;
  return rows.map(
    ({ position, kind, campaignId: id, subjectId, cause, details, toldAt, ...result }) => ({
      ...{ position, kind, campaignId: id, subjectId, cause, details, recordedAt: toldAt },
      result: kind === 'RESULT_RECORDED' ? result : null,
    }),
  );
}

const TYPE_OF: Readonly<Record<EventKind, string>> = {
  RESULT_RECORDED: 'ResultRecorded',
  PLACEMENT_BOOKED: 'PlacementBooked',
  PLACEMENT_POSTED: 'PlacementPosted',
  PLACEMENT_CANCELLED: 'PlacementCancelled',
  TARGET_REACHED: 'TargetReached',
  OUTLOOK_CHANGED: 'OutlookChanged',
  FORECAST_SAVED: 'ForecastSaved',
  PLACEMENT_ARCHIVED: 'PlacementArchived',
  PLACEMENT_UNARCHIVED: 'PlacementUnarchived',
};

export const CampaignEvent = builder.interfaceRef<EventRow>('CampaignEvent').implement({
  description:
    'Something that happened in a campaign. Every event is told once, in the order in which it was stored.',
  resolveType: ({ kind }) => TYPE_OF[kind],
  fields: (t) => ({
    cursor: t.string({
      description: 'Where the event stands in the stream; pass it to `after` to read on.',
      resolve: ({ position }) => encodeEventCursor(position),
    }),
    position: t.expose('position', {
      type: 'Count',
      description:
        'The event’s number in the workspace’s stream, from 1. The events of one campaign have gaps between them, which mean nothing.',
    }),
    kind: t.expose('kind', { type: EventKindEnum, description: 'What happened.' }),
    recordedAt: t.expose('recordedAt', {
      type: 'DateTime',
      description: 'When the event was stored.',
    }),
    campaign: t.loadable({
      type: Campaign,
      description: 'The campaign in which it happened.',
      load: (ids: string[], { loaders }) => promised(loaders.campaign, ids),
      resolve: ({ campaignId }) => campaignId,
    }),
  }),
});

builder.objectRef<EventRow>('ResultRecorded').implement({
  description: 'A result was recorded.',
  interfaces: [CampaignEvent],
  fields: (t) => ({
    result: t.field({
      type: Result,
      description: 'What was seen.',
      resolve: ({ position, result }) => {
        if (result === null) throw new Error(`The result of event ${position} is missing`);
        return result;
      },
    }),
  }),
});

for (const [name, description] of [
  ['PlacementBooked', 'A placement was booked.'],
  ['PlacementPosted', 'A placement was posted.'],
  ['PlacementCancelled', 'A placement was cancelled.'],
  [
    'PlacementArchived',
    'A placement was taken out of the campaign; what was recorded of it does not count any more.',
  ],
  [
    'PlacementUnarchived',
    'A placement that had been archived is back, with what was recorded of it.',
  ],
] as const) {
  builder.objectRef<EventRow>(name).implement({
    description,
    interfaces: [CampaignEvent],
    fields: (t) => ({
      placement: t.loadable({
        type: Placement,
        description: 'The placement as it is now.',
        load: (ids: string[], { loaders }) => promised(loaders.placement, ids),
        resolve: ({ subjectId }) => subjectId!,
      }),
    }),
  });
}

/** What a `TARGET_REACHED` stores: money in minor units, as the target has it. */
export interface TargetReachedDetails {
  readonly metric: Metric;
  readonly atLeast: number;
  readonly value: number;
}

const reached = ({ details }: EventRow) => details as unknown as TargetReachedDetails;

builder.objectRef<EventRow>('TargetReached').implement({
  description:
    'What was recorded, or posted, has added up to what a target of the campaign promises: told once per metric and `atLeast`, and not taken back when a placement is archived. A promise that is set below what was counted is told at once. Told of PLACEMENTS, IMPRESSIONS, GROSS_REACH, ENGAGEMENTS, SHARES, CLICKS, CONVERSIONS, REDEMPTIONS and REVENUE. How many people two placements reached together their counts do not say, so REACH is never told as reached; nor are ratios and costs, which may fall again, or promises of `atMost`. `outlook { targets }` has the odds of those.',
  interfaces: [CampaignEvent],
  fields: (t) => ({
    metric: t.field({
      type: MetricEnum,
      description: 'The metric of the promise.',
      resolve: (event) => reached(event).metric,
    }),
    atLeast: t.float({
      description: 'The promise: this much or more; money in major units.',
      resolve: (event, _args, { viewer: { currency } }) =>
        reached(event).atLeast / unitOf(reached(event).metric, currency).scale,
    }),
    actual: t.float({
      description: 'How much had been counted when it was reached; money in major units.',
      resolve: (event, _args, { viewer: { currency } }) =>
        reached(event).value / unitOf(reached(event).metric, currency).scale,
    }),
  }),
});

export const OutlookChanged = builder.objectRef<EventRow>('OutlookChanged').implement({
  description:
    'What comes of the campaign was forecast anew from everything seen so far; read `campaign { outlook }`. Told once per outlook made for those who follow `campaignOutlook`, and not when nobody does: an outlook costs seconds, and is made when it is read.',
  interfaces: [CampaignEvent],
});

export const ForecastSaved = builder.objectRef<EventRow>('ForecastSaved').implement({
  description: 'A forecast of the campaign was saved.',
  interfaces: [CampaignEvent],
});
