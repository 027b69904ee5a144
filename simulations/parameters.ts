import { log } from './math/elementary.js';
import type { Mixture } from './mixture.js';
import type { Platform, Role, Row } from './scenario.js';
import type { Maturity, MaturitySd } from './world/maturity.js';

export const CREATOR_ROWS = [
  'INSTAGRAM_POST',
  'INSTAGRAM_STORY',
  'TIKTOK_VIDEO',
  'YOUTUBE_VIDEO',
  'YOUTUBE_INTEGRATION',
  'SHARER_ACTION',
] as const satisfies readonly Row[];

export type CreatorRow = (typeof CREATOR_ROWS)[number];

export const PLATFORM_OF: Readonly<Record<Row, Platform>> = {
  INSTAGRAM_POST: 'INSTAGRAM',
  INSTAGRAM_STORY: 'INSTAGRAM',
  TIKTOK_VIDEO: 'TIKTOK',
  YOUTUBE_VIDEO: 'YOUTUBE',
  YOUTUBE_INTEGRATION: 'YOUTUBE',
  SHARER_ACTION: 'SHARER',
  DISPLAY_AD: 'DISPLAY',
};

/** The format that a profile's recent posts are of: they speak for its stories and integrations. */
export const RECENT_POSTS_ROW: Readonly<Record<CreatorRow, CreatorRow>> = {
  INSTAGRAM_POST: 'INSTAGRAM_POST',
  INSTAGRAM_STORY: 'INSTAGRAM_POST',
  TIKTOK_VIDEO: 'TIKTOK_VIDEO',
  YOUTUBE_VIDEO: 'YOUTUBE_VIDEO',
  YOUTUBE_INTEGRATION: 'YOUTUBE_VIDEO',
  SHARER_ACTION: 'SHARER_ACTION',
};

/** ln of the followers at which every rate of the tables is stated. */
export const LN_ANCHOR = log(1e5);

/** The tables' numbers of one row, and what follows from them. */
export interface RowParameters {
  readonly row: CreatorRow;
  readonly platform: Platform;
  /** Whether the base that engagements, shares and clicks are taken from is views, not reach. */
  readonly basedOnViews: boolean;

  readonly lnReachRate: number;
  readonly reachSlope: number;
  readonly reachSlopeSd: number;
  /** ln(followers ÷ 100,000) about which the world's slope turns. */
  readonly reachPivot: number;
  /** The table's σu at 100,000 followers, and how ln σu changes per unit of ln(followers). */
  readonly influencerSd: number;
  readonly influencerSdSlope: number;
  /** Of v of an account of 100,000 followers, and how ln of its width changes per unit of ln(followers). */
  readonly postSd: number;
  readonly postMean: number;
  readonly postSdSlope: number;
  readonly mixture: Mixture | null;
  readonly viewsPerPerson: number;
  readonly lnSponsoredReach: number;
  readonly lnDeliverable: number;

  readonly lnEngagementRate: number;
  readonly engagementSlopeBelow: number;
  readonly engagementSlopeAbove: number;
  readonly engagementSlopeSd: number;
  readonly engagementPivot: number;
  readonly engagementCurvature: number;
  /** At 100,000 followers, and how its ln changes per unit of ln(followers). */
  readonly engagementInfluencerSd: number;
  readonly engagementInfluencerSdSlope: number;
  readonly engagementPostSd: number;
  /** How much ln(engagement rate) falls per unit of u, and per unit of v. */
  readonly engagementOverAccount: number;
  readonly engagementOverPost: number;
  readonly lnSponsoredEngagement: number;

  readonly shareRate: number;
  readonly shareSlope: number;
  /** TikTok counts shares among its engagements. */
  readonly sharesAreEngagements: boolean;

  readonly clickRate: number;

  readonly lnPrice: number;
  readonly priceSlope: number;
  readonly priceSlopeSd: number;
  readonly priceSpread: number;

  readonly maturity: Maturity;
}

export interface RoleParameters {
  readonly cancellation: number;
  /** Brand-safety events per influencer and day. */
  readonly dailyEventRate: number;
}

export interface BetaShape {
  readonly alpha: number;
  readonly beta: number;
}

export interface LogNormal {
  readonly median: number;
  readonly lnSd: number;
}

/** Every number of the model that the hot loop reads, bound once. Money is in minor units. */
export interface Parameters {
  readonly rows: Readonly<Record<CreatorRow, RowParameters>>;
  readonly roles: Readonly<Record<Role, RoleParameters>>;
  readonly minorPerMajor: number;

