// The model of simulations/README.md in straightforward C++: one world after the other, one
// placement after the other, in double precision, with the standard library's laws.
//
//     g++ -O3 -march=native -std=c++17 -o plain plain.cpp
#include <random>
#include "answer.hpp"
#include "special.hpp"

namespace {

/** xoshiro256++ (Blackman & Vigna), seeded by splitmix64. */
class Generator {
 public:
  using result_type = uint64_t;
  explicit Generator(uint64_t seed) {
    for (uint64_t& word : s) {
      seed += 0x9e3779b97f4a7c15;
      uint64_t z = seed;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
      z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
      word = z ^ (z >> 31);
    }
  }
  static constexpr uint64_t min() { return 0; }
  static constexpr uint64_t max() { return UINT64_MAX; }
  uint64_t operator()() {
    const uint64_t result = rotate(s[0] + s[3], 23) + s[0];
    const uint64_t t = s[1] << 17;
    s[2] ^= s[0], s[3] ^= s[1], s[1] ^= s[2], s[0] ^= s[3], s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
  }

 private:
  uint64_t s[4];
  static uint64_t rotate(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
};

struct Random {
  Generator generator{2026};
  double spare = 0;
  bool hasSpare = false;

  double uniform() { return ((generator() >> 11) + .5) * 0x1p-53; }
  /** Marsaglia's polar method: std::normal_distribution takes its uniforms twice as slowly. */
  double normal() {
    if (hasSpare) {
      hasSpare = false;
      return spare;
    }
    double a, b, square;
    do {
      a = 2 * uniform() - 1, b = 2 * uniform() - 1;
      square = a * a + b * b;
    } while (square >= 1);
    const double factor = std::sqrt(-2 * std::log(square) / square);
    spare = b * factor, hasSpare = true;
    return a * factor;
  }
  double normal(double mean, double sd) { return mean + sd * normal(); }
  double logNormal(const LogNormal& law) { return law.median * std::exp(law.lnSd * normal()); }
  double gamma(double shape) { return std::gamma_distribution<double>(shape)(generator); }
  double beta(const BetaShape& law) {
    const double a = gamma(law.alpha);
    return a / (a + gamma(law.beta));
  }
  double within(const Range& range) { return range.min + uniform() * (range.max - range.min); }
  double poisson(double mean) {
    return mean > 0 ? std::poisson_distribution<int64_t>(mean)(generator) : 0;
  }
  double binomial(double trials, double share) {
    return trials > 0 && share > 0
               ? std::binomial_distribution<int64_t>(trials, std::min(1., share))(generator)
               : 0;
  }
};

/** ln of a Beta law's quantiles, linear between nodes in normal coordinates. */
class LnBeta {
 public:
  explicit LnBeta(const BetaShape& law) {
    for (int i = 0; i < NODES; i++) nodes[i] = lnBetaQuantile((i - NODES / 2) / PER_UNIT, law.alpha, law.beta);
  }
  double at(double z) const {
    const double position = std::min(std::max(z * PER_UNIT + NODES / 2, 0.), NODES - 1.001);
    const int below = static_cast<int>(position);
    return nodes[below] + (position - below) * (nodes[below + 1] - nodes[below]);
  }

