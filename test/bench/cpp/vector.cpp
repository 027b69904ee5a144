// The model of simulations/README.md for one core with 128-bit lanes: four draws side by side in
// single precision, every ln in base 2, and a placement's arithmetic in registers from its random
// words to the line's sums.
//
//     g++ -O3 -march=native -mprefer-vector-width=128 -std=c++17 -o vector vector.cpp
//
// -DMERGE_NORMALS draws the sum of independent normals that nothing else depends on as one normal.
// Never -ffast-math.
#include "answer.hpp"
#include "fit.hpp"

namespace {

#ifdef MERGE_NORMALS
constexpr bool MERGED = true;
#else
constexpr bool MERGED = false;
#endif

constexpr int TILE = 256, GROUPS = TILE / 4;
/** Day shocks are drawn for the flight and this many days more, and later ones when asked for. */
constexpr int EAGER_DAYS = 8, LATEST_DAYS = 1000;
constexpr float PER_DECADE = .301029996f;

struct alignas(16) Array {
  float v[TILE];
  F at(int group) const { return load(v + 4 * group); }
  void set(int group, F x) { store(v + 4 * group, x); }
  void fill(float x) { std::fill(v, v + TILE, x); }
};

/** Shocks of a tile of draws; reach and engagement in log2. */
struct PlatformTile {
  bool used = false;
  Array reach, engagement, negativity, ctr, conversion, sponsored;
  /** log2 shocks, [group][day][lane], and those of later days by draw. */
  std::vector<float> days;
  std::vector<std::vector<float>> laterDays;
  std::vector<int> laterDrawnFor;
};

struct RowTile {
  bool used = false;
  Array reachSlope, engagementSlope, negativitySlope, sponsoredSlope, priceSlope;
};

struct WorldTile {
  Array theta, inverseTheta, across, inverseAcross, peoplePerShare, acceptanceLarge, acceptanceSmall;
  Array orderValue, couponRedeemed, couponLeaked, couponSharing, friendRedemption;
  Array instagramComments, youtubeComments;
};

/** Sums over a line's placements, and what follows from them, by draw of the tile. */
struct LineTile {
  Array booked, unspent, posted, large, price, postedPrice, reach, engagement, negativeEngagement;
  Array share, viralShare, click, conversion, events, weight, targetWeight, targetShare;
  Array outreach, spend, refunds, views, amplified, positive, negative, shares, clicks, conversions;
  Array redemptions, revenue, emv, displayReach, displayTarget;
};

/** Of four draws. */
struct Candidate {
  F x, z, price;
};

struct Rare {
  F logit, viral, events;
};

/** What is summed while the placements of four draws are run. */
struct Sums {
  F posted, large, price, postedPrice, reach, engagement, negative, share, viral, click, conversion;
  F weight, targetWeight, targetShare;
};

/** How followers, dearness and price of a candidate come about. */
enum class Source { Priced, Unpriced, Fee, Stored };

/** A line's numbers, lengths in log2 followers over 100,000. */
struct LineNumbers {
  float median, sd, least, most;
  float reachConstant, reachCap, universeCap, ofPrice, ofRest, toViews;
  float postMean, postSd, viralMean, viralSd, daySd;
  float rate, slope, beyondKnee, knee, curvature, influencerSd, postEngagementSd;
  float overReach, cap, parent, sponsored;
  float negativityOverReach, fit, influencerNegativity, postNegativity, mergedNegativity, event;
  float shareRate, shareSlope, shareSd;
  float clickRate, clickSd, conversionSlope;
  float card, spread, fee, perSpread, feeMinor;
  float largeFrom, wanted;
  float lagMedian, lagSd, eventWords;
  int32_t replacedBelow, cancelledBelow, replacedLateBelow, lateFrom, viralBelow, usualBelow;
  bool kneeAbove;
  BetaPolynomial authenticity, wantedShare;
  Polynomial<6> trust;
};

/** The signed word below which a share p of all words lies. */
int32_t threshold(double p) {
  return static_cast<int32_t>(std::min(2147483647., std::max(-2147483648., p * 0x1p32 - 0x1p31)));
}

INLINE F below(I words, int32_t limit) { return bits(_mm_cmplt_epi32(words, lanes(limit))); }
INLINE F keep(F mask, F x) { return _mm_and_ps(mask, x); }
INLINE F drop(F mask, F x) { return _mm_andnot_ps(mask, x); }
INLINE F clip(F x, float least, float most) { return min(max(x, lanes(least)), lanes(most)); }

__attribute__((noinline)) F mixtureWeightOfLarge(F p, F theta, F inverseTheta) {
  const F even = log2OnePlus(_mm_setzero_ps() - p) * -LN_2;
  return theta * expMinusOne(even * inverseTheta);
}

/** w = θ[(1 − p)^(−1/θ) − 1], by its series where all four are small. */
INLINE F mixtureWeight(F p, F theta, F inverseTheta) {
  const F isLarge = _mm_or_ps(_mm_cmpgt_ps(p, lanes(.04f)), _mm_cmpgt_ps(p * inverseTheta, lanes(.09f)));
  if (__builtin_expect(any(isLarge), false)) return mixtureWeightOfLarge(p, theta, inverseTheta);
  const F even = p + p * p * (lanes(.5f) + p * (lanes(1.f / 3) + p * lanes(.26f)));
  const F y = even * inverseTheta;
  return even + even * y * (lanes(.5f) + y * (lanes(1.f / 6) + y * lanes(1.f / 24)));
}

/** 1 − (1 + W/θ)^(−θ). */
F mixtureShare(F weight, F theta, F inverseTheta) {
  return _mm_setzero_ps() - expMinusOne(theta * log2OnePlus(weight * inverseTheta) * -LN_2);
}

/** Section 10: P(at least three) under the negative binomial with mean m and the share reached. */
F reachedThrice(F m, F reached) {
  const F zero = _mm_setzero_ps(), one = lanes(1.f);
  const F s = log2OnePlus(zero - reached) * -LN_2;
  // Too even for that law: 1 + Poisson on the reached.
  const F isEven = _mm_cmple_ps(m, s);
  const F more = max(zero, m / reached - one);
  const F even = one - (one + more) * exp2(max(more, zero) * -LOG2_E);
  // m/r = t solves ln(1 + t) = y·t; Newton descends from beyond the root.
  const F y = min(s / m, lanes(.9999f));
  F t = one / (y * y) - one;
  for (int n = 0; n < 30; n++) {
    const F step = (log2OnePlus(t) * LN_2 - y * t) / (one / (one + t) - y);
    t = max(t - step, lanes(1e-5f));
    if (!any(drop(isEven, _mm_cmpgt_ps(step, t * 1e-4f)))) break;
  }
  const F r = m / t, q = t / (one + t), never = one - reached;
  const F uneven = one - never * r * q * (one + (r + one) * lanes(.5f) * q) / reached;
  const F share = reached * max(zero, where(isEven, even, uneven));
  return keep(_mm_cmpgt_ps(reached, zero), where(_mm_cmpge_ps(reached, one), one, share));
}

double gammaCdf(double x, double shape) {
  if (!(x > 0)) return 0;
  double term = 1 / shape, sum = term;
  for (int k = 1; k < 1000 && term > 1e-17 * sum; k++) sum += term *= x / (shape + k);
  return sum * std::exp(shape * std::log(x) - x - std::lgamma(shape));
}

/** Nearly straight in normal coordinates (Wilson & Hilferty). */
double cubeRootOfGamma(double z, double shape) {
  const double p = normalCdf(z);
  double low = 0, high = std::cbrt(shape + 60 + 20 * std::sqrt(shape));
  for (int step = 0; step < 50; step++) {
    const double middle = .5 * (low + high);
    (gammaCdf(middle * middle * middle, shape) < p ? low : high) = middle;
  }
  return low;
}

class Simulation {
 public:
  Simulation(const Plan& plan, int draws, Mode mode)
      : plan(plan), n(plan.numbers), all(mode == Mode::All), draws(draws), tiles(plan.lines.size()),
        numbers(plan.lines.size()), stored(plan.lines.size()), orders(plan.lines.size()),
        columns(emptyColumns<float>(plan, draws, mode)) {
    flight = static_cast<float>(plan.flightDays);
    eagerDays = static_cast<int>(std::ceil(plan.flightDays)) + EAGER_DAYS;
    negotiated = log2Beta(n.negotiated);
    unvetted = log2Beta(n.unvetted);
    vetted = log2Beta(n.vetted);
    if (all) {
      acceptanceLarge = log2Beta(n.acceptanceLarge);
      acceptanceSmall = log2Beta(n.acceptanceSmall);
      couponRedeemed = log2Beta(n.couponRedeemed);
    }
    delay = fit<6>(FURTHEST_NORMAL, [this](double z) { return cubeRootOfGamma(z, n.delayShape) * std::cbrt(n.delayScale); },
                [](double z) { return std::exp(-z * z / 3) + 1e-5; });
    for (size_t i = 0; i < plan.lines.size(); i++) {
      const Line& line = plan.lines[i];
      if (line.isDisplay) {
        platforms[DISPLAY].used = true;
        viewable = log2Beta(n.displayViewable);
        valid = log2Beta(n.displayValid);
        continue;
      }
      bind(line, numbers[i]);
      rows[line.row].used = true;
      platforms[n.rows[line.row].platform].used = true;
      stored[i].resize(std::isnan(line.count) ? GROUPS : 0);
      orders[i].resize(TILE);
      for (int d = 0; d < TILE; d++) orders[i][d] = d;
    }
    for (PlatformTile& platform : platforms) {
      if (!platform.used) continue;
      platform.days.resize(static_cast<size_t>(eagerDays) * TILE);
      platform.laterDays.resize(LATEST_DAYS + 1);
      platform.laterDrawnFor.assign(LATEST_DAYS + 1, -1);
    }
  }

