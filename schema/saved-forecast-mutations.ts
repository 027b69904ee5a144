import type { SavedForecast as SavedForecastRow } from '../prisma/generated/client.js';
import { addArchiving } from './archive.js';
import { builder } from './builder.js';
import type { Context } from './context.js';
import { InputError, NotFoundError } from './errors.js';
import { answerOf } from './estimates.js';
import { priceOf } from './forecast.js';
import { keepForecast } from './keep-forecast.js';
import { EVERYTHING, keptPrecision, MOST_KEPT } from './kept-precision.js';
import { edgeOf } from './list.js';
import { rowId } from './node-id.js';
import { outlookOf } from './outlook.js';
import { choosePrecision, PrecisionInput, SEED_DESCRIPTION, seedOf } from './precision.js';
import { name } from './profile-rules.js';
import { NEWEST_FORECAST_FIRST, SavedForecast, SavedForecastEdge } from './saved-forecast.js';
import { ScenarioInput, type ScenarioInputShape } from './scenario-input.js';
import { placementsWithResults, resolveScenario } from './scenario.js';

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
      'Forecasts a plan and keeps it for good: the plan as it is now, and every draw of every metric. The same forecast is kept once for each campaign: saving it again under the same name changes nothing. It knows nothing of results; `saveOutlook` keeps what has learned from them.',
    errors: {},
    resolve: async (_root, { input }, ctx) => {
      const { scenario, precision, seed } = input;
      const luck = seedOf(['input', 'seed'], seed);
      const campaignId = await campaignOf(input, ctx);
      const path = ['input', 'scenario'];
      const plan = await resolveScenario(scenario, ctx, path);
      const resolved =
        campaignId === null
          ? plan
          : { ...plan, resultsIgnored: await placementsWithResults(campaignId, ctx) };
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
      const { name } = input;
      return { row: await keepForecast({ name, campaignId, answer, isOwnPlan, asOf: null }, ctx) };
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

builder.relayMutationField(
  'saveOutlook',
  {
    description: 'Of which campaign to keep the outlook, and under which name.',
    inputFields: (t) => ({
      name: t.string({
        required: true,
        description: 'Name for people, 1–200 characters.',
        validate: name,
      }),
      campaignId: t.id({ required: true, description: 'Id of the Campaign.' }),
      precision: t.field({
        type: PrecisionInput,
        description: `How many worlds to draw. Draws × metrics × groups of the plan must be at most ${MOST_KEPT}. Left out: as many as \`Campaign.outlook\` draws and can be kept.`,
      }),
      seed: t.string({ description: SEED_DESCRIPTION }),
    }),
  },
  {
    description:
      'Keeps the forecast of a campaign’s outlook as it is now, with all that was seen by now and every draw of every metric, to be held against what comes. Saved at another moment it is another forecast.',
    errors: {},
    resolve: async (_root, { input }, ctx) => {
      const { name, precision, seed } = input;
      const campaignId = rowId(['input', 'campaignId'], 'Campaign', input.campaignId);
      const answer = await outlookOf(
        campaignId,
        {
          precision,
          seed,
          select: EVERYTHING,
          limited: (chosen, lines) => keptPrecision(chosen, lines, precision?.draws ?? null),
        },
        ctx,
        ['input'],
      );
      const { asOf } = answer;
      return { row: await keepForecast({ name, campaignId, answer, isOwnPlan: true, asOf }, ctx) };
    },
  },
  {
    description: 'The outlook that was saved.',
    outputFields: (t) => ({
      savedForecastEdge: t.field({
        type: SavedForecastEdge,
        description: 'Its forecast, and where it stands in `savedForecasts`.',
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

addArchiving<SavedForecastRow>({
  typename: 'SavedForecast',
  field: 'savedForecast',
  type: SavedForecast,
  effect:
    'Takes a saved forecast out of the lists. It still counts in `forecastAccuracy`: a record from which misses can be taken is none.',
  loader: (loaders) => loaders.savedForecast,
  write: (db, query) => db.savedForecast.updateManyAndReturn(query),
});
