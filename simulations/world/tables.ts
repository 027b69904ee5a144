import { gammaWords, lnBetaWords, type WordTable } from '../math/word-quantile.js';
import type { BetaShape, Parameters } from '../parameters.js';

/** 64 KB each, and about a millisecond to build. */
const MOST_TABLES = 64;

/** The tables that this thread used last, the latest at the end. */
const recent = new Map<string, WordTable>();

/** Quantiles of words for the laws of one run; tables outlive it, for the next run's sake. */
export class Tables {
  constructor(private readonly parameters: Parameters) {}

  /** ln of Beta. */
  beta({ alpha, beta }: BetaShape): WordTable {
    return table(`beta ${alpha} ${beta}`, () => lnBetaWords(alpha, beta));
  }

  /** Gamma, for delays in units of their scale. */
  delay(): WordTable {
    const { delayShape } = this.parameters;
    return table(`gamma ${delayShape}`, () => gammaWords(delayShape));
  }
}

function table(key: string, build: () => WordTable): WordTable {
  const found = recent.get(key) ?? build();
  recent.delete(key);
  recent.set(key, found);
  if (recent.size > MOST_TABLES) recent.delete(recent.keys().next().value!);
  return found;
}
