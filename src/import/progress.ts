import { Presets, SingleBar } from 'cli-progress';

/** Shows how far a phase is. */
export interface Progress {
  readonly start: (label: string, total: number) => void;
  readonly advance: (by: number) => void;
  readonly stop: () => void;
}

/** A bar on a terminal, a few plain lines elsewhere; on standard error, beside the result. */
export function openProgress(): Progress {
  return process.stderr.isTTY ? bar() : lines((line) => process.stderr.write(`${line}\n`));
}

function bar(): Progress {
  const single = new SingleBar(
    { format: '{label} [{bar}] {percentage}% | {eta_formatted} left', hideCursor: true },
    Presets.shades_classic,
  );
  return {
    start: (label, total) => {
      single.start(total, 0, { label: label.padEnd(8) });
    },
    advance: (by) => {
      single.increment(by);
    },
    stop: () => {
      single.stop();
    },
  };
}

/** @param write - called at the start and then at every tenth of the way */
export function lines(write: (line: string) => void): Progress {
  let phase = { label: '', total: 0, done: 0, told: 0 };
  return {
    start(label, total) {
      phase = { label, total, done: 0, told: 0 };
      write(`${label} …`);
    },
    advance(by) {
      phase.done += by;
      const tenths = Math.floor((10 * phase.done) / phase.total);
      if (tenths > phase.told && tenths < 10) write(`${phase.label} … ${tenths * 10}%`);
      phase.told = Math.max(phase.told, tenths);
    },
    stop: () => undefined,
  };
}
