import type { SavedForecast as SavedForecastRow, Prisma } from '../prisma/generated/client.js';
import { addArchiving } from './archive.js';
import { builder } from './builder.js';
import type { Context } from './context.js';
import { ConflictError, InputError, NotFoundError } from './errors.js';
import { answerOf } from './estimates.js';
import { appendEvents } from './event-log.js';
import { type ForecastAnswer, forecastAnswerId, priceOf } from './forecast.js';
import { EVERYTHING, keptPrecision, MOST_KEPT } from './kept-precision.js';
import { edgeOf } from './list.js';
import { rowId } from './node-id.js';
import { packDraws } from './packed-draws.js';
import { choosePrecision, PrecisionInput, SEED_DESCRIPTION, seedOf } from './precision.js';
import { name } from './profile-rules.js';
import { NEWEST_FORECAST_FIRST, SavedForecast, SavedForecastEdge } from './saved-forecast.js';
import { scoredPart } from './saved-forecast-scored.js';
import { splitOutcome } from './saved-outcome.js';
import { saveQuestion } from './saved-question.js';
import { ScenarioInput, type ScenarioInputShape } from './scenario-input.js';
import { resolveScenario } from './scenario.js';

builder.relayMutationField(
  'saveForecast',
  {
    description: 'What to forecast, and under which name to keep it.',
    inputFields: (t) => ({
      name: t.string({
        required: true,
        description: 'Name for people, 1–200 characters.',
        validate: name,
      }),
      scenario: t.field({
        type: ScenarioInput,
        required: true,
        description: 'The plan, as in `forecast`.',
      }),
      campaignId: t.id({
        description:
          'Id of the Campaign whose results it will be held against. Default: the campaign of the plan, if it is one’s own placements.',
      }),
      precision: t.field({
        type: PrecisionInput,
        description: `How many worlds to draw. Draws × metrics × groups of the plan must be at most ${MOST_KEPT}. Left out: as many as answer within seconds and can be kept.`,
      }),
      seed: t.string({ description: SEED_DESCRIPTION }),
    }),
  },
  {
    description:
      'Forecasts a plan and keeps it for good: the plan as it is now, and every draw of every metric. The same forecast is kept once for each campaign: saving it again under the same name changes nothing.',
    errors: {},
    resolve: async (_root, { input }, ctx) => {
      const { scenario, precision, seed } = input;
      const luck = seedOf(['input', 'seed'], seed);
      const campaignId = await campaignOf(input, ctx);
      const path = ['input', 'scenario'];
      const resolved = await resolveScenario(scenario, ctx, path);
      const question = {
        plans: [resolved],
        seed: luck,
        precision: keptPrecision(
          choosePrecision(priceOf(resolved), precision, path, ['input', 'precision']),
          resolved.scenario.lines.length,
          precision?.draws ?? null,
        ),
        select: EVERYTHING,
        extraResults: 0,
      };
      const { outcomes, precision: answered } = await answerOf(question, ctx);
      const answer = {
        resolved,
        precision: answered,
        outcome: outcomes[0],
        year: ctx.now().getUTCFullYear(),
      };
      const isOwnPlan = scenario.campaignId != null;
      return { row: await keep(input.name, campaignId, answer, isOwnPlan, ctx) };
    },
  },
  {
    description: 'The forecast that was saved.',
    outputFields: (t) => ({
      savedForecastEdge: t.field({
        type: SavedForecastEdge,
        description: 'The forecast, and where it stands in `savedForecasts`.',
        resolve: ({ row }) => edgeOf(NEWEST_FORECAST_FIRST, row),
      }),
    }),
  },
);

/** @throws NotFoundError; InputError if the plan is another campaign's */
async function campaignOf(
  input: { readonly campaignId?: string | null; readonly scenario: ScenarioInputShape },
  { loaders }: Context,
): Promise<string | null> {
  const ofPlan =
    input.scenario.campaignId == null
      ? null
      : rowId(['input', 'scenario', 'campaignId'], 'Campaign', input.scenario.campaignId);
  // A plan's own campaign is looked up with the plan.
  if (input.campaignId == null) return ofPlan;
  const path = ['input', 'campaignId'];
  const id = rowId(path, 'Campaign', input.campaignId);
  if (ofPlan !== null && ofPlan !== id) {
    throw new InputError(path, 'must be the campaign of the plan', input.campaignId);
  }
  const campaign = await loaders.campaign.load(id);
  if (campaign === null || campaign.archivedAt !== null) {
    throw new NotFoundError(path, 'the id of an unarchived campaign', input.campaignId);
  }
  return id;
}

async function keep(
  name: string,
  campaignId: string | null,
  answer: ForecastAnswer,
  isOwnPlan: boolean,
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
        data: [{ workspaceId, forecastId, name, campaignId, seed, draws, engineVersion }],
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
          scored: json(scoredPart(resolved.scenario, saved, isOwnPlan)),
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

addArchiving<SavedForecastRow>({
  typename: 'SavedForecast',
  field: 'savedForecast',
  type: SavedForecast,
  effect:
    'Takes a saved forecast out of the lists. It still counts in `forecastAccuracy`: a record from which misses can be taken is none.',
  loader: (loaders) => loaders.savedForecast,
  write: (db, query) => db.savedForecast.updateManyAndReturn(query),
});
