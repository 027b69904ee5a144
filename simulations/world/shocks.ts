import type { CommonPosterior } from '../evidence/learn.js';
import { activityShape } from '../math/gamma-mixture.js';
import { exp, log } from '../math/elementary.js';
import { normalQuantile } from '../math/normal.js';
import { lnNormalTail } from '../math/special-functions.js';
import { NORMAL_WORDS, wordQuantile } from '../math/word-quantile.js';
import type { CreatorRow, Parameters, RowParameters } from '../parameters.js';
import type { Plan } from '../plan/plan.js';
import { BLOCK, identityOf, PURPOSE, type Identity, type Streams } from '../random.js';
import type { Platform } from '../scenario.js';
import { type KnownShocks, ShockCache, worldsKey } from './shock-cache.js';
import { type Draws, ShockDraws } from './shock-draws.js';
import type { Tables } from './tables.js';

/** What all placements of one row have in common in each world of a block. */
export interface RowShocks {
  /** c_R + θ_R, ln; and θ_R alone, which a profile's own posts are judged against. */
  readonly reach: Draws;
  readonly reachLevel: Draws;
  /** e_R of the world. */
  readonly reachSlope: Draws;
  /** c_E + θ_E, ln; and θ_E alone. */
  readonly engagement: Draws;
  readonly engagementLevel: Draws;
  /** Added to both sides' e_E. */
  readonly engagementSlope: Draws;
  /** Noise of ln s_E. */
  readonly sponsored: Draws;
  /** n0 + c_N + θ_N, logits. */
  readonly negativity: Draws;
  /** b_n and g of the world, logits per tenfold followers. */
  readonly negativitySlope: Draws;
  readonly sponsoredSlope: Draws;
  /** exp θ_ctr and cvr·exp θ_cvr. */
  readonly clicks: Draws;
  readonly conversion: Draws;
  /** e_p of the world. */
  readonly priceSlope: Draws;
  /** Those of ROW_LANES, f32 [shock][draw]: rounded once, for every run of these worlds. */
  readonly lanes: Float32Array;
}

/** The shocks that placements meet in f32, in the order of kernel/assembly/layout.ts. */
export const ROW_LANES = [
  'reach',
  'reachSlope',
  'engagement',
  'engagementSlope',
  'sponsored',
  'negativity',
  'negativitySlope',
  'sponsoredSlope',
  'clicks',
  'conversion',
  'priceSlope',
] as const satisfies readonly (keyof RowShocks)[];

export interface DisplayShocks {
  readonly cpmMinor: Draws;
  readonly viewable: Draws;
  readonly valid: Draws;
  readonly ctr: Draws;
  readonly conversion: Draws;
  /** θ of the gamma mixture. */
  readonly activity: Draws;
  readonly blocked: Draws;
}

/** Shocks that a whole world shares, by parameter name. */
export interface WorldShocks {
  readonly peoplePerShare: Draws;
  /** θ = 1 ÷ (κ − 1). */
  readonly overlap: Readonly<Record<'sameNiche' | 'acrossNiches' | 'unknownNiche', Draws>>;
  readonly acceptanceLarge: Draws;
  readonly acceptanceSmall: Draws;
  readonly orderValueMinor: Draws;
  readonly couponRedeemed: Draws;
  readonly couponLeaked: Draws;
  readonly couponSharing: Draws;
  readonly friendRedemption: Draws;
  readonly instagramComments: Draws;
  readonly youtubeComments: Draws;
}

/** In place of shocks of steps that the selected metrics do not need: whoever reads it sees. */
const NOT_DRAWN: Draws = new Float64Array(BLOCK).fill(NaN);

/** Shared by the runs of this thread. */
const CACHE = new ShockCache();

type CampaignShocks = Readonly<Record<'reach' | 'engagement' | 'negativity', Draws>>;

const NO_VALENCE = {
  sponsored: NOT_DRAWN,
  negativity: NOT_DRAWN,
  negativitySlope: NOT_DRAWN,
  sponsoredSlope: NOT_DRAWN,
};

