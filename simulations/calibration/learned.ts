import type { Parameter } from '../assumptions/assumptions.js';
import { exp } from '../math/elementary.js';
import { spreadFactor } from '../oracle/account-spread.js';
import { lnEngagementRate } from '../oracle/engagement-curve.js';
import { CREATOR_ROWS, type CreatorRow, LN_ANCHOR, type Parameters } from '../parameters.js';
import type { Platform } from '../scenario.js';
import {
  type LearningParameters,
  levelSdOf,
  negativityColumn,
  NEGATIVITY_SLOPE,
  PEOPLE_PLATFORMS,
  priorCovariance,
  rowColumn,
  type Step,
} from './columns.js';
import type { Account } from './observations.js';
import type { LearnedSpread, Posterior } from './posterior.js';
import { type Direction, Reader, type Tally } from './reader.js';

/** What became of one parameter. */
export interface LearnedParameter {
  readonly name: string;
  readonly before: number;
  readonly after: number;
  /** Of what was believed before, in ln for rates, logits for negativity; null for spreads. */
  readonly priorSd: number | null;
  /** What the results alone say, in the parameter's unit; null if they say nothing by themselves. */
  readonly data: { readonly estimate: number; readonly standardError: number } | null;
  /** How far the results speak and not the prior, 0–1. */
  readonly weight: number;
  readonly placements: number;
  readonly creators: number;
}

/** A level where it was observed: at the size of the accounts that results came from. */
export interface LearnedLevel {
  readonly step: Step;
  /** A row; for negativity a platform. */
  readonly of: CreatorRow | Platform;
  readonly followers: number;
  /** Median rate: per follower, per person reached or view, or the negative share. */
  readonly before: number;
  readonly after: number;
  /** In ln or logits, of everything that campaigns have in common. */
  readonly sdBefore: number;
  readonly sdAfter: number;
  readonly weight: number;
  readonly placements: number;
  readonly creators: number;
}

export interface Learned {
  /** Values that differ from those before, by parameter name. */
  readonly values: Readonly<Record<string, number>>;
  readonly parameters: readonly LearnedParameter[];
  readonly levels: readonly LearnedLevel[];
  /** What was learned from: results that are mature and say something. */
  readonly used: {
    readonly placements: number;
    readonly creators: number;
    /** Their names, as the placements have them. */
    readonly campaigns: readonly string[];
  };
}

/** Digits that are kept: more would be noise, and differ from machine to machine. */
const DIGITS = 6;
/** Smaller relative changes are none. */
const CHANGE = 1e-6;

type Counts = Pick<LearnedParameter, 'placements' | 'creators'>;
type Evidence = Omit<LearnedParameter, 'name' | 'before' | 'after'>;

/** Turns what a fit knows into parameters that the engine reads. */
export class Learning {
  private readonly reader: Reader;
  private readonly byName: ReadonlyMap<string, Parameter>;
  private readonly found = new Map<string, LearnedParameter>();
  private readonly levels: LearnedLevel[] = [];
  /** Variance of the level of reach as the engine will draw it, where it changes. */
  private readonly reachVariance = new Map<Platform, number>();

  constructor(
    private readonly posterior: Posterior,
    accounts: readonly Account[],
    private readonly parameters: readonly Parameter[],
    private readonly before: Readonly<Record<string, number>>,
    private readonly p: Parameters,
    private readonly learning: LearningParameters,
  ) {
    const stated = priorCovariance(p, learning, posterior.campaigns);
    this.reader = new Reader(posterior, stated, accounts);
    this.byName = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  }

  /** @param mostViews - views per follower that more than one account went beyond the cap with */
  learn(mostViews: number | null): Omit<Learned, 'used'> {
    this.learnRows('reach');
    this.learnRows('engagement');
    this.learnNegativity();
    for (const spread of this.posterior.spreads) this.learnSpread(spread);
    if (mostViews !== null) {
      this.put('reach.viewsCap', 2 * mostViews, {
        priorSd: null,
        data: { estimate: mostViews, standardError: 0 },
        weight: 1,
        placements: 0,
        creators: 0,
      });
    }
    const ordered = this.parameters.flatMap(({ name }) => this.found.get(name) ?? []);
    return {
      values: Object.fromEntries(ordered.map(({ name, after }) => [name, after])),
      parameters: ordered,
      levels: this.levels,
    };
  }