  readonly sharedVariance: number;
  readonly levelSd: Readonly<Record<'reach' | 'engagement' | 'ctr' | 'cvr' | 'negativity', number>>;
  /** What remains of them on each platform, 0–1. */
  readonly levelRemaining: Readonly<
    Record<'reach' | 'engagement' | 'negativity', Readonly<Record<Platform, number>>>
  >;
  readonly campaignSd: Readonly<Record<'reach' | 'engagement' | 'negativity', number>>;
  readonly campaignCorrelation: Readonly<
    Record<'reachEngagement' | 'engagementNegativity' | 'reachNegativity', number>
  >;
  readonly daySd: Readonly<Record<Platform, number>>;
  readonly sponsoredSd: Readonly<Record<Platform, number>>;

  readonly unvetted: BetaShape;
  readonly vetted: BetaShape;
  /** E[ln a] and Var ln a of an unvetted account. */
  readonly meanLnAuthenticity: number;
  readonly authenticityVariance: number;
  readonly authenticityVarianceFloor: number;
  /** ln of how many times as much as at 100,000 followers accounts may differ, either way. */
  readonly lnMostSpread: number;

  readonly viewsCap: number;
  readonly universeCap: number;
  readonly driftSd: number;

  readonly lnKnee: number;
  readonly engagementOverReach: number;
  readonly adLoad: number;
  readonly engagementCap: number;
  readonly brandContentLift: number;
  readonly parentExponent: number;
  readonly instagramComments: { readonly min: number; readonly max: number };
  readonly youtubeComments: { readonly min: number; readonly max: number };
  readonly tiktokCommentsPerView: number;

  readonly negativityIntercept: number;
  /** Logits beside the intercept. */
  readonly negativityOf: Readonly<Record<Platform, number>>;
  /** ln(followers ÷ 100,000) about which the world's slope turns. */
  readonly negativityPivot: number;
  readonly negativitySlope: number;
  readonly negativitySlopeSd: number;
  readonly sponsoredSlope: number;
  readonly sponsoredSlopeSd: number;
  readonly negativityOverReach: number;
  readonly negativityInfluencerSd: number;
  readonly negativityPostSd: number;
  readonly negativityFit: number;
  readonly lnEventOdds: number;
  readonly trustIntercept: number;
  readonly trustSlope: number;
  readonly trustSponsored: number;
  readonly trustSponsoredSlope: number;

  readonly sharePlacementSd: number;
  readonly peoplePerShare: LogNormal;
  readonly viralProbability: number;
  readonly viral: LogNormal;

  readonly clickPlacementSd: number;
  readonly conversionRate: number;
  readonly conversionSlope: number;
  readonly conversionCap: number;
  readonly couponRedeemed: BetaShape;
  readonly couponLeaked: LogNormal;
  readonly couponSharing: LogNormal & { readonly min: number; readonly max: number };
  readonly friendRedemption: LogNormal;
  readonly orderValue: LogNormal;
  readonly emv: Readonly<Record<'like' | 'comment' | 'share' | 'view', number>>;

  readonly overlap: Readonly<Record<'sameNiche' | 'acrossNiches' | 'unknownNiche', LogNormal>>;
  readonly cellCap: number;
  readonly audienceConcentration: number;

  readonly priceClip: number;
  readonly givenFeeClip: number;
  readonly priceReachCorrelation: number;
  readonly negotiated: BetaShape;
  readonly bundleDiscount: number;
  readonly acceptanceLarge: BetaShape;
  readonly acceptanceSmall: BetaShape;
  readonly lnAcceptanceLargeFrom: number;
  readonly refund: number;
  readonly killFee: number;
  readonly replacementProbability: number;
  readonly replacementLag: LogNormal;
  readonly onTime: number;
  readonly delayShape: number;
  readonly delayScale: number;

  /** Spread of ln of the days to half between posts. */
  readonly maturityPostSd: number;
  readonly maturitySd: MaturitySd;
  readonly meanClickLagDays: number;
  readonly conversionLagDays: LogNormal;

  readonly displayCpm: LogNormal;
  readonly displayViewable: BetaShape;
  readonly displayValid: BetaShape;
  readonly displayCtr: LogNormal;
  readonly displayActivity: LogNormal;
  readonly displayBlocked: { readonly min: number; readonly max: number };
  readonly displayConversion: number;
}
