import type { EventKind } from '../prisma/generated/enums.js';
import { builder } from './builder.js';
import type { Context, News } from './context.js';
import { NotFoundError } from './errors.js';
import { appendEvents } from './event-log.js';
import { rowId } from './node-id.js';
import {
  Outlook,
  type OutlookAnswer,
  outlookArguments,
  outlookOf,
  outlookSelection,
} from './outlook.js';
import { hasPlacements } from './outlook-scenario.js';
import { renewBudget } from './request-budget.js';
import { selectedFields } from './selected-fields.js';

/** Events that an outlook depends on. */
const TELLING: readonly EventKind[] = [
  'RESULT_RECORDED',
  'PLACEMENT_BOOKED',
  'PLACEMENT_POSTED',
  'PLACEMENT_CANCELLED',
  'PLACEMENT_ARCHIVED',
  'PLACEMENT_UNARCHIVED',
];

/** What is recorded within this time makes one new outlook. */
const GATHER_MS = 200;

builder.subscriptionField('campaignOutlook', (t) =>
  t.field({
    type: Outlook,
    description:
      'The outlook of a campaign as it is now, then a new one each time that results arrive or a placement is booked, posted, cancelled, archived or brought back. What arrives together makes one new outlook, and whoever reads slowly gets the latest. Of a campaign without placements the first comes with the first that is booked.',
    args: {
      campaignId: t.arg.id({ required: true, description: 'Id of the Campaign.' }),
      ...outlookArguments,
    },
    subscribe: async (_root, args, ctx, info) => {
      // The cost of an operation is checked where a field is resolved: here before any work.
      await info.parentType.getFields()[info.fieldName].resolve?.(null, args, ctx, info);
      const id = rowId(['campaignId'], 'Campaign', args.campaignId);
      if ((await ctx.loaders.campaign.load(id)) === null) {
        throw new NotFoundError(['campaignId'], 'an id of type Campaign', args.campaignId);
      }
      const question = { ...args, ...outlookSelection(selectedFields(info)) };
      return outlooks(id, ctx, async () =>
        (await hasPlacements(id, ctx)) ? outlookOf(id, question, ctx) : null,
      );
    },
    resolve: (outlook) => {
      if (outlook instanceof Error) throw outlook;
      return outlook;
    },
  }),
);

/** What can fail fails as an outlook, so that it reaches the client as an error of the field. */
async function* outlooks(
  campaignId: string,
  ctx: Context,
  make: () => Promise<OutlookAnswer | null>,
): AsyncGenerator<OutlookAnswer | Error> {
  const news = ctx.news();
  let shown: bigint | null = null;
  try {
    do {
      // What comes while the outlook is made is news.
      const position = await lastTelling(campaignId, ctx);
      if (position === shown) continue;
      renew(ctx);
      const outlook = await make();
      if (shown !== null) await tellChange(campaignId, position, ctx);
      shown = position;
      if (outlook !== null) yield outlook;
    } while (await moreNews(news));
  } catch (error) {
    yield error instanceof Error ? error : new Error(String(error));
  }
}

async function moreNews(news: News): Promise<boolean> {
  const isOpen = await news.next();
  if (isOpen) await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
  return isOpen;
}

/** Every outlook is an answer of its own, to what is stored by then. */
function renew(ctx: Context): void {
  renewBudget(ctx);
  ctx.loaders.actualsOfCampaign.clearAll();
  ctx.loaders.placement.clearAll();
}

/** 0 before the first. */
async function lastTelling(campaignId: string, { db, viewer }: Context): Promise<bigint> {
  const last = await db.event.findFirst({
    where: { workspaceId: viewer.workspaceId, campaignId, kind: { in: [...TELLING] } },
    orderBy: { position: 'desc' },
    select: { position: true },
  });
  return last?.position ?? 0n;
}

/** Told once for a position, however many follow the campaign. */
async function tellChange(
  campaignId: string,
  position: bigint,
  { db, viewer }: Context,
): Promise<void> {
  await db.$transaction((tx) =>
    appendEvents(tx, viewer.workspaceId, [
      { kind: 'OUTLOOK_CHANGED', campaignId, cause: `event ${position}` },
    ]),
  );
}