 private:
  static constexpr int NODES = 385;
  static constexpr double PER_UNIT = 32;
  double nodes[NODES];
};

double clip(double x, double min, double max) { return std::min(std::max(x, min), max); }
double expit(double logit) { return 1 / (1 + std::exp(-logit)); }

/** 1 − (1 + W/θ)^(−θ), and its inverse in p. */
double mixtureShare(double weight, double theta) {
  return theta > 1000 ? -std::expm1(-weight) : -std::expm1(-theta * std::log1p(weight / theta));
}
double mixtureWeight(double p, double theta) {
  const double even = -std::log1p(-p);
  return theta > 1000 ? even : theta * std::expm1(even / theta);
}

/** Section 10: P(at least three) under the negative binomial with mean m and the share reached. */
double reachedThrice(double m, double reached) {
  if (!(reached > 0)) return 0;
  if (reached >= 1) return 1;
  const double s = -std::log1p(-reached);
  if (m <= s) {
    const double more = std::max(0., m / reached - 1);
    return reached * (1 - (1 + more) * std::exp(-more));
  }
  // m/r = t solves ln(1 + t)/t = s/m.
  const double y = s / m;
  double t = 1 / (y * y) - 1;
  if (t < 1e-6) return std::max(0., reached - (1 - reached) * m * (1 + m / 2));
  for (int n = 0; n < 50; n++) {
    const double step = (std::log1p(t) - y * t) / (1 / (1 + t) - y);
    t -= step;
    if (std::fabs(step) < 1e-10 * t) break;
  }
  const double r = m / t, q = t / (1 + t), never = 1 - reached;
  return std::max(0., reached - never * r * q * (1 + (r + 1) / 2 * q));
}

struct PlatformShocks {
  double reach, engagement, negativity, ctr, cvr, sponsored;
};

/** What one world has beside its placements. */
struct World {
  PlatformShocks platforms[PLATFORMS];
  double reachSlope[ROWS], engagementSlope[ROWS], negativitySlope[ROWS], sponsoredSlope[ROWS];
  double priceSlope[ROWS];
  double theta, thetaAcross, peoplePerShare, acceptanceLarge, acceptanceSmall, orderValue;
  double couponRedeemed, couponLeaked, couponSharing, friendRedemption;
  double instagramComments, youtubeComments;
  /** ln shocks by platform and day, NaN until somebody posts on it. */
  std::vector<double> days[PLATFORMS];
};

struct Candidate {
  double lnFollowers, z, price;
};

/** Sums over a line's placements in one world. */
struct Sums {
  double booked, posted, outreach, spend, unspent, refunds, views, reach, base;
  double positiveRate, negativeRate, shareRate, viralShareRate, clickRate, conversionRate, events;
  double poolW, targetW, targetAmplified, amplified;
  double positive, negative, shares, clicks, conversions, redemptions, revenue, emv;
  double displayReach, displayTarget;
};

class Simulation {
 public:
  Simulation(const Plan& plan, int draws, Mode mode)
      : plan(plan), n(plan.numbers), all(mode == Mode::All), draws(draws), negotiated(n.negotiated),
        unvetted(n.unvetted), vetted(n.vetted), sums(plan.lines.size()), candidates(plan.lines.size()),
        columns(emptyColumns<double>(plan, draws, mode)) {
    if (!plan.hasAudience) return;
    for (const Line& line : plan.lines) wanted.push_back(LnBeta(wantedLaw(line)));
  }

  Columns<double> run() {
    for (int draw = 0; draw < draws; draw++) {
      drawWorld();
      parents.clear();
      for (size_t i = 0; i < plan.lines.size(); i++) {
        sums[i] = {};
        if (!plan.lines[i].isDisplay) book(i);
      }
      for (const bool sharers : {false, true}) {
        for (size_t i = 0; i < plan.lines.size(); i++) {
          const Line& line = plan.lines[i];
          if (!line.isDisplay && (line.role == SHARER_ROLE) == sharers) runLine(i);
        }
      }
      for (size_t i = 0; i < plan.lines.size(); i++) {
        if (plan.lines[i].isDisplay) runDisplay(i);
        else drawCounts(i);
      }
      for (size_t g = 0; g < plan.groups.size(); g++) writeGroup(g, draw);
    }
    return std::move(columns);
  }

 private:
  const Plan& plan;
  const Numbers& n;
  const bool all;
  const int draws;
  Random random;
  const LnBeta negotiated, unvetted, vetted;
  /** Of the share of an audience that is wanted, by line. */
  std::vector<LnBeta> wanted;
  World world;
  std::vector<Sums> sums;
  std::vector<std::vector<Candidate>> candidates;
  /** y of the creators' posts, in key order of lines. */
  std::vector<double> parents;
  Columns<double> columns;

  BetaShape wantedLaw(const Line& line) const {
    const double m = line.wantedShare;
    if (m <= 0 || m >= 1) return {1, 1};
    const double concentration = std::max(n.audienceConcentration, std::max(.1 / m, .1 / (1 - m)));
    return {concentration * m, concentration * (1 - m)};
  }

