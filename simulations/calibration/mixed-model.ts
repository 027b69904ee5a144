import { log } from '../math/elementary.js';
import { cholesky, inverse } from '../math/linear.js';
import type { Parameters, RowParameters } from '../parameters.js';
import {
  EPISTEMIC_COLUMNS,
  type LearningParameters,
  NO_TAILS,
  priorCovariance,
  rowColumn,
  STEPS,
  tailsOf,
} from './columns.js';
import { huberSquare, huberWeight } from './huber.js';
import { type Component, fillComponents, newComponent } from './mixture-noise.js';
import type { Account, Observation, SpreadName } from './observations.js';
import type { Posterior } from './posterior.js';
import { binomialSite, poissonSite } from './sites.js';
import { type Part, Spreads } from './spreads.js';

/** Counts from here on are Gaussian in ln to four digits. */
const LARGE_COUNT = 1000;
const MOST_ROUNDS = 100;
/** Rounds in which the prior's tails follow the fit. */
const WIDENING_ROUNDS = 12;
/** Largest change of ln variance, and of a column in its prior sds, that counts as none. */
const TOLERANCE = 5e-4;
/** Counts' sites follow the fit in the first rounds, then now and then. */
const FIRST_ROUNDS = 8;
const ROUNDS_PER_SITE = 4;

/** Values of what unusual reach takes from a rate follow the fit. */
type Column = [column: number, value: number];

interface Row {
  readonly observation: Observation;
  readonly columns: readonly Column[];
  /** What unusual reach explains by the assumptions. */
  explained: number;
  readonly noise: readonly Part[];
  /** Of the noise of the last round. */
  variance: number;
  /** Count data: Gaussian stand-in. */
  at: number;
  siteVariance: number;
  /** Effective target and precision given the account's effect. */
  target: number;
  precision: number;
  /** Of a mixture's noise, filled anew as the fit moves. */
  readonly components: readonly [Component, Component] | null;
}

interface ReachLaw {
  readonly row: RowParameters;
  readonly ofAccount: Part;
  readonly ofPost: Part;
}

interface Group {
  readonly account: Account;
  readonly effect: readonly Part[];
  readonly rows: readonly Row[];
  /** Of rates whose base is known: what tells the account's part of its reach from the posts'. */
  readonly reach: ReachLaw | null;
  /** All rows have the same columns: they are in no campaign, or all in one. */
  readonly alike: boolean;
  variance: number;
  mean: number;
  /** Variance of the effect given the rows as they are weighted, and if none were weighted down. */
  left: number;
  leftOfAll: number;
  weight: number;
}

/**
 * Fits y = Xβ + account effect + noise, β normal around 0 with the prior's covariance, variances
 * inverse gamma about the prior's: expectation–maximisation with Huber's weights, counts by
 * expectation propagation, a mixture's components by their odds.
 */
export function fitMixedModel(
  accounts: readonly Account[],
  campaigns: number,
  p: Parameters,
  learning: LearningParameters,
): Posterior {
  const spreads = new Spreads(p, learning);
  const groups = accounts.map((account) => groupOf(account, spreads, p));
  const size = EPISTEMIC_COLUMNS + campaigns * STEPS.length;
  const stated = priorCovariance(p, learning, campaigns);
  let tails = NO_TAILS;
  let prior = stated;
  let priorPrecision = inverse(cholesky(prior, size), size);
  let mean = new Float64Array(size);
  let covariance = prior;

  for (let round = 0; round < MOST_ROUNDS; round++) {
    const follow = round < FIRST_ROUNDS || round % ROUNDS_PER_SITE === 0;
    const precision = priorPrecision.slice();
    const weighted = new Float64Array(size);
    for (const group of groups) {
      prepare(group, spreads, mean, follow);
      addInformation(group, size, precision, weighted);
    }
    covariance = inverse(cholesky(precision, size), size);
    const next = product(covariance, weighted, size);
    let moved = 0;
    for (let i = 0; i < size; i++) {
      moved = Math.max(moved, Math.abs(next[i] - mean[i]) / Math.sqrt(stated[i * size + i]));
    }
    mean = next;
    if (round < WIDENING_ROUNDS) {
      tails = tailsOf(p, learning, product(priorPrecision, mean, size), tails);
      prior = priorCovariance(p, learning, campaigns, tails);
      priorPrecision = inverse(cholesky(prior, size), size);
    }
    spreads.forget();
    for (const group of groups) expect(group, spreads, mean, covariance, size);
    moved = Math.max(moved, spreads.update());
    if (moved < TOLERANCE && round >= WIDENING_ROUNDS) break;
  }
  return {
    mean,
    covariance,
    size,
    campaigns,
    prior,
    information: informationBySource(groups, size),
    spreads: spreads.learned(),
  };
}

