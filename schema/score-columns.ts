import { column, type Observation, observe, quantile } from '../simulations/index.js';
import { unpackDraws } from './packed-draws.js';

/** Of what a score says: it rises whenever scores of the same draws change, and kept ones are made anew. */
export const SCORE_VERSION = 2;

/** Draws of a saved forecast, and what they are held against: groups of the same lines share them. */
export interface ColumnToScore {
  /** As `packDraws` made them. */
  readonly draws: Uint8Array;
  /** What is taken off, draw by draw; null for nothing. */
  readonly less: Uint8Array | null;
  readonly against: readonly Against[];
}

export interface Against {
  readonly campaign: string;
  readonly observed: number;
  /** The baseline, more than 0. */
  readonly point: number;
  /** In [0, 1): breaks ties between counts. */
  readonly uniform: number;
}

export interface ColumnScore {
  readonly p10: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly observation: Observation;
}

/** @returns per column and what it is held against, in their order; null where there are no draws */
export const scoreColumns = (columns: readonly ColumnToScore[]): (ColumnScore | null)[][] =>
  columns.map(({ draws, less, against }) => {
    const of = column(less === null ? unpackDraws(draws) : difference(draws, less));
    const [p10, p50, p90] = [0.1, 0.5, 0.9].map((p) => quantile(of, p));
    return against.map(({ campaign, observed, point, uniform }) => {
      const observation = observe(campaign, of, observed, point, uniform);
      return observation && { p10, p50, p90, observation };
    });
  });

function difference(draws: Uint8Array, less: Uint8Array): Float64Array {
  const off = unpackDraws(less);
  return unpackDraws(draws).map((draw, d) => draw - off[d]);
}
