import { builder } from './builder.js';
import { ApiError, NotFoundError } from './errors.js';
import { CampaignEvent, decodeEventCursor } from './event.js';
import { rowId } from './node-id.js';

/** Events follow a position that the workspace has not come to: the cursor is of another database. */
export class UnknownCursorError extends ApiError {
  constructor(cursor: string) {
    super(
      'UNKNOWN_CURSOR',
      ['after'],
      `after must be a cursor of an event that was told, but got "${cursor}", which lies in the future; read the campaign anew`,
    );
  }
}

builder.subscriptionField('campaignResults', (t) =>
  t.field({
    type: CampaignEvent,
    description:
      'What happens in a campaign, results above all: every event after `after`, then each new one as it is stored, in order, none missed and none twice. To go on after a broken connection, subscribe again with the `cursor` of the last event that you have; `campaignEvents(last: 1)` has the one of now. A reader that stops reading is cut off with the code `SLOW_READER` and its cursor.',
    args: {
      campaignId: t.arg.id({ required: true, description: 'Id of the Campaign.' }),
      after: t.arg.string({
        description:
          'Only events after this cursor; without it all, from the first. The `Last-Event-ID` of a reconnecting EventSource takes its place.',
      }),
    },
    subscribe: async (_root, args, ctx, info) => {
      // The cost of an operation is checked where a field is resolved: here before any work.
      await info.parentType.getFields()[info.fieldName].resolve?.(null, args, ctx, info);
      const { db, loaders, viewer, lastEventId } = ctx;
      const campaignId = rowId(['campaignId'], 'Campaign', args.campaignId);
      if ((await loaders.campaign.load(campaignId)) === null) {
        throw new NotFoundError(['campaignId'], 'an id of type Campaign', args.campaignId);
      }
      const cursor = lastEventId ?? args.after;
      const after = cursor == null ? 0n : decodeEventCursor(['after'], cursor);
      const { workspaceId } = viewer;
      const counter = await db.eventCounter.findUnique({ where: { workspaceId } });
      const head = counter?.position ?? 0n;
      if (cursor != null && after > head) throw new UnknownCursorError(cursor);
      return ctx.follow({ campaignId, after, head });
    },
    resolve: (event) => event,
  }),
);
