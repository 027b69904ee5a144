// Quantiles of Beta laws at a normal coordinate z, that is at the probability Φ(z).
#pragma once
#include <cmath>
#include <utility>

inline double normalCdf(double z) { return .5 * std::erfc(-z * M_SQRT1_2); }

/** Regularised incomplete beta function by its continued fraction (Numerical Recipes, 6.4). */
inline double betaCdf(double x, double a, double b) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaCdf(1 - x, b, a);
  const double front =
      std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x)) / a;
  const double tiny = 1e-300;
  double c = 1, d = 1 / std::max(tiny, 1 - (a + b) * x / (a + 1)), h = d;
  for (int m = 1; m < 1000; m++) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d), c = 1 + even / c, h *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d), c = 1 + odd / c, h *= d * c;
    if (std::fabs(d * c - 1) < 1e-14) break;
  }
  return front * h;
}

/** ln of the quantile, by Newton steps on the logit inside a bracket. */
inline double lnBetaQuantile(double z, double a, double b) {
  const bool lower = z < 0;
  const double tail = normalCdf(lower ? z : -z);
  const double lnConstant = std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b);
  double low = -700, high = 700, t = std::log(a / b) + z * std::sqrt(1 / a + 1 / b);
  for (int step = 0; step < 200; step++) {
    const double x = 1 / (1 + std::exp(-t)), y = 1 / (1 + std::exp(t));
    // What is compared is the smaller tail, which keeps its digits.
    const double found = lower ? betaCdf(x, a, b) : betaCdf(y, b, a);
    const bool tooLow = lower ? found < tail : found > tail;
    (tooLow ? low : high) = t;
    const double density = std::exp(lnConstant + a * std::log(x) + b * std::log(y));
    double next = t + (lower ? tail - found : found - tail) / density;
    if (!(next > low && next < high)) next = .5 * (low + high);
    if (std::fabs(next - t) < 1e-11 * (1 + std::fabs(t))) break;
    t = next;
  }
  return t > 0 ? -std::log1p(std::exp(-t)) : t - std::log1p(std::exp(t));
}
