import { exp } from '../math/elementary.js';
import { cholesky, inverse } from '../math/linear.js';
import { SOBOL_SHOCKS } from '../world/shock-names.js';
import { type Cluster, clustersOf, type Modelled } from './clusters.js';
import { effectsPosterior, type EffectsPosterior, lnLikelihood } from './effects-posterior.js';
import type { CommonName } from './linear-form.js';
import { type Observation, observationsOf } from './observations.js';
import { postForms, type PostForms } from './post-forms.js';
import { type Hypothesis, hypothesesOf, plainHypothesis } from './suppositions.js';
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
  /** Probability at the likeliest common shocks. */
  readonly probability: number;
}

export interface LearnedCluster {
  readonly cluster: Cluster;
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
const SMALLEST_STEP = 1e-6;
/** Hypotheses below this probability are not simulated. */
const LEAST_PROBABILITY = 1e-4;

interface Work {
  readonly cluster: Cluster;
  readonly observations: readonly Observation[];
  readonly hypotheses: readonly Hypothesis[];
  /** What the common shocks are learned by. */
  plain: Hypothesis;
  forms: readonly PostForms[];
  /** Values of the observed forms around which reports are expanded. */
  at: Float64Array;
  responses: readonly Response[];
  effects: EffectsPosterior;
}

/**
 * The conjugate update in logs: normal common shocks and own effects given what was reported, own
 * effects integrated out. Counts enter by their likelihood's second-order expansion around the
 * likeliest values, which are found by Newton's steps.
 *
 * @returns null where nothing was seen
 * @see simulations/README.md, section 16
 */
export function learn(plan: Modelled): Evidence | null {
  const clusters = clustersOf(plan.lines);
  if (clusters.length === 0) return null;
  const works = clusters.map((cluster) => startWork(plan, cluster));
  const names = namesIn(works);
  const position = new Map(names.map((name, i) => [name, i]));
  let common = posteriorOf(works, names, position);
  for (let step = 0; step < MOST_STEPS; step++) {
    let moved = 0;
    for (const work of works) moved = Math.max(moved, advance(plan, work, common));
    common = posteriorOf(works, names, position);
    if (moved < SMALLEST_STEP) break;
  }
  return { common, clusters: works.map((work) => conclude(plan, work, common)) };
}

function startWork(plan: Modelled, cluster: Cluster): Work {
  const observations = observationsOf(plan, cluster);
  const plain = plainHypothesis(cluster);
  const forms = formsOf(plan, cluster, plain);
  const at = Float64Array.from(observations, ({ report }) => firstGuess(report));
  const responses = observations.map(({ report }, i) => workingResponse(report, at[i]));
  return {
    cluster,
    observations,
    hypotheses: hypothesesOf(plan, cluster),
    plain,
    forms,
    at,
    responses,
    effects: effectsPosterior(
      observations.map(({ form }) => form(forms)),
      responses,
      cluster.effects,
    ),
  };
}

function formsOf(plan: Modelled, cluster: Cluster, { of }: Hypothesis): PostForms[] {
  return cluster.placements.map((placement, i) => postForms(plan, cluster, placement, of[i]));
}

/** Sobol's order first, so that what moves forecasts most keeps the most even draws. */
function namesIn(works: readonly Work[]): CommonName[] {
  const used = new Set<CommonName>();
  for (const { forms } of works) {
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
  names: readonly CommonName[],
  position: ReadonlyMap<CommonName, number>,
): CommonPosterior {
  const n = names.length;
  const information = new Float64Array(n * n);
  for (let i = 0; i < n; i++) information[i * n + i] = 1;
  const pull = new Float64Array(n);
  for (const { effects } of works) addInformation(information, pull, effects, position);
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
  { forms, excess, precision }: EffectsPosterior,
  position: ReadonlyMap<CommonName, number>,
): void {
  const n = pull.length;
  const m = forms.length;
  const weights = forms.map(({ common }) =>
    [...common].map(([name, weight]) => [position.get(name)!, weight] as const),
  );
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      const p = precision[i * m + j];
      if (p === 0) continue;
      for (const [a, wa] of weights[i]) {
        pull[a] += wa * p * excess[j];
        for (const [b, wb] of weights[j]) information[a * n + b] += wa * p * wb;
      }
    }
  }
}

