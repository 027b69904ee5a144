import { createHash } from 'node:crypto';
import type { StopSignal } from './aborted.js';
import { isRoster } from './check.js';
import { ENGINE_VERSION } from './engine-version.js';
import type { Outcome } from './outcome.js';
import { Run, type RunOptions } from './run.js';
import type { Scenario } from './scenario.js';

/** The seed of a question that names none. */
export const DEFAULT_SEED = 'groundswell';

export interface SimulateOptions extends RunOptions {
  /** Looked at before every block of draws, and every few hundred candidates. */
  readonly signal?: StopSignal;
}

/**
 * Simulates a scenario on this thread: the same scenario, seed and draws give the same numbers,
 * whatever is selected, in whatever order the lines come.
 *
 * @throws ScenarioError naming field, rule and value, before any draw
 * @throws SimulationAborted when the signal says so
 */
export function simulate(scenario: Scenario, { signal, ...options }: SimulateOptions): Outcome {
  const run = new Run(scenario, options);
  for (let index = 0; index < run.blockCount; index++) run.drawBlock(index, signal);
  for (let index = 0; index < run.columnCount; index++) run.sortColumn(index);
  const outcome = run.outcome();
  run.close();
  return outcome;
}

/**
 * The name of a forecast: the same question under the same engine, whatever is read from it.
 *
 * @param engineVersion - of the engine that drew it
 * @returns 64 hexadecimal digits
 */
export function forecastId(
  scenario: Scenario,
  seed: string,
  draws: number,
  engineVersion = ENGINE_VERSION,
): string {
  const question = canonical({ engineVersion, seed, draws, scenario: withoutDaysGone(scenario) });
  return createHash('sha256').update(question).digest('hex');
}

/** Only what is read by day depends on them. */
function withoutDaysGone(scenario: Scenario): Scenario {
  const lines = scenario.lines.map((line) => {
    if (!isRoster(line.candidates)) return line;
    return { ...line, candidates: line.candidates.map((one) => ({ ...one, earlier: undefined })) };
  });
  return { ...scenario, lines };
}

/** JSON with the keys of every object in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
