/** What the parent of a fan-out asks of its processes. */
export type Request =
  /** Tells events in commits of `batch`; `perSecond` of the commits, or as fast as they go. */
  | {
      readonly op: 'write';
      readonly commits: number;
      readonly batch: number;
      readonly perSecond?: number;
    }
  | { readonly op: 'stats' }
  /** Opens connections that read all, or one that reads nothing. */
  | { readonly op: 'connect'; readonly url: string; readonly query: string; readonly count: number }
  | { readonly op: 'stall'; readonly url: string; readonly query: string }
  /** Lets the stalled one read, and answers with the end of what it got. */
  | { readonly op: 'resume' };

export interface ServerStats {
  readonly rssBytes: number;
  /** Of both kinds, since the process began. */
  readonly cpuMs: number;
  /** Statements that read events; null where there is no table. */
  readonly reads: number | null;
  readonly executions: number | null;
}

export interface ClientStats {
  /** Events that came, over all connections, since the last time. */
  readonly deliveries: number;
  /** From when an event was stored to when it was read, of some connections, in ms. */
  readonly delays: readonly number[];
  /** Connections that are gone. */
  readonly closed: number;
}

/** Answers the parent's requests, one after the other; the first message says where the process is. */
export function serve(ready: unknown, answer: (request: Request) => unknown): void {
  process.on('message', (request: Request) => {
    void Promise.resolve(answer(request)).then((reply) => process.send!(reply ?? null));
  });
  process.on('disconnect', () => process.exit(0));
  process.send!(ready);
}

/** Calls a function so many times a second; without a speed, one after the other. */
export async function paced(
  times: number,
  perSecond: number | undefined,
  call: () => Promise<unknown>,
): Promise<void> {
  const start = performance.now();
  for (let i = 0; i < times; i++) {
    if (perSecond !== undefined) {
      const wait = start + (i * 1000) / perSecond - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    }
    await call();
  }
}

export const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