function groupOf(account: Account, spreads: Spreads, p: Parameters): Group {
  const { source, size } = account;
  const { kind, row } = source;
  const single = (of: SpreadName): Part => ({ spread: spreads.of(of), weight: 1, size });
  const knowsReach = kind === 'ENGAGEMENT';
  return {
    account,
    effect: spreads.partsOf(account.effect, size),
    reach: knowsReach
      ? {
          row: p.rows[row],
          ofAccount: single(`reach.influencerSd.${row}`),
          ofPost: single(`reach.postSd.${row}`),
        }
      : null,
    alike:
      !knowsReach &&
      account.observations.every((each) => haveSameColumns(each, account.observations[0])),
    rows: account.observations.map((observation) => ({
      observation,
      columns: [
        ...observation.columns.map(([column, value]): Column => [column, value]),
        ...(knowsReach
          ? (['overAccount', 'overPost'] as const).map((over): Column => [rowColumn(over, row), 0])
          : []),
      ],
      explained: 0,
      noise: spreads.partsOf(observation.noise, size),
      variance: 1,
      at: observation.value,
      siteVariance: 0,
      target: 0,
      precision: 0,
      components: observation.mixed === null ? null : [newComponent(), newComponent()],
    })),
    variance: 1,
    mean: 0,
    left: 0,
    leftOfAll: 0,
    weight: 1,
  };
}

function haveSameColumns(a: Observation, b: Observation): boolean {
  return (
    a.columns.length === b.columns.length &&
    a.columns.every(([column, value], i) => column === b.columns[i][0] && value === b.columns[i][1])
  );
}

function fitted(
  { columns }: { readonly columns: Observation['columns'] },
  mean: Float64Array,
): number {
  let sum = 0;
  for (const [column, value] of columns) sum += mean[column] * value;
  return sum;
}

/**
 * How far reach lies from what the fit holds to be usual, as u and v: of their mean over n posts the
 * account has the share σu² ÷ (σu² + σv²/n), each post what is left.
 */
function placeReach(
  rows: readonly Row[],
  law: ReachLaw,
  spreads: Spreads,
  mean: Float64Array,
): void {
  const of = law.row;
  const [ofAccount, ofPost] = [spreads.ofPart(law.ofAccount), spreads.ofPart(law.ofPost)];
  const beyond = rows.map(({ observation: { beyond } }) => beyond!.value - fitted(beyond!, mean));
  const average = beyond.reduce((sum, value) => sum + value, 0) / rows.length;
  const share = ofAccount / (ofAccount + ofPost / rows.length);
  const u = share * (average - spreads.widthOf(law.ofPost) * of.postMean);
  rows.forEach((row, i) => {
    const v = beyond[i] - u;
    const [overAccount, overPost] = row.columns.slice(-2);
    overAccount[1] = -u;
    overPost[1] = -v;
    row.explained = -of.engagementOverAccount * u - of.engagementOverPost * v;
  });
}

