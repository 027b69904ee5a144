import { createHash } from 'node:crypto';
import {
  dailySizeOf,
  forecastId,
  placementsOf,
  ScenarioError,
  type Outcome,
  type Scenario,
} from '../simulations/index.js';
import { type AnsweredPrecision, PrecisionType } from './answered-precision.js';
import { builder } from './builder.js';
import type { Context } from './context.js';
import { answerOf, type Estimates, estimatesOf, type Question } from './estimates.js';
import { namesOf, resultsOf } from './forecast-groups.js';
import { forecastSelection } from './forecast-selection.js';
import { forecastSummary, forecastTable } from './forecast-text.js';
import { forecastWarnings, WARNING_CODES, type Warning } from './forecast-warnings.js';
import { MetricEnum } from './metric.js';
import { monteCarloError } from './monte-carlo-error.js';
import { ParameterType } from './parameter.js';
import { choosePrecision, PrecisionInput, SEED_DESCRIPTION, seedOf } from './precision.js';
import { NegativityEnum, PresetEnum } from './preset.js';
import { ForecastMetrics } from './results.js';
import { ScenarioInput, type ScenarioInputShape } from './scenario-input.js';
import { resolveScenario, type ResolvedScenario } from './scenario.js';
import { selectedFields, type SelectedFields } from './selected-fields.js';
import { unitOf } from './unit.js';
import { usedParameters } from './used-parameters.js';

/** A question with its answer. */
export interface ForecastAnswer {
  readonly resolved: ResolvedScenario;
  readonly precision: AnsweredPrecision;
  readonly outcome: Outcome;
  /** The server's year, for the age of the assumptions. */
  readonly year: number;
  /** Row of the saved forecast that it is read from; absent where it was drawn for the request. */
  readonly savedId?: string;
}

const WarningCodeEnum = builder.enumType('WarningCode', {
  description: 'Why a forecast should be read with care.',
  values: Object.fromEntries(
    Object.entries(WARNING_CODES).map(([code, description]) => [code, { description }]),
  ) as Record<keyof typeof WARNING_CODES, { description: string }>,
});

export const WarningType = builder.objectRef<Warning>('ForecastWarning').implement({
  description: 'Something to know before quoting a forecast.',
  fields: (t) => ({
    code: t.expose('code', { type: WarningCodeEnum, description: 'Stable, for programs.' }),
    message: t.exposeString('message', { description: 'For people.' }),
  }),
});

export interface TargetOdds {
  readonly target: Scenario['targets'][number];
  readonly currency: string;
  readonly probability: number;
  readonly standardError: number;
}

export const TargetOddsType = builder.objectRef<TargetOdds>('TargetOdds').implement({
  description: 'A KPI, and the odds of meeting it.',
  fields: (t) => ({
    metric: t.field({
      type: MetricEnum,
      description: 'What is promised.',
      resolve: ({ target }) => target.metric,
    }),
    atLeast: t.float({
      nullable: true,
      description: 'The threshold if more is wanted; money in major units.',
      resolve: ({ target, currency }) =>
        target.atLeast === null ? null : target.atLeast / unitOf(target.metric, currency).scale,
    }),
    atMost: t.float({
      nullable: true,
      description: 'The threshold if less is wanted; money in major units.',
      resolve: ({ target, currency }) =>
        target.atMost === null ? null : target.atMost / unitOf(target.metric, currency).scale,
    }),
    probability: t.expose('probability', {
      type: 'Probability',
      description: 'Odds of meeting it.',
    }),
    standardError: t.exposeFloat('standardError', {
      description: 'Monte Carlo standard error of the odds.',
    }),
  }),
});

const ForecastAssumptions = builder.objectRef<ResolvedScenario>('ForecastAssumptions').implement({
  description: 'The numbers that a forecast rests on.',
  fields: (t) => ({
    preset: t.field({
      type: PresetEnum,
      description: 'The year that they describe.',
      resolve: ({ scenario }) => scenario.assumptions.preset,
    }),
    negativity: t.field({
      type: NegativityEnum,
      nullable: true,
      description: 'The belief about negative engagement; null for the preset’s own estimate.',
      resolve: ({ scenario }) => scenario.assumptions.negativity,
    }),
    parameters: t.field({
      type: [ParameterType],
      description: 'Every parameter that this plan uses, with its value and source.',
      resolve: usedParameters,
    }),
  }),
});

/** A plan has up to 50 lines; what is asked of each is paid for as if there were ten. */
const MANY = { field: 1, multiplier: 10 };

