import type { Line, Population } from '../simulations/index.js';
import { between, nameOf, oneTo } from './checks.js';
import { InputError, listKeys, NotFoundError, type Path } from './errors.js';
import { byKeyOrId } from './key-or-id.js';
import type { MixLineInputShape } from './scenario-input.js';
import {
  feeOf,
  keyOf,
  plainLine,
  ROW_NAMES,
  rowOf,
  type LineDefaults,
  type PlannedLine,
} from './scenario-lines.js';
import type { TierRow } from './scenario-rows.js';

const MAX_LINES = 50;
const MAX_COUNT = 1_000_000;
/** Thirds and tenths add up to the whole plus a rounding error. */
const SHARE_TOLERANCE = 1e-9;

/** Lines of the default scheme's tiers with their default shares: the bare question. */
export function bareLines(
  path: Path,
  tiers: readonly TierRow[],
  defaults: LineDefaults,
): PlannedLine[] {
  const shared = tiers.filter(({ scheme, defaultShare }) => scheme.isDefault && defaultShare > 0);
  const sum = shared.reduce((total, { defaultShare }) => total + defaultShare, 0);
  if (!(Math.abs(sum - 1) <= SHARE_TOLERANCE)) {
    throw new InputError(
      path,
      'must say what to buy, because the default shares of the default tier scheme do not add up to 1',
      sum,
    );
  }
  return shared.map((tier) =>
    tierLine(tier, tier.key, { share: tier.defaultShare }, path, defaults),
  );
}

function tierLine(
  tier: TierRow,
  key: string,
  buy: Line['buy'],
  path: Path,
  defaults: LineDefaults,
): PlannedLine {
  return {
    name: tier.name,
    path,
    line: {
      ...plainLine(defaults),
      key,
      tier: tier.key,
      role: tier.role,
      row: rowOf(path, tier.role, tier.platform, tier.format),
      candidates: populationOf(tier),
      buy,
    },
  };
}

function populationOf(tier: TierRow): Population {
  return {
    medianFollowers: Number(tier.medianFollowers),
    followersLnSd: tier.followersLnSd,
    // A tier may begin at nobody; whom a forecast books has at least one follower.
    minFollowers: Math.max(1, Number(tier.minFollowers)),
    maxFollowers: tier.maxFollowers === null ? null : Number(tier.maxFollowers),
  };
}

/** Lines of a media plan. */
export function mixLines(
  path: Path,
  mix: readonly MixLineInputShape[],
  tiers: readonly TierRow[],
  defaults: LineDefaults,
): PlannedLine[] {
  oneTo(path, mix.length, MAX_LINES, 'lines');
  const keys = new Set<string>();
  const lines = mix.map((input, i) => mixLine([...path, i], input, tiers, defaults, keys));
  checkShares(path, lines);
  return lines;
}

function mixLine(
  path: Path,
  input: MixLineInputShape,
  tiers: readonly TierRow[],
  defaults: LineDefaults,
  keys: Set<string>,
): PlannedLine {
  const buy = buyOf(path, input);
  const own = {
    ...plainLine(defaults),
    feeMinor: feeOf([...path, 'fee'], input.fee, defaults.currency),
    sponsored: input.sponsored ?? true,
    vetted: input.vetted ?? defaults.vetted,
    promoCode: input.promoCode ?? false,
    adLoad: adLoadOf([...path, 'adLoad'], input.adLoad, defaults),
  };
  const given = nameOf([...path, 'name'], input.name);
  if (input.tier != null) {
    refuseBeside(path, 'tier', input, ['role', 'platform', 'format', 'population']);
    const tier = findTier([...path, 'tier'], input.tier, tiers);
    const planned = tierLine(tier, uniqueKey(tier.key, keys), buy, path, defaults);
    return { ...planned, name: given ?? planned.name, line: { ...planned.line, ...own } };
  }
  if (input.platform === 'DISPLAY') {
    refuseBeside(path, 'platform DISPLAY', input, [
      'role',
      'format',
      'population',
      'count',
      'fee',
      'promoCode',
      'adLoad',
    ]);
  }
  const role = input.role ?? (input.platform === 'SHARER' ? 'SHARER' : 'CREATOR');
  const row = rowOf(path, role, input.platform ?? null, input.format ?? null);
  return {
    name: given ?? ROW_NAMES[row],
    path,
    line: {
      ...own,
      key: uniqueKey(row === 'DISPLAY_AD' ? 'display' : keyOf(role, row), keys),
      tier: null,
      // A sharer's row belongs to the sharers' layer whatever else was said.
      role: row === 'SHARER_ACTION' ? 'SHARER' : role,
      row,
      candidates:
        row === 'DISPLAY_AD' ? NOBODY : populationFrom([...path, 'population'], input.population),
      buy,
    },
  };
}

