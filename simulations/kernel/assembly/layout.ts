/**
 * What the host lays out in memory; simulations/kernel/layout.ts lists the same fields in the same
 * order. Every field is an f64: numbers as the oracle has them, addresses as whole numbers.
 */

/** Numbers of the scenario and of its assumptions. */
@unmanaged
export class Model {
  universe: f64;
  maxReach: f64;
  lnViewsCap: f64;
  flightDays: f64;
  feeFactor: f64;
  seedingMinor: f64;
  moderationMinor: f64;
  /** Share of the price that is paid for a placement that is cancelled for good. */
  keptShare: f64;
  replacementProbability: f64;
  lnAcceptanceLargeFrom: f64;
  priceClip: f64;
  givenFeeClip: f64;
  priceReachCorrelation: f64;
  meanLnAuthenticity: f64;
  authenticityVariance: f64;
  authenticityVarianceFloor: f64;
  lnMostSpread: f64;
  driftSd: f64;
  lnAnchor: f64;
  lnKnee: f64;
  engagementCap: f64;
  parentExponent: f64;
  negativityOverReach: f64;
  negativityInfluencerSd: f64;
  negativityPostSd: f64;
  negativityFit: f64;
  lnEventOdds: f64;
  sharePlacementSd: f64;
  viralProbability: f64;
  viralMedian: f64;
  viralLnSd: f64;
  clickPlacementSd: f64;
  trustIntercept: f64;
  trustSlope: f64;
  trustSponsored: f64;
  trustSponsoredSlope: f64;
  conversionSlope: f64;
  conversionCap: f64;
  cellCap: f64;
  targetPeople: f64;
  firstDay: f64;
  dayCount: f64;
  // What the selected metrics need: 1 or 0.
  needsMoney: f64;
  needsOutreach: f64;
  needsReach: f64;
  needsUnique: f64;
  needsTarget: f64;
  needsShares: f64;
  needsClicks: f64;
  needsEvents: f64;
  // Addresses of tables: f64 and f32.
  normalWords: f64;
  negotiatedWords: f64;
  /** i32 [word >>> 19]: ticks late. */
  delayTicks: f64;
  /** i32 [word >>> 19]: ticks that a replacement adds. */
  lagTicks: f64;
  normals: f64;
  // Addresses of arrays with one value per draw, common to all lines: f64, then f32.
  acceptanceLarge: f64;
  acceptanceSmall: f64;
  /** κ − 1 of the same niche, across niches and of an unknown niche, one after the other. */
  excess: f64;
  /** Booked creators so far (i32), and the y of their posts: [creator][draw]. */
  creators: f64;
  parentEffects: f64;
  parentRoom: f64;
}

/** What all lines of one row share. */
@unmanaged
export class Row {
  lnReachRate: f64;
  viewsPerPerson: f64;
  basedOnViews: f64;
  influencerSd: f64;
  influencerSdSlope: f64;
  postSd: f64;
  postMean: f64;
  postSdSlope: f64;
  /** Share of the usual posts; NaN where post noise is one normal. */
  mixtureWeight: f64;
  usualMean: f64;
  usualSd: f64;
  viralMean: f64;
  viralSd: f64;
  lnEngagementRate: f64;
  engagementSlopeBelow: f64;
  engagementSlopeAbove: f64;
  engagementCurvature: f64;
  engagementInfluencerSd: f64;
  engagementInfluencerSdSlope: f64;
  engagementPostSd: f64;
  engagementOverAccount: f64;
  engagementOverPost: f64;
  lnShareRate: f64;
  shareSlope: f64;
  sharesAreEngagements: f64;
  clickRate: f64;
  lnPrice: f64;
  priceIsFlat: f64;
  priceSpread: f64;
  /** Address of f32 [shock][draw], in the order of the constants below. */
  shocks: f64;
  // Addresses of f64 arrays, for what is decided in f64.
  exactReachLevel: f64;
  exactReachSlope: f64;
  exactEngagementLevel: f64;
  exactEngagementSlope: f64;
  exactPriceSlope: f64;
  // Good and bad days of the platform.
  daySd: f64;
  dayHigh: f64;
  dayLow: f64;
  /** f32 [day][draw], and i32 [day]: the block that a day was drawn for, plus 1. */
  days: f64;
  daysDrawn: f64;
}

/** One line of influencers. */
@unmanaged
export class Line {
  index: f64;
  /** Address of a Row, and of the one that recent posts are judged by. */
  row: f64;
  recentPostsRow: f64;
  identityHigh: f64;
  identityLow: f64;
  isCreator: f64;
  isSharer: f64;
  sponsored: f64;
  needsEngagement: f64;
  /** NaN where a number is booked. */
  moneyMinor: f64;
  count: f64;
  mostCandidates: f64;
  feeMinor: f64;
  screeningMinor: f64;
  lnMedian: f64;
  lnSd: f64;
  lnMin: f64;
  lnMax: f64;
  cancellation: f64;
  dailyEventRate: f64;
  /** ln of deliverable and sponsored factors of reach. */
  lnReachFactors: f64;
  /** ln of brand content, ad load and the sponsored factor of engagement. */
  lnEngagementFactors: f64;
  /** f32 table of ln authenticity. */
  authenticity: f64;
  /** f32 table of ln wanted share, 0 where it is fixed; and its mean. */
  wantedWords: f64;
  wantedMean: f64;
  poolCount: f64;
  targetPoolCount: f64;
  /** Address of i32 [pool]: which overlap, 0 same niche, 1 across, 2 unknown; capped or not. */
  poolOverlap: f64;
  poolCapped: f64;
  targetOverlap: f64;
  // Addresses of sums, f64 [draw].
  booked: f64;
  posted: f64;
  outreach: f64;
  spend: f64;
  unspent: f64;
  refunds: f64;
  views: f64;
  reach: f64;
  base: f64;
  positiveRate: f64;
  negativeRate: f64;
  shareRate: f64;
  viralShareRate: f64;
  clickRate: f64;
  conversionRate: f64;
  events: f64;
  poolW: f64;
  poolAmplified: f64;
  targetW: f64;
  targetAmplified: f64;
  // Addresses of the same sums while they are made, f32 [pool][draw].
  poolWLanes: f64;
  poolAmplifiedLanes: f64;
  targetWLanes: f64;
  targetAmplifiedLanes: f64;
  // Named profiles: their number, 0 without; addresses of columns, f64 unless said otherwise.
  size: f64;
  /** i32 pairs (high, low). */
  influencer: f64;
  post: f64;
  sharedProfile: f64;
  lnFollowers: f64;
  lnAuthenticity: f64;
  recentPosts: f64;
  lnRecentBase: f64;
  lnRecentEngagements: f64;
  fit: f64;
  fees: f64;
  bundle: f64;
  screenings: f64;
  plannedDay: f64;
  isPosted: f64;
  poolStart: f64;
  poolOf: f64;
  poolWeight: f64;
  targetPoolOf: f64;
  wantedShare: f64;
}

/** Where the shocks of a row begin, in bytes; simulations/world/shocks.ts has their order. */
export const REACH: usize = 0;
export const REACH_SLOPE: usize = 1024;
export const ENGAGEMENT: usize = 2048;
export const ENGAGEMENT_SLOPE: usize = 3072;
export const SPONSORED: usize = 4096;
export const NEGATIVITY: usize = 5120;
export const NEGATIVITY_SLOPE: usize = 6144;
export const SPONSORED_SLOPE: usize = 7168;
export const CLICKS: usize = 8192;
export const CONVERSION: usize = 9216;
export const PRICE_SLOPE: usize = 10240;