  Columns<float> run() {
    for (int from = 0; from < draws; from += TILE, tile++) {
      drawWorld();
      for (LineTile& sums : tiles) std::memset(static_cast<void*>(&sums), 0, sizeof sums);
      for (size_t i = 0; i < plan.lines.size(); i++) {
        if (!plan.lines[i].isDisplay) book(i);
      }
      reserveParents();
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
      for (size_t g = 0; g < plan.groups.size(); g++) writeGroup(g, from);
    }
    return std::move(columns);
  }

 private:
  const Plan& plan;
  const Numbers& n;
  const bool all;
  const int draws;
  float flight;
  int eagerDays, tile = 0;
  Generator generator{2026};
  BetaPolynomial negotiated, unvetted, vetted, acceptanceLarge, acceptanceSmall, couponRedeemed;
  BetaPolynomial viewable, valid;
  Polynomial<6> delay;
  PlatformTile platforms[PLATFORMS];
  RowTile rows[ROWS];
  WorldTile world;
  std::vector<LineTile> tiles;
  std::vector<LineNumbers> numbers;
  /** Candidates that money has booked, by line and group. */
  std::vector<std::vector<std::vector<Candidate>>> stored;
  /** In which order a line takes the draws of a tile: those that book alike side by side. */
  std::vector<std::vector<int>> orders;
  /** y of the first creators' posts, [creator][draw], as many as sharers can be tied to. */
  std::vector<float> parents;
  int parentSlots = 0;
  Array creators;
  Columns<float> columns;

  void bind(const Line& line, LineNumbers& l) const {
    const RowNumbers& row = n.rows[line.row];
    const double toLog2 = M_LOG2E, sponsored = line.sponsored ? 1 : 0;
    const double log2Views = std::log2(row.viewsPerPerson), log2Anchor = plan.lnAnchor * toLog2;
    const auto x = [&](double lnFollowers) { return static_cast<float>((lnFollowers - plan.lnAnchor) * toLog2); };
    l.median = x(line.lnMedian), l.sd = line.lnSd * toLog2, l.least = x(line.lnMin), l.most = x(line.lnMax);
    // All in people: what is based on views is divided by the views per person first.
    l.reachConstant = log2Anchor - (row.basedOnViews ? log2Views : 0) +
                      toLog2 * (row.lnReachRate + row.lnDeliverable + sponsored * row.lnSponsoredReach - n.meanLnAuthenticity);
    l.reachCap = log2Anchor + std::log2(n.viewsCap) - log2Views;
    l.universeCap = std::log2(n.universeCap * plan.universe);
    l.toViews = row.basedOnViews ? row.viewsPerPerson : 1;
    l.ofPrice = row.influencerSdBesideAuthenticity * n.priceReachCorrelation * toLog2;
    l.ofRest = row.influencerSdBesideAuthenticity * std::sqrt(1 - n.priceReachCorrelation * n.priceReachCorrelation) * toLog2;
    l.postMean = row.usualMean * toLog2, l.postSd = (row.isMixture ? row.usualSd : row.postSd) * toLog2;
    l.viralMean = row.viralMean * toLog2, l.viralSd = row.viralSd * toLog2;
    l.usualBelow = threshold(row.usualWeight);
    l.daySd = n.daySd[row.platform] * toLog2;

    const double lift = plan.brandContent && line.role == CREATOR ? n.brandContentLift : 0;
    const double knee = n.lnKnee - plan.lnAnchor;
    l.rate = toLog2 * (row.lnEngagementRate + lift + line.lnAdLoad + sponsored * row.lnSponsoredEngagement);
    l.kneeAbove = knee >= 0;
    l.slope = l.kneeAbove ? row.engagementSlopeBelow : row.engagementSlopeAbove;
    l.beyondKnee = row.engagementSlopeAbove - row.engagementSlopeBelow;
    if (!l.kneeAbove) l.beyondKnee = -l.beyondKnee;
    l.knee = knee * toLog2;
    l.curvature = row.engagementCurvature * LN_2;
    l.influencerSd = row.engagementInfluencerSd * toLog2, l.postEngagementSd = row.engagementPostSd * toLog2;
    l.overReach = n.engagementOverReach, l.cap = std::log2(n.engagementCap);
    l.parent = line.role == SHARER_ROLE ? n.parentExponent : 0;
    l.sponsored = sponsored;

    // The logit is taken in log2 and negated: what 1/(1 + 2^x) needs.
    l.negativityOverReach = -n.negativityOverReach / M_LN10;
    l.fit = n.negativityFit * toLog2;
    l.influencerNegativity = n.negativityInfluencerSd * toLog2, l.postNegativity = n.negativityPostSd * toLog2;
    l.mergedNegativity = std::sqrt(l.fit * l.fit + l.influencerNegativity * l.influencerNegativity + l.postNegativity * l.postNegativity);
    l.event = -n.lnEventOdds * toLog2;
    l.eventWords = n.dailyEventRate[line.role] * 0x1p32;

    l.shareRate = std::log2(row.shareRate), l.shareSlope = row.shareSlope, l.shareSd = n.sharePlacementSd * toLog2;
    l.viralBelow = threshold(n.viralProbability);
    l.clickRate = std::log2(row.clickRate), l.clickSd = n.clickPlacementSd * toLog2, l.conversionSlope = n.conversionSlope;
    const double furthest = std::max(std::fabs(static_cast<double>(l.least)),
                                     std::min(static_cast<double>(l.most), l.median + FURTHEST_NORMAL * l.sd));
    const auto log2Trust = [&](double at, double of) {
      const double decades = at * PER_DECADE;
      return -std::log2(1 + std::exp(-(n.trustIntercept - n.trustSlope * decades -
                                       of * n.trustSponsored * (1 + n.trustSponsoredSlope * decades))));
    };
    l.trust = fit<6>(furthest + 1, [&](double at) { return log2Trust(at, sponsored) - log2Trust(0, 1); }, [](double) { return 1; });

    l.card = row.lnPrice * toLog2, l.spread = row.priceSpread * toLog2;
    l.feeMinor = line.fee, l.fee = std::log2(line.fee), l.perSpread = row.priceSpread == 0 ? 0 : 1 / l.spread;
    l.largeFrom = x(n.lnAcceptanceLargeFrom);
    l.authenticity = line.vetted ? vetted : unvetted;
    l.lagMedian = std::log2(n.replacementLag.median), l.lagSd = n.replacementLag.lnSd * toLog2;
    // One word says who cancels, who of these is replaced, and who of the others and of the
    // replacements is late.
    const double cancelled = n.cancellation[line.role], replaced = cancelled * n.replacementProbability;
    l.replacedLateBelow = threshold(replaced * (1 - n.onTime)), l.replacedBelow = threshold(replaced);
    l.cancelledBelow = threshold(cancelled), l.lateFrom = threshold(cancelled + (1 - cancelled) * n.onTime);
    l.wanted = line.wantedShare;
    const double m = line.wantedShare;
    if (plan.hasAudience && m > 0 && m < 1) {
      const double concentration = std::max(n.audienceConcentration, std::max(.1 / m, .1 / (1 - m)));
      l.wantedShare = log2Beta({concentration * m, concentration * (1 - m)});
    }
  }

