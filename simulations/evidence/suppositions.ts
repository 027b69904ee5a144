import { expm1, log } from '../math/elementary.js';
import { postWidthAt } from '../oracle/account-spread.js';
import type { Cluster, Modelled, SeenPlacement } from './clusters.js';
import type { Supposition } from './post-forms.js';

/** What is supposed of each placement of an influencer, and how likely that is beforehand. */
export interface Hypothesis {
  readonly lnPrior: number;
  /** A brand-safety event comes before the placement at this position goes live; none: Infinity. */
  readonly eventBefore: number;
  readonly of: readonly Supposition[];
}

/** TikTok posts of one influencer beyond these are taken for normal: suppositions double with each. */
const MOST_MIXTURES = 2;

/**
 * All that may be supposed of an influencer's placements: usual or far-going TikTok posts, and a
 * brand-safety event before none or from one of the posts on.
 */
export function hypothesesOf(plan: Modelled, { placements }: Cluster): Hypothesis[] {
  const { roles } = plan.parameters;
  let posts: Posts[] = [{ lnPrior: 0, laws: [] }];
  let mixtures = 0;
  for (const placement of placements) {
    const { line } = placement;
    const width = widthOf(plan, placement);
    const { mixture, postMean, postSd } = line.row;
    const isMixed = mixture !== null && mixtures++ < MOST_MIXTURES;
    const laws = isMixed
      ? [
          { weight: mixture.weight, mean: mixture.usualMean, sd: mixture.usualSd },
          { weight: 1 - mixture.weight, mean: mixture.viralMean, sd: mixture.viralSd },
        ]
      : [{ weight: 1, mean: postMean, sd: postSd }];
    posts = posts.flatMap(({ lnPrior, laws: before }) =>
      laws
        .filter(({ weight }) => weight > 0)
        .map(({ weight, mean, sd }) => ({
          lnPrior: lnPrior + log(weight),
          laws: [...before, { mean: width * mean, sd: width * sd }],
        })),
    );
  }
  const days = placements.map(({ seen, k }) => Math.max(0, seen.roster.plannedDay[k]));
  if (!placements.some((placement) => isSuspicious(plan, placement))) {
    return posts.map((post) => hypothesisOf(post, days, { lnPrior: 0, from: Infinity }));
  }
  const rate = roles[placements[0].line.role].dailyEventRate;
  const inOrder = [...new Set(days)].sort((a, b) => a - b);
  const none = { lnPrior: -rate * (inOrder.at(-1) ?? 0), from: Infinity };
  const events = [none];
  let before = 0;
  for (const day of inOrder) {
    const chance = -expm1(-rate * (day - before));
    if (chance > 0) events.push({ lnPrior: -rate * before + log(chance), from: day });
    before = day;
  }
  return events.flatMap((event) => posts.map((post) => hypothesisOf(post, days, event)));
}

interface Posts {
  readonly lnPrior: number;
  readonly laws: readonly { readonly mean: number; readonly sd: number }[];
}

/** @param event - the day from which posts come after it */
function hypothesisOf(
  { lnPrior, laws }: Posts,
  days: readonly number[],
  event: { readonly lnPrior: number; readonly from: number },
): Hypothesis {
  return {
    lnPrior: lnPrior + event.lnPrior,
    eventBefore: event.from,
    of: laws.map(({ mean, sd }, i) => ({
      postMean: mean,
      postSd: sd,
      afterEvent: days[i] >= event.from,
    })),
  };
}

/**
 * Below this many logits over the usual share, reports speak against an event: they leave it less
 * likely than it was.
 */
const SUSPICIOUS_LOGITS = 0.5;

/** Whether the reactions are negative enough for a brand-safety event to be thought of. */
function isSuspicious({ parameters }: Modelled, { line, snapshot }: SeenPlacement): boolean {
  const { valencedReactions: all, negativeReactions: negative } = snapshot;
  if (all === null || negative === null || all === 0) return false;
  const logit = log((negative + 0.5) / (all - negative + 0.5));
  const usual = parameters.negativityIntercept + parameters.negativityOf[line.row.platform];
  return logit > usual + SUSPICIOUS_LOGITS;
}

/** Every placement by the first two moments of its law, and no event. */
export function plainHypothesis(plan: Modelled, { placements }: Cluster): Hypothesis {
  return {
    lnPrior: 0,
    eventBefore: Infinity,
    of: placements.map((placement) => {
      const width = widthOf(plan, placement);
      const { postMean, postSd } = placement.line.row;
      return { postMean: width * postMean, postSd: width * postSd, afterEvent: false };
    }),
  };
}

/** Of the post noise of an account of this size, against that of one of 100,000 followers. */
function widthOf({ parameters }: Modelled, { line, seen, k }: SeenPlacement): number {
  return postWidthAt(parameters, line.row, seen.roster.lnFollowers[k]);
}
