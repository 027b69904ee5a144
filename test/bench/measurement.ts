/** One number of a benchmark. */
export interface Measurement {
  /** What was measured, from the general to the particular, by slashes. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Of two speeds or precisions measured in turns: the first of `ratioOf` in times of the second. */
  readonly ratio?: number;
  readonly ratioOf?: string;
}

export type Report = (measurement: Measurement) => void;

/** What a benchmark needs beside the thing that it measures. */
export interface Bench {
  readonly report: Report;
  /** Says something about the run that is no measurement, such as what was skipped. */
  readonly note: (text: string) => void;
  /** Sizes at which everything runs but nothing is measured well. */
  readonly quick: boolean;
}

/** @returns the value below which a share of the values lies, linear between them */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)];
  return low + (at - Math.floor(at)) * (sorted[Math.ceil(at)] - low);
}

export function medianOf(values: readonly number[]): number {
  return quantileOf(values, 0.5);
}

/** How far apart the middle half of the values lies, as a share of their median. */
export function spreadOf(values: readonly number[]): number {
  return (quantileOf(values, 0.75) - quantileOf(values, 0.25)) / medianOf(values);
}

/**
 * Takes several things in turns, so that what slows the machine down slows all of them.
 *
 * @param things - each answers with the seconds that it took
 * @returns per thing the seconds of every round
 */
export async function inTurns(
  rounds: number,
  things: readonly (() => number | Promise<number>)[],
): Promise<readonly number[][]> {
  const seconds: number[][] = things.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, thing] of things.entries()) seconds[i].push(await thing());
  }
  return seconds;
}

/** @returns the median over rounds of the speed of `one` in times of `other`’s */
export function speedRatio(one: readonly number[], other: readonly number[]): number {
  return medianOf(one.map((seconds, round) => other[round] / seconds));
}
