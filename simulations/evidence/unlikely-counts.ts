import { exp, log } from '../math/elementary.js';
import { lnNormalTail } from '../math/special-functions.js';
import type { Cluster, Modelled, SeenPlacement } from './clusters.js';
import { type LinearForm, sumOf } from './linear-form.js';
import { postForms, type PostForms } from './post-forms.js';
import { hypothesesOf } from './suppositions.js';

/**
 * What the model has a law of, placement by placement. Orders, codes and revenue are left out: they
 * depend on an offer that it knows too little of.
 */
const LAWFUL = ['impressions', 'reach', 'engagements', 'shares', 'clicks'] as const;
type Lawful = (typeof LAWFUL)[number];

/** A count of a placement that was next to impossible beforehand. */
export interface UnlikelyCount {
  readonly count: Lawful;
  /** Typical final count, as it was expected before anything was seen. */
  readonly expected: number;
}

/** Chance of a final count as high, below which a count is unlikely; and the z of that. */
export const UNLIKELY = 1e-4;
const Z_UNLIKELY = 3.719016485455709;

/**
 * Counts of a placement so high that there was next to no chance of them in the end, as the model had it
 * before anything was seen, the tail of far-going TikTok posts included. Held to the final count: posts
 * grow, and one is past it by chance once and for all or never. Too low a count is not told, because
 * the next one puts it right.
 *
 * @see simulations/README.md, section 18
 */
export function unlikelyCounts(
  plan: Modelled,
  cluster: Cluster,
  placement: SeenPlacement,
): UnlikelyCount[] {
  const counted = LAWFUL.filter((name) => (placement.snapshot[name] ?? 0) > 0);
  if (counted.length === 0) return [];
  const laws = hypothesesOf(plan, { ...cluster, placements: [placement] }).map(
    ({ lnPrior, of: [supposed] }) => ({
      weight: exp(lnPrior),
      forms: postForms(plan, cluster, placement, supposed),
    }),
  );
  const total = laws.reduce((sum, { weight }) => sum + weight, 0);
  return counted.flatMap((name): UnlikelyCount[] => {
    const least = leastMean(name, placement.snapshot[name]!);
    if (least === 0) return [];
    let chance = 0;
    let lnExpected = 0;
    for (const { weight, forms } of laws) {
      const form = finalCount(name, placement, forms);
      chance += (weight / total) * chanceAbove(log(least), form);
      lnExpected += (weight / total) * form.constant;
    }
    return chance < UNLIKELY ? [{ count: name, expected: exp(lnExpected) }] : [];
  });
}

/** The least mean of which chance makes such a count: √ of a Poisson count has the sd ½. */
function leastMean(name: Lawful, count: number): number {
  if (name === 'impressions' || name === 'reach') return count;
  return Math.max(0, Math.sqrt(count) - Z_UNLIKELY / 2) ** 2;
}

/** ln of what a placement brings in the end. */
function finalCount(name: Lawful, { line: { row } }: SeenPlacement, forms: PostForms): LinearForm {
  const { base } = forms;
  const lnViewsPerPerson = log(row.viewsPerPerson);
  switch (name) {
    case 'impressions':
      return row.basedOnViews ? base : { ...base, constant: base.constant + lnViewsPerPerson };
    case 'reach':
      return row.basedOnViews ? { ...base, constant: base.constant - lnViewsPerPerson } : base;
    case 'engagements':
      return sumOf(base, forms.engagement);
    case 'shares':
      return sumOf(base, forms.shares);
    case 'clicks':
      return sumOf(base, forms.clicks);
  }
}

/** Chance of more than a bound before anything was seen; 1 where that is not rare. */
function chanceAbove(bound: number, { constant, common, own }: LinearForm): number {
  let variance = 0;
  for (const weight of common.values()) variance += weight * weight;
  for (const weight of own) variance += weight * weight;
  const z = (bound - constant) / Math.sqrt(variance);
  return z > 0 ? exp(lnNormalTail(z)) : 1;
}
