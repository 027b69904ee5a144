import { exp } from '../math/elementary.js';
import { cholesky, inverse } from '../math/linear.js';
import { SOBOL_SHOCKS } from '../world/shock-names.js';
import { type Cluster, clustersOf, type Modelled } from './clusters.js';
import {
  effectsPosterior,
  type EffectsPosterior,
  lnLikelihood,
  meanEffects,
  type Reports,
  reportsOf,
} from './effects-posterior.js';
import type { CommonName, LinearForm } from './linear-form.js';
import { type Observation, observationsOf, type Reported, reportedOf } from './observations.js';
import { postForms, type PostForms } from './post-forms.js';
import { type Hypothesis, hypothesesOf, plainHypothesis } from './suppositions.js';
import { partOf, type Terms, termsOf } from './terms.js';
import { firstGuess, workingResponse, type Response } from './working-response.js';

/** Common shocks given the reports: normal with this mean and covariance factor·factorᵀ. */
export interface CommonPosterior {
  readonly names: readonly CommonName[];
  readonly position: ReadonlyMap<CommonName, number>;
  readonly mean: Float64Array;
  /** Lower triangular, [shock][shock]. */
  readonly factor: Float64Array;
  readonly covariance: Float64Array;
}

/** A hypothesis about an influencer's placements, and what the reports say under it. */
export interface Learned {
  readonly hypothesis: Hypothesis;
  readonly forms: readonly PostForms[];
  readonly effects: EffectsPosterior;
  /** What is left of the reports at the likeliest common shocks. */
  readonly residual: Float64Array;
  /** Probability at the likeliest common shocks. */
  readonly probability: number;
}

export interface LearnedCluster {
  readonly cluster: Cluster;
  readonly reported: readonly Reported[];
  readonly observations: readonly Observation[];
  /** Common shocks of what was observed, the same under every hypothesis. */
  readonly observed: readonly Terms[];
  readonly responses: readonly Response[];
  /** Those that are not all but impossible. */
  readonly hypotheses: readonly Learned[];
}

/** All that the snapshots of a plan's placements say. */
export interface Evidence {
  readonly common: CommonPosterior;
  readonly clusters: readonly LearnedCluster[];
}

/** Newton's steps: the last ones move nothing that anybody could see. */
const MOST_STEPS = 12;
const SMALLEST_STEP = 1e-3;
/** Hypotheses below this probability are not simulated. */
const LEAST_PROBABILITY = 1e-4;

/** The model under one hypothesis: of the placements, and of what was reported of them. */
interface Supposed {
  readonly hypothesis: Hypothesis;
  readonly forms: readonly PostForms[];
  readonly observed: readonly LinearForm[];
}

interface Work {
  readonly cluster: Cluster;
  readonly reported: readonly Reported[];
  readonly observations: readonly Observation[];
  readonly hypotheses: readonly Supposed[];
  /** What the common shocks are learned by. */
  plain: Supposed;
  /** Values of the observed forms around which reports are expanded. */
  at: Float64Array;
  responses: readonly Response[];
  reports: Reports;
}

/**
 * The conjugate update in logs: normal common shocks and own effects given what was reported, own
 * effects integrated out. Counts enter by their likelihood's second-order expansion around the
 * likeliest values, which are found by Newton's steps.
 *
 * @returns null where nothing was seen
 * @see simulations/README.md, section 18
 */
export function learn(plan: Modelled): Evidence | null {
  const clusters = clustersOf(plan.lines);
  if (clusters.length === 0) return null;
  const works = clusters.map((cluster) => startWork(plan, cluster));
  const names = namesIn(works);
  const position = new Map(names.map((name, i) => [name, i]));
  // Common shocks weigh the same under every hypothesis.
  const terms = works.map(({ plain }) => plain.observed.map((form) => termsOf(form, position)));
  let common = posteriorOf(works, terms, names, position);
  for (let step = 0; step < MOST_STEPS; step++) {
    let moved = 0;
    works.forEach((work, i) => {
      moved = Math.max(moved, advance(plan, work, partsOf(terms[i], common)));
    });
    common = posteriorOf(works, terms, names, position);
    if (moved < SMALLEST_STEP) break;
  }
  return { common, clusters: works.map((work, i) => conclude(work, terms[i], common)) };
}

function startWork(plan: Modelled, cluster: Cluster): Work {
  const reported = cluster.placements.map((placement) => reportedOf(plan, placement));
  const counted = observationsOf(cluster, reported);
  const usual = plainHypothesis(plan, cluster);
  const { observed } = supposed(plan, cluster, counted, usual);
  // A rate that is assumed to be 0 has no logarithm, and its counts nothing to say.
  const observations = counted.filter((_, i) => Number.isFinite(observed[i].constant));
  const suppose = (hypothesis: Hypothesis) => supposed(plan, cluster, observations, hypothesis);
  const plain = suppose(usual);
  const at = Float64Array.from(observations, ({ report }) => firstGuess(report));
  const responses = observations.map(({ report }, i) => workingResponse(report, at[i]));
  return {
    cluster,
    reported,
    observations,
    hypotheses: hypothesesOf(plan, cluster).map(suppose),
    plain,
    at,
    responses,
    reports: reportsOf(plain.observed, responses),
  };
}

function supposed(
  plan: Modelled,
  cluster: Cluster,
  observations: readonly Observation[],
  hypothesis: Hypothesis,
): Supposed {
  const forms = cluster.placements.map((placement, i) =>
    postForms(plan, cluster, placement, hypothesis.of[i]),
  );
  return { hypothesis, forms, observed: observations.map(({ form }) => form(forms)) };
}

