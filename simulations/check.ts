import { METRICS } from './metrics.js';
import { BATCHES, type Selection } from './outcome.js';
import {
  type Candidate,
  type Line,
  type Population,
  type Scenario,
  ScenarioError,
  type Snapshot,
} from './scenario.js';
import { CREATOR_ROWS } from './parameters.js';

/** Bounds that keep a run finite; what a server allows is its own, tighter matter. */
export const MAX_PLACEMENTS = 1_000_000;
export const MAX_DRAWS = 1_048_576;
export const MAX_SEED_LENGTH = 1000;
const MAX_FLIGHT_DAYS = 3650;
const MAX_PEOPLE = 1e11;
const MAX_FOLLOWERS = 1e10;
const MAX_MINOR = Number.MAX_SAFE_INTEGER;
const MAX_LN_SD = 5;
/** Thirds and tenths add up to the whole plus a rounding error. */
const SHARE_TOLERANCE = 1e-9;

const PLATFORMS = ['INSTAGRAM', 'TIKTOK', 'YOUTUBE', 'SHARER', 'DISPLAY'] as const;
const ROLES = ['ANCHOR', 'CREATOR', 'SHARER'] as const;
const ROWS = [...CREATOR_ROWS, 'DISPLAY_AD'] as const;

export interface Run {
  readonly seed: string;
  readonly draws: number;
  readonly select: Selection;
}

/** @throws ScenarioError with path `seed`, `draws` or `select…` */
export function checkRun({ seed, draws, select }: Run): void {
  if (typeof seed !== 'string' || seed.length > MAX_SEED_LENGTH) {
    throw new ScenarioError(
      'seed',
      `must be text of at most ${MAX_SEED_LENGTH} characters`,
      typeof seed === 'string' ? `${seed.length} characters` : typeof seed,
    );
  }
  if (!(
    Number.isInteger(draws) &&
    draws >= BATCHES &&
    draws <= MAX_DRAWS &&
    draws % BATCHES === 0
  )) {
    throw new ScenarioError(
      'draws',
      `must be a multiple of ${BATCHES} from ${BATCHES} to ${MAX_DRAWS}`,
      draws,
    );
  }
  select.metrics.forEach((metric, i) => {
    oneOf(`select.metrics[${i}]`, metric, Object.keys(METRICS), 'a metric');
  });
  select.groups.forEach((group, i) => {
    oneOf(
      `select.groups[${i}]`,
      group,
      ['TOTAL', 'TIER', 'LAYER', 'PLATFORM', 'LINE'],
      'TOTAL, TIER, LAYER, PLATFORM or LINE',
    );
  });
}

/**
 * What can be said about a scenario without simulating it.
 *
 * @throws ScenarioError naming the first field that breaks a rule
 */
export function checkScenario(scenario: Scenario): void {
  const { budgetMinor, flightDays, universe, lines } = scenario;
  if (!/^[A-Z]{3}$/.test(scenario.currency)) {
    throw new ScenarioError('currency', 'must be an ISO 4217 code', scenario.currency);
  }
  if (budgetMinor !== null && !(budgetMinor > 0 && budgetMinor <= MAX_MINOR)) {
    throw new ScenarioError(
      'budgetMinor',
      `must be more than 0 and at most ${MAX_MINOR}`,
      budgetMinor,
    );
  }
  whole('flightDays', flightDays, 1, MAX_FLIGHT_DAYS);
  between('universe', universe, 1, MAX_PEOPLE);
  checkCells(scenario);
  checkAudience(scenario);
  checkFees(scenario);
  checkLines(lines, scenario);
  if (scenario.today !== undefined) {
    between('today', scenario.today, -MAX_FLIGHT_DAYS, 2 * MAX_FLIGHT_DAYS);
  }
  scenario.targets.forEach((target, i) => {
    const path = `targets[${i}]`;
    oneOf(`${path}.metric`, target.metric, Object.keys(METRICS), 'a metric');
    if ((target.atLeast === null) === (target.atMost === null)) {
      throw new ScenarioError(
        path,
        'must have either atLeast or atMost',
        target.atLeast === null ? 'neither' : 'both',
      );
    }
    const bound = target.atLeast === null ? 'atMost' : 'atLeast';
    finite(`${path}.${bound}`, target[bound]);
  });
}

