"""Writes the reference values that scores and intervals are held to.

    cd test/simulations/accuracy
    python3 make.py > reference.json && npx prettier --write reference.json

Needs NumPy and SciPy (1.17.1 made the committed file). CRPS is integrated from its definition, so
that no closed form is repeated here.
"""

import json
import sys

import numpy as np
from scipy import integrate, stats

LAWS = {
    "normal": stats.norm(100, 15),
    "lognormal": stats.lognorm(0.5, scale=1e6),
    "gamma": stats.gamma(2.5, scale=40),
}


def crps(law, y):
    low, high = law.ppf(1e-13), law.isf(1e-13)
    below = integrate.quad(lambda x: law.cdf(x) ** 2, low, y, limit=500, epsabs=0, epsrel=1e-11)[0]
    above = integrate.quad(lambda x: law.sf(x) ** 2, y, high, limit=500, epsabs=0, epsrel=1e-11)[0]
    return below + above


reference = {
    "wilson": [
        {"k": k, "n": n, "low": float(ci.low), "high": float(ci.high)}
        for k, n in [(0, 1), (1, 1), (0, 7), (3, 7), (8, 10), (40, 50), (80, 100), (799, 1000), (1000, 1000)]
        for ci in [stats.binomtest(k, n).proportion_ci(0.95, "wilson")]
    ],
    # Midpoints of 64 equal shares stand in for draws.
    "crps": [
        {
            "law": name,
            "draws": [float(x) for x in law.ppf((np.arange(64) + 0.5) / 64)],
            "observed": float(y),
            "pit": float(law.cdf(y)),
            "crps": float(crps(law, y)),
        }
        for name, law in LAWS.items()
        for y in law.ppf([0.02, 0.4, 0.97])
    ],
    # Of 9 degrees of freedom: one false alarm in a million.
    "chi2Limit": float(stats.chi2(9).isf(1e-6)),
}
json.dump(reference, sys.stdout, indent=1)
