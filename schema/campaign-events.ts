import { builder } from './builder.js';
import { type EventRow, CampaignEvent, readEvents } from './event.js';
import { decodeEventCursor, encodeEventCursor, eventsHead } from './event-cursor.js';
import { NotFoundError } from './errors.js';
import { listComplexity, pageSize } from './list.js';
import { rowId } from './node-id.js';

const CampaignEventEdge = builder.edgeObject({ type: CampaignEvent, name: 'CampaignEventEdge' });
const CampaignEventConnection = builder.connectionObject(
  { type: CampaignEvent, name: 'CampaignEventConnection' },
  CampaignEventEdge,
);

builder.queryField('campaignEvents', (t) =>
  t.connection(
    {
      type: CampaignEvent,
      description:
        'What happened in a campaign, the earliest first. To follow it by asking again, pass the last cursor that you have seen to `after`: nothing is missed and nothing told twice. `last: 1` gives the cursor of now. A cursor of another database is refused with the code `UNKNOWN_CURSOR` once it is ahead of this one: read the campaign anew.',
      args: {
        campaignId: t.arg.id({ required: true, description: 'Id of the Campaign.' }),
      },
      complexity: listComplexity,
      resolve: async (_root, { campaignId, ...args }, { db, loaders, viewer: { workspaceId } }) => {
        const id = rowId(['campaignId'], 'Campaign', campaignId);
        if ((await loaders.campaign.load(id)) === null) {
          throw new NotFoundError(['campaignId'], 'an id of type Campaign', campaignId);
        }
        const { size, backwards } = pageSize(args);
        const head = await eventsHead(db, workspaceId);
        const positionAt = (name: 'after' | 'before') =>
          args[name] == null ? undefined : decodeEventCursor([name], args[name], head);
        const [after, before] = [positionAt('after'), positionAt('before')];
        // One more than the page only says that there are more.
        const range = { after, before, limit: size + 1, latest: backwards };
        const found = await readEvents(db, workspaceId, id, range);
        const hasMore = found.length > size;
        const page = found.slice(0, size);
        if (backwards) page.reverse();
        const edges = page.map((node: EventRow) => ({
          cursor: encodeEventCursor(node.position),
          node,
        }));
        return {
          edges,
          pageInfo: {
            hasNextPage: backwards ? before !== undefined : hasMore,
            hasPreviousPage: backwards ? hasMore : after !== undefined,
            startCursor: edges.at(0)?.cursor ?? null,
            endCursor: edges.at(-1)?.cursor ?? null,
          },
          totalCount: () => db.event.count({ where: { workspaceId, campaignId: id } }),
        };
      },
    },
    CampaignEventConnection,
    CampaignEventEdge,
  ),
);
