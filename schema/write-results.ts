import type { BatchMode } from './batch-mode.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { ConflictError } from './errors.js';
import { appendEvents, type NewEvent } from './event-log.js';
import type { Transaction } from './mutation.js';
import { History, type Twin } from './result-history.js';
import { RejectedResultsError } from './rejected-results.js';
import {
  checkBounds,
  checkPlacement,
  checkSnapshot,
  checkTwin,
  hashSnapshots,
  type Rejection,
  type Snapshot,
  type SnapshotInput,
} from './result-rules.js';
import * as sql from './result-sql.js';
import { tellTargetsReachedBy } from './target-reached.js';
import { uuids7 } from './uuid7.js';

export interface RecordResultsInput {
  /** The caller's name for this request; the same name is the same request. */
  readonly key: string;
  readonly mode: BatchMode;
  readonly results: readonly SnapshotInput[];
}

/** A snapshot that is stored: its position in the list, and the id of its result. */
export interface Recorded {
  readonly index: number;
  readonly id: string;
}

/** What was done with every snapshot of the list, in its order. */
export interface RecordedResults {
  readonly accepted: readonly Recorded[];
  /** Stored before with the same counts. */
  readonly repeated: readonly Recorded[];
  readonly rejected: readonly Rejection[];
}

export interface Recorder {
  readonly workspaceId: string;
  readonly currency: string;
  readonly now: Date;
}

/**
 * Records snapshots and their events in one transaction, once per key: who comes again with the
 * same gets the same answer, also when the first answer was lost. What is rejected as a whole leaves
 * its key free.
 *
 * @throws RejectedResultsError for a bad snapshot in mode ALL_OR_NOTHING
 * @throws ConflictError for a key that came with something else before
 */
export async function writeResults(
  db: PrismaClient,
  recorder: Recorder,
  { key, mode, results }: RecordResultsInput,
): Promise<RecordedResults> {
  const request = { key, bodyHash: hashSnapshots(mode, results) };
  try {
    const { good, rejected } = checkAlone(recorder, results);
    rejectAll(mode, rejected, results);
    return await db.$transaction((tx) =>
      writeChecked(tx, recorder, { ...request, mode, results }, good, rejected),
    );
  } catch (error) {
    // A key is hardly ever one that came before, so nobody looks until something is in the way.
    if (!(error instanceof RejectedResultsError) && !sql.isKeyTaken(error)) throw error;
    const { workspaceId } = recorder;
    const known = await db.recording.findUnique({
      where: { workspaceId_key: { workspaceId, key } },
    });
    if (known === null) throw error;
    if (known.bodyHash === request.bodyHash) return known.answer as unknown as RecordedResults;
    const rule = 'must be a new one, because it came with another mode or other results before';
    throw new ConflictError(['input', 'key'], rule, key);
  }
}

/**
 * As `writeResults`, in a transaction of the caller's, whose key must be a new one.
 * @throws RejectedResultsError for a bad snapshot in mode ALL_OR_NOTHING
 */
export async function writeResultsWithin(
  tx: Transaction,
  recorder: Recorder,
  input: RecordResultsInput,
): Promise<RecordedResults> {
  const { mode, results } = input;
  const { good, rejected } = checkAlone(recorder, results);
  rejectAll(mode, rejected, results);
  const bodyHash = hashSnapshots(mode, results);
  return writeChecked(tx, recorder, { ...input, bodyHash }, good, rejected);
}

function checkAlone(recorder: Recorder, results: readonly SnapshotInput[]) {
  const good: Snapshot[] = [];
  const rejected: Rejection[] = [];
  results.forEach((input, index) => {
    const checked = checkSnapshot(input, index, recorder);
    if ('counts' in checked) good.push(checked);
    else rejected.push(...checked);
  });
  return { good, rejected };
}

function rejectAll(
  mode: BatchMode,
  rejected: readonly Rejection[],
  results: readonly SnapshotInput[],
): void {
  if (mode === 'ALL_OR_NOTHING' && rejected.length > 0) {
    throw new RejectedResultsError(rejected, results.length);
  }
}

async function writeChecked(
  tx: Transaction,
  { workspaceId, currency, now }: Recorder,
  { key, bodyHash, mode, results }: RecordResultsInput & { readonly bodyHash: string },
  good: readonly Snapshot[],
  alreadyRejected: readonly Rejection[],
): Promise<RecordedResults> {
  const ids = [...new Set(good.map(({ placementId }) => placementId))];
  const placements = new Map(
    (await sql.lockPlacements(tx, workspaceId, ids)).map((row) => [row.id, row]),
  );
  const rejected = [...alreadyRejected];
  const placed = good.filter((snapshot) => {
    const { index, placementId } = snapshot;
    const problem = checkPlacement(
      snapshot,
      results[index].placementId,
      placements.get(placementId),
    );
    if (problem !== null) rejected.push(problem);
    return problem === null;
  });
  const history = await History.read(tx, placed);
  const accepted: Snapshot[] = [];
  const repeated: { index: number; twin: Twin }[] = [];
  for (const snapshot of placed) {
    const twin = history.twinOf(snapshot);
    const problems =
      twin === null
        ? checkBounds(snapshot, history.boundsOf(snapshot), currency)
        : checkTwin(snapshot, twin.counts, currency);
    if (problems.length > 0) rejected.push(...problems);
    else if (twin !== null) repeated.push({ index: snapshot.index, twin });
    else {
      history.add(snapshot);
      accepted.push(snapshot);
    }
  }
  rejected.sort((a, b) => a.index - b.index);
  rejectAll(mode, rejected, results);

  const newIds = uuids7(accepted.length, now);
  const idAt = new Map(accepted.map(({ index }, i) => [index, newIds[i]]));
  const answer: RecordedResults = {
    accepted: accepted.map(({ index }) => ({ index, id: idAt.get(index)! })),
    repeated: repeated.map(({ index, twin }) => ({ index, id: twin.id ?? idAt.get(twin.index)! })),
    rejected,
  };
  await sql.insertResults(tx, workspaceId, accepted, newIds, { key, bodyHash, answer });
  const events = accepted.map(({ placementId }, i): NewEvent => ({
    kind: 'RESULT_RECORDED',
    campaignId: placements.get(placementId)!.campaignId,
    subjectId: newIds[i],
  }));
  if (events.length > 0) {
    await appendEvents(tx, workspaceId, events);
    const risen = history.risen((placementId) => placements.get(placementId)!.campaignId);
    await tellTargetsReachedBy(tx, workspaceId, risen);
  }
  return answer;
}