  /** Sections 1, 8, 9, 10: everything that is drawn once per world. */
  void drawWorld() {
    const double common = std::sqrt(n.sharedVariance), own = std::sqrt(1 - n.sharedVariance);
    const double z1 = random.normal(), z2 = random.normal(), z3 = random.normal();
    const double e2 = std::sqrt(1 - n.corrReachEngagement * n.corrReachEngagement);
    const double n2 = (n.corrEngagementNegativity - n.corrReachNegativity * n.corrReachEngagement) / e2;
    const double n3 = std::sqrt(std::max(0., 1 - n.corrReachNegativity * n.corrReachNegativity - n2 * n2));
    const double cReach = n.campaignReach * z1;
    const double cEngagement = n.campaignEngagement * (n.corrReachEngagement * z1 + e2 * z2);
    const double cNegativity = n.campaignNegativity * (n.corrReachNegativity * z1 + n2 * z2 + n3 * z3);
    const double reach = random.normal(), engagement = random.normal(), negativity = random.normal();
    const double ctr = random.normal(), cvr = random.normal();
    for (int p = 0; p < PLATFORMS; p++) {
      PlatformShocks& shocks = world.platforms[p];
      shocks.reach = cReach + n.levelReach * (common * reach + own * random.normal());
      shocks.engagement = cEngagement + n.levelEngagement * (common * engagement + own * random.normal());
      shocks.negativity = n.negativityIntercept + cNegativity +
                          n.levelNegativity * (common * negativity + own * random.normal());
      shocks.ctr = n.levelCtr * (common * ctr + own * random.normal());
      shocks.cvr = n.levelCvr * (common * cvr + own * random.normal());
      shocks.sponsored = n.sponsoredSd[p] * random.normal();
      world.days[p].assign(1100 + static_cast<int>(plan.flightDays), NAN);
    }
    for (int row = 0; row < ROWS; row++) {
      world.reachSlope[row] = random.normal(n.rows[row].reachSlope, n.rows[row].reachSlopeSd);
      world.engagementSlope[row] = random.normal(0, n.rows[row].engagementSlopeSd);
      world.negativitySlope[row] = random.normal(n.negativitySlope, n.negativitySlopeSd);
      world.sponsoredSlope[row] = random.normal(n.sponsoredSlope, n.sponsoredSlopeSd);
      world.priceSlope[row] = random.normal(n.rows[row].priceSlope, n.rows[row].priceSlopeSd);
    }
    world.theta = 1 / std::min(100., random.logNormal(n.overlapUnknown));
    world.thetaAcross = 1 / std::min(100., random.logNormal(n.overlapAcross));
    world.peoplePerShare = random.logNormal(n.peoplePerShare);
    if (!all) return;
    world.acceptanceLarge = random.beta(n.acceptanceLarge);
    world.acceptanceSmall = random.beta(n.acceptanceSmall);
    world.orderValue = random.logNormal(n.orderValue);
    world.couponRedeemed = random.beta(n.couponRedeemed);
    world.couponLeaked = random.logNormal(n.couponLeaked);
    do {
      world.couponSharing = random.logNormal(n.couponSharing);
    } while (world.couponSharing < n.couponSharingRange.min || world.couponSharing > n.couponSharingRange.max);
    world.friendRedemption = random.logNormal(n.friendRedemption);
    world.instagramComments = random.within(n.instagramComments);
    world.youtubeComments = random.within(n.youtubeComments);
  }

  double dayShock(Platform platform, double day) {
    auto& days = world.days[platform];
    double& shock = days[std::min(static_cast<size_t>(day), days.size() - 1)];
    if (std::isnan(shock)) shock = random.normal(0, n.daySd[platform]);
    return shock;
  }

  double drawLnFollowers(const Line& line) {
    return clip(line.lnMedian + line.lnSd * random.normal(), line.lnMin, line.lnMax);
  }

  double lnCard(const Line& line, double lnFollowers) const {
    return n.rows[line.row].lnPrice + world.priceSlope[line.row] * (lnFollowers - plan.lnAnchor);
  }

