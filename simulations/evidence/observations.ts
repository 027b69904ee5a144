import { log } from '../math/elementary.js';
import type { Cluster, Modelled, SeenPlacement } from './clusters.js';
import { sharesSoFar, type SharesSoFar } from './lags.js';
import { type LinearForm, sumOf } from './linear-form.js';
import type { PostForms } from './post-forms.js';

/**
 * What a report says of a linear form: its value, a Poisson count of mean e^(form + lnExposure), or a
 * binomial count of chance logistic(form).
 */
export type Report =
  | { readonly kind: 'VALUE'; readonly value: number; readonly variance: number }
  | { readonly kind: 'POISSON'; readonly count: number; readonly lnExposure: number }
  | { readonly kind: 'BINOMIAL'; readonly count: number; readonly trials: number };

export interface Observation {
  readonly report: Report;
  /** Under the forms of one supposition. */
  readonly form: (forms: readonly PostForms[]) => LinearForm;
}

/** What was reported of a placement, in the model's terms; null where nobody reported it. */
export interface Reported {
  /** What engagements, shares and clicks are taken from. */
  readonly base: number | null;
  /** Both counts of now; where one is not known, it follows from the other. Null without either. */
  readonly views: number | null;
  readonly reach: number | null;
  /** Of what is still to come: as counted where both counts say something, else the model's. */
  readonly viewsPerPerson: number;
  readonly soFar: SharesSoFar;
  /** The base says something about how far the post will go: it is neither 0 nor too young. */
  readonly isTelling: boolean;
}

/** Younger posts say next to nothing, and ln of their share leaves the range of a straight line. */
const LEAST_SHARE = 0.02;
/** Counts of views and people are rounded. */
const ROUNDING_VARIANCE = 1 / 12;
/** Keeps what is known exactly apart from rounding errors of the arithmetic. */
const LEAST_VARIANCE = 1e-8;

export function reportedOf(plan: Modelled, { line, snapshot }: SeenPlacement): Reported {
  const { row } = line;
  const { impressions, reach, ageDays } = snapshot;
  const views = impressions ?? times(reach, row.viewsPerPerson);
  const people = reach ?? times(impressions, 1 / row.viewsPerPerson);
  const base = row.basedOnViews ? views : people;
  const soFar = sharesSoFar(plan.parameters, row, ageDays);
  const isTelling = base !== null && base > 0 && soFar.views >= LEAST_SHARE;
  const viewsPerPerson =
    isTelling && impressions !== null && reach !== null && reach > 0
      ? impressions / reach
      : row.viewsPerPerson;
  return { base, views, reach: people, viewsPerPerson, soFar, isTelling };
}

/** Everything that the snapshots of one influencer's placements say. */
export function observationsOf(
  { placements }: Cluster,
  reported: readonly Reported[],
): Observation[] {
  return placements.flatMap((placement, i) => observe(placement, reported[i], i));
}

function observe({ snapshot }: SeenPlacement, reported: Reported, i: number): Observation[] {
  const { engagements, valencedReactions, negativeReactions, shares, clicks, conversions } =
    snapshot;
  const { base, soFar, isTelling } = reported;
  if (soFar.views < LEAST_SHARE) return [];
  const observations: Observation[] = [];
  const add = (report: Report, form: (forms: PostForms) => LinearForm): void => {
    observations.push({ report, form: (forms) => form(forms[i]) });
  };
  if (base !== null && isTelling) {
    add(
      {
        kind: 'VALUE',
        value: log(base),
        variance: LEAST_VARIANCE + ROUNDING_VARIANCE / (base * base),
      },
      ({ base: form, timing }) => sumOf(form, timing),
    );
  }
  /** A count of what the base brings, whether the base is known or not. */
  const count = (
    value: number | null,
    of: 'engagement' | 'clicks' | 'shares',
    lag: number,
  ): void => {
    if (value === null || (base !== null && !isTelling) || !(lag > 0)) return;
    const lnExposure = log(lag) + (base === null ? 0 : log(base));
    add({ kind: 'POISSON', count: value, lnExposure }, (forms) =>
      base === null ? sumOf(forms.base, forms.timing, forms[of]) : forms[of],
    );
  };
  count(engagements, 'engagement', 1);
  count(shares, 'shares', 1);
  count(clicks, 'clicks', soFar.clicks / soFar.views);
  if (valencedReactions !== null && negativeReactions !== null && valencedReactions > 0) {
    add(
      { kind: 'BINOMIAL', count: negativeReactions, trials: valencedReactions },
      ({ negativity }) => negativity,
    );
  }
  if (conversions !== null && clicks !== null && clicks > 0 && soFar.conversions > 0) {
    const lnExposure = log((clicks * soFar.conversions) / soFar.clicks);
    add({ kind: 'POISSON', count: conversions, lnExposure }, ({ conversion }) => conversion);
  }
  return observations;
}

function times(value: number | null, factor: number): number | null {
  return value === null ? null : value * factor;
}
