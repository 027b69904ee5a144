import { lnBetaWords, type WordTable } from '../math/word-quantile.js';
import type { BetaShape, Parameters } from '../parameters.js';
import { delayTicks, lagTicks, liveTicks } from './delays.js';

/** 64 KB each, and about a millisecond to build. */
const MOST_TABLES = 64;

/** The tables that this thread used last, the latest at the end. */
const recent = new Map<string, WordTable | Int32Array>();

/** Quantiles of words for the laws of one run; tables outlive it, for the next run's sake. */
export class Tables {
  constructor(private readonly parameters: Parameters) {}

  /** ln of Beta. */
  beta({ alpha, beta }: BetaShape): WordTable {
    return table(`beta ${alpha} ${beta}`, () => lnBetaWords(alpha, beta));
  }

  /** Delays in ticks, by `tickCell`. */
  delay(): Int32Array {
    const { onTime, delayShape, delayScale } = this.parameters;
    return table(`delay ${onTime} ${delayShape} ${delayScale}`, () => delayTicks(this.parameters));
  }

  /** What a replacement adds, in ticks, by `tickCell`. */
  replacementLag(): Int32Array {
    const { replacementLag } = this.parameters;
    const { median, lnSd } = replacementLag;
    return table(`lag ${median} ${lnSd}`, () => lagTicks(replacementLag));
  }

  /**
   * From the planned moment to going live, of who does, in ticks, ascending.
   *
   * @param cancellation - probability of a role's
   */
  live(cancellation: number): Int32Array {
    const { replacementProbability, onTime, delayShape, delayScale, replacementLag } =
      this.parameters;
    const inPlace = cancellation * replacementProbability;
    const replaced = inPlace > 0 ? inPlace / (1 - cancellation + inPlace) : 0;
    const { median, lnSd } = replacementLag;
    return table(`live ${onTime} ${delayShape} ${delayScale} ${median} ${lnSd} ${replaced}`, () =>
      liveTicks(this.delay(), this.replacementLag(), replaced),
    );
  }
}

function table<T extends WordTable | Int32Array>(key: string, build: () => T): T {
  // A key begins with the kind of table that it names.
  const found = (recent.get(key) as T | undefined) ?? build();
  recent.delete(key);
  recent.set(key, found);
  if (recent.size > MOST_TABLES) recent.delete(recent.keys().next().value!);
  return found;
}
