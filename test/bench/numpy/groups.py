"""Counts of the lines, and every metric of some lines added up."""

import numpy as np

from world import mixture_share, mixture_weight

FIELDS = ("posted", "booked", "outreach", "spend", "unspent", "refunds", "views", "reach")
FIELDS += ("amplified", "positive", "negative", "events", "shares", "clicks", "conversions")
FIELDS += ("redemptions", "revenue", "emv", "w", "target_w")


def count(line, world, plan, needs):
    """Draws a line's counts and what follows from them, into its sums."""
    p, random, sums, row = plan["parameters"], world.random, line.sums, line.row
    zero = np.zeros(world.draws)
    against = sums["negative"]
    favour = np.maximum(sums["engagement"] - against, 0)
    if row["sharesAreEngagements"]:
        # Each engagement is a share with the same chance, liked or not.
        expected = sums["engagement"]
        chance = np.divide(sums["share"], expected, out=zero.copy(), where=expected > 0)
        shared = [random.poisson(rate * chance) for rate in (favour, against)]
        others = [random.poisson(rate * (1 - chance)) for rate in (favour, against)]
        sums["positive"], sums["negative"] = shared[0] + others[0], shared[1] + others[1]
        sums["shares"] = shared[0] + shared[1]
    else:
        sums["positive"], sums["negative"] = random.poisson(favour), random.poisson(against)
        sums["shares"] = random.poisson(sums["share"])
    rate = sums["share"]
    people = sums["shares"] * world.people_per_share
    people = np.divide(people, rate, out=zero.copy(), where=rate > 0)
    sums["amplified"] = people * sums["viral"]
    sums["w"] += sums["amplified"] / plan["universe"]
    if needs["target"]:
        sums["target_w"] += people * sums["target_viral"] / plan["audience"]["people"]
    if needs["clicks"]:
        converting = sums["conversion"]
        sums["conversions"] = random.poisson(converting)
        sums["clicks"] = sums["conversions"] + random.poisson(sums["click"] - converting)
        sums["revenue"] = sums["conversions"] * world.order_value
        if line.promo_code:
            base = sums["base"]
            seen = sums["amplified"] * world.coupon_sharing
            seen = np.divide(seen, base, out=zero.copy(), where=base > 0)
            passed_on = 1 + world.coupon_leaked + seen * world.friend_redemption
            sums["redemptions"] = sums["conversions"] * world.coupon_redeemed * passed_on
    if needs["value"]:
        per_reaction = world.comments["YOUTUBE" if row["platform"] == "YOUTUBE" else "INSTAGRAM"]
        emv = p["emv"]
        rest = sums["positive"] + sums["negative"]
        if row["sharesAreEngagements"]:
            rest = rest - sums["shares"]
            comments = np.minimum(rest, p["tiktokCommentsPerView"] * sums["views"])
        else:
            comments = rest * per_reaction / (1 + per_reaction)
        sums["emv"] = emv["like"] * (rest - comments) + emv["comment"] * comments
        sums["emv"] += emv["share"] * sums["shares"] + emv["view"] * sums["views"]


class Display:
    """A line of display advertising."""

    def __init__(self, line, world, plan, needs):
        p, random, laws = plan["parameters"], world.random, world.laws
        self.key, self.tier, self.row_name = line["key"], line["tier"], line["row"]
        money = plan["budgetMinor"] * line["buy"]["share"]
        cpm = world.log_normal(p["displayCpm"])
        viewable, valid = world.of(laws.viewable), world.of(laws.valid)
        theta = world.log_normal(p["displayActivity"])
        is_open = 1 - world.between(p["displayBlocked"])
        served = 1000 * money / cpm
        seen = served * valid * viewable
        self.sums = {"spend": np.full(world.draws, money), "views": seen}

        def unique(impressions, people):
            return -people * np.expm1(-theta * np.log1p(impressions / people / theta))

        self.reached = self.sums["reach"] = unique(seen, plan["universe"] * is_open)
        if needs["target"]:
            people = plan["audience"]["people"]
            share = plan["audience"]["platformShare"].get("DISPLAY", people / plan["universe"])
            self.wanted = unique(seen * share, people * is_open)
        if needs["clicks"]:
            clicks = served * valid * world.log_normal(p["displayCtr"])
            rate = np.minimum(
                p["conversionCap"], p["displayConversion"] * world.conversion("DISPLAY")
            )
            self.sums["conversions"] = random.poisson(clicks * rate)
            self.sums["clicks"] = self.sums["conversions"] + random.poisson(clicks * (1 - rate))
            self.sums["revenue"] = self.sums["conversions"] * world.order_value


