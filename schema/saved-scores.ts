import { createHash } from 'node:crypto';
import { Prisma } from '../prisma/generated/client.js';
import type { ObservedMetric } from '../simulations/index.js';
import type { Context } from './context.js';
import { inTurn } from './in-turn.js';
import { jsonRows } from './json-rows.js';
import { columnName, packedColumns } from './saved-columns.js';
import type { ScoredGroup } from './saved-forecast-scored.js';
import { type ColumnScore, SCORE_VERSION } from './score-columns.js';

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
  /** Where the draws are kept that are taken off; null for none. */
  readonly less: number | null;
  readonly campaignId: string;
}

export interface ForecastScore extends ForecastNumber, ColumnScore {}

/** Forecasts whose scores are read at once: of seven metrics each some 150 KB. */
const FORECASTS_AT_ONCE = 50;
/** Columns that are read at once: of 8,192 draws they are some .65 MB. */
const COLUMNS_AT_ONCE = 16;
/** While some columns are scored, the next are read. */
const READERS = 2;

const nameOf = ({ forecast, kind, key, metric, observed }: NumberToScore | SavedScore): string =>
  JSON.stringify([forecast, kind, key, metric, observed]);

/**
 * By number; those whose forecast has no draws are left out. Of a column and of what came a score is
 * always the same, and draws take long to read and to put in order: what was scored once is kept.
 */
export async function scoresOf(
  ctx: Context,
  numbers: readonly NumberToScore[],
): Promise<ReadonlyMap<NumberToScore, ForecastScore>> {
  const known = await savedScores(ctx, numbers);
  const scores = new Map<NumberToScore, ForecastScore>();
  const byColumn = new Map<string, NumberToScore[]>();
  for (const number of numbers) {
    const score = known.get(nameOf(number));
    if (score) {
      scores.set(number, withNumber(number, score));
      continue;
    }
    const { forecast: savedForecastId, position } = number;
    const column = columnName({ savedForecastId, position });
    const ofColumn = byColumn.get(column);
    if (ofColumn) ofColumn.push(number);
    else byColumn.set(column, [number]);
  }
  const columns = [...byColumn.values()];
  const readOn = async (): Promise<void> => {
    while (columns.length > 0) {
      const scored = await scoreSome(ctx, columns.splice(-COLUMNS_AT_ONCE));
      await saveScores(ctx, scored);
      for (const [number, score] of scored) scores.set(number, withNumber(number, score));
    }
  };
  await Promise.all(Array.from({ length: READERS }, readOn));
  return scores;
}

const withNumber = (
  { kind, key, metric, observed, baseline }: NumberToScore,
  score: ColumnScore,
): ForecastScore => ({ kind, key, metric, observed, baseline, ...score });

interface SavedScore extends Pick<
  NumberToScore,
  'forecast' | 'kind' | 'key' | 'metric' | 'observed'
> {
  readonly score: ColumnScore;
}

/** What was scored before, by name. */
async function savedScores(
  { db, viewer: { workspaceId } }: Context,
  numbers: readonly NumberToScore[],
): Promise<ReadonlyMap<string, ColumnScore>> {
  const forecasts = [...new Set(numbers.map(({ forecast }) => forecast))];
  const kinds = [...new Set(numbers.map(({ kind }) => kind))];
  const scores = new Map<string, ColumnScore>();
  for (let at = 0; at < forecasts.length; at += FORECASTS_AT_ONCE) {
    const some = forecasts.slice(at, at + FORECASTS_AT_ONCE);
    const saved = await jsonRows<SavedScore>(
      db,
      Prisma.sql`
        SELECT s."savedForecastId" AS forecast, s.kind, s.key, s.metric, s.observed, s.score
        FROM "SavedScore" s
        WHERE s."workspaceId" = ${workspaceId}::uuid AND s."savedForecastId" = ANY(${some}::uuid[])
          AND s.kind = ANY(${kinds}::text[]) AND s.version = ${SCORE_VERSION}`,
    );
    for (const one of await inTurn(saved)) scores.set(nameOf(one), one.score);
  }
  return scores;
}

/** In the order of their keys: who writes some of the same rows waits, and never in a circle. */
async function saveScores(
  { db, viewer: { workspaceId } }: Context,
  scored: readonly (readonly [NumberToScore, ColumnScore])[],
): Promise<void> {
  const rows = scored.map(([{ forecast, kind, key, metric, observed }, score]): SavedScore => ({
    ...{ forecast, kind, key, metric, observed, score },
  }));
  await db.$executeRaw`
    INSERT INTO "SavedScore"
      ("workspaceId", "savedForecastId", kind, key, metric, observed, version, score)
    SELECT ${workspaceId}::uuid, forecast, kind, key, metric, observed, ${SCORE_VERSION}, score
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS s(forecast uuid, kind text, key text, metric text, observed float8, score jsonb)
    ORDER BY forecast, kind, key, metric
    ON CONFLICT ("savedForecastId", kind, key, metric) DO UPDATE
      SET observed = EXCLUDED.observed, version = EXCLUDED.version, score = EXCLUDED.score`;
}

/** @param columns - what each is held against */
async function scoreSome(
  { db, viewer: { workspaceId }, score }: Context,
  columns: readonly (readonly NumberToScore[])[],
): Promise<(readonly [NumberToScore, ColumnScore])[]> {
  const keys = columns.flatMap(([{ forecast: savedForecastId, position, less }]) =>
    [position, less].flatMap((at) => (at === null ? [] : [{ savedForecastId, position: at }])),
  );
  const packed = await packedColumns(db, workspaceId, keys);
  const drawsAt = (savedForecastId: string, position: number): Uint8Array => {
    const name = columnName({ savedForecastId, position });
    const draws = packed.get(name);
    if (!draws) throw new Error(`Saved draws ${name} are missing`);
    return draws;
  };
  const scores = await score(
    columns.map((numbers) => {
      const [{ forecast, position, less }] = numbers;
      const against = numbers.map((number) => {
        const { campaignId: campaign, observed, baseline: point } = number;
        return { campaign, observed, point, uniform: uniformOf(nameOf(number)) };
      });
      return {
        draws: drawsAt(forecast, position),
        less: less === null ? null : drawsAt(forecast, less),
        against,
      };
    }),
  );
  return columns.flatMap((numbers, i) =>
    numbers.flatMap((number, j) => {
      const found = scores[i][j];
      return found ? [[number, found] as const] : [];
    }),
  );
}

/** The same name breaks its ties in the same way. */
const uniformOf = (name: string): number =>
  createHash('sha256').update(name).digest().readUInt32LE() / 2 ** 32;