export const Forecast = builder.objectRef<ForecastAnswer>('Forecast').implement({
  description:
    'What a plan will bring, as distributions over simulated worlds. The same question, seed and draws are the same forecast.',
  fields: (t) => ({
    id: t.id({
      description:
        'A key for caches, and not an id that `node` takes: ask the same question again, or the `SavedForecast`. It is a hash of the resolved question and its names, the seed, the draws and the engine version, not of what is selected. What is read from a saved forecast has another, its own, because it does not know the days that one drawn anew knows.',
      resolve: forecastAnswerId,
    }),
    summary: t.string({
      description: 'Two plain sentences: what the money buys, and the odds.',
      resolve: ({ resolved, outcome }) => forecastSummary(resolved, outcome),
    }),
    warnings: t.field({
      type: [WarningType],
      description: 'What to know before quoting the numbers, the gravest first.',
      resolve: ({ resolved, outcome, year }) =>
        forecastWarnings(resolved, outcome, usedParameters(resolved), year),
    }),
    table: t.stringList({
      description: 'The plan’s lines and their total as lines of text, for a monospace font.',
      resolve: ({ resolved, outcome }) => forecastTable(resolved, outcome),
    }),
    total: t.field({
      type: ForecastMetrics,
      description: 'The whole plan; people reached twice count once.',
      resolve: (answer) => resultsOf(answer, 'TOTAL')[0],
    }),
    tiers: t.field({
      type: [ForecastMetrics],
      complexity: MANY,
      description: 'Per tier, in the order of the plan; lines without a tier are left out.',
      resolve: (answer) => resultsOf(answer, 'TIER'),
    }),
    layers: t.field({
      type: [ForecastMetrics],
      description: 'Per role: anchors, creators, sharers.',
      resolve: (answer) => resultsOf(answer, 'LAYER'),
    }),
    platforms: t.field({
      type: [ForecastMetrics],
      description: 'Per platform, with friends’ feeds and display advertising beside them.',
      resolve: (answer) => resultsOf(answer, 'PLATFORM'),
    }),
    lines: t.field({
      type: [ForecastMetrics],
      complexity: MANY,
      description: 'Per line of the plan.',
      resolve: (answer) => resultsOf(answer, 'LINE'),
    }),
    targets: t.field({
      type: [TargetOddsType],
      description: 'The KPIs asked for, each with its odds, in the order of the question.',
      resolve: ({ resolved: { scenario }, outcome }) =>
        scenario.targets.map((target, i) => ({
          target,
          currency: scenario.currency,
          probability: outcome.targets.probabilities[i],
          standardError: outcome.targets.standardErrors[i],
        })),
    }),
    jointProbability: t.field({
      type: 'Probability',
      nullable: true,
      description: 'Odds of meeting all targets at once; null without targets.',
      resolve: ({ outcome }) => outcome.targets.joint,
    }),
    jointStandardError: t.float({
      nullable: true,
      description: 'Monte Carlo standard error of `jointProbability`.',
      resolve: ({ outcome }) => outcome.targets.jointStandardError,
    }),
    withinBudget: t.field({
      type: 'Probability',
      nullable: true,
      description: 'Odds that the spend stays within the budget; null without a budget.',
      resolve: ({ outcome }) => outcome.withinBudget,
    }),
    withinBudgetStandardError: t.float({
      nullable: true,
      description: 'Monte Carlo standard error of `withinBudget`.',
      resolve: ({ outcome }) => outcome.withinBudgetStandardError,
    }),
    monteCarloError: t.float({
      nullable: true,
      description:
        'The largest Monte Carlo standard error among mean reach, engagements and negative ratio, as a share of the mean; null if there is none of them.',
      resolve: ({ outcome }) => monteCarloError(outcome)?.share ?? null,
    }),
    assumptions: t.field({
      type: ForecastAssumptions,
      description: 'Every number used, with its source.',
      resolve: ({ resolved }) => resolved,
    }),
    seed: t.string({
      description: 'The luck of the draw; pass it again to get the same numbers.',
      resolve: ({ outcome }) => outcome.seed,
    }),
    draws: t.int({
      description: 'Simulated worlds.',
      resolve: ({ outcome }) => outcome.draws,
    }),
    precision: t.expose('precision', {
      type: PrecisionType,
      description: 'How the number of draws was chosen, and how long they took.',
    }),
    dailyPrice: t.float({
      description:
        'What `daily` adds to `precision.price`, wherever in the forecast it is selected. It can be asked without `daily`, and then nothing is simulated for it.',
      resolve: ({ resolved, outcome }) => {
        const { draws, price } = dailySizeOf(resolved.scenario);
        return Math.min(draws, outcome.draws) * price;
      },
    }),
    engineVersion: t.int({
      description: 'Version of the model; another version may give other numbers.',
      resolve: ({ outcome }) => outcome.engineVersion,
    }),
  }),
});

/**
 * Two plans that differ only in what their lines are called draw the same numbers, and are two
 * answers all the same: a client's cache keeps one answer per id. So is a saved one, without days,
 * which would put its null in the place of a live one's.
 */
