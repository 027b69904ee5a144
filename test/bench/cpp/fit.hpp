// Smooth functions of one variable as polynomials, fitted when a run begins.
#pragma once
#include "lanes.hpp"
#include "special.hpp"

/** A polynomial around 0. */
template <int TERMS>
struct Polynomial {
  float coefficients[TERMS];

  INLINE F at(F x) const {
    F p = lanes(coefficients[TERMS - 1]);
    for (int i = TERMS - 2; i >= 0; i--) p = p * x + lanes(coefficients[i]);
    return p;
  }
};

/**
 * Weighted least squares on [−half, half], in Chebyshev polynomials so that it is well conditioned.
 */
template <int TERMS, typename Function, typename Weight>
Polynomial<TERMS> fit(double half, Function of, Weight weight) {
  constexpr int NODES = 20;
  // The powers of t that Chebyshev polynomials are made of.
  double powers[TERMS][TERMS] = {{1}, {0, 1}};
  for (int k = 2; k < TERMS; k++) {
    for (int i = 0; i < TERMS; i++) powers[k][i] = 2 * (i > 0 ? powers[k - 1][i - 1] : 0) - powers[k - 2][i];
  }
  double a[TERMS][TERMS + 1] = {};
  for (int node = 0; node < NODES; node++) {
    const double angle = M_PI * (node + .5) / NODES, x = half * std::cos(angle);
    const double y = of(x), w = weight(x);
    for (int r = 0; r < TERMS; r++) {
      for (int c = 0; c < TERMS; c++) a[r][c] += w * std::cos(r * angle) * std::cos(c * angle);
      a[r][TERMS] += w * std::cos(r * angle) * y;
    }
  }
  for (int r = 0; r < TERMS; r++) {
    for (int other = 0; other < TERMS; other++) {
      if (other == r) continue;
      const double factor = a[other][r] / a[r][r];
      for (int c = r; c <= TERMS; c++) a[other][c] -= factor * a[r][c];
    }
  }
  Polynomial<TERMS> polynomial;
  double scale = 1;
  for (int i = 0; i < TERMS; i++, scale *= half) {
    double coefficient = 0;
    for (int k = 0; k < TERMS; k++) coefficient += a[k][TERMS] / a[k][k] * powers[k][i];
    polynomial.coefficients[i] = static_cast<float>(coefficient / scale);
  }
  return polynomial;
}

/** No normal of 32 bits lies further out. */
constexpr double FURTHEST_NORMAL = 6.7;

using BetaPolynomial = Polynomial<9>;

/** log2 of a Beta law's quantiles in normal coordinates: within 1e-4 up to four sds. */
inline BetaPolynomial log2Beta(const BetaShape& law) {
  const auto of = [&law](double z) { return lnBetaQuantile(z, law.alpha, law.beta) * M_LOG2E; };
  return fit<9>(FURTHEST_NORMAL, of, [](double z) { return std::exp(-z * z / 3) + 1e-5; });
}
