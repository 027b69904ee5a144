import type { GraphQLError } from 'graphql';
import type { EventRow } from '../../schema/event.js';
import { DeliveryGroup, type GroupSource, type Member, PAGE_EVENTS } from './delivery-group.js';
import { whenAvailable } from './retry.js';

/** The new events of one campaign: each is read once, for all who follow it. */
export class CampaignFeed {
  private readonly groups = new Map<string, DeliveryGroup>();
  private readonly stopped = new AbortController();
  private isAwake = false;
  private isReading = false;

  /**
   * @param head - the events after it are new
   * @param keptCharacters - how much a group may keep of its answers
   */
  constructor(
    private head: bigint,
    private readonly read: (after: bigint) => Promise<readonly EventRow[]>,
    private readonly keptCharacters: () => number,
    private readonly mask: (error: unknown) => GraphQLError,
  ) {}

  get groupCount(): number {
    return this.groups.size;
  }

  /**
   * Adds a stream to those who asked the same.
   *
   * @param key - what they asked, with which rights
   * @param answer - executes it
   */
  join(key: string, answer: GroupSource['answer'], member: Member): DeliveryGroup {
    let group = this.groups.get(key);
    if (!group) {
      const { signal } = this.stopped;
      group = new DeliveryGroup(this.head, {
        read: (after) => whenAvailable(() => this.read(after), signal),
        answer: (events) => whenAvailable(() => answer(events), signal),
      });
      this.groups.set(key, group);
    }
    group.members.add(member);
    return group;
  }

  /** @returns whether nobody is left, and the feed has stopped */
  leave(key: string, member: Member): boolean {
    const group = this.groups.get(key);
    group?.members.delete(member);
    if (group?.members.size === 0) this.groups.delete(key);
    if (this.groups.size > 0) return false;
    this.stopped.abort();
    return true;
  }

  /** There may be new events. */
  wake(): void {
    this.isAwake = true;
    if (!this.isReading) void this.deliverNew();
  }

  private async deliverNew(): Promise<void> {
    const { signal } = this.stopped;
    this.isReading = true;
    try {
      while (this.isAwake && !signal.aborted) {
        this.isAwake = false;
        const events = await whenAvailable(() => this.read(this.head), signal);
        if (events.length === 0) continue;
        // Before anything is awaited: a group that is made meanwhile begins after these events.
        this.head = events[events.length - 1].position;
        const kept = this.keptCharacters();
        await Promise.all([...this.groups.values()].map((group) => group.deliver(events, kept)));
        if (events.length === PAGE_EVENTS) this.isAwake = true;
      }
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    } finally {
      this.isReading = false;
    }
  }

  private fail(error: unknown): void {
    const notice = this.mask(error);
    for (const { members } of this.groups.values()) {
      for (const member of [...members]) member.end(notice);
    }
  }
}