  void drawNormals(Array& array, double mean, double sd) {
    drawNormals(array.v, TILE, static_cast<float>(mean), static_cast<float>(sd));
  }
  void drawNormals(float* at, size_t count, float mean, float sd) {
    for (size_t i = 0; i < count; i += 8) {
      const Pair pair = generator.normals();
      store(at + i, lanes(mean) + pair.first * sd);
      store(at + i + 4, lanes(mean) + pair.second * sd);
    }
  }
  void drawLogNormals(Array& array, const LogNormal& law) {
    drawNormals(array, std::log2(law.median), law.lnSd * M_LOG2E);
    for (int g = 0; g < GROUPS; g++) array.set(g, exp2(array.at(g)));
  }
  void drawBetas(Array& array, const BetaPolynomial& log2) {
    drawNormals(array, 0, 1);
    for (int g = 0; g < GROUPS; g++) array.set(g, exp2(log2.at(array.at(g))));
  }
  void drawUniforms(Array& array, const Range& range) {
    for (int g = 0; g < GROUPS; g++) {
      array.set(g, lanes(static_cast<float>(range.min)) + generator.uniforms() * static_cast<float>(range.max - range.min));
    }
  }
  void drawTruncated(Array& array, const LogNormal& law, const Range& range) {
    const F least = lanes(static_cast<float>(range.min)), most = lanes(static_cast<float>(range.max));
    for (int g = 0; g < GROUPS; g++) {
      F found = least, missing = bits(lanes(-1));
      while (any(missing)) {
        const F z = generator.normals().first;
        const F x = exp2(lanes(static_cast<float>(std::log2(law.median))) + z * static_cast<float>(law.lnSd * M_LOG2E));
        const F inside = _mm_and_ps(_mm_cmpge_ps(x, least), _mm_cmple_ps(x, most));
        found = where(_mm_and_ps(inside, missing), x, found);
        missing = drop(inside, missing);
      }
      array.set(g, found);
    }
  }

  /** Sections 1, 8, 9, 10: what the placements of a world share, for a tile of worlds. */
  void drawWorld() {
    Array z1, z2, z3, reach, engagement, negativity, ctr, cvr;
    for (Array* shared : {&z1, &z2, &z3, &reach, &engagement, &negativity, &ctr, &cvr}) drawNormals(*shared, 0, 1);
    const double e2 = std::sqrt(1 - n.corrReachEngagement * n.corrReachEngagement);
    const double n2 = (n.corrEngagementNegativity - n.corrReachNegativity * n.corrReachEngagement) / e2;
    const double n3 = std::sqrt(std::max(0., 1 - n.corrReachNegativity * n.corrReachNegativity - n2 * n2));
    const float common = std::sqrt(n.sharedVariance), own = std::sqrt(1 - n.sharedVariance);
    for (int p = 0; p < PLATFORMS; p++) {
      PlatformTile& of = platforms[p];
      if (!of.used) continue;
      for (Array* level : {&of.reach, &of.engagement, &of.negativity, &of.ctr, &of.conversion}) drawNormals(*level, 0, own);
      drawNormals(of.sponsored, 0, n.sponsoredSd[p] * M_LOG2E);
      for (int d = 0; d < TILE; d++) {
        of.reach.v[d] = LOG2_E * static_cast<float>(n.campaignReach * z1.v[d] + n.levelReach * (common * reach.v[d] + of.reach.v[d]));
        of.engagement.v[d] = LOG2_E * static_cast<float>(n.campaignEngagement * (n.corrReachEngagement * z1.v[d] + e2 * z2.v[d]) +
                                                         n.levelEngagement * (common * engagement.v[d] + of.engagement.v[d]));
        of.negativity.v[d] = static_cast<float>(
            n.negativityIntercept + n.campaignNegativity * (n.corrReachNegativity * z1.v[d] + n2 * z2.v[d] + n3 * z3.v[d]) +
            n.levelNegativity * (common * negativity.v[d] + of.negativity.v[d]));
        of.ctr.v[d] = LOG2_E * static_cast<float>(n.levelCtr * (common * ctr.v[d] + of.ctr.v[d]));
        of.conversion.v[d] = LOG2_E * static_cast<float>(n.levelCvr * (common * cvr.v[d] + of.conversion.v[d]));
      }
      for (int g = 0; g < GROUPS; g++) of.conversion.set(g, exp2(of.conversion.at(g)) * static_cast<float>(n.conversionRate));
      drawNormals(of.days.data(), of.days.size(), 0, static_cast<float>(n.daySd[p] * M_LOG2E));
    }
    for (int r = 0; r < ROWS; r++) {
      if (!rows[r].used) continue;
      drawNormals(rows[r].reachSlope, n.rows[r].reachSlope, n.rows[r].reachSlopeSd);
      drawNormals(rows[r].engagementSlope, 0, n.rows[r].engagementSlopeSd);
      drawNormals(rows[r].negativitySlope, n.negativitySlope, n.negativitySlopeSd);
      drawNormals(rows[r].sponsoredSlope, n.sponsoredSlope, n.sponsoredSlopeSd);
      drawNormals(rows[r].priceSlope, n.rows[r].priceSlope, n.rows[r].priceSlopeSd);
    }
    drawExcess(world.theta, world.inverseTheta, n.overlapUnknown);
    drawExcess(world.across, world.inverseAcross, n.overlapAcross);
    drawLogNormals(world.peoplePerShare, n.peoplePerShare);
    if (!all) return;
    drawBetas(world.acceptanceLarge, acceptanceLarge);
    drawBetas(world.acceptanceSmall, acceptanceSmall);
    drawLogNormals(world.orderValue, n.orderValue);
    drawBetas(world.couponRedeemed, couponRedeemed);
    drawLogNormals(world.couponLeaked, n.couponLeaked);
    drawTruncated(world.couponSharing, n.couponSharing, n.couponSharingRange);
    drawLogNormals(world.friendRedemption, n.friendRedemption);
    drawUniforms(world.instagramComments, n.instagramComments);
    drawUniforms(world.youtubeComments, n.youtubeComments);
  }

