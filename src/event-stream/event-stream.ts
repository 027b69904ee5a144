import type { ExecutionResult, GraphQLError } from 'graphql';
import { encodeEventCursor } from '../../schema/event-cursor.js';
import type { DeliveryGroup, Member } from './delivery-group.js';
import { SlowReaderError } from './errors.js';
import type { Chunk } from './frame-ring.js';

/** One subscriber's connection. */
export interface Sink {
  /** Whether it takes more; when it does again, it calls its stream's `pump`. */
  readonly isFree: boolean;
  readonly send: (chunk: Chunk) => void;
}

/**
 * One subscriber of a campaign: a position, and no queue of its own. What is new comes from the
 * group's ring; whoever is further behind reads it from the table, page by page, as fast as its
 * connection takes it. Every event is sent once and in order, because its position alone says
 * whether it was.
 *
 * Frames go to the sink without passing through the executor; the stream itself, as what the
 * operation's subscription returned, gives nothing but a last notice, and ends.
 */
export class EventStream implements Member, AsyncIterableIterator<ExecutionResult, undefined> {
  private readonly group: DeliveryGroup;
  private sink: Sink | undefined;
  private isReading = false;
  private hasEnded = false;
  private notice: GraphQLError | undefined;
  private readonly waiting: (() => void)[] = [];

  /** @param position - of the last event that the subscriber has seen */
  constructor(
    private position: bigint,
    join: (member: Member) => DeliveryGroup,
    private readonly leave: (member: Member) => void,
    private readonly mask: (error: unknown) => GraphQLError,
  ) {
    this.group = join(this);
  }

  /** Begins to send. */
  attach(sink: Sink): void {
    this.sink = sink;
    this.pump();
  }

  pump(): void {
    while (this.sink?.isFree && !this.isReading && !this.hasEnded) {
      const chunk = this.group.kept(this.position);
      if (chunk === null) return;
      if (chunk === undefined) {
        void this.readOn(this.sink);
      } else {
        this.position = chunk.position;
        this.sink.send(chunk);
      }
    }
  }

  private async readOn(sink: Sink): Promise<void> {
    this.isReading = true;
    try {
      const { chunk, position } = await this.group.page(this.position);
      if (this.hasEnded) return;
      this.position = position;
      if (chunk !== null) sink.send(chunk);
    } catch (error) {
      if (!this.hasEnded) this.end(this.mask(error));
    } finally {
      this.isReading = false;
    }
    this.pump();
  }

  /** Cuts off a subscriber that does not read. */
  cutOff(): void {
    this.end(new SlowReaderError(encodeEventCursor(this.position)));
  }

  /** @param notice - told as the last answer */
  end(notice?: GraphQLError): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.notice = notice;
    this.leave(this);
    for (const wake of this.waiting.splice(0)) wake();
  }

  async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    if (!this.hasEnded) await new Promise<void>((resolve) => this.waiting.push(resolve));
    const { notice } = this;
    this.notice = undefined;
    return notice ? { done: false, value: { errors: [notice] } } : { done: true, value: undefined };
  }

  return(): Promise<IteratorResult<ExecutionResult, undefined>> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