  private put(name: string, value: number, evidence: Evidence): void {
    const { min, max } = this.byName.get(name)!;
    const after = Math.min(max, Math.max(min, Number(value.toPrecision(DIGITS))));
    const before = this.before[name];
    if (Math.abs(after - before) <= CHANGE * Math.max(Math.abs(before), 1e-3)) return;
    this.found.set(name, { name, before, after, ...evidence });
  }

  private learnRows(step: 'reach' | 'engagement'): void {
    const levels = new Map<Platform, ({ readonly variance: number } & Counts)[]>();
    for (const row of CREATOR_ROWS) {
      const { platform } = this.p.rows[row];
      const known = this.learnRow(step, row);
      levels.set(platform, [...(levels.get(platform) ?? []), known]);
    }
    for (const [platform, rows] of levels) {
      const creators = rows.reduce((sum, row) => sum + row.creators, 0);
      const placements = rows.reduce((sum, row) => sum + row.placements, 0);
      if (creators === 0) continue;
      const variance = rows.reduce((sum, row) => sum + row.variance * row.creators, 0) / creators;
      this.putRemaining(step, platform, variance, { placements, creators });
    }
  }

  /** @returns the variance of its level, and what it is known from */
  private learnRow(step: 'reach' | 'engagement', row: CreatorRow) {
    const { p, reader, before } = this;
    const of = p.rows[row];
    const isReach = step === 'reach';
    const pivot = isReach ? of.reachPivot : of.engagementPivot;
    const level = rowColumn(isReach ? 'reachLevel' : 'engagementLevel', row);
    const slope = rowColumn(isReach ? 'reachSlope' : 'engagementSlope', row);
    const at = (size: number): Direction => [
      [level, 1],
      [slope, size - pivot],
    ];
    const tally = reader.tally(row, isReach ? ['REACH'] : ['ENGAGEMENT', 'BOTH']);
    const both = reader.tally(row, ['BOTH']);
    const source = tally.placements > 0 ? row : null;
    const counts = { placements: tally.placements, creators: tally.creators };

    const rate = `${step}.rate.${row}`;
    this.put(rate, before[rate] * exp(reader.mean(at(0))), {
      priorSd: reader.priorSd(at(0)),
      data: reader.data(source, at(0), (deviation) => before[rate] * exp(deviation)),
      weight: reader.weight(at(0)),
      ...counts,
    });
    const { shift, variance } = reader.turn(level, slope);
    const creators = Math.max(tally.creators, both.creators);
    const placements = Math.max(tally.placements, both.placements);
    if (creators === 0) return { variance, placements, creators };

    if (!isReach) this.learnOverReach(row);
    const ofSlope: Direction = [[slope, 1]];
    const weight = reader.weight(ofSlope);
    const slopes = isReach
      ? [`reach.slope.${row}`]
      : [`engagement.slopeBelow.${row}`, `engagement.slopeAbove.${row}`];
    for (const name of slopes) {
      this.put(name, before[name] + reader.mean(ofSlope), {
        priorSd: reader.priorSd(ofSlope),
        data: reader.data(source, ofSlope, (deviation) => before[name] + deviation),
        weight,
        ...counts,
      });
    }
    const certainty = { priorSd: null, data: null, weight, ...counts };
    this.put(`${step}.pivot.${row}`, exp(LN_ANCHOR + pivot + shift), certainty);
    const together =
      isReach || 2 * both.creators <= creators ? null : this.together(row, tally.size);
    this.put(`${step}.slopeSd.${row}`, together?.slopeSd ?? reader.sd(ofSlope), certainty);
    if (source !== null) {
      const lnRate = isReach
        ? of.lnReachRate + of.reachSlope * tally.size
        : lnEngagementRate(of, p.lnKnee, tally.size + LN_ANCHOR, 0);
      this.addLevel(step, row, at(tally.size), tally, (deviation) => exp(lnRate + deviation));
    }
    return { variance: together?.variance ?? variance, placements, creators };
  }

