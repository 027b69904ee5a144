import { setMaxListeners } from 'node:events';

/** Does work until one of these signals aborts; it is handed one that aborts with the same reason. */
export async function workUntil<T>(
  signals: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  // Whatever runs listens; Node would take more than ten for a leak.
  setMaxListeners(0, stop.signal, ...signals);
  const leave = new AbortController();
  for (const signal of signals) {
    const abort = () => {
      stop.abort(signal.reason);
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { signal: leave.signal });
  }
  try {
    return await work(stop.signal);
  } finally {
    leave.abort();
  }
}
