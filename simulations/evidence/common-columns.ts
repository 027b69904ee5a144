import { BLOCK } from '../random.js';
import type { CommonPosterior } from './learn.js';
import type { LinearForm } from './linear-form.js';

/** The common shocks of some forms, laid out for loops over draws. */
export interface CommonColumn {
  readonly shocks: Int32Array;
  readonly weights: Float64Array;
}

/** Columns of common shocks that differ: forms that share theirs are added up once. */
export class CommonColumns {
  readonly columns: CommonColumn[] = [];
  private readonly known = new Map<string, number>();

  constructor(private readonly posterior: CommonPosterior) {}

  /** @returns which of the columns a form's common shocks are */
  positionOf({ common }: LinearForm): number {
    const key = [...common].join();
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const { position } = this.posterior;
    const at = this.columns.push({
      shocks: Int32Array.from(common.keys(), (name) => position.get(name)!),
      weights: Float64Array.from(common.values()),
    });
    this.known.set(key, at - 1);
    return at - 1;
  }
}

/** The common shocks' part of forms in each draw, constants left out. */
export function sumShocks(
  out: Float64Array,
  { shocks, weights }: CommonColumn,
  common: readonly Float64Array[],
): void {
  out.fill(0);
  for (let i = 0; i < shocks.length; i++) {
    const weight = weights[i];
    const from = common[shocks[i]];
    for (let d = 0; d < BLOCK; d++) out[d] += weight * from[d];
  }
}