const NO_COUPONS = {
  couponRedeemed: NOT_DRAWN,
  couponLeaked: NOT_DRAWN,
  couponSharing: NOT_DRAWN,
  friendRedemption: NOT_DRAWN,
};

/**
 * Epistemic levels and slopes, campaign shocks and everything else that is drawn once per world,
 * for one block of draws. Every shock belongs to a parameter's name, so scenarios share them.
 *
 * @see simulations/README.md, section 1
 */
export class Shocks {
  private readonly draws: ShockDraws;
  private readonly worlds: string;
  private known: KnownShocks;
  private campaignShocks: CampaignShocks | null = null;
  private readonly levels = new Map<string, Draws>();

  constructor(
    private readonly plan: Plan,
    streams: Streams,
    tables: Tables,
    private readonly cache: ShockCache = CACHE,
  ) {
    this.draws = new ShockDraws(streams, tables, plan.evidence?.common);
    this.worlds = worldsKey(plan, streams.key);
    this.known = cache.block(this.worlds, 0);
  }

  startBlock(block: number): void {
    this.draws.startBlock(block);
    this.campaignShocks = null;
    this.levels.clear();
    this.known = this.cache.block(this.worlds, block);
  }

  row(row: RowParameters): RowShocks {
    const { known } = this;
    const shocks = known.rows.get(row.row) ?? this.drawRow(row);
    if (!known.rows.has(row.row)) {
      known.rows.set(row.row, shocks);
      this.cache.added(known, shocks);
    }
    return shocks;
  }

  display(): DisplayShocks {
    const { known } = this;
    if (known.display === null) {
      known.display = this.drawDisplay();
      this.cache.added(known, known.display);
    }
    return known.display;
  }

  world(): WorldShocks {
    const { known } = this;
    if (known.world === null) {
      known.world = this.drawWorld();
      const { overlap, ...others } = known.world;
      this.cache.added(known, { ...overlap, ...others });
    }
    return known.world;
  }

  /** Standard normals of the shocks of which something was learned, by position in the posterior. */
  common(posterior: CommonPosterior): readonly Draws[] {
    return this.draws.common(posterior);
  }

  private drawRow({ row, platform, ...own }: RowParameters): RowShocks {
    const { draws } = this;
    const { needs } = this.plan;
    const engages = needs.engagement || (needs.shares && own.sharesAreEngagements);
    const campaign = (this.campaignShocks ??= this.campaign());
    const reachSlope = draws.normal(`reach.slope.${row}`, own.reachSlope, own.reachSlopeSd);
    const engagementSlope = draws.normal(`engagement.slope.${row}`, 0, own.engagementSlopeSd);
    const reachLevel = turned(
      this.level('reach', platform),
      reachSlope,
      own.reachSlope,
      own.reachPivot,
    );
    const engagementLevel = turned(
      this.level('engagement', platform),
      engagementSlope,
      0,
      own.engagementPivot,
    );
    const shocks = {
      reachLevel,
      engagementLevel,
      reach: map((d) => campaign.reach[d] + reachLevel[d]),
      engagement: map((d) => campaign.engagement[d] + engagementLevel[d]),
      reachSlope,
      engagementSlope,
      ...(engages ? this.drawValence(row, platform, campaign) : NO_VALENCE),
      clicks: needs.clicks ? this.level('ctr', platform).map(exp) : NOT_DRAWN,
      conversion: needs.clicks ? this.conversion(platform) : NOT_DRAWN,
      priceSlope: draws.normal(`price.slope.${row}`, own.priceSlope, own.priceSlopeSd),
    };
    const lanes = new Float32Array(ROW_LANES.length * BLOCK);
    ROW_LANES.forEach((name, i) => {
      lanes.set(shocks[name], i * BLOCK);
    });
    return { ...shocks, lanes };
  }

