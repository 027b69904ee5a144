// A plan file as test/bench/plan.ts writes it: every number of the model bound, lines in key order.
#pragma once
#include "json.hpp"

enum Platform { INSTAGRAM, TIKTOK, YOUTUBE, SHARER, DISPLAY, PLATFORMS };
inline const char* const PLATFORM_NAMES[] = {"INSTAGRAM", "TIKTOK", "YOUTUBE", "SHARER", "DISPLAY"};

enum Row { POST, STORY, VIDEO, LONG_VIDEO, INTEGRATION, SHARER_ACTION, ROWS, DISPLAY_AD = ROWS };
inline const char* const ROW_NAMES[] = {"INSTAGRAM_POST", "INSTAGRAM_STORY",     "TIKTOK_VIDEO",
                                        "YOUTUBE_VIDEO",  "YOUTUBE_INTEGRATION", "SHARER_ACTION"};

enum Role { ANCHOR, CREATOR, SHARER_ROLE };

struct LogNormal {
  double median, lnSd;
};
struct BetaShape {
  double alpha, beta;
};
struct Range {
  double min, max;
};

/** Section 3 to 9 of the model, of one row of its tables. */
struct RowNumbers {
  Platform platform;
  bool basedOnViews, sharesAreEngagements, isMixture;
  double lnReachRate, reachSlope, reachSlopeSd, influencerSdBesideAuthenticity, postSd;
  double usualWeight, usualMean, usualSd, viralMean, viralSd;
  double viewsPerPerson, lnSponsoredReach, lnDeliverable;
  double lnEngagementRate, engagementSlopeBelow, engagementSlopeAbove, engagementSlopeSd;
  double engagementCurvature, engagementInfluencerSd, engagementPostSd, lnSponsoredEngagement;
  double shareRate, shareSlope, clickRate;
  double lnPrice, priceSlope, priceSlopeSd, priceSpread;
};

struct Numbers {
  RowNumbers rows[ROWS];
  double cancellation[3], dailyEventRate[3];
  double sharedVariance, levelReach, levelEngagement, levelCtr, levelCvr, levelNegativity;
  double campaignReach, campaignEngagement, campaignNegativity;
  double corrReachEngagement, corrEngagementNegativity, corrReachNegativity;
  double daySd[PLATFORMS], sponsoredSd[PLATFORMS];
  BetaShape unvetted, vetted, negotiated, acceptanceLarge, acceptanceSmall, couponRedeemed;
  BetaShape displayViewable, displayValid;
  double meanLnAuthenticity, viewsCap, universeCap, lnKnee, engagementOverReach, adLoad;
  double engagementCap, brandContentLift, parentExponent;
  Range instagramComments, youtubeComments, displayBlocked, couponSharingRange;
  double tiktokCommentsPerView;
  double negativityIntercept, negativitySlope, negativitySlopeSd, sponsoredSlope, sponsoredSlopeSd;
  double negativityOverReach, negativityInfluencerSd, negativityPostSd, negativityFit, lnEventOdds;
  double trustIntercept, trustSlope, trustSponsored, trustSponsoredSlope;
  double sharePlacementSd, viralProbability;
  LogNormal peoplePerShare, viral, couponLeaked, couponSharing, friendRedemption, orderValue;
  LogNormal overlapUnknown, overlapAcross, replacementLag, displayCpm, displayCtr, displayActivity;
  double clickPlacementSd, conversionRate, conversionSlope, conversionCap;
  double emvLike, emvComment, emvShare, emvView;
  double cellCap, audienceConcentration, priceClip, givenFeeClip, priceReachCorrelation;
  double lnAcceptanceLargeFrom, refund, killFee, replacementProbability;
  double onTime, delayShape, delayScale, displayConversion;
};

struct Line {
  std::string tier;
  bool hasTier, isDisplay, sponsored, vetted, promoCode;
  Role role;
  Row row;
  /** Number bought, or NaN where money decides; money in minor units, or NaN. */
  double count, money;
  /** Where booking by money stops at the latest. */
  int mostCandidates;
  /** Paid per placement, or NaN: list price, negotiated. */
  double fee;
  double lnMedian, lnSd, lnMin, lnMax;
  double screening, lnAdLoad, wantedShare;
};

struct Group {
  std::string name;
  std::vector<int> lines;
  bool hasPeople = false;
};

struct Plan {
  Numbers numbers;
  std::vector<Line> lines;
  /** The total, then the tiers. */
  std::vector<Group> groups;
  double lnAnchor, feeFactor, flightDays, universe, seedingAndModeration;
  bool brandContent, killFee, hasAudience;
  /** People in the wanted audience, everybody without one. */
  double targetPeople;
};