  /** θ = 1/(κ − 1), and its inverse; below 1e-6 the excess makes no difference. */
  void drawExcess(Array& theta, Array& inverse, const LogNormal& law) {
    drawLogNormals(inverse, law);
    for (int g = 0; g < GROUPS; g++) {
      const F excess = clip(inverse.at(g), 1e-6f, 100.f);
      inverse.set(g, excess);
      theta.set(g, lanes(1.f) / excess);
    }
  }

  static F gather(const Array& array, const int* draw) {
    return _mm_set_ps(array.v[draw[3]], array.v[draw[2]], array.v[draw[1]], array.v[draw[0]]);
  }
  static void scatter(Array& array, const int* draw, F x) {
    for (int i = 0; i < 4; i++) array.v[draw[i]] = x[i];
  }

  INLINE F followers(const LineNumbers& l, F normal) const { return clip(lanes(l.median) + normal * l.sd, l.least, l.most); }
  INLINE F dearness(F normal) const {
    return clip(normal, -static_cast<float>(n.priceClip), static_cast<float>(n.priceClip));
  }
  INLINE F dearnessOfFee(const LineNumbers& l, F x, F priceSlope) const {
    const float most = static_cast<float>(n.givenFeeClip);
    return clip((lanes(l.fee - l.card) - priceSlope * x) * l.perSpread, -most, most);
  }
  INLINE F price(const LineNumbers& l, F x, F z, F normal, F priceSlope) const {
    return exp2(min(lanes(l.card) + priceSlope * x + z * l.spread + negotiated.at(normal), lanes(126.f)));
  }

  /** Section 9: a number, or in order until the first who costs more than is left. */
  void book(size_t index) {
    const Line& line = plan.lines[index];
    const LineNumbers& l = numbers[index];
    LineTile& sums = tiles[index];
    if (!std::isnan(line.count)) {
      sums.booked.fill(static_cast<float>(line.count));
      return;
    }
    const Array& slopes = rows[line.row].priceSlope;
    std::vector<int>& order = orders[index];
    std::sort(order.begin(), order.end(), [&slopes](int a, int b) { return slopes.v[a] < slopes.v[b]; });
    const F fixed = lanes(static_cast<float>(line.screening + plan.seedingAndModeration));
    const float factor = static_cast<float>(plan.feeFactor);
    const bool isGiven = !std::isnan(line.fee);
    for (int g = 0; g < GROUPS; g++) {
      const int* draw = order.data() + 4 * g;
      const F priceSlope = gather(slopes, draw);
      std::vector<Candidate>& candidates = stored[index][g];
      candidates.clear();
      F left = lanes(static_cast<float>(line.money)), booked = _mm_setzero_ps(), goesOn = bits(lanes(-1));
      F spare = _mm_setzero_ps();
      for (int k = 0; k < line.mostCandidates; k++) {
        Candidate candidate;
        const Pair pair = generator.normals();
        candidate.x = followers(l, pair.first);
        if (isGiven) {
          candidate.z = dearnessOfFee(l, candidate.x, priceSlope);
          candidate.price = lanes(l.feeMinor);
        } else {
          candidate.z = dearness(pair.second);
          F third;
          if (k % 2 == 0) {
            const Pair more = generator.normals();
            third = more.first, spare = more.second;
          } else {
            third = spare;
          }
          candidate.price = price(l, candidate.x, candidate.z, third, priceSlope);
        }
        const F cost = candidate.price * factor + fixed;
        goesOn = _mm_and_ps(goesOn, _mm_cmple_ps(cost, left));
        if (!any(goesOn)) break;
        left = left - keep(goesOn, cost);
        booked = booked + keep(goesOn, lanes(1.f));
        candidates.push_back(candidate);
      }
      scatter(sums.booked, draw, booked);
      scatter(sums.unspent, draw, left);
    }
  }

  void reserveParents() {
    float most = 0, sharers = 0;
    for (int d = 0; d < TILE; d++) {
      float ofDraw = 0;
      for (size_t i = 0; i < plan.lines.size(); i++) {
        const Line& line = plan.lines[i];
        if (line.isDisplay) continue;
        if (line.role == CREATOR) ofDraw += tiles[i].booked.v[d];
        if (line.role == SHARER_ROLE) sharers = std::max(sharers, tiles[i].booked.v[d]);
      }
      most = std::max(most, ofDraw);
    }
    parentSlots = static_cast<int>(std::min(most, sharers));
    if (parents.size() < static_cast<size_t>(parentSlots) * TILE) parents.resize(static_cast<size_t>(parentSlots) * TILE);
    creators.fill(0);
  }

  void runLine(size_t index) {
    const Line& line = plan.lines[index];
    const bool isStored = std::isnan(line.count), isMixture = n.rows[line.row].isMixture;
    const Source source = isStored ? Source::Stored : !std::isnan(line.fee) ? Source::Fee : all ? Source::Priced : Source::Unpriced;
    for (int g = 0; g < GROUPS; g++) {
      if (isMixture) runGroup<true>(source, index, g);
      else runGroup<false>(source, index, g);
    }
    if (line.role == CREATOR) {
      for (int d = 0; d < TILE; d++) creators.v[d] += tiles[index].booked.v[d];
    }
  }

  template <bool MIXTURE>
  void runGroup(Source source, size_t index, int g) {
    if (all) {
      if (source == Source::Priced) run<true, MIXTURE, Source::Priced>(index, g);
      else if (source == Source::Fee) run<true, MIXTURE, Source::Fee>(index, g);
      else run<true, MIXTURE, Source::Stored>(index, g);
    } else {
      if (source == Source::Unpriced) run<false, MIXTURE, Source::Unpriced>(index, g);
      else if (source == Source::Fee) run<false, MIXTURE, Source::Fee>(index, g);
      else run<false, MIXTURE, Source::Stored>(index, g);
    }
  }