/** Display advertising books no people. */
const NOBODY: Population = {
  medianFollowers: 1,
  followersLnSd: 0,
  minFollowers: 1,
  maxFollowers: 1,
};

/** Like lines share their luck across scenarios, so the key says what is bought, not where it stands. */
function uniqueKey(key: string, taken: Set<string>): string {
  let unique = key;
  for (let n = 2; taken.has(unique); n++) unique = `${key}#${n}`;
  taken.add(unique);
  return unique;
}

function buyOf(path: Path, { share, count }: MixLineInputShape): Line['buy'] {
  if (share != null && count != null) {
    throw new InputError(path, 'must have either a share or a count', { share, count });
  }
  if (share != null) {
    if (!(share > 0 && share <= 1)) {
      throw new InputError([...path, 'share'], 'must be more than 0 and at most 1', share);
    }
    return { share };
  }
  if (count == null) throw new InputError(path, 'must have a share or a count', undefined);
  if (!(count >= 1 && count <= MAX_COUNT)) {
    throw new InputError([...path, 'count'], `must be from 1 to ${MAX_COUNT}`, count);
  }
  return { count };
}

/** What is bought by count is paid beside the shares, so only plans without counts must add up to 1. */
function checkShares(path: Path, lines: readonly PlannedLine[]): void {
  const shares = lines.flatMap(({ line }) => ('share' in line.buy ? [line.buy.share] : []));
  if (shares.length === 0) return;
  const sum = shares.reduce((total, share) => total + share, 0);
  if (shares.length === lines.length) {
    if (!(Math.abs(sum - 1) <= SHARE_TOLERANCE)) {
      throw new InputError(path, 'must have shares that add up to 1', sum);
    }
  } else if (!(sum <= 1 + SHARE_TOLERANCE)) {
    throw new InputError(path, 'must have shares that add up to at most 1', sum);
  }
}

function populationFrom(path: Path, input: MixLineInputShape['population']): Population {
  if (input == null) {
    throw new InputError(path, 'must be given where there is no tier', undefined);
  }
  const median = Number(input.medianFollowers);
  const min = input.minFollowers == null ? 1 : Number(input.minFollowers);
  const max = input.maxFollowers == null ? null : Number(input.maxFollowers);
  const spread = input.followersLnSd ?? 0;
  between([...path, 'medianFollowers'], median, 1, 1e10);
  between([...path, 'followersLnSd'], spread, 0, 3);
  between([...path, 'minFollowers'], min, 1, median);
  if (max !== null) between([...path, 'maxFollowers'], max, median, 1e10);
  return { medianFollowers: median, followersLnSd: spread, minFollowers: min, maxFollowers: max };
}

function adLoadOf(path: Path, adLoad: number | null | undefined, defaults: LineDefaults): number {
  if (adLoad == null) return defaults.assumptions.values['scenario.adLoad'];
  between(path, adLoad, 0, 10);
  return adLoad;
}

function refuseBeside(
  path: Path,
  what: string,
  input: MixLineInputShape,
  fields: readonly (keyof MixLineInputShape)[],
): void {
  for (const field of fields) {
    if (input[field] != null) {
      throw new InputError([...path, field], `must not be given beside ${what}`, input[field]);
    }
  }
}

/** By key, in the default scheme first, then in any other that has it; or by id. */
function findTier(path: Path, wanted: string, tiers: readonly TierRow[]): TierRow {
  const tier = byKeyOrId(tiers, 'Tier', wanted);
  if (tier) return tier;
  const keys = listKeys([...new Set(tiers.map(({ key }) => key))]);
  throw new NotFoundError(path, `the key or id of a tier (keys: ${keys})`, wanted);
}