inline BetaShape betaShape(const Json& json) {
  return {json["alpha"].number(), json["beta"].number()};
}
inline LogNormal logNormal(const Json& json) {
  return {json["median"].number(), json["lnSd"].number()};
}
inline Range range(const Json& json) { return {json["min"].number(), json["max"].number()}; }

inline RowNumbers rowNumbers(const Json& p) {
  RowNumbers row{};
  for (int i = 0; i < PLATFORMS; i++) {
    if (p["platform"].text == PLATFORM_NAMES[i]) row.platform = static_cast<Platform>(i);
  }
  row.basedOnViews = p["basedOnViews"].isTrue();
  row.sharesAreEngagements = p["sharesAreEngagements"].isTrue();
  row.isMixture = !p["mixture"].isNull();
  if (row.isMixture) {
    const Json& mixture = p["mixture"];
    row.usualWeight = mixture["weight"].number();
    row.usualMean = mixture["usualMean"].number();
    row.usualSd = mixture["usualSd"].number();
    row.viralMean = mixture["viralMean"].number();
    row.viralSd = mixture["viralSd"].number();
  }
#define READ(name) row.name = p[#name].number()
  READ(lnReachRate), READ(reachSlope), READ(reachSlopeSd), READ(influencerSdBesideAuthenticity);
  READ(postSd), READ(viewsPerPerson), READ(lnSponsoredReach), READ(lnDeliverable);
  READ(lnEngagementRate), READ(engagementSlopeBelow), READ(engagementSlopeAbove);
  READ(engagementSlopeSd), READ(engagementCurvature), READ(engagementInfluencerSd);
  READ(engagementPostSd), READ(lnSponsoredEngagement), READ(shareRate), READ(shareSlope);
  READ(clickRate), READ(lnPrice), READ(priceSlope), READ(priceSlopeSd), READ(priceSpread);
#undef READ
  return row;
}

inline Numbers readNumbers(const Json& p) {
  Numbers n{};
  for (int i = 0; i < ROWS; i++) n.rows[i] = rowNumbers(p["rows"][ROW_NAMES[i]]);
  const char* const roles[] = {"ANCHOR", "CREATOR", "SHARER"};
  for (int i = 0; i < 3; i++) {
    n.cancellation[i] = p["roles"][roles[i]]["cancellation"].number();
    n.dailyEventRate[i] = p["roles"][roles[i]]["dailyEventRate"].number();
  }
  for (int i = 0; i < PLATFORMS; i++) {
    n.daySd[i] = p["daySd"][PLATFORM_NAMES[i]].number();
    n.sponsoredSd[i] = p["sponsoredSd"][PLATFORM_NAMES[i]].number();
  }
  n.levelReach = p["levelSd"]["reach"].number();
  n.levelEngagement = p["levelSd"]["engagement"].number();
  n.levelCtr = p["levelSd"]["ctr"].number();
  n.levelCvr = p["levelSd"]["cvr"].number();
  n.levelNegativity = p["levelSd"]["negativity"].number();
  n.campaignReach = p["campaignSd"]["reach"].number();
  n.campaignEngagement = p["campaignSd"]["engagement"].number();
  n.campaignNegativity = p["campaignSd"]["negativity"].number();
  const Json& rho = p["campaignCorrelation"];
  n.corrReachEngagement = rho["reachEngagement"].number();
  n.corrEngagementNegativity = rho["engagementNegativity"].number();
  n.corrReachNegativity = rho["reachNegativity"].number();
  n.emvLike = p["emv"]["like"].number();
  n.emvComment = p["emv"]["comment"].number();
  n.emvShare = p["emv"]["share"].number();
  n.emvView = p["emv"]["view"].number();
  n.overlapUnknown = logNormal(p["overlap"]["unknownNiche"]);
  n.overlapAcross = logNormal(p["overlap"]["acrossNiches"]);
  n.couponSharingRange = range(p["couponSharing"]);
#define READ(name) n.name = p[#name].number()
  READ(sharedVariance), READ(meanLnAuthenticity), READ(viewsCap), READ(universeCap), READ(lnKnee);
  READ(engagementOverReach), READ(adLoad), READ(engagementCap), READ(brandContentLift);
  READ(parentExponent), READ(tiktokCommentsPerView), READ(negativityIntercept);
  READ(negativitySlope), READ(negativitySlopeSd), READ(sponsoredSlope), READ(sponsoredSlopeSd);
  READ(negativityOverReach), READ(negativityInfluencerSd), READ(negativityPostSd);
  READ(negativityFit), READ(lnEventOdds), READ(trustIntercept), READ(trustSlope);
  READ(trustSponsored), READ(trustSponsoredSlope), READ(sharePlacementSd), READ(viralProbability);
  READ(clickPlacementSd), READ(conversionRate), READ(conversionSlope), READ(conversionCap);
  READ(cellCap), READ(audienceConcentration), READ(priceClip), READ(givenFeeClip);
  READ(priceReachCorrelation), READ(lnAcceptanceLargeFrom), READ(refund), READ(killFee);
  READ(replacementProbability), READ(onTime), READ(delayShape), READ(delayScale);
  READ(displayConversion);
#undef READ
#define READ(name) n.name = betaShape(p[#name])
  READ(unvetted), READ(vetted), READ(negotiated), READ(acceptanceLarge), READ(acceptanceSmall);
  READ(couponRedeemed), READ(displayViewable), READ(displayValid);
#undef READ
#define READ(name) n.name = logNormal(p[#name])
  READ(peoplePerShare), READ(viral), READ(couponLeaked), READ(couponSharing);
  READ(friendRedemption), READ(orderValue), READ(replacementLag), READ(displayCpm);
  READ(displayCtr), READ(displayActivity);
#undef READ
  n.instagramComments = range(p["instagramComments"]);
  n.youtubeComments = range(p["youtubeComments"]);
  n.displayBlocked = range(p["displayBlocked"]);
  return n;
}