  private learnOverReach(row: CreatorRow): void {
    const { reader, before } = this;
    const { placements, creators } = reader.tally(row, ['ENGAGEMENT']);
    if (placements === 0) return;
    for (const over of ['overAccount', 'overPost'] as const) {
      const name = `engagement.${over}.${row}`;
      const direction: Direction = [[rowColumn(over, row), 1]];
      this.put(name, before[name] + reader.mean(direction), {
        priorSd: reader.priorSd(direction),
        data: reader.data(row, direction, (deviation) => before[name] + deviation),
        weight: reader.weight(direction),
        placements,
        creators,
      });
    }
  }

  /**
   * Of engagements alone, reach times rate is known and neither of them. The engine draws both
   * independently: reach keeps its uncertainty, and the rate what then is missing to the product's.
   */
  private together(row: CreatorRow, size: number) {
    const { p, reader, learning } = this;
    const of = p.rows[row];
    const levels: Direction = [
      [rowColumn('reachLevel', row), 1],
      [rowColumn('reachSlope', row), size - of.reachPivot],
      [rowColumn('engagementLevel', row), 1],
      [rowColumn('engagementSlope', row), size - of.engagementPivot],
    ];
    const slopes: Direction = [
      [rowColumn('reachSlope', row), 1],
      [rowColumn('engagementSlope', row), 1],
    ];
    const unseen = learning.unseenSd * learning.unseenSd;
    const ofReach = this.reachVariance.get(of.platform) ?? levelSdOf(p, 'reach', of.platform) ** 2;
    const ofSlope = reader.sd([[rowColumn('reachSlope', row), 1]]) ** 2;
    return {
      variance: Math.max(0, reader.sd(levels) ** 2 + unseen - ofReach) - unseen,
      slopeSd: Math.sqrt(Math.max(0, reader.sd(slopes) ** 2 - ofSlope)),
    };
  }

  private learnNegativity(): void {
    const { p, reader, before } = this;
    const tallies = PEOPLE_PLATFORMS.map((platform) => reader.tally(platform, ['NEGATIVITY']));
    const total = (of: (tally: Tally) => number) =>
      tallies.reduce((sum, each) => sum + of(each), 0);
    const placements = total((tally) => tally.placements);
    const creators = total((tally) => tally.creators);
    if (placements === 0) return;
    const ofSlope: Direction = [[NEGATIVITY_SLOPE, 1]];
    const weight = reader.weight(ofSlope);
    this.put('negativity.slope', before['negativity.slope'] + reader.mean(ofSlope), {
      priorSd: reader.priorSd(ofSlope),
      data: null,
      weight,
      placements,
      creators,
    });
    // One size for all platforms: where the average of their levels, by accounts, is known best.
    const average = PEOPLE_PLATFORMS.map(
      (platform, i) => [negativityColumn(platform), tallies[i].creators / creators] as const,
    );
    const x0 = p.negativityPivot / Math.LN10;
    const pivot = x0 + reader.turnOf(average, NEGATIVITY_SLOPE);
    const certainty = { priorSd: null, data: null, weight, placements, creators };
    this.put('negativity.slopeSd', reader.sd(ofSlope), certainty);
    this.put('negativity.pivot', exp(LN_ANCHOR + pivot * Math.LN10), certainty);
    PEOPLE_PLATFORMS.forEach((platform, i) => {
      const tally = tallies[i];
      const at = (x: number): Direction => [
        [negativityColumn(platform), 1],
        [NEGATIVITY_SLOPE, x - x0],
      ];
      const name = `negativity.platform.${platform}`;
      this.put(name, before[name] + reader.mean(at(0)), {
        priorSd: reader.priorSd(at(0)),
        data: reader.data(
          tally.placements > 0 ? platform : null,
          at(0),
          (deviation) => before[name] + deviation,
        ),
        weight: reader.weight(at(0)),
        placements: tally.placements,
        creators: tally.creators,
      });
      if (tally.placements === 0) return;
      this.putRemaining('negativity', platform, reader.sd(at(pivot)) ** 2, tally);
      const x = tally.size / Math.LN10;
      const logit = p.negativityIntercept + p.negativityOf[platform] + p.negativitySlope * x;
      const share = (deviation: number) => 1 / (1 + exp(-logit - deviation));
      this.addLevel('negativity', platform, at(x), tally, share);
    });
  }