  /** How dear somebody is, in sds, whose fee is given. */
  double dearnessOfFee(const Line& line, double lnFollowers) const {
    const double spread = n.rows[line.row].priceSpread;
    const double z = (std::log(line.fee) - lnCard(line, lnFollowers)) / spread;
    return spread == 0 ? 0 : clip(z, -n.givenFeeClip, n.givenFeeClip);
  }

  double drawDearness(const Line& line, double lnFollowers) {
    if (!std::isnan(line.fee)) return dearnessOfFee(line, lnFollowers);
    return clip(random.normal(), -n.priceClip, n.priceClip);
  }

  /** Section 9: who is asked, and at what price. */
  Candidate ask(const Line& line) {
    Candidate candidate;
    candidate.lnFollowers = drawLnFollowers(line);
    candidate.z = drawDearness(line, candidate.lnFollowers);
    if (!std::isnan(line.fee)) {
      candidate.price = line.fee;
    } else if (all || std::isnan(line.count)) {
      candidate.price = std::exp(lnCard(line, candidate.lnFollowers) +
                                 n.rows[line.row].priceSpread * candidate.z + negotiated.at(random.normal()));
    }
    return candidate;
  }

  void book(size_t index) {
    const Line& line = plan.lines[index];
    auto& booked = candidates[index];
    booked.clear();
    if (!std::isnan(line.count)) {
      for (int k = 0; k < line.count; k++) booked.push_back(ask(line));
    } else {
      double left = line.money;
      for (int k = 0; k < line.mostCandidates; k++) {
        const Candidate candidate = ask(line);
        const double cost = costOf(line, candidate.price);
        if (cost > left + 1e-6) break;
        left = std::max(0., left - cost);
        booked.push_back(candidate);
      }
      sums[index].unspent = left;
    }
    sums[index].booked = booked.size();
  }

  double costOf(const Line& line, double price) const {
    return price * plan.feeFactor + line.screening + plan.seedingAndModeration;
  }

  /** Section 5: two slopes that meet at the knee. */
  double lnEngagementRate(const RowNumbers& row, double size, double shock) const {
    const double below = row.engagementSlopeBelow + shock, above = row.engagementSlopeAbove + shock;
    const double knee = n.lnKnee - plan.lnAnchor;
    const double slopes = knee >= 0 ? below * size + (above - below) * std::max(0., size - knee)
                                    : above * size + (below - above) * std::min(0., size - knee);
    return row.lnEngagementRate + slopes + row.engagementCurvature * size * size;
  }

