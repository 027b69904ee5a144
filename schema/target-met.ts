import { isMet } from '../simulations/index.js';
import { countedSoFar } from './counted-so-far.js';
import type { TargetOdds } from './forecast.js';
import type { OutlookAnswer } from './outlook.js';
import { ONLY_RISE } from './target-reached.js';
import { unitOf } from './unit.js';

/** The campaign's promises with their odds, what was counted of them, and which are met for good. */
export function targetsMet(answer: OutlookAnswer): {
  odds: TargetOdds;
  actual: number | null;
  met: boolean;
}[] {
  const { resolved, outcome } = answer;
  const { currency, targets } = resolved.scenario;
  return targets.map((target, i) => {
    const { metric, atLeast } = target;
    const counted = countedSoFar(metric, answer);
    return {
      odds: {
        target,
        currency,
        probability: outcome.targets.probabilities[i],
        standardError: outcome.targets.standardErrors[i],
      },
      actual: counted === null ? null : counted / unitOf(metric, currency).scale,
      met:
        ONLY_RISE.includes(metric) &&
        counted !== null &&
        atLeast !== null &&
        isMet(target, counted),
    };
  });
}