function checkCells({ cells, universe }: Scenario): void {
  const keys = new Set<string>();
  let people = 0;
  cells.forEach((cell, i) => {
    unique(`cells[${i}].key`, cell.key, keys);
    between(`cells[${i}].people`, cell.people, 1, MAX_PEOPLE);
    people += cell.people;
  });
  if (people > universe * (1 + SHARE_TOLERANCE)) {
    throw new ScenarioError('cells', `must hold at most the universe's ${universe} people`, people);
  }
}

function checkAudience({ audience, universe }: Scenario): void {
  if (audience === null) return;
  between('audience.people', audience.people, 1, universe);
  for (const [platform, share] of Object.entries(audience.platformShare)) {
    const path = `audience.platformShare.${platform}`;
    oneOf(path, platform, PLATFORMS, 'a platform');
    between(path, share, 0, 1);
  }
}

function checkFees({ fees }: Scenario): void {
  between('fees.agencyShare', fees.agencyShare, 0, 100);
  between('fees.rightsShare', fees.rightsShare, 0, 100);
  between('fees.screeningMinor', fees.screeningMinor, 0, MAX_MINOR);
  between('fees.seedingMinor', fees.seedingMinor, 0, MAX_MINOR);
  between('fees.moderationMinor', fees.moderationMinor, 0, MAX_MINOR);
}

function checkLines(lines: readonly Line[], scenario: Scenario): void {
  if (lines.length === 0) throw new ScenarioError('lines', 'must not be empty', 'no lines');
  const keys = new Set<string>();
  const cells = new Set(scenario.cells.map(({ key }) => key));
  const placements = new Set<string>();
  let shares = 0;
  let counted = 0;
  lines.forEach((line, i) => {
    const path = `lines[${i}]`;
    unique(`${path}.key`, line.key, keys);
    oneOf(`${path}.role`, line.role, ROLES, 'ANCHOR, CREATOR or SHARER');
    oneOf(`${path}.row`, line.row, ROWS, "a row of the model's tables");
    if (line.row !== 'DISPLAY_AD' && (line.role === 'SHARER') !== (line.row === 'SHARER_ACTION')) {
      throw new ScenarioError(
        `${path}.row`,
        'must be SHARER_ACTION for role SHARER and for no other',
        line.row,
      );
    }
    if (line.feeMinor !== null) between(`${path}.feeMinor`, line.feeMinor, 0, MAX_MINOR);
    between(`${path}.adLoad`, line.adLoad, 0, 10);
    if (line.row !== 'DISPLAY_AD') checkCandidates(path, line, cells, placements);
    checkBuy(path, line, scenario);
    if ('share' in line.buy) shares += line.buy.share;
    else counted += 'count' in line.buy ? line.buy.count : (line.candidates as Candidate[]).length;
  });
  if (shares > 1 + SHARE_TOLERANCE) {
    throw new ScenarioError('lines', 'must have shares that add up to at most 1', shares);
  }
  if (counted > MAX_PLACEMENTS) {
    throw new ScenarioError('lines', `must buy at most ${MAX_PLACEMENTS} placements`, counted);
  }
}