  void runLine(size_t index) {
    const Line& line = plan.lines[index];
    const RowNumbers& row = n.rows[line.row];
    const PlatformShocks& shocks = world.platforms[row.platform];
    const auto& booked = candidates[index];
    Sums& sum = sums[index];
    const LnBeta& authenticity = line.vetted ? vetted : unvetted;
    const double cancellation = n.cancellation[line.role];
    const double eventRate = n.dailyEventRate[line.role];
    const double ofPrice = row.influencerSdBesideAuthenticity * n.priceReachCorrelation;
    const double ofRest = row.influencerSdBesideAuthenticity *
                          std::sqrt(1 - n.priceReachCorrelation * n.priceReachCorrelation);
    const double lift = plan.brandContent && line.role == CREATOR ? n.brandContentLift : 0;
    const double trustAt100k = expit(n.trustIntercept - n.trustSponsored);
    const double sponsored = line.sponsored ? 1 : 0;
    for (size_t k = 0; k < booked.size(); k++) {
      const double price = booked[k].price;
      double lnFollowers = booked[k].lnFollowers, z = booked[k].z;
      if (all) {
        sum.outreach += 1 / (lnFollowers >= n.lnAcceptanceLargeFrom ? world.acceptanceLarge : world.acceptanceSmall);
      }
      const bool cancelled = random.uniform() < cancellation;
      const bool replaced = cancelled && random.uniform() < n.replacementProbability;
      if (all) pay(line, sum, price, !cancelled || replaced);
      if (cancelled && !replaced) {
        if (line.role == CREATOR) parents.push_back(0);
        continue;
      }
      sum.posted++;
      double day = (k + .5) / booked.size() * plan.flightDays;
      if (random.uniform() >= n.onTime) day += n.delayScale * random.gamma(n.delayShape);
      if (replaced) {
        day += random.logNormal(n.replacementLag);
        lnFollowers = drawLnFollowers(line);
        z = drawDearness(line, lnFollowers);
      }
      const double size = lnFollowers - plan.lnAnchor, x = size / M_LN10;

      const double u = authenticity.at(random.normal()) - n.meanLnAuthenticity + ofPrice * z + ofRest * random.normal();
      double v;
      if (row.isMixture) {
        v = random.uniform() < row.usualWeight ? random.normal(row.usualMean, row.usualSd)
                                               : random.normal(row.viralMean, row.viralSd);
      } else {
        v = row.postSd * random.normal();
      }
      const double lnBase = lnFollowers + row.lnReachRate + row.lnDeliverable +
                            sponsored * row.lnSponsoredReach + world.reachSlope[line.row] * size + u + v +
                            shocks.reach + dayShock(row.platform, day);
      const double uncapped = std::exp(lnBase) * (row.basedOnViews ? 1 : row.viewsPerPerson);
      const double reach = std::min(std::min(uncapped, n.viewsCap * std::exp(lnFollowers)) / row.viewsPerPerson,
                                    n.universeCap * plan.universe);
      const double base = row.basedOnViews ? reach * row.viewsPerPerson : reach;
      sum.reach += reach;
      sum.views += reach * row.viewsPerPerson;
      sum.base += base;
      sum.poolW += mixtureWeight(reach / plan.universe, world.theta);
      double alpha = 1;
      if (all && plan.hasAudience) {
        const double mean = line.wantedShare;
        alpha = mean <= 0 || mean >= 1 ? mean : std::exp(wanted[index].at(random.normal()));
        sum.targetW += mixtureWeight(std::min(n.cellCap, reach * alpha / plan.targetPeople), world.theta);
      }

      const double y = row.engagementPostSd * random.normal();
      if (line.role == CREATOR) parents.push_back(y);
      double lnRate = lnEngagementRate(row, size, world.engagementSlope[line.row]) +
                      row.engagementInfluencerSd * random.normal() + y - n.engagementOverReach * v +
                      shocks.engagement + lift + line.lnAdLoad +
                      sponsored * (row.lnSponsoredEngagement + shocks.sponsored);
      if (line.role == SHARER_ROLE && !parents.empty()) lnRate += n.parentExponent * parents[k % parents.size()];
      const double engagementRate = std::min(std::exp(lnRate), n.engagementCap);
      double logit = shocks.negativity + (world.negativitySlope[line.row] + sponsored * world.sponsoredSlope[line.row]) * x +
                     n.negativityOverReach * v / M_LN10 - n.negativityFit * random.normal() +
                     n.negativityInfluencerSd * random.normal() + n.negativityPostSd * random.normal();
      if (eventRate > 0) {
        const double u = random.uniform(), latest = eventRate * std::max(day, plan.flightDays);
        // A time of −ln(1 − u) ÷ rate; most are years away.
        if (u < latest) {
          const double event = -std::log1p(-u) / eventRate;
          if (event < plan.flightDays) sum.events++;
          if (event <= day) logit += n.lnEventOdds;
        }
      }
      const double negative = expit(logit);
      sum.positiveRate += base * engagementRate * (1 - negative);
      sum.negativeRate += base * engagementRate * negative;

      double perBase = row.shareRate * std::exp(row.shareSlope * size + n.sharePlacementSd * random.normal());
      if (row.sharesAreEngagements) perBase = std::min(perBase, engagementRate);
      const double viral = random.uniform() < n.viralProbability ? random.logNormal(n.viral) : 1;
      sum.shareRate += base * perBase;
      sum.viralShareRate += base * perBase * viral;
      sum.targetAmplified += base * perBase * viral * alpha / plan.targetPeople;
      if (!all) continue;

      const double trust = expit(n.trustIntercept - n.trustSlope * x -
                                 sponsored * n.trustSponsored * (1 + n.trustSponsoredSlope * x));
      const double ctr = row.clickRate * std::exp(shocks.ctr + n.clickPlacementSd * random.normal());
      const double clicks = base * std::min(1., ctr * trust / trustAt100k);
      const double ofSize = n.conversionSlope == 0 ? 1 : std::exp(n.conversionSlope * size);
      const double converting = std::min(n.conversionCap, n.conversionRate * std::exp(shocks.cvr) * ofSize);
      sum.clickRate += clicks * (1 - converting);
      sum.conversionRate += clicks * converting;
    }
  }

