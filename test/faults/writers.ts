import { setTimeout } from 'node:timers/promises';
import type { Answer } from '../support/server.js';
import { ask, MINUTE_MS, type World } from './world.js';

const SOURCES = ['PLATFORM', 'CREATOR', 'VENDOR', 'MANUAL'] as const;
const BATCH = 5;
/** Of so many batches one is sent twice at once. */
const TWICE = 5;
const RETRY_MS = 150;

const RECORD = `mutation ($input: RecordResultsInput!) {
  recordResults(input: $input) {
    __typename
    ... on MutationError { message code }
    ... on RecordResultsPayload { accepted { result { id } } repeated { index } }
  }
}`;

/** A list of results that the server has said are recorded. */
export interface Acknowledged {
  /** Each result as its counts and its moment name it, in the order of the list. */
  readonly results: readonly { readonly name: string; readonly id: string }[];
  /** When its answer last failed to come; null if it came at once. */
  readonly failedAt: number | null;
}

export interface Writers {
  readonly acknowledged: readonly Acknowledged[];
  /** Answers that no client could do anything with, which there must be none of. */
  readonly wrong: readonly unknown[];
  /** Errors that told a client to come back, by their codes. */
  readonly refusals: ReadonlyMap<string, number>;
  /** Begin no new list until they are woken. */
  readonly rest: () => void;
  readonly wake: () => void;
  /** Settles when lists have been acknowledged that were not when it was asked. */
  readonly progress: () => Promise<void>;
  /** Settles when the last list of everybody has been acknowledged. */
  readonly stop: () => Promise<void>;
}

/** What tells a result from every other, as it is sent and as it is read. */
export const nameOf = (placementId: string, source: string, capturedAt: string): string =>
  `${placementId} ${source} ${capturedAt}`;

/**
 * Four clients that record results of the same placements without a pause, each from a source of
 * its own. What is not answered they send again under the same key, until it is.
 */
export function startWriters(url: string, world: World, random: () => number): Writers {
  const { placementIds, postedAt } = world;
  const acknowledged: Acknowledged[] = [];
  const wrong: unknown[] = [];
  const isWrong = () => wrong.length > 0;
  const refusals = new Map<string, number>();
  let isStopping = false;
  let isResting = false;

  /** @returns what was accepted; null if it has to be sent again */
  const send = async (input: object): Promise<string[] | null> => {
    let answer: Answer;
    try {
      answer = await ask(url, RECORD, { input });
    } catch {
      return null;
    }
    const { data, errors = [] } = answer;
    const payload = data?.recordResults;
    for (const error of errors) {
      const { code, retryAfter } = error.extensions ?? {};
      if (typeof retryAfter !== 'number') wrong.push(error);
      refusals.set(code, (refusals.get(code) ?? 0) + 1);
    }
    if (errors.length > 0) return null;
    if (payload?.accepted?.length !== BATCH) {
      wrong.push(answer);
      return null;
    }
    return payload.accepted.map(({ result }: any) => result.id);
  };

  const write = async (source: string) => {
    for (let n = 1; !isStopping && !isWrong(); n++) {
      while (isResting) await setTimeout(20);
      const capturedAt = new Date(postedAt.getTime() + (n * MINUTE_MS) / 4).toISOString();
      const first = Math.floor(random() * placementIds.length);
      const results = Array.from({ length: BATCH }, (_, i) => ({
        ...{ placementId: placementIds[(first + i) % placementIds.length], capturedAt, source },
        ...{ impressions: 9 * n, reach: 5 * n },
      }));
      const input = { key: `${source} ${n}`, results };
      let failedAt: number | null = null;
      for (;;) {
        const isTwice = random() < 1 / TWICE;
        const [ids, others] = await Promise.all([send(input), isTwice ? send(input) : null]);
        if (ids && others && String(ids) !== String(others)) wrong.push({ ids, others });
        const accepted = ids ?? others;
        if (accepted) {
          const named = results.map(({ placementId }, i) => ({
            name: nameOf(placementId, source, capturedAt),
            id: accepted[i],
          }));
          acknowledged.push({ results: named, failedAt });
          break;
        }
        if (isWrong()) break;
        failedAt = Date.now();
        await setTimeout(RETRY_MS);
      }
      // So that the machine has time for those who read.
      await setTimeout(20 + random() * 60);
    }
  };
  const written = Promise.all(SOURCES.map(write));
  return {
    acknowledged,
    wrong,
    refusals,
    rest() {
      isResting = true;
    },
    wake() {
      isResting = false;
    },
    async progress() {
      const { length } = acknowledged;
      while (acknowledged.length < length + SOURCES.length && !isWrong()) {
        await setTimeout(10);
      }
    },
    async stop() {
      isStopping = true;
      await written;
    },
  };
}