  /** The placements of a line in four draws, from followers to expected clicks. */
  template <bool ALL, bool MIXTURE, Source SOURCE>
  void run(size_t index, int g) {
    const Line& line = plan.lines[index];
    const LineNumbers& l = numbers[index];
    LineTile& tileSums = tiles[index];
    PlatformTile& platform = platforms[n.rows[line.row].platform];
    const RowTile& row = rows[line.row];
    const int* draw = orders[index].data() + 4 * g;
    const F zero = _mm_setzero_ps(), one = lanes(1.f);
    const F booked = gather(tileSums.booked, draw);
    const int most = static_cast<int>(std::max(std::max(booked[0], booked[1]), std::max(booked[2], booked[3])));

    const F dayStep = lanes(flight) / max(booked, one);
    const F reachConstant = lanes(l.reachConstant) + gather(platform.reach, draw);
    const F reachSlope = one + gather(row.reachSlope, draw);
    const F engagementConstant = lanes(l.rate) + gather(platform.engagement, draw) + gather(platform.sponsored, draw) * l.sponsored;
    const F engagementSlope = lanes(l.slope) + gather(row.engagementSlope, draw);
    const F negativityConstant = gather(platform.negativity, draw) * -LOG2_E;
    const F negativitySlope =
        (gather(row.negativitySlope, draw) + gather(row.sponsoredSlope, draw) * l.sponsored) * (-LOG2_E * PER_DECADE);
    const F clickConstant = lanes(l.clickRate) + gather(platform.ctr, draw);
    const F conversion = gather(platform.conversion, draw);
    const F conversionCap = lanes(static_cast<float>(n.conversionCap));
    const F priceSlope = gather(row.priceSlope, draw);
    const F theta = gather(world.theta, draw), inverseTheta = gather(world.inverseTheta, draw);
    const F perUniverse = lanes(static_cast<float>(1 / plan.universe));
    const F perTarget = lanes(static_cast<float>(1 / plan.targetPeople)), cellCap = lanes(static_cast<float>(n.cellCap));
    const F flightDays = lanes(flight), latestDay = lanes(flight + LATEST_DAYS - 1);
    const I lastEager = lanes(eagerDays - 1);
    const float* days[4];
    for (int i = 0; i < 4; i++) days[i] = platform.days.data() + (draw[i] / 4) * eagerDays * 4 + draw[i] % 4;
    const bool hasSlope = l.conversionSlope != 0, hasCurvature = l.curvature != 0;
    const bool withTarget = ALL && plan.hasAudience, isFixedShare = l.wanted <= 0 || l.wanted >= 1;
    const bool isParent = line.role == CREATOR && parentSlots > 0, isSharer = line.role == SHARER_ROLE;
    const F firstParent = gather(creators, draw);
    int parent[4] = {0, 0, 0, 0};
    // Where numbers are bought, the draws go through the creators in step.
    const int alikeParents = static_cast<int>(firstParent[0]);
    const bool isAlike = isSharer && alikeParents > 0 && !std::isnan(line.count) &&
                         _mm_movemask_ps(_mm_cmpeq_ps(firstParent, lanes(firstParent[0]))) == 15;

    Sums sums;
    std::memset(static_cast<void*>(&sums), 0, sizeof sums);
    F events = zero;
    Generator random = generator;
    Normals normals;
    constexpr int EACH = (SOURCE == Source::Priced ? 3 : SOURCE == Source::Unpriced ? 2 : SOURCE == Source::Fee ? 1 : 0) +
                         7 + (MERGED ? 1 : 3) + (ALL ? 1 : 0);
    constexpr int AHEAD = Normals::ROOM / EACH;
    for (int k = 0; k < most; k++) {
      if (k % AHEAD == 0) normals.draw(random, EACH * std::min(AHEAD, most - k));
      const F active = _mm_cmplt_ps(lanes(static_cast<float>(k)), booked);
      F x, z, paid = zero;
      if constexpr (SOURCE == Source::Stored) {
        const Candidate& candidate = stored[index][g][k];
        x = candidate.x, z = candidate.z, paid = candidate.price;
      } else {
        x = followers(l, normals.next());
        if constexpr (SOURCE == Source::Fee) z = dearnessOfFee(l, x, priceSlope), paid = lanes(l.feeMinor);
        else z = dearness(normals.next());
        if constexpr (SOURCE == Source::Priced) paid = price(l, x, z, normals.next(), priceSlope);
      }

      const I word = random.words();
      const F replaced = _mm_and_ps(below(word, l.replacedBelow), active);
      const F cancelled = below(word, l.cancelledBelow);
      const F posts = _mm_or_ps(drop(cancelled, active), replaced);
      const F late = _mm_or_ps(drop(below(word, l.lateFrom), active), below(word, l.replacedLateBelow));
      sums.posted = sums.posted + keep(posts, one);
      if constexpr (ALL) {
        sums.large = sums.large + keep(_mm_and_ps(active, _mm_cmpge_ps(x, lanes(l.largeFrom))), one);
        sums.price = sums.price + keep(active, paid);
        sums.postedPrice = sums.postedPrice + keep(posts, paid);
      }
      const F root = max(delay.at(normals.next()), zero);
      F day = lanes(k + .5f) * dayStep + keep(late, root * root * root);
      if (any(replaced)) {
        const Pair pair = random.normals();
        day = day + keep(replaced, exp2(min(lanes(l.lagMedian) + pair.first * l.lagSd, lanes(20.f))));
        // Without a price nothing tells a stand-in from whom it replaces.
        if constexpr (SOURCE != Source::Unpriced) {
          x = where(replaced, followers(l, pair.second), x);
          if (SOURCE == Source::Fee || !std::isnan(line.fee)) z = where(replaced, dearnessOfFee(l, x, priceSlope), z);
          else z = where(replaced, dearness(random.normals().first), z);
        }
      }
      const I today = _mm_cvttps_epi32(min(keep(posts, day), latestDay));
      F dayShock;
      if (any(bits(_mm_cmpgt_epi32(today, lastEager)))) {
        dayShock = laterDays(random, platform, l.daySd, today, draw, days);
      } else {
        dayShock = _mm_set_ps(days[3][4 * _mm_extract_epi32(today, 3)], days[2][4 * _mm_extract_epi32(today, 2)],
                              days[1][4 * _mm_extract_epi32(today, 1)], days[0][4 * _mm_cvtsi128_si32(today)]);
      }

      F v = normals.next();
      if constexpr (MIXTURE) {
        const F usual = below(random.words(), l.usualBelow);
        v = where(usual, lanes(l.postMean), lanes(l.viralMean)) + v * where(usual, lanes(l.postSd), lanes(l.viralSd));
      } else {
        v = v * l.postSd;
      }
      F log2Reach = reachConstant + reachSlope * x + l.authenticity.at(normals.next()) + z * l.ofPrice +
                    normals.next() * l.ofRest + v + dayShock;
      log2Reach = min(min(log2Reach, x + lanes(l.reachCap)), lanes(l.universeCap));
      const F reach = keep(posts, exp2(log2Reach));
      sums.reach = sums.reach + reach;
      sums.weight = sums.weight + mixtureWeight(reach * perUniverse, theta, inverseTheta);
      F wanted = one;
      if (withTarget) {
        wanted = isFixedShare ? lanes(l.wanted) : exp2(l.wantedShare.at(random.normals().first));
        sums.targetWeight = sums.targetWeight + mixtureWeight(min(cellCap, reach * wanted * perTarget), theta, inverseTheta);
      }

      const F y = normals.next() * l.postEngagementSd;
      F log2Rate = engagementConstant + engagementSlope * x + normals.next() * l.influencerSd + y - v * l.overReach;
      const F beyond = x - lanes(l.knee);
      log2Rate = log2Rate + (l.kneeAbove ? max(beyond, zero) : min(beyond, zero)) * l.beyondKnee;
      if (hasCurvature) log2Rate = log2Rate + x * x * l.curvature;
      if (isParent) remember(draw, firstParent, k, active, keep(posts, y));
      if (isSharer) {
        const F ofParent = isAlike ? nextParent(draw, alikeParents, parent[0]) : parentEffect(draw, firstParent, parent);
        log2Rate = log2Rate + ofParent * l.parent;
      }
      log2Rate = min(log2Rate, lanes(l.cap));
      const F engagement = reach * exp2(log2Rate);

      F log2Share = lanes(l.shareRate) + x * l.shareSlope + normals.next() * l.shareSd;
      if constexpr (MIXTURE) log2Share = min(log2Share, log2Rate);
      const F share = reach * exp2(min(log2Share, lanes(126.f)));
      sums.share = sums.share + share;
      if (withTarget) sums.targetShare = sums.targetShare + share * wanted;

      F logit = negativityConstant + negativitySlope * x + v * (l.negativityOverReach);
      if constexpr (MERGED) {
        logit = logit + normals.next() * l.mergedNegativity;
      } else {
        logit = logit + normals.next() * l.fit + normals.next() * l.influencerNegativity + normals.next() * l.postNegativity;
      }
      // Viral shares and brand-safety events by one word: nearly nobody has either.
      const I luck = random.words();
      const I eventFrom = _mm_cvttps_epi32(lanes(0x1p31f - 256) - max(day, flightDays) * l.eventWords);
      const F isRare = _mm_and_ps(posts, bits(_mm_or_si128(_mm_cmplt_epi32(luck, lanes(l.viralBelow)), _mm_cmpgt_epi32(luck, eventFrom))));
      if (any(isRare)) {
        const Rare rare = runRare(l, isRare, luck, day);
        logit = logit + rare.logit;
        events = events + rare.events;
        sums.viral = sums.viral + share * rare.viral;
        if (withTarget) sums.targetShare = sums.targetShare + share * wanted * rare.viral;
      }
      sums.engagement = sums.engagement + engagement;
      sums.negative = sums.negative + engagement / (one + exp2(min(logit, lanes(126.f))));

      if constexpr (ALL) {
        const F log2Click = clickConstant + normals.next() * l.clickSd + l.trust.at(x);
        const F click = reach * exp2(min(log2Click, zero));
        sums.click = sums.click + click;
        if (hasSlope) sums.conversion = sums.conversion + click * min(conversionCap, conversion * exp2(x * l.conversionSlope));
      }
    }
    generator = random;

    const F base = lanes(l.toViews);
    if (!hasSlope) sums.conversion = sums.click * min(conversionCap, conversion);
    scatter(tileSums.posted, draw, sums.posted);
    scatter(tileSums.large, draw, sums.large);
    scatter(tileSums.price, draw, sums.price);
    scatter(tileSums.postedPrice, draw, sums.postedPrice);
    scatter(tileSums.reach, draw, sums.reach);
    scatter(tileSums.engagement, draw, sums.engagement * base);
    scatter(tileSums.negativeEngagement, draw, sums.negative * base);
    scatter(tileSums.share, draw, sums.share * base);
    scatter(tileSums.viralShare, draw, (sums.share + sums.viral) * base);
    scatter(tileSums.click, draw, (sums.click - sums.conversion) * base);
    scatter(tileSums.conversion, draw, sums.conversion * base);
    scatter(tileSums.events, draw, events);
    scatter(tileSums.weight, draw, sums.weight);
    scatter(tileSums.targetWeight, draw, sums.targetWeight);
    scatter(tileSums.targetShare, draw, sums.targetShare * base * perTarget);
  }

