"""Writes the reference values that the engine's mathematics is held to.

    cd test/simulations/scipy
    python3 make.py > reference.json && npx prettier --write reference.json

Needs NumPy and SciPy (1.17.1 made the committed file). Everything is SciPy's own where SciPy has
it; the unique reach of several placements is integrated over people's activity, and the size of a
negative binomial is found by bisection, so that no formula of the engine is repeated here.

Points where a last digit of the input decides (a uniform on a step of a discrete law) are left out.
"""

import json
import sys

import numpy as np
import scipy
from scipy import integrate, optimize, special, stats

rng = np.random.Generator(np.random.PCG64(20170301))

# Probabilities of the nearer tail, from where a draw may come once in a programme's lifetime.
TAILS = [2.0**-33, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 0.001, 0.01, 0.02425, 0.074, 0.076, 0.1, 0.2, 0.3, 0.4, 0.4999, 0.5]

# Beta laws of the model, and some at the limits of what assumptions may ask for.
BETAS = [(3.6, 2.4), (10.8, 4.2), (8, 2), (27, 23), (45, 5), (3, 7), (6, 4), (1, 1), (200, 900)]
GAMMAS = [1, 2, 5.5, 40]

# Words at the ends, at every octave of either half, and anywhere.
WORDS = sorted(
    {0, 1, 2, 3, 2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1}
    | {2**k for k in range(2, 31)}
    | {2**32 - 1 - 2**k for k in range(2, 31)}
    | {int(word) for word in rng.integers(0, 2**32, 60)}
)


def both_tails(ppf, isf):
    return {"lower": [float(ppf(t)) for t in TAILS], "upper": [float(isf(t)) for t in TAILS]}


def of_words(ppf, isf):
    """Quantiles at u = (word + 1/2) / 2^32; the tail is exact in either half."""
    return [
        float(ppf((w + 0.5) / 2**32) if w < 2**31 else isf((2**32 - w - 0.5) / 2**32))
        for w in WORDS
    ]


def settled(law, uniform):
    """Whether the uniform lies off the steps of a discrete law by more than rounding."""
    count = law.ppf(uniform)
    return all(abs(law.cdf(n) - uniform) > 1e-11 * uniform for n in (count - 1, count))


def counts(law, uniforms):
    return [int(law.ppf(u)) if settled(law, u) else None for u in uniforms]



normal, uniforms = stats.norm, [float(u) for u in rng.random(120)]
extremes = [u for t in TAILS[:8] for u in (t, 1 - t)]

MEANS = [1e-6, 0.01, 0.3, 1, 4.5, 12, 25, 39.99, 40.01, 55, 90, 200, 1e3, 7e3, 1e5, 2.5e6, 1e8]
BINOMIALS = [
    (1, 0.3), (10, 0.3), (12, 0.97), (60, 0.5), (1000, 0.001), (1000, 0.03), (79, 0.5), (400, 0.5),
    (5000, 0.3), (100_000, 0.002), (100_000, 0.85), (10_000_000, 0.04),
]  # fmt: skip

THETAS = [0.01, 0.125, 0.4, 1, 2.5, 20, 300, 999]
SHARES = [1e-9, 1e-5, 0.003, 0.1, 0.35, 0.6]


def weight(p, theta):
    return -float(special.boxcox1p(-p, -1 / theta))


def unique_share(shares, theta):
    """Share reached by at least one placement: people's activity integrated over its probability."""
    total = sum(weight(p, theta) for p in shares)
    missed = lambda u: np.exp(-total * stats.gamma.ppf(u, theta, scale=1 / theta))
    return 1 - integrate.quad(missed, 0, 1, epsabs=1e-12, epsrel=1e-12, limit=400)[0]


def thrice(m, reached):
    """Share reached three times and more: negative binomial of mean m, or 1 + Poisson."""
    if m <= -np.log1p(-reached):
        return float(reached * stats.poisson.sf(1, m / reached - 1))
    never = lambda ln_r: stats.nbinom.logpmf(0, np.exp(ln_r), 1 / (1 + m / np.exp(ln_r)))
    ln_r = optimize.brentq(lambda x: never(x) - np.log1p(-reached), -30, 25, xtol=1e-14, rtol=1e-15)
    r = np.exp(ln_r)
    return float(stats.nbinom.sf(2, r, r / (r + m)))