  void pay(const Line& line, Sums& sum, double price, bool posts) {
    const double cost = costOf(line, price);
    if (posts) {
      sum.spend += cost;
      return;
    }
    const double paid = price * plan.feeFactor * (plan.killFee ? n.killFee : 1 - n.refund) + line.screening;
    sum.spend += paid;
    sum.refunds += cost - paid;
  }

  /** Sections 7, 8, 11: counts, and what follows from them. */
  void drawCounts(size_t index) {
    const Line& line = plan.lines[index];
    const RowNumbers& row = n.rows[line.row];
    Sums& sum = sums[index];
    sum.positive = random.poisson(sum.positiveRate);
    sum.negative = random.poisson(sum.negativeRate);
    const double engagements = sum.positive + sum.negative;
    if (row.sharesAreEngagements) {
      const double rate = sum.positiveRate + sum.negativeRate;
      sum.shares = random.binomial(engagements, rate > 0 ? sum.shareRate / rate : 0);
    } else {
      sum.shares = random.poisson(sum.shareRate);
    }
    const double perRate = sum.shareRate > 0 ? sum.shares * world.peoplePerShare / sum.shareRate : 0;
    sum.amplified = perRate * sum.viralShareRate;
    sum.poolW += sum.amplified / plan.universe;
    sum.targetW += perRate * sum.targetAmplified;
    if (!all) return;
    sum.conversions = random.poisson(sum.conversionRate);
    sum.clicks = sum.conversions + random.poisson(sum.clickRate);
    sum.revenue = sum.conversions * world.orderValue;
    if (line.promoCode) {
      const double seen = sum.base > 0 ? sum.amplified * world.couponSharing / sum.base : 0;
      sum.redemptions = sum.conversions * world.couponRedeemed *
                        (1 + world.couponLeaked + seen * world.friendRedemption);
    }
    const double rest = row.sharesAreEngagements ? engagements - sum.shares : engagements;
    const double perLike = row.platform == YOUTUBE ? world.youtubeComments : world.instagramComments;
    const double comments = row.sharesAreEngagements ? std::min(rest, n.tiktokCommentsPerView * sum.views)
                                                     : rest * perLike / (1 + perLike);
    sum.emv = n.emvLike * (rest - comments) + n.emvComment * comments + n.emvShare * sum.shares + n.emvView * sum.views;
  }

  /** Section 12. */
  void runDisplay(size_t index) {
    const Line& line = plan.lines[index];
    Sums& sum = sums[index];
    const double served = line.money / random.logNormal(n.displayCpm) * 1000;
    const double valid = served * random.beta(n.displayValid);
    const double open = 1 - random.within(n.displayBlocked);
    const double theta = random.logNormal(n.displayActivity);
    const auto unique = [theta](double impressions, double people) {
      return people > 0 ? people * mixtureShare(impressions / people, theta) : 0;
    };
    sum.spend = line.money;
    sum.views = valid * random.beta(n.displayViewable);
    sum.displayReach = sum.reach = unique(sum.views, plan.universe * open);
    sum.displayTarget = unique(sum.views * line.wantedShare, plan.targetPeople * open);
    const double clicks = valid * random.logNormal(n.displayCtr);
    const double converting = std::min(
        n.conversionCap, n.displayConversion * n.conversionRate * std::exp(world.platforms[DISPLAY].cvr));
    sum.conversions = random.poisson(clicks * converting);
    sum.clicks = sum.conversions + random.poisson(clicks * (1 - converting));
    sum.revenue = sum.conversions * world.orderValue;
  }

