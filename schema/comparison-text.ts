import {
  METRICS,
  probabilityBetter,
  tailMean,
  type Column,
  type Metric,
} from '../simulations/index.js';
import type { ForecastAnswer } from './forecast.js';
import { columnOf, resultTable } from './forecast-text.js';
import { metricWords } from './metric.js';
import { readableList, readableOdds, readableShare } from './readable.js';

/** One of the plans compared, by its name. */
export interface NamedAnswer {
  readonly name: string;
  readonly answer: ForecastAnswer;
}

/** On what the first sentence names a winner; more of each is better. */
const WINNING_METRICS: readonly Metric[] = ['REACH', 'ENGAGEMENTS'];
/** A backlash is a matter of the tail: one big placement has a low median and a high worst case. */
const BACKLASH_METRIC = 'NEGATIVE_ENGAGEMENT_RATIO';
const WORST_SHARE = 0.1;
/** On what display advertising is measured against the best of the others. */
const DISPLAY_METRICS: readonly Metric[] = ['REACH', 'CLICKS', 'CPM'];

export const COMPARISON_SUMMARY_METRICS: readonly Metric[] = [
  ...new Set([...WINNING_METRICS, BACKLASH_METRIC, ...DISPLAY_METRICS] as const),
];

const totalOf = ({ answer }: NamedAnswer, metric: Metric): Column | null =>
  columnOf(answer.outcome, 'TOTAL', 'total', metric) ?? null;

const isDisplay = ({ answer }: NamedAnswer): boolean =>
  answer.resolved.scenario.lines.every(({ row }) => row === 'DISPLAY_AD');

export function comparisonTable(scenarios: readonly NamedAnswer[]): string[] {
  return resultTable(
    scenarios.map((scenario) => ({
      name: scenario.name,
      column: (metric) => totalOf(scenario, metric),
    })),
    scenarios[0].answer.resolved.scenario.currency,
  );
}

/** Two sentences: who wins what, and what display advertising or the closest rival says to it. */
export function comparisonSummary(scenarios: readonly NamedAnswer[]): string {
  const people = scenarios.filter((scenario) => !isDisplay(scenario));
  const display = scenarios.find(isDisplay);
  const rivals = people.length > 0 ? people : scenarios;
  const winners = WINNING_METRICS.flatMap((metric) => best(rivals, metric) ?? []);
  const first = `${[prizes(winners), ...mildest(rivals)].join('; ')}.`;
  return display && people.length > 0
    ? `${first} ${displayWords(display, rivals)}`
    : `${first} ${rivalWords(winners)}`;
}

interface Winner {
  readonly metric: Metric;
  readonly scenario: NamedAnswer;
  /** P(better than every other), ties shared. */
  readonly odds: number;
}

/** `Most likely the most reach comes from Sharer (odds of 73% …) and the most engagements from …` */
function prizes(winners: readonly Winner[]): string {
  const words = winners.map(({ metric, scenario, odds }, i) => {
    const chance = readableOdds(odds, scenario.answer.outcome.draws);
    const what = `the most ${metricWords(metric)}`;
    return i === 0
      ? `${what} comes from ${scenario.name} (odds of ${chance} against all the others)`
      : `${what} from ${scenario.name} (${chance})`;
  });
  return `Most likely ${readableList(words)}`;
}

/** Whose worst tenth of the worlds is the least negative. */
function mildest(rivals: readonly NamedAnswer[]): string[] {
  const tails = rivals
    .flatMap((scenario) => {
      const ratio = totalOf(scenario, BACKLASH_METRIC);
      const share = ratio && tailMean(ratio, WORST_SHARE, 'LOWER');
      return share === null ? [] : [{ name: scenario.name, share }];
    })
    .sort((a, b) => a.share - b.share);
  return tails
    .slice(0, 1)
    .map(
      ({ name, share }) =>
        `in the worst tenth of the worlds the least negative engagement comes from ${name} (${readableShare(share)})`,
    );
}

/** Who is best most often, over the draws in which the metric is defined for anybody. */
function best(scenarios: readonly NamedAnswer[], metric: Metric): Winner | null {
  const rivals = scenarios.flatMap((scenario) => {
    const column = totalOf(scenario, metric);
    return column ? [{ scenario, draws: column.draws }] : [];
  });
  if (rivals.length === 0) return null;
  const sign = METRICS[metric].better === 'LOWER' ? -1 : 1;
  const wins = rivals.map(() => 0);
  let decided = 0;
  for (let d = 0; d < rivals[0].draws.length; d++) {
    let top = Number.NaN;
    let tied = 0;
    for (const { draws } of rivals) {
      const value = sign * draws[d];
      if (Number.isNaN(value)) continue;
      if (tied === 0 || value > top) {
        top = value;
        tied = 1;
      } else if (value === top) tied++;
    }
    if (tied === 0) continue;
    decided++;
    rivals.forEach(({ draws }, i) => {
      if (sign * draws[d] === top) wins[i] += 1 / tied;
    });
  }
  if (decided === 0) return null;
  const winner = wins.indexOf(Math.max(...wins));
  return { metric, scenario: rivals[winner].scenario, odds: wins[winner] / decided };
}

/** Display's strengths as they come: its odds against whoever is best among the others. */
function displayWords(display: NamedAnswer, rivals: readonly NamedAnswer[]): string {
  const odds = DISPLAY_METRICS.flatMap((metric) => {
    const rival = best(rivals, metric);
    const mine = totalOf(display, metric);
    const theirs = rival && totalOf(rival.scenario, metric);
    const better = METRICS[metric].better;
    if (!mine || !theirs || better === null) return [];
    const { probability } = probabilityBetter(mine, theirs, better);
    return probability === null ? [] : [{ metric, rival: rival.scenario.name, probability }];
  });
  const { draws } = display.answer.outcome;
  const words = odds.map(
    ({ metric, rival, probability }) =>
      `on ${metricWords(metric)} with odds of ${readableOdds(probability, draws)} (against ${rival})`,
  );
  return `For the same money ${display.name} would win ${readableList(words)}, but earn no engagement.`;
}

/** Without display advertising: how sure the least sure win is. */
function rivalWords(winners: readonly Winner[]): string {
  const [closest] = [...winners].sort((a, b) => a.odds - b.odds);
  const { metric, scenario, odds } = closest;
  const chance = readableOdds(1 - odds, scenario.answer.outcome.draws);
  return `The closest race is the one for ${metricWords(metric)}: it does not go to ${scenario.name} with odds of ${chance}.`;
}
