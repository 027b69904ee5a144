import type { Platform } from '../simulations/index.js';
import { isOnJust, partsIn, type RecordFilter } from './accuracy-filter.js';
import { builder } from './builder.js';
import { described } from './described.js';
import { PLATFORM_NAMES } from './forecast-groups.js';
import { readableList } from './readable.js';
import type { ForecastScore } from './saved-scores.js';
import type { HeldForecast } from './scored-forecasts.js';

type ScopeKind = 'ALL' | 'SAME_PLATFORMS' | 'PLATFORMS' | 'TIER';

export const AccuracyScopeEnum = builder.enumType('AccuracyScope', {
  description: 'Of what a record is.',
  values: described<ScopeKind>({
    ALL: 'Of whole campaigns, whatever platforms they are on.',
    SAME_PLATFORMS: 'Of whole campaigns that are on all of `platforms`, and on no others.',
    PLATFORMS:
      'Of what was forecast for `platforms` alone, in all campaigns that are on any of them.',
    TIER: 'Of what was forecast for one tier alone, in all campaigns that have it.',
  }),
});

/** Of what a record is. */
export interface RecordScope {
  readonly kind: ScopeKind;
  /** Empty for a tier, and for all. */
  readonly platforms: readonly Platform[];
  readonly tier: string | null;
}

/** Of platforms that were asked for, those are named of which there are numbers, if there are any. */
export function scopeOf(filter: RecordFilter, scores: readonly ForecastScore[]): RecordScope {
  const { plansOn, tier = null } = filter;
  const scope = (kind: ScopeKind, names: readonly string[] = []): RecordScope => ({
    kind,
    platforms: (Object.keys(PLATFORM_NAMES) as Platform[]).filter((key) => names.includes(key)),
    tier,
  });
  const parts = partsIn(filter);
  if (parts !== undefined) {
    const known = parts.filter((platform) => scores.some(({ key }) => key === platform));
    return scope('PLATFORMS', known.length > 0 ? known : parts);
  }
  if (plansOn !== undefined) return scope('SAME_PLATFORMS', plansOn);
  return scope(tier === null ? 'ALL' : 'TIER');
}

/** Forecasts whose odds belong to a record: targets are for whole plans, so none to one of a tier. */
export function forecastsWithOdds(
  { kind, platforms }: RecordScope,
  held: readonly HeldForecast[],
): readonly HeldForecast[] {
  if (kind === 'TIER') return [];
  return kind === 'ALL' ? held : held.filter((forecast) => isOnJust(platforms, forecast));
}

const names = ({ platforms }: RecordScope): string =>
  readableList(platforms.map((platform) => PLATFORM_NAMES[platform]));

/** `12 campaigns on just Instagram and TikTok`, `Instagram in 12 campaigns`. */
export function scopeWords(scope: RecordScope, campaigns: string): string {
  switch (scope.kind) {
    case 'ALL':
      return `${campaigns} on any platforms`;
    case 'SAME_PLATFORMS':
      return `${campaigns} on just ${names(scope)}`;
    case 'PLATFORMS':
      return `${names(scope)} in ${campaigns}`;
    case 'TIER':
      return `the tier ${scope.tier} in ${campaigns}`;
  }
}
