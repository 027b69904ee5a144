import { setMaxListeners } from 'node:events';
import type { Simulate } from './context.js';

/** Simulates until its request or `end` aborts, and fails with the reason of whichever does. */
export function simulateUntil(end: AbortSignal, simulate: Simulate): Simulate {
  // Every simulation under way listens; Node would take more than ten for a leak.
  setMaxListeners(0, end);
  return async (scenario, options, request, workspaceId) => {
    const work = new AbortController();
    const stopWithRequest = () => {
      work.abort(request.reason);
    };
    const stopWithAll = () => {
      work.abort(end.reason);
    };
    request.addEventListener('abort', stopWithRequest);
    end.addEventListener('abort', stopWithAll);
    if (request.aborted) stopWithRequest();
    if (end.aborted) stopWithAll();
    try {
      return await simulate(scenario, options, work.signal, workspaceId);
    } finally {
      request.removeEventListener('abort', stopWithRequest);
      end.removeEventListener('abort', stopWithAll);
    }
  };
}
