import { drawCommon } from '../evidence/common-draws.js';
import type { CommonPosterior } from '../evidence/learn.js';
import { exp } from '../math/elementary.js';
import { fillScrambledSobol } from '../math/sobol.js';
import { NORMAL_WORDS, wordQuantile, type WordTable } from '../math/word-quantile.js';
import { BATCHES } from '../outcome.js';
import type { BetaShape, LogNormal } from '../parameters.js';
import { BLOCK, type Identity, identityOf, PURPOSE, type Streams } from '../random.js';
import { type ShockName, SOBOL_SHOCKS } from './shock-names.js';
import type { Tables } from './tables.js';

/** One value per draw of a block. */
export type Draws = Float64Array;

const DIMENSIONS: ReadonlyMap<string, number> = new Map(
  SOBOL_SHOCKS.map((name, dimension) => [name, dimension]),
);

/**
 * Laws of common shocks by name, for one block after the other. Draw d takes point ⌊d/8⌋ of the
 * scrambled Sobol sequence's replicate d mod 8, so that the batches of an outcome are independent
 * replicates and each covers the worlds evenly; names without a dimension are pseudo-random.
 *
 * @see simulations/README.md, section 13
 */
export class ShockDraws {
  private readonly scramblings = new Map<number, Uint32Array>();
  private readonly identities = new Map<string, Identity>();
  private readonly standards = new Map<ShockName, Draws>();
  private readonly words = new Uint32Array(BLOCK);
  private block = 0;
  private learned: readonly Draws[] | null = null;

  /** @param posterior - what was learned of some shocks' standard normals */
  constructor(
    private readonly streams: Streams,
    private readonly tables: Tables,
    private readonly posterior: CommonPosterior | null = null,
  ) {}

  startBlock(block: number): void {
    this.block = block;
    this.standards.clear();
    this.learned = null;
  }

  /** Of the shocks of which something was learned, by position in the posterior. */
  common(posterior: CommonPosterior): readonly Draws[] {
    this.learned ??= drawCommon(posterior, this.streams, this.block, (name) =>
      this.quantiles(name as ShockName, NORMAL_WORDS),
    );
    return this.learned;
  }

  /** Standard normal; asked for again, the same values. */
  standard(name: ShockName): Draws {
    let draws = this.standards.get(name);
    if (draws === undefined) {
      draws = this.known(name) ?? this.quantiles(name, NORMAL_WORDS);
      this.standards.set(name, draws);
    }
    return draws;
  }

  normal(name: ShockName, mean: number, sd: number): Draws {
    if (sd === 0) return new Float64Array(BLOCK).fill(mean);
    const draws = this.known(name)?.slice() ?? this.quantiles(name, NORMAL_WORDS);
    for (let d = 0; d < BLOCK; d++) draws[d] = mean + sd * draws[d];
    return draws;
  }

  logNormal(name: ShockName, { median, lnSd }: LogNormal): Draws {
    if (lnSd === 0) return new Float64Array(BLOCK).fill(median);
    const draws = this.quantiles(name, NORMAL_WORDS);
    for (let d = 0; d < BLOCK; d++) draws[d] = median * exp(lnSd * draws[d]);
    return draws;
  }

  beta(name: ShockName, shape: BetaShape): Draws {
    const draws = this.quantiles(name, this.tables.beta(shape));
    for (let d = 0; d < BLOCK; d++) draws[d] = exp(draws[d]);
    return draws;
  }

  range(name: ShockName, { min, max }: { min: number; max: number }): Draws {
    return this.uniform(name, (u) => min + u * (max - min));
  }

  uniform(name: ShockName, of: (uniform: number) => number): Draws {
    const { words } = this;
    this.fillWords(name);
    const draws = new Float64Array(BLOCK);
    for (let d = 0; d < BLOCK; d++) draws[d] = of((words[d] + 0.5) * 2 ** -32);
    return draws;
  }

  private known(name: ShockName): Draws | undefined {
    const at = this.posterior?.position.get(name);
    return at === undefined ? undefined : this.common(this.posterior!)[at];
  }

  private quantiles(name: ShockName, table: WordTable): Draws {
    const { words } = this;
    this.fillWords(name);
    const draws = new Float64Array(BLOCK);
    for (let d = 0; d < BLOCK; d++) draws[d] = wordQuantile(table, words[d]);
    return draws;
  }

  /** Into the scratch words, for one name. */
  fillWords(name: ShockName): void {
    const dimension = DIMENSIONS.get(name);
    if (dimension === undefined) {
      this.streams.fillWords(this.words, PURPOSE.SHOCK, this.identity(name), 0, this.block);
    } else {
      const first = this.block * (BLOCK / BATCHES);
      fillScrambledSobol(this.words, dimension, first, this.scrambling(dimension));
    }
  }

  private identity(name: ShockName): Identity {
    let identity = this.identities.get(name);
    if (identity === undefined) {
      identity = identityOf(JSON.stringify(['parameter', name]));
      this.identities.set(name, identity);
    }
    return identity;
  }

  private scrambling(dimension: number): Uint32Array {
    let words = this.scramblings.get(dimension);
    if (words === undefined) {
      words = Uint32Array.from({ length: BATCHES }, (_, replicate) =>
        this.streams.scramblingWord(dimension, replicate),
      );
      this.scramblings.set(dimension, words);
    }
    return words;
  }
}