function checkCandidates(
  path: string,
  line: Line,
  cells: ReadonlySet<string>,
  placements: Set<string>,
): void {
  if (!isRoster(line.candidates)) {
    checkPopulation(`${path}.candidates`, line.candidates);
    return;
  }
  if (line.candidates.length === 0) {
    throw new ScenarioError(`${path}.candidates`, 'must not be empty', 'nobody');
  }
  line.candidates.forEach((candidate, k) => {
    const at = `${path}.candidates[${k}]`;
    if (candidate.profile === '') {
      throw new ScenarioError(`${at}.profile`, 'must not be empty', '""');
    }
    whole(`${at}.ordinal`, candidate.ordinal, 0, MAX_PLACEMENTS);
    const placement = JSON.stringify([candidate.profile, line.row, candidate.ordinal]);
    if (placements.has(placement)) {
      throw new ScenarioError(
        `${at}.ordinal`,
        'must tell the placements of one profile and row apart',
        candidate.ordinal,
      );
    }
    placements.add(placement);
    between(`${at}.followers`, candidate.followers, 1, MAX_FOLLOWERS);
    if (candidate.authenticity !== null) {
      positive(`${at}.authenticity`, candidate.authenticity, 1);
    }
    if (candidate.fit !== null) between(`${at}.fit`, candidate.fit, -10, 10);
    if (candidate.feeMinor !== null) between(`${at}.feeMinor`, candidate.feeMinor, 0, MAX_MINOR);
    if (candidate.plannedDay !== null) {
      between(`${at}.plannedDay`, candidate.plannedDay, -MAX_FLIGHT_DAYS, 2 * MAX_FLIGHT_DAYS);
    }
    if (candidate.recentPosts !== null) {
      const { posts, views, reach, engagements } = candidate.recentPosts;
      whole(`${at}.recentPosts.posts`, posts, 0, 1e9);
      if (views !== null) positive(`${at}.recentPosts.views`, views, MAX_PEOPLE);
      if (reach !== null) positive(`${at}.recentPosts.reach`, reach, MAX_PEOPLE);
      if (engagements !== null) positive(`${at}.recentPosts.engagements`, engagements, MAX_PEOPLE);
    }
    if (candidate.seen !== undefined) checkSeen(at, candidate, candidate.seen, line);
    if (candidate.earlier !== undefined) checkEarlier(at, candidate, candidate.earlier);
    let audience = 0;
    for (const [cell, share] of Object.entries(candidate.audience)) {
      if (!cells.has(cell)) {
        throw new ScenarioError(`${at}.audience`, 'must name cells of the scenario', cell);
      }
      between(`${at}.audience[${JSON.stringify(cell)}]`, share, 0, 1);
      audience += share;
    }
    if (audience > 1 + SHARE_TOLERANCE) {
      throw new ScenarioError(
        `${at}.audience`,
        'must have shares that add up to at most 1',
        audience,
      );
    }
  });
}

/** What is said of a placement that was seen. */
function checkSeen(path: string, candidate: Candidate, seen: Snapshot, { buy }: Line): void {
  if (!candidate.posted) throw new ScenarioError(`${path}.posted`, 'must be true once seen', false);
  if (candidate.plannedDay === null) {
    throw new ScenarioError(`${path}.plannedDay`, 'must be given once seen', null);
  }
  if (!('all' in buy)) {
    throw new ScenarioError(`${path}.seen`, 'must be of a line that books everybody', 'a snapshot');
  }
  checkSnapshot(`${path}.seen`, seen);
}

function checkSnapshot(path: string, { ageDays, ...counts }: Snapshot): void {
  between(`${path}.ageDays`, ageDays, 0, 10 * MAX_FLIGHT_DAYS);
  for (const [name, count] of Object.entries(counts)) {
    if (count !== null) between(`${path}.${name}`, count, 0, MAX_MINOR);
  }
  atMost(path, counts, 'negativeReactions', 'valencedReactions');
  atMost(path, counts, 'reach', 'impressions');
}

/** Counts that were taken before the last ones. */
function checkEarlier(
  path: string,
  { seen }: Candidate,
  earlier: NonNullable<Candidate['earlier']>,
): void {
  if (seen === undefined) {
    throw new ScenarioError(`${path}.seen`, 'must be given with what was seen earlier', seen);
  }
  earlier.forEach((snapshot, i) => {
    checkSnapshot(`${path}.earlier[${i}]`, snapshot);
    const after = i + 1 < earlier.length ? earlier[i + 1].ageDays : seen.ageDays;
    if (!(snapshot.ageDays < after)) {
      const rule = `must be below the next count’s, ${after}`;
      throw new ScenarioError(`${path}.earlier[${i}].ageDays`, rule, snapshot.ageDays);
    }
  });
}