ARGUMENTS = [1e-3, 0.1, 0.3, 0.5, 0.77, 1, 1.5, 2, 3.6, 6, 10, 27.3, 50.5, 900, 1e5]
GAMMA_POINTS = [(a, a * x) for a in (0.5, 1, 2, 5.5, 40) for x in (0.01, 0.3, 0.9, 1.1, 2, 5)]
BETA_POINTS = [(a, b, x) for a, b in BETAS[:7] for x in (0.01, 0.2, 0.5, 0.9, 0.999)]

reference = {
    "madeBy": f"SciPy {scipy.__version__}, NumPy {np.__version__}",
    "tails": TAILS,
    "normal": both_tails(normal.ppf, normal.isf),
    "words": WORDS,
    "normalOfWords": of_words(normal.ppf, normal.isf),
    "beta": [
        {"a": a, "b": b, **both_tails(stats.beta(a, b).ppf, stats.beta(a, b).isf),
         "ofWords": of_words(stats.beta(a, b).ppf, stats.beta(a, b).isf)}
        for a, b in BETAS
    ],
    "gamma": [
        {"shape": k, **both_tails(stats.gamma(k).ppf, stats.gamma(k).isf),
         "ofWords": of_words(stats.gamma(k).ppf, stats.gamma(k).isf)}
        for k in GAMMAS
    ],
    "uniforms": uniforms,
    "extremes": extremes,
    "poisson": [
        {"mean": m, "counts": counts(stats.poisson(m), uniforms),
         "extremes": counts(stats.poisson(m), extremes)}
        for m in MEANS
    ],
    "binomial": [
        {"trials": n, "p": p, "counts": counts(stats.binom(n, p), uniforms),
         "extremes": counts(stats.binom(n, p), extremes)}
        for n, p in BINOMIALS
    ],
    "mixture": [
        {"theta": theta, "p": p, "weight": weight(p, theta)} for theta in THETAS for p in SHARES
    ],
    "mixtureShare": [
        {"theta": theta, "weight": w, "share": float(special.betainc(1, theta, w / (theta + w)))}
        for theta in THETAS for w in (1e-6, 0.01, 0.5, 3, 40)
    ],
    "uniqueReach": [
        {"theta": theta, "shares": shares, "share": float(unique_share(shares, theta))}
        for theta in (0.4, 1, 2.5, 20)
        for shares in ([0.01, 0.02], [0.1, 0.25, 0.3, 0.05], [0.003] * 50)
    ],
    "thrice": [
        {"m": m, "reached": reached, "share": thrice(m, reached)}
        for m, reached in [
            (0.5, 0.3), (2, 0.5), (0.02, 0.0195), (5, 0.9), (40, 0.6), (1, 0.1), (300, 0.999),
            (1e-3, 5e-4), (0.32, 0.3), (0.45, 0.4), (1.5, 0.99), (0.11, 0.1), (3, 0.95),
        ]
    ],
    "special": {
        "x": ARGUMENTS,
        "lnGamma": [float(v) for v in special.gammaln(ARGUMENTS)],
        "digamma": [float(v) for v in special.digamma(ARGUMENTS)],
        "trigamma": [float(v) for v in special.polygamma(1, ARGUMENTS)],
        "gammaTail": [
            {"shape": a, "x": x, "lower": float(special.gammainc(a, x)),
             "upper": float(special.gammaincc(a, x))}
            for a, x in GAMMA_POINTS
        ],
        "betaTail": [
            {"a": a, "b": b, "x": x, "lower": float(special.betainc(a, b, x)),
             "upper": float(special.betaincc(a, b, x))}
            for a, b, x in BETA_POINTS
        ],
        "lnNormalTail": [
            {"z": z, "ln": float(special.log_ndtr(-z))} for z in (0, 0.01, 0.5, 1, 2.5, 4, 6.5)
        ],
    },
}  # fmt: skip


def check_quantiles():
    """SciPy's quantiles lead back to their probabilities, as far as a quantile next to 1 can."""
    for law in [normal] + [stats.beta(a, b) for a, b in BETAS] + [stats.gamma(k) for k in GAMMAS]:
        tails = np.array(TAILS)
        np.testing.assert_allclose(law.cdf(law.ppf(tails)), tails, rtol=1e-6)
        np.testing.assert_allclose(law.sf(law.isf(tails)), tails, rtol=1e-6)


check_quantiles()
json.dump(reference, sys.stdout)