def metrics_of(lines, displays, world, plan, mode, needs):
    """Columns of draws, by metric, of some lines added up."""
    totals = {}
    for field in FIELDS:
        parts = [line.sums[field] for line in (*lines, *displays) if field in line.sums]
        totals[field] = sum(parts[1:], parts[0]) if parts else np.zeros(world.draws)
    t = totals
    universe = plan["universe"]
    reached = universe * joined(
        [t["w"]] if lines else [], [d.reached / universe for d in displays], world
    )
    engagements = t["positive"] + t["negative"]
    found = {"REACH": reached}
    if lines:
        found["ENGAGEMENTS"] = engagements
        found["NEGATIVE_ENGAGEMENT_RATIO"] = rate(t["negative"], engagements)
    if mode == "three":
        return found
    impressions = t["views"] + t["amplified"]
    wanted = reached
    if needs["target"]:
        people = plan["audience"]["people"]
        shares = [d.wanted / people for d in displays]
        wanted = people * joined([t["target_w"]] if lines else [], shares, world)
    found |= {
        "PLACEMENTS": t["posted"],
        "BOOKED": t["booked"],
        "OUTREACH": t["outreach"],
        "SPEND": t["spend"],
        "UNSPENT": t["unspent"],
        "REFUNDS": t["refunds"],
        "IMPRESSIONS": impressions,
        "GROSS_REACH": t["reach"] + t["amplified"],
        "AMPLIFIED_REACH": t["amplified"],
        "TARGET_REACH": wanted,
        "FREQUENCY": rate(impressions, reached),
        "REACH_3_PLUS": universe * reached_thrice(impressions / universe, reached / universe),
        "ENGAGEMENTS": engagements,
        "POSITIVE_ENGAGEMENTS": t["positive"],
        "NEGATIVE_ENGAGEMENTS": t["negative"],
        "BRAND_SAFETY_EVENTS": t["events"],
        "SHARES": t["shares"],
        "CLICKS": t["clicks"],
        "CONVERSIONS": t["conversions"],
        "REDEMPTIONS": t["redemptions"],
        "REVENUE": t["revenue"],
        "CPM": 1000 * cost(t["spend"], impressions),
        "CPC": cost(t["spend"], t["clicks"]),
        "CPA": cost(t["spend"], t["conversions"]),
        "ROAS": rate(t["revenue"], t["spend"]),
    }
    if lines:
        found["NET_SENTIMENT"] = rate(t["positive"] - t["negative"], engagements)
        found["EMV"] = t["emv"]
        found["CPE"] = cost(t["spend"], engagements)
    return found


def joined(weights, shares, world):
    """Share reached by influencers with these W together with displays that reach these shares."""
    parts = [mixture_share(weight, world.theta_unknown) for weight in weights] + shares
    if len(parts) == 1:
        return parts[0]
    together = sum(mixture_weight(part, world.theta_across) for part in parts)
    return mixture_share(together, world.theta_across)


def rate(of, over):
    return np.divide(of, over, out=np.full(over.size, np.nan), where=over > 0)


def cost(spend, outcomes):
    nothing = np.where(spend > 0, np.inf, np.nan)
    return np.divide(spend, outcomes, out=nothing, where=outcomes > 0)


def reached_thrice(m, reached):
    """Share reached at least three times: negative binomial with this mean and share reached."""
    r = np.clip(reached, 1e-300, 1 - 1e-16)
    s = -np.log1p(-r)
    y = np.minimum(s / np.maximum(m, 1e-300), 1 - 1e-9)
    # The root of ln(1 + t) = y·t, from beyond it, by Halley's steps.
    t = np.maximum(1 / (y * y) - 1, 1e-6)
    for _ in range(20):
        ahead = 1 / (1 + t)
        slope = ahead - y
        newton = (np.log1p(t) - y * t) / slope
        step = newton / (1 + 0.5 * newton * ahead * ahead / slope)
        t -= step
        if np.abs(step / t).max() < 1e-9:
            break
    size, q = m / t, t / (1 + t)
    spread = r - (1 - r) * size * q * (1 + (size + 1) / 2 * q)
    # All but Poisson: the root is lost in rounding.
    spread = np.where(1 / (y * y) - 1 < 1e-6, r - (1 - r) * m * (1 + m / 2), spread)
    more = np.maximum(0, m / r - 1)
    even = r * -np.expm1(np.log1p(more) - more)
    thrice = np.where(m <= s, even, np.maximum(0, spread))
    return np.where(reached > 0, np.where(reached >= 1, 1.0, thrice), 0.0)
