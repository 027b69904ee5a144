import {
  METRICS,
  probabilityBetter,
  tailMean,
  type Column,
  type Metric,
} from '../simulations/index.js';
import type { ForecastAnswer } from './forecast.js';
import { columnOf } from './forecast-text.js';
import { metricWords } from './metric.js';
import { readableList, readableOdds, readableShare } from './readable.js';
import { readableQuantile, resultTable } from './result-table.js';

/** One of the plans compared, by its name. */
export interface NamedAnswer {
  readonly name: string;
  readonly answer: ForecastAnswer;
}

/** On what the first sentence names a winner; more of each is better. */
const WINS: readonly (readonly [Metric, string])[] = [
  ['REACH', 'reach the most people'],
  ['ENGAGEMENTS', 'earn the most engagements'],
];
/** A backlash is a matter of the tail: one big placement has a low median and a high worst case. */
const BACKLASH_METRIC = 'NEGATIVE_ENGAGEMENT_RATIO';
const WORST_SHARE = 0.1;
/** On what display advertising is measured against the best of the others. */
const DISPLAY_METRICS: readonly Metric[] = ['REACH', 'CLICKS', 'CPM'];

export const COMPARISON_SUMMARY_METRICS: readonly Metric[] = [
  ...new Set([...WINS.map(([metric]) => metric), BACKLASH_METRIC, ...DISPLAY_METRICS] as const),
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
  const winners = WINS.flatMap(([metric, words]): Win[] => {
    const win = best(rivals, metric);
    return win ? [{ ...win, words }] : [];
  });
  const first = `${[winnerWords(winners), ...mildestWords(rivals)].join('; ')}.`;
  return display && people.length > 0
    ? `${first} ${displayWords(display, rivals)}`
    : `${first} ${closestWords(winners)}`;
}

/** Who is best on a metric, and what a sentence says of that. */
interface Win extends Winner {
  readonly words: string;
}

interface Winner {
  readonly metric: Metric;
  readonly scenario: NamedAnswer;
  /** P(better than every other), ties shared. */
  readonly odds: number;
}

/**
 * `Sharer would most often reach the most people (about 2M, odds of 73%) and earn …`: a name may
 * be singular or plural, so the verbs are such that fit both.
 */
function winnerWords(winners: readonly Win[]): string {
  const clauses = winners.map(({ metric, scenario, odds, words }, i) => {
    const { outcome, resolved } = scenario.answer;
    const column = totalOf(scenario, metric);
    const about = readableQuantile(metric, column, 0.5, resolved.scenario.currency);
    const chance = readableOdds(odds, outcome.draws);
    const isSame = i > 0 && winners[i - 1].scenario === scenario;
    const subject = isSame ? '' : `${scenario.name} would most often `;
    return `${subject}${words} (about ${about}, odds of ${chance})`;
  });
  return readableList(clauses);
}

/** Whose worst tenth of the worlds is the least negative, and whose is the most. */
function mildestWords(rivals: readonly NamedAnswer[]): string[] {
  const tails = rivals
    .flatMap((scenario) => {
      const ratio = totalOf(scenario, BACKLASH_METRIC);
      const share = ratio && tailMean(ratio, WORST_SHARE, 'LOWER');
      return share === null ? [] : [{ name: scenario.name, share }];
    })
    .sort((a, b) => a.share - b.share);
  if (tails.length === 0) return [];
  const [mildest, harshest] = [tails[0], tails[tails.length - 1]];
  const [least, most] = [readableShare(mildest.share), readableShare(harshest.share)];
  const whose =
    least === most
      ? ', whichever is chosen'
      : ` with ${mildest.name}, ${most} with ${harshest.name}`;
  return [`in the worst tenth of cases ${least} of the engagement would be negative${whose}`];
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
  const { draws } = display.answer.outcome;
  const odds = DISPLAY_METRICS.flatMap((metric) => {
    const rival = best(rivals, metric);
    const mine = totalOf(display, metric);
    const theirs = rival && totalOf(rival.scenario, metric);
    const better = METRICS[metric].better;
    if (!mine || !theirs || better === null) return [];
    const { probability } = probabilityBetter(mine, theirs, better);
    return probability === null
      ? []
      : [`on ${metricWords(metric)} with odds of ${readableOdds(probability, draws)}`];
  });
  return `Against the best of the others ${display.name} would win ${readableList(odds)}, but earn no engagement.`;
}

/** Without display advertising: how sure the least sure win is. */
function closestWords(winners: readonly Winner[]): string {
  const [{ metric, scenario, odds }] = [...winners].sort((a, b) => a.odds - b.odds);
  const chance = readableOdds(1 - odds, scenario.answer.outcome.draws);
  return `The race for ${metricWords(metric)} is the closest: the odds that it goes to somebody other than ${scenario.name} are ${chance}.`;
}
