import type { NamedAnswer } from './comparison-text.js';
import {
  assumptionWarnings,
  monteCarloWarning,
  planWarnings,
  type Warning,
} from './forecast-warnings.js';
import { monteCarloError } from './monte-carlo-error.js';
import type { UsedParameter } from './parameter.js';
import { usedParameters } from './used-parameters.js';

/** What is particular to each plan, by its name, then what they share, once. */
export function comparisonWarnings(scenarios: readonly NamedAnswer[]): Warning[] {
  const own = scenarios.flatMap(({ name, answer }) =>
    planWarnings(answer.resolved, answer.outcome, usedParameters(answer.resolved)).map(
      ({ code, message }): Warning => ({
        code,
        // A line that is the whole plan carries its name already.
        message: message.startsWith(`${name}: `) ? message : `${name}: ${message}`,
      }),
    ),
  );
  return [...own, ...noisiest(scenarios), ...shared(scenarios)];
}

/** All plans have as many draws; the one that would need the most speaks for them. */
function noisiest(scenarios: readonly NamedAnswer[]): Warning[] {
  const [worst] = scenarios
    .map(({ name, answer }) => ({ name, answer, error: monteCarloError(answer.outcome) }))
    .sort((a, b) => (b.error?.share ?? 0) - (a.error?.share ?? 0));
  return monteCarloWarning(worst.error, worst.answer.outcome.draws, ` of ${worst.name}`);
}

/** Plans on the same assumptions share what there is to say about them. */
function shared(scenarios: readonly NamedAnswer[]): Warning[] {
  const parametersOf = new Map<string, { preset: NamedAnswer; used: Map<string, UsedParameter> }>();
  for (const scenario of scenarios) {
    const { preset, negativity } = scenario.answer.resolved.scenario.assumptions;
    const key = `${preset} ${String(negativity)}`;
    const together = parametersOf.get(key) ?? { preset: scenario, used: new Map() };
    parametersOf.set(key, together);
    for (const parameter of usedParameters(scenario.answer.resolved)) {
      together.used.set(parameter.name, parameter);
    }
  }
  return [...parametersOf.values()].flatMap(({ preset: { answer }, used }) =>
    assumptionWarnings(
      answer.resolved.scenario.assumptions.preset,
      [...used.values()],
      answer.year,
    ),
  );
}
