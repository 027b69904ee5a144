"""The placements of one line, in tiles of some placements by some draws that stay in the cache."""

import numpy as np

from laws import LEVELS, delay_law, ln_beta_law, mixture_law, sum_law
from world import SMALLEST_SHAPE

LONGEST_LAG = 150
# Placements whose rare happenings are drawn together, and whose f32 sums are then added up in f64.
BLOCK = 256
# Larger tiles leave L2, smaller ones wait for the interpreter.
TILE = 32768
F32 = np.float32
NOT_POSTED = F32(-np.inf)

# Summed over the placements of each tile, and over rare happenings or the whole line.
SUMMED = ("spend", "base", "w", "target_w", "engagement", "negative", "share", "target_viral")
SUMMED += ("click", "conversion")
SUMS = (*SUMMED, "booked", "posted", "outreach", "unspent", "refunds", "viral", "events")


class Tile:
    """Working arrays of `rows` placements by `draws` draws; row_sum is one value per draw."""

    NAMES = ("s", "z", "x", "v", "e", "t", "q", "wanted")

    def __init__(self, rows, draws):
        self.size = rows * draws
        self.words = []
        self.shape = (rows, draws)
        self.index = np.empty(self.size, np.intp)
        self.day = np.empty(self.size, np.int32)
        self.whole_day = np.empty(self.size, np.int32)
        self.row_sum = np.empty(draws, F32)
        for name in self.NAMES:
            flat = np.empty(self.size, F32)
            setattr(self, name, flat)
            setattr(self, name + "2", flat.reshape(self.shape))
        self.day2 = self.day.reshape(self.shape)
        self.whole_day2 = self.whole_day.reshape(self.shape)


class Rare:
    """Happenings of a block in ascending order of position, with a value each."""

    def __init__(self, positions, values, tile_size, size):
        self.positions, self.values = positions, values
        self.offsets = positions % tile_size
        self.edges = positions.searchsorted(range(0, size + tile_size, tile_size)).tolist()

    def within(self, nth):
        """Positions in the nth tile of the block, and their values, which may be overwritten."""
        at = slice(self.edges[nth], self.edges[nth + 1])
        return self.offsets[at], self.values[at]


class Workshop:
    """What the lines of one run share: random numbers, tables of laws, tiles, day shocks."""

    def __init__(self, plan, needs, random, chunk, fold, library):
        p = plan["parameters"]
        self.plan, self.needs, self.random = plan, needs, random
        self.chunk, self.fold, self.library = chunk, fold, library
        self.normal = random.normal_table.astype(F32)
        self.ln_authentic = {
            vetted: (ln_beta_law(p[law]) - p["meanLnAuthenticity"]).astype(F32)
            for vetted, law in ((False, "unvetted"), (True, "vetted"))
        }
        self.ln_negotiated = ln_beta_law(p["negotiated"]).astype(F32)
        delay = delay_law(p["onTime"], p["delayShape"], p["delayScale"])
        # Time is in whole numbers of 1/day days, `day` a power of two: a day's row in the table of
        # day shocks, which has room for as many draws, is then a mask away.
        self.day = max(1024, 1 << int(np.ceil(np.log2(chunk))))
        self.delay = np.rint(delay * self.day).astype(np.int32)
        self.usual_days = int(plan["flightDays"] + delay.max()) + 1
        self.all_days = self.usual_days + LONGEST_LAG
        self.tiles = {}
        self.days = {}
        self.rows = {}
        self.parents = None
        self.creators = 0

    def tile(self, rows, draws):
        if (rows, draws) not in self.tiles:
            self.tiles[rows, draws] = Tile(rows, draws)
        return self.tiles[rows, draws]

    def draw(self, tile, table, out):
        """Fills a flat array of the tile with draws of a law."""
        if self.library and table is self.normal:
            self.random.generator.standard_normal(out=out, dtype=F32)
            return
        if not tile.words:
            words = self.random.bits.random_raw(tile.size).view(np.uint16)
            tile.words.extend(words.reshape(4, tile.size))
        table.take(tile.words.pop(), out=out, mode="wrap")

    def start(self, draws):
        """Begins a chunk of draws, in tiles of TILE numbers an array."""
        self.tile_rows = 1
        while self.tile_rows < BLOCK and self.tile_rows * draws < TILE:
            self.tile_rows *= 2
        self.drawn_days = {platform: 0 for platform in self.days}
        self.columns = np.arange(draws, dtype=np.int32)
        self.creators = 0

    def clip(self, array2, low, high):
        np.maximum(array2, self.row_of(low), out=array2)
        if high < np.inf:
            np.minimum(array2, self.row_of(high), out=array2)

    def row_of(self, value):
        """A bound as a row: against a scalar, minimum is three times as slow."""
        if (value, self.columns.size) not in self.rows:
            self.rows[value, self.columns.size] = np.full(self.columns.size, value, F32)
        return self.rows[value, self.columns.size]

    def day_shocks(self, platform, days):
        """Shocks by day and draw, flat; those of the first `days` days have been drawn."""
        if platform not in self.days:
            self.days[platform] = np.zeros((self.all_days, self.day), F32)
        shocks = self.days[platform]
        drawn = self.drawn_days.get(platform, 0)
        if days > drawn:
            sd = F32(self.plan["parameters"]["daySd"][platform])
            new = self.random.of(self.normal, (days - drawn) * self.columns.size)
            new *= sd
            shocks[drawn:days, : self.columns.size] = new.reshape(days - drawn, -1)
            self.drawn_days[platform] = days
        return shocks.reshape(-1)


