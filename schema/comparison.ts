import {
  column,
  METRICS,
  probabilityBetter,
  type Column,
  type Metric,
} from '../simulations/index.js';
import { builder } from './builder.js';
import { nameOf } from './checks.js';
import {
  comparisonSummary,
  COMPARISON_SUMMARY_METRICS,
  comparisonTable,
  type NamedAnswer,
} from './comparison-text.js';
import { comparisonWarnings } from './comparison-warnings.js';
import type { Context } from './context.js';
import { Distribution, type Estimate } from './distribution.js';
import { InputError, listKeys, NotFoundError, type Path } from './errors.js';
import { answerOf, type Question as DrawnQuestion } from './estimates.js';
import { Forecast, priceOf, WarningType } from './forecast.js';
import { forecastSelection, unite } from './forecast-selection.js';
import { columnOf } from './forecast-text.js';
import { inTurn } from './in-turn.js';
import { byKeyOrId } from './key-or-id.js';
import { COMPARED_METRICS, MetricEnum } from './metric.js';
import { MoneyInput } from './money.js';
import { HEADLINE_METRICS } from './monte-carlo-error.js';
import { nodeId } from './node-id.js';
import { choosePrecision, PrecisionInput, SEED_DESCRIPTION, seedOf } from './precision.js';
import { TABLE_METRICS } from './result-table.js';
import {
  ScenarioAssumptionsInput,
  ScenarioAudienceInput,
  ScenarioInput,
  type ScenarioInputShape,
} from './scenario-input.js';
import { resolveScenario } from './scenario.js';
import { selectedFields, type SelectedFields } from './selected-fields.js';
import { unitOf } from './unit.js';

const LEAST_SCENARIOS = 2;
const MOST_SCENARIOS = 10;

/** Plans under the same luck: draw d of each is the same world. */
interface ComparisonAnswer {
  readonly scenarios: readonly NamedAnswer[];
  readonly metrics: readonly Metric[];
}

interface Pair {
  readonly a: NamedAnswer;
  readonly b: NamedAnswer;
  readonly metrics: readonly Metric[];
}

interface PairMetric {
  readonly metric: Metric;
  readonly a: Column;
  readonly b: Column;
  readonly currency: string;
}

const BetterEnum = builder.enumType('Better', {
  description: 'Which way a metric is better.',
  values: {
    HIGHER: { description: 'More is better.' },
    LOWER: { description: 'Less is better: costs and negative engagement.' },
  } as const,
});

const PairMetricType = builder.objectRef<PairMetric>('PairMetric').implement({
  description: 'Two plans on one metric, world by world.',
  fields: (t) => ({
    metric: t.expose('metric', { type: MetricEnum, description: 'What is compared.' }),
    better: t.field({
      type: BetterEnum,
      nullable: true,
      description: 'Which way the metric is better.',
      resolve: ({ metric }) => METRICS[metric].better,
    }),
    probabilityABeatsB: t.field({
      type: 'Probability',
      nullable: true,
      description:
        'Share of the worlds in which A is better than B; ties count half. Null if they never both have a value.',
      resolve: (pair) => oddsOf(pair).probability,
    }),
    standardError: t.float({
      nullable: true,
      description: 'Monte Carlo standard error of `probabilityABeatsB`.',
      resolve: (pair) => oddsOf(pair).standardError,
    }),
    ties: t.field({
      type: 'Probability',
      description: 'Share of the worlds in which both are equal.',
      resolve: (pair) => oddsOf(pair).ties / pair.a.draws.length,
    }),
    undefinedShare: t.field({
      type: 'Probability',
      description: 'Share of the worlds left out because one of the two has no value.',
      resolve: (pair) => oddsOf(pair).undefined / pair.a.draws.length,
    }),
    difference: t.field({
      type: Distribution,
      description:
        'A less B, world by world; worlds in which one of them has no finite value are left out. Its standard error is that of paired draws.',
      resolve: differenceOf,
    }),
  }),
});

function oddsOf({ metric, a, b }: PairMetric) {
  return probabilityBetter(a, b, METRICS[metric].better ?? 'HIGHER');
}

function differenceOf({ metric, a, b, currency }: PairMetric): Estimate {
  const difference = a.draws.map((draw, d) => {
    const gap = draw - b.draws[d];
    return Number.isFinite(gap) ? gap : Number.NaN;
  });
  return {
    column: column(difference),
    unit: unitOf(metric, currency),
    better: METRICS[metric].better,
  };
}

const PairType = builder.objectRef<Pair>('Pair').implement({
  description: 'Two of the plans side by side.',
  fields: (t) => ({
    a: t.string({ description: 'Name of the first.', resolve: ({ a }) => a.name }),
    b: t.string({ description: 'Name of the second.', resolve: ({ b }) => b.name }),
    metrics: t.field({
      type: [PairMetricType],
      description: 'Metric by metric; those that one of the two does not have are left out.',
      resolve: ({ a, b, metrics }) =>
        metrics.flatMap((metric): Promise<PairMetric>[] => {
          const [ofA, ofB] = [a, b].map(({ answer }) =>
            columnOf(answer.outcome, 'TOTAL', 'total', metric),
          );
          const { currency } = a.answer.resolved.scenario;
          return ofA && ofB ? [inTurn({ metric, a: ofA, b: ofB, currency })] : [];
        }),
    }),
  }),
});

