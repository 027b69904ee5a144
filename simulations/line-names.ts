import { createHash } from 'node:crypto';
import { isRoster } from './check.js';
import { ENGINE_VERSION } from './engine-version.js';
import { MOST_REUSED_DRAWS } from './line-memory.js';
import type { Selection } from './outcome.js';
import { metricsOf, needsOf } from './plan/needs.js';
import { dayRange } from './plan/plan.js';
import { isSeen } from './plan/seen.js';
import type { Line, Scenario } from './scenario.js';

/**
 * What a line's draws depend on, as a name: lines of one name bring the same, in whatever plans they
 * are. A line without a name is not simulated twice the same way, or not worth keeping.
 *
 * @returns names by the line's key
 */
export function lineNames(
  scenario: Scenario,
  { seed, draws, select }: { seed: string; draws: number; select: Selection },
): Map<string, string> {
  const names = new Map<string, string>();
  // What was seen of one line says something about all of them.
  if (draws > MOST_REUSED_DRAWS || hasSeen(scenario)) return names;
  const { currency, flightDays, universe, cells, audience, fees, brandContent } = scenario;
  const common = [currency, flightDays, universe, cells, audience, fees, brandContent];
  const { lines, budgetMinor, assumptions } = scenario;
  const needs = needsOf(metricsOf(scenario, select), scenario, select);
  const world = JSON.stringify([
    ENGINE_VERSION,
    seed,
    common,
    assumptions,
    dayRange(scenario),
    needs,
  ]);
  const ordered = [...lines].sort((a, b) => (a.key < b.key ? -1 : 1));
  const named = ordered.filter(({ candidates }) => isRoster(candidates));
  // Profiles of several placements tie the lines that name them: bundles, screening, events.
  const rosters = named.map(({ row, candidates, vetted }) => [row, vetted, candidates]);
  const decks = new Map<string, number>();
  /** What the creators' posts are, as far as sharers can tell. */
  const posts: unknown[] = [];
  const nameOf = (line: Line): string => {
    const { key, tier, buy, candidates, ...rest } = line;
    const shelf = tier === null ? null : JSON.stringify([tier, line.row]);
    const deck = shelf === null ? key : (decks.get(shelf) ?? 0);
    if (shelf !== null) decks.set(shelf, Number(deck) + 1);
    const money = 'share' in buy ? (budgetMinor ?? NaN) * buy.share : null;
    const who = [shelf, deck, line.row, money === null ? buy : money, candidates];
    const own = [world, who, rest];
    const others = [isRoster(candidates) ? rosters : null, line.role === 'SHARER' ? posts : null];
    const name = createHash('sha256')
      .update(JSON.stringify([own, others]))
      .digest('base64');
    // How many are booked for money depends on all that they cost.
    if (line.role === 'CREATOR') posts.push(money === null ? who : name);
    return name;
  };
  // Sharers pass on what the creators have posted.
  const late = ordered.filter(({ role }) => role === 'SHARER');
  for (const line of [...ordered.filter(({ role }) => role !== 'SHARER'), ...late]) {
    // Display advertising costs nothing to simulate.
    if (line.row === 'DISPLAY_AD') continue;
    const name = nameOf(line);
    // Of one profile's placements in several lines, events are counted once: sums do not tell that.
    if (!needs.events || !isRoster(line.candidates)) names.set(line.key, name);
  }
  return names;
}

function hasSeen({ lines }: Scenario): boolean {
  return lines.some(({ candidates }) => isRoster(candidates) && candidates.some(isSeen));
}
