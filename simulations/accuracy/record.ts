import { brier, insideBand, pinball, score } from '../math/scores.js';
import type { Column } from '../outcome.js';
import { binomialInterval, type ShareInterval } from './binomial-interval.js';
import { jackknifeInterval } from './jackknife-interval.js';

/** Central bands, by the share of outcomes that each promises to hold. */
export const BANDS = [0.5, 0.8, 0.9] as const;
export const PINBALL_LEVELS = [0.1, 0.5, 0.9] as const;
export const PIT_BINS = 10;
export const RELIABILITY_BINS = 5;
/** With fewer campaigns nobody can tell a good record from a lucky one. */
export const ENOUGH_CAMPAIGNS = 10;

type PerLevel = readonly [number, number, number];

/**
 * One forecast number against what came. Losses are shares of the baseline's point, a scale that
 * neither forecast nor outcome can move: so scores stay proper, and metrics can be pooled.
 */
export interface Observation {
  /** Observations of one campaign share their luck. */
  readonly campaign: string;
  readonly pit: number;
  /** Per band. */
  readonly inside: readonly [boolean, boolean, boolean];
  readonly crps: number;
  /** Of the point, whose CRPS is its absolute error. */
  readonly baselineCrps: number;
  /** Per level. */
  readonly pinball: PerLevel;
  readonly baselinePinball: PerLevel;
}

/** A probability that was stated, and whether it happened. */
export interface StatedOdds {
  readonly campaign: string;
  readonly probability: number;
  readonly happened: boolean;
}

/**
 * @param point - of the baseline, more than 0
 * @param uniform - in [0, 1): breaks ties between counts
 * @returns null where the forecast has no draws
 */
export function observe(
  campaign: string,
  forecast: Column,
  observed: number,
  point: number,
  uniform: number,
): Observation | null {
  if (forecast.sorted.length === 0) return null;
  const { pit, crps, pinball: losses } = score(forecast, observed, uniform);
  const [narrow, middle, wide] = BANDS.map((band) => insideBand(forecast, observed, band));
  const [low, half, high] = PINBALL_LEVELS.map((p) => pinball(point, observed, p) / point);
  return {
    campaign,
    pit,
    inside: [narrow, middle, wide],
    crps: crps / point,
    baselineCrps: Math.abs(point - observed) / point,
    pinball: [losses.p10 / point, losses.p50 / point, losses.p90 / point],
    baselinePinball: [low, half, high],
  };
}

export interface Coverage extends ShareInterval {
  readonly band: number;
  /** Of the observations inside the band. */
  readonly share: number;
}

export type Verdict = 'AS_PROMISED' | 'TOO_NARROW' | 'TOO_WIDE' | 'TOO_EARLY';

export interface TrackRecord {
  readonly campaigns: number;
  readonly observations: number;
  readonly verdict: Verdict;
  readonly coverage: readonly Coverage[];
  /** Observations per tenth of the PIT. */
  readonly pit: readonly number[];
  readonly pitMean: number;
  readonly crps: number;
  readonly baselineCrps: number;
  /** 1 − CRPS ÷ the baseline's: share of its error that is saved; null where that has none. */
  readonly skill: number | null;
  /** Where `skill` lies with 95% confidence; null where so few campaigns do not tell. */
  readonly skillInterval: ShareInterval | null;
  readonly pinball: PerLevel;
  readonly baselinePinball: PerLevel;
}

/**
 * Intervals take each campaign for one trial: its metrics, and several forecasts of it, come out
 * together, and counting each of them would promise too much. Campaigns with many more observations
 * than others outweigh them, which makes fewer trials.
 *
 * @returns null without observations
 */
export function trackRecord(observations: readonly Observation[]): TrackRecord | null {
  if (observations.length === 0) return null;
  const campaigns = countCampaigns(observations);
  const trials = countTrials(observations);
  const average = (of: (observation: Observation) => number) => mean(observations.map(of));
  const coverage = BANDS.map((band, i): Coverage => {
    const share = average(({ inside }) => (inside[i] ? 1 : 0));
    return { band, share, ...binomialInterval(share * trials, trials) };
  });
  const pit = Array.from({ length: PIT_BINS }, () => 0);
  for (const { pit: at } of observations) pit[binOf(at, PIT_BINS)] += 1;
  const crps = average((each) => each.crps);
  const baselineCrps = average((each) => each.baselineCrps);
  const perLevel = (field: 'pinball' | 'baselinePinball'): PerLevel => [
    average(({ [field]: [loss] }) => loss),
    average(({ [field]: [, loss] }) => loss),
    average(({ [field]: [, , loss] }) => loss),
  ];
  return {
    campaigns,
    observations: observations.length,
    verdict: verdictOf(coverage[1], campaigns),
    coverage,
    pit,
    pitMean: average(({ pit: at }) => at),
    crps,
    baselineCrps,
    skill: baselineCrps > 0 ? 1 - crps / baselineCrps : null,
    skillInterval: intervalOf(
      observations,
      (each) => [each.crps, each.baselineCrps],
      ([error, baseline]) => 1 - error / baseline,
    ),
    pinball: perLevel('pinball'),
    baselinePinball: perLevel('baselinePinball'),
  };
}

