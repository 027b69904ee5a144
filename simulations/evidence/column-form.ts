import { BLOCK } from '../random.js';
import type { CommonPosterior } from './learn.js';
import type { LinearForm } from './linear-form.js';

/** A linear form laid out for loops over draws: what weighs nothing left out. */
export interface ColumnForm {
  readonly constant: number;
  readonly shocks: Int32Array;
  readonly shockWeights: Float64Array;
  readonly effects: Int32Array;
  readonly effectWeights: Float64Array;
}

export function columnForm(
  { constant, common, own }: LinearForm,
  { position }: CommonPosterior,
): ColumnForm {
  const effects = [...own.keys()].filter((e) => own[e] !== 0);
  return {
    constant,
    shocks: Int32Array.from(common.keys(), (name) => position.get(name)!),
    shockWeights: Float64Array.from(common.values()),
    effects: Int32Array.from(effects),
    effectWeights: Float64Array.from(effects, (e) => own[e]),
  };
}

/** The common shocks' part of a form in each draw, the constant left out. */
export function addShocks(
  out: Float64Array,
  { shocks, shockWeights }: ColumnForm,
  common: readonly Float64Array[],
): void {
  for (let i = 0; i < shocks.length; i++) {
    const weight = shockWeights[i];
    const from = common[shocks[i]];
    for (let d = 0; d < BLOCK; d++) out[d] += weight * from[d];
  }
}

/** The own effects' part of a form in each draw, and the constant. */
export function addEffects(
  out: Float64Array,
  { constant, effects, effectWeights }: ColumnForm,
  own: readonly Float64Array[],
): void {
  for (let d = 0; d < BLOCK; d++) out[d] += constant;
  for (let i = 0; i < effects.length; i++) {
    const weight = effectWeights[i];
    const from = own[effects[i]];
    for (let d = 0; d < BLOCK; d++) out[d] += weight * from[d];
  }
}
