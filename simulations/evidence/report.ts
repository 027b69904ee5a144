import { exp, log } from '../math/elementary.js';
import { lnNormalTail } from '../math/special-functions.js';
import type { Plan } from '../plan/plan.js';
import { isSeen, NOTHING_SEEN, type SeenPlan } from '../plan/seen.js';
import type { Roster } from '../plan/roster.js';
import { isRoster } from '../check.js';
import { growth } from '../world/maturity.js';
import type { LinePlan } from '../plan/line.js';
import {
  ACCOUNT_EFFECTS,
  type Cluster,
  POST,
  POST_EFFECTS,
  type SeenPlacement,
} from './clusters.js';
import type { CommonPosterior, Learned, LearnedCluster } from './learn.js';
import { type CommonName, type LinearForm, linearForm, sumOf } from './linear-form.js';
import type { Reported } from './observations.js';
import { postForms, type PostForms } from './post-forms.js';
import { plainHypothesis } from './suppositions.js';
import type { Terms } from './terms.js';
import { type UnlikelyCount, unlikelyCounts } from './unlikely-counts.js';

/** Quantiles of a number: 8 times in 10 it lies between `p10` and `p90`. */
export interface Expected {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** What to expect of one placement, given all that was seen. */
export interface PlacementReport {
  /** Key of its line, and its position among the line's candidates. */
  readonly line: string;
  readonly candidate: number;
  readonly isSeen: boolean;
  /** Final counts if it goes live, or stays on: never below what was counted. */
  readonly impressions: Expected;
  readonly reach: Expected;
  readonly engagements: Expected;
  readonly clicks: Expected;
  /** Share of its reactions, 0–1. */
  readonly negativity: Expected;
  /**
   * Probability that its engagements are, of their own doing, among the highest or the lowest tenth of
   * what was to be expected; null before it was seen.
   */
  readonly hot: number | null;
  readonly cold: number | null;
  /** Probability that more than NEGATIVE_SHARE of the reactions are negative. */
  readonly negative: number;
  /** Probability that a brand-safety event came before it went live; null before it was seen. */
  readonly event: number | null;
  /** What was counted of it so high that nobody should believe it unasked. */
  readonly unlikely: readonly UnlikelyCount[];
}

export interface EvidenceReport {
  readonly placements: readonly PlacementReport[];
  /** Placements of which something was seen, and the counts of them that say something. */
  readonly seen: number;
  readonly observations: number;
}

/** Beyond this share of negative reactions a placement is called negative. */
export const NEGATIVE_SHARE = 0.1;
/** z of the highest tenth, and of nine tenths. */
const TENTH = 1.2815515655446004;

/** Of an outlook; null for other questions. */
export function evidenceReport(plan: Plan): EvidenceReport | null {
  const { scenario, evidence, lines } = plan;
  if (scenario.today === undefined) return null;
  const learned = new Map<string, { cluster: LearnedCluster; at: number }>();
  for (const cluster of evidence?.clusters ?? []) {
    cluster.cluster.placements.forEach(({ line, k }, at) => {
      learned.set(`${line.key} ${k}`, { cluster, at });
    });
  }
  const common = evidence?.common ?? NOTHING_LEARNED;
  const plans = new Map(lines.map((line) => [line.key, line]));
  const placements: PlacementReport[] = [];
  for (const { key, candidates } of scenario.lines) {
    const line = plans.get(key);
    if (line === undefined || !isRoster(candidates)) continue;
    const apart = new Map(line.seen?.positions.map((position, k) => [position, k]));
    let coming = 0;
    candidates.forEach((candidate, i) => {
      const k = apart.get(i);
      const own =
        k === undefined
          ? reportComing(plan, line, coming++, common)
          : reportSeen(plan, learned.get(`${key} ${k}`)!, common);
      const untold = { isSeen: false, hot: null, cold: null, event: null };
      placements.push({ line: key, candidate: i, ...own, ...(!isSeen(candidate) && untold) });
    });
  }
  return {
    placements,
    seen: scenario.lines
      .flatMap(({ candidates }) => (isRoster(candidates) ? candidates : []))
      .filter(isSeen).length,
    observations: (evidence?.clusters ?? []).reduce(
      (sum, { observations }) => sum + observations.length,
      0,
    ),
  };
}

const NOTHING_LEARNED: CommonPosterior = {
  names: [],
  position: new Map(),
  mean: new Float64Array(0),
  factor: new Float64Array(0),
  covariance: new Float64Array(0),
};

type Report = Omit<PlacementReport, 'line' | 'candidate'>;

/** A placement that is still to come, or on the air and not counted yet. */
function reportComing(plan: Plan, line: LinePlan, k: number, common: CommonPosterior): Report {
  const roster: Roster = line.roster!;
  const seen: SeenPlan = {
    roster,
    positions: [],
    profiles: [],
    ordinals: [],
    snapshots: [],
    earlier: [],
  };
  const placement: SeenPlacement = {
    line,
    seen,
    k,
    snapshot: NOTHING_SEEN,
    at: ACCOUNT_EFFECTS,
    post: roster.post[k],
  };
  const cluster: Cluster = {
    profile: '',
    influencer: roster.influencer[k],
    placements: [placement],
    effects: ACCOUNT_EFFECTS + POST_EFFECTS,
  };
  const forms = postForms(plan, cluster, placement, plainHypothesis(plan, cluster).of[0]);
  const of = (form: LinearForm) => momentsOf(form, common, null);
  return {
    isSeen: false,
    ...modelled(line, (form) => of(form(forms))),
    negativity: quantilesOf(of(forms.negativity), logistic),
    hot: null,
    cold: null,
    negative: above(NEGATIVE_LOGIT, of(forms.negativity)),
    event: null,
    unlikely: [],
  };
}

const NEGATIVE_LOGIT = log(NEGATIVE_SHARE / (1 - NEGATIVE_SHARE));

function reportSeen(
  plan: Plan,
  { cluster: learned, at }: { cluster: LearnedCluster; at: number },
  common: CommonPosterior,
): Report {
  const { cluster, hypotheses, reported } = learned;
  const placement = cluster.placements[at];
  const given = (form: LinearForm, h: number): Moments =>
    momentsOf(form, common, { ...hypotheses[h], observed: learned.observed });
  const plain = postForms(plan, cluster, placement, plainHypothesis(plan, cluster).of[at]);
  const usual = sumOf(plain.base, plain.engagement);
  const usualSd = Math.sqrt(usual.own.reduce((sum, weight) => sum + weight * weight, 0));
  const chances = hypotheses.map(({ probability }) => probability);
  const over = (of: (h: number) => Moments): Moments =>
    mixture(
      chances,
      hypotheses.map((_, h) => of(h)),
    );
  const moments: MomentsOf = (of) => over((h) => given(of(hypotheses[h].forms[at]), h));
  /** What its engagements are of its own doing, in the sds of what was expected. */
  const doing = hypotheses.map(({ forms }, h) => {
    const { base, engagement } = forms[at];
    const both = sumOf(base, engagement);
    const own = linearForm(both.constant - usual.constant, both.own.length);
    own.own.set(both.own);
    return given(own, h);
  });
  const chanceOf = (of: (moments: Moments) => number): number =>
    doing.reduce((sum, one, h) => sum + chances[h] * of(one), 0);
  return {
    isSeen: true,
    ...grown(plan, cluster, placement, reported[at], moments),
    negativity: quantilesOf(
      moments(({ negativity }) => negativity),
      logistic,
    ),
    hot: chanceOf((one) => above(TENTH * usualSd, one)),
    cold: chanceOf((one) => 1 - above(-TENTH * usualSd, one)),
    negative: hypotheses.reduce(
      (sum, { forms, probability }, h) =>
        sum + probability * above(NEGATIVE_LOGIT, given(forms[at].negativity, h)),
      0,
    ),
    event: hypotheses.reduce(
      (sum, { hypothesis, probability }) => sum + (hypothesis.of[at].afterEvent ? probability : 0),
      0,
    ),
    unlikely: unlikelyCounts(plan, cluster, placement),
  };
}

interface Moments {
  readonly mean: number;
  readonly variance: number;
}

type Counts = Pick<Report, 'impressions' | 'reach' | 'engagements' | 'clicks'>;

/** Moments of one of a placement's forms, given what was seen. */
type MomentsOf = (of: (forms: PostForms) => LinearForm) => Moments;

/** What the model says, whatever was counted of the placement itself. */
function modelled({ row }: LinePlan, moments: MomentsOf): Counts {
  const { viewsPerPerson, basedOnViews } = row;
  const of = (form: (forms: PostForms) => LinearForm) => quantilesOf(moments(form), exp);
  const base = of((forms) => forms.base);
  return {
    impressions: basedOnViews ? base : scaled(base, viewsPerPerson),
    reach: basedOnViews ? scaled(base, 1 / viewsPerPerson) : base,
    engagements: of((forms) => sumOf(forms.base, forms.engagement)),
    clicks: of((forms) => sumOf(forms.base, forms.clicks)),
  };
}

/**
 * What was counted stays, and the rest follows: by the post's own timing where the counts say
 * something, else from the model.
 */
function grown(
  plan: Plan,
  cluster: Cluster,
  placement: SeenPlacement,
  { views, reach, soFar, isTelling }: Reported,
  moments: MomentsOf,
): Counts {
  const { line } = placement;
  const whole = modelled(line, moments);
  const growths = growthOf(plan, cluster, placement, moments);
  const final = (count: number | null, all: Expected, there: number): Expected => {
    if (count === null) return all;
    if (isTelling && count > 0) return scaled(growths, count);
    return plus(count, scaled(all, 1 - there));
  };
  const { engagements, clicks } = placement.snapshot;
  return {
    impressions: final(views, whole.impressions, soFar.views),
    reach: final(reach, whole.reach, soFar.views),
    engagements: final(engagements, whole.engagements, soFar.views),
    clicks: clicks === null ? whole.clicks : plus(clicks, scaled(whole.clicks, 1 - soFar.clicks)),
  };
}

/** Final count ÷ count of now: never below 1, and that exactly once nothing is added any more. */
function growthOf(
  { parameters }: Plan,
  { effects }: Cluster,
  { line, at, snapshot }: SeenPlacement,
  moments: MomentsOf,
): Expected {
  const { oddsNow, oddsMatured, perLnFactor } = growth(line.row.maturity, snapshot.ageDays);
  const timing = linearForm(0, effects);
  timing.own[at + POST.timing] = 1;
  return quantilesOf(
    moments(() => timing),
    (z) => {
      const pace = exp(perLnFactor * parameters.maturityPostSd * z);
      return (1 + oddsNow * pace) / (1 + oddsMatured * pace);
    },
  );
}

/** @param of - rising: from a number that is taken for normal to the one that is told */
function quantilesOf({ mean, variance }: Moments, of: (value: number) => number): Expected {
  const sd = Math.sqrt(variance);
  return { p10: of(mean - TENTH * sd), p50: of(mean), p90: of(mean + TENTH * sd) };
}

function scaled({ p10, p50, p90 }: Expected, factor: number): Expected {
  return { p10: p10 * factor, p50: p50 * factor, p90: p90 * factor };
}

function plus(count: number, { p10, p50, p90 }: Expected): Expected {
  return { p10: count + p10, p50: count + p50, p90: count + p90 };
}

function logistic(logit: number): number {
  return 1 / (1 + exp(-logit));
}

/** What the reports say of an influencer under one hypothesis. */
type Given = Pick<Learned, 'effects' | 'residual'> & Pick<LearnedCluster, 'observed'>;

/** A form given the reports: of the common shocks, and of the influencer's own effects. */
function momentsOf(form: LinearForm, common: CommonPosterior, given: Given | null): Moments {
  const weights = new CommonWeights(common);
  for (const [name, weight] of form.common) weights.addNamed(name, weight);
  const ofCommon = weights.mean();
  let mean = form.constant;
  let variance = 0;
  if (given === null) {
    for (const weight of form.own) variance += weight * weight;
  } else {
    const { effects, residual, observed } = given;
    const { gain, covariance } = effects;
    const m = observed.length;
    const q = form.own.length;
    for (let j = 0; j < m; j++) {
      let pull = 0;
      for (let e = 0; e < q; e++) pull += form.own[e] * gain[e * m + j];
      mean += pull * residual[j];
      weights.add(observed[j], -pull);
    }
    for (let e = 0; e < q; e++) {
      if (form.own[e] === 0) continue;
      for (let f = 0; f < q; f++) variance += form.own[e] * covariance[e * q + f] * form.own[f];
    }
  }
  // Rounding may leave a trace below 0 where nothing is uncertain.
  return { mean: mean + ofCommon, variance: Math.max(0, variance) + weights.variance() };
}

/** Weights of common shocks, added up; those of which nothing was learned have mean 0 and variance 1. */
class CommonWeights {
  private readonly weights: Float64Array;
  private readonly positions: number[] = [];
  private unknown = 0;

