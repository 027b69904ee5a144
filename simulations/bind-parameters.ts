import type { Assumptions } from './assumptions/assumptions.js';
import { log } from './math/elementary.js';
import { digamma, trigamma } from './math/special-functions.js';
import { mixtureMean, mixtureOf, mixtureSd } from './mixture.js';
import {
  type BetaShape,
  type CreatorRow,
  LN_ANCHOR,
  type LogNormal,
  type Parameters,
  PLATFORM_OF,
  type RoleParameters,
  type RowParameters,
} from './parameters.js';
import { type Platform, type Role, ScenarioError } from './scenario.js';

const DAYS_PER_YEAR = 365;

/**
 * Binds parameter names to fields.
 *
 * @param currency - ISO 4217; amounts of the assumptions are read as its major units
 * @throws ScenarioError naming a parameter that is missing or not finite
 */
export function bindParameters(assumptions: Assumptions, currency: string): Parameters {
  const get = (name: string): number => {
    const value = assumptions.values[name];
    if (!Number.isFinite(value)) {
      throw new ScenarioError(
        `assumptions.values[${JSON.stringify(name)}]`,
        'must be a finite number',
        value,
      );
    }
    return value;
  };
  const beta = (name: string): BetaShape => ({
    alpha: get(`${name}.alpha`),
    beta: get(`${name}.beta`),
  });
  const logNormal = (name: string): LogNormal => ({
    median: get(`${name}.median`),
    lnSd: get(`${name}.lnSd`),
  });
  const range = (name: string) => ({ min: get(`${name}.min`), max: get(`${name}.max`) });

  const minorPerMajor = 10 ** currencyExponent(currency);
  const money = (name: string): number => get(name) * minorPerMajor;
  const unvetted = beta('authenticity.unvetted');

  const rowParameters = (row: CreatorRow): RowParameters => {
    const mixture = row === 'TIKTOK_VIDEO' ? mixtureOf(get) : null;
    const platform = PLATFORM_OF[row];
    return {
      row,
      platform,
      basedOnViews: platform === 'TIKTOK' || platform === 'YOUTUBE',
      lnReachRate: log(get(`reach.rate.${row}`)),
      reachSlope: get(`reach.slope.${row}`),
      reachSlopeSd: get(`reach.slopeSd.${row}`),
      reachPivot: log(get(`reach.pivot.${row}`)) - LN_ANCHOR,
      influencerSd: get(`reach.influencerSd.${row}`),
      influencerSdSlope: get(`reach.influencerSdSlope.${row}`),
      postSd: mixture ? mixtureSd(mixture) : get(`reach.postSd.${row}`),
      postMean: mixture ? mixtureMean(mixture) : 0,
      postSdSlope: get(`reach.postSdSlope.${row}`),
      mixture,
      viewsPerPerson: get(`reach.viewsPerPerson.${row}`),
      lnSponsoredReach: log(get(`reach.sponsored.${row}`)),
      lnDeliverable: log(get(`reach.deliverableFactor.${row}`)),
      lnEngagementRate: log(get(`engagement.rate.${row}`)),
      engagementSlopeBelow: get(`engagement.slopeBelow.${row}`),
      engagementSlopeAbove: get(`engagement.slopeAbove.${row}`),
      engagementSlopeSd: get(`engagement.slopeSd.${row}`),
      engagementPivot: log(get(`engagement.pivot.${row}`)) - LN_ANCHOR,
      engagementCurvature: get(`engagement.curvature.${row}`),
      engagementInfluencerSd: get(`engagement.influencerSd.${row}`),
      engagementInfluencerSdSlope: get(`engagement.influencerSdSlope.${row}`),
      engagementPostSd: get(`engagement.postSd.${row}`),
      engagementOverAccount: get(`engagement.overAccount.${row}`),
      engagementOverPost: get('engagement.overReach') + get(`engagement.overPost.${row}`),
      lnSponsoredEngagement: log(get(`engagement.sponsored.${row}`)),
      shareRate: get(`shares.rate.${row}`),
      shareSlope: get(`shares.slope.${row}`),
      sharesAreEngagements: platform === 'TIKTOK',
      clickRate:
        get(`clicks.rate.${row}`) *
        (row === 'YOUTUBE_INTEGRATION' ? get('clicks.integrationFactor') : 1),
      lnPrice: log(money(`price.at100k.${row}`)),
      priceSlope: get(`price.slope.${row}`),
      priceSlopeSd: get(`price.slopeSd.${row}`),
      priceSpread: get(`price.spread.${row}`),
      maturity: {
        lnHalfDays: log(get(`time.half.${row}`)),
        steepness: get(`time.steepness.${row}`),
        maturedDays: get(`time.matured.${row}`),
      },
    };
  };
  const perPlatform = (prefix: string, ofDisplay: number): Record<Platform, number> => ({
    INSTAGRAM: get(`${prefix}.INSTAGRAM`),
    TIKTOK: get(`${prefix}.TIKTOK`),
    YOUTUBE: get(`${prefix}.YOUTUBE`),
    SHARER: get(`${prefix}.SHARER`),
    DISPLAY: ofDisplay,
  });
  const roleParameters = (role: Role): RoleParameters => ({
    cancellation: get(`booking.cancellation.${role}`),
    dailyEventRate: get(`brandSafety.annualRate.${role}`) / DAYS_PER_YEAR,
  });

  return {
    rows: {
      INSTAGRAM_POST: rowParameters('INSTAGRAM_POST'),
      INSTAGRAM_STORY: rowParameters('INSTAGRAM_STORY'),
      TIKTOK_VIDEO: rowParameters('TIKTOK_VIDEO'),
      YOUTUBE_VIDEO: rowParameters('YOUTUBE_VIDEO'),
      YOUTUBE_INTEGRATION: rowParameters('YOUTUBE_INTEGRATION'),
      SHARER_ACTION: rowParameters('SHARER_ACTION'),
    },
    roles: {
      ANCHOR: roleParameters('ANCHOR'),
      CREATOR: roleParameters('CREATOR'),
      SHARER: roleParameters('SHARER'),
    },
    minorPerMajor,
    sharedVariance: get('level.sharedVariance'),
    levelSd: {
      reach: get('level.reach.sd'),
      engagement: get('level.engagement.sd'),
      ctr: get('level.ctr.sd'),
      cvr: get('level.cvr.sd'),
      negativity: get('level.negativity.sd'),
    },
    levelRemaining: {
      reach: perPlatform('level.reach.remaining', 1),
      engagement: perPlatform('level.engagement.remaining', 1),
      negativity: perPlatform('level.negativity.remaining', 1),
    },
    campaignSd: {
      reach: get('campaign.reach.sd'),
      engagement: get('campaign.engagement.sd'),
      negativity: get('campaign.negativity.sd'),
    },
    campaignCorrelation: {
      reachEngagement: get('campaign.correlation.reachEngagement'),
      engagementNegativity: get('campaign.correlation.engagementNegativity'),
      reachNegativity: get('campaign.correlation.reachNegativity'),
    },
    daySd: {
      INSTAGRAM: get('day.sd.INSTAGRAM'),
      TIKTOK: get('day.sd.TIKTOK'),
      YOUTUBE: get('day.sd.YOUTUBE'),
      SHARER: get('day.sd.SHARER'),
      DISPLAY: 0,
    },
    sponsoredSd: {
      INSTAGRAM: get('engagement.sponsoredSd.INSTAGRAM'),
      TIKTOK: get('engagement.sponsoredSd.TIKTOK'),
      YOUTUBE: get('engagement.sponsoredSd.YOUTUBE'),
      SHARER: 0,
      DISPLAY: 0,
    },
    unvetted,
    vetted: beta('authenticity.vetted'),
    meanLnAuthenticity: digamma(unvetted.alpha) - digamma(unvetted.alpha + unvetted.beta),
    authenticityVariance: trigamma(unvetted.alpha) - trigamma(unvetted.alpha + unvetted.beta),
    authenticityVarianceFloor: get('reach.authenticityVarianceFloor'),
    lnMostSpread: log(get('accounts.mostSpread')),
    viewsCap: get('reach.viewsCap'),
    universeCap: get('reach.universeCap'),
    driftSd: get('ownPosts.driftSd'),
    lnKnee: log(get('engagement.knee')),
    engagementOverReach: get('engagement.overReach'),
    adLoad: get('engagement.adLoad'),
    engagementCap: get('engagement.cap'),
    brandContentLift: get('brandContent.engagementLift'),
    parentExponent: get('shares.parentExponent'),
    instagramComments: range('engagement.commentsPerLike.INSTAGRAM'),
    youtubeComments: range('engagement.commentsPerLike.YOUTUBE'),
    tiktokCommentsPerView: get('engagement.commentsPerView.TIKTOK_VIDEO'),
    negativityIntercept: get('negativity.intercept'),
    negativityOf: perPlatform('negativity.platform', 0),
    negativityPivot: log(get('negativity.pivot')) - LN_ANCHOR,
    negativitySlope: get('negativity.slope'),
    negativitySlopeSd: get('negativity.slopeSd'),
    sponsoredSlope: get('negativity.sponsoredSlope'),
    sponsoredSlopeSd: get('negativity.sponsoredSlopeSd'),
    negativityOverReach: get('negativity.overReach'),
    negativityInfluencerSd: get('negativity.influencerSd'),
    negativityPostSd: get('negativity.postSd'),
    negativityFit: get('negativity.fit'),
    lnEventOdds: log(get('brandSafety.oddsFactor')),
    trustIntercept: get('trust.intercept'),
    trustSlope: get('trust.slope'),
    trustSponsored: get('trust.sponsored'),
    trustSponsoredSlope: get('trust.sponsoredSlope'),
    sharePlacementSd: get('shares.placementSd'),
    peoplePerShare: logNormal('shares.peoplePerShare'),
    viralProbability: get('shares.viral.probability'),
    viral: logNormal('shares.viral'),
    clickPlacementSd: get('clicks.placementSd'),
    conversionRate: get('conversion.rate'),
    conversionSlope: get('conversion.slope'),
    conversionCap: get('conversion.cap'),
    couponRedeemed: beta('coupon.redeemedShare'),
    couponLeaked: logNormal('coupon.leaked'),
    couponSharing: { ...logNormal('coupon.sharing'), ...range('coupon.sharing') },
    friendRedemption: logNormal('coupon.friendRedemption'),
    orderValue: { median: money('value.order.median'), lnSd: get('value.order.lnSd') },
    emv: {
      like: money('emv.like'),
      comment: money('emv.comment'),
      share: money('emv.share'),
      view: money('emv.view'),
    },
    overlap: {
      sameNiche: logNormal('overlap.sameNiche'),
      acrossNiches: logNormal('overlap.acrossNiches'),
      unknownNiche: logNormal('overlap.unknownNiche'),
    },
    cellCap: get('overlap.cellCap'),
    audienceConcentration: get('overlap.audienceConcentration'),
    priceClip: get('price.clip'),
    givenFeeClip: get('price.givenFeeClip'),
    priceReachCorrelation: get('price.reachCorrelation'),
    negotiated: beta('price.negotiated'),
    bundleDiscount: get('price.bundleDiscount'),
    acceptanceLarge: beta('booking.acceptance.large'),
    acceptanceSmall: beta('booking.acceptance.small'),
    lnAcceptanceLargeFrom: log(get('booking.acceptance.largeFrom')),
    refund: get('booking.refund'),
    killFee: get('booking.killFee'),
    replacementProbability: get('booking.replacement.probability'),
    replacementLag: logNormal('booking.replacement.delay'),
    onTime: get('booking.onTime'),
    delayShape: get('booking.delay.shape'),
    delayScale: get('booking.delay.scale'),
    maturityPostSd: get('time.postSd'),
    maturitySd: { young: get('time.maturitySd.young'), matured: get('time.maturitySd.matured') },
    meanClickLagDays: get('time.clickLag.mean'),
    conversionLagDays: logNormal('time.conversionLag'),
    displayCpm: { median: money('display.cpm.median'), lnSd: get('display.cpm.lnSd') },
    displayViewable: beta('display.viewable'),
    displayValid: beta('display.valid'),
    displayCtr: logNormal('display.ctr'),
    displayActivity: logNormal('display.activity'),
    displayBlocked: range('display.blocked'),
    displayConversion: get('display.conversionFactor'),
  };
}

/** By currency: asking takes a millisecond. */
const exponents = new Map<string, number>();

/** Digits behind the point: 2 for USD, 0 for JPY. */
function currencyExponent(currency: string): number {
  let exponent = exponents.get(currency);
  if (exponent === undefined) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    exponent = format.resolvedOptions().maximumFractionDigits ?? 2;
    exponents.set(currency, exponent);
  }
  return exponent;
}