  /** Shocks of days of which some lie behind the eager ones. */
  __attribute__((noinline)) F laterDays(Generator& random, PlatformTile& platform, float sd, I today, const int* draw, const float* const* days) {
    alignas(16) int day[4];
    alignas(16) float shock[4];
    _mm_store_si128(reinterpret_cast<I*>(day), today);
    for (int i = 0; i < 4; i++) {
      if (day[i] < eagerDays) {
        shock[i] = days[i][4 * day[i]];
        continue;
      }
      const int later = std::min(day[i] - eagerDays, LATEST_DAYS);
      std::vector<float>& of = platform.laterDays[later];
      if (platform.laterDrawnFor[later] != tile) {
        platform.laterDrawnFor[later] = tile;
        of.resize(TILE);
        for (int d = 0; d < TILE; d += 8) {
          const Pair pair = random.normals();
          _mm_storeu_ps(&of[d], pair.first * sd);
          _mm_storeu_ps(&of[d + 4], pair.second * sd);
        }
      }
      shock[i] = of[draw[i]];
    }
    return load(shock);
  }

  /** Of viral shares the factor beside 1, of events what they add to the logit. */
  __attribute__((noinline)) Rare runRare(const LineNumbers& l, F isRare, I luck, F day) {
    Rare rare{_mm_setzero_ps(), _mm_setzero_ps(), _mm_setzero_ps()};
    const int mask = _mm_movemask_ps(isRare);
    alignas(16) int words[4];
    _mm_store_si128(reinterpret_cast<I*>(words), luck);
    for (int i = 0; i < 4; i++) {
      if (!(mask >> i & 1)) continue;
      const double u = (words[i] + 0x1p31 + .5) * 0x1p-32, p = n.viralProbability;
      const bool isViral = words[i] < l.viralBelow;
      if (isViral) {
        const F z = generatorOfRare.normals().first;
        rare.viral[i] = static_cast<float>(n.viral.median * std::exp(n.viral.lnSd * z[0])) - 1;
      }
      // What is left of the word says when the event comes.
      const double rest = isViral ? u / p : (u - p) / (1 - p);
      const double time = l.eventWords > 0 ? -std::log(rest) / (l.eventWords * 0x1p-32) : INFINITY;
      if (time < flight) rare.events[i] = 1;
      if (time <= day[i]) rare.logit[i] = l.event;
    }
    return rare;
  }
  Generator generatorOfRare{7};

  void remember(const int* draw, F first, int k, F active, F y) {
    if (!any(_mm_cmplt_ps(first + lanes(static_cast<float>(k)), lanes(static_cast<float>(parentSlots))))) return;
    const int mask = _mm_movemask_ps(active);
    for (int i = 0; i < 4; i++) {
      const int slot = static_cast<int>(first[i]) + k;
      if ((mask >> i & 1) && slot < parentSlots) parents[static_cast<size_t>(slot) * TILE + draw[i]] = y[i];
    }
  }

  INLINE F nextParent(const int* draw, int count, int& parent) const {
    const F y = parent < parentSlots ? load(&parents[static_cast<size_t>(parent) * TILE + draw[0]]) : _mm_setzero_ps();
    if (++parent == count) parent = 0;
    return y;
  }

  /** y of the post that the next sharer passes on: the creators' in turn, 0 where there are none. */
  F parentEffect(const int* draw, F count, int* parent) const {
    F y = _mm_setzero_ps();
    for (int i = 0; i < 4; i++) {
      const int creatorCount = static_cast<int>(count[i]);
      if (creatorCount == 0) continue;
      if (parent[i] < parentSlots) y[i] = parents[static_cast<size_t>(parent[i]) * TILE + draw[i]];
      if (++parent[i] == creatorCount) parent[i] = 0;
    }
    return y;
  }

