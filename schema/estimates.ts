import {
  type DailySize,
  dailySizeOf,
  ENGINE_VERSION,
  type Metric,
  type Outcome,
  ScenarioError,
  type Selection,
} from '../simulations/index.js';
import type { AnsweredPrecision } from './answered-precision.js';
import type { Context } from './context.js';
import { InputError } from './errors.js';
import { unite } from './forecast-selection.js';
import { columnOf } from './forecast-text.js';
import { metricWords } from './metric.js';
import {
  HEADLINE_METRICS,
  monteCarloError,
  type MonteCarloError,
  untoldError,
} from './monte-carlo-error.js';
import {
  type ChosenPrecision,
  FIRST_DRAWS,
  MOST_DRAWS,
  type PrecisionGoal,
  PRICE_LIMIT,
} from './precision.js';
import { readableShare } from './readable.js';
import {
  type Expense,
  REQUEST_LIMITS,
  resultsPerDraw,
  takeFromBudget,
  takeIfLeft,
} from './request-budget.js';
import type { ResolvedScenario } from './scenario.js';

/** Plans that are simulated under the same luck with the same number of draws. */
export interface Question {
  readonly plans: readonly ResolvedScenario[];
  readonly seed: string;
  readonly precision: ChosenPrecision;
  /** Null where nothing of the answer has to be simulated, as by itself a relative error has. */
  readonly select: Selection | null;
  /** Numbers per draw that the answer keeps beside the plans' results. */
  readonly extraResults: number;
}

/** An answer from some of the draws: of each plan in order. */
export interface Estimates {
  readonly outcomes: readonly Outcome[];
  /** Its placements are those of all plans. */
  readonly precision: AnsweredPrecision;
  /** Estimated share of the work, 0–1: 1 for the answer itself. */
  readonly fractionDone: number;
}

/** What an estimate says about whether to go on. */
interface Verdict extends Pick<AnsweredPrecision, 'relativeError' | 'met' | 'reason'> {
  readonly fractionDone: number;
}

/** A stream of estimates from more and more draws; every next one begins with the draws before it. */
const PROGRESS_FACTOR = 4;

/**
 * Estimates that tighten, the last of which is the answer: the same as from its draws at once.
 *
 * Nothing is simulated before the next one is asked for. A number of draws is paid for before the
 * first of them; what grows towards a relative error is paid for step by step, and ends where the
 * request's limits do.
 *
 * @param isStream - whether those before the last are wanted too
 * @throws InputError in the client's words; PriceError, TooComplexError before any draw
 */
export async function* estimatesOf(
  question: Question,
  ctx: Context,
  isStream: boolean,
): AsyncGenerator<Estimates> {
  const { precision } = question;
  const { placements, limit } = precision;
  const select = selectionOf(question);
  const steps = [...stepsOf(precision, isStream && select !== null)];
  const days = select?.daily ? question.plans.map(({ scenario }) => dailySizeOf(scenario)) : [];
  const expenseOf = (draws: number) => expense(question, select, days, draws);
  takeFromBudget(ctx, expenseOf('goal' in precision ? steps[0] : precision.draws));
  let done = 0;
  let milliseconds = 0;
  for (const [i, draws] of steps.entries()) {
    const started = ctx.now().getTime();
    const outcomes = await simulateAll(question, select, draws, ctx);
    milliseconds += Math.max(0, ctx.now().getTime() - started);
    const further = i + 1 < steps.length ? steps[i + 1] - draws : null;
    const verdict =
      'goal' in precision
        ? judge(precision.goal, outcomes, draws, limit, () =>
            further === null
              ? (precision.limitedBy ?? ownLimit(limit))
              : limitInTheWay(takeIfLeft(ctx, expenseOf(further))),
          )
        : { ...counted(precision, draws), relativeError: null, met: null };
    const { fractionDone, ...told } = verdict;
    done = Math.max(done, fractionDone);
    const answered = { draws, placements, limit, milliseconds, ...told };
    yield { outcomes, precision: answered, fractionDone: done };
    if (done === 1) return;
  }
}

/** The last of the estimates. */
export async function answerOf(question: Question, ctx: Context): Promise<Estimates> {
  let last: Estimates | undefined;
  for await (const estimates of estimatesOf(question, ctx, false)) last = estimates;
  if (last === undefined) throw new Error('a question without a number of draws');
  return last;
}

/** The numbers of draws to estimate from, in ascending order. */
function* stepsOf(precision: ChosenPrecision, isStream: boolean): Generator<number> {
  if ('goal' in precision) {
    for (let draws = FIRST_DRAWS; draws <= precision.limit; draws *= 2) yield draws;
    return;
  }
  if (isStream) {
    for (let draws = FIRST_DRAWS; draws < precision.draws; draws *= PROGRESS_FACTOR) yield draws;
  }
  yield precision.draws;
}

/** Everything that has to be simulated of each plan; null where nothing has. */
function selectionOf({ select, precision }: Question): Selection | null {
  if (!('goal' in precision)) return select;
  const judged = total(metricsOf(precision.goal));
  return select === null ? judged : unite([select, judged]);
}

function expense(
  { plans, precision: { placements }, extraResults }: Question,
  select: Selection | null,
  days: readonly DailySize[],
  draws: number,
): Expense {
  if (select === null) return { work: 0, results: 0 };
  const perDraw = plans.reduce(
    (sum, { scenario }) => sum + resultsPerDraw(select, scenario.lines.length),
    extraResults,
  );
  const work = days.reduce((sum, size) => sum + Math.min(draws, size.draws) * size.price, 0);
  const results = plans.reduce((sum, { scenario }, i) => {
    if (select.daily === undefined) return sum;
    const columns = resultsPerDraw(select.daily, scenario.lines.length) - 1;
    return sum + Math.min(draws, days[i].draws) * days[i].points * columns;
  }, 0);
  return { work: draws * placements + work, results: draws * perDraw + results };
}

