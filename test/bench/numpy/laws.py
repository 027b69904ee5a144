"""Random numbers: laws as tables of equally likely values, sparse events, and counts.

A law is a table of 65,536 values, each the mean of its slice of the law, so that one 16-bit word
and one look-up make a draw. Means are exact; what the slices at the ends take from the spread
shows in no figure that a forecast states (E[exp(z)] is 2e-5 too small, E[exp(1.3 z)] 1e-4).
"""

import numpy as np

LEVELS = 65536


def slices(ln_density, low, high, points=1 << 20):
    """Slice means of the law with this density, f64[LEVELS] in ascending order."""
    x = np.linspace(low, high, points)
    ln = ln_density(x)
    density = np.exp(ln - ln.max())
    mass = np.concatenate(([0.0], np.cumsum(density[1:] + density[:-1])))
    first = x * density
    moment = np.concatenate(([0.0], np.cumsum(first[1:] + first[:-1]))) / mass[-1]
    edges = np.interp(np.arange(LEVELS + 1) / LEVELS, mass / mass[-1], x)
    return np.diff(np.interp(edges, x, moment)) * LEVELS


def normal_law(mean=0.0, sd=1.0, low=-8.5, high=8.5):
    """Between `low` and `high` standard deviations."""
    if sd == 0:
        return np.full(LEVELS, mean)
    return mean + sd * slices(lambda z: -0.5 * z * z, low, high)


def mixture_law(mixture):
    usual, viral = mixture["usualSd"], mixture["viralSd"]
    reach = 8.5 * max(usual, viral)

    def part(x, mean, sd):
        return np.exp(-0.5 * ((x - mean) / sd) ** 2) / sd

    def ln_density(x):
        density = mixture["weight"] * part(x, mixture["usualMean"], usual)
        density += (1 - mixture["weight"]) * part(x, mixture["viralMean"], viral)
        return np.log(np.maximum(density, 1e-300))

    return slices(ln_density, -reach, reach)


def ln_beta_law(shape):
    """Logarithms of Beta draws."""
    alpha, beta = shape["alpha"], shape["beta"]

    def ln_density(t):
        return alpha * t + (beta - 1) * np.log(-np.expm1(t))

    return slices(ln_density, -45 / alpha, -1e-9)


def delay_law(on_time, shape, scale):
    """Days late: 0 with probability `on_time`, Gamma otherwise."""
    gamma = slices(lambda x: (shape - 1) * np.log(np.maximum(x, 1e-300)) - x, 0, 20 + 12 * shape)
    late = (np.arange(LEVELS) + 0.5) / LEVELS - on_time
    at = np.maximum(late, 0) / max(1 - on_time, 1e-300) * LEVELS
    return np.where(late > 0, scale * gamma[np.minimum(at.astype(int), LEVELS - 1)], 0.0)


def sum_law(*tables):
    """Law of a sum of independent draws of these laws."""
    width = max(np.abs(table).max() for table in tables) / 4096
    mass, low = np.ones(1), 0
    for table in tables:
        steps = np.rint(table / width).astype(int)
        mass = np.convolve(mass, np.bincount(steps - steps.min()) / LEVELS)
        low += steps.min()
    edges = (low + np.arange(mass.size + 1) - 0.5) * width
    below = np.concatenate(([0.0], np.cumsum(mass)))
    return np.interp((np.arange(LEVELS) + 0.5) / LEVELS, below / below[-1], edges)


class Random:
    """SFC64, and the ways in which the model reads it."""

    def __init__(self, seed):
        self.bits = np.random.SFC64(seed)
        self.generator = np.random.Generator(self.bits)
        self.normal_table = normal_law()

    def words(self, count):
        """uint16[count], at least."""
        return self.bits.random_raw((count + 3) // 4).view(np.uint16)

    def of(self, table, count):
        """`count` draws of a law."""
        return table.take(self.words(count)[:count], mode="wrap")

    def normals(self, count):
        return self.of(self.normal_table, count)

    def uniforms(self, count):
        return self.generator.random(count)

    def happenings(self, probability, size):
        """Ascending positions among `size` trials at which something of this probability happens:
        the gaps in between are geometric, so that what is rare costs next to nothing."""
        if probability <= 0 or size == 0:
            return np.empty(0, np.intp)
        if probability >= 1:
            return np.arange(size)
        per_gap = -1 / np.log1p(-probability)
        mean = size * probability
        found = []
        last = -1
        while last < size:
            gaps = self.generator.standard_exponential(int(mean + 5 * np.sqrt(mean) + 10))
            gaps *= per_gap
            steps = gaps.astype(np.intp)
            steps += 1
            np.cumsum(steps, out=steps)
            steps += last
            found.append(steps)
            last = steps[-1]
        all_of_them = found[0] if len(found) == 1 else np.concatenate(found)
        return all_of_them[: np.searchsorted(all_of_them, size)]

    def poisson(self, mean):
        """Counts with these means: the quantile's expansion above 40 (ACM Algorithm 955)."""
        w = self.normals(mean.size)
        large = np.maximum(mean, 40)
        root = np.sqrt(large)
        w2 = w * w
        count = w2 / 72
        count += 1 / 36
        count *= w
        count /= -root
        w2 *= 1 / 6
        count += w2
        w *= root
        count += w
        count += large
        count += 1 / 3
        np.floor(count, out=count)
        few = (mean < 40).nonzero()[0]
        if few.size > 0:
            count[few] = self.generator.poisson(mean[few])
        return count
