import type { GraphQLError } from 'graphql';
import type { EventRow } from '../../schema/event.js';
import { Chunk, type Frame, FrameRing } from './frame-ring.js';

/** Events that are read and executed at once. */
export const PAGE_EVENTS = 100;

export interface GroupSource {
  /** The first events after a position, at most `PAGE_EVENTS`. */
  readonly read: (after: bigint) => Promise<readonly EventRow[]>;
  /** Executes what the group asks once for each event, in their order. */
  readonly answer: (events: readonly EventRow[]) => Promise<readonly Frame[]>;
}

/** One stream of a group. */
export interface Member {
  /** Takes what there is. */
  readonly pump: () => void;
  readonly end: (notice: GraphQLError) => void;
}

/** What follows a position. */
export interface Page {
  /** Null if nothing does. */
  readonly chunk: Chunk | null;
  /** No event up to here is missing from the chunk. */
  readonly position: bigint;
}

/**
 * Those who asked the same of a campaign with the same rights: what is new is executed and
 * serialised once for all of them.
 */
export class DeliveryGroup {
  readonly members = new Set<Member>();
  private readonly ring: FrameRing;
  /** Those who lost their connections at once come back at once, from the same place. */
  private readonly pages = new Map<bigint, Promise<Page>>();

  /** @param head - the events after it will be delivered; those up to it are in the table */
  constructor(
    private head: bigint,
    private readonly source: GroupSource,
  ) {
    this.ring = new FrameRing(head);
  }

  /**
   * Gives new events to everybody who can take them.
   *
   * @param keptCharacters - how much of their answers is kept for those who cannot yet
   */
  async deliver(events: readonly EventRow[], keptCharacters: number): Promise<void> {
    this.ring.append(await this.source.answer(events));
    this.head = events[events.length - 1].position;
    for (const member of this.members) member.pump();
    this.ring.trim(keptCharacters);
  }

  /** What is kept after a position: null for nothing yet, undefined if it has to be read. */
  kept(after: bigint): Chunk | null | undefined {
    return this.ring.after(after);
  }

  /** Reads what follows a position from which nothing is kept. */
  page(after: bigint): Promise<Page> {
    let page = this.pages.get(after);
    if (!page) {
      page = this.readPage(after).finally(() => this.pages.delete(after));
      this.pages.set(after, page);
    }
    return page;
  }

  private async readPage(after: bigint): Promise<Page> {
    const { head } = this;
    const events = await this.source.read(after);
    const last = events.at(-1)?.position ?? after;
    const chunk = events.length === 0 ? null : new Chunk(await this.source.answer(events));
    // What had been delivered before the read was there to be read.
    const isAll = events.length < PAGE_EVENTS && last < head;
    return { chunk, position: isAll ? head : last };
  }
}