/** Sobol's order first, so that what moves forecasts most keeps the most even draws. */
function namesIn(works: readonly Work[]): CommonName[] {
  const used = new Set<CommonName>();
  for (const {
    plain: { forms },
  } of works) {
    for (const { base, timing, engagement, clicks, shares, negativity, conversion } of forms) {
      for (const form of [base, timing, engagement, clicks, shares, negativity, conversion]) {
        for (const name of form.common.keys()) used.add(name);
      }
    }
  }
  const known: readonly string[] = SOBOL_SHOCKS;
  const others = [...used].filter((name) => !known.includes(name)).sort();
  return [...known.filter((name) => used.has(name)), ...others];
}

/** Common shocks are independent standard normals beforehand. */
function posteriorOf(
  works: readonly Work[],
  terms: readonly (readonly Terms[])[],
  names: readonly CommonName[],
  position: ReadonlyMap<CommonName, number>,
): CommonPosterior {
  const n = names.length;
  const information = new Float64Array(n * n);
  for (let i = 0; i < n; i++) information[i * n + i] = 1;
  const pull = new Float64Array(n);
  works.forEach(({ reports }, i) => {
    addInformation(information, pull, reports, terms[i]);
  });
  const covariance = inverse(cholesky(information, n), n);
  const mean = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) mean[i] += covariance[i * n + j] * pull[j];
  }
  return { names, position, mean, covariance, factor: cholesky(covariance, n) };
}

function addInformation(
  information: Float64Array,
  pull: Float64Array,
  { excess, precision }: Reports,
  terms: readonly Terms[],
): void {
  const n = pull.length;
  const m = terms.length;
  for (let i = 0; i < m; i++) {
    const a = terms[i];
    for (let j = 0; j < m; j++) {
      const p = precision[i * m + j];
      if (p === 0) continue;
      const b = terms[j];
      for (let s = 0; s < a.at.length; s++) {
        const weight = a.weights[s] * p;
        const row = a.at[s] * n;
        pull[a.at[s]] += weight * excess[j];
        for (let t = 0; t < b.at.length; t++) information[row + b.at[t]] += weight * b.weights[t];
      }
    }
  }
}

/**
 * Moves the expansion to the likeliest values; what is likely enough of an event counts.
 *
 * @param parts - of what was observed, that of the common shocks
 */
function advance(plan: Modelled, work: Work, parts: Float64Array): number {
  const { cluster, observations } = work;
  const residual = less(work.reports.excess, parts);
  const effects = meanEffects(work.reports, residual, cluster.effects);
  let moved = 0;
  work.plain.observed.forEach((form, i) => {
    const value = form.constant + parts[i] + dot(form.own, effects);
    moved = Math.max(moved, Math.abs(value - work.at[i]));
    work.at[i] = value;
  });
  work.responses = observations.map(({ report }, i) => workingResponse(report, work.at[i]));
  const likeliest = likeliestEvent(work, parts);
  if (likeliest !== work.plain.hypothesis.eventBefore) {
    const days = cluster.placements.map(({ seen, k }) => seen.roster.plannedDay[k]);
    const { hypothesis } = work.plain;
    work.plain = supposed(plan, cluster, observations, {
      ...hypothesis,
      eventBefore: likeliest,
      of: hypothesis.of.map((one, i) => ({ ...one, afterEvent: days[i] >= likeliest })),
    });
  }
  work.reports = reportsOf(work.plain.observed, work.responses);
  return moved;
}

/** A backlash that is one influencer's own is not to be blamed on the campaign. */
function likeliestEvent(work: Work, parts: Float64Array): number {
  if (work.hypotheses.every(({ hypothesis }) => hypothesis.eventBefore === Infinity))
    return Infinity;
  const chances = new Map<number, number>();
  for (const { hypothesis, probability } of judge(work, parts)) {
    const { eventBefore } = hypothesis;
    chances.set(eventBefore, (chances.get(eventBefore) ?? 0) + probability);
  }
  return [...chances].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
}

type Judged = Omit<Learned, 'effects'> & { readonly reports: Reports };

/** How likely each hypothesis is, given the reports and the likeliest common shocks. */
function judge({ hypotheses, responses }: Work, parts: Float64Array): Judged[] {
  const candidates = hypotheses.map(({ hypothesis, forms, observed }) => {
    const reports = reportsOf(observed, responses);
    const residual = less(reports.excess, parts);
    const weight = hypothesis.lnPrior + lnLikelihood(reports, residual);
    return { hypothesis, forms, reports, residual, weight };
  });
  const most = candidates.reduce((max, { weight }) => Math.max(max, weight), -Infinity);
  const total = candidates.reduce((sum, { weight }) => sum + exp(weight - most), 0);
  return candidates.map(({ weight, ...rest }) => ({
    ...rest,
    probability: exp(weight - most) / total,
  }));
}

function conclude(work: Work, observed: readonly Terms[], common: CommonPosterior): LearnedCluster {
  const { cluster, responses, reported, observations } = work;
  const judged = judge(work, partsOf(observed, common));
  const likely = judged.filter(({ probability }) => probability >= LEAST_PROBABILITY);
  return {
    cluster,
    reported,
    observations,
    observed,
    responses,
    hypotheses: likely.map(({ reports, ...one }) => ({
      ...one,
      effects: effectsPosterior(reports, cluster.effects),
    })),
  };
}

function partsOf(terms: readonly Terms[], { mean }: CommonPosterior): Float64Array {
  return Float64Array.from(terms, (each) => partOf(each, mean));
}

function less(values: Float64Array, parts: Float64Array): Float64Array {
  return Float64Array.from(values, (value, i) => value - parts[i]);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < b.length; i++) sum += a[i] * b[i];
  return sum;
}