const NamedForecast = builder.objectRef<NamedAnswer>('NamedForecast').implement({
  description: 'One of the plans compared.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name in the comparison.' }),
    forecast: t.expose('answer', { type: Forecast, description: 'Its forecast.' }),
  }),
});

const Comparison = builder.objectRef<ComparisonAnswer>('Comparison').implement({
  description:
    'Plans under the same luck: the same seed, and the same number of draws, so that differences are those of the plans.',
  fields: (t) => ({
    summary: t.string({
      description: 'Two plain sentences: which plan wins what, with the odds.',
      resolve: ({ scenarios }) => comparisonSummary(scenarios),
    }),
    warnings: t.field({
      type: [WarningType],
      description: 'What to know before quoting the numbers, the gravest first.',
      resolve: ({ scenarios }) => comparisonWarnings(scenarios),
    }),
    table: t.stringList({
      description: 'The plans’ totals as lines of text, for a monospace font.',
      resolve: ({ scenarios }) => comparisonTable(scenarios),
    }),
    scenarios: t.field({
      type: [NamedForecast],
      description: 'The plans in the order of the question.',
      resolve: ({ scenarios }) => [...scenarios],
    }),
    pairs: t.field({
      type: [PairType],
      description: 'Every plan against every later one.',
      resolve: ({ scenarios, metrics }) =>
        scenarios.flatMap((a, i) => scenarios.slice(i + 1).map((b) => ({ a, b, metrics }))),
    }),
  }),
});

const NamedScenarioInput = builder.inputType('NamedScenarioInput', {
  description: 'A plan and its name.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What to call it in the answer; unique.' }),
    scenario: t.field({ type: ScenarioInput, required: true, description: 'The plan.' }),
  }),
});

interface Question {
  readonly name: string;
  readonly input: ScenarioInputShape;
  /** Where the plan stands in the operation's arguments. */
  readonly path: Path;
}

interface ComparisonArguments {
  readonly metrics?: readonly Metric[] | null;
  readonly precision?: typeof PrecisionInput.$inferInput | null;
  readonly seed?: string | null;
}

async function compare(
  questions: readonly Question[],
  { metrics, precision, seed }: ComparisonArguments,
  blame: Path,
  fields: SelectedFields,
  ctx: Context,
): Promise<ComparisonAnswer> {
  const luck = seedOf(['seed'], seed);
  const compared = comparedMetrics(metrics);
  const resolved = await Promise.all(
    questions.map(({ input, path }) => resolveScenario(input, ctx, path)),
  );
  const prices = resolved.map(priceOf);
  const total = prices.reduce((sum, price) => sum + price, 0);
  const pairs = fields.fields.has('pairs') ? (questions.length * (questions.length - 1)) / 2 : 0;
  const question: DrawnQuestion = {
    plans: resolved,
    seed: luck,
    precision: choosePrecision(total, precision, blame),
    select: comparisonSelection(fields, compared),
    extraResults: pairs * compared.length,
  };
  const { outcomes, precision: answered } = await answerOf(question, ctx);
  const year = ctx.now().getUTCFullYear();
  return {
    scenarios: questions.map(({ name }, i) => ({
      name,
      answer: {
        resolved: resolved[i],
        precision: { ...answered, placements: prices[i] },
        outcome: outcomes[i],
        year,
      },
    })),
    metrics: compared,
  };
}

function comparedMetrics(metrics: readonly Metric[] | null | undefined): readonly Metric[] {
  const wanted = metrics ?? COMPARED_METRICS;
  wanted.forEach((metric, i) => {
    if (wanted.indexOf(metric) !== i) {
      throw new InputError(['metrics', i], 'must be named once', metric);
    }
    if (METRICS[metric].better === null) {
      throw new InputError(
        ['metrics', i],
        `must be a metric of which more or less is better (${COMPARED_METRICS.join(', ')})`,
        metric,
      );
    }
  });
  return wanted;
}

/** What every plan must compute for the fields that a query selects on a Comparison. */
function comparisonSelection({ fields }: SelectedFields, compared: readonly Metric[]) {
  const total = (metrics: readonly Metric[]) => ({ metrics, groups: ['TOTAL' as const] });
  const forecast = fields.get('scenarios')?.fields.get('forecast');
  const ofForecasts = forecast ? forecastSelection(forecast) : null;
  const selections = [
    ...(fields.has('summary') ? [total(COMPARISON_SUMMARY_METRICS)] : []),
    ...(fields.has('table') ? [total(TABLE_METRICS)] : []),
    ...(fields.has('warnings') ? [total(HEADLINE_METRICS)] : []),
    ...(fields.has('pairs') ? [total(compared)] : []),
    ...(ofForecasts === null ? [] : [ofForecasts]),
  ];
  return selections.length === 0 ? null : unite(selections);
}

