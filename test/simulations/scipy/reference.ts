import { readFileSync } from 'node:fs';

/** Quantiles at the probabilities `tails` of the lower and of the upper tail. */
interface Quantiles {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** Counts at `uniforms` and at `extremes`; null where a uniform lies on a step. */
interface Counts {
  readonly counts: readonly (number | null)[];
  readonly extremes: readonly (number | null)[];
}

/** Values of a law at u = (word + ½)·2⁻³² for all of `words`. */
type OfWords = readonly number[];

interface Tail {
  readonly x: number;
  readonly lower: number;
  readonly upper: number;
}

/** What make.py writes. */
interface Reference {
  readonly madeBy: string;
  readonly tails: readonly number[];
  readonly normal: Quantiles;
  readonly words: readonly number[];
  readonly normalOfWords: OfWords;
  readonly beta: readonly (Quantiles & { a: number; b: number; ofWords: OfWords })[];
  readonly gamma: readonly (Quantiles & { shape: number; ofWords: OfWords })[];
  readonly uniforms: readonly number[];
  readonly extremes: readonly number[];
  readonly poisson: readonly (Counts & { mean: number })[];
  readonly binomial: readonly (Counts & { trials: number; p: number })[];
  readonly mixture: readonly { theta: number; p: number; weight: number }[];
  readonly mixtureShare: readonly { theta: number; weight: number; share: number }[];
  readonly uniqueReach: readonly { theta: number; shares: number[]; share: number }[];
  readonly thrice: readonly { m: number; reached: number; share: number }[];
  readonly special: {
    readonly x: readonly number[];
    readonly lnGamma: readonly number[];
    readonly digamma: readonly number[];
    readonly trigamma: readonly number[];
    readonly gammaTail: readonly (Tail & { shape: number })[];
    readonly betaTail: readonly (Tail & { a: number; b: number })[];
    readonly lnNormalTail: readonly { z: number; ln: number }[];
  };
}

/** Values of SciPy's that the engine's mathematics is held to. */
export const REFERENCE = JSON.parse(
  readFileSync(new URL('reference.json', import.meta.url), 'utf8'),
) as Reference;

/** Differences relative to the expected value; absolute where that is 0. */
export function relativeError(got: number, expected: number): number {
  const error = Math.abs(got - expected);
  return expected === 0 ? error : error / Math.abs(expected);
}