  constructor(private readonly common: CommonPosterior) {
    this.weights = new Float64Array(common.names.length).fill(NaN);
  }

  /** Each name once. */
  addNamed(name: CommonName, weight: number): void {
    const at = this.common.position.get(name);
    if (at === undefined) this.unknown += weight * weight;
    else this.addAt(at, weight);
  }

  add({ at, weights }: Terms, factor: number): void {
    for (let i = 0; i < at.length; i++) this.addAt(at[i], factor * weights[i]);
  }

  private addAt(at: number, weight: number): void {
    const { weights, positions } = this;
    if (Number.isNaN(weights[at])) {
      weights[at] = weight;
      positions.push(at);
    } else {
      weights[at] += weight;
    }
  }

  mean(): number {
    const { positions, weights, common } = this;
    let sum = 0;
    for (const at of positions) sum += weights[at] * common.mean[at];
    return sum;
  }

  variance(): number {
    const { positions, weights, common } = this;
    const { covariance } = common;
    const n = weights.length;
    let sum = this.unknown;
    for (const a of positions) {
      for (const b of positions) sum += weights[a] * covariance[a * n + b] * weights[b];
    }
    return Math.max(0, sum);
  }
}

function mixture(chances: readonly number[], of: readonly Moments[]): Moments {
  const total = chances.reduce((sum, chance) => sum + chance, 0);
  let mean = 0;
  of.forEach((one, h) => (mean += (chances[h] / total) * one.mean));
  let variance = 0;
  of.forEach((one, h) => {
    variance += (chances[h] / total) * (one.variance + (one.mean - mean) ** 2);
  });
  return { mean, variance };
}

/** Probability that a normal number is above a bound. */
function above(bound: number, { mean, variance }: Moments): number {
  const sd = Math.sqrt(variance);
  if (sd === 0) return mean > bound ? 1 : 0;
  const z = (bound - mean) / sd;
  const tail = exp(lnNormalTail(Math.abs(z)));
  return z < 0 ? 1 - tail : tail;
}