  /** Section 10: people of unknown niches, then display, joined by the formula across niches. */
  double unique(const Group& group, bool target) const {
    const double people = target ? plan.targetPeople : plan.universe;
    double weight = 0, across = 0, only = 0;
    int terms = 0;
    for (const int i : group.lines) {
      if (plan.lines[i].isDisplay) continue;
      weight += target ? sums[i].targetW : sums[i].poolW;
    }
    if (group.hasPeople) {
      only = mixtureShare(weight, world.theta);
      across += mixtureWeight(only, world.thetaAcross);
      terms++;
    }
    for (const int i : group.lines) {
      if (!plan.lines[i].isDisplay) continue;
      only = (target ? sums[i].displayTarget : sums[i].displayReach) / people;
      across += mixtureWeight(only, world.thetaAcross);
      terms++;
    }
    return people * (terms > 1 ? mixtureShare(across, world.thetaAcross) : only);
  }

  void writeGroup(size_t g, int draw) {
    const Group& group = plan.groups[g];
    auto& of = columns[g];
    Sums t{};
    for (const int i : group.lines) {
      const Sums& sum = sums[i];
      t.booked += sum.booked, t.posted += sum.posted, t.outreach += sum.outreach, t.spend += sum.spend;
      t.unspent += sum.unspent, t.refunds += sum.refunds, t.views += sum.views, t.reach += sum.reach;
      t.amplified += sum.amplified, t.positive += sum.positive, t.negative += sum.negative;
      t.events += sum.events, t.shares += sum.shares, t.clicks += sum.clicks;
      t.conversions += sum.conversions, t.redemptions += sum.redemptions, t.revenue += sum.revenue;
      t.emv += sum.emv;
    }
    const auto rate = [](double part, double whole) { return whole > 0 ? part / whole : NAN; };
    const auto cost = [](double spend, double outcomes) {
      return outcomes > 0 ? spend / outcomes : spend > 0 ? INFINITY : NAN;
    };
    const auto write = [&of, draw](Metric metric, double value) {
      if (!of[metric].empty()) of[metric][draw] = value;
    };
    const double reach = unique(group, false), impressions = t.views + t.amplified;
    const double engagements = t.positive + t.negative;
    write(REACH, reach);
    write(ENGAGEMENTS, engagements);
    write(NEGATIVE_ENGAGEMENT_RATIO, rate(t.negative, engagements));
    if (!all) return;
    write(PLACEMENTS, t.posted);
    write(BOOKED, t.booked);
    write(OUTREACH, t.outreach);
    write(SPEND, t.spend);
    write(UNSPENT, t.unspent);
    write(REFUNDS, t.refunds);
    write(IMPRESSIONS, impressions);
    write(GROSS_REACH, t.reach + t.amplified);
    write(AMPLIFIED_REACH, t.amplified);
    write(TARGET_REACH, plan.hasAudience ? unique(group, true) : reach);
    write(FREQUENCY, rate(impressions, reach));
    write(REACH_3_PLUS, plan.universe * reachedThrice(impressions / plan.universe, reach / plan.universe));
    write(POSITIVE_ENGAGEMENTS, t.positive);
    write(NEGATIVE_ENGAGEMENTS, t.negative);
    write(NET_SENTIMENT, rate(t.positive - t.negative, engagements));
    write(BRAND_SAFETY_EVENTS, t.events);
    write(SHARES, t.shares);
    write(CLICKS, t.clicks);
    write(CONVERSIONS, t.conversions);
    write(REDEMPTIONS, t.redemptions);
    write(REVENUE, t.revenue);
    write(EMV, t.emv);
    write(CPM, 1000 * cost(t.spend, impressions));
    write(CPE, cost(t.spend, engagements));
    write(CPC, cost(t.spend, t.clicks));
    write(CPA, cost(t.spend, t.conversions));
    write(ROAS, rate(t.revenue, t.spend));
  }
};

void sortColumn(std::vector<double>& column) {
  column.erase(std::remove_if(column.begin(), column.end(), [](double x) { return std::isnan(x); }), column.end());
  std::sort(column.begin(), column.end());
}

}  // namespace

int main(int argc, char** argv) {
  const auto simulate = [](const Plan& plan, int draws, Mode mode) {
    return Simulation(plan, draws, mode).run();
  };
  return referenceMain(argc, argv, simulate, sortColumn);
}
