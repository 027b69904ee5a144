import { BLOCK } from '../random.js';
import type { CommonPosterior } from './learn.js';
import type { LinearForm } from './linear-form.js';
import { type Terms, termsOf } from './terms.js';

/** Columns of common shocks that differ: forms that share theirs are added up once. */
export class CommonColumns {
  readonly columns: Terms[] = [];

  constructor(private readonly posterior: CommonPosterior) {}

  /** @returns which of the columns a form's common shocks are */
  positionOf(form: LinearForm): number {
    return this.positionOfTerms(termsOf(form, this.posterior.position));
  }

  positionOfTerms(terms: Terms): number {
    const known = this.columns.findIndex((other) => areSame(other, terms));
    return known >= 0 ? known : this.columns.push(terms) - 1;
  }
}

function areSame(one: Terms, other: Terms): boolean {
  if (one.at.length !== other.at.length) return false;
  for (let i = 0; i < one.at.length; i++) {
    if (one.at[i] !== other.at[i] || one.weights[i] !== other.weights[i]) return false;
  }
  return true;
}

/** The common shocks' part of forms in each draw, constants left out. */
export function sumShocks(
  out: Float64Array,
  { at, weights }: Terms,
  common: readonly Float64Array[],
): void {
  out.fill(0);
  for (let i = 0; i < at.length; i++) {
    const weight = weights[i];
    const from = common[at[i]];
    for (let d = 0; d < BLOCK; d++) out[d] += weight * from[d];
  }
}
