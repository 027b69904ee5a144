import type { Group, GroupKind, Line, Outcome, Platform, Role } from '../simulations/index.js';
import type { DailyOf } from './daily.js';
import type { ForecastAnswer } from './forecast.js';
import type { ResultsOf } from './results.js';
import type { ResolvedScenario } from './scenario.js';
import { PLATFORM_OF } from './used-parameters.js';

const LAYERS: Readonly<Record<Role, string>> = {
  ANCHOR: 'Anchors',
  CREATOR: 'Creators',
  SHARER: 'Sharers',
};
export const PLATFORM_NAMES: Readonly<Record<Platform, string>> = {
  INSTAGRAM: 'Instagram',
  TIKTOK: 'TikTok',
  YOUTUBE: 'YouTube',
  SHARER: 'Friends’ feeds',
  DISPLAY: 'Display advertising',
};

/** Keys and names of a kind's groups; tiers and lines stand in the order of the plan. */
export function namesOf(kind: GroupKind, resolved: ResolvedScenario): [string, string][] {
  switch (kind) {
    case 'TOTAL':
      return [['total', 'Total']];
    case 'LAYER':
      return Object.entries(LAYERS);
    case 'PLATFORM':
      return Object.entries(PLATFORM_NAMES);
    case 'LINE':
      return resolved.scenario.lines.map(({ key }) => [key, resolved.lineNames[key]]);
    case 'TIER': {
      const tiers = new Set(resolved.scenario.lines.flatMap(({ tier }) => tier ?? []));
      return [...tiers].map((key) => [key, resolved.tierNames[key]]);
    }
  }
}

/** What the groups of a kind bring, as far as the plan has them. */
export function resultsOf(
  { resolved, outcome }: Pick<ForecastAnswer, 'resolved' | 'outcome'>,
  kind: GroupKind,
): ResultsOf[] {
  const { lines, currency } = resolved.scenario;
  return namesOf(kind, resolved).flatMap(([key, name]): ResultsOf[] => {
    const group = outcome.groups.find((other) => other.kind === kind && other.key === key);
    if (!group) return [];
    const rows = lines.filter((line) => keyIn(kind, line) === key).map(({ row }) => row);
    return [
      { group, name, currency, rows: new Set(rows), daily: dailyOf(resolved, outcome, group) },
    ];
  });
}

function dailyOf(
  { scenario: { currency, flightDays }, flightStart = null }: ResolvedScenario,
  { daily }: Outcome,
  { kind, key }: Group,
): DailyOf | null {
  const group = daily?.groups.find((other) => other.kind === kind && other.key === key);
  if (daily === undefined || group === undefined) return null;
  return { outcome: daily, group, currency, flightDays, flightStart };
}

/** The group of a kind that a line belongs to. */
function keyIn(kind: GroupKind, { key, tier, role, row }: Line): string | null {
  switch (kind) {
    case 'TOTAL':
      return 'total';
    case 'TIER':
      return tier;
    case 'LAYER':
      return role;
    case 'PLATFORM':
      return PLATFORM_OF[row];
    case 'LINE':
      return key;
  }
}
