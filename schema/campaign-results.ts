import { builder } from './builder.js';
import { NotFoundError } from './errors.js';
import { CampaignEvent } from './event.js';
import { decodeEventCursor, eventsHead } from './event-cursor.js';
import { rowId } from './node-id.js';

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
      const head = await eventsHead(db, viewer.workspaceId);
      const after = cursor == null ? 0n : decodeEventCursor(['after'], cursor, head);
      return ctx.follow({ campaignId, after, head });
    },
    resolve: (event) => event,
  }),
);