class Line:
    """A line of people nobody has named, with its numbers bound."""

    def __init__(self, shop, line):
        plan, p = shop.plan, shop.plan["parameters"]
        self.shop, self.p = shop, p
        self.key, self.role, self.row_name = line["key"], line["role"], line["row"]
        self.tier = line["tier"]
        self.row = row = p["rows"][line["row"]]
        self.promo_code, self.sponsored = line["promoCode"], line["sponsored"]
        self.count = line["buy"].get("count")
        self.money = None
        if self.count is None:
            self.money = plan["budgetMinor"] * line["buy"]["share"]
            self.most = line["mostCandidates"]

        # Followers are kept as s, their logarithm less that of the anchor.
        who, anchor = line["candidates"], plan["lnAnchor"]
        most = who["maxFollowers"]
        self.s_low = np.log(who["minFollowers"]) - anchor
        self.s_high = np.inf if most is None else np.log(most) - anchor
        self.s_median = F32(np.log(who["medianFollowers"]) - anchor)
        self.s_sd = F32(who["followersLnSd"])
        self.large_from = p["lnAcceptanceLargeFrom"] - anchor
        self.knee = p["lnKnee"] - anchor

        self.mixture = mixture_law(row["mixture"]).astype(F32) if row["mixture"] else None
        self.fee = line["feeMinor"]
        rho = p["priceReachCorrelation"]
        self.of_price = F32(row["influencerSdBesideAuthenticity"] * rho)
        of_rest = F32(row["influencerSdBesideAuthenticity"] * np.sqrt(1 - rho**2))
        # Laws, with factors, that add up to u; without money and a fee dearness is one of them.
        self.u_laws = [(shop.ln_authentic[line["vetted"]], None), (shop.normal, of_rest)]
        self.has_dearness = not shop.fold or shop.needs["money"] or self.fee is not None
        if shop.fold:
            parts = [shop.ln_authentic[line["vetted"]], of_rest * shop.normal]
            if not self.has_dearness:
                parts.append(self.of_price * np.clip(shop.normal, -p["priceClip"], p["priceClip"]))
            self.u_laws = [(sum_law(*parts).astype(F32), None)]

        self.base_per_person = row["viewsPerPerson"] if row["basedOnViews"] else 1.0
        people = self.base_per_person / row["viewsPerPerson"]
        self.ln_views_cap = F32(np.log(p["viewsCap"] * people) + anchor)
        self.ln_people_cap = F32(np.log(p["universeCap"] * plan["universe"] * self.base_per_person))
        self.ln_base = anchor + row["lnReachRate"] + row["lnDeliverable"]
        self.ln_engagement = row["lnEngagementRate"]
        if self.sponsored:
            self.ln_base += row["lnSponsoredReach"]
            self.ln_engagement += row["lnSponsoredEngagement"] - p["adLoad"] * (line["adLoad"] - 1)
        if plan["brandContent"] and self.role == "CREATOR":
            self.ln_engagement += p["brandContentLift"]

        fees = plan["fees"]
        self.fee_factor = plan["feeFactor"]
        self.screening = fees["screeningMinor"] if line["vetted"] else 0
        self.extras = self.screening + fees["seedingMinor"] + fees["moderationMinor"]
        self.kept = p["killFee"] if fees["killFee"] else 1 - p["refund"]
        self.cancellation = p["roles"][self.role]["cancellation"]
        self.event_rate = p["roles"][self.role]["dailyEventRate"]
        self.wanted = self.wanted_law(plan)

        # What the account, the brand's fit and the post add to the logit of the negative share.
        sds = [p["negativityFit"], p["negativityInfluencerSd"], p["negativityPostSd"]]
        self.negativity_sds = [np.sqrt(sum(sd * sd for sd in sds))] if shop.fold else sds

    def wanted_law(self, plan):
        """Law of the wanted share of an audience; None where everybody is wanted."""
        audience = plan["audience"]
        if audience is None or not self.shop.needs["target"]:
            return None
        mean = audience["people"] / plan["universe"]
        mean = audience["platformShare"].get(self.row["platform"], mean)
        if mean <= 0 or mean >= 1:
            return np.full(LEVELS, mean, F32)
        least = SMALLEST_SHAPE / min(mean, 1 - mean)
        m = max(self.p["audienceConcentration"], least)
        return np.exp(ln_beta_law({"alpha": m * mean, "beta": m * (1 - mean)})).astype(F32)

    def bind(self, world):
        """Takes what the worlds of a run say about this line's row, as f32 per draw."""
        p, row, shocks = self.p, self.row, world.row(self.row_name)
        per_decade = 1 / np.log(10)
        below, above = row["engagementSlopeBelow"], row["engagementSlopeAbove"]
        # Followers are bounded: most tiers lie on one side of the knee.
        self.bend = 0.0
        if self.s_high <= self.knee and self.knee >= 0:
            slope = below
        elif self.s_low >= self.knee and self.knee <= 0:
            slope = above
        else:
            slope = below if self.knee >= 0 else above
            self.bend = above - below
        sponsored = 1 if self.sponsored else 0
        trust, more = (p["trustIntercept"], p["trustSlope"]), p["trustSponsored"]
        more *= p["trustSponsoredSlope"]
        self.trust = (
            F32(-(trust[0] - sponsored * p["trustSponsored"])),
            F32((trust[1] + sponsored * more) * per_decade),
        )
        reference = 1 / (1 + np.exp(-(trust[0] - p["trustSponsored"])))
        f32 = {
            "reach_slope": 1 + shocks.reach_slope,
            "reach": shocks.reach + self.ln_base,
            "inverse_theta": -1 / world.theta_unknown,
            "engagement_slope": slope + shocks.engagement_slope,
            "engagement": shocks.engagement + self.ln_engagement + sponsored * shocks.sponsored,
            "against": -shocks.negativity,
            "against_slope": -per_decade
            * (shocks.negativity_slope + sponsored * shocks.sponsored_slope),
            "click": shocks.ln_clicks + np.log(row["clickRate"] / reference),
            "conversion": shocks.conversion,
            "price_slope": shocks.price_slope,
        }
        self.all_shocks = {name: values.astype(F32) for name, values in f32.items()}
        self.theta = world.theta_unknown
        self.conversion = shocks.conversion
        if self.shop.needs["outreach"]:
            self.per_large = 1 / world.acceptance_large
            self.per_small = 1 / world.acceptance_small
        self.sums = {name: np.zeros(world.draws) for name in SUMS}
        self.tile_sums = np.zeros((len(SUMMED), self.shop.chunk), F32)

    def start(self, begin, draws):
        """Books the line in a chunk of draws."""
        self.draws = draws
        self.at = slice(begin, begin + draws)
        self.shocks = {name: values[self.at] for name, values in self.all_shocks.items()}
        if self.money is None:
            self.most_booked = self.count
            self.sums["booked"][self.at] = self.count
            flight = self.shop.plan["flightDays"] * self.shop.day
            planned = (np.arange(self.count) + 0.5) / self.count * flight
            self.planned = planned.astype(np.int32)[:, None]
        else:
            self.book()

    def account(self, tile):
        """Followers and dearness of the tile's people."""
        self.followers(tile)
        if self.fee is not None:
            self.dearness_of_fee(tile.s2, self.shocks, tile.z2)
        elif self.has_dearness:
            self.shop.draw(tile, self.shop.normal, tile.z)
            self.shop.clip(tile.z2, -self.p["priceClip"], self.p["priceClip"])

    def followers(self, tile):
        s = tile.s
        if self.s_sd == 0:
            s.fill(np.clip(self.s_median, self.s_low, self.s_high))
            return
        self.shop.draw(tile, self.shop.normal, s)
        s *= self.s_sd
        s += self.s_median
        self.shop.clip(tile.s2, self.s_low, self.s_high)

    def dearness_of_fee(self, s, shocks, z):
        spread, clip = self.row["priceSpread"], F32(self.p["givenFeeClip"])
        if spread == 0:
            z.fill(0)
            return
        np.multiply(s, shocks["price_slope"], out=z)
        np.subtract(F32(np.log(self.fee) - self.row["lnPrice"]), z, out=z)
        z *= F32(1 / spread)
        np.clip(z, -clip, clip, out=z)

    def price(self, tile):
        """Fees in units of the row's card at the anchor, into `q`; uses `t`."""
        if self.fee is not None:
            tile.q.fill(self.fee / np.exp(self.row["lnPrice"]))
            return
        self.shop.draw(tile, self.shop.ln_negotiated, tile.q)
        np.multiply(tile.z, F32(self.row["priceSpread"]), out=tile.t)
        tile.q += tile.t
        if self.row["priceSlope"] != 0 or self.row["priceSlopeSd"] != 0:
            np.multiply(tile.s2, self.shocks["price_slope"], out=tile.t2)
            tile.q += tile.t
        np.exp(tile.q, out=tile.q)

    def book(self):
        """Books in order until the first who costs more than is left; keeps who was asked."""
        asked = []
        unit = np.exp(self.row["lnPrice"]) * self.fee_factor
        spent = np.zeros(self.draws)
        booked = np.zeros(self.draws, np.intp)
        paid = np.zeros(self.draws)
        rows = self.shop.tile_rows
        for k in range(0, self.most, rows):
            tile = self.shop.tile(rows, self.draws)
            self.account(tile)
            self.price(tile)
            asked.append([array.copy() for array in (tile.s2, tile.z2, tile.q2)])
            total = spent + np.cumsum(tile.q2 * unit + self.extras, axis=0)
            total[max(0, self.most - k) :] = np.inf
            fits = total <= self.money + 1e-6
            booked += fits.sum(axis=0)
            np.maximum(paid, np.where(fits, total, 0).max(axis=0), out=paid)
            spent = total[-1]
            if not fits[-1].any():
                break
        self.asked = [np.concatenate(part) for part in zip(*asked)]
        self.booked = booked
        self.most_booked = int(booked.max())
        nth = np.arange(self.most_booked)[:, None] + 0.5
        flight = self.shop.plan["flightDays"] * self.shop.day
        self.planned = (np.minimum(nth / np.maximum(booked, 1), 1) * flight).astype(np.int32)
        self.sums["booked"][self.at] = booked
        self.sums["unspent"][self.at] = self.money - paid

    def run(self):
        """Simulates the booked placements of the chunk."""
        rows, sums = self.shop.tile_rows, self.tile_sums[:, : self.draws]
        for first in range(0, self.most_booked, BLOCK):
            end = min(first + BLOCK, self.most_booked)
            sums.fill(0)
            happenings = self.happenings(first, end - first)
            for k in range(first, end, rows):
                tile = self.shop.tile(min(rows, end - k), self.draws)
                self.placements(tile, k, (k - first) // rows, happenings)
            for name, tile_sum in zip(SUMMED, sums):
                self.sums[name][self.at] += tile_sum
            if self.shop.needs["money"]:
                self.add_rare("refunds", happenings["dropped"])
            self.add_rare("viral", happenings["viral"])
        if self.role == "CREATOR":
            booked = self.count if self.money is None else self.booked
            self.shop.creators = self.shop.creators + booked

    def happenings(self, first, rows):
        """Rare things among a block of placement-draws: who is not posted, who is replaced and
        after how long, who goes viral and how much, whose brand-safety event comes and when."""
        random, p, needs, size = self.shop.random, self.p, self.shop.needs, rows * self.draws
        cancelled = random.happenings(self.cancellation, size)
        replaced = random.generator.random(cancelled.size, F32) < p["replacementProbability"]
        dropped, stand_ins = cancelled[~replaced], cancelled[replaced]
        lag = p["replacementLag"]
        lags = lag["median"] * np.exp(lag["lnSd"] * random.normals(stand_ins.size))
        posted, at = self.sums["posted"], self.at
        if self.money is None:
            posted[at] += rows
        else:
            dropped = self.booked_ones(first, dropped)
            posted[at] += np.clip(self.booked - first, 0, rows)
        posted[at] -= np.bincount(dropped % self.draws, minlength=self.draws)
        tile_size = self.shop.tile_rows * self.draws
        found = {
            "dropped": Rare(dropped, np.empty(dropped.size, F32), tile_size, size),
            "stand_ins": Rare(
                stand_ins, np.rint(lags * self.shop.day).astype(np.int32), tile_size, size
            ),
        }
        viral = random.happenings(p["viralProbability"], size)
        factors = p["viral"]["median"] * np.exp(p["viral"]["lnSd"] * random.normals(viral.size))
        found["viral"] = Rare(viral, (factors - 1).astype(F32), tile_size, size)
        probability = -np.expm1(-self.event_rate * self.shop.all_days)
        events = random.happenings(probability, size)
        times = np.log1p(-probability * random.uniforms(events.size))
        times *= -self.shop.day / max(self.event_rate, 1e-300)
        found["events"] = Rare(events, times, tile_size, size)
        if needs["events"]:
            events = events[times <= self.shop.plan["flightDays"] * self.shop.day]
            events = np.setdiff1d(events, dropped, assume_unique=True)
            if self.money is not None:
                events = self.booked_ones(first, events)
            self.sums["events"][at] += np.bincount(events % self.draws, minlength=self.draws)
        return found

    def booked_ones(self, first, positions):
        """Those positions of a block, whose first placement is `first`, that are booked."""
        nth = first + positions // self.draws
        return positions[nth < self.booked[positions % self.draws]]

    def add_rare(self, name, rare):
        columns = rare.positions % self.draws
        self.sums[name][self.at] += np.bincount(columns, rare.values, minlength=self.draws)

    def add(self, name, tile, array2):
        np.add.reduce(array2, axis=0, out=tile.row_sum)
        sums = self.tile_sums[SUMMED.index(name), : self.draws]
        np.add(sums, tile.row_sum, out=sums)

    def placements(self, tile, k, nth, happenings):
        """The tile that begins with placement k of the line and is the nth of its block."""
        shop, needs = self.shop, self.shop.needs
        rows = tile.shape[0]
        dropped, prices = happenings["dropped"].within(nth)
        unbooked = None
        if self.money is None:
            self.account(tile)
            if needs["money"]:
                self.price(tile)
        else:
            for array, kept in zip((tile.s2, tile.z2, tile.q2), self.asked):
                array[...] = kept[k : k + rows]
            unbooked = np.arange(k, k + rows)[:, None] >= self.booked
            tile.q2[unbooked] = 0
        if needs["outreach"]:
            self.outreach(tile, unbooked)
        stand_ins, lags = happenings["stand_ins"].within(nth)
        if needs["money"]:
            # Sums of all fees, and of those that are paid back in part; `finish` makes them money.
            self.add("spend", tile, tile.q2)
            tile.q.take(dropped, out=prices, mode="clip")
            self.replace(tile, stand_ins)
        self.go_live(tile, k, stand_ins, lags)
        self.reach(tile, dropped, unbooked)
        self.pool(tile)
        self.engage(tile, k, dropped, unbooked)
        self.split(tile, *happenings["events"].within(nth))
        self.share(tile, *happenings["viral"].within(nth))
        if needs["clicks"]:
            self.click(tile)

    def outreach(self, tile, unbooked):
        outreach, at, rows = self.sums["outreach"], self.at, tile.shape[0]
        if unbooked is None and self.s_high < self.large_from:
            outreach[at] += rows * self.per_small[at]
        elif unbooked is None and self.s_low >= self.large_from:
            outreach[at] += rows * self.per_large[at]
        else:
            is_large = tile.s2 >= F32(self.large_from)
            asked = rows
            if unbooked is not None:
                is_large &= ~unbooked
                asked = rows - unbooked.sum(axis=0)
            large = is_large.view(np.uint8).sum(axis=0, dtype=np.uint8 if rows < 256 else np.intp)
            outreach[at] += large * self.per_large[at] + (asked - large) * self.per_small[at]

    def replace(self, tile, stand_ins):
        """A stand-in is somebody else at the same fee: all that the fee went with is redrawn."""
        count = stand_ins.size
        if count == 0:
            return
        random, table = self.shop.random, self.shop.normal
        s = self.s_sd * random.of(table, count) + self.s_median
        np.clip(s, F32(self.s_low), F32(self.s_high), out=s)
        if self.fee is None:
            z = np.clip(random.of(table, count), -self.p["priceClip"], self.p["priceClip"])
        else:
            z = np.empty(count, F32)
            slope = self.shocks["price_slope"][stand_ins % self.draws]
            self.dearness_of_fee(s, {"price_slope": slope}, z)
        tile.s[stand_ins] = s
        tile.z[stand_ins] = z

    def go_live(self, tile, k, stand_ins, lags):
        """Days of posting into `day`."""
        day = self.shop.day
        if self.p["onTime"] < 1:
            self.shop.draw(tile, self.shop.delay, tile.day)
        else:
            tile.day.fill(0)
        np.add(tile.day2, self.planned[k : k + tile.shape[0]], out=tile.day2)
        days = self.shop.usual_days + 1
        if stand_ins.size > 0:
            late = np.minimum(tile.day[stand_ins] + lags, (self.shop.all_days - 1) * day)
            tile.day[stand_ins] = late
            days = max(days, int(late.max()) // day + 1)
        self.days = days

    def reach(self, tile, dropped, unbooked):
        """ln of the base into `x`, post noise into `v`, the base itself into `z`."""
        shop, shocks = self.shop, self.shocks
        s, z, x, v, t = tile.s, tile.z, tile.x, tile.v, tile.t
        np.multiply(tile.s2, shocks["reach_slope"], out=tile.x2)
        for law, factor in self.u_laws:
            shop.draw(tile, law, t)
            if factor is not None:
                t *= factor
            x += t
        if self.has_dearness:
            z *= self.of_price
            x += z
        if self.mixture is None:
            shop.draw(tile, shop.normal, v)
            v *= F32(self.row["postSd"])
        else:
            shop.draw(tile, self.mixture, v)
        x += v
        np.add(tile.x2, shocks["reach"], out=tile.x2)
        days = shop.day_shocks(self.row["platform"], self.days)
        np.bitwise_and(tile.day, np.int32(-shop.day), out=tile.whole_day)
        np.bitwise_or(tile.whole_day2, shop.columns, out=tile.whole_day2)
        np.copyto(tile.index, tile.whole_day)
        days.take(tile.index, out=t, mode="wrap")
        x += t
        np.add(s, self.ln_views_cap, out=t)
        np.minimum(x, t, out=x)
        np.minimum(tile.x2, shop.row_of(self.ln_people_cap), out=tile.x2)
        x[dropped] = NOT_POSTED
        if unbooked is not None:
            np.copyto(tile.x2, NOT_POSTED, where=unbooked)
        np.exp(x, out=z)
        self.add("base", tile, tile.z2)

    def pool(self, tile):
        """w ÷ θ of the gamma mixture."""
        t = tile.t
        np.multiply(tile.z, F32(-1 / (self.base_per_person * self.shop.plan["universe"])), out=t)
        np.log1p(t, out=t)
        np.multiply(tile.t2, self.shocks["inverse_theta"], out=tile.t2)
        np.expm1(t, out=t)
        self.add("w", tile, tile.t2)
        if self.wanted is None:
            return
        self.shop.draw(tile, self.wanted, tile.wanted)
        np.multiply(tile.z, tile.wanted, out=t)
        t *= F32(1 / (self.base_per_person * self.shop.plan["audience"]["people"]))
        np.minimum(t, F32(self.p["cellCap"]), out=t)
        np.negative(t, out=t)
        np.log1p(t, out=t)
        np.multiply(tile.t2, self.shocks["inverse_theta"], out=tile.t2)
        np.expm1(t, out=t)
        self.add("target_w", tile, tile.t2)

    def engage(self, tile, k, dropped, unbooked):
        """The engagement rate into `e`, expected engagements into `x`."""
        shop, row, p = self.shop, self.row, self.p
        e, t = tile.e, tile.t
        np.multiply(tile.s2, self.shocks["engagement_slope"], out=tile.e2)
        if self.bend != 0:
            np.subtract(tile.s, F32(self.knee), out=t)
            (np.maximum if self.knee >= 0 else np.minimum)(t, F32(0), out=t)
            t *= F32(self.bend if self.knee >= 0 else -self.bend)
            e += t
        if row["engagementCurvature"] != 0:
            np.multiply(tile.s, tile.s, out=t)
            t *= F32(row["engagementCurvature"])
            e += t
        is_parent = self.role == "CREATOR" and shop.parents is not None
        sds = [row["engagementInfluencerSd"], row["engagementPostSd"]]
        if shop.fold and not is_parent:
            sds = [np.hypot(*sds)]
        for sd in sds:
            shop.draw(tile, shop.normal, t)
            t *= F32(sd)
            e += t
        if is_parent:
            self.remember(tile, k, dropped, unbooked)
        np.multiply(tile.v, F32(-p["engagementOverReach"]), out=t)
        e += t
        np.add(tile.e2, self.shocks["engagement"], out=tile.e2)
        if self.role == "SHARER" and shop.parents is not None:
            self.follow(tile, k)
        np.minimum(tile.e2, shop.row_of(np.log(p["engagementCap"])), out=tile.e2)
        np.exp(e, out=e)
        np.multiply(e, tile.z, out=tile.x)
        self.add("engagement", tile, tile.x2)

    def remember(self, tile, k, dropped, unbooked):
        """Keeps what a creator's post adds to those that pass it on; 0 where it is not posted."""
        parents, creators = self.shop.parents, self.shop.creators
        y = tile.t2
        y *= F32(self.p["parentExponent"])
        tile.t[dropped] = 0
        if unbooked is None and np.ndim(creators) == 0:
            at = creators + k
            if at < len(parents):
                room = min(len(y), len(parents) - at)
                parents[at : at + room] = y[:room]
            return
        draws = self.shop.columns
        for j, effects in enumerate(y):
            at = creators + k + j
            kept = at < len(parents)
            if unbooked is not None:
                kept = kept & ~unbooked[j]
            kept = np.broadcast_to(kept, draws.shape)
            parents[np.broadcast_to(at, draws.shape)[kept], draws[kept]] = effects[kept]

    def follow(self, tile, k):
        parents, creators = self.shop.parents, self.shop.creators
        for j, rate in enumerate(tile.e2):
            if np.ndim(creators) == 0:
                rate += parents[(k + j) % creators]
            else:
                parent = (k + j) % np.maximum(creators, 1)
                rate += np.where(creators > 0, parents[parent, self.shop.columns], 0)

    def split(self, tile, events, times):
        """Negative engagements; uses `t` and `q`."""
        p, shop, t, q = self.p, self.shop, tile.t, tile.q
        np.multiply(tile.s2, self.shocks["against_slope"], out=tile.q2)
        np.multiply(tile.v, F32(-p["negativityOverReach"] / np.log(10)), out=t)
        q += t
        for sd in self.negativity_sds:
            shop.draw(tile, shop.normal, t)
            t *= F32(sd)
            q += t
        np.add(tile.q2, self.shocks["against"], out=tile.q2)
        come = events[times <= tile.day[events]]
        q[come] -= F32(p["lnEventOdds"])
        np.exp(q, out=q)
        q += F32(1)
        np.divide(tile.x, q, out=q)
        self.add("negative", tile, tile.q2)

    def share(self, tile, viral, factors):
        """Expected shares; uses `t`. Of the viral ones, `factors` become what they add."""
        row, t = self.row, tile.t
        self.shop.draw(tile, self.shop.normal, t)
        t *= F32(self.p["sharePlacementSd"])
        if row["shareSlope"] != 0:
            np.multiply(tile.s, F32(row["shareSlope"]), out=tile.q)
            t += tile.q
        np.exp(t, out=t)
        if row["sharesAreEngagements"]:
            t *= F32(row["shareRate"])
            np.minimum(t, tile.e, out=t)
        t *= tile.z
        self.add("share", tile, tile.t2)
        more = t[viral]
        more *= factors
        if self.wanted is not None:
            t[viral] += more
            t *= tile.wanted
            self.add("target_viral", tile, tile.t2)
        factors[...] = more

    def click(self, tile):
        """Expected clicks; uses `t` and `q`."""
        p, t, q = self.p, tile.t, tile.q
        self.shop.draw(tile, self.shop.normal, t)
        t *= F32(p["clickPlacementSd"])
        np.add(tile.t2, self.shocks["click"], out=tile.t2)
        np.exp(t, out=t)
        constant, slope = self.trust
        np.multiply(tile.s, slope, out=q)
        q += constant
        np.exp(q, out=q)
        q += F32(1)
        t /= q
        np.minimum(tile.t2, self.shop.row_of(1), out=tile.t2)
        t *= tile.z
        self.add("click", tile, tile.t2)
        if p["conversionSlope"] != 0:
            np.multiply(tile.s, F32(p["conversionSlope"]), out=q)
            np.exp(q, out=q)
            np.multiply(tile.q2, self.shocks["conversion"], out=tile.q2)
            np.minimum(q, F32(p["conversionCap"]), out=q)
            q *= t
            self.add("conversion", tile, tile.q2)

    def finish(self):
        """Makes rates, people and money of the sums."""
        sums, row, needs = self.sums, self.row, self.shop.needs
        sums["w"] *= self.theta
        sums["target_w"] *= self.theta
        if not row["sharesAreEngagements"]:
            for name in ("share", "viral", "target_viral"):
                sums[name] *= row["shareRate"]
        sums["viral"] += sums["share"]
        sums["reach"] = sums["base"] / self.base_per_person
        sums["views"] = sums["reach"] * row["viewsPerPerson"]
        if self.p["conversionSlope"] == 0:
            converting = np.minimum(self.conversion, self.p["conversionCap"])
            sums["conversion"] = sums["click"] * converting
        if needs["money"]:
            unit = np.exp(row["lnPrice"]) * self.fee_factor
            lost = sums["refunds"] * unit
            missing = sums["booked"] - sums["posted"]
            # Where nobody is posted nothing but the kept part is paid, not a rounding error more.
            posted = np.where(sums["posted"] > 0, sums["spend"] * unit - lost, 0)
            sums["spend"] = posted + sums["posted"] * self.extras
            sums["spend"] += lost * self.kept + missing * self.screening
            sums["refunds"] = lost * (1 - self.kept) + missing * (self.extras - self.screening)
