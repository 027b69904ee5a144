import type { CommonName, LinearForm } from './linear-form.js';

/** Common shocks of a form by their position, and their weights. */
export interface Terms {
  readonly at: Int32Array;
  readonly weights: Float64Array;
}

/** @param position - of every shock that the form has */
export function termsOf({ common }: LinearForm, position: ReadonlyMap<CommonName, number>): Terms {
  return {
    at: Int32Array.from(common.keys(), (name) => position.get(name)!),
    weights: Float64Array.from(common.values()),
  };
}

/** The common shocks' part of a form, at these values of theirs. */
export function partOf({ at, weights }: Terms, values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < at.length; i++) sum += weights[i] * values[at[i]];
  return sum;
}
