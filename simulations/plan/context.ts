import { isRoster } from '../check.js';
import type { Parameters } from '../parameters.js';
import { type Identity, identityOf } from '../random.js';
import type { Line, Platform, Scenario } from '../scenario.js';
import { seenProfiles } from './seen.js';

/** What planning one line takes of the whole scenario, and of the lines before it. */
export interface PlanContext {
  readonly scenario: Scenario;
  readonly parameters: Parameters;
  readonly cells: Float64Array;
  readonly cellIndex: ReadonlyMap<string, number>;
  readonly wantedCells: ReadonlySet<string>;
  /** Placements per profile in the whole scenario. */
  readonly deliverables: ReadonlyMap<string, number>;
  readonly sharedProfiles: ReadonlyMap<string, number>;
  /** Influencers of whom something was seen. */
  readonly seenProfiles: ReadonlySet<string>;
  /** Profiles whose screening has been charged to an earlier placement. */
  readonly screened: Set<string>;
  /** Lines of one tier and row so far: their hypothetical influencers are different people. */
  readonly decks: Map<string, number>;
}

export function planContext(
  scenario: Scenario,
  parameters: Parameters,
  ordered: readonly Line[],
): PlanContext {
  const { cells, universe } = scenario;
  const named = cells.reduce((people, cell) => people + cell.people, 0);
  const deliverables = new Map<string, number>();
  for (const { candidates } of ordered) {
    if (!isRoster(candidates)) continue;
    for (const { profile } of candidates) {
      deliverables.set(profile, (deliverables.get(profile) ?? 0) + 1);
    }
  }
  const shared = [...deliverables].filter(([, count]) => count > 1);
  return {
    scenario,
    parameters,
    cells: Float64Array.from([...cells.map(({ people }) => people), Math.max(0, universe - named)]),
    cellIndex: new Map(cells.map(({ key }, i) => [key, i])),
    wantedCells: new Set(cells.filter(({ wanted }) => wanted).map(({ key }) => key)),
    deliverables,
    sharedProfiles: new Map(shared.map(([profile], i) => [profile, i])),
    seenProfiles: seenProfiles(ordered),
    screened: new Set(),
    decks: new Map(),
  };
}

/** The same tier, row and deck is the same luck in every scenario, whatever the line is called. */
export function lineIdentity(context: PlanContext, { key, tier, row }: Line): Identity {
  if (tier === null) return identityOf(JSON.stringify(['line', key, row]));
  const shelf = JSON.stringify(['tier', tier, row]);
  const deck = context.decks.get(shelf) ?? 0;
  context.decks.set(shelf, deck + 1);
  return identityOf(`${shelf}${deck}`);
}

export function wantedShareOf({ scenario }: PlanContext, platform: Platform): number {
  const { audience, universe } = scenario;
  if (audience === null) return 1;
  return audience.platformShare[platform] ?? audience.people / universe;
}

export function moneyOf({ budgetMinor }: Scenario, { buy }: Line): number {
  return 'share' in buy ? (budgetMinor ?? NaN) * buy.share : NaN;
}
