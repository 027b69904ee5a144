import { setTimeout } from 'node:timers/promises';
import { CLIENTS } from '../src/event-stream/campaign.js';

/** As long a client hears nothing it keeps its connection; then it may be half of one. */
const SILENT_MS = 15_000;
const RETRY_MS = 250;

const FOLLOW = `subscription ($campaign: ID!, $after: String) {
  campaignResults(campaignId: $campaign, after: $after) {
    position cursor kind recordedAt
    ... on ResultRecorded { result { id source capturedAt placement { id } } }
  }
}`;

/** An event as a subscriber sees it. */
export interface Seen {
  readonly position: number;
  readonly cursor: string;
  readonly kind: string;
  readonly recordedAt: string;
  readonly result?: {
    readonly id: string;
    readonly source: string;
    readonly capturedAt: string;
    readonly placement: { readonly id: string };
  };
}

export interface Follower {
  readonly transport: string;
  /** Everything, over all its connections. */
  readonly seen: readonly Seen[];
  /** Errors inside of answers, which there must be none of. */
  readonly wrong: readonly unknown[];
  readonly connections: () => number;
  readonly leave: () => Promise<void>;
}

/** Follows a campaign, and goes on after its last cursor whenever its connection is lost. */
function follow(transport: string, url: string, campaign: string): Follower {
  const seen: Seen[] = [];
  const wrong: unknown[] = [];
  let connections = 0;
  let hasLeft = false as boolean;
  let leave: () => void;
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });

  const readOnce = async () => {
    connections++;
    const after = seen.at(-1)?.cursor;
    const subscription = CLIENTS[transport](url, { campaign, after }, FOLLOW);
    const { told } = subscription;
    let taken = 0;
    const take = () => {
      const { length } = told;
      for (const { data, errors } of told.slice(taken)) {
        const isRetryable = errors?.every(({ extensions }) => extensions?.['retryAfter']);
        if (errors && !isRetryable) wrong.push(...errors);
        else if (data) seen.push(data.campaignResults as Seen);
      }
      const isNew = length > taken;
      taken = length;
      return isNew;
    };
    let isOver = false as boolean;
    const over = Promise.race([subscription.ended.catch(() => undefined), left]).then(() => {
      isOver = true;
    });
    for (let heardAt = Date.now(); !isOver && Date.now() - heardAt < SILENT_MS;) {
      await Promise.race([over, setTimeout(50)]);
      if (take()) heardAt = Date.now();
    }
    // What a client throws when its connection breaks says nothing more.
    await subscription.leave().catch(() => undefined);
    take();
  };
  const reading = (async () => {
    while (!hasLeft) {
      await readOnce();
      await setTimeout(RETRY_MS);
    }
  })();
  return {
    ...{ transport, seen, wrong },
    connections: () => connections,
    async leave() {
      hasLeft = true;
      leave();
      await reading;
    },
  };
}

/** Two over either transport. */
export function startFollowers(url: string, campaign: string): Follower[] {
  return Object.keys(CLIENTS).flatMap((transport) => [
    follow(transport, url, campaign),
    follow(transport, url, campaign),
  ]);
}
