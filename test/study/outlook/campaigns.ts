import seedrandom from 'seedrandom';
import type { Candidate, Line, Row, Scenario } from '../../../simulations/index.js';
import { normalQuantile } from '../../../simulations/math/normal.js';
import { aCandidate, aLine, aScenario, assumptions, CREATOR_ROWS } from '../../support/scenario.js';

const FLIGHT_DAYS = 30;
const NICHES = ['beauty', 'games', 'food', null] as const;

/** A campaign of 3 to 50 named placements on up to three kinds of content, as planners plan them. */
export function aCampaign(seed: string): Scenario {
  const random = seedrandom.alea(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)];
  const maybe = <T>(chance: number, value: () => T): T | null =>
    random() < chance ? value() : null;
  const normal = () => normalQuantile(Math.max(1e-12, random()));
  const rows = new Set<Row>([pick(CREATOR_ROWS), pick(CREATOR_ROWS), pick(CREATOR_ROWS)]);
  const lines: Line[] = [...rows].map((row) => {
    const median = row === 'SHARER_ACTION' ? 1200 : pick([8_000, 40_000, 200_000, 1_000_000]);
    const size = 3 + Math.floor(random() * 12);
    const firsts = Array.from({ length: size }, (_, i): Candidate => {
      const followers = Math.round(median * Math.exp(0.7 * normal())) + 100;
      return aCandidate({
        profile: `${row} ${i}`,
        followers,
        plannedDay: random() * FLIGHT_DAYS,
        feeMinor: maybe(0.7, () => Math.round(followers * Math.exp(0.5 * normal()))),
        niche: pick(NICHES),
        authenticity: maybe(0.2, () => 0.4 + 0.5 * random()),
        recentPosts: maybe(0.4, () => ({
          posts: 1 + Math.floor(20 * random()),
          views: maybe(0.7, () => 0.2 * followers * Math.exp(0.6 * normal())),
          reach: null,
          engagements: maybe(0.7, () => 0.01 * followers * Math.exp(0.6 * normal())),
        })),
      });
    });
    // One in four posts once more.
    const candidates = firsts.flatMap((first) => [
      first,
      ...(random() < 0.25 ? [{ ...first, ordinal: 1, plannedDay: random() * FLIGHT_DAYS }] : []),
    ]);
    return aLine({ key: row, row, buy: { all: true }, candidates, sponsored: random() < 0.8 });
  });
  return aScenario({ flightDays: FLIGHT_DAYS, lines, assumptions: assumptions() });
}
