import { log } from '../math/elementary.js';
import { cholesky, inverse, lnDeterminant } from '../math/linear.js';
import type { LinearForm } from './linear-form.js';
import type { Response } from './working-response.js';

/**
 * What reports say under one hypothesis: r = value − constant − C·x, x being the common shocks, is
 * normal with the inverse covariance `precision`, own effects integrated out.
 */
export interface Reports {
  readonly forms: readonly LinearForm[];
  /** Response values less the forms' constants. */
  readonly excess: Float64Array;
  /** [response][response]. */
  readonly precision: Float64Array;
  readonly lnDeterminant: number;
}

/** Given r, own effects are normal around gain·r. */
export interface EffectsPosterior extends Reports {
  /** [effect][response]. */
  readonly gain: Float64Array;
  /** [effect][effect]. */
  readonly covariance: Float64Array;
}

/** Own effects are independent standard normals beforehand. */
export function reportsOf(forms: readonly LinearForm[], responses: readonly Response[]): Reports {
  const m = forms.length;
  const covariance = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    const a = forms[i].own;
    for (let j = 0; j <= i; j++) {
      const b = forms[j].own;
      let sum = i === j ? responses[i].variance : 0;
      for (let e = 0; e < a.length; e++) sum += a[e] * b[e];
      covariance[i * m + j] = sum;
      covariance[j * m + i] = sum;
    }
  }
  const factor = cholesky(covariance, m);
  return {
    forms,
    excess: Float64Array.from(forms, ({ constant }, i) => responses[i].value - constant),
    precision: inverse(factor, m),
    lnDeterminant: lnDeterminant(factor, m, log),
  };
}

export function effectsPosterior(reports: Reports, effects: number): EffectsPosterior {
  const { forms, precision } = reports;
  const m = forms.length;
  const gain = new Float64Array(effects * m);
  for (let i = 0; i < m; i++) {
    for (let e = 0; e < effects; e++) {
      const weight = forms[i].own[e];
      if (weight === 0) continue;
      for (let j = 0; j < m; j++) gain[e * m + j] += weight * precision[i * m + j];
    }
  }
  const left = new Float64Array(effects * effects);
  for (let e = 0; e < effects; e++) {
    left[e * effects + e] = 1;
    for (let j = 0; j < m; j++) {
      const weight = gain[e * m + j];
      if (weight === 0) continue;
      for (let f = 0; f < effects; f++) left[e * effects + f] -= weight * forms[j].own[f];
    }
  }
  return { ...reports, gain, covariance: left };
}

/** The likeliest own effects, given r. */
export function meanEffects(
  { forms, precision }: Reports,
  residual: Float64Array,
  effects: number,
): Float64Array {
  const m = residual.length;
  const mean = new Float64Array(effects);
  for (let i = 0; i < m; i++) {
    let pull = 0;
    for (let j = 0; j < m; j++) pull += precision[i * m + j] * residual[j];
    for (let e = 0; e < effects; e++) mean[e] += forms[i].own[e] * pull;
  }
  return mean;
}

/** ln of the density of r, but for what is the same for all that is supposed of one influencer. */
export function lnLikelihood(
  { precision, lnDeterminant: lnDet }: Reports,
  residual: ArrayLike<number>,
): number {
  const m = residual.length;
  let square = 0;
  for (let i = 0; i < m; i++) {
    let sum = 0;
    for (let j = 0; j < m; j++) sum += precision[i * m + j] * residual[j];
    square += residual[i] * sum;
  }
  return -0.5 * (square + lnDet);
}

/**
 * Some weighted sums of own effects: given r they are normal around gain·r with covariance
 * spread·spreadᵀ.
 */
export interface SumsPosterior {
  /** [sum][response]. */
  readonly gain: Float64Array;
  /** Lower triangular, [sum][sum]. */
  readonly spread: Float64Array;
}

/** @param sums - weights per effect */
export function sumsPosterior(
  { forms, gain, covariance }: EffectsPosterior,
  sums: readonly Float64Array[],
): SumsPosterior {
  const m = forms.length;
  const q = sums[0].length;
  const count = sums.length;
  const gains = new Float64Array(count * m);
  const between = new Float64Array(count * count);
  sums.forEach((weights, i) => {
    const row = new Float64Array(q);
    for (let e = 0; e < q; e++) {
      if (weights[e] === 0) continue;
      for (let j = 0; j < m; j++) gains[i * m + j] += weights[e] * gain[e * m + j];
      for (let f = 0; f < q; f++) row[f] += weights[e] * covariance[e * q + f];
    }
    sums.forEach((other, j) => {
      for (let f = 0; f < q; f++) between[i * count + j] += row[f] * other[f];
    });
  });
  return { gain: gains, spread: cholesky(between, count) };
}
