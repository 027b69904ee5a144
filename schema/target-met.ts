import type { TargetOdds } from './forecast.js';
import type { OutlookAnswer } from './outlook.js';
import { ADDED_UP } from './target-reached.js';
import { unitOf } from './unit.js';

/** The campaign's promises with their odds, what was counted of them, and which are met for good. */
export function targetsMet({ resolved, outcome, actuals }: OutlookAnswer): {
  odds: TargetOdds;
  actual: number | null;
  met: boolean;
}[] {
  const { currency, targets } = resolved.scenario;
  return targets.map((target, i) => {
    const column = ADDED_UP[target.metric];
    const counted = column === undefined ? null : (actuals?.[column] ?? null);
    return {
      odds: {
        target,
        currency,
        probability: outcome.targets.probabilities[i],
        standardError: outcome.targets.standardErrors[i],
      },
      actual: counted === null ? null : Number(counted) / unitOf(target.metric, currency).scale,
      met: counted !== null && target.atLeast !== null && Number(counted) >= target.atLeast,
    };
  });
}