  private drawValence(row: CreatorRow, platform: Platform, campaign: CampaignShocks) {
    const p = this.plan.parameters;
    const { draws } = this;
    const negativitySlope = draws.normal(
      `negativity.slope.${row}`,
      p.negativitySlope,
      p.negativitySlopeSd,
    );
    const level = turned(
      this.level('negativity', platform),
      negativitySlope,
      p.negativitySlope,
      p.negativityPivot / Math.LN10,
    );
    const intercept = p.negativityIntercept + p.negativityOf[platform];
    return {
      sponsored: draws.normal(`engagement.sponsored.${platform}`, 0, p.sponsoredSd[platform]),
      negativity: map((d) => intercept + campaign.negativity[d] + level[d]),
      negativitySlope,
      sponsoredSlope: draws.normal(
        `negativity.sponsoredSlope.${row}`,
        p.sponsoredSlope,
        p.sponsoredSlopeSd,
      ),
    };
  }

  private conversion(platform: Platform): Draws {
    const { conversionRate } = this.plan.parameters;
    return this.level('cvr', platform).map((theta) => conversionRate * exp(theta));
  }

  private drawDisplay(): DisplayShocks {
    const p = this.plan.parameters;
    const { draws } = this;
    return {
      cpmMinor: draws.logNormal('display.cpm', p.displayCpm),
      viewable: draws.beta('display.viewable', p.displayViewable),
      valid: draws.beta('display.valid', p.displayValid),
      ctr: draws.logNormal('display.ctr', p.displayCtr),
      conversion: this.conversion('DISPLAY').map((rate) =>
        Math.min(p.conversionCap, p.displayConversion * rate),
      ),
      activity: draws.logNormal('display.activity', p.displayActivity),
      blocked: draws.range('display.blocked', p.displayBlocked),
    };
  }

  private drawWorld(): WorldShocks {
    const p = this.plan.parameters;
    const { draws } = this;
    const { needs } = this.plan;
    const theta = (name: 'sameNiche' | 'acrossNiches' | 'unknownNiche') =>
      draws.logNormal(`overlap.${name}`, p.overlap[name]).map(activityShape);
    return {
      peoplePerShare: draws.logNormal('shares.peoplePerShare', p.peoplePerShare),
      overlap: {
        sameNiche: theta('sameNiche'),
        acrossNiches: theta('acrossNiches'),
        unknownNiche: theta('unknownNiche'),
      },
      acceptanceLarge: draws.beta('booking.acceptance.large', p.acceptanceLarge),
      acceptanceSmall: draws.beta('booking.acceptance.small', p.acceptanceSmall),
      orderValueMinor: needs.clicks ? draws.logNormal('value.order', p.orderValue) : NOT_DRAWN,
      ...(needs.clicks && needs.shares ? this.drawCoupons() : NO_COUPONS),
      instagramComments: draws.range('engagement.commentsPerLike.INSTAGRAM', p.instagramComments),
      youtubeComments: draws.range('engagement.commentsPerLike.YOUTUBE', p.youtubeComments),
    };
  }

  private drawCoupons() {
    const p = this.plan.parameters;
    const { draws } = this;
    return {
      couponRedeemed: draws.beta('coupon.redeemedShare', p.couponRedeemed),
      couponLeaked: draws.logNormal('coupon.leaked', p.couponLeaked),
      couponSharing: this.couponSharing(),
      friendRedemption: draws.logNormal('coupon.friendRedemption', p.friendRedemption),
    };
  }

  /** Jointly normal, by the Cholesky factor of their correlations. */
  private campaign(): CampaignShocks {
    const { campaignSd: sd, campaignCorrelation: rho } = this.plan.parameters;
    const first = this.draws.standard('campaign.reach.sd');
    const second = this.draws.standard('campaign.engagement.sd');
    const third = this.draws.standard('campaign.negativity.sd');
    const e2 = Math.sqrt(1 - rho.reachEngagement * rho.reachEngagement);
    const n2 = (rho.engagementNegativity - rho.reachNegativity * rho.reachEngagement) / e2;
    const n3 = Math.sqrt(Math.max(0, 1 - rho.reachNegativity * rho.reachNegativity - n2 * n2));
    return {
      reach: map((d) => sd.reach * first[d]),
      engagement: map((d) => sd.engagement * (rho.reachEngagement * first[d] + e2 * second[d])),
      negativity: map(
        (d) => sd.negativity * (rho.reachNegativity * first[d] + n2 * second[d] + n3 * third[d]),
      ),
    };
  }

