import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { ObservedMetric } from '../simulations/index.js';
import type { Context } from './context.js';
import { columnName, packedColumns } from './saved-columns.js';
import type { ScoredGroup } from './saved-forecast-scored.js';
import type { ColumnScore } from './score-columns.js';

/** A number of a saved forecast, and what came. Money in minor units. */
interface ForecastNumber {
  readonly kind: ScoredGroup['kind'];
  readonly key: string;
  readonly metric: ObservedMetric;
  readonly observed: number;
  readonly baseline: number;
}

export interface NumberToScore extends ForecastNumber {
  /** Its saved forecast, and where in it the draws are kept. */
  readonly forecast: string;
  readonly position: number;
  readonly campaignId: string;
}

export interface ForecastScore extends ForecastNumber, ColumnScore {}

/** Scores that are remembered: of a column and what came they are always the same. */
const MOST_SCORES = 200_000;
/** Columns that are read at once: of 8,192 draws they are some 1.3 MB. */
const COLUMNS_AT_ONCE = 32;
/** While some columns are scored, the next are read. */
const READERS = 2;

const known = new LRUCache<string, ForecastScore>({ max: MOST_SCORES });

const nameOf = ({ forecast, kind, key, metric, observed }: NumberToScore): string =>
  JSON.stringify([forecast, kind, key, metric, observed]);

/** By number; those whose forecast has no draws are left out. */
export async function scoresOf(
  ctx: Context,
  numbers: readonly NumberToScore[],
): Promise<ReadonlyMap<NumberToScore, ForecastScore>> {
  const scores = new Map<NumberToScore, ForecastScore>();
  const byColumn = new Map<string, NumberToScore[]>();
  for (const number of numbers) {
    const score = known.get(nameOf(number));
    if (score) {
      scores.set(number, score);
      continue;
    }
    const column = columnName(keyOf(number));
    const ofColumn = byColumn.get(column);
    if (ofColumn) ofColumn.push(number);
    else byColumn.set(column, [number]);
  }
  const columns = [...byColumn.values()];
  const readOn = async (): Promise<void> => {
    while (columns.length > 0) {
      const some = columns.splice(-COLUMNS_AT_ONCE);
      for (const [number, score] of await scoreSome(ctx, some)) {
        known.set(nameOf(number), score);
        scores.set(number, score);
      }
    }
  };
  await Promise.all(Array.from({ length: READERS }, readOn));
  return scores;
}

/** @param columns - what each is held against */
async function scoreSome(
  { db, viewer: { workspaceId }, score }: Context,
  columns: readonly (readonly NumberToScore[])[],
): Promise<(readonly [NumberToScore, ForecastScore])[]> {
  const keys = columns.map(([first]) => keyOf(first));
  const packed = await packedColumns(db, workspaceId, keys);
  const scores = await score(
    columns.map((numbers, i) => {
      const draws = packed.get(columnName(keys[i]));
      if (!draws) throw new Error(`Saved draws ${columnName(keys[i])} are missing`);
      const against = numbers.map((number) => {
        const { campaignId: campaign, observed, baseline: point } = number;
        return { campaign, observed, point, uniform: uniformOf(nameOf(number)) };
      });
      return { draws, against };
    }),
  );
  return columns.flatMap((numbers, i) =>
    numbers.flatMap((number, j) => {
      const found = scores[i][j];
      const { kind, key, metric, observed, baseline } = number;
      return found ? [[number, { kind, key, metric, observed, baseline, ...found }] as const] : [];
    }),
  );
}

const keyOf = ({ forecast, position }: NumberToScore) => ({ savedForecastId: forecast, position });

/** The same name breaks its ties in the same way. */
const uniformOf = (name: string): number =>
  createHash('sha256').update(name).digest().readUInt32LE() / 2 ** 32;
