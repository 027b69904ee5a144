"""What all placements of a world share: levels, slopes, campaign shocks, good and bad days."""

import numpy as np

from laws import ln_beta_law, normal_law

# Share of the audience that is wanted: spread more evenly over profiles where it is tiny.
SMALLEST_SHAPE = 0.1
MOST_EXCESS = 100
EVEN = 1000


class Laws:
    """Tables that follow from the parameters alone."""

    def __init__(self, p):
        sharing = p["couponSharing"]
        sd = sharing["lnSd"]
        self.acceptance_large = np.exp(ln_beta_law(p["acceptanceLarge"]))
        self.acceptance_small = np.exp(ln_beta_law(p["acceptanceSmall"]))
        self.coupon_redeemed = np.exp(ln_beta_law(p["couponRedeemed"]))
        self.viewable = np.exp(ln_beta_law(p["displayViewable"]))
        self.valid = np.exp(ln_beta_law(p["displayValid"]))
        bounds = [np.log(sharing[end] / sharing["median"]) / sd for end in ("min", "max")]
        self.coupon_sharing = sharing["median"] * np.exp(normal_law(0, sd, *bounds))


class World:
    """Shocks of `draws` worlds: f64 where they are read once a world, f32 inside the tiles."""

    def __init__(self, plan, laws, random, draws):
        self.p = p = plan["parameters"]
        self.laws = laws
        self.random = random
        self.draws = draws
        self.normals = {}
        self.rows = {}

        z = [random.normals(draws) for _ in range(3)]
        sd, rho = p["campaignSd"], p["campaignCorrelation"]
        e2 = np.sqrt(1 - rho["reachEngagement"] ** 2)
        n2 = (rho["engagementNegativity"] - rho["reachNegativity"] * rho["reachEngagement"]) / e2
        n3 = np.sqrt(max(0, 1 - rho["reachNegativity"] ** 2 - n2**2))
        self.reach = sd["reach"] * z[0]
        self.engagement = sd["engagement"] * (rho["reachEngagement"] * z[0] + e2 * z[1])
        self.negativity = sd["negativity"] * (rho["reachNegativity"] * z[0] + n2 * z[1] + n3 * z[2])

        self.theta_unknown = self.activity("unknownNiche")
        self.theta_across = self.activity("acrossNiches")
        self.people_per_share = self.log_normal(p["peoplePerShare"])

    def once(self, name):
        """Standard normals that belong to a name."""
        if name not in self.normals:
            self.normals[name] = self.random.normals(self.draws)
        return self.normals[name]

    def log_normal(self, law):
        return law["median"] * np.exp(law["lnSd"] * self.random.normals(self.draws))

    def between(self, law):
        return law["min"] + (law["max"] - law["min"]) * self.random.uniforms(self.draws)

    def of(self, table):
        return self.random.of(table, self.draws)

    def activity(self, niche):
        return 1 / np.minimum(self.log_normal(self.p["overlap"][niche]), MOST_EXCESS)

    def level(self, step, platform):
        shared = self.p["sharedVariance"]
        z = np.sqrt(shared) * self.once(step) + np.sqrt(1 - shared) * self.once((step, platform))
        return self.p["levelSd"][step] * z

    def conversion(self, platform):
        return self.p["conversionRate"] * np.exp(self.level("cvr", platform))

    def row(self, name):
        if name not in self.rows:
            self.rows[name] = Row(self, self.p["rows"][name])
        return self.rows[name]


class Row:
    """Shocks that the placements of one row share."""

    def __init__(self, world, row):
        p, platform, name = world.p, row["platform"], row["row"]
        self.reach = world.reach + world.level("reach", platform)
        self.reach_slope = row["reachSlope"] + row["reachSlopeSd"] * world.once(("e_R", name))
        self.engagement = world.engagement + world.level("engagement", platform)
        self.engagement_slope = row["engagementSlopeSd"] * world.once(("e_E", name))
        self.sponsored = p["sponsoredSd"][platform] * world.once(("s_E", platform))
        self.negativity = p["negativityIntercept"] + world.negativity
        self.negativity += world.level("negativity", platform)
        self.negativity_slope = p["negativitySlope"]
        self.negativity_slope += p["negativitySlopeSd"] * world.once(("b_n", name))
        self.sponsored_slope = p["sponsoredSlope"]
        self.sponsored_slope += p["sponsoredSlopeSd"] * world.once(("g", name))
        self.ln_clicks = world.level("ctr", platform)
        self.conversion = world.conversion(platform)
        self.price_slope = row["priceSlope"] + row["priceSlopeSd"] * world.once(("e_p", name))


def mixture_weight(p, theta):
    """w of a share p of the people, f64."""
    even = -np.log1p(-p)
    return np.where(theta > EVEN, even, theta * np.expm1(even / theta))


def mixture_share(weight, theta):
    """Share of the people reached at least once by placements whose w add up to `weight`."""
    return -np.expm1(np.where(theta > EVEN, -weight, -theta * np.log1p(weight / theta)))
