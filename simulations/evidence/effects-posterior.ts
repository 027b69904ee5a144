import { log } from '../math/elementary.js';
import { cholesky, inverse, lnDeterminant } from '../math/linear.js';
import type { LinearForm } from './linear-form.js';
import type { Response } from './working-response.js';

/**
 * Own effects of an influencer's placements given what was reported of them, as a function of the
 * common shocks x: with r = value − constant − C·x, they are normal around gain·r with covariance
 * spread·spreadᵀ, and r itself is normal with the inverse covariance `precision`.
 */
export interface EffectsPosterior {
  readonly forms: readonly LinearForm[];
  /** Response values less the forms' constants. */
  readonly excess: Float64Array;
  /** [effect][response]. */
  readonly gain: Float64Array;
  /** Lower triangular, [effect][effect]. */
  readonly spread: Float64Array;
  /** [response][response]. */
  readonly precision: Float64Array;
  readonly lnDeterminant: number;
}

/** Own effects are independent standard normals beforehand. */
export function effectsPosterior(
  forms: readonly LinearForm[],
  responses: readonly Response[],
  effects: number,
): EffectsPosterior {
  const m = forms.length;
  const covariance = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      let sum = i === j ? responses[i].variance : 0;
      for (let e = 0; e < effects; e++) sum += forms[i].own[e] * forms[j].own[e];
      covariance[i * m + j] = sum;
    }
  }
  const factor = cholesky(covariance, m);
  const precision = inverse(factor, m);
  const gain = new Float64Array(effects * m);
  for (let e = 0; e < effects; e++) {
    for (let j = 0; j < m; j++) {
      let sum = 0;
      for (let i = 0; i < m; i++) sum += forms[i].own[e] * precision[i * m + j];
      gain[e * m + j] = sum;
    }
  }
  const left = new Float64Array(effects * effects);
  for (let e = 0; e < effects; e++) {
    for (let f = 0; f < effects; f++) {
      let sum = e === f ? 1 : 0;
      for (let j = 0; j < m; j++) sum -= gain[e * m + j] * forms[j].own[f];
      left[e * effects + f] = sum;
    }
  }
  return {
    forms,
    excess: Float64Array.from(forms, ({ constant }, i) => responses[i].value - constant),
    gain,
    spread: cholesky(left, effects),
    precision,
    lnDeterminant: lnDeterminant(factor, m, log),
  };
}

/** ln of the density of r, but for what is the same for all that is supposed of one influencer. */
export function lnLikelihood(
  { precision, lnDeterminant: lnDet }: EffectsPosterior,
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