/** The 80% band is what planners read. */
function verdictOf({ band, low, high }: Coverage, campaigns: number): Verdict {
  if (campaigns < ENOUGH_CAMPAIGNS) return 'TOO_EARLY';
  if (high < band) return 'TOO_NARROW';
  return low > band ? 'TOO_WIDE' : 'AS_PROMISED';
}

/** Statements of odds in a range, and how often they came true. */
export interface ReliabilityBin extends ShareInterval {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** What was stated on average. */
  readonly stated: number;
  readonly happened: number;
}

export interface OddsRecord {
  readonly campaigns: number;
  readonly count: number;
  /** Mean squared error of the odds, 0–1; lower is better. */
  readonly brier: number;
  /** The same of stating for everything how often things happened, which only hindsight knows. */
  readonly baseRateBrier: number;
  /** Where `baseRateBrier` − `brier` lies with 95% confidence; null where so few campaigns do not tell. */
  readonly gainInterval: ShareInterval | null;
  /** Those that hold any. */
  readonly bins: readonly ReliabilityBin[];
}

/** @returns null without any */
export function oddsRecord(odds: readonly StatedOdds[]): OddsRecord | null {
  if (odds.length === 0) return null;
  const rate = mean(odds.map(({ happened }) => (happened ? 1 : 0)));
  const bins = Array.from({ length: RELIABILITY_BINS }, (_, i) => {
    const inside = odds.filter(({ probability }) => binOf(probability, RELIABILITY_BINS) === i);
    const happened = mean(inside.map((each) => (each.happened ? 1 : 0)));
    const trials = countTrials(inside);
    return {
      from: i / RELIABILITY_BINS,
      to: (i + 1) / RELIABILITY_BINS,
      count: inside.length,
      stated: mean(inside.map(({ probability }) => probability)),
      happened,
      ...binomialInterval(happened * trials, trials),
    };
  });
  return {
    campaigns: countCampaigns(odds),
    count: odds.length,
    brier: mean(odds.map(({ probability, happened }) => brier(probability, happened))),
    baseRateBrier: rate * (1 - rate),
    gainInterval: intervalOf(
      odds,
      ({ probability, happened }) => [brier(probability, happened), happened ? 1 : 0, 1],
      ([lost, happened, count]) => (happened / count) * (1 - happened / count) - lost / count,
    ),
    bins: bins.filter(({ count }) => count > 0),
  };
}

interface OfCampaign {
  readonly campaign: string;
}

/**
 * The interval of a number that depends on sums alone, a trial for each campaign as in `coverage`.
 *
 * @param terms - what one of them adds to each of the sums
 */
function intervalOf<T extends OfCampaign>(
  all: readonly T[],
  terms: (one: T) => readonly number[],
  numberOf: (sums: readonly number[]) => number,
): ShareInterval | null {
  const total: number[] = [];
  const sumsOf = new Map<string, number[]>();
  for (const one of all) {
    const sums = sumsOf.get(one.campaign) ?? [];
    sumsOf.set(one.campaign, sums);
    terms(one).forEach((term, i) => {
      sums[i] = (sums[i] ?? 0) + term;
      total[i] = (total[i] ?? 0) + term;
    });
  }
  const leftOut = [...sumsOf.values()].map((sums) =>
    numberOf(total.map((sum, i) => sum - sums[i])),
  );
  return jackknifeInterval(numberOf(total), leftOut, countTrials(all));
}

const countCampaigns = (of: readonly OfCampaign[]): number => perCampaign(of).length;

/** The effective number of campaigns (Kish 1965): how many of equal weight would say as much. */
function countTrials(of: readonly OfCampaign[]): number {
  let squares = 0;
  for (const count of perCampaign(of)) squares += count * count;
  return of.length === 0 ? 0 : (of.length * of.length) / squares;
}

function perCampaign(of: readonly OfCampaign[]): number[] {
  const counts = new Map<string, number>();
  for (const { campaign } of of) counts.set(campaign, (counts.get(campaign) ?? 0) + 1);
  return [...counts.values()];
}

/** Bins of equal width over 0–1; 1 itself is in the last. */
const binOf = (share: number, bins: number): number => Math.min(bins - 1, Math.floor(share * bins));

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