export function forecastAnswerId({ resolved, outcome, savedId }: ForecastAnswer): string {
  if (savedId !== undefined) return createHash('sha256').update(`saved ${savedId}`).digest('hex');
  const { seed, draws, engineVersion } = outcome;
  const told = [
    namesOf('LINE', resolved),
    namesOf('TIER', resolved),
    [...resolved.overridden].sort(),
    // A saved forecast keeps the id that it had when nothing was learned yet.
    ...(resolved.learned.size > 0 ? [[...resolved.learned.values()]] : []),
  ];
  return createHash('sha256')
    .update(forecastId(resolved.scenario, seed, draws, engineVersion))
    .update(JSON.stringify(told))
    .digest('hex');
}

/** What the query and the subscription are asked with. */
const forecastArguments = builder.args((t) => ({
  scenario: t.field({ type: ScenarioInput, required: true, description: 'The plan.' }),
  precision: t.field({
    type: PrecisionInput,
    description: 'How many worlds to draw. Left out: as many as answer within seconds.',
  }),
  seed: t.string({ description: SEED_DESCRIPTION }),
}));

interface ForecastArguments {
  readonly scenario: ScenarioInputShape;
  readonly precision?: typeof PrecisionInput.$inferInput | null;
  readonly seed?: string | null;
}

/** An answer from some of the draws. */
interface ForecastEstimate {
  readonly fractionDone: number;
  readonly forecast: ForecastAnswer;
}

/** @throws InputError, NotFoundError, PriceError */
async function forecastQuestion(
  { scenario, precision, seed }: ForecastArguments,
  fields: SelectedFields,
  ctx: Context,
): Promise<Question> {
  const luck = seedOf(['seed'], seed);
  const resolved = await resolveScenario(scenario, ctx, ['scenario']);
  return {
    plans: [resolved],
    seed: luck,
    precision: choosePrecision(priceOf(resolved), precision, ['scenario']),
    select: forecastSelection(fields),
    extraResults: 0,
  };
}

function forecastOf(
  { plans: [resolved] }: Question,
  { outcomes: [outcome], precision }: Estimates,
  ctx: Context,
): ForecastAnswer {
  return { resolved, precision, outcome, year: ctx.now().getUTCFullYear() };
}

/** What one draw of a question costs; the engine's refusals come back in the client's words. */
export function priceOf(resolved: ResolvedScenario): number {
  try {
    return placementsOf(resolved.scenario);
  } catch (error) {
    throw error instanceof ScenarioError ? resolved.inputError(error) : error;
  }
}

builder.queryField('forecast', (t) =>
  t.field({
    type: Forecast,
    description:
      'What a plan will bring, and the odds. The simplest question: `forecast(scenario: { budget: { amount: "100000", currency: USD } })`.',
    args: forecastArguments,
    resolve: async (_root, args, ctx, info) => {
      const question = await forecastQuestion(args, selectedFields(info), ctx);
      return forecastOf(question, await answerOf(question, ctx), ctx);
    },
  }),
);

const ForecastProgress = builder.objectRef<ForecastEstimate>('ForecastProgress').implement({
  description: 'A forecast from some of the draws, while more are made.',
  fields: (t) => ({
    fractionDone: t.exposeFloat('fractionDone', {
      description:
        'Share of the work that is done, 0–1; with `relativeError` an estimate. It never falls, and is 1 for the last one only: the forecast itself. Where nothing selected has to be simulated, the first is the last.',
    }),
    forecast: t.expose('forecast', {
      type: Forecast,
      description:
        'What the draws made so far say: a forecast in its own right, of that many draws.',
    }),
  }),
});

builder.subscriptionType({
  description: 'What can be followed: a forecast while it is worked out, a campaign while it runs.',
});

builder.subscriptionField('forecast', (t) =>
  t.field({
    type: ForecastProgress,
    description:
      'The forecast of the query `forecast`, and on the way there what the first draws say: 512 of them, then more and more. The last is the answer of the query. Who stops listening stops the work.',
    args: forecastArguments,
    subscribe: async (_root, args, ctx, info) => {
      // The cost of an operation is checked where a field is resolved: here before any work.
      await info.parentType.getFields()[info.fieldName].resolve?.(null, args, ctx, info);
      const selected = selectedFields(info).fields.get('forecast') ?? { fields: new Map() };
      const question = await forecastQuestion(args, selected, ctx);
      return watched(question, ctx);
    },
    resolve: (estimate) => {
      if (estimate instanceof Error) throw estimate;
      return estimate;
    },
  }),
);

/** What can fail fails as an estimate, so that it reaches the client as an error of the field. */
async function* watched(
  question: Question,
  ctx: Context,
): AsyncGenerator<ForecastEstimate | Error> {
  try {
    for await (const estimates of estimatesOf(question, ctx, true)) {
      const { fractionDone } = estimates;
      yield { fractionDone, forecast: forecastOf(question, estimates, ctx) };
    }
  } catch (error) {
    yield error instanceof Error ? error : new Error(String(error));
  }
}