  /** Section 11: by inversion of a normal where the mean is at least 40, one by one below. */
  F poisson(F mean, F w) {
    const F root = _mm_sqrt_ps(mean), w2 = w * w;
    const F correction = lanes(1.f / 3) + w2 * (1.f / 6) - w * (lanes(1.f / 36) + w2 * (1.f / 72)) / max(root, lanes(1.f));
    F count = _mm_floor_ps(mean + root * w + correction);
    const int small = _mm_movemask_ps(_mm_cmplt_ps(mean, lanes(40.f)));
    if (small == 0) return count;
    const F u = generator.uniforms();
    for (int i = 0; i < 4; i++) {
      if (small >> i & 1) count[i] = smallPoisson(mean[i], u[i]);
    }
    return count;
  }
  static float smallPoisson(double mean, double u) {
    if (!(mean > 0)) return 0;
    double term = std::exp(-mean), sum = term;
    int count = 0;
    while (u > sum && count < 200) sum += term *= mean / ++count;
    return count;
  }
  F binomial(F trials, F p, F w) {
    const F one = lanes(1.f), mean = trials * p, variance = max(mean * (one - p) - lanes(1.f / 12), lanes(.01f));
    const F sd = _mm_sqrt_ps(variance), skew = (one - p - p) * mean * (one - p) / (variance * sd);
    F count = _mm_floor_ps(mean + sd * (w + skew * (w * w - one) * (1.f / 6)) + lanes(.5f));
    const int small = _mm_movemask_ps(_mm_cmplt_ps(mean, lanes(40.f)));
    if (small != 0) {
      const F u = generator.uniforms();
      for (int i = 0; i < 4; i++) {
        if (small >> i & 1) count[i] = smallBinomial(trials[i], p[i], u[i]);
      }
    }
    return min(max(count, _mm_setzero_ps()), trials);
  }
  static float smallBinomial(double trials, double p, double u) {
    if (!(trials > 0) || !(p > 0)) return 0;
    if (p >= 1) return trials;
    double term = std::exp(trials * std::log1p(-p)), sum = term;
    int count = 0;
    while (u > sum && count < trials && count < 200) {
      count++;
      sum += term *= p / (1 - p) * (trials - count + 1) / count;
    }
    return count;
  }

  /** Counts of a line, and what follows from them. */
  void drawCounts(size_t index) {
    const Line& line = plan.lines[index];
    const RowNumbers& row = n.rows[line.row];
    LineTile& t = tiles[index];
    const F zero = _mm_setzero_ps(), one = lanes(1.f), perUniverse = lanes(static_cast<float>(1 / plan.universe));
    const float extras = static_cast<float>(plan.seedingAndModeration), factor = static_cast<float>(plan.feeFactor);
    const float kept = static_cast<float>(plan.killFee ? n.killFee : 1 - n.refund);
    const float toBase = row.basedOnViews ? row.viewsPerPerson : 1;
    const F like = lanes(static_cast<float>(n.emvLike)), ofComment = lanes(static_cast<float>(n.emvComment));
    for (int g = 0; g < GROUPS; g++) {
      const F rate = t.engagement.at(g), negativeRate = t.negativeEngagement.at(g);
      const Pair first = generator.normals(), second = generator.normals();
      const F positive = poisson(max(rate - negativeRate, zero), first.first), negative = poisson(negativeRate, first.second);
      const F engagements = positive + negative, shareRate = t.share.at(g);
      const F hasShares = _mm_cmpgt_ps(shareRate, zero);
      const F shares = row.sharesAreEngagements
                           ? binomial(engagements, keep(_mm_cmpgt_ps(rate, zero), min(one, shareRate / rate)), second.first)
                           : poisson(shareRate, second.first);
      const F perRate = keep(hasShares, shares * world.peoplePerShare.at(g) / shareRate);
      const F amplified = perRate * t.viralShare.at(g);
      t.positive.set(g, positive);
      t.negative.set(g, negative);
      t.weight.set(g, t.weight.at(g) + amplified * perUniverse);
      if (!all) continue;
      const F reach = t.reach.at(g), views = reach * static_cast<float>(row.viewsPerPerson);
      t.shares.set(g, shares);
      t.amplified.set(g, amplified);
      t.views.set(g, views);
      t.targetWeight.set(g, t.targetWeight.at(g) + perRate * t.targetShare.at(g));
      const F booked = t.booked.at(g), posted = t.posted.at(g), large = t.large.at(g);
      t.outreach.set(g, large / world.acceptanceLarge.at(g) + (booked - large) / world.acceptanceSmall.at(g));
      const F lost = t.price.at(g) - t.postedPrice.at(g);
      t.spend.set(g, (t.postedPrice.at(g) + lost * kept) * factor + booked * static_cast<float>(line.screening) + posted * extras);
      t.refunds.set(g, max(lost, zero) * ((1 - kept) * factor) + (booked - posted) * extras);
      const Pair third = generator.normals();
      const F conversions = poisson(t.conversion.at(g), third.first);
      t.conversions.set(g, conversions);
      t.clicks.set(g, conversions + poisson(max(t.click.at(g), zero), third.second));
      t.revenue.set(g, conversions * world.orderValue.at(g));
      if (line.promoCode) {
        const F base = reach * toBase;
        const F seen = keep(_mm_cmpgt_ps(base, zero), amplified * world.couponSharing.at(g) / base);
        t.redemptions.set(g, conversions * world.couponRedeemed.at(g) *
                                 (one + world.couponLeaked.at(g) + seen * world.friendRedemption.at(g)));
      }
      const F perLike = (row.platform == YOUTUBE ? world.youtubeComments : world.instagramComments).at(g);
      const F rest = row.sharesAreEngagements ? engagements - shares : engagements;
      const F comments = row.sharesAreEngagements ? min(rest, views * static_cast<float>(n.tiktokCommentsPerView))
                                                  : rest * perLike / (one + perLike);
      t.emv.set(g, like * (rest - comments) + ofComment * comments + shares * static_cast<float>(n.emvShare) +
                       views * static_cast<float>(n.emvView));
    }
  }

  /** Section 12. */
  void runDisplay(size_t index) {
    const Line& line = plan.lines[index];
    LineTile& t = tiles[index];
    Array cpm, ctr, theta, seenShare, validShare, blocked;
    drawLogNormals(cpm, n.displayCpm);
    drawLogNormals(ctr, n.displayCtr);
    drawLogNormals(theta, n.displayActivity);
    drawBetas(seenShare, viewable);
    drawBetas(validShare, valid);
    drawUniforms(blocked, n.displayBlocked);
    const F one = lanes(1.f);
    for (int g = 0; g < GROUPS; g++) {
      const F served = lanes(static_cast<float>(line.money * 1000)) / cpm.at(g), real = served * validShare.at(g);
      const F seen = real * seenShare.at(g), open = one - blocked.at(g), shape = theta.at(g);
      const auto unique = [&](F impressions, double people) {
        const F reachable = open * static_cast<float>(people);
        return reachable * mixtureShare(impressions / reachable, shape, one / shape);
      };
      t.views.set(g, seen);
      t.displayReach.set(g, unique(seen, plan.universe));
      t.reach.set(g, t.displayReach.at(g));
      t.displayTarget.set(g, unique(seen * static_cast<float>(line.wantedShare), plan.targetPeople));
      if (!all) continue;
      t.spend.set(g, lanes(static_cast<float>(line.money)));
      const F clicks = real * ctr.at(g);
      const F converting = min(lanes(static_cast<float>(n.conversionCap)),
                               platforms[DISPLAY].conversion.at(g) * static_cast<float>(n.displayConversion));
      const Pair pair = generator.normals();
      const F conversions = poisson(clicks * converting, pair.first);
      t.conversions.set(g, conversions);
      t.clicks.set(g, conversions + poisson(clicks * (one - converting), pair.second));
      t.revenue.set(g, conversions * world.orderValue.at(g));
    }
  }

