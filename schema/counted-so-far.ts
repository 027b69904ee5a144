import type { Candidate, Line, Metric, Scenario, Snapshot } from '../simulations/index.js';
import type { OutlookAnswer } from './outlook.js';
import { ADDED_UP, isAddedUp } from './result-counts.js';

/** What spend is divided by, and how many of it a cost is for. */
const COST_OF: Readonly<Partial<Record<Metric, { count: keyof Snapshot; many: number }>>> = {
  CPM: { count: 'impressions', many: 1000 },
  CPE: { count: 'engagements', many: 1 },
  CPC: { count: 'clicks', many: 1 },
  CPA: { count: 'conversions', many: 1 },
};

interface OnAir {
  readonly line: Line;
  readonly candidate: Candidate;
}

/**
 * What was counted of a metric so far, in the engine's units. Costs and returns are of the placements
 * whose count is known alone.
 *
 * @returns null where counts say nothing: of people reached by several placements, of what nobody
 *   counted, of money where a fee is not known
 */
export function countedSoFar(
  metric: Metric,
  { resolved, placements, actuals }: Pick<OutlookAnswer, 'resolved' | 'placements' | 'actuals'>,
): number | null {
  const { scenario } = resolved;
  if (isAddedUp(metric)) {
    const counted = actuals?.[ADDED_UP[metric]] ?? null;
    return counted === null ? null : Number(counted);
  }
  const onAir = placementsOnAir(scenario);
  const cost = COST_OF[metric];
  if (cost !== undefined) {
    const { counted, spend } = countedAndPaid(cost.count, onAir, scenario);
    return spend === null ? null : ratio(cost.many * spend, counted);
  }
  switch (metric) {
    case 'REACH':
      return ofSingle(placements.length, onAir, ({ reach }) => reach);
    case 'FREQUENCY':
      return ofSingle(placements.length, onAir, ({ impressions, reach }) =>
        impressions === null || reach === null ? null : ratio(impressions, reach),
      );
    case 'PLACEMENTS':
      return onAir.length;
    case 'BOOKED':
      return placements.filter(({ placement: { status } }) => status !== 'PLANNED').length;
    case 'SPEND':
      return spendOn(onAir, scenario);
    case 'ROAS': {
      const { counted, spend } = countedAndPaid('revenueMinor', onAir, scenario);
      return spend === null ? null : ratio(counted, spend);
    }
    case 'NEGATIVE_ENGAGEMENTS':
      return reactions(onAir, (negative) => negative);
    case 'POSITIVE_ENGAGEMENTS':
      return reactions(onAir, (negative, valenced) => valenced - negative);
    case 'NEGATIVE_ENGAGEMENT_RATIO':
      return actuals?.negativeEngagementRatio ?? null;
    case 'NET_SENTIMENT': {
      const negative = actuals?.negativeEngagementRatio ?? null;
      return negative === null ? null : 1 - 2 * negative;
    }
    default:
      return null;
  }
}

/** What only a campaign of one placement can say: nobody sees which people two of them share. */
function ofSingle(
  placements: number,
  onAir: readonly OnAir[],
  of: (seen: Snapshot) => number | null,
): number | null {
  const seen = onAir[0]?.candidate.seen;
  return placements === 1 && seen !== undefined ? of(seen) : null;
}

function placementsOnAir({ lines }: Scenario): OnAir[] {
  return lines.flatMap((line) =>
    (line.candidates as readonly Candidate[])
      .filter(({ posted }) => posted)
      .map((candidate) => ({ line, candidate })),
  );
}

/** A count of the placements of which it is known, and what these cost. */
function countedAndPaid(
  count: keyof Snapshot,
  onAir: readonly OnAir[],
  scenario: Scenario,
): { counted: number; spend: number | null } {
  const known = onAir.filter(({ candidate: { seen } }) => seen?.[count] != null);
  const counted = known.reduce((sum, { candidate: { seen } }) => sum + (seen?.[count] ?? 0), 0);
  return { counted, spend: spendOn(known, scenario) };
}

/** Fees and what is paid beside them; null where a fee is not known. */
function spendOn(placements: readonly OnAir[], { fees }: Scenario): number | null {
  const feeFactor = 1 + fees.agencyShare + fees.rightsShare;
  const screened = new Set<string>();
  let spend = 0;
  for (const { line, candidate } of placements) {
    const fee = candidate.feeMinor ?? line.feeMinor;
    if (fee === null) return null;
    spend += fee * feeFactor + fees.seedingMinor + fees.moderationMinor;
    if (line.vetted) screened.add(candidate.profile);
  }
  return spend + screened.size * fees.screeningMinor;
}

/** Engagements by their tone, where both are known. */
function reactions(
  onAir: readonly OnAir[],
  part: (negative: number, valenced: number) => number,
): number | null {
  let sum: number | null = null;
  for (const { candidate } of onAir) {
    const { engagements, valencedReactions, negativeReactions } = candidate.seen ?? {};
    if (engagements == null || negativeReactions == null || !valencedReactions) continue;
    const counted = part(negativeReactions, valencedReactions);
    sum = (sum ?? 0) + (engagements * counted) / valencedReactions;
  }
  return sum;
}

const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);
