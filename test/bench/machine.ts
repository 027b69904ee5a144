import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';

/** What the numbers of a run belong to. */
export interface Machine {
  readonly name: 'machine';
  readonly value: number;
  readonly unit: 'cores';
  readonly cpu: string;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly numpy: string | null;
  readonly compiler: string | null;
  /** Day of the run. */
  readonly date: string;
}

export function describeMachine(): Machine {
  return {
    name: 'machine',
    value: availableParallelism(),
    unit: 'cores',
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    numpy: firstLine('python3', ['-c', 'import numpy; print(numpy.__version__)']),
    compiler: firstLine('g++', ['--version']),
    date: new Date().toISOString().slice(0, 10),
  };
}

/** @returns null where the program is absent or fails */
function firstLine(program: string, args: readonly string[]): string | null {
  try {
    const text = execFileSync(program, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.trim().split('\n')[0];
  } catch {
    return null;
  }
}
