import type { SavedForecast as SavedForecastRow, Prisma } from '../prisma/generated/client.js';
import type { Context } from './context.js';
import { ConflictError } from './errors.js';
import { appendEvents } from './event-log.js';
import { type ForecastAnswer, forecastAnswerId } from './forecast.js';
import { packDraws } from './packed-draws.js';
import { scoredPart } from './saved-forecast-scored.js';
import { splitOutcome } from './saved-outcome.js';
import { saveQuestion } from './saved-question.js';

/** A forecast to be kept, and for whom. */
export interface ForecastToKeep {
  readonly name: string;
  /** The row's own id; null if it is for none. */
  readonly campaignId: string | null;
  readonly answer: ForecastAnswer;
  /** Whether it is of the placements that the campaign has. */
  readonly isOwnPlan: boolean;
  /** Of an outlook: when it was made. */
  readonly asOf: Date | null;
}

/**
 * Writes a forecast down with every draw, and tells of it; once for each campaign.
 *
 * @throws ConflictError at `input.name` if it is saved under another name
 */
export async function keepForecast(
  { name, campaignId, answer, isOwnPlan, asOf }: ForecastToKeep,
  { db, viewer: { workspaceId } }: Context,
): Promise<SavedForecastRow> {
  const { resolved, outcome, precision } = answer;
  const forecastId = forecastAnswerId(answer);
  const { seed, draws, engineVersion } = outcome;
  const known = async (): Promise<SavedForecastRow | null> => {
    const row = await db.savedForecast.findFirst({
      where: { workspaceId, forecastId, campaignId },
    });
    if (row === null || row.name === name) return row;
    const rule = `must be ${JSON.stringify(row.name)}, under which this forecast is saved already`;
    throw new ConflictError(['input', 'name'], rule, name);
  };
  const before = await known();
  if (before) return before;
  const { saved, columns } = splitOutcome(outcome, precision);
  const packed = await Promise.all(columns.map(packDraws));
  const written = await db.$transaction(
    async (tx) => {
      const [row] = await tx.savedForecast.createManyAndReturn({
        data: [{ workspaceId, forecastId, name, campaignId, seed, draws, engineVersion, asOf }],
        skipDuplicates: true,
      });
      // Somebody else has saved the same in the meantime.
      if (!(row as SavedForecastRow | undefined)) return null;
      const ofRow = { workspaceId, savedForecastId: row.id };
      await tx.savedAnswer.create({
        data: {
          ...ofRow,
          question: json(saveQuestion(resolved)),
          outcome: json(saved),
          scored: json(scoredPart(resolved.scenario, saved, columns, isOwnPlan)),
        },
      });
      for (let from = 0; from < packed.length; from += COLUMNS_AT_ONCE) {
        await tx.savedColumn.createMany({
          data: packed.slice(from, from + COLUMNS_AT_ONCE).map((of, i) => ({
            ...ofRow,
            position: from + i,
            draws: of,
          })),
        });
      }
      await appendEvents(tx, workspaceId, [
        { kind: 'FORECAST_SAVED', campaignId, subjectId: row.id },
      ]);
      return row;
    },
    { timeout: 30_000 },
  );
  const row = written ?? (await known());
  if (row === null) throw new Error(`Saved forecast ${forecastId} is missing`);
  return row;
}

/** Plain data, whose interfaces have no index signature. */
const json = (value: object): Prisma.InputJsonValue => value;

/** A statement of some 10 MB. */
const COLUMNS_AT_ONCE = 250;
