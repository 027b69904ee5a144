import { Piscina } from 'piscina';
import type { CalibrationFit, CalibrationTask } from '../schema/calibration-fit.js';
import { AnalysisBusyError, AnalysisDeadlineError } from '../schema/errors.js';
import type { ColumnScore, ColumnToScore } from '../schema/score-columns.js';
import { TYPESCRIPT_MODULES } from './typescript-modules.js';
import { unlessAborted } from './unless-aborted.js';
import { workUntil } from './work-until.js';

/** A thread that has had nothing to do for so long ends; the next task starts another. */
const IDLE_MS = 60_000;

/** A task that nobody waits for may end by itself in this time, sooner than another thread starts. */
const GRACE_MS = 500;

export interface AnalysisLimits {
  /** Tasks of a kind that may be under way or wait. */
  readonly queue: number;
  /** Time a task may take, waiting included. */
  readonly deadlineMs: number;
}

/** @throws AnalysisBusyError, AnalysisDeadlineError, or the signal's reason */
export type Calibrate = (task: CalibrationTask, signal: AbortSignal) => Promise<CalibrationFit>;

/** @throws AnalysisBusyError, AnalysisDeadlineError, or the signal's reason */
export type ScoreColumns = (
  columns: readonly ColumnToScore[],
  signal: AbortSignal,
) => Promise<(ColumnScore | null)[][]>;

export interface AnalysisThreads {
  readonly calibrate: Calibrate;
  readonly score: ScoreColumns;
  /** Ends the threads, whatever they run. */
  close(): Promise<void>;
}

/**
 * What takes seconds and is no simulation: a thread that learns from results, one task at a time, and
 * one that scores forecasts, which need not wait for it. A task that nobody waits for any more, or
 * that is past its deadline, ends with its thread, as does one that crashes; the next task starts
 * another thread.
 *
 * @param worker - module that exports `calibrate` and `score`
 */
export function openAnalysisThreads(
  limits: AnalysisLimits,
  worker = new URL('./analysis-worker.ts', import.meta.url),
): AnalysisThreads {
  const learning = openThread<CalibrationTask, CalibrationFit>('calibrate', worker, limits);
  const scoring = openThread<readonly ColumnToScore[], (ColumnScore | null)[][]>(
    'score',
    worker,
    limits,
  );
  return {
    calibrate: ({ placements: packed, ...task }, signal) => {
      const placements = packed.map(ownBytes);
      return learning.run({ ...task, placements }, placements, signal);
    },
    score: (given, signal) => {
      const columns = given.map(({ draws, less, against }) => ({
        draws: ownBytes(draws),
        less: less && ownBytes(less),
        against,
      }));
      // Impressions and gross reach have the same taken off, which can be handed over only once.
      const bytes = new Set(columns.flatMap(({ draws, less }) => (less ? [draws, less] : [draws])));
      return scoring.run(columns, [...bytes], signal);
    },
    async close() {
      await Promise.all([learning.close(), scoring.close()]);
    },
  };
}

interface AnalysisThread<Task, Answer> {
  /** @param handedOver - bytes of the task that are its own from now on */
  run(
    task: Task,
    handedOver: readonly Uint8Array<ArrayBuffer>[],
    signal: AbortSignal,
  ): Promise<Answer>;
  close(): Promise<void>;
}

/** @param name - what the worker exports */
function openThread<Task, Answer>(
  name: string,
  worker: URL,
  { queue, deadlineMs }: AnalysisLimits,
): AnalysisThread<Task, Answer> {
  const thread = new Piscina<Task, Answer>({
    filename: worker.href,
    name,
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: IDLE_MS,
    // Requests and simulations come first.
    niceIncrement: 10,
    execArgv: [...TYPESCRIPT_MODULES],
  });
  // A task fails with its thread; without one there is nothing to fail.
  thread.on('error', (error) => {
    console.error(`The thread that has to ${name} crashed while idle:`, error);
  });
  // One after the other: Piscina would leave those that wait behind a thread that ended.
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let usualMs = 1000;

  const run = async (
    task: Task,
    handedOver: readonly Uint8Array<ArrayBuffer>[],
    signal: AbortSignal,
  ) => {
    signal.throwIfAborted();
    if (waiting >= queue) {
      throw new AnalysisBusyError(Math.max(1, Math.ceil((waiting * usualMs) / 1000)));
    }
    const started = performance.now();
    const deadline = new AbortController();
    const timer = setTimeout(() => {
      deadline.abort(new AnalysisDeadlineError(deadlineMs / 1000));
    }, deadlineMs);
    waiting++;
    try {
      return await workUntil([signal, deadline.signal], (stop) => {
        const turn = last.then(() => {
          stop.throwIfAborted();
          const end = new AbortController();
          stop.addEventListener('abort', () => {
            setTimeout(() => {
              end.abort();
            }, GRACE_MS).unref();
          });
          const transferList = handedOver.map(({ buffer }) => buffer);
          return thread.run(task, { signal: end.signal, transferList });
        });
        last = turn.catch(() => undefined);
        return unlessAborted(turn, stop);
      });
    } finally {
      clearTimeout(timer);
      usualMs += ((performance.now() - started) / waiting - usualMs) / 8;
      waiting--;
    }
  };

  return { run, close: () => thread.destroy() };
}

/** Bytes that share their memory with others cannot be handed over. */
const ownBytes = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.byteLength === bytes.buffer.byteLength
    ? (bytes as Uint8Array<ArrayBuffer>)
    : Uint8Array.from(bytes);