  /** θ of a level on a platform: partly shared by all platforms. */
  private level(level: keyof Parameters['levelSd'], platform: Platform): Draws {
    const name = `level.${level}.${platform}` as const;
    const known = this.levels.get(name);
    if (known !== undefined) return known;
    const { levelSd, levelRemaining, sharedVariance } = this.plan.parameters;
    const remaining = level === 'ctr' || level === 'cvr' ? 1 : levelRemaining[level][platform];
    const sd = levelSd[level] * remaining;
    const shared = this.draws.standard(`level.${level}`);
    const own = this.draws.standard(name);
    const a = sd * Math.sqrt(sharedVariance);
    const b = sd * Math.sqrt(1 - sharedVariance);
    const draws = map((d) => a * shared[d] + b * own[d]);
    this.levels.set(name, draws);
    return draws;
  }

  private couponSharing(): Draws {
    const { median, lnSd, min, max } = this.plan.parameters.couponSharing;
    if (lnSd === 0) return map(() => Math.min(max, Math.max(min, median)));
    const below = normalCdf(log(min / median) / lnSd);
    const within = normalCdf(log(max / median) / lnSd) - below;
    return this.draws.uniform('coupon.sharing', (u) => {
      const p = Math.min(1 - 1e-12, Math.max(1e-12, below + u * within));
      return Math.min(max, Math.max(min, median * exp(lnSd * normalQuantile(p))));
    });
  }
}

/** How far behind the last planned day shocks are kept apart. */
export const MAX_LATENESS_DAYS = 1000;

/**
 * Good and bad days: one shock per platform and day of the flight, drawn when a placement of the
 * block is first posted on it.
 */
export class DayShocks {
  private readonly days: (Float64Array | undefined)[];
  private readonly drawnFor: Int32Array;
  private readonly words = new Uint32Array(BLOCK);
  private readonly identity: Identity;
  private readonly sd: number;
  private readonly first: number;

  constructor(
    plan: Plan,
    platform: Platform,
    private readonly streams: Streams,
  ) {
    const size = plan.lastDay - plan.firstDay + MAX_LATENESS_DAYS + 1;
    this.days = Array.from({ length: size });
    this.drawnFor = new Int32Array(size).fill(-1);
    this.identity = identityOf(JSON.stringify(['day', platform]));
    this.sd = plan.parameters.daySd[platform];
    this.first = plan.firstDay;
  }

  /** @returns ln shocks of the block's draws on that day of the flight */
  on(day: number, block: number): Float64Array {
    const at = Math.min(Math.max(day - this.first, 0), this.days.length - 1);
    let shocks = this.days[at];
    if (shocks === undefined) {
      shocks = new Float64Array(BLOCK);
      this.days[at] = shocks;
    }
    if (this.drawnFor[at] !== block) {
      this.drawnFor[at] = block;
      if (this.sd !== 0) {
        const { words } = this;
        this.streams.fillWords(words, PURPOSE.SHOCK, this.identity, at + this.first, block);
        for (let d = 0; d < BLOCK; d++) shocks[d] = this.sd * wordQuantile(NORMAL_WORDS, words[d]);
      }
    }
    return shocks;
  }
}

function map(of: (draw: number) => number): Draws {
  const draws = new Float64Array(BLOCK);
  for (let d = 0; d < BLOCK; d++) draws[d] = of(d);
  return draws;
}

/**
 * A level at 100,000 followers, whose slope turns about another size: what the world's slope adds
 * there is taken back.
 *
 * @param pivot - that size, in the slope's unit from 100,000 followers
 */
function turned(level: Draws, slope: Draws, meanSlope: number, pivot: number): Draws {
  return pivot === 0 ? level : map((d) => level[d] - (slope[d] - meanSlope) * pivot);
}

function normalCdf(z: number): number {
  const tail = exp(lnNormalTail(Math.abs(z)));
  return z < 0 ? tail : 1 - tail;
}
