// Columns of draws, one per group and metric, sorted and summarised; the command line of a reference.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include "plan.hpp"

enum Metric {
  PLACEMENTS, BOOKED, OUTREACH, SPEND, UNSPENT, REFUNDS, IMPRESSIONS, GROSS_REACH, AMPLIFIED_REACH,
  REACH, TARGET_REACH, FREQUENCY, REACH_3_PLUS, ENGAGEMENTS, POSITIVE_ENGAGEMENTS, NEGATIVE_ENGAGEMENTS,
  NEGATIVE_ENGAGEMENT_RATIO, NET_SENTIMENT, BRAND_SAFETY_EVENTS, SHARES, CLICKS, CONVERSIONS,
  REDEMPTIONS, REVENUE, EMV, CPM, CPE, CPC, CPA, ROAS, METRICS
};
inline const char* const METRIC_NAMES[] = {
    "PLACEMENTS", "BOOKED", "OUTREACH", "SPEND", "UNSPENT", "REFUNDS", "IMPRESSIONS",
    "GROSS_REACH", "AMPLIFIED_REACH", "REACH", "TARGET_REACH", "FREQUENCY", "REACH_3_PLUS", "ENGAGEMENTS",
    "POSITIVE_ENGAGEMENTS", "NEGATIVE_ENGAGEMENTS", "NEGATIVE_ENGAGEMENT_RATIO", "NET_SENTIMENT",
    "BRAND_SAFETY_EVENTS", "SHARES", "CLICKS", "CONVERSIONS", "REDEMPTIONS", "REVENUE", "EMV",
    "CPM", "CPE", "CPC", "CPA", "ROAS"};

/** Everything, or only what reach, engagements and the negative ratio need. */
enum class Mode { All, Three };

/** Columns of one run, [group][metric]; empty where not asked for or without meaning. */
template <typename Value>
using Columns = std::vector<std::vector<std::vector<Value>>>;

template <typename Value>
Columns<Value> emptyColumns(const Plan& plan, int draws, Mode mode) {
  Columns<Value> columns(plan.groups.size(), std::vector<std::vector<Value>>(METRICS));
  for (size_t g = 0; g < plan.groups.size(); g++) {
    for (int m = 0; m < METRICS; m++) {
      const bool ofPeople = m == NEGATIVE_ENGAGEMENT_RATIO || m == NET_SENTIMENT || m == CPE || m == EMV;
      if (ofPeople && !plan.groups[g].hasPeople) continue;
      const bool ofThree = m == REACH || m == ENGAGEMENTS || m == NEGATIVE_ENGAGEMENT_RATIO;
      if (mode == Mode::All || ofThree) columns[g][m].resize(draws);
    }
  }
  return columns;
}

/** Linear between order statistics (type 7). */
template <typename Value>
double quantile(const std::vector<Value>& sorted, double p) {
  if (sorted.empty()) return NAN;
  const double at = p * (sorted.size() - 1);
  const size_t below = static_cast<size_t>(at);
  const double low = sorted[below];
  if (below + 1 == sorted.size() || at == below) return low;
  return low + (at - below) * (sorted[below + 1] - low);
}

inline void printNumber(const char* name, double value) {
  if (std::isfinite(value)) std::printf("\"%s\":%.9g", name, value);
  else std::printf("\"%s\":null", name);
}

template <typename Value>
void printColumn(const std::vector<Value>& sorted) {
  double sum = 0;
  for (const Value value : sorted) sum += value;
  std::printf("{");
  printNumber("mean", sum / sorted.size());
  std::printf(",");
  printNumber("p10", quantile(sorted, .1));
  std::printf(",");
  printNumber("p50", quantile(sorted, .5));
  std::printf(",");
  printNumber("p90", quantile(sorted, .9));
  std::printf("}");
}

/**
 * `reference plan.json draws all|three repeats`: prints the median seconds of a run, and for each
 * group and metric mean, P10, P50 and P90, as one line of JSON.
 *
 * @param simulate - (plan, draws, mode): columns of draws
 * @param sort - drops what is not a number and sorts what is left
 */
template <typename Simulate, typename Sort>
int referenceMain(int argc, char** argv, Simulate simulate, Sort sort) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: %s plan.json draws all|three repeats\n", argv[0]);
    return 2;
  }
  try {
    const Plan plan = readPlan(argv[1]);
    const int draws = std::atoi(argv[2]);
    const Mode mode = std::strcmp(argv[3], "three") == 0 ? Mode::Three : Mode::All;
    const int repeats = std::atoi(argv[4]);
    std::vector<double> seconds;
    decltype(simulate(plan, draws, mode)) columns;
    for (int repeat = 0; repeat < repeats; repeat++) {
      const auto start = std::chrono::steady_clock::now();
      columns = simulate(plan, draws, mode);
      for (auto& group : columns) {
        for (auto& column : group) sort(column);
      }
      const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
      seconds.push_back(passed.count());
    }
    std::sort(seconds.begin(), seconds.end());
    std::printf("{\"seconds\":%.6g,\"groups\":{", seconds[seconds.size() / 2]);
    for (size_t g = 0; g < columns.size(); g++) {
      std::printf("%s\"%s\":{", g == 0 ? "" : ",", plan.groups[g].name.c_str());
      bool first = true;
      for (int m = 0; m < METRICS; m++) {
        if (columns[g][m].empty()) continue;
        std::printf("%s\"%s\":", first ? "" : ",", METRIC_NAMES[m]);
        printColumn(columns[g][m]);
        first = false;
      }
      std::printf("}");
    }
    std::printf("}}\n");
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
