/** Placements of which everything was counted, and how their curves are told to grow. */
import { expect } from 'vitest';
import { bindParameters } from '../../../simulations/bind-parameters.js';
import type { Candidate, Line, Metric, Scenario, Snapshot } from '../../../simulations/index.js';
import { maturityShare } from '../../../simulations/world/maturity.js';
import { lineOf, scenarioOf, Z } from '../../support/closed-form.js';
import { curveOf, runDaily } from '../../support/daily.js';
import { aScenario } from '../../support/scenario.js';
import { aSeen, NOTHING } from '../../support/seen.js';

const DRAWS = 1024;
export const PLANNED = 2;
export const { rows, meanClickLagDays } = bindParameters(aScenario().assumptions, 'USD');
export const grown = (ageDays: number) => maturityShare(rows.INSTAGRAM_POST.maturity, ageDays);
/** Clicks come after eight equally likely lags. */
export const clicked = (ageDays: number) =>
  Array.from({ length: 8 }, (_, i) => -meanClickLagDays * Math.log(1 - (i + 0.5) / 8))
    .map((lag) => grown(ageDays - lag) / 8)
    .reduce((sum, share) => sum + share);
/** A post that was not counted stands in the middle of the hour in which it went live. */
export const HALF_AN_HOUR = 1 / 48;
/** Share of what was still to come after the age of a count. */
export const since = (share: (ageDays: number) => number, from: number, to: number) =>
  (share(to) - share(from)) / (1 - share(from));

/** Counts of days 3 and 5, two and four days after it was posted. */
const FIRST = {
  ...{ ageDays: 2, impressions: 60_000, reach: 50_000, engagements: 4000 },
  ...{ shares: 300, clicks: 2000, conversions: 40, redemptions: 30, revenueMinor: 100_000 },
};
export const LAST = {
  ...{ ageDays: 4, impressions: 120_000, reach: 90_000, engagements: 6000 },
  ...{ shares: 500, clicks: 3000, conversions: 90, redemptions: 60, revenueMinor: 250_000 },
};
export const counted = (
  last: Partial<Snapshot> = {},
  first: Partial<Snapshot> = {},
  own: Partial<Candidate> = {},
) =>
  aSeen(
    { ...LAST, ...last },
    { plannedDay: PLANNED, earlier: [{ ...NOTHING, ...FIRST, ...first }], ...own },
  );

type Overrides = Readonly<Record<string, number>>;

/** Curves of a line with a code and nothing else, in worlds without variance. */
export function curvesOf(
  candidates: readonly Candidate[],
  metrics: readonly Metric[],
  {
    overrides = {},
    draws = DRAWS,
    line = {},
    ...own
  }: { overrides?: Overrides; draws?: number; line?: Partial<Line> } & Partial<Scenario> = {},
): Float64Array[][] {
  const scenario = scenarioOf([lineOf({ promoCode: true, ...line }, ...candidates)], overrides, {
    today: 6,
    ...own,
  });
  const outcome = runDaily(scenario, { draws, metrics: [], days: metrics });
  return metrics.map((metric) => curveOf(outcome, metric));
}

/** Each of what comes after a count has come by a point with the same chance. */
export function expectShares(
  days: readonly Float64Array[],
  from: number,
  expected: Readonly<Record<number, number>>,
): void {
  const after = (point: number) => days.at(point)!.reduce((sum, value) => sum + value - from, 0);
  const all = after(-1);
  expect(all).toBeGreaterThan(1000);
  for (const [point, share] of Object.entries(expected)) {
    // Growth is read from a table by the hour.
    const tolerance = Z * Math.sqrt((share * (1 - share)) / all) + 1e-4;
    const got = after(Number(point)) / all;
    expect(Math.abs(got - share), `day ${point}: ${got}`).toBeLessThan(tolerance);
  }
}
