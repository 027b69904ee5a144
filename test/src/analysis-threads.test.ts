import { afterEach, describe, expect, it } from 'vitest';
import { fitCalibration, packPlacements } from '../../schema/calibration-fit.js';
import { AnalysisBusyError, AnalysisDeadlineError } from '../../schema/errors.js';
import { packDraws } from '../../schema/packed-draws.js';
import { type ColumnToScore, scoreColumns } from '../../schema/score-columns.js';
import {
  type AnalysisLimits,
  type AnalysisThreads,
  openAnalysisThreads,
} from '../../src/analysis-threads.js';
import { drawPlacements, PRIOR } from '../support/calibration.js';

const STUB = new URL('../support/analysis-stub.ts', import.meta.url);
const LIMITS = { queue: 4, deadlineMs: 20_000 };
const never = new AbortController().signal;

let threads: AnalysisThreads;
afterEach(() => threads.close());

describe('the real threads', () => {
  it('learn what is learned without them', async () => {
    threads = openAnalysisThreads(LIMITS);
    const placements = drawPlacements('threads', { creators: 30, posts: 2, campaigns: 3 });
    const task = () => ({
      prior: PRIOR,
      placements: [packPlacements(placements.slice(0, 40)), packPlacements(placements.slice(40))],
      known: null,
    });
    const there = await threads.calibrate(task(), never);
    expect(there.learned?.used.placements).toBe(60);
    expect(there).toEqual(fitCalibration(task()));
    const again = await threads.calibrate({ ...task(), known: there.fingerprint }, never);
    expect(again).toEqual({ fingerprint: there.fingerprint, learned: null });
  });

  it('score what is scored without them', async () => {
    threads = openAnalysisThreads(LIMITS);
    const draws = Float64Array.from({ length: 2000 }, (_, i) => Math.sqrt(i % 500));
    const against = [
      { campaign: 'one', observed: 7, point: 10, uniform: 0.25 },
      { campaign: 'two', observed: 30, point: 10, uniform: 0.75 },
    ];
    const columns = async (): Promise<ColumnToScore[]> => {
      const less = await packDraws(draws.map((draw) => draw / 2));
      const none = await packDraws(new Float64Array(8).fill(NaN));
      return [
        { draws: await packDraws(draws), less: null, against },
        { draws: none, less: null, against: against.slice(1) },
        // Both have the same taken off.
        { draws: await packDraws(draws), less, against },
        { draws: await packDraws(draws.map((draw) => 2 * draw)), less, against },
      ];
    };
    const there = await threads.score(await columns(), never);
    expect(there).toEqual(scoreColumns(await columns()));
    expect(there.map((scores) => scores.map((score) => score?.observation.inside[1]))).toEqual([
      [true, false],
      [undefined],
      [true, false],
      [false, true],
    ]);
  });
});

describe('analysis threads', () => {
  const open = (limits: Partial<AnalysisLimits> = {}) => {
    threads = openAnalysisThreads({ ...LIMITS, ...limits }, STUB);
  };
  const learn = (known: string, signal = never) =>
    threads.calibrate({ prior: PRIOR, placements: [], known }, signal);
  const score = (campaign: string, draws = Uint8Array.of(1)) =>
    threads.score(
      [{ draws, less: null, against: [{ campaign, observed: 1, point: 1, uniform: 0 }] }],
      never,
    );

  it('are handed bytes, but for those that lie in memory of others', async () => {
    open();
    const own = Uint8Array.of(1, 2);
    const shared = Uint8Array.of(3, 4, 5).subarray(0, 2);
    const { fingerprint } = await threads.calibrate(
      { prior: PRIOR, placements: [own, shared], known: 'next' },
      never,
    );
    expect(fingerprint).toBe('next 1,2 3,4');
    expect(own).toHaveLength(0);
    expect([...shared]).toEqual([3, 4]);
    expect(await score('a', Uint8Array.of(6, 7, 8).subarray(1))).toEqual([['a 7,8']]);
  });

  it('leave a task whose client goes away, and take the next', async () => {
    open();
    const client = new AbortController();
    const left = learn('works on regardless', client.signal);
    const waiting = learn('next');
    setTimeout(() => {
      client.abort(new Error('gone'));
    }, 300);
    await expect(left).rejects.toThrow('gone');
    expect((await waiting).fingerprint).toBe('next ');
    await expect(learn('any', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  });

  it('leave a task at its deadline, waiting included', async () => {
    open({ deadlineMs: 1500 });
    const endless = expect(learn('works on regardless')).rejects.toThrow(
      new AnalysisDeadlineError(1.5),
    );
    await expect(learn('next')).rejects.toBeInstanceOf(AnalysisDeadlineError);
    await endless;
    expect((await learn('another')).fingerprint).toBe('another ');
  });

  it('lose only the task that crashed its thread', async () => {
    open();
    const crashing = expect(learn('crashes')).rejects.toThrow('exited');
    const waiting = learn('next');
    await crashing;
    expect((await waiting).fingerprint).toBe('next ');
    await expect(learn('fails')).rejects.toThrow('a broken invariant');
    expect((await learn('another')).fingerprint).toBe('another ');
  });

  it('score while one learns', async () => {
    open();
    const client = new AbortController();
    const learning = expect(learn('works on regardless', client.signal)).rejects.toThrow('gone');
    expect(await score('a')).toEqual([['a 1']]);
    client.abort(new Error('gone'));
    await learning;
  });

  it('say when to come back once they have as many tasks of a kind as they may', async () => {
    open({ queue: 2 });
    const some = [learn('takes a while'), learn('next')];
    const error = await learn('one too many').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AnalysisBusyError);
    expect((error as AnalysisBusyError).retryAfterSeconds).toBeGreaterThanOrEqual(1);
    expect(await score('a')).toEqual([['a 1']]);
    await Promise.all(some);
    expect((await learn('another')).fingerprint).toBe('another ');
  });

  it('end with what they run when they are closed', async () => {
    open();
    const running = expect(learn('works on regardless')).rejects.toThrow();
    await threads.close();
    await running;
  });
});