  /** Section 10: people of unknown niches, then display, joined by the formula across niches. */
  F unique(const Group& group, bool target, int g) const {
    const float people = static_cast<float>(target ? plan.targetPeople : plan.universe);
    const F across = world.across.at(g), inverseAcross = world.inverseAcross.at(g);
    F weight = _mm_setzero_ps(), joined = _mm_setzero_ps(), only = _mm_setzero_ps();
    int displays = 0;
    for (const int i : group.lines) {
      if (plan.lines[i].isDisplay) displays++;
      else weight = weight + (target ? tiles[i].targetWeight : tiles[i].weight).at(g);
    }
    if (group.hasPeople) only = mixtureShare(weight, world.theta.at(g), world.inverseTheta.at(g));
    if (displays == 0) return only * people;
    if (group.hasPeople) joined = mixtureWeight(only, across, inverseAcross);
    for (const int i : group.lines) {
      if (!plan.lines[i].isDisplay) continue;
      only = (target ? tiles[i].displayTarget : tiles[i].displayReach).at(g) / lanes(people);
      joined = joined + mixtureWeight(only, across, inverseAcross);
    }
    const bool isJoined = displays + (group.hasPeople ? 1 : 0) > 1;
    return (isJoined ? mixtureShare(joined, across, inverseAcross) : only) * people;
  }

  F sum(const Group& group, Array LineTile::* field, int g) const {
    F total = _mm_setzero_ps();
    for (const int i : group.lines) total = total + (tiles[i].*field).at(g);
    return total;
  }

  void writeGroup(size_t index, int from) {
    const Group& group = plan.groups[index];
    auto& of = columns[index];
    const F zero = _mm_setzero_ps(), notANumber = lanes(NAN);
    const auto rate = [&](F part, F whole) { return where(_mm_cmpgt_ps(whole, zero), part / whole, notANumber); };
    const auto cost = [&](F spend, F outcomes) {
      const F without = where(_mm_cmpgt_ps(spend, zero), lanes(INFINITY), notANumber);
      return where(_mm_cmpgt_ps(outcomes, zero), spend / outcomes, without);
    };
    for (int g = 0; g < GROUPS && from + 4 * g < draws; g++) {
      const auto write = [&](Metric metric, F value) {
        if (!of[metric].empty()) _mm_storeu_ps(of[metric].data() + from + 4 * g, value);
      };
      const F reach = unique(group, false, g);
      const F positive = sum(group, &LineTile::positive, g), negative = sum(group, &LineTile::negative, g);
      const F engagements = positive + negative;
      write(REACH, reach);
      write(ENGAGEMENTS, engagements);
      write(NEGATIVE_ENGAGEMENT_RATIO, rate(negative, engagements));
      if (!all) continue;
      const F impressions = sum(group, &LineTile::views, g) + sum(group, &LineTile::amplified, g);
      const F spend = sum(group, &LineTile::spend, g), revenue = sum(group, &LineTile::revenue, g);
      const F clicks = sum(group, &LineTile::clicks, g), conversions = sum(group, &LineTile::conversions, g);
      write(PLACEMENTS, sum(group, &LineTile::posted, g));
      write(BOOKED, sum(group, &LineTile::booked, g));
      write(OUTREACH, sum(group, &LineTile::outreach, g));
      write(SPEND, spend);
      write(UNSPENT, sum(group, &LineTile::unspent, g));
      write(REFUNDS, sum(group, &LineTile::refunds, g));
      write(IMPRESSIONS, impressions);
      write(GROSS_REACH, sum(group, &LineTile::reach, g) + sum(group, &LineTile::amplified, g));
      write(AMPLIFIED_REACH, sum(group, &LineTile::amplified, g));
      write(TARGET_REACH, plan.hasAudience ? unique(group, true, g) : reach);
      write(FREQUENCY, rate(impressions, reach));
      const float universe = static_cast<float>(plan.universe), perUniverse = 1 / universe;
      write(REACH_3_PLUS, reachedThrice(impressions * perUniverse, reach * perUniverse) * universe);
      write(POSITIVE_ENGAGEMENTS, positive);
      write(NEGATIVE_ENGAGEMENTS, negative);
      write(NET_SENTIMENT, rate(positive - negative, engagements));
      write(BRAND_SAFETY_EVENTS, sum(group, &LineTile::events, g));
      write(SHARES, sum(group, &LineTile::shares, g));
      write(CLICKS, clicks);
      write(CONVERSIONS, conversions);
      write(REDEMPTIONS, sum(group, &LineTile::redemptions, g));
      write(REVENUE, revenue);
      write(EMV, sum(group, &LineTile::emv, g));
      write(CPM, cost(spend, impressions) * 1000.f);
      write(CPE, cost(spend, engagements));
      write(CPC, cost(spend, clicks));
      write(CPA, cost(spend, conversions));
      write(ROAS, rate(revenue, spend));
    }
  }
};

/** Radix sort by 11 bits at a time, of what is a number. */
void sortColumn(std::vector<float>& column) {
  static std::vector<uint32_t> keys, other;
  keys.resize(column.size());
  other.resize(column.size());
  uint32_t counts[3][2048] = {};
  size_t size = 0;
  for (const float value : column) {
    if (std::isnan(value)) continue;
    uint32_t key;
    std::memcpy(&key, &value, 4);
    key ^= key >> 31 ? 0xffffffff : 0x80000000;
    keys[size++] = key;
    counts[0][key & 2047]++, counts[1][key >> 11 & 2047]++, counts[2][key >> 22]++;
  }
  for (int pass = 0; pass < 3; pass++) {
    const int shift = 11 * pass;
    uint32_t* count = counts[pass];
    if (size > 0 && count[keys[0] >> shift & 2047] == size) continue;
    uint32_t at = 0;
    for (int digit = 0; digit < 2048; digit++) {
      const uint32_t here = count[digit];
      count[digit] = at;
      at += here;
    }
    for (size_t i = 0; i < size; i++) other[count[keys[i] >> shift & 2047]++] = keys[i];
    keys.swap(other);
  }
  column.resize(size);
  for (size_t i = 0; i < size; i++) {
    const uint32_t key = keys[i] ^ (keys[i] >> 31 ? 0x80000000 : 0xffffffff);
    std::memcpy(&column[i], &key, 4);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const auto simulate = [](const Plan& plan, int draws, Mode mode) {
    return Simulation(plan, draws, mode).run();
  };
  return referenceMain(argc, argv, simulate, sortColumn);
}
