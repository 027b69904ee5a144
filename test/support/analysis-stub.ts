import type { CalibrationTask, CalibrationFit } from '../../schema/calibration-fit.js';
import type { ColumnToScore } from '../../schema/score-columns.js';

/** Stands in for the worker of the analysis threads; what is known says how it behaves. */
export function calibrate({ known, placements }: CalibrationTask): CalibrationFit {
  switch (known) {
    case 'works on regardless':
      for (;;) sleep(1000);
    case 'takes a while':
      sleep(300);
      break;
    case 'crashes':
      process.exit(1);
      break;
    case 'fails':
      throw new TypeError('a broken invariant');
  }
  return {
    fingerprint: `${known} ${placements.map((packed) => packed.join()).join(' ')}`,
    learned: null,
  };
}

export const score = (columns: readonly ColumnToScore[]) =>
  columns.map(({ draws, against }) => against.map(({ campaign }) => `${campaign} ${draws.join()}`));

/** Blocks the thread, as a fit does. */
function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