function simulateAll(
  { plans, seed }: Question,
  select: Selection | null,
  draws: number,
  ctx: Context,
): Promise<Outcome[]> {
  if (select === null) return Promise.resolve(plans.map(() => unsimulated(seed, draws)));
  return Promise.all(
    plans.map(async (plan) => {
      try {
        return await ctx.simulate(plan.scenario, { seed, draws, select });
      } catch (error) {
        throw error instanceof ScenarioError ? plan.inputError(error) : error;
      }
    }),
  );
}

const total = (metrics: readonly Metric[]): Selection => ({ metrics, groups: ['TOTAL'] });

const metricsOf = ({ of }: PrecisionGoal): readonly Metric[] =>
  of === null ? HEADLINE_METRICS : [of];

/** The outcome of a plan of which nothing is asked that has to be simulated. */
function unsimulated(seed: string, draws: number): Outcome {
  return {
    engineVersion: ENGINE_VERSION,
    seed,
    draws,
    groups: [],
    targets: { probabilities: [], standardErrors: [], joint: null, jointStandardError: null },
    withinBudget: null,
    withinBudgetStandardError: null,
    diagnostics: [],
  };
}

function counted(
  precision: { readonly draws: number; readonly reason: string },
  draws: number,
): Pick<Verdict, 'fractionDone' | 'reason'> {
  if (draws === precision.draws) return { fractionDone: 1, reason: precision.reason };
  return {
    fractionDone: draws / precision.draws,
    reason: `The first ${readable(draws)} of ${readable(precision.draws)} draws.`,
  };
}

/**
 * Whether the largest of the plans' errors is small enough, or no more draws can be taken.
 *
 * @param goOn - takes the next step; returns the limit in whose way it is, null if there is none
 */
function judge(
  goal: PrecisionGoal,
  outcomes: readonly Outcome[],
  draws: number,
  limit: number,
  goOn: () => string | null,
): Verdict {
  const { of, relativeError, statistic } = goal;
  if (of !== null && outcomes.every((outcome) => !columnOf(outcome, 'TOTAL', 'total', of))) {
    throw new InputError(['precision', 'of'], 'must be a metric that the plan has', of);
  }
  const metrics = metricsOf(goal);
  const worst = outcomes
    .map((outcome) => monteCarloError(outcome, metrics, statistic))
    .reduce((a, b) => ((b?.share ?? -1) > (a?.share ?? -1) ? b : a));
  const shown = readable(draws);
  if (worst === null) {
    const what =
      of === null ? 'what reach, engagements and negative engagement are' : nameOf(of, goal);
    return {
      fractionDone: 1,
      relativeError: null,
      met: false,
      reason: `${shown} draws give no relative error of ${what}, because it is 0, infinite or undefined; ask for \`draws\`.`,
    };
  }
  const untold = firstOf(outcomes, (outcome) => untoldError(outcome, metrics, statistic));
  const isNear = worst.share <= relativeError;
  const error = `the standard error of ${nameOf(worst.metric, goal)}`;
  const wanted = `at most ${readableShare(relativeError)} was asked for`;
  if (isNear && untold === null) {
    return {
      relativeError: worst.share,
      met: true,
      fractionDone: 1,
      reason: `${shown} draws bring ${error} to ${readableShare(worst.share)} of it; ${wanted}.`,
    };
  }
  const left =
    isNear && untold !== null
      ? `cannot tell the standard error of ${nameOf(untold, goal)}: it comes out as 0, although the draws differ; ${wanted}.`
      : `leave ${error} at ${readableShare(worst.share)} of it; ${wanted}.`;
  const reached = { relativeError: isNear ? null : worst.share, met: false };
  const stop = goOn();
  if (stop !== null) {
    return {
      ...reached,
      fractionDone: 1,
      reason: `${shown} draws, the largest doubling within ${stop}, ${left}`,
    };
  }
  return {
    ...reached,
    fractionDone: Math.max(draws / limit, isNear ? 0 : fractionOf(worst, goal)),
    reason: `The first ${shown} draws ${left}`,
  };
}

function firstOf<T, R>(items: readonly T[], of: (item: T) => R | null): R | null {
  for (const item of items) {
    const found = of(item);
    if (found !== null) return found;
  }
  return null;
}

/** Of the draws that are needed where the error falls with their square root. */
function fractionOf({ share }: MonteCarloError, { relativeError }: PrecisionGoal): number {
  return (relativeError / share) ** 2;
}

/** What keeps a question that is alone in its request from more than its most draws. */
function ownLimit(draws: number): string {
  return draws === MOST_DRAWS
    ? `the limit of ${readable(MOST_DRAWS)} draws`
    : `the limit of ${readable(PRICE_LIMIT)} draws × placements`;
}

const UNITS: Readonly<Record<keyof Expense, string>> = {
  work: 'draws × placements',
  results: 'results (draws × metrics × groups)',
};

function limitInTheWay(of: keyof Expense | null): string | null {
  return of === null
    ? null
    : `what is left of the request’s ${readable(REQUEST_LIMITS[of])} ${UNITS[of]}`;
}

function nameOf(metric: Metric, { statistic }: PrecisionGoal): string {
  const words = metricWords(metric);
  return statistic === 'MEAN' ? `the average ${words}` : `the ${statistic} of the ${words}`;
}

const readable = (count: number): string => count.toLocaleString('en-US');
