import type { Candidate } from '../scenario.js';

/** Audiences that overlap alike: one niche, profiles of unknown niche, or known audience cells. */
export interface Niche {
  readonly overlap: 'sameNiche' | 'unknownNiche' | 'acrossNiches';
  readonly key: string;
}

/** Where w of the gamma mixture is summed: a niche over everybody, or within one audience cell. */
export interface Pool {
  readonly niche: Niche;
  /** Index into `Plan.cells`; −1: spread over all cells in proportion to their people. */
  readonly cell: number;
}

export const UNKNOWN_NICHE: Niche = { overlap: 'unknownNiche', key: '' };
/** Cells carry the niche already, so inside a cell only the overlap across niches is left. */
export const KNOWN_AUDIENCE: Niche = { overlap: 'acrossNiches', key: '' };

export function nicheOf({ niche }: Candidate): Niche {
  return niche === null ? UNKNOWN_NICHE : { overlap: 'sameNiche', key: niche };
}

/** Where the pool is in the list; added at the end where it is new. */
export function poolPosition(pools: Pool[], { niche, cell }: Pool): number {
  const at = pools.findIndex((pool) => pool.cell === cell && sameNiche(pool.niche, niche));
  return at >= 0 ? at : pools.push({ niche, cell }) - 1;
}

/** Where the niche is in the list; added at the end where it is new. */
export function nichePosition(niches: Niche[], niche: Niche): number {
  const at = niches.findIndex((other) => sameNiche(other, niche));
  return at >= 0 ? at : niches.push(niche) - 1;
}

export function sameNiche(a: Niche, b: Niche): boolean {
  return a.overlap === b.overlap && a.key === b.key;
}