const METRICS_DESCRIPTION =
  'On what the pairs are compared. Default: every metric of which more or less is better.';
const PRECISION_DESCRIPTION =
  'How many worlds to draw, the same for every plan. Left out: as many as answer within seconds.';

builder.queryField('compare', (t) =>
  t.field({
    type: Comparison,
    description: 'Plans side by side under the same luck, and the odds that one beats another.',
    args: {
      scenarios: t.arg({
        type: [NamedScenarioInput],
        required: true,
        description: `${LEAST_SCENARIOS}–${MOST_SCENARIOS} plans.`,
      }),
      metrics: t.arg({ type: [MetricEnum], description: METRICS_DESCRIPTION }),
      precision: t.arg({ type: PrecisionInput, description: PRECISION_DESCRIPTION }),
      seed: t.arg.string({ description: SEED_DESCRIPTION }),
    },
    resolve: (_root, { scenarios, ...rest }, ctx, info) => {
      const { length } = scenarios;
      if (length < LEAST_SCENARIOS || length > MOST_SCENARIOS) {
        throw new InputError(
          ['scenarios'],
          `must have ${LEAST_SCENARIOS} to ${MOST_SCENARIOS} scenarios`,
          length,
        );
      }
      const taken = new Set<string>();
      const questions = scenarios.map(({ name: given, scenario }, i): Question => {
        const name = nameOf(['scenarios', i, 'name'], given) ?? given;
        if (taken.has(name)) throw new InputError(['scenarios', i, 'name'], 'must be unique', name);
        taken.add(name);
        return { name, input: scenario, path: ['scenarios', i, 'scenario'] };
      });
      return compare(questions, rest, ['scenarios'], selectedFields(info), ctx);
    },
  }),
);

builder.queryField('compareTiers', (t) =>
  t.field({
    type: Comparison,
    description:
      'What the same money buys in each tier of a scheme, all of it spent there, with display advertising beside.',
    args: {
      budget: t.arg({
        type: MoneyInput,
        required: true,
        description: 'The money to spend on each tier in turn.',
      }),
      scheme: t.arg.string({
        description: 'Key or id of a tier scheme. Default: the workspace’s default scheme.',
      }),
      audience: t.arg({
        type: ScenarioAudienceInput,
        description: 'The people who are wanted. Left out: everybody.',
      }),
      assumptions: t.arg({
        type: ScenarioAssumptionsInput,
        description: 'Which numbers the model uses.',
      }),
      displayBaseline: t.arg.boolean({
        required: true,
        defaultValue: true,
        description: 'Whether display advertising for the same money is compared too.',
      }),
      metrics: t.arg({ type: [MetricEnum], description: METRICS_DESCRIPTION }),
      precision: t.arg({ type: PrecisionInput, description: PRECISION_DESCRIPTION }),
      seed: t.arg.string({ description: SEED_DESCRIPTION }),
    },
    resolve: async (
      _root,
      { budget, scheme, audience, assumptions, displayBaseline, ...rest },
      ctx,
      info,
    ) => {
      const tiers = await tiersOf(scheme, ctx);
      const around = { budget, audience, assumptions };
      const questions: Question[] = tiers.map(({ id, name }) => ({
        name,
        input: { ...around, mix: [{ tier: nodeId('Tier', id), share: 1 }] },
        path: [],
      }));
      if (displayBaseline) {
        questions.push({
          name: 'Display ads',
          input: { ...around, mix: [{ platform: 'DISPLAY', share: 1 }] },
          path: [],
        });
      }
      try {
        return await compare(questions, rest, ['budget'], selectedFields(info), ctx);
      } catch (error) {
        // There is no mix in the question: it is the budget that buys too much.
        if (!(error instanceof InputError && error.inputPath[0] === 'mix')) throw error;
        throw new InputError(['budget', 'amount'], error.rule, error.got);
      }
    },
  }),
);

async function tiersOf(scheme: string | null | undefined, { db, viewer }: Context) {
  const schemes = await db.tierScheme.findMany({
    where: { workspaceId: viewer.workspaceId, archivedAt: null },
    include: { tiers: { orderBy: { position: 'asc' } } },
    orderBy: [{ isDefault: 'desc' }, { key: 'asc' }],
  });
  const chosen = scheme == null ? schemes.at(0) : byKeyOrId(schemes, 'TierScheme', scheme);
  if (!chosen) {
    const keys = listKeys(schemes.map(({ key }) => key));
    throw new NotFoundError(['scheme'], `the key or id of a tier scheme (keys: ${keys})`, scheme);
  }
  return chosen.tiers;
}
