import { execute, type ExecutionArgs, type ExecutionResult } from 'graphql';
import type { PrismaClient } from '../../prisma/generated/client.js';
import type { Followed } from '../../schema/context.js';
import { EVENTS_CHANNEL } from '../../schema/event-log.js';
import { type EventRow, readEvents } from '../../schema/event.js';
import { encodeEventCursor } from '../../schema/event-cursor.js';
import { createContext, type ContextDeps } from '../context.js';
import type { Listen } from '../database/notifications.js';
import { isUnavailable } from '../database/unavailable.js';
import { causeOf, type Masking } from '../masking.js';
import { answerJson } from './answer-json.js';
import { CampaignFeed } from './campaign-feed.js';
import { PAGE_EVENTS } from './delivery-group.js';
import { EventStream } from './event-stream.js';
import type { Frame } from './frame-ring.js';

/** Characters of answers that are kept for those a little behind: of all groups, and of one. */
const KEPT = { total: 64 * 2 ** 20, perGroup: 2 ** 20 };
/** How often it is asked whether there are new events that nobody told of. */
const POLL_MS = 3000;

/** The operation of a subscription, whose answers are executions of it. */
export interface Operation extends Pick<
  ExecutionArgs,
  'schema' | 'document' | 'operationName' | 'variableValues'
> {
  readonly key: string;
}

/**
 * Follows the events of campaigns for everybody who subscribes. What is told on the channel only
 * says that there is something to read: what it is, and that nothing is missed, the table says.
 */
export class EventFeeds {
  private readonly feeds = new Map<string, { workspaceId: string; feed: CampaignFeed }>();
  /** Who else wants to hear that there may be something new, by workspace. */
  private readonly listeners = new Set<{ workspaceId: string; wake: () => void }>();
  /** The workspaces' last positions, as far as asking has shown. */
  private readonly seen = new Map<string, bigint>();
  private readonly stopListening: (() => Promise<void>) | undefined;
  private readonly polling: NodeJS.Timeout;

  /** @param listen - without it, new events are found by asking alone */
  constructor(
    private readonly db: PrismaClient,
    listen?: Listen,
  ) {
    this.stopListening = listen?.(EVENTS_CHANNEL, (told) => {
      this.wake(told === null ? null : told.slice(0, told.indexOf(':')));
    });
    this.polling = setInterval(() => void this.poll(), POLL_MS).unref();
  }

  /** A stream of what an operation answers to the events that it follows. */
  stream(
    { campaignId, after, head }: Followed,
    operation: Operation,
    contextDeps: ContextDeps,
    masking: Masking,
  ): EventStream {
    const { viewer } = contextDeps;
    const { workspaceId } = viewer;
    const feedKey = `${workspaceId}:${campaignId}`;
    const mask = masking.ofServer;
    let entry = this.feeds.get(feedKey);
    if (!entry) {
      const read = (from: bigint) =>
        readEvents(this.db, workspaceId, campaignId, { after: from, limit: PAGE_EVENTS });
      const feed = new CampaignFeed(head, read, () => this.keptCharacters(), mask);
      entry = { workspaceId, feed };
      this.feeds.set(feedKey, entry);
      // Between reading the head and hearing of what follows it something may have been told.
      feed.wake();
    }
    const { feed } = entry;
    const groupKey = JSON.stringify([viewer, operation.key]);
    const answer = (events: readonly EventRow[]) =>
      answerAll(events, operation, contextDeps, masking);
    return new EventStream(
      after,
      (member) => feed.join(groupKey, answer, member),
      (member) => {
        if (feed.leave(groupKey, member)) this.feeds.delete(feedKey);
      },
      mask,
    );
  }

  /**
   * Calls `wake` whenever a workspace may have new events.
   *
   * @returns what stops that
   */
  onNews(workspaceId: string, wake: () => void): () => void {
    const listener = { workspaceId, wake };
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  async close(): Promise<void> {
    clearInterval(this.polling);
    await this.stopListening?.();
  }

  private keptCharacters(): number {
    let groups = 1;
    for (const { feed } of this.feeds.values()) groups += feed.groupCount;
    return Math.min(KEPT.perGroup, KEPT.total / groups);
  }

  /** @param of - a workspace; null for all */
  private wake(of: string | null): void {
    for (const { workspaceId, feed } of this.feeds.values()) {
      if (of === null || of === workspaceId) feed.wake();
    }
    for (const { workspaceId, wake } of this.listeners) {
      if (of === null || of === workspaceId) wake();
    }
  }

  private async poll(): Promise<void> {
    const followers = [...this.feeds.values(), ...this.listeners];
    const workspaces = new Set(followers.map(({ workspaceId }) => workspaceId));
    if (workspaces.size === 0) return;
    try {
      const counters = await this.db.eventCounter.findMany({
        where: { workspaceId: { in: [...workspaces] } },
      });
      for (const { workspaceId, position } of counters) {
        if (this.seen.get(workspaceId) === position) continue;
        this.seen.set(workspaceId, position);
        this.wake(workspaceId);
      }
    } catch {
      // The next time says it, and whoever reads events tries for itself.
    }
  }
}

/** Executes an operation for each event; what they load is loaded together, and anew. */
async function answerAll(
  events: readonly EventRow[],
  { schema, document, operationName, variableValues }: Operation,
  deps: ContextDeps,
  masking: Masking,
): Promise<Frame[]> {
  const operation = { schema, document, operationName, variableValues };
  const context = createContext(deps, { signal: new AbortController().signal });
  try {
    const answers = await Promise.all(
      events.map(async (event) =>
        execute({ ...operation, rootValue: event, contextValue: context }),
      ),
    );
    return answers.map((answer, i) => {
      const { position } = events[i];
      return {
        position,
        cursor: encodeEventCursor(position),
        json: answerJson(shown(answer, masking)),
      };
    });
  } finally {
    context.work.abort();
  }
}

/** @throws what kept the database from being reached: an event is not given up for that */
function shown({ errors, ...answer }: ExecutionResult, { ofServer }: Masking): ExecutionResult {
  if (!errors) return answer;
  const unavailable = errors.map(causeOf).find(isUnavailable);
  if (unavailable !== undefined) throw unavailable as Error;
  return { errors: errors.map(ofServer), ...answer };
}