/** Targets and precisions of a group's rows, given β and what is known of its effect. */
function prepare(group: Group, spreads: Spreads, mean: Float64Array, follow: boolean): void {
  group.variance = spreads.varianceOf(group.effect, group.account.effect.fixed);
  if (group.reach !== null) placeReach(group.rows, group.reach, spreads, mean);
  let all = 1 / group.variance;
  for (const row of group.rows) {
    const { observation } = row;
    row.variance = spreads.varianceOf(row.noise, observation.noise.fixed);
    if (observation.count !== null && follow) placeSite(group, row, mean);
    all += 1 / (row.variance + row.siteVariance);
  }
  group.leftOfAll = 1 / all;
  for (const row of group.rows) {
    const rest = row.at - row.explained - fitted(row, mean) - group.mean;
    if (row.components !== null) {
      targetOfMixture(row, rest, spreads, row.components);
    } else {
      const variance = row.variance + row.siteVariance;
      row.target = row.at - row.explained;
      // Of a single one nobody can tell whether the post or the account is unusual.
      const isAlone = group.rows.length === 1;
      row.precision = (isAlone ? 1 : huberWeight(rest, variance - group.leftOfAll)) / variance;
    }
  }
}

/** A count's Gaussian, given everything else that is known about its rate. */
function placeSite(group: Group, row: Row, mean: Float64Array): void {
  const { count, exposure, trials } = row.observation.count!;
  const others = trials === null ? count : trials - count;
  if (count >= LARGE_COUNT && others >= LARGE_COUNT) {
    row.at = log(trials === null ? count : count / others) - log(exposure);
    row.siteVariance = trials === null ? 1 / count : trials / count / others;
    return;
  }
  // What the account's other observations say of its effect.
  let [precision, sum] = [1 / group.variance, 0];
  for (const other of group.rows) {
    if (other === row || other.precision === 0) continue;
    precision += other.precision;
    sum += other.precision * (other.target - fitted(other, mean));
  }
  const cavity = fitted(row, mean) + row.explained + sum / precision;
  const variance = 1 / precision + row.variance;
  if (trials === null) {
    const { at, precision: own } = poissonSite(count, exposure, cavity, variance);
    [row.at, row.siteVariance] = [at, 1 / own];
  } else {
    const shift = log(exposure);
    const { at, precision: own } = binomialSite(count, trials, cavity + shift, variance);
    [row.at, row.siteVariance] = [at - shift, 1 / own];
  }
}

/** A mixture keeps its shape and changes its width. */
function placeComponents(
  { noise: [ofPost], observation }: Row,
  rest: number,
  spreads: Spreads,
  components: readonly Component[],
): void {
  const scale = spreads.widthOf(ofPost);
  const { mixed, noise } = observation;
  fillComponents(components, mixed!.mixture!, scale, noise.fixed, rest);
}

function targetOfMixture(
  row: Row,
  rest: number,
  spreads: Spreads,
  components: readonly Component[],
): void {
  placeComponents(row, rest, spreads, components);
  let [precision, sum] = [0, 0];
  for (const { odds, mean, variance } of components) {
    const own = (odds * huberWeight(rest - mean, variance)) / variance;
    precision += own;
    sum += own * (row.at - mean);
  }
  row.precision = precision;
  row.target = sum / precision;
}

/** X'V⁻¹X and X'V⁻¹y of a group, its effect integrated out, times its weight. */
function addInformation(
  { rows, alike, variance, weight }: Group,
  size: number,
  precision: Float64Array,
  weighted: Float64Array,
): void {
  let all = 0;
  let sum = 0;
  if (alike) {
    for (const { target, precision: own } of rows) {
      all += own;
      sum += own * target;
    }
    const kept = weight / (1 + all * variance);
    const { columns } = rows[0];
    for (const [column, value] of columns) {
      weighted[column] += kept * sum * value;
      for (const [other, times] of columns) {
        precision[column * size + other] += kept * all * value * times;
      }
    }
    return;
  }
  const touched: number[] = [];
  const common = new Map<number, number>();
  for (const { columns, target, precision: own } of rows) {
    all += own;
    sum += own * target;
    for (const [column, value] of columns) {
      if (!common.has(column)) touched.push(column);
      common.set(column, (common.get(column) ?? 0) + own * value);
      weighted[column] += weight * own * value * target;
      for (const [other, times] of columns) {
        precision[column * size + other] += weight * own * value * times;
      }
    }
  }
  const taken = 1 / (all + 1 / variance);
  for (const column of touched) {
    const share = common.get(column)! * taken;
    weighted[column] -= weight * share * sum;
    for (const other of touched)
      precision[column * size + other] -= weight * share * common.get(other)!;
  }
}

