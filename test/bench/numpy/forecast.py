"""The model of simulations/README.md in NumPy, from its equations and with its own random numbers:
what the kernel is measured against.

    python3 forecast.py plan.json DRAWS all|three [--seed 1] [--repeats 1] [--fold] [--columns DIR]

Reads a plan of test/bench/plan.ts and prints one line of JSON: the median seconds of the repeats,
from bound plan to columns of draws of the total and the tiers, and mean, P10, P50 and P90 of every
metric. `three` is reach, engagements and negative ratio alone, and leaves out what they do not
need. One thread; arithmetic inside the tiles is f32. Random numbers are pseudo-random throughout:
this is the plain Monte Carlo that precision is compared with. `--fold` draws sums of independent
effects as one, which only people nobody has named allow: their effects are met once.

Named profiles, audience cells and niches are outside the benchmark; plans that name profiles are
refused.

What was tried, as time a draw of a normal in one thread: ziggurat 7.6 ns, Box-Muller with 32-bit
radius and 16-bit angle 2.1, table of 65,536 slices 1.3. Tiles of 16,384 to 32,768 numbers in rows
of 8,192 draws are best: smaller ones wait for the interpreter, shorter rows for broadcasting.
"""

import argparse
import json
import os
import time

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

import numpy as np

from groups import Display, count, metrics_of
from laws import Random
from placements import Line, Workshop
from world import Laws, World

# Draws that are simulated together; fewer where sharers are tied to very many creators.
CHUNK = 8192
PARENT_EFFECTS = 1 << 24


def needs_of(plan, mode):
    everything = mode == "all"
    return {
        "money": everything or plan["budgetMinor"] is not None,
        "outreach": everything,
        "target": everything and plan["audience"] is not None,
        "clicks": everything,
        "events": everything,
        "value": everything,
    }


class Forecast:
    """A bound plan."""

    def __init__(self, plan, mode, seed, chunk=CHUNK, fold=False, library=False):
        for line in plan["lines"]:
            if isinstance(line["candidates"], list):
                raise ValueError(f"line {line['key']}: named profiles are outside the benchmark")
        while chunk > 512 and plan["placements"] / 3 * chunk > PARENT_EFFECTS:
            chunk //= 2
        self.plan, self.mode, self.chunk = plan, mode, chunk
        self.needs = needs_of(plan, mode)
        self.random = Random(seed)
        self.laws = Laws(plan["parameters"])
        self.shop = Workshop(plan, self.needs, self.random, chunk, fold, library)
        people = [line for line in plan["lines"] if line["row"] != "DISPLAY_AD"]
        self.lines = [Line(self.shop, line) for line in people]

    def run(self, draws, by_line=False):
        """Columns of draws by group and metric; of the lines too, if asked for."""
        plan, p, needs = self.plan, self.plan["parameters"], self.needs
        world = World(plan, self.laws, self.random, draws)
        if needs["outreach"]:
            world.acceptance_large = world.of(self.laws.acceptance_large)
            world.acceptance_small = world.of(self.laws.acceptance_small)
        if needs["clicks"]:
            world.order_value = world.log_normal(p["orderValue"])
            world.coupon_redeemed = world.of(self.laws.coupon_redeemed)
            world.coupon_leaked = world.log_normal(p["couponLeaked"])
            world.coupon_sharing = world.of(self.laws.coupon_sharing)
            world.friend_redemption = world.log_normal(p["friendRedemption"])
        if needs["value"]:
            world.comments = {
                "INSTAGRAM": world.between(p["instagramComments"]),
                "YOUTUBE": world.between(p["youtubeComments"]),
            }
        for line in self.lines:
            line.bind(world)
        for begin in range(0, draws, self.chunk):
            self.run_chunk(begin, min(self.chunk, draws - begin))
        for line in self.lines:
            line.finish()
            count(line, world, plan, needs)
        displays = [
            Display(line, world, plan, needs)
            for line in plan["lines"]
            if line["row"] == "DISPLAY_AD"
        ]
        everybody = [*self.lines, *displays]
        tiers = dict.fromkeys(line.tier for line in everybody if line.tier is not None)
        groups = {"total": everybody}
        groups |= {f"tier {key}": [x for x in everybody if x.tier == key] for key in tiers}
        if by_line:
            groups |= {f"line {line.key}": [line] for line in everybody}
        return {
            key: metrics_of(
                [x for x in members if x in self.lines],
                [x for x in members if x in displays],
                world,
                plan,
                self.mode,
                needs,
            )
            for key, members in groups.items()
        }

    def run_chunk(self, begin, draws):
        shop = self.shop
        shop.start(draws)
        for line in self.lines:
            line.start(begin, draws)
        creators = sum(line.most_booked for line in self.lines if line.role == "CREATOR")
        sharers = [line.most_booked for line in self.lines if line.role == "SHARER"]
        shop.parents = None
        if sharers and creators > 0:
            shop.parents = np.zeros((min(creators, max(sharers)), draws), np.float32)
        for line in sorted(self.lines, key=lambda line: line.role == "SHARER"):
            line.run()


def summary(column):
    """Mean of the finite draws, and quantiles of the defined ones."""
    defined = np.sort(column[~np.isnan(column)])
    if defined.size == 0:
        return None
    finite = defined[np.isfinite(defined)]
    p10, p50, p90 = defined[[int(p * (defined.size - 1)) for p in (0.1, 0.5, 0.9)]]
    values = [finite.mean() if finite.size else np.inf, p10, p50, p90]
    return [float(value) if np.isfinite(value) else None for value in values]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("plan")
    parser.add_argument("draws", type=int)
    parser.add_argument("mode", choices=["all", "three"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--chunk", type=int, default=CHUNK)
    parser.add_argument("--fold", action="store_true", help="draw sums of normals as one")
    parser.add_argument("--library", action="store_true", help="normals by NumPy's own ziggurat")
    parser.add_argument("--columns", help="directory for the draws, one .f64 file a column")
    options = parser.parse_args()
    with open(options.plan, encoding="utf-8") as file:
        plan = json.load(file)
    forecast = Forecast(plan, options.mode, options.seed, options.chunk, options.fold, options.library)
    seconds = []
    for _ in range(options.repeats):
        start = time.perf_counter()
        groups = forecast.run(options.draws, options.columns is not None)
        seconds.append(time.perf_counter() - start)
    if options.columns:
        os.makedirs(options.columns, exist_ok=True)
        for group, metrics in groups.items():
            for metric, column in metrics.items():
                column.astype("<f8").tofile(f"{options.columns}/{group} {metric}.f64")
    median = float(np.median(seconds))
    answer = {
        "seconds": median,
        "rounds": seconds,
        "millionPlacementDrawsPerSecond": plan["placements"] * options.draws / median / 1e6,
        "checksums": {
            group: {metric: summary(column) for metric, column in metrics.items()}
            for group, metrics in groups.items()
        },
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
