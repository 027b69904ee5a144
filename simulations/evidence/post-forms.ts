import { exp, log } from '../math/elementary.js';
import { LN_ANCHOR } from '../parameters.js';
import { lnEngagementRate } from '../oracle/engagement-curve.js';
import { maturitySlope } from '../world/maturity.js';
import { accountForms } from './account-effects.js';
import { ACCOUNT, type Cluster, type Modelled, POST, type SeenPlacement } from './clusters.js';
import { campaignShock, dayName, levelOf } from './common-terms.js';
import { addCommon, addForm, type LinearForm, linearForm } from './linear-form.js';

/** What is supposed of a placement where the model is no single normal. */
export interface Supposition {
  /** Law of the post noise v. */
  readonly postMean: number;
  readonly postSd: number;
  /** A brand-safety event came before the post. */
  readonly afterEvent: boolean;
}

/** ln of what a placement brings, and the logit of its negative share. */
export interface PostForms {
  /** Reach, or views on TikTok and YouTube, in the end. */
  readonly base: LinearForm;
  /** ln(count so far ÷ final count). */
  readonly timing: LinearForm;
  /** Per base: engagements, clicks and shares. */
  readonly engagement: LinearForm;
  readonly clicks: LinearForm;
  readonly shares: LinearForm;
  readonly negativity: LinearForm;
  /** Per click. */
  readonly conversion: LinearForm;
}

/**
 * The model of sections 2 to 8 around one placement that was seen: linear in standard normals as long
 * as no cap is reached.
 *
 * @see simulations/README.md, section 18
 */
export function postForms(
  plan: Modelled,
  { effects }: Cluster,
  placement: SeenPlacement,
  { postMean, postSd, afterEvent }: Supposition,
): PostForms {
  const p = plan.parameters;
  const { line, seen, k, at, snapshot } = placement;
  const { roster } = seen;
  const { row, sponsored } = line;
  const { platform } = row;
  const account = accountForms(plan, line, roster, k, effects);
  const lnFollowers = roster.lnFollowers[k];
  const size = lnFollowers - LN_ANCHOR;
  const x = size / Math.LN10;
  /** A form with common shocks of the campaign and the level, and one own effect of the post. */
  const form = (constant: number, effect: number, sd: number): LinearForm => {
    const result = linearForm(constant, effects);
    result.own[at + effect] = sd;
    return result;
  };

  const base = form(
    lnFollowers +
      row.lnReachRate +
      row.lnDeliverable +
      (sponsored ? row.lnSponsoredReach : 0) +
      row.reachSlope * size +
      postMean,
    POST.reach,
    postSd,
  );
  addCommon(base, `reach.slope.${row.row}`, row.reachSlopeSd * (size - row.reachPivot));
  addForm(base, account.reach);
  addForm(base, campaignShock(p, 'reach', effects));
  addForm(base, levelOf(p, 'reach', platform, effects));
  addCommon(base, dayName(platform, Math.floor(roster.plannedDay[k])), p.daySd[platform]);

  const lift = plan.scenario.brandContent && line.role === 'CREATOR' ? p.brandContentLift : 0;
  const engagement = form(
    lnEngagementRate(row, p.lnKnee, lnFollowers, 0) +
      lift +
      line.lnAdLoad +
      (sponsored ? row.lnSponsoredEngagement : 0) -
      row.engagementOverPost * postMean,
    POST.engagement,
    row.engagementPostSd,
  );
  engagement.own[at + POST.reach] = -row.engagementOverPost * postSd;
  addCommon(
    engagement,
    `engagement.slope.${row.row}`,
    row.engagementSlopeSd * (size - row.engagementPivot),
  );
  if (sponsored) addCommon(engagement, `engagement.sponsored.${platform}`, p.sponsoredSd[platform]);
  addForm(engagement, account.engagement);
  addForm(engagement, account.reach, -row.engagementOverAccount);
  addForm(engagement, campaignShock(p, 'engagement', effects));
  addForm(engagement, levelOf(p, 'engagement', platform, effects));

  const fit = roster.fit[k];
  const overReach = p.negativityOverReach / Math.LN10;
  const negativity = form(
    p.negativityIntercept +
      p.negativityOf[platform] +
      (p.negativitySlope + (sponsored ? p.sponsoredSlope : 0)) * x +
      overReach * postMean -
      (Number.isNaN(fit) ? 0 : p.negativityFit * fit) +
      (afterEvent ? p.lnEventOdds : 0),
    POST.negativity,
    p.negativityPostSd,
  );
  negativity.own[at + POST.reach] = overReach * postSd;
  negativity.own[ACCOUNT.negativity] = p.negativityInfluencerSd;
  if (Number.isNaN(fit)) negativity.own[ACCOUNT.fit] = -p.negativityFit;
  addCommon(
    negativity,
    `negativity.slope.${row.row}`,
    p.negativitySlopeSd * (x - p.negativityPivot / Math.LN10),
  );
  if (sponsored) {
    addCommon(negativity, `negativity.sponsoredSlope.${row.row}`, p.sponsoredSlopeSd * x);
  }
  addForm(negativity, campaignShock(p, 'negativity', effects));
  addForm(negativity, levelOf(p, 'negativity', platform, effects));

  const reference = trust(p.trustIntercept - p.trustSponsored);
  const credible = trust(
    p.trustIntercept -
      p.trustSlope * x -
      (sponsored ? p.trustSponsored * (1 + p.trustSponsoredSlope * x) : 0),
  );
  const clicks = form(log((row.clickRate * credible) / reference), POST.clicks, p.clickPlacementSd);
  addForm(clicks, levelOf(p, 'ctr', platform, effects));
  const conversion = linearForm(log(p.conversionRate) + p.conversionSlope * size, effects);
  addForm(conversion, levelOf(p, 'cvr', platform, effects));

  return {
    base,
    engagement,
    negativity,
    clicks,
    conversion,
    shares: form(log(row.shareRate) + row.shareSlope * size, POST.shares, p.sharePlacementSd),
    timing: form(
      maturitySlope(row.maturity, snapshot.ageDays).lnShare,
      POST.timing,
      p.maturityPostSd * maturitySlope(row.maturity, snapshot.ageDays).perLnFactor,
    ),
  };
}

function trust(logit: number): number {
  return 1 / (1 + exp(-logit));
}