/** The group's effect given β, and what it and the noise add to their spreads. */
function expect(
  group: Group,
  spreads: Spreads,
  mean: Float64Array,
  covariance: Float64Array,
  size: number,
): void {
  const { rows, variance, account } = group;
  let [all, sum] = [0, 0];
  for (const row of rows) {
    all += row.precision;
    sum += row.precision * (row.target - fitted(row, mean));
  }
  const left = 1 / (all + 1 / variance);
  const shrink = all * left;
  const ofColumns = quadratic(rows[0], covariance, size);
  group.mean = left * sum;
  group.left = left;
  group.weight = all === 0 ? 1 : huberWeight(sum / all, variance + 1 / all);
  const square = huberSquare(group.mean, variance - left) + left + shrink * shrink * ofColumns;
  spreads.allot(group.effect, variance, square, shrink * shrink, account.effect.fixed);
  const unexplained = (1 - shrink) * (1 - shrink) * ofColumns;
  for (const row of rows) expectNoise(row, group, spreads, mean, unexplained);
}

function expectNoise(
  row: Row,
  group: Group,
  spreads: Spreads,
  mean: Float64Array,
  unexplained: number,
): void {
  const { observation, variance, siteVariance } = row;
  const rest = row.at - row.explained - fitted(row, mean) - group.mean;
  if (row.components !== null) {
    const [{ spread, size }] = row.noise;
    const ofScale = spreads.ofPart(row.noise[0]);
    let [sum, seen] = [0, 0];
    placeComponents(row, rest, spreads, row.components);
    for (const { odds, mean: centre, own, variance: all } of row.components) {
      const share = own / all;
      const known = Math.max(all - group.left, 0.01 * all);
      const square =
        share * share * (huberSquare(rest - centre, known) + group.left + unexplained) +
        own * (1 - share);
      sum += (odds * square * ofScale) / own;
      seen += odds * ((share * known) / all) ** 2;
    }
    spreads.add({ spread, size, square: sum, seen });
    return;
  }
  const all = variance + siteVariance;
  const share = variance / all;
  const known = all - group.leftOfAll;
  const square =
    share * share * (huberSquare(rest, known) + group.left + unexplained) + variance * (1 - share);
  spreads.allot(row.noise, variance, square, ((share * known) / all) ** 2, observation.noise.fixed);
}

/** x'Σx of an observation's columns. */
function quadratic({ columns }: Row, covariance: Float64Array, size: number): number {
  let sum = 0;
  for (const [i, a] of columns) {
    for (const [j, b] of columns) sum += a * b * covariance[i * size + j];
  }
  return sum;
}

function product(
  matrix: Float64Array,
  vector: Float64Array,
  size: number,
): Float64Array<ArrayBuffer> {
  const result = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += matrix[i * size + j] * vector[j];
    result[i] = sum;
  }
  return result;
}

function informationBySource(groups: readonly Group[], size: number): Posterior['information'] {
  const bySource = new Map<string, { precision: Float64Array; weighted: Float64Array }>();
  for (const group of groups) {
    const { kind, row, platform } = group.account.source;
    const key = kind === 'NEGATIVITY' ? platform : row;
    let own = bySource.get(key);
    if (own === undefined) {
      own = { precision: new Float64Array(size * size), weighted: new Float64Array(size) };
      bySource.set(key, own);
    }
    addInformation(group, size, own.precision, own.weighted);
  }
  return bySource;
}