  private learnSpread({ name, variance, prior, seen, size, slope }: LearnedSpread): void {
    const { spreadWeight, spreadSlopeSd } = this.learning;
    const { before, p } = this;
    const row = CREATOR_ROWS.find((each) => name.endsWith(`.${each}`)) ?? null;
    const sdBefore = Math.sqrt(prior);
    const factor = Math.sqrt(variance) / sdBefore;
    /** Of the variance where the accounts are, against that at 100,000 followers. */
    const there = (of: number) => spreadFactor(of, LN_ANCHOR + size, p.lnMostSpread) ** 2;
    const known = variance * there(slope?.value ?? 0);
    const stated = prior * there(slope?.prior ?? 0);
    // What the results would say alone: the prior's pull taken back.
    const alone = Math.max(known + (spreadWeight * (known - stated)) / seen, 0);
    const own = Math.sqrt(alone / there(slope?.value ?? 0));
    const { placements, creators } = this.reader.tallyOfSpread(name, row);
    const ofSlope = slope === null ? 0 : slope.information + 1 / spreadSlopeSd ** 2;
    // At 100,000 followers nobody knows better than the slope from there to the accounts.
    const byChance = Math.hypot(
      1 / Math.sqrt(2 * seen),
      ofSlope > 0 ? size / Math.sqrt(ofSlope) : 0,
    );
    const put = (parameter: string): void => {
      const scale = before[parameter] / sdBefore;
      // Where the results alone would say 0, they are as rough as the spread that is learned.
      const standardError = Math.abs(scale) * Math.sqrt(Math.max(own * own, variance)) * byChance;
      this.put(parameter, before[parameter] * factor, {
        priorSd: null,
        data: seen > 1 ? { estimate: own * scale, standardError } : null,
        weight: seen / (seen + spreadWeight),
        placements,
        creators,
      });
    };
    if (row !== null && p.rows[row].mixture !== null && name === `reach.postSd.${row}`) {
      // The mixture keeps its shape.
      for (const part of ['usual.mean', 'usual.sd', 'viral.mean', 'viral.sd']) {
        put(`reach.postMixture.${row}.${part}`);
      }
    } else {
      put(name);
    }
    if (slope === null) return;
    const { value, prior: assumed, information } = slope;
    const estimate = assumed + ((value - assumed) * ofSlope) / information;
    this.put(name.replace('Sd.', 'SdSlope.'), value, {
      priorSd: spreadSlopeSd,
      data:
        seen > 1 && information > 0
          ? { estimate, standardError: 1 / Math.sqrt(information) }
          : null,
      weight: information / ofSlope,
      placements,
      creators,
    });
  }

  private putRemaining(
    step: Step,
    platform: Platform,
    variance: number,
    { placements, creators }: Counts,
  ): void {
    const before = levelSdOf(this.p, step, platform);
    const { unseenSd } = this.learning;
    const after = Math.sqrt(Math.max(0, variance + unseenSd * unseenSd));
    if (!(after < before)) return;
    if (step === 'reach') this.reachVariance.set(platform, after * after);
    this.put(`level.${step}.remaining.${platform}`, after / this.p.levelSd[step], {
      priorSd: null,
      data: null,
      weight: Math.min(1, 1 - variance / before ** 2),
      placements,
      creators,
    });
  }

  private addLevel(
    step: Step,
    of: CreatorRow | Platform,
    direction: Direction,
    tally: Tally,
    rate: (deviation: number) => number,
  ): void {
    this.levels.push(this.reader.level(step, of, direction, tally, rate, this.learning));
  }
}