/** Moves the expansion to the likeliest values; what is likely enough of an event counts. */
function advance(plan: Modelled, work: Work, common: CommonPosterior): number {
  const { cluster, observations } = work;
  const residual = residualOf(work.effects, common);
  const effects = meanEffects(work.effects, residual);
  let moved = 0;
  const at = work.effects.forms.map((form, i) => {
    const value = form.constant + commonPart(form.common, common) + dot(form.own, effects);
    moved = Math.max(moved, Math.abs(value - work.at[i]));
    return value;
  });
  work.at = Float64Array.from(at);
  work.responses = observations.map(({ report }, i) => workingResponse(report, at[i]));
  const likeliest = likeliestEvent(plan, work, common);
  if (likeliest !== work.plain.eventBefore) {
    const days = cluster.placements.map(({ seen, k }) => seen.roster.plannedDay[k]);
    work.plain = {
      ...work.plain,
      eventBefore: likeliest,
      of: work.plain.of.map((one, i) => ({ ...one, afterEvent: days[i] >= likeliest })),
    };
    work.forms = formsOf(plan, cluster, work.plain);
  }
  work.effects = effectsPosterior(
    observations.map(({ form }) => form(work.forms)),
    work.responses,
    cluster.effects,
  );
  return moved;
}

/** A backlash that is one influencer's own is not to be blamed on the campaign. */
function likeliestEvent(plan: Modelled, work: Work, common: CommonPosterior): number {
  const chances = new Map<number, number>();
  for (const { hypothesis, probability } of judge(plan, work, common)) {
    const { eventBefore } = hypothesis;
    chances.set(eventBefore, (chances.get(eventBefore) ?? 0) + probability);
  }
  return [...chances].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
}

function judge(plan: Modelled, work: Work, common: CommonPosterior): Learned[] {
  const { cluster, observations, hypotheses, responses } = work;
  const candidates = hypotheses.map((hypothesis) => {
    const forms = formsOf(plan, cluster, hypothesis);
    const effects = effectsPosterior(
      observations.map(({ form }) => form(forms)),
      responses,
      cluster.effects,
    );
    const weight = hypothesis.lnPrior + lnLikelihood(effects, residualOf(effects, common));
    return { hypothesis, forms, effects, weight };
  });
  const most = candidates.reduce((max, { weight }) => Math.max(max, weight), -Infinity);
  const total = candidates.reduce((sum, { weight }) => sum + exp(weight - most), 0);
  return candidates.map(({ weight, ...rest }) => ({
    ...rest,
    probability: exp(weight - most) / total,
  }));
}

function conclude(plan: Modelled, work: Work, common: CommonPosterior): LearnedCluster {
  const { cluster, responses } = work;
  const hypotheses = judge(plan, work, common);
  return {
    cluster,
    responses,
    hypotheses: hypotheses.filter(({ probability }) => probability >= LEAST_PROBABILITY),
  };
}

export function residualOf(
  { forms, excess }: EffectsPosterior,
  common: CommonPosterior,
): Float64Array {
  return Float64Array.from(forms, (form, i) => excess[i] - commonPart(form.common, common));
}

export function meanEffects({ gain }: EffectsPosterior, residual: Float64Array): Float64Array {
  const m = residual.length;
  const effects = m === 0 ? 0 : gain.length / m;
  const mean = new Float64Array(effects);
  for (let e = 0; e < effects; e++) {
    for (let j = 0; j < m; j++) mean[e] += gain[e * m + j] * residual[j];
  }
  return mean;
}

export function commonPart(
  weights: ReadonlyMap<CommonName, number>,
  { mean, position }: CommonPosterior,
): number {
  let sum = 0;
  for (const [name, weight] of weights) sum += weight * mean[position.get(name)!];
  return sum;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < b.length; i++) sum += a[i] * b[i];
  return sum;
}