inline Line readLine(const Json& json, const Json& file, const Numbers& numbers) {
  Line line{};
  line.hasTier = !json["tier"].isNull();
  line.tier = json["tier"].text;
  const std::string& row = json["row"].text;
  line.row = DISPLAY_AD;
  for (int i = 0; i < ROWS; i++) {
    if (row == ROW_NAMES[i]) line.row = static_cast<Row>(i);
  }
  line.isDisplay = line.row == DISPLAY_AD;
  const std::string& role = json["role"].text;
  line.role = role == "ANCHOR" ? ANCHOR : role == "SHARER" ? SHARER_ROLE : CREATOR;
  line.sponsored = json["sponsored"].isTrue();
  line.vetted = json["vetted"].isTrue();
  line.promoCode = json["promoCode"].isTrue();
  const Json& buy = json["buy"];
  line.count = buy.has("count") ? buy["count"].number() : NAN;
  line.money = buy.has("share") ? file["budgetMinor"].number() * buy["share"].number() : NAN;
  const Json& most = json["mostCandidates"];
  line.mostCandidates = most.isNull() ? 0 : static_cast<int>(most.number());
  line.fee = json["feeMinor"].number();
  const Json& people = json["candidates"];
  const Json& largest = people["maxFollowers"];
  line.lnMedian = std::log(people["medianFollowers"].number());
  line.lnSd = people["followersLnSd"].number();
  line.lnMin = std::log(people["minFollowers"].number());
  line.lnMax = largest.isNull() ? INFINITY : std::log(largest.number());
  line.screening = line.vetted ? file["fees"]["screeningMinor"].number() : 0;
  line.lnAdLoad = line.sponsored ? -numbers.adLoad * (json["adLoad"].number() - 1) : 0;
  line.wantedShare = 1;
  const Json& audience = file["audience"];
  if (!audience.isNull()) {
    const std::string platform =
        PLATFORM_NAMES[line.isDisplay ? DISPLAY : numbers.rows[line.row].platform];
    line.wantedShare = audience["platformShare"].has(platform)
                           ? audience["platformShare"][platform].number()
                           : audience["people"].number() / file["universe"].number();
  }
  return line;
}

inline Plan readPlan(const std::string& path) {
  const Json file = JsonReader::readFile(path);
  Plan plan{};
  plan.numbers = readNumbers(file["parameters"]);
  plan.lnAnchor = file["lnAnchor"].number();
  plan.feeFactor = file["feeFactor"].number();
  plan.flightDays = file["flightDays"].number();
  plan.universe = file["universe"].number();
  const Json& fees = file["fees"];
  plan.seedingAndModeration = fees["seedingMinor"].number() + fees["moderationMinor"].number();
  plan.killFee = fees["killFee"].isTrue();
  plan.brandContent = file["brandContent"].isTrue();
  plan.hasAudience = !file["audience"].isNull();
  plan.targetPeople = plan.hasAudience ? file["audience"]["people"].number() : plan.universe;
  plan.groups.push_back({"TOTAL", {}, false});
  for (const Json& json : file["lines"].items) {
    const int index = static_cast<int>(plan.lines.size());
    const Line line = readLine(json, file, plan.numbers);
    plan.lines.push_back(line);
    size_t tier = 0;
    if (line.hasTier) {
      for (tier = 1; tier < plan.groups.size() && plan.groups[tier].name != line.tier;) tier++;
      if (tier == plan.groups.size()) plan.groups.push_back({line.tier, {}, false});
    }
    for (const size_t group : {size_t(0), tier}) {
      if (group == 0 && !plan.groups[0].lines.empty() && plan.groups[0].lines.back() == index) continue;
      plan.groups[group].lines.push_back(index);
      if (!line.isDisplay) plan.groups[group].hasPeople = true;
    }
  }
  return plan;
}