/** Of two counts that are known, the first is part of the second. */
function atMost(
  path: string,
  counts: Omit<Snapshot, 'ageDays'>,
  part: keyof typeof counts,
  whole: keyof typeof counts,
): void {
  const [some, all] = [counts[part], counts[whole]];
  if (some !== null && all !== null && some > all) {
    throw new ScenarioError(`${path}.${part}`, `must be at most ${whole}, ${all}`, some);
  }
}

function checkPopulation(path: string, population: Population): void {
  const { medianFollowers, followersLnSd, minFollowers, maxFollowers } = population;
  between(`${path}.medianFollowers`, medianFollowers, 1, MAX_FOLLOWERS);
  between(`${path}.followersLnSd`, followersLnSd, 0, MAX_LN_SD);
  between(`${path}.minFollowers`, minFollowers, 1, MAX_FOLLOWERS);
  if (maxFollowers !== null) {
    between(`${path}.maxFollowers`, maxFollowers, minFollowers, MAX_FOLLOWERS);
  }
}

function checkBuy(path: string, line: Line, { budgetMinor }: Scenario): void {
  const { buy, candidates } = line;
  if ('share' in buy) {
    positive(`${path}.buy.share`, buy.share, 1);
    if (budgetMinor === null) {
      throw new ScenarioError('budgetMinor', `must be given when ${path} buys by share`, null);
    }
    if (!isRoster(candidates) && line.row !== 'DISPLAY_AD' && line.feeMinor === 0) {
      throw new ScenarioError(`${path}.feeMinor`, 'must be more than 0 to buy by share', 0);
    }
    return;
  }
  if (line.row === 'DISPLAY_AD') {
    throw new ScenarioError(`${path}.buy`, 'must be a share for display ads', JSON.stringify(buy));
  }
  if ('count' in buy) {
    whole(`${path}.buy.count`, buy.count, 1, MAX_PLACEMENTS);
    if (isRoster(candidates) && buy.count > candidates.length) {
      throw new ScenarioError(
        `${path}.buy.count`,
        `must be at most the number of candidates, ${candidates.length}`,
        buy.count,
      );
    }
  } else if (!isRoster(candidates)) {
    throw new ScenarioError(
      `${path}.buy`,
      'must be a share or a count without named profiles',
      'all',
    );
  }
}

export function isRoster(
  candidates: Population | readonly Candidate[],
): candidates is readonly Candidate[] {
  return Array.isArray(candidates);
}

function unique(path: string, key: string, taken: Set<string>): void {
  if (typeof key !== 'string' || key === '') {
    throw new ScenarioError(path, 'must be text that is not empty', JSON.stringify(key));
  }
  if (taken.has(key)) throw new ScenarioError(path, 'must be unique', JSON.stringify(key));
  taken.add(key);
}

function oneOf(path: string, value: string, allowed: readonly string[], what: string): void {
  if (!allowed.includes(value)) {
    throw new ScenarioError(path, `must be ${what}`, JSON.stringify(value));
  }
}

function finite(path: string, value: number | null): void {
  if (!Number.isFinite(value)) throw new ScenarioError(path, 'must be a finite number', value);
}

function between(path: string, value: number, min: number, max: number): void {
  if (!(value >= min && value <= max)) {
    throw new ScenarioError(path, `must be between ${min} and ${max}`, value);
  }
}

function positive(path: string, value: number, max: number): void {
  if (!(value > 0 && value <= max)) {
    throw new ScenarioError(path, `must be more than 0 and at most ${max}`, value);
  }
}

function whole(path: string, value: number, min: number, max: number): void {
  if (!(Number.isInteger(value) && value >= min && value <= max)) {
    throw new ScenarioError(path, `must be a whole number between ${min} and ${max}`, value);
  }
}
