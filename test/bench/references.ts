import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Scenario } from '../../simulations/index.js';
import { build, REFERENCES } from './cpp/build.js';
import type { Bench } from './measurement.js';
import { planFile } from './plan.js';
import { type Mode, THREE, type Three } from './question.js';

/** The same model by somebody else. */
export interface Reference {
  readonly name: string;
  /** Simulates a plan and sorts its columns. */
  run(plan: string, draws: number, mode: Mode): Promise<ReferenceAnswer>;
}

export interface ReferenceAnswer {
  /** Median over the repeats, without starting the program and reading the plan. */
  readonly seconds: number;
  /** Of the whole. */
  readonly means: Readonly<Record<Three, number>>;
}

export interface References {
  readonly all: readonly Reference[];
  readonly numpy: Reference | undefined;
  /** Writes a scenario where the references can read it. @returns the file's path */
  write(name: string, scenario: Scenario): string;
  close(): void;
}

/** Runs of a reference that its answer is the median of: the first also pays for its memory. */
const REPEATS = '3';
/** Where a run takes seconds, memory is not what takes them. */
const REPEATS_OF_SLOW = '1';
const NUMPY = path.join(import.meta.dirname, 'numpy', 'forecast.py');

/** Prepares the references that this machine can run; notes the others. */
export function openReferences({ note }: Bench): References {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  const numpy = openNumpy(note);
  const library = numpy && numpyReference('NumPy (its own normals)', ['--library']);
  return {
    all: [...(numpy && library ? [numpy, library] : []), ...openCpp(folder, note)],
    numpy,
    write(name, scenario) {
      const file = path.join(folder, `${name}.json`);
      writeFileSync(file, JSON.stringify(planFile(name, scenario)));
      return file;
    },
    close() {
      rmSync(folder, { recursive: true });
    },
  };
}

function openNumpy(note: Bench['note']): Reference | undefined {
  try {
    execFileSync('python3', ['-c', 'import numpy'], { stdio: 'ignore' });
  } catch {
    note('NumPy is skipped: python3 with numpy is not installed.');
    return undefined;
  }
  return numpyReference('NumPy', []);
}

function numpyReference(name: string, options: readonly string[]): Reference {
  return reference(
    name,
    'python3',
    (...question) => [NUMPY, ...question, '--repeats', REPEATS, ...options],
    ({ checksums }, metric) => checksums.total[metric][0],
  );
}

function openCpp(folder: string, note: Bench['note']): Reference[] {
  try {
    execFileSync('g++', ['--version'], { stdio: 'ignore' });
  } catch {
    note('C++ is skipped: g++ is not installed.');
    return [];
  }
  return REFERENCES.map((each) =>
    reference(
      `C++ ${each.name}`,
      build(each, folder),
      (...question) => [...question, each.name === 'plain' ? REPEATS_OF_SLOW : REPEATS],
      ({ groups }, metric) => groups.TOTAL[metric].mean,
    ),
  );
}

const execute = promisify(execFile);

/** @param meanOf - finds the mean of a metric of the whole in what the program prints */
function reference(
  name: string,
  program: string,
  argumentsFor: (plan: string, draws: string, mode: Mode) => readonly string[],
  meanOf: (answer: any, metric: Three) => number,
): Reference {
  return {
    name,
    async run(plan, draws, mode) {
      // One thread, as everybody else in the comparison.
      const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
      const args = argumentsFor(plan, String(draws), mode);
      const { stdout } = await execute(program, args, { env, maxBuffer: 2 ** 26 });
      const answer = JSON.parse(stdout);
      const means = THREE.map((metric) => [metric, meanOf(answer, metric)] as const);
      return {
        seconds: answer.seconds,
        means: Object.fromEntries(means) as Record<Three, number>,
      };
    },
  };
}
